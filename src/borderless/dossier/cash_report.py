"""The section "Cash flow" of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.dossier.month_axis import MONTHS, month
from borderless.dossier.typography import day, money_words
from borderless.finance.cash.account import Level
from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.items import NOTHING, Side
from borderless.finance.cash.periods import Period, periods, with_amounts
from borderless.finance.cash.slips import Slip

HEADING = ("cash", "Cash flow")
"""Anchor and heading of the section."""

MOST_SLIPS = 6
"""Late instalments that are shown; the terminal and `--json` have more."""


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A month, several in which nothing moves, or a week; money in the reporting currency."""

    name: str
    under: str
    """The week's number; "" for months."""
    amounts: tuple[Decimal, ...]
    """By column: into the account above nothing, out of it below."""
    balance: Decimal
    """At its end."""
    left: float
    breadth: float
    """Where the bar of the balance begins and how broad it is, in percent of its field."""
    lowest: Level | None
    """The account's lowest point, where it falls into this row."""


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
    more_slips: int


def cash_section(cashflow: Cashflow) -> CashSection:
    """What the page says of a cash flow."""
    columns = _columns(cashflow)
    scale = _scale(cashflow)
    months = _rows(cashflow, _months(cashflow), columns, scale)
    harmful = sorted(_harmful(cashflow), key=lambda slip: not slip.breaks)
    return CashSection(
        cashflow,
        answer(cashflow),
        _asides(cashflow),
        tuple(name for name, _ in columns),
        tuple(_still_ones_together(months)),
        tuple(
            sum((row.amounts[number] for row in months), NOTHING) for number in range(len(columns))
        ),
        -scale[0] / (scale[1] - scale[0]) * 100,
        tuple(
            row
            for row, period in zip(
                _rows(cashflow, cashflow.periods, columns, scale), cashflow.periods, strict=True
            )
            if period.week
        ),
        _slips_say(cashflow, harmful),
        tuple(harmful[:MOST_SLIPS]),
        any(round(slip.lower_by) for slip in harmful[:MOST_SLIPS]),
        max(0, len(harmful) - MOST_SLIPS),
    )


# --- words ---------------------------------------------------------------------------------------


def answer(cashflow: Cashflow) -> str:
    """The lowest point, and what bridges it, in one line without a full stop."""
    low = cashflow.lowest
    where = f"{money_words(low.amount, cashflow.currency)} on {day(low.day)}"
    if cashflow.below:
        lowest = f"The account falls to {where}"
    else:
        lowest = f"The account never falls below nothing; it is lowest at {where}"
    bridged = _bridged(cashflow)
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
    """A month as Oct 2026; a week by its days, 28 Dec 2026 – 3 Jan 2027."""
    if period.whole_month:
        return month(period.start)
    start, end = period.start, period.end
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {_short_day(end)}"
    first = (
        _short_day(start) if start.year != end.year else f"{start.day} {MONTHS[start.month - 1]}"
    )
    return f"{first} – {_short_day(end)}"


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


def _months(cashflow: Cashflow) -> tuple[Period, ...]:
    """The calendar without its weeks."""
    return periods(cashflow.periods[0].start, cashflow.periods[-1].end, ())


def _scale(cashflow: Cashflow) -> tuple[float, float]:
    """Ends of the field in which balances are bars; nothing always lies inside."""
    every = [float(one) for one in (*cashflow.balances.values(), *cashflow.closing)]
    low, high = min(0.0, *every), max(0.0, *every)
    return (low, high) if high > low else (-1.0, 1.0)


def _rows(
    cashflow: Cashflow,
    calendar: Sequence[Period],
    columns: Sequence[tuple[str, tuple[Side, ...]]],
    scale: tuple[float, float],
) -> list[PeriodRow]:
    items = [with_amounts(item, calendar) for item in cashflow.items]
    low, reach = scale[0], scale[1] - scale[0]
    lowest = cashflow.lowest
    rows, balance = [], NOTHING
    balances = sorted(cashflow.balances.items())
    passed = 0
    for number, period in enumerate(calendar):
        while passed < len(balances) and balances[passed][0] <= period.end:
            balance = balances[passed][1]
            passed += 1
        begin, end = sorted((0.0, float(balance)))
        rows.append(
            PeriodRow(
                period_name(period),
                f"week {period.start.isocalendar().week}" if period.week else "",
                tuple(
                    sum((item.reporting[number] for item in items if item.side in sides), NOTHING)
                    for _, sides in columns
                ),
                balance,
                (begin - low) / reach * 100,
                (end - begin) / reach * 100,
                lowest if period.start <= lowest.day <= period.end else None,
            )
        )
    return rows


def _still_ones_together(rows: Sequence[PeriodRow]) -> list[PeriodRow]:
    """The rows, with months in a row in which nothing moves as one."""
    found: list[PeriodRow] = []
    begun = ""
    for row in rows:
        still = not any(round(amount) for amount in row.amounts) and row.lowest is None
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
    return "None breaks the plan; these are felt."
