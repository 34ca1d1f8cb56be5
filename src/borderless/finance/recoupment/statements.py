"""Statements of the collection account: by party and period what was before, now, and in all.

An account reports by period and pays what it reports; what a party says it really had may differ,
and the two drift (payments of receipts.csv). Periods follow the contract: quarterly at first, say,
then half-yearly.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal

from borderless.film.days import months_later
from borderless.film.recoupment import Statements
from borderless.finance.recoupment.settlement import Payment, PaymentKind

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Period:
    """From its first to its last day."""

    first: Day
    last: Day


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One position of a party in a period; money in the account's currency."""

    position: str
    prior: Decimal
    current: Decimal
    compensation: Decimal
    """Of the current amount, what a retroactive amendment makes good or takes back."""
    cumulative: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """What one party gets for one period."""

    party: str
    period: Period
    rows: tuple[StatementRow, ...]
    calculated: Decimal
    """Of the period."""
    actual: Decimal | None
    """What it says it was paid in the period; `None` where nobody reports payments."""
    calculated_so_far: Decimal
    actual_so_far: Decimal | None

    @property
    def drift(self) -> Decimal | None:
        """Calculated less actual, so far: above nothing, the party waits for money."""
        if self.actual_so_far is None:
            return None
        return self.calculated_so_far - self.actual_so_far


def periods_of(starts: Day, ends: Day, every: Sequence[Statements]) -> tuple[Period, ...]:
    """The periods from the first day to the one that holds `ends`; they tile time without gaps."""
    found: list[Period] = []
    begin, month = starts, 0
    steps = list(every)
    while begin <= ends:
        while len(steps) > 1 and steps[0].years is not None and month >= steps[0].years * 12:
            month -= steps[0].years * 12
            steps.pop(0)
        month += steps[0].every
        after = months_later(begin, steps[0].every) if not found else _next(starts, found, steps[0])
        found.append(Period(begin, after - timedelta(days=1)))
        begin = after
    return tuple(found)


def _next(starts: Day, found: Sequence[Period], step: Statements) -> Day:
    """Counted from the start, so that the 31st does not become the 28th for good."""
    first = found[-1].last + timedelta(days=1)
    months = (first.year - starts.year) * 12 + first.month - starts.month
    if first.day < starts.day and first != months_later(starts, months):
        months += 1
    return months_later(starts, months + step.every)


def statements_of(
    payments: Sequence[Payment],
    periods: Sequence[Period],
    parties: Sequence[str],
    actual: Sequence[tuple[Day, str, Decimal]] = (),
) -> tuple[Statement, ...]:
    """Every party's statement for every period, in the order of the periods."""
    firsts = [period.first for period in periods]
    positions: dict[str, dict[str, _Sums]] = {party: {} for party in parties}
    for one in payments:
        if one.party in positions:
            sums = positions[one.party].setdefault(one.position, _Sums())
            sums.add(bisect_right(firsts, one.day) - 1, one)
    said: dict[str, _Sums] = {}
    for day, party, amount in actual:
        by_period = said.setdefault(party, _Sums()).current
        number = bisect_right(firsts, day) - 1
        by_period[number] = by_period.get(number, NOTHING) + amount
    found: dict[tuple[int, str], Statement] = {}
    for party in parties:
        before = [sums.current.get(-1, NOTHING) for sums in positions[party].values()]
        told = said[party].current.get(-1, NOTHING) if party in said else None
        for number, period in enumerate(periods):
            rows = []
            for place, (position, sums) in enumerate(positions[party].items()):
                if sums.first > number:
                    continue
                current = sums.current.get(number, NOTHING)
                made_good = sums.made_good.get(number, NOTHING)
                prior, before[place] = before[place], before[place] + current
                rows.append(StatementRow(position, prior, current, made_good, before[place]))
            now = None
            if told is not None:
                now = said[party].current.get(number, NOTHING)
                told += now
            found[number, party] = Statement(
                party,
                period,
                tuple(rows),
                sum((row.current for row in rows), NOTHING),
                now,
                sum((row.cumulative for row in rows), NOTHING),
                told,
            )
    return tuple(found[number, party] for number in range(len(periods)) for party in parties)


@dataclass(slots=True)
class _Sums:
    """What a position pays, by the number of the period; -1 is before the first."""

    first: int = -1
    """The first period in which it pays."""
    current: dict[int, Decimal] = field(default_factory=dict)
    made_good: dict[int, Decimal] = field(default_factory=dict)

    def add(self, period: int, payment: Payment) -> None:
        """Counts a payment."""
        if not self.current:
            self.first = period
        self.first = min(self.first, period)
        self.current[period] = self.current.get(period, NOTHING) + payment.amount
        if payment.kind is PaymentKind.COMPENSATION:
            self.made_good[period] = self.made_good.get(period, NOTHING) + payment.amount
