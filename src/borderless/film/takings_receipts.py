"""receipts.csv: what the film took, what its distributors spent, and what its parties were paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from borderless.film.budget_cells import Record
from borderless.film.budget_table import rows_named
from borderless.film.faults import closest, fault, quoted
from borderless.film.takings import Receipt, RowKind
from borderless.film.takings_cells import (
    Reading,
    read_currency,
    read_medium,
    read_money,
    read_territory,
    refused,
)
from borderless.film.takings_dates import DateError, orders_shown, read_date
from borderless.film.takings_reading import Table, count, open_table, rows_of, summary
from borderless.film.takings_words import kind_meant
from borderless.finding import Finding, Place

_HOW_TO_DATE = "Write the day as 2026-03-31, or a month as 2026-03."


def read_receipts(
    name: str, content: bytes, film_currency: str
) -> tuple[tuple[Receipt, ...], list[Finding]]:
    """The rows of receipts.csv or receipts.xlsx that can be read, and every fault of the others.

    `film_currency` (ISO 4217) is that of rows that name none. A row without a kind is a receipt. A
    month, quarter or half-year is its last day.
    """
    table, findings = open_table("receipts", name, content, film_currency)
    if table is None:
        return (), findings
    reading = table.reading
    _find_order(table)
    receipts: list[Receipt] = []
    for record in rows_of(table):
        receipt = _read_row(record, reading)
        if receipt is None:
            table.totals.incomplete = table.totals.incomplete or record.line
            continue
        receipts.append(receipt)
        count(table.totals, receipt.currency, receipt.amount)
    if len({receipt.kind for receipt in receipts}) > 1:
        table.totals.found = [
            replace(total, unchecked=total.unchecked or "the rows are of several kinds")
            for total in table.totals.found
        ]
    findings += reading.findings
    findings += _dates_told(table)
    findings += _twice(receipts, name)
    findings += summary(table, len(receipts))
    return tuple(receipts), findings


def _read_row(record: Record, reading: Reading) -> Receipt | None:
    """The row's receipt; None when `reading.findings` says why not."""
    before = len(reading.findings)
    kind = _read_kind(record, reading)
    values: dict[str, Any] = {
        "kind": kind,
        "date": _read_date(record, reading),
        "territory": read_territory(record, reading),
        "medium": read_medium(record, reading),
        **{name: reading.text(record, name) for name in ("deal", "party", "note")},
    }
    faults = len(reading.findings)
    money = read_money(record, reading, "amount")
    if money is None:
        if len(reading.findings) == faults:
            message = "The row has no amount."
            fix = "Write the amount, or 0; a heading is one text alone in its row."
            reading.fault("FLM064", record, "amount", message, fix)
    else:
        values["amount"], sign = money
        values["currency"] = read_currency(record, reading, {"amount": sign})
        if kind is not RowKind.RECEIPT and values["amount"] < 0:
            _negative(record, reading, kind)
    if kind is RowKind.PAYMENT and not values["party"]:
        message = "The payment does not say who was paid."
        fix = "Name the party, as [recoupment] does, in the column party."
        reading.fault("FLM064", record, "party", message, fix)
    if len(reading.findings) > before:
        return None
    try:
        return Receipt(**values, row=record.line)
    except ValidationError as error:
        refused(error, record, reading, "The row")
        return None


def _negative(record: Record, reading: Reading, kind: RowKind) -> None:
    text = quoted(reading.text(record, "amount"))
    if kind is RowKind.COSTS:
        message = f"The costs {text} are negative; costs are written without a minus."
        fix = "Take a credit off the costs that it belongs to."
    else:
        message = (
            f"The payment {text} is negative; what a party was paid is written without a minus."
        )
        fix = "Take what the party paid back off an earlier payment."
    reading.fault("FLM067", record, "amount", message, fix)


def _read_kind(record: Record, reading: Reading) -> RowKind:
    text = reading.text(record, "kind")
    if not text:
        return RowKind.RECEIPT
    kind = kind_meant(text)
    if kind is not None:
        return kind
    from borderless.film.takings_words import words

    near = closest(text, list(words().kinds))
    message = f"The kind {quoted(text)} is not a word we know"
    message += f"; did you mean {quoted(near)}?" if near else "."
    fix = f"Allowed: {', '.join(RowKind)}. A return is a receipt with a negative amount."
    reading.fault("FLM069", record, "kind", message, fix)
    return RowKind.RECEIPT


def _find_order(table: Table) -> None:
    """Whether the file's dates have the day or the month first."""
    texts = [cell for cell in table.figures("date") if isinstance(cell, str)]
    shown = orders_shown(texts)
    table.reading.orders = len(shown)
    table.reading.order = next(iter(shown)) if len(shown) == 1 else None


def _read_date(record: Record, reading: Reading) -> Day | None:
    text = reading.text(record, "date")
    if not text:
        message = "The row has no date."
        fix = f"{_HOW_TO_DATE} A total says so in its row."
        reading.fault("FLM064", record, "date", message, fix)
        return None
    try:
        read = read_date(text, reading.order)
    except DateError as error:
        fix = _HOW_TO_DATE
        if reading.order == "month first":
            fix += " The other dates of the file have the month first."
        reading.fault("FLM065", record, "date", f"The date {error}.", fix)
        return None
    if read.either and reading.orders == 2:
        message = f"The date {quoted(text)} could be either: the file has dates of both orders."
        reading.fault("FLM065", record, "date", message, _HOW_TO_DATE)
        return None
    if read.either and not reading.orders:
        reading.day_first.append((record.line, text, read.day))
    if read.period:
        reading.periods.append((record.line, text, read.day))
    return read.day


def _dates_told(table: Table) -> list[Finding]:
    """What was decided about days, said once for the file."""
    reading = table.reading
    findings = _half_converted(table)
    if reading.day_first:
        line, text, day = reading.day_first[0]
        others = len(reading.day_first) - 1
        more = f", and {others} more likewise" if others else ""
        message = (
            f"No date shows whether the day or the month comes first, so {quoted(text)} was read "
            f"as {day}, day first{more}."
        )
        place = Place(reading.file, line, "date")
        findings.append(fault("FLM072", message, place, _HOW_TO_DATE))
    if reading.periods:
        line, text, day = reading.periods[0]
        rows = [row for row, _, _ in reading.periods]
        message = (
            f"A period was taken as its last day, {quoted(text)} as {day}: {rows_named(rows)}."
        )
        findings.append(fault("FLM074", message, Place(reading.file, line, "date")))
    return findings


def _half_converted(table: Table) -> list[Finding]:
    """A spreadsheet that expects the month first swaps 3/4/2026 and leaves 31/3/2026 a text."""
    reading = table.reading
    if reading.order is None:
        return []
    texts = [t for cell in table.figures("date") if isinstance(cell, str) and (t := cell.strip())]
    iso = [text for text in texts if text[4:5] == "-" and len(text) >= 10]
    slashed = [text for text in texts if "/" in text]
    if not iso or any(int(text[8:10]) > 12 for text in iso if text[8:10].isdecimal()):
        return []
    if len(orders_shown(slashed)) != 1 or any(not orders_shown([text]) for text in slashed):
        return []
    message = (
        f"Dates such as {quoted(slashed[0])} are texts, while those whose day is 12 or less are "
        f"dates such as {iso[0][:10]}: a spreadsheet may have swapped day and month in these."
    )
    fix = "Compare them with the statement, and write all as 2026-03-31."
    return [fault("FLM073", message, Place(reading.file, reading.columns.record.line, "date"), fix)]


def _twice(receipts: list[Receipt], file: str) -> list[Finding]:
    """Rows that say the same to the last word: a statement may have been pasted in twice."""
    first: dict[tuple[Any, ...], int] = {}
    findings = []
    for one in receipts:
        key = tuple(value for name, value in one if name != "row")
        row = one.row or 0
        if key in first and one.amount != Decimal(0):
            message = f"Row {row} says the same as row {first[key]}; both are counted."
            findings.append(fault("FLM022", message, Place(file, row)))
        first.setdefault(key, row)
    return findings
