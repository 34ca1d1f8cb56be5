"""The section "Cash flow" of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from borderless.dossier.cash_rows import (
    PeriodRow,
    columns_of,
    field_of,
    rows_of,
    still_ones_together,
)
from borderless.dossier.typography import day, money_words
from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.items import NOTHING
from borderless.finance.cash.periods import periods
from borderless.finance.cash.slips import Slip

HEADING = ("cash", "Cash flow")
"""Anchor and heading of the section."""

MOST_SLIPS = 6
"""Late instalments that are shown; the terminal and `--json` have more."""


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
    columns = columns_of(cashflow)
    months = periods(cashflow.periods[0].start, cashflow.periods[-1].end, ())
    field = field_of(cashflow)
    rows = rows_of(cashflow, months, columns, field)
    harmful = sorted(cashflow.harmful, key=lambda slip: not slip.breaks)
    return CashSection(
        cashflow,
        answer(cashflow),
        _asides(cashflow),
        tuple(name for name, _ in columns),
        tuple(still_ones_together(rows)),
        tuple(
            sum((row.amounts[number] for row in rows), NOTHING) for number in range(len(columns))
        ),
        field.percent(0.0),
        tuple(
            row
            for row, period in zip(
                rows_of(cashflow, cashflow.periods, columns, field), cashflow.periods, strict=True
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


# --- late instalments ----------------------------------------------------------------------------


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
