"""The tiers of the account as a list that people change."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from borderless.film.model import Film as FilmDocument
from borderless.film.recoupment import Claim, Recoupment, Tier
from borderless.web.design import reader


@dataclass(frozen=True, slots=True)
class TierRow:
    """A tier in the list."""

    index: int
    name: str
    claims: tuple[str, ...]
    """Each claim in words."""
    is_first: bool
    is_last: bool


def tier_rows(recoupment: Recoupment, currency: str) -> list[TierRow]:
    """The tiers in the order in which they are paid."""
    last = len(recoupment.tier) - 1
    return [
        TierRow(
            index,
            tier.name,
            tuple(claim_words(claim, currency) for claim in tier.claim),
            index == 0,
            index == last,
        )
        for index, tier in enumerate(recoupment.tier)
    ]


def claim_words(claim: Claim, currency: str) -> str:
    """A claim in a line: who, how much, of what."""
    unit = claim.currency or currency
    parts = []
    if claim.share is not None:
        parts.append(reader.percent(claim.share, 2 if claim.share * 100 % 1 else 0))
    if claim.amount is not None:
        parts.append(_("until %(amount)s") % {"amount": reader.money(claim.amount, unit)})
    if claim.source:
        parts.append(_("until “%(source)s” is back") % {"source": claim.source})
    if claim.premium is not None:
        parts.append(_("and %(premium)s on top") % {"premium": reader.percent(claim.premium, 0)})
    if claim.multiple is not None:
        parts.append(_("%(multiple)s times") % {"multiple": reader.typed(claim.multiple)})
    if claim.interest is not None:
        parts.append(_("with %(rate)s a year") % {"rate": reader.percent(claim.interest.rate, 1)})
    if claim.at_most is not None:
        parts.append(_("at most %(amount)s") % {"amount": reader.money(claim.at_most, unit)})
    return f"{claim.party}: {', '.join(parts)}" if parts else claim.party


def with_tiers(film: FilmDocument, tiers: tuple[Tier, ...]) -> FilmDocument:
    """The film with other tiers."""
    recoupment = film.recoupment or Recoupment()
    return film.model_copy(update={"recoupment": recoupment.model_copy(update={"tier": tiers})})


def moved(tiers: tuple[Tier, ...], index: int, by: int) -> tuple[Tier, ...]:
    """The tiers with one put a place up (-1) or down (1); the same where it cannot go."""
    to = index + by
    if not (0 <= index < len(tiers) and 0 <= to < len(tiers)):
        return tiers
    order = list(tiers)
    order[index], order[to] = order[to], order[index]
    return tuple(order)
