"""The section "Cash flow" of the report."""

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
from borderless.finance.cash.periods import Period, periods, with_amounts
from borderless.finance.cash.slips import Slip

HEADING = ("cash", "Cash flow")
"""Anchor and heading of the section."""

MOST_SLIPS = 6
"""Late instalments that are shown; the terminal and `--json` have more."""


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


@dataclass(frozen=True, slots=True)
class CashSection:
    """All that the section shows."""

    cashflow: Cashflow
    answer: str
    asides: tuple[str, ...]
    columns: tuple[str, ...]
    months: tuple[PeriodRow, ...]
    sums: tuple[Decimal, ...]
    """By column, over all months."""
    nothing_at: float
    """Where nothing lies in the field of the bars, in percent."""
    weeks: tuple[PeriodRow, ...]
    """While the film shoots, where the cash flow has weeks."""
    slips_say: str
    slips: tuple[Slip, ...]
    """The most harmful ones, those first that break the plan."""
    slips_lower: bool
    """Whether one of them lowers the lowest point."""
    slips_last: bool
    """Whether one of them keeps the account below nothing for longer."""
    more_slips: int


def cash_section(cashflow: Cashflow) -> CashSection:
    """What the page says of a cash flow."""
    columns = _columns(cashflow)
    months = periods(cashflow.periods[0].start, cashflow.periods[-1].end, ())
    field = _field(cashflow)
    rows = _rows(cashflow, months, columns, field)
    harmful = sorted(_harmful(cashflow), key=lambda slip: not slip.breaks)
    return CashSection(
        cashflow,
        answer(cashflow),
        _asides(cashflow),
        tuple(name for name, _ in columns),
        tuple(_still_ones_together(rows)),
        tuple(
            sum((row.amounts[number] for row in rows), NOTHING) for number in range(len(columns))
        ),
        field.percent(0.0),
        tuple(
            row
            for row, period in zip(
                _rows(cashflow, cashflow.periods, columns, field), cashflow.periods, strict=True
            )
            if period.week
        ),
        _slips_say(cashflow, harmful),
        tuple(harmful[:MOST_SLIPS]),
        any(round(slip.lower_by) for slip in harmful[:MOST_SLIPS]),
        any(slip.more_days for slip in harmful[:MOST_SLIPS]),
        max(0, len(harmful) - MOST_SLIPS),
    )


# --- words ---------------------------------------------------------------------------------------


def answer(cashflow: Cashflow) -> str:
    """The lowest point, and what bridges it, in one line without a full stop."""
    bridged = _bridged(cashflow)
    if cashflow.loans and not cashflow.below and bridged:
        return f"With its loans the account never falls below nothing; {bridged}"
    low = cashflow.lowest
    where = f"{money_words(low.amount, cashflow.currency)} on {day(low.day)}"
    if cashflow.below:
        lowest = f"The account falls to {where}"
    else:
        lowest = f"The account never falls below nothing; it is lowest at {where}"
    return f"{lowest}; {bridged}" if bridged else lowest


def _bridged(cashflow: Cashflow) -> str:
    currency, bridge = cashflow.currency, cashflow.bridge
    if cashflow.loans:
        cost = f"{money_words(cashflow.finance_cost, currency)} in fees and interest"
        if cashflow.peak is None:
            return f"no loan is drawn, and they cost {cost}" if cashflow.finance_cost else ""
        peak = cashflow.peak
        most = f"{money_words(peak.amount, currency)} on {day(peak.day)}"
        return f"borrowing peaks at {most} and costs {cost}"
    if bridge is None:
        return ""
    return (
        f"no loan is planned, and a bridge of {money_words(bridge.size, currency)} would cost"
        f" {money_words(bridge.low, currency)} to {money_words(bridge.high, currency)}"
    )


def _asides(cashflow: Cashflow) -> tuple[str, ...]:
    """What must be known beside the answer, as whole sentences."""
    said = []
    if cashflow.confirmed_only:
        said.append("Only money that is confirmed is counted.")
    if cashflow.loans:
        low = cashflow.lowest_without_loans
        said.append(
            "Without loans the account would stand at"
            f" {money_words(low.amount, cashflow.currency)} on {day(low.day)}."
        )
    if not cashflow.settled:
        said.append("Loans and their costs do not agree: read these figures with care.")
    return tuple(said)


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


# --- rows ----------------------------------------------------------------------------------------


def _columns(cashflow: Cashflow) -> list[tuple[str, tuple[Side, ...]]]:
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
class _Field:
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


def _field(cashflow: Cashflow) -> _Field:
    every = [float(one) for one in cashflow.balances.values()]
    every += [-float(one) for one in _borrowed(cashflow).values()]
    low, high = min(0.0, *every), max(0.0, *every)
    return _Field(low, high) if high > low else _Field(-1.0, 1.0)


def _borrowed(cashflow: Cashflow) -> dict[Day, Decimal]:
    """Principal that loans owe, by the days on which it changes."""
    return running(by_day(cashflow.of(Side.LOAN)))


def _rows(
    cashflow: Cashflow,
    calendar: Sequence[Period],
    columns: Sequence[tuple[str, tuple[Side, ...]]],
    field: _Field,
) -> list[PeriodRow]:
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


def _still_ones_together(rows: Sequence[PeriodRow]) -> list[PeriodRow]:
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


# --- late instalments ----------------------------------------------------------------------------


def _harmful(cashflow: Cashflow) -> list[Slip]:
    """Instalments whose delay lowers the account, keeps it low, or makes loans dearer."""
    within = cashflow.plan.summary.immaterial
    return [
        slip
        for slip in cashflow.slips
        if slip.breaks or slip.lower_by > within or slip.more_days > 0 or slip.dearer_by > within
    ]


def _slips_say(cashflow: Cashflow, harmful: Sequence[Slip]) -> str:
    if not harmful:
        return "No single instalment, so late, lowers the account or makes loans dearer."
    breaking = sum(slip.breaks for slip in harmful)
    if breaking:
        whole = len(cashflow.slips)
        verb = "breaks" if breaking == 1 else "break"
        return (
            f"{breaking} of {whole} instalments {verb} the plan: the account falls below nothing."
        )
    if cashflow.below:
        return (
            "The account falls below nothing as it is planned, so no delay is needed to break the"
            " plan; these make it worse."
        )
    return "No single delay breaks the plan; these cost the most."
