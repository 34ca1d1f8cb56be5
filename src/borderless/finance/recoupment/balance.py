"""What a right is still owed, day by day: principal, interest, fee and premium, in exact decimals.

Day counts: act/365 fixed and act/360 divide the days between two dates by 365 or 360, also in leap
years; 30/360 counts every month as 30 days and cuts both days to 30, which is the variant 30E/360
(ISDA 2006 definitions, section 4.16 (g)). Interest that compounds joins the principal on the first
day of each year, quarter or month; until then it bears none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.film.recoupment import Interest
from borderless.finance.recoupment.structure import Owed

NOTHING = Decimal(0)
_MONTHS = {"yearly": 12, "quarterly": 3, "monthly": 1}


def year_fraction(start: Day, end: Day, days: str) -> Decimal:
    """The part of a year between two days, by a day-count convention."""
    if days == "30/360":
        whole = (end.year - start.year) * 360 + (end.month - start.month) * 30
        return Decimal(whole + min(end.day, 30) - min(start.day, 30)) / 360
    return Decimal((end - start).days) / (365 if days == "act/365" else 360)


def capitalisations(start: Day, end: Day, interest: Interest) -> Iterator[Day]:
    """The days after `start`, up to `end`, on which unpaid interest joins the principal."""
    months = _MONTHS.get(interest.compounds)
    if months is None:
        return
    year, month = start.year, (start.month - 1) // months * months + 1
    while True:
        month += months
        if month > 12:
            year, month = year + 1, month - 12
        day = Day(year, month, 1)
        if day > end:
            return
        yield day


@dataclass(slots=True)
class Balance:
    """What one right is owed on a day, in its own currency."""

    owed: Owed
    day: Day | None = None
    """The day up to which it is worked out."""
    principal: Decimal = NOTHING
    interest: Decimal = NOTHING
    fee: Decimal = NOTHING
    premium: Decimal = NOTHING
    drawn: int = 0
    """Draws that have been put in."""
    stepped: int = 0
    """Premium steps that have been looked at."""
    accrued: Decimal = NOTHING
    """All interest since the start, for statements."""

    @property
    def due(self) -> Decimal:
        """All that is still owed."""
        return self.principal + self.interest + self.fee + self.premium

    @property
    def invested(self) -> Decimal:
        """What has been put in so far."""
        return sum((amount for _, amount in self.owed.draws[: self.drawn]), NOTHING)

    @property
    def complete(self) -> bool:
        """Whether all that will ever be put in has been, and has come back."""
        return self.drawn == len(self.owed.draws) and self.due == 0

    def move_to(self, day: Day) -> None:
        """Lets time pass: draws are put in, interest grows, premiums step up."""
        owed = self.owed
        while self.drawn < len(owed.draws) and owed.draws[self.drawn][0] <= day:
            put_in, amount = owed.draws[self.drawn]
            self._pass(put_in)
            if self.drawn == 0:
                self.fee += owed.fee
            self.principal += amount
            self.premium += amount * self._premium_now()
            self.drawn += 1
        self._pass(day)

    def _premium_now(self) -> Decimal:
        return self.owed.premium_steps[self.stepped - 1][1] if self.stepped else self.owed.premium

    def _pass(self, day: Day) -> None:
        steps = self.owed.premium_steps
        while self.stepped < len(steps) and steps[self.stepped][0] <= day:
            before = self._premium_now()
            self._accrue(steps[self.stepped][0])
            self.stepped += 1
            if self.principal > 0:
                self.premium += self.invested * (self._premium_now() - before)
        self._accrue(day)

    def _accrue(self, day: Day) -> None:
        if self.day is None or day <= self.day:
            self.day = max(day, self.day) if self.day else day
            return
        interest, start = self.owed.interest, self.day
        self.day = day
        if interest is None or (self.principal == 0 and self.interest == 0):
            return
        if interest.from_ and interest.from_ > start:
            start = min(interest.from_, day)
        for joins in capitalisations(start, day, interest):
            self._grow(start, joins, interest)
            self.principal += self.interest
            self.interest = NOTHING
            start = joins
        self._grow(start, day, interest)

    def _grow(self, start: Day, end: Day, interest: Interest) -> None:
        grown = self.principal * interest.rate * year_fraction(start, end, interest.days)
        self.interest += grown
        self.accrued += grown

    def pay(self, amount: Decimal) -> None:
        """Takes a payment, in the right's currency, off what is owed, in the contract's order."""
        for name in self.owed.reduces:
            part = min(amount, getattr(self, name))
            setattr(self, name, getattr(self, name) - part)
            amount -= part

    def fill(self) -> None:
        """Nothing is owed any more."""
        self.principal = self.interest = self.fee = self.premium = NOTHING
