"""Statements of the collection account: by party and period what was before, now, and in all.

An account reports by period and pays what it reports; what a party says it really had may differ,
and the two drift (payments of receipts.csv). Periods follow the contract: quarterly at first, say,
then half-yearly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal

from borderless.film.recoupment import Statements
from borderless.finance.recoupment.contracts import months_after
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
        after = months_after(begin, steps[0].every) if not found else _next(starts, found, steps[0])
        found.append(Period(begin, after - timedelta(days=1)))
        begin = after
    return tuple(found)


def _next(starts: Day, found: Sequence[Period], step: Statements) -> Day:
    """Counted from the start, so that the 31st does not become the 28th for good."""
    first = found[-1].last + timedelta(days=1)
    months = (first.year - starts.year) * 12 + first.month - starts.month
    if first.day < starts.day and first != months_after(starts, months):
        months += 1
    return months_after(starts, months + step.every)


def statements_of(
    payments: Sequence[Payment],
    periods: Sequence[Period],
    parties: Sequence[str],
    actual: Sequence[tuple[Day, str, Decimal]] = (),
) -> tuple[Statement, ...]:
    """Every party's statement for every period, in the order of the periods."""
    reporting = {party for _, party, _ in actual}
    by_position: dict[tuple[str, str], list[Payment]] = {}
    for one in payments:
        by_position.setdefault((one.party, one.position), []).append(one)
    found = []
    for period in periods:
        for party in parties:
            rows = tuple(
                _row(position, period, paid)
                for (who, position), paid in by_position.items()
                if who == party and any(one.day <= period.last for one in paid)
            )
            said = [(day, amount) for day, who, amount in actual if who == party]
            so_far = sum((amount for day, amount in said if day <= period.last), NOTHING)
            now = sum((a for day, a in said if period.first <= day <= period.last), NOTHING)
            found.append(
                Statement(
                    party,
                    period,
                    rows,
                    sum((row.current for row in rows), NOTHING),
                    now if party in reporting else None,
                    sum((row.cumulative for row in rows), NOTHING),
                    so_far if party in reporting else None,
                )
            )
    return tuple(found)


def _row(position: str, period: Period, paid: Sequence[Payment]) -> StatementRow:
    prior = sum((one.amount for one in paid if one.day < period.first), NOTHING)
    now = [one for one in paid if period.first <= one.day <= period.last]
    current = sum((one.amount for one in now), NOTHING)
    made_good = [one.amount for one in now if one.kind is PaymentKind.COMPENSATION]
    return StatementRow(position, prior, current, sum(made_good, NOTHING), prior + current)
