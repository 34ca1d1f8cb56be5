"""sales.csv: what a sales agent expects of each territory, low, mid and high."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from pydantic import ValidationError

from borderless.film.budget_cells import Record
from borderless.film.budget_table import rows_named
from borderless.film.faults import fault, quoted
from borderless.film.takings import Estimate
from borderless.film.takings_cells import (
    Reading,
    read_currency,
    read_medium,
    read_money,
    read_number,
    read_territory,
    refused,
)
from borderless.film.takings_columns import MONEY
from borderless.film.takings_reading import Table, count, open_table, rows_of, summary
from borderless.film.takings_words import world_meant
from borderless.finding import Finding, Place

_NUMBERS = ("chance", "months", "over", "delay", "hit_chance", "hit_multiple")
_CENT = Decimal("0.01")


def read_sales(
    name: str, content: bytes, film_currency: str
) -> tuple[tuple[Estimate, ...], list[Finding]]:
    """The rows of sales.csv or sales.xlsx that can be read, and every fault of the others.

    `film_currency` (ISO 4217) is that of rows that name none. One figure stands for all three, and
    a low and a high have their mid between them in proportion, √(low × high); a warning says so.
    """
    table, findings = open_table("sales", name, content, film_currency)
    if table is None:
        return (), findings
    estimates: list[Estimate] = []
    worlds: list[Estimate] = []
    ranges = _Ranges()
    for record in rows_of(table):
        estimate = _read_row(record, table.reading, ranges)
        if estimate is None:
            table.totals.incomplete = table.totals.incomplete or record.line
        elif world_meant(table.reading.text(record, "territory")) == "whole":
            worlds.append(estimate)
        else:
            estimates.append(estimate)
            count(table.totals, estimate.currency, estimate.mid)
    findings += table.reading.findings
    estimates, problems = _with_worlds(estimates, worlds, table)
    findings += problems
    findings += ranges.findings(name, {one.row for one in estimates})
    findings += _twice(estimates, name)
    findings += summary(table, len(estimates))
    return tuple(sorted(estimates, key=lambda one: one.row or 0)), findings


class _Ranges:
    """Rows that give less than three figures."""

    def __init__(self) -> None:
        self.single: list[tuple[int, Decimal]] = []
        self.between: list[tuple[int, Decimal]] = []

    def findings(self, file: str, kept: set[int | None]) -> list[Finding]:
        """One finding for each way in which figures of the rows kept were worked out."""
        found = []
        if rows := [row for row, _ in self.single if row in kept]:
            message = (
                f"One figure and no range: {rows_named(rows)}; low, mid and high are all that "
                "figure, so that its risk does not show."
            )
            fix = "Ask the agent for a low (9 of 10 films take more) and a high (1 of 10 does)."
            found.append(fault("FLM076", message, Place(file, rows[0], "mid"), fix))
        between = [(row, mid) for row, mid in self.between if row in kept]
        if between:
            rows = [row for row, _ in between]
            message = (
                f"No mid estimate: {rows_named(rows)}; it was put between low and high in "
                f"proportion, √(low × high), in row {rows[0]} at {between[0][1]:f}."
            )
            fix = "Write the mid: what as many films take more as less."
            found.append(fault("FLM078", message, Place(file, rows[0], "mid"), fix))
        return found


def _read_row(record: Record, reading: Reading, ranges: _Ranges) -> Estimate | None:
    """The row's estimate; None when `reading.findings` says why not."""
    before = len(reading.findings)
    deal = reading.text(record, "deal")
    values: dict[str, Any] = {
        "territory": read_territory(record, reading),
        "medium": read_medium(record, reading),
        "deal": deal,
        "note": reading.text(record, "note"),
    }
    whose = reading.text(record, "territory")
    if "territory" in reading.columns.at and not whose and not deal:
        message = "The row has no territory."
        fix = "Write a country, or rest of world; merged cells keep it in their first row only."
        reading.fault("FLM064", record, "territory", message, fix)
    for name in _NUMBERS:
        if (number := read_number(record, reading, name)) is not None:
            values[name] = number
    worked_out = _read_figures(record, reading, values)
    if len(reading.findings) > before:
        return None
    try:
        estimate = Estimate(**values, row=record.line)
    except ValidationError as error:
        named = f"The estimate for {quoted(whose)}" if whose else "The estimate"
        refused(error, record, reading, named)
        return None
    if worked_out == "single":
        ranges.single.append((record.line, estimate.mid))
    elif worked_out == "between":
        ranges.between.append((record.line, estimate.mid))
    return estimate


def _read_figures(record: Record, reading: Reading, values: dict[str, Any]) -> str:
    """Puts low, mid, high and currency into `values`; says how what is not written was found."""
    before = len(reading.findings)
    read = {name: read_money(record, reading, name) for name in MONEY["sales"]}
    if len(reading.findings) > before:
        return ""
    money = {name: both for name, both in read.items() if both}
    if not money:
        fix = "Write low, mid and high, or delete the row; 0 says that it will not sell."
        name = reading.columns.money()[0]
        reading.fault("FLM064", record, name, "The row has no estimate.", fix)
        return ""
    signs = {name: sign for name, (_, sign) in money.items()}
    values["currency"] = read_currency(record, reading, signs)
    figures = {name: amount for name, (amount, _) in money.items()}
    if len(figures) == 1:
        values |= dict.fromkeys(MONEY["sales"], next(iter(figures.values())))
        return "single"
    values |= figures
    if len(figures) == 3:
        return ""
    if "mid" in figures:
        missing = "high" if "low" in figures else "low"
        reading.fault("FLM064", record, missing, f"The row has no {missing} estimate.")
        return ""
    low, high = figures["low"], figures["high"]
    if low <= 0 < high:
        # Between 0 and anything there is no middle in proportion; the model says the same of a mid.
        message = "The low estimate is 0; a title that may not sell has a chance instead."
        reading.fault("FLM070", record, "low", message)
        return ""
    values["mid"] = min(max(low, _between(low, high)), max(low, high))
    return "between"


def _between(low: Decimal, high: Decimal) -> Decimal:
    return (max(low, Decimal(0)) * high).sqrt().quantize(_CENT, ROUND_HALF_EVEN)


def _with_worlds(
    estimates: list[Estimate], worlds: list[Estimate], table: Table
) -> tuple[list[Estimate], list[Finding]]:
    """Rows of the whole world: alone they stand; beside territories they may be their total."""
    if not estimates:
        return worlds, []
    findings = []
    file = table.reading.file
    kept = list(estimates)
    for one in worlds:
        place = Place(file, one.row, "territory")
        others = [e for e in estimates if e.currency == one.currency]
        if sum((e.mid for e in others), Decimal(0)) == one.mid and len(others) == len(estimates):
            message = f"Row {one.row} (the world) is the sum of the other rows, and was left out."
            findings.append(fault("FLM051", message, place))
            continue
        # The world's airlines beside a country's cinemas are another thing, not their total.
        alike = [e for e in estimates if one.medium in {None, e.medium} and e.deal == one.deal]
        countries = {e.territory for e in alike if e.territory}
        if not countries:
            kept.append(one)
            continue
        message = (
            f"The world stands beside {len(countries)} "
            f"{'countries' if len(countries) > 1 else 'country'}: is it their total or the rest?"
        )
        fix = 'Write "rest of world", or "total", in the territory.'
        findings.append(fault("FLM070", message, place, fix))
    return kept, findings


def _twice(estimates: list[Estimate], file: str) -> list[Finding]:
    """Two estimates for the same territory, medium and deal would be added up."""
    first: dict[tuple[Any, ...], int] = {}
    findings = []
    for one in estimates:
        key = (one.territory, one.medium, one.deal)
        row = one.row or 0
        if key in first:
            where = one.territory or "the rest of the world"
            message = (
                f"Rows {first[key]} and {row} are both for {where}, "
                f"{one.medium or 'all rights'}; both are counted."
            )
            findings.append(fault("FLM022", message, Place(file, row)))
        first.setdefault(key, row)
    return findings
