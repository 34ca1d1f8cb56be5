"""The answer of a waterfall: what came in, who is recouped, who is next and at which gross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from borderless.dossier.waterfall_words import TRACE, money, percent, whole
from borderless.finance.recoupment.reasons import Standing, State
from borderless.finance.recoupment.structure import PotKind
from borderless.finance.recoupment.waterfall import Waterfall

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class TierState:
    """How far a tier of the account that recoups money has come."""

    name: str
    share: Decimal
    """Of all that it is and was owed, 0-1."""
    owed: Decimal
    """In the account's currency, at the day's rates."""
    further: float | None
    """The further gross that fills all of it; `None`: no gross does."""
    why: str
    """Why it is not being filled, where it is not."""


def headline(waterfall: Waterfall) -> str:
    """The answer in one line: what came in, who is recouped, and what goes to nobody."""
    said = [came_in(waterfall)]
    if recouping := tiers_recouping(waterfall):
        said.append(_recouped(recouping))
    left = waterfall.settlement.undistributed
    if left:
        said.append(f"{money(left, waterfall.currency)} goes to nobody")
    elif waterfall.settlement.incomes:
        said.append("nothing undistributed")
    return " · ".join(said)


def came_in(waterfall: Waterfall) -> str:
    """What came in, and what it is."""
    received = money(waterfall.settlement.received, waterfall.currency)
    if not waterfall.settlement.incomes:
        why = f": {waterfall.basis}" if waterfall.simulated else ""
        return f"nothing has come in to {waterfall.day}{why}"
    if not waterfall.simulated:
        return f"{received} of {waterfall.basis} to {waterfall.day}"
    return f"{received} simulated: {waterfall.basis}"


def _recouped(tiers: Sequence[TierState]) -> str:
    done = [one.name for one in tiers if one.share >= 1]
    partly = [f"{one.name} to {percent(one.share)}" for one in tiers if 0 < one.share < 1]
    waiting = [one.name for one in tiers if one.share <= 0]
    said = [f"{', '.join(done)} recouped"] if done else []
    said += partly
    if waiting:
        some = len(waiting) > 2
        names = f"{len(waiting)} tiers" if some else " and ".join(waiting)
        said.append(f"{names} with nothing yet")
    return ", ".join(said)


def next_in_line(waterfall: Waterfall) -> str:
    """Who is next, and at which further gross it has what it is owed."""
    tiers = tiers_recouping(waterfall)
    if not tiers:
        return "no tier of the account recoups money: each takes its share of what comes"
    left = [one for one in tiers if one.share < 1]
    if not left:
        return "all money put in has come back; the tiers below take what comes"
    ready = sorted((one for one in left if one.further), key=lambda one: one.further or 0)
    how = "comes in the same way" if waterfall.settlement.incomes else "comes in"
    currency = waterfall.currency
    if not ready:
        first = left[0]
        why = f": {first.why}" if first.why else ""
        if not first.owed:
            return f"{first.name}{why}"
        return f"{first.name} is owed {money(first.owed, currency)}, which no receipts fill{why}"
    first = ready[0]
    return (
        f"{first.name}, owed another {money(first.owed, currency)}; filled when a further"
        f" {whole(first.further or 0, currency)} of gross {how}"
    )


def tiers_recouping(waterfall: Waterfall) -> list[TierState]:
    """The account's tiers with money put in, in their order."""
    exchange = waterfall.contracts.exchange.of_right(waterfall.currency)
    found: dict[int, list[Standing]] = {}
    for one in waterfall.standings:
        if one.pot.kind is PotKind.ACCOUNT and one.right.owed and not one.former:
            found.setdefault(one.rank.index, []).append(one)
    states = []
    for standings in found.values():
        owed = taken = NOTHING
        for one in standings:
            fx = exchange(one.right, waterfall.day)
            owed += (one.owed or NOTHING) * fx
            taken += one.taken * fx
        furthers = [waterfall.next.get(one.right.index) for one in standings if one.owed]
        known = [one for one in furthers if one is not None]
        done = all(one.state is State.RECOUPED for one in standings)
        share = Decimal(1) if done else taken / (owed + taken) if owed else NOTHING
        states.append(
            TierState(
                standings[0].rank.name,
                share if share >= TRACE else NOTHING,
                owed,
                max(known) if known and len(known) == len(furthers) else None,
                next((one.why for one in standings if one.state is not State.RECOUPED), ""),
            )
        )
    return states
