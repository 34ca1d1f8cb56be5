"""The rows of the report's cash flow: months or weeks, with their balance as a number and a bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.dossier.month_axis import MONTHS, month
from borderless.dossier.typography import day, money_words
from borderless.finance.cash.account import running
from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.items import NOTHING, Side, by_day
from borderless.finance.cash.periods import Period, with_amounts


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a row, in percent of its field."""

    kind: str
    """`above` nothing, `below` it, or what is `borrowed`."""
    left: float
    breadth: float


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A month, several in which nothing moves, or a week; money in the reporting currency."""

    name: str
    week: int | None
    """Its number by ISO 8601; `None` for months."""
    amounts: tuple[Decimal, ...]
    """By column: into the account above nothing, out of it below."""
    borrowed: Decimal
    """Principal that loans owe at its end."""
    balance: Decimal
    """On the account at its end."""
    bars: tuple[Bar, ...]
    marks: tuple[str, ...]
    """The account's lowest point and the most that is borrowed, where they fall into this row."""


def period_name(period: Period) -> str:
    """A month as Oct 2026; a week by its days, 28 Dec – 3 Jan 2027."""
    if period.whole_month:
        return month(period.start)
    start, end = period.start, period.end
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {_short_day(end)}"
    return f"{start.day} {MONTHS[start.month - 1]} – {_short_day(end)}"


def _short_day(one: Day) -> str:
    return f"{one.day} {month(one)}"


def columns_of(cashflow: Cashflow) -> list[tuple[str, tuple[Side, ...]]]:
    """Heads of the columns, and the sides of the account that each is of."""
    columns: list[tuple[str, tuple[Side, ...]]] = [
        ("Costs", (Side.COST,)),
        ("Sources", (Side.SOURCE,)),
    ]
    if cashflow.of(Side.VAT):
        columns.append(("VAT", (Side.VAT,)))
    if cashflow.loans:
        columns.append(("Loans", (Side.LOAN,)))
        columns.append(("Fees, interest", (Side.FEE, Side.INTEREST)))
    return columns


@dataclass(frozen=True, slots=True)
class Field:
    """Where bars are drawn, from the most that is borrowed or missing to the highest balance."""

    low: float
    high: float

    def percent(self, amount: float) -> float:
        """How far across an amount lies."""
        return (amount - self.low) / (self.high - self.low) * 100

    def bar(self, kind: str, amount: float) -> Bar:
        """A bar from nothing to an amount."""
        begin, end = sorted((0.0, amount))
        return Bar(kind, self.percent(begin), self.percent(end) - self.percent(begin))


def field_of(cashflow: Cashflow) -> Field:
    """The field that holds every balance and everything that is borrowed."""
    every = [float(one) for one in cashflow.balances.values()]
    every += [-float(one) for one in _borrowed(cashflow).values()]
    low, high = min(0.0, *every), max(0.0, *every)
    return Field(low, high) if high > low else Field(-1.0, 1.0)


def _borrowed(cashflow: Cashflow) -> dict[Day, Decimal]:
    """Principal that loans owe, by the days on which it changes."""
    return running(by_day(cashflow.of(Side.LOAN)))


def rows_of(
    cashflow: Cashflow,
    calendar: Sequence[Period],
    columns: Sequence[tuple[str, tuple[Side, ...]]],
    field: Field,
) -> list[PeriodRow]:
    """A row for each period of a calendar, with balances at its end."""
    items = [with_amounts(item, calendar) for item in cashflow.items]
    balances, borrowed = dict(sorted(cashflow.balances.items())), _borrowed(cashflow)
    rows = []
    for number, period in enumerate(calendar):
        balance, owed = _at(balances, period.end), _at(borrowed, period.end)
        bars = [field.bar("below" if balance < 0 else "above", float(balance))]
        if owed:
            bars.append(field.bar("borrowed", -float(owed)))
        rows.append(
            PeriodRow(
                period_name(period),
                period.start.isocalendar().week if period.week else None,
                tuple(
                    sum((item.reporting[number] for item in items if item.side in sides), NOTHING)
                    for _, sides in columns
                ),
                owed,
                balance,
                tuple(bars),
                tuple(_marks(cashflow, period, balance, owed)),
            )
        )
    return rows


def _at(levels: Mapping[Day, Decimal], end: Day) -> Decimal:
    """What stands at the end of a day, of levels in the order of their days."""
    past = [one for one in levels if one <= end]
    return levels[past[-1]] if past else NOTHING


def _marks(cashflow: Cashflow, period: Period, balance: Decimal, owed: Decimal) -> Iterator[str]:
    for what, level, end in (
        ("lowest", cashflow.lowest, balance),
        ("most borrowed", cashflow.peak, owed),
    ):
        if level and period.start <= level.day <= period.end:
            differs = round(level.amount) != round(end)
            amount = f": {money_words(level.amount, cashflow.currency)}" if differs else ""
            yield f"{what} on {day(level.day)}{amount}"


def still_ones_together(rows: Sequence[PeriodRow]) -> list[PeriodRow]:
    """The rows, with months in a row in which nothing moves as one."""
    found: list[PeriodRow] = []
    begun = ""
    for row in rows:
        still = not any(round(amount) for amount in row.amounts) and not row.marks
        if still and begun:
            found[-1] = replace(row, name=f"{begun} – {row.name}")
        else:
            found.append(row)
        begun = (begun or row.name) if still else ""
    return found
