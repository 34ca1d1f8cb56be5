"""What breaks if one instalment comes late, each alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.days import months_later
from borderless.finance.cash.account import Level, days_below, lowest, running
from borderless.finance.cash.bridging import Bridged, Need, bridged
from borderless.finance.cash.cash_settings import Settings
from borderless.finance.cash.items import Item, by_day
from borderless.finance.cash.loans import Ready, pledges


@dataclass(frozen=True, slots=True)
class Slip:
    """One instalment late; money in the reporting currency."""

    source: int
    """Number of the film's source."""
    name: str
    instalment: str
    amount: Decimal
    day: Day
    """As planned."""
    late: Day
    lowest: Level
    """Of the account, then."""
    lower_by: Decimal
    """How much lower than planned."""
    more_days: int
    """On how many more days it is below nothing."""
    peak: Decimal
    """The most that loans owe, then; without any in the film, a bridge for all that is short."""
    cost: Decimal
    """Their fees and interest, then."""
    dearer_by: Decimal
    """How much more than planned."""
    breaks: bool
    """Whether the account falls below nothing, which it never did."""


def slips(
    sources: Sequence[Item],
    need: Need,
    loans: Sequence[Ready],
    bridge: Ready,
    settings: Settings,
    immaterial: Decimal,
) -> list[Slip]:
    """Each instalment late alone, the most harmful first.

    Loans are drawn and solved anew, as if their lenders went along; what they owe longer bears more
    interest, and a loan that has reached its limit leaves the account short.

    Args:
        sources: the cash sources, which loans are lent on by their place here.
        need: the account without loans.
        loans: the film's.
        bridge: prices what is short where the film has none.
        settings: how late, and how loans are solved.
        immaterial: a balance no lower than this below nothing counts as nothing.
    """
    planned = _account(need, loans, bridge, settings, ())
    before = lowest(planned.balances)
    found = []
    for number, item in enumerate(sources):
        for index, flow in enumerate(item.flows):
            late = months_later(flow.day, Decimal(settings.slip_months))
            if item.source is None or late == flow.day:
                continue
            moved = [*sources[:number], _moved(item, index, late), *sources[number + 1 :]]
            then = _account(_then(moved, sources, need, loans), loans, bridge, settings, planned.at)
            low = lowest(then.balances)
            until = max(*then.balances, *planned.balances)
            days = days_below(planned.balances, immaterial, until)
            found.append(
                Slip(
                    item.source,
                    item.name,
                    flow.label,
                    flow.amount * item.rate,
                    flow.day,
                    late,
                    low,
                    before.amount - low.amount,
                    days_below(then.balances, immaterial, until) - days,
                    then.loans.peak[1],
                    then.loans.cost,
                    then.loans.cost - planned.loans.cost,
                    before.amount >= -immaterial > low.amount,
                )
            )
    return sorted(
        found,
        key=lambda one: (-round(one.lower_by, 2), -round(one.dearer_by, 2), -one.amount, one.day),
    )


@dataclass(frozen=True, slots=True)
class _Account:
    """The account as it would run."""

    balances: Mapping[Day, Decimal]
    loans: Bridged
    """The film's, or the bridge."""

    @property
    def at(self) -> tuple[Decimal, ...]:
        """Where the loans settled, for a like account to begin near."""
        return self.loans.unknowns


def _account(
    need: Need,
    loans: Sequence[Ready],
    bridge: Ready,
    settings: Settings,
    start: Sequence[Decimal],
) -> _Account:
    if loans:
        solved = bridged(need, loans, settings, start)
        return _Account(solved.balances, solved)
    solved = bridged(replace(need, pledged=({},)), [bridge], settings, start)
    return _Account(running(need.flows), solved)


def _moved(item: Item, index: int, late: Day) -> Item:
    """An item with one of its instalments on another day."""
    flows = (replace(f, day=late) if n == index else f for n, f in enumerate(item.flows))
    return replace(item, flows=tuple(sorted(flows, key=lambda flow: flow.day)))


def _then(
    moved: Sequence[Item], sources: Sequence[Item], need: Need, loans: Sequence[Ready]
) -> Need:
    """The need with other sources in place of those planned."""
    flows = dict(need.flows)
    for items, sign in ((sources, -1), (moved, 1)):
        for day, amount in by_day(items).items():
            flows[day] = flows.get(day, Decimal(0)) + sign * amount
    return replace(
        need,
        flows=dict(sorted(flows.items())),
        pledged=tuple(pledges(loan, moved) for loan in loans),
    )
