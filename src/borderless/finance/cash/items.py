"""What a cash flow is made of: items, each a list of dated amounts in its own currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum

from borderless.film.model import Status

NOTHING = Decimal(0)


class Side(StrEnum):
    """What an item is to the account."""

    SOURCE = "source"
    COST = "cost"
    LOAN = "loan"
    """Draws, and repayments of what was drawn."""
    FEE = "fee"
    INTEREST = "interest"
    VAT = "vat"


@dataclass(frozen=True, slots=True)
class Flow:
    """Money on a day."""

    day: Day
    amount: Decimal
    """In the item's currency: into the account above nothing, out of it below."""
    label: str = ""
    """Which instalment it is: "50 % at signature"."""
    known: bool = True
    """Whether something says the day; else it stands at the end."""


@dataclass(frozen=True, slots=True)
class Item:
    """A source, a budget line, or a side of a loan."""

    name: str
    side: Side
    kind: str
    """The kind of source or loan, or the stage of a cost."""
    currency: str
    flows: tuple[Flow, ...]
    """In the order of their days."""
    rate: Decimal
    """Units of the reporting currency for one of the item's."""
    country: str = ""
    status: Status | None = None
    """Of a source."""
    source: int | None = None
    """Its number in the film's sources."""
    line: int | None = None
    """Its number in the budget."""
    rests_on: tuple[str, ...] = ()
    """Events whose days decide its own."""
    amounts: tuple[Decimal, ...] = field(default=())
    """By period, in the item's currency; filled when the periods are known."""

    @property
    def total(self) -> Decimal:
        """In the item's currency."""
        return sum((flow.amount for flow in self.flows), NOTHING)

    @property
    def reported(self) -> Decimal:
        """The total in the reporting currency."""
        return self.total * self.rate

    @property
    def reporting(self) -> tuple[Decimal, ...]:
        """By period, in the reporting currency."""
        return tuple(amount * self.rate for amount in self.amounts)


def by_day(items: Iterable[Item]) -> dict[Day, Decimal]:
    """What the account gains or loses on each day, in the reporting currency, in order of days."""
    found: dict[Day, Decimal] = {}
    for item in items:
        for flow in item.flows:
            found[flow.day] = found.get(flow.day, NOTHING) + flow.amount * item.rate
    return dict(sorted(found.items()))


def merged(flows: Iterable[tuple[Day, Decimal]]) -> tuple[Flow, ...]:
    """Amounts as flows in order, one for each day, without those that are nothing."""
    found: dict[Day, Decimal] = {}
    for day, amount in flows:
        found[day] = found.get(day, NOTHING) + amount
    return tuple(Flow(day, amount) for day, amount in sorted(found.items()) if amount)
