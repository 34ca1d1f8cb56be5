"""One loan's account: what is drawn and paid back, its interest, what it can still give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal

from borderless.finance.cash.items import NOTHING
from borderless.finance.cash.loans import Ready

Money = dict[Day, Decimal]


@dataclass(slots=True)
class Ledger:
    """One loan's account through a pass over the days."""

    loan: Ready
    opens: Day
    pledged: Mapping[Day, Decimal]
    """What repays it first, from the day it opens."""
    size: Decimal
    """Fee and interest included."""
    ceiling: Decimal | None
    """The most principal, the fee included; `None`: no limit."""
    principal: Decimal = NOTHING
    accrued: Decimal = NOTHING
    drawn: Decimal = NOTHING
    interest: Decimal = NOTHING
    peak: Decimal = NOTHING
    peak_day: Day | None = None
    since: Day = Day.min
    draws: Money = field(default_factory=dict)
    fees: Money = field(default_factory=dict)
    repaid: Money = field(default_factory=dict)
    paid_interest: Money = field(default_factory=dict)

    @property
    def owed(self) -> Decimal:
        """Principal and the interest on it."""
        return self.principal + self.accrued

    def accrue(self, day: Day, year: Decimal) -> None:
        """Interest up to a day, simple, by the day."""
        if self.principal:
            grown = self.principal * self.loan.rate * (day - self.since).days / year
            self.accrued += grown
            self.interest += grown
        self.since = day
        if self.owed > self.peak:
            self.peak, self.peak_day = self.owed, day

    def pay(self, day: Day, cash: Decimal) -> Decimal:
        """Pays back from some cash, the interest first; what it took."""
        interest = min(self.accrued, cash)
        principal = min(self.principal, cash - interest)
        self.accrued -= interest
        self.principal -= principal
        _add(self.paid_interest, day, interest)
        _add(self.repaid, day, principal)
        return interest + principal

    def open_on(self, day: Day) -> bool:
        """Whether the loan can be drawn: opened, not due, and not all of its pledge come in."""
        if day < self.opens or (self.loan.due is not None and day >= self.loan.due):
            return False
        return self.loan.advance is None or total(after(self.pledged, day)) > 0

    def _room(self, day: Day, ceiling: Decimal) -> Decimal:
        """What can still be drawn; what has come in of the pledge carries nothing any more."""
        if self.loan.revolving:
            return ceiling - self.principal
        room = ceiling - self.drawn
        if self.loan.advance is not None:
            left = total(after(self.pledged, day))
            room = min(room, ceiling * left / total(self.pledged) - self.principal)
        return room

    def draw(self, day: Day, need: Decimal) -> Decimal:
        """Draws so that a need is met, as far as it goes; what reached the account."""
        fee = NOTHING if self.drawn else self.loan.fee * self.size
        gross = need + fee
        if self.ceiling is not None:
            gross = min(gross, self._room(day, self.ceiling))
        if gross <= fee:
            return NOTHING
        if not self.drawn:
            _add(self.fees, day, fee)
        _add(self.draws, day, gross)
        self.drawn += gross
        self.principal += gross
        if self.owed > self.peak:
            self.peak, self.peak_day = self.owed, day
        return gross - fee


def total(amounts: Mapping[Day, Decimal]) -> Decimal:
    """All of some amounts."""
    return sum(amounts.values(), NOTHING)


def after(amounts: Mapping[Day, Decimal], day: Day) -> Money:
    """What comes after a day."""
    return {when: amount for when, amount in amounts.items() if when > day}


def _add(amounts: Money, day: Day, amount: Decimal) -> None:
    if amount:
        amounts[day] = amounts.get(day, NOTHING) + amount
