"""Sets of partner countries beside the delegate's, and the film as each set would make it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from math import comb
from typing import Literal

from borderless.film.model import Coproducer, Film, Source
from borderless.film.wishes import PossiblePartner
from borderless.finance.situation import coproducing_countries
from borderless.rulebook.library import Library

EQUAL = "shares are equal by country, not agreed"
"""The assumption that a film carries whose shares were made up for a set of partners."""

SharesAre = Literal["stated", "equal", "found"]
"""As the film says, equal by country, or as the search found them best."""

_CHOOSE = re.compile(r"\s*([0-9]{1,3})\s*(?:\.\.\s*([0-9]{1,3})\s*)?")


def parse_choose(text: str, partners: int) -> range:
    """How many partners a set has, from "2" or "1..4"; "" is from one to all.

    Args:
        text: as the user wrote it.
        partners: how many there are to choose from.

    Raises:
        ValueError: the text is no such number or range; the message says what would be right.
    """
    if not text.strip():
        return range(min(1, partners), partners + 1)
    match = _CHOOSE.fullmatch(text)
    if match is None:
        raise ValueError(
            f"read {text!r}, which is no number of partners; write it as 2, or as 1..4"
        )
    low = int(match[1])
    high = int(match[2]) if match[2] else low
    if low > high:
        raise ValueError(f"read {text!r}, which runs backwards; write it as {high}..{low}")
    if high > partners:
        there = "is 1 partner country" if partners == 1 else f"are {partners} partner countries"
        raise ValueError(f"read {text!r}, but there {there} to choose from beside the delegate's")
    return range(low, high + 1)


def number_of_sets(partners: int, choose: range) -> int:
    """How many sets `partner_sets` will give."""
    return sum(comb(partners, size) for size in choose)


def partner_sets(partners: Sequence[str], choose: range) -> Iterator[tuple[str, ...]]:
    """Every set of so many of the partners, small ones first, in the order they are named."""
    for size in choose:
        yield from combinations(partners, size)


def film_of_set(
    film: Film, partners: Sequence[str], library: Library
) -> tuple[Film, Literal["stated", "equal"]]:
    """The film with exactly these co-producing countries beside the delegate's.

    Where that is today's set the film stays as it is. Else its companies stay where they are in
    the set, a new country's company is to be found, shares are equal by country, and money that a
    leaving country's co-producer brings leaves with it. No spend moves.
    """
    wanted = [film.delegate, *partners]
    if set(wanted) == set(coproducing_countries(film)):
        return film, "stated"
    shares = dict(zip(wanted, _equal(len(wanted)), strict=True))
    found: list[Coproducer] = []
    for country in wanted:
        companies = [one for one in film.coproducer if _is_partner(one) and one.country == country]
        if not companies and country != film.delegate:
            companies = [Coproducer(company=f"to be found ({country})", country=country)]
        for one, part in zip(companies, _parts(shares[country], len(companies)), strict=True):
            found.append(one.model_copy(update={"share": part, "assumption": EQUAL}))
    found += [one for one in film.coproducer if not _is_partner(one)]
    kept = _without(film, set(coproducing_countries(film)) - set(wanted), library)
    return kept.model_copy(update={"coproducer": tuple(found)}), "equal"


def film_to_search(film: Film, partners: Sequence[str], library: Library) -> Film:
    """The film for `optimise`: these countries must be in, and no others are offered.

    What the film wishes of them, and of the delegate's country, still holds.
    """
    wished = {one.country: one for one in film.placement.partner}
    required = tuple(
        wished.get(country, PossiblePartner(country=country)).model_copy(update={"keep": True})
        for country in partners
    )
    if film.delegate in wished:
        required = (wished[film.delegate], *required)
    kept = _without(film, set(coproducing_countries(film)) - {film.delegate, *partners}, library)
    placement = kept.placement.model_copy(update={"partner": required})
    return kept.model_copy(update={"placement": placement})


def joined_countries(film: Film, partners: Sequence[str]) -> list[str]:
    """Countries of the set that do not co-produce today."""
    today = set(coproducing_countries(film))
    return [country for country in partners if country not in today]


def with_claims(film: Film, schemes: Sequence[tuple[str, str]]) -> Film:
    """The film with these schemes in its finance plan, each as (country, id of the scheme)."""
    claims = tuple(
        Source(coproducer=country, incentive=scheme, assumption="claimed for this set of partners")
        for country, scheme in schemes
    )
    return film.model_copy(update={"source": (*film.source, *claims)})


def _without(film: Film, leaving: set[str], library: Library) -> Film:
    """The film without these countries' co-producers and the money that they bring."""
    if not leaving:
        return film
    return film.model_copy(
        update={
            "coproducer": tuple(
                one for one in film.coproducer if not (_is_partner(one) and one.country in leaving)
            ),
            "source": tuple(
                source
                for source in film.source
                if _brought_by(source, film, library) not in leaving
            ),
        }
    )


def _brought_by(source: Source, film: Film, library: Library) -> str:
    if source.coproducer:
        return source.coproducer
    scheme = library.scheme(source.incentive) if source.incentive else None
    return scheme.country if scheme and scheme.country else film.delegate


def _is_partner(one: Coproducer) -> bool:
    """Whether the company holds a share; a service producer does not."""
    return one.role != "executive"


def _equal(countries: int) -> list[Decimal]:
    """Equal shares in whole per cent; the delegate, who comes first, holds what is left over."""
    return _parts(Decimal(1), countries)


def _parts(share: Decimal, holders: int) -> list[Decimal]:
    """A share in equal parts of two decimals, the first with what is left over."""
    if not holders:
        return []
    each = share.scaleb(2) // holders
    parts = [each.scaleb(-2)] * holders
    parts[0] = share - sum(parts[1:], Decimal(0))
    return parts
