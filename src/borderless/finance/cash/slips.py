"""What breaks if one instalment comes late, each alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.finance.cash.account import Level, lowest, running
from borderless.finance.cash.bridging import Bridged, Need, bridged
from borderless.finance.cash.cash_settings import Settings
from borderless.finance.cash.items import Item, by_day
from borderless.finance.cash.loans import Ready, pledges
from borderless.finance.cash.milestones import months_later


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
    peak: Decimal
    """The most that loans owe, then."""
    cost: Decimal
    """The loans' fees and interest, then."""
    breaks: bool
    """Whether the account falls below nothing where it did not."""


def slips(
    sources: Sequence[Item],
    need: Need,
    loans: Sequence[Ready],
    planned: Bridged,
    settings: Settings,
    immaterial: Decimal,
) -> list[Slip]:
    """Each instalment late alone, the most harmful first.

    Loans are drawn and solved anew, as if their lenders went along; what they owe longer bears more
    interest, and a loan that has reached its limit leaves the account short.
    """
    before = lowest(planned.balances)
    stood = before.amount >= -immaterial
    found = []
    for number, item in enumerate(sources):
        for index, flow in enumerate(item.flows):
            late = months_later(flow.day, Decimal(settings.slip_months))
            if item.source is None or late == flow.day:
                continue
            moved = replace(
                item,
                flows=tuple(
                    sorted(
                        (*item.flows[:index], replace(flow, day=late), *item.flows[index + 1 :]),
                        key=lambda one: one.day,
                    )
                ),
            )
            then = _then([*sources[:number], moved, *sources[number + 1 :]], sources, need, loans)
            if loans:
                solved = bridged(then, loans, settings, planned.unknowns)
                balances, peak, cost = solved.balances, solved.peak[1], solved.cost
            else:
                balances, peak, cost = running(then.flows), Decimal(0), Decimal(0)
            low = lowest(balances)
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
                    peak,
                    cost,
                    stood and low.amount < -immaterial,
                )
            )
    return sorted(found, key=lambda one: (-one.lower_by, -one.peak, -one.amount, one.day))


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
