"""The section "Who is paid back" of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from borderless.dossier import waterfall_answer as answers
from borderless.dossier import waterfall_words as words
from borderless.dossier.recoupment_charts import Rung, ladder_chart, ladder_text
from borderless.dossier.typography import day, money_words
from borderless.dossier.waterfall_rows import PartyRow, party_rows, tier_shares
from borderless.finance.recoupment.reasons import Standing, State
from borderless.finance.recoupment.structure import Pot, PotKind
from borderless.finance.recoupment.waterfall import Waterfall
from borderless.finance.wording import grouped

HEADING = ("recoupment", "Who is paid back")
"""Anchor and heading of the section."""

MOST_RUNGS = 18
"""Rungs of the ladder from which on a deal or agent is one rung, not one for each of its tiers."""

SIGNS = {
    State.TAKING: "→",
    State.RECOUPED: "✓",
    State.CAPPED: "✓",
    State.ENDED: "✕",
    State.WAITING: "·",
}
"""Beside the words of a state, never instead of them."""

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position, figures in its own currency; or somebody who shares in one."""

    name: str
    party: str
    """"" where the name says it."""
    terms: str
    taken: Decimal
    owed: Decimal | None
    """What it can still take; `None`: no end."""
    currency: str
    """Of both; "" where it is the account's."""
    sign: str
    """"" for a part of the position above."""
    why: str


@dataclass(frozen=True, slots=True)
class PotRows:
    """Where money arrives, and the positions that take it."""

    name: str
    about: str
    rows: tuple[PositionRow, ...]


@dataclass(frozen=True, slots=True)
class RecoupmentSection:
    """All that the section shows; money in the account's currency."""

    waterfall: Waterfall
    answer: str
    in_short: str
    next: str
    ladder: tuple[Markup, ...]
    ladder_text: str
    columns: tuple[str, ...]
    """Heads of the parties' figures."""
    received: tuple[Decimal, ...]
    """By case of the estimates; none where receipts count."""
    tiers: tuple[tuple[str, tuple[str, ...]], ...]
    """How much of each tier is back, by case."""
    parties: tuple[PartyRow, ...]
    reported: bool
    """Whether somebody has said what they were paid."""
    nothing: tuple[str, ...]
    """Parties without any money."""
    pots: tuple[PotRows, ...]
    outside: tuple[tuple[str, Decimal], ...]
    """Deals whose money never passes the account, and how much it is."""
    granted: tuple[str, ...]
    """What is taken for granted, and what the film marks as assumed."""


def recoupment_section(waterfall: Waterfall) -> RecoupmentSection:
    """What the page says of a waterfall."""
    rows = party_rows(waterfall)
    shown = [row for row in rows if any(row.figures.values()) or row.reported is not None]
    rungs = rungs_of(waterfall)
    gross = waterfall.settlement.received
    return RecoupmentSection(
        waterfall,
        answer(waterfall),
        in_short(waterfall),
        answers.next_in_line(waterfall),
        ladder_chart(rungs, gross, waterfall.currency),
        ladder_text(rungs, gross, waterfall.currency),
        tuple(rows[-1].figures),
        tuple(one.received for one in waterfall.cases.values()),
        tuple(
            (name, tuple(words.percent(share) for share in shares))
            for name, shares in (tier_shares(waterfall) if waterfall.cases else {}).items()
        ),
        tuple(shown),
        any(row.reported is not None for row in rows),
        tuple(row.name for row in rows if row not in shown and not row.is_sum),
        tuple(_pots(waterfall)),
        _outside(waterfall),
        (
            *words.taken_for_granted(waterfall),
            *(
                f"{name}: {assumption}"
                for name, assumption in waterfall.contracts.recoupment.assumed()
                if assumption
            ),
        ),
    )


def answer(waterfall: Waterfall) -> str:
    """What came in, what is back, and what goes to nobody: one line without a full stop."""
    if not waterfall.settlement.incomes:
        return answers.came_in(waterfall)
    received = money_words(waterfall.settlement.received, waterfall.currency)
    if waterfall.simulated:
        came = f"{received}, simulated: {waterfall.basis}"
    else:
        came = f"{received} of {waterfall.basis} to {day(waterfall.day)}"
    back = _back(waterfall)
    return f"{came}; {back}" if back else came


def in_short(waterfall: Waterfall) -> str:
    """The same for the first screen, where there is room for less."""
    received = money_words(waterfall.settlement.received, waterfall.currency)
    simulated = "simulated " if waterfall.simulated else ""
    if not waterfall.settlement.incomes:
        return answers.came_in(waterfall)
    back = _back(waterfall)
    return (
        f"{back}, of {received} of {simulated}receipts" if back else answers.next_in_line(waterfall)
    )


def _back(waterfall: Waterfall) -> str:
    """Which tiers of the account have their money back, and what goes to nobody."""
    tiers = answers.tiers_recouping(waterfall)
    said = [
        f"{one.name} {'recouped' if one.share >= 1 else f'to {words.percent(one.share)}'}"
        for one in tiers
        if one.share > 0
    ]
    waiting = [one.name for one in tiers if one.share <= 0]
    if waiting:
        names = " and ".join(waiting) if len(waiting) <= 2 else f"{len(waiting)} tiers"
        said.append(f"{names} with nothing yet")
    left = waterfall.settlement.undistributed
    if left:
        said.append(f"{money_words(left, waterfall.currency)} goes to nobody")
    return ", ".join(said)


# --- the ladder ----------------------------------------------------------------------------------


def rungs_of(waterfall: Waterfall) -> list[Rung]:
    """The tiers of all layers in their order, but what parties owe onward out of their own money.

    A tier whose rights some have a ceiling and some have none is a rung for each of them.
    """
    standings = [one for one in waterfall.standings if one.pot.kind is not PotKind.ONWARD]
    ranks: dict[tuple[int, str], list[Standing]] = {}
    for one in standings:
        ranks.setdefault((one.rank.index, one.former), []).append(one)
    rungs = [rung for rank in ranks.values() for rung in _of_rank(waterfall, rank)]
    if len(rungs) <= MOST_RUNGS:
        return rungs
    folded: dict[tuple[str, int, str], list[Standing]] = {}
    for one in standings:
        own = one.pot.kind is PotKind.ACCOUNT or one.former
        key = ("rank", one.rank.index, one.former) if own else ("pot", one.pot.index, "")
        folded.setdefault(key, []).append(one)
    found: list[Rung] = []
    for (kind, _, _), some in folded.items():
        if kind == "pot":
            found.append(_rung(waterfall, some[0].pot.name, some))
        else:
            found += _of_rank(waterfall, some)
    return found


def _of_rank(waterfall: Waterfall, rank: Sequence[Standing]) -> Iterator[Rung]:
    if len({one.owed is None for one in rank}) == 1:
        yield _rung(waterfall, rank[0].rank.name, rank)
        return
    for one in rank:
        yield _rung(waterfall, one.right.name, [one])


def _rung(waterfall: Waterfall, name: str, standings: Sequence[Standing]) -> Rung:
    paid = sum((one.credited for one in standings), NOTHING)
    ceilings = [one for one in standings if one.owed is not None]
    if len(ceilings) < len(standings):
        # A former position is owed nothing more; all others without a ceiling never end.
        former = all(one.former for one in standings)
        return Rung(name, paid, paid if former else None, None, "")
    exchange = waterfall.contracts.exchange.of_right(waterfall.currency)
    owed = paid
    for one in ceilings:
        owed += (one.owed or NOTHING) * exchange(one.right, waterfall.day)
    filled = [waterfall.curve.filled.get(one.right.index) for one in ceilings if one.right.owed]
    known = [one for one in filled if one is not None]
    if known and len(known) == len(filled):
        return Rung(name, paid, owed, Decimal(max(known)), "")
    return Rung(name, paid, owed, None, _not_filled(waterfall, ceilings))


def _not_filled(waterfall: Waterfall, standings: Sequence[Standing]) -> str:
    """Why no gross is named that fills a tier, in few words."""
    left = [one for one in standings if one.owed and one.right.owed]
    if not left:
        return ""
    if all(one.right.index in waterfall.next for one in left) and waterfall.curve.gross:
        most = Decimal(waterfall.curve.gross[-1])
        return f"above {grouped(most, 0)}"
    return "no gross fills it"


# --- positions -----------------------------------------------------------------------------------


def _pots(waterfall: Waterfall) -> Iterator[PotRows]:
    groups: dict[tuple[int, str], list[Standing]] = {}
    for one in waterfall.standings:
        groups.setdefault((-1 if one.former else one.pot.index, one.former), []).append(one)
    for (index, _), standings in groups.items():
        rows = tuple(row for one in standings for row in _positions(waterfall, one))
        if index < 0:
            yield PotRows("No longer in the schedule", "", rows)
        else:
            yield PotRows(*_about(waterfall, standings[0].pot), rows)


def _about(waterfall: Waterfall, pot: Pot) -> tuple[str, str]:
    received = waterfall.settlement.ledger.pot_received[pot.index]
    kind = words.pot_name(pot).removeprefix(pot.name).strip(" ()")
    came = f"{money_words(received, waterfall.currency)} came in"
    name = pot.name[:1].upper() + pot.name[1:]
    return name, f"{kind}; {came}" if kind else came


def _positions(waterfall: Waterfall, one: Standing) -> Iterator[PositionRow]:
    right = one.right
    own = right.currency not in ("", waterfall.currency)
    currency = right.currency if own else ""
    still = one.owed
    if still is None and words.still_owed(one, waterfall.currency) != "–":
        still = one.arrears
    yield PositionRow(
        words.short_name(one),
        "" if right.party.casefold() in right.name.casefold() else right.party,
        words.terms(right, words.structure_of(waterfall, one)),
        one.taken,
        still,
        currency,
        SIGNS[one.state],
        words.state_words(one),
    )
    for part, had in zip(right.parts, one.parts, strict=True):
        yield PositionRow(
            f"of which {part.party}", "", words.part_words(part, right), had, None, currency, "", ""
        )


def _outside(waterfall: Waterfall) -> tuple[tuple[str, Decimal], ...]:
    sums: dict[str, Decimal] = {}
    for deal, _, amount in waterfall.outside:
        sums[deal.name] = sums.get(deal.name, NOTHING) + amount
    return tuple(sums.items())
