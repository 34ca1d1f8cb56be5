"""From a file's rows to those that say something: header, totals and headings set apart.

What is left out is named, so that nothing is counted twice and nothing disappears unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from borderless.film.budget_cells import Record, as_text, text_read
from borderless.film.budget_columns import letter
from borderless.film.budget_table import rows_named
from borderless.film.budget_totals import Totals
from borderless.film.budget_words import names_total
from borderless.film.faults import fault, quoted
from borderless.film.numerals import NumeralError, decimal_sign, read_numeral
from borderless.film.takings_cells import ABSENT, CHANCES, Reading, read_heading_currencies
from borderless.film.takings_columns import (
    EXAMPLE,
    Columns,
    best_headings,
    field_of,
    headings_named,
    no_header,
    not_read,
    read_columns,
)
from borderless.film.takings_dates import DateError, read_date
from borderless.film.takings_rows import read_rows
from borderless.film.takings_words import FileKind, territory_meant
from borderless.finding import Finding, Place

_KEY: dict[FileKind, str] = {"receipts": "date", "sales": "territory"}
"""The column without which a row is none, unless it is a total."""
_NEEDED: dict[FileKind, tuple[str, ...]] = {"receipts": ("date", "amount"), "sales": ()}


@dataclass(slots=True)
class Table:
    """A file whose header was understood, and what is told of its rows."""

    reading: Reading
    rows: list[Record]
    totals: Totals = field(default_factory=Totals)
    headings: list[int] = field(default_factory=list)
    """Rows with one text and no figure, and repeated headers."""

    def figures(self, name: str) -> list[object]:
        """The cells of a column."""
        return [self.reading.columns.cell(record, name) for record in self.rows]


def open_table(
    kind: FileKind, name: str, content: bytes, film_currency: str
) -> tuple[Table | None, list[Finding]]:
    """The rows of a file; None with findings when nothing can be read."""
    rows, findings = read_rows(kind, name, content)
    if rows is None:
        return None, findings
    if not rows:
        return None, [*findings, fault("FLM079", f"{name} is empty.", Place(name), EXAMPLE[kind])]
    named, start = best_headings(kind, rows)
    if not named:
        return None, [*findings, no_header(kind, rows, name)]
    columns, problems = read_columns(kind, rows[start], name)
    if columns is None:
        return None, findings + problems
    rows = rows[start + 1 :]
    columns = _medium_or_mid(columns, rows)
    findings += _missing(columns, name)
    findings += not_read(columns, name)
    if any(finding.code == "FLM060" for finding in findings):
        return None, findings
    reading = Reading(name, columns, _decimal_comma(columns, rows), film_currency)
    read_heading_currencies(reading)
    if reading.findings:
        return None, findings + reading.findings
    table = Table(reading, rows)
    reading.percent = frozenset(
        field
        for field in columns.percent.intersection(CHANCES)
        if any(isinstance(f, Decimal) and f > 1 for f in map(_figure, table.figures(field)))
    )
    return table, findings


def _medium_or_mid(columns: Columns, rows: list[Record]) -> Columns:
    """In "low, medium, high" the medium is a figure, as are "media" and "medio"."""
    if columns.kind != "sales" or "medium" not in columns.at or "mid" in columns.at:
        return columns
    cells = [columns.cell(record, "medium") for record in rows]
    filled = [cell for cell in cells if as_text(cell).strip().lower() not in ABSENT]
    if not filled or any(_figure(cell) is None and not _is_total(cell) for cell in filled):
        return columns
    at = {"mid" if name == "medium" else name: column for name, column in columns.at.items()}
    return replace(columns, at=at)


def _missing(columns: Columns, file: str) -> list[Finding]:
    missing = [name for name in _NEEDED[columns.kind] if name not in columns.at]
    money = columns.money()
    if columns.kind == "sales" and len(money) == 2 and "mid" in money:
        missing = ["high" if "low" in money else "low"]
    elif not money and not missing:
        missing = ["low, mid and high"]
    if not missing:
        return []
    message = f"No column is headed as the {' or the '.join(missing)}."
    place = Place(file, columns.record.line)
    return [fault("FLM060", message, place, EXAMPLE[columns.kind])]


def _decimal_comma(columns: Columns, rows: list[Record]) -> bool | None:
    """The decimal sign that the amounts show, or that any figure does."""
    for names in (columns.money(), [*columns.money(), *_NUMBERS]):
        cells = (columns.cell(record, name) for record in rows for name in names)
        if sign := decimal_sign(cell for cell in cells if isinstance(cell, str)):
            return sign == ","
    return None


_NUMBERS = ("chance", "months", "over", "delay", "hit_chance", "hit_multiple")


def rows_of(table: Table) -> Iterator[Record]:
    """The rows that are neither headings nor totals; those are noted in `table`."""
    reading = table.reading
    columns = reading.columns
    width = len(columns.record.cells)
    for record in table.rows:
        if _is_header(record, columns):
            if _headings(record) == _headings(columns.record):
                table.headings.append(record.line)
                continue
            message = (
                f"Row {record.line} is a header row of another make than that in row "
                f"{columns.record.line}; nothing from there on was read."
            )
            fix = "Keep each table in a file of its own."
            findings = fault("FLM071", message, Place(reading.file, record.line), fix)
            reading.findings.append(findings)
            return
        if _is_heading(record, columns):
            table.headings.append(record.line)
        elif _taken_for_total(record, table):
            continue
        elif extra := [n for n, c in enumerate(record.cells) if n >= width and text_read(c)]:
            table.totals.incomplete = table.totals.incomplete or record.line
            message = (
                f"The row has a cell ({quoted(as_text(record.cells[extra[0]]))}, column "
                f"{letter(extra[0])}) beyond the last heading in column {letter(width - 1)}."
            )
            fix = "If a text holds the separator, put it in quotation marks; else head the column."
            reading.findings.append(fault("FLM033", message, Place(reading.file, record.line), fix))
        else:
            yield record


def _is_header(record: Record, columns: Columns) -> bool:
    """Whether headings stand where the amounts do."""
    cells = (as_text(columns.cell(record, name)) for name in columns.money())
    named = any(field_of(columns.kind, cell)[0] for cell in cells)
    return named and headings_named(columns.kind, record) > 1


def _headings(record: Record) -> list[str]:
    return [text for cell in record.cells if (text := as_text(cell).strip().casefold())]


def _is_heading(record: Record, columns: Columns) -> bool:
    """A row with one text and no figure heads a section; a country or a day alone does not."""
    filled = [n for n, cell in enumerate(record.cells) if as_text(cell).strip()]
    if len(filled) != 1 or record.formulas or _figure(record.cells[filled[0]]) is not None:
        return False
    text = as_text(record.cells[filled[0]])
    if filled[0] == columns.at.get(_KEY[columns.kind]):
        return not (_is_country(text) if columns.kind == "sales" else _is_day(text))
    return filled[0] not in {columns.at[name] for name in columns.money()}


def _is_country(text: str) -> bool:
    try:
        return territory_meant(text) is not None
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return not read_date(text, None).period
    except DateError:
        return False


def _taken_for_total(record: Record, table: Table) -> bool:
    """Whether a row sums up others: by its words, or, without a key of its own, by its figure."""
    columns = table.reading.columns
    key = text_read(columns.cell(record, _KEY[columns.kind]))
    note = columns.at.get("note")
    if key:
        certain = names_total(key)
        if not certain:
            return False
    else:
        aside = {note, *(columns.at[name] for name in columns.money())}
        others = [c for n, c in enumerate(record.cells) if n not in aside and text_read(c)]
        certain = any(map(_is_total, others))
        if others and not certain:
            return False
    name = "mid" if "mid" in columns.at else columns.money()[0]
    figure = _figure(columns.cell(record, name), comma=table.reading.decimal_comma)
    if figure is None and not certain:
        return False
    label = key or next(
        (text for c in record.cells if isinstance(c, str) and (text := c.strip())), ""
    )
    return table.totals.take(
        record, Decimal("NaN") if figure is None else figure, label, certain=certain
    )


def _is_total(cell: object) -> bool:
    return isinstance(cell, str) and names_total(cell)


def _figure(cell: object, *, comma: bool | None = None) -> Decimal | None:
    if isinstance(cell, Decimal):
        return cell
    if not isinstance(cell, str):
        return None
    try:
        return read_numeral(cell, comma).value
    except NumeralError:
        return None


def count(totals: Totals, currency: str, amount: Decimal) -> None:
    """Counts a row's amount among those that totals are compared with."""
    totals.sums[currency] = totals.sums.get(currency, Decimal(0)) + amount
    totals.count += 1


def summary(table: Table, read: int) -> list[Finding]:
    """What was assumed about many rows, each said once. `read` is the number of rows read."""
    reading = table.reading
    file, head = reading.file, reading.columns.record.line
    findings = table.totals.findings(file)
    if not read and not any(f.place and f.place.line for f in reading.findings):
        message = f"{file} has a header row but no rows under it."
        findings.append(fault("FLM079", message, Place(file, head)))
    if rows := reading.assumed_currency:
        why = "no currency there" if "currency" in reading.columns.at else "no currency column"
        message = (
            f"{_rows(rows)} named no currency ({why}) and {'were' if len(rows) > 1 else 'was'}"
        )
        message += f" read in the film's, {reading.film_currency}."
        findings.append(fault("FLM050", message, Place(file, rows[0], "currency")))
    if reading.ambiguous:
        line, name, text = reading.ambiguous[0]
        value = read_numeral(text, reading.decimal_comma).value
        others = len(reading.ambiguous) - 1
        more = f", and {others} more likewise" if others else ""
        message = f"{quoted(text)} could have thousands or decimals; read as {value:f}{more}."
        fix = "If these are decimals, write two of them: 1.23 or 1,23."
        findings.append(fault("FLM021", message, Place(file, line, name), fix))
    if table.headings:
        message = f"Headings and notes left out: {rows_named(table.headings)}."
        findings.append(fault("FLM053", message, Place(file, table.headings[0])))
    for text, (line, medium) in reading.broad.items():
        message = f"{quoted(text)} was read as {medium}, from row {line} on."
        fix = f"Write {medium} if that is right, or the medium that is meant."
        findings.append(fault("FLM075", message, Place(file, line, "medium"), fix))
    return findings


def _rows(rows: list[int]) -> str:
    text = rows_named(rows)
    return text[:1].upper() + text[1:]
