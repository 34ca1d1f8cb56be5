"""A solution read back into a film: lines, partners, people, claims, and their schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import ROUND_HALF_EVEN, Decimal

from borderless.film.document import Stage
from borderless.film.model import BudgetLine, Coproducer, Film, Phase, Source, Status
from borderless.film.money import Money
from borderless.film.places import country_name
from borderless.finance.placement.options import Choices, LineChoice
from borderless.finance.placement.regimes import with_people
from borderless.finance.situation import coproducing_countries

SMALLEST_SHARE = Decimal("1e-8")
"""A part of a line below this is what a solver's arithmetic leaves, and is none."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided, free of any solver."""

    shares: Mapping[tuple[int, int], float]
    """Line and option → share of the line, 0-1; decided lines only."""
    people: Mapping[int, int]
    """Post choice → person."""
    partners: Mapping[str, Decimal]
    """Co-producing countries, the delegate's first, with shares that sum to 1."""
    claims: frozenset[str]
    """Ids of the schemes that are claimed."""


def rebuilt(
    film: Film, choices: Choices, decided: Decisions, as_of: Day, countries: Mapping[str, str]
) -> Film:
    """The film as decided; `countries` are those of the schemes by id.

    Lines that go to several places are split, and keep their account; whoever is not found yet is
    called so. The places and candidates that were open are open no more.
    """
    lines = [
        part
        for choice in choices.lines
        for part in _parts(choice, decided, film.budget[choice.number])
    ]
    changed = with_people(film, choices, dict(decided.people))
    found = ", ".join(
        country_name(one) for one in decided.partners if one not in coproducing_countries(film)
    )
    note = f"places, shares and claims are as `borderless optimise` proposed them, rules of {as_of}"
    if found:
        note += f"; partners in {found} are still to be found"
    return changed.model_copy(
        update={
            "budget": tuple(lines),
            "coproducer": tuple(_coproducers(film, decided.partners)),
            "source": tuple(_sources(film, decided, countries)),
            "phase": tuple(_phase(one, film.budget, lines) for one in film.phase),
            "assumptions": (*film.assumptions, note),
            "placement": film.placement.model_copy(
                update={"option": (), "candidate": (), "propose": False}
            ),
        }
    )


# --- lines ---------------------------------------------------------------------------------------


def _parts(choice: LineChoice, decided: Decisions, today: BudgetLine) -> Iterator[BudgetLine]:
    if not choice.is_open:
        yield choice.options[0].line.model_copy(update={"places": ()})
        return
    shares = _whole_shares(
        [decided.shares.get((choice.number, number), 0.0) for number in range(len(choice.options))]
    )
    parts = [(option, share) for option, share in zip(choice.options, shares, strict=True) if share]
    # The part that stays keeps the row; where none stays, the largest does.
    parts.sort(key=lambda part: (not part[0].today, -part[1]))
    left = today.amount
    for number, (option, share) in enumerate(parts):
        line = option.line
        amount = Money(line.amount * share, line.currency).rounded().amount
        same_price = all(one.line.amount == today.amount for one, _ in parts)
        if same_price and number == len(parts) - 1:
            amount = left  # so that the parts sum to the line
        left -= amount
        changes: dict[str, object] = {"amount": amount, "places": ()}
        if number:
            changes |= {"row": None, "description": f"{line.description} ({option.place})".strip()}
        yield line.model_copy(update=changes)


def _whole_shares(shares: Sequence[float]) -> list[Decimal]:
    """Shares that sum to 1 exactly, without the crumbs of arithmetic."""
    exact = [Decimal(share) for share in shares]
    kept = [share if share >= SMALLEST_SHARE else Decimal(0) for share in exact]
    whole = sum(kept, Decimal(0))
    return [share / whole if share != whole else Decimal(1) for share in kept]


# --- partners ------------------------------------------------------------------------------------


def tidy_shares(shares: Mapping[str, float], stated: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Shares to a hundredth of a per cent, summing to 1, by largest remainder.

    Those that somebody stated to the last digit are kept so.
    """
    step = Decimal("0.0001")
    exact = {
        country: Decimal(repr(share)) for country, share in shares.items() if country not in stated
    }
    down = {
        country: (share + Decimal("1e-9")).quantize(step, rounding="ROUND_FLOOR")
        for country, share in exact.items()
    }
    fixed = {country: share for country, share in stated.items() if country in shares}
    missing = 1 - sum(down.values()) - sum(fixed.values())
    by_rest = sorted(exact, key=lambda country: down[country] - exact[country])
    for country in by_rest[: int((missing / step).to_integral_value(ROUND_HALF_EVEN))]:
        down[country] += step
    if by_rest:  # what stated digits leave beyond the hundredth of a per cent
        down[by_rest[0]] += 1 - sum(down.values()) - sum(fixed.values())
    return {country: fixed.get(country, down.get(country, step)) for country in shares}


def _coproducers(film: Film, partners: Mapping[str, Decimal]) -> Iterator[Coproducer]:
    wishes = {one.country: one for one in film.placement.partner}
    for one in film.coproducer:
        if one.role == "executive":
            yield one
        elif one.country in partners:
            yield one.model_copy(update={"share": _part(film, one, partners[one.country])})
    if len(partners) == 1:
        return
    for country, share in partners.items():
        if country in {one.country for one in film.coproducer if one.role != "executive"}:
            continue
        wish = wishes.get(country)
        company = (wish and wish.company) or f"to be found ({country})"
        role = "delegate" if country == film.delegate else "coproducer"
        yield Coproducer(
            company=company,
            country=country,
            share=share,
            role=role,
            assumption="proposed by `borderless optimise`",
        )


def _part(film: Film, one: Coproducer, share: Decimal) -> Decimal:
    """The company's part of its country's share: as today, or equal parts."""
    peers = [p for p in film.coproducer if p.country == one.country and p.role != "executive"]
    if len(peers) == 1:
        return share
    stated = [peer.share or Decimal(0) for peer in peers]
    whole = sum(stated, Decimal(0))
    parts = [s / whole if whole else Decimal(1) / len(peers) for s in stated]
    rounded = [(part * share).quantize(Decimal("0.0001")) for part in parts]
    rounded[0] += share - sum(rounded, Decimal(0))
    return rounded[peers.index(one)]


# --- sources and schedule ------------------------------------------------------------------------


def _sources(film: Film, decided: Decisions, countries: Mapping[str, str]) -> Iterator[Source]:
    claimed = set(decided.claims)
    for source in film.source:
        if source.incentive:
            if source.incentive in claimed and source.status is not Status.REFUSED:
                claimed.discard(source.incentive)
                yield source
            continue
        brought_by = source.coproducer or film.delegate
        if brought_by in decided.partners or brought_by not in coproducing_countries(film):
            yield source
    for scheme in sorted(claimed):
        # Where no co-producer of the country holds a share, the delegate's service company brings
        # the money home.
        country = countries.get(scheme, film.delegate)
        yield Source(
            incentive=scheme,
            coproducer=country if country in decided.partners else film.delegate,
            status=Status.PLANNED,
            assumption="proposed by `borderless optimise`",
        )


def _phase(phase: Phase, before: Sequence[BudgetLine], after: Sequence[BudgetLine]) -> Phase:
    """The phase where its lines went, if they all left its country for one other.

    The shoot stays: where a scene is set is no matter of money.
    """
    if phase.stage is Stage.SHOOT or phase.country is None:
        return phase

    def places(lines: Sequence[BudgetLine]) -> set[tuple[str | None, str | None]]:
        own = [one for one in lines if one.phase is phase.stage and one.vfx == phase.vfx]
        return {(one.country, one.region) for one in own if one.country}

    there, now = places(before), places(after)
    if phase.country not in {country for country, _ in there}:
        return phase
    if phase.country in {country for country, _ in now} or len(now) != 1:
        return phase
    ((country, region),) = now
    return phase.model_copy(update={"country": country, "region": region})
