"""What the exact engine takes in, and what it remembers of every right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal

from borderless.finance.recoupment.balance import Balance
from borderless.finance.recoupment.structure import Right, Stream

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Income:
    """Money that enters the structure, in the account's currency, in whole cents."""

    day: Day
    amount: Decimal
    stream: Stream
    row: int | None = None
    """Its row in receipts.csv."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one right took of one income: the explanation of a payout."""

    income: int
    right: int
    arrived: Decimal
    """What reached its tier, as long as the right took of it."""
    base: Decimal
    """What its share is of, as long as it took of it."""
    taken: Decimal
    due_before: Decimal | None
    """What it was owed, in its own currency; `None` without a ceiling."""
    due_after: Decimal | None


Leaf = tuple[str, int, int]
"""Who keeps money; by which right (a rest: its pot as -1, -2 …); as which part (-1: the whole)."""


@dataclass(slots=True)
class Position:
    """What has become of one right so far."""

    right: Right
    balance: Balance | None
    taken: Decimal = NOTHING
    """In its own currency."""
    credited: Decimal = NOTHING
    """In the account's currency."""
    arrears: Decimal = NOTHING
    lapsed: Decimal = NOTHING
    part_taken: list[Decimal] = field(default_factory=list)
    """By part, in its own currency."""
    passed_closed: Decimal = NOTHING
    """What came into its pot while its contract had ended."""

    @property
    def filled(self) -> bool:
        """Whether it has had all that it will ever be owed, or may have."""
        if self.balance is not None and self.balance.complete:
            return True
        return self.right.at_most is not None and self.taken >= self.right.at_most

    def limit(self) -> Decimal | None:
        """What it can still take, in its own currency."""
        due = self.balance.due if self.balance is not None else None
        if self.right.at_most is None:
            return due
        room = max(self.right.at_most - self.taken, NOTHING)
        return room if due is None else min(due, room)
