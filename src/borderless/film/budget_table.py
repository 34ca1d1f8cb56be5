"""A budget: rows of cells in, budget lines and findings out.

Budgets come with title rows, topsheets, headings and totals; those are recognised, left out and
named, so that nothing is counted twice and nothing disappears unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from borderless.film.budget_cells import Record, as_text, is_blank, text_read
from borderless.film.budget_columns import Header, find_header, is_header, letter, read_header
from borderless.film.budget_line import Reading, amount_text, read_line
from borderless.film.budget_totals import Total, Totals
from borderless.film.budget_words import names_total
from borderless.film.faults import fault, quoted
from borderless.film.model import BudgetLine
from borderless.film.numerals import DecimalSign, NumeralError, decimal_sign, read_numeral
from borderless.finding import Finding, Place


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """What a budget file says, and what is needed to write it back."""

    records: tuple[Record, ...] = ()
    header: Header | None = None
    lines: tuple[BudgetLine, ...] = ()
    totals: tuple[Total, ...] = ()
    sign: DecimalSign | None = None
    """The decimal sign of the amounts, when they show it."""
    ambiguous: tuple[str, ...] = ()
    """Amounts whose one separator could set off thousands or decimals."""
    labour_percent: bool = False
    """Plain numbers in the labour column are percentages."""
    wording: dict[tuple[str, Any], str] = field(default_factory=dict)
    """How this file writes a phase, a country, yes and no."""
    findings: tuple[Finding, ...] = ()


def read_table(records: Sequence[Record], file: str, film_currency: str | None) -> BudgetTable:
    """The budget lines in `records`.

    `film_currency` is the currency of lines that name none; None when film.toml states none that
    can be used, in which case EUR stands in without a finding, since film.toml has its own.
    """
    start, findings = find_header(records, file)
    if start is None:
        return BudgetTable(tuple(records), findings=tuple(findings))
    header, problems = read_header(records[start], file)
    findings += problems
    if header is None:
        return BudgetTable(tuple(records), findings=tuple(findings))
    rows = [record for record in records[start + 1 :] if not is_blank(record)]
    rows, second = _until_other_header(rows, header, file)
    findings += second
    column = header.columns["amount"]
    sign = decimal_sign(c for r in rows if isinstance(c := r.cell(column), str))
    reading = Reading(file, header, None if sign is None else sign == ",", film_currency)
    reading.labour_percent = "labour" in header.percent and _above_one(rows, header)
    lines, totals, headings = _read_rows(rows, reading)
    findings += reading.findings
    findings += totals.findings(file)
    findings += _summary(reading, lines, headings, film_currency)
    findings += _topsheet(records[:start], file, header, lines)
    return BudgetTable(
        tuple(records),
        header,
        tuple(lines),
        tuple(totals.found),
        sign,
        tuple(text for _, text in reading.ambiguous),
        reading.labour_percent,
        reading.wording,
        tuple(findings),
    )


def _until_other_header(
    rows: list[Record], header: Header, file: str
) -> tuple[list[Record], list[Finding]]:
    """Rows without repeated headings; a heading row of another make ends the table."""
    kept: list[Record] = []
    findings: list[Finding] = []
    column = header.columns["amount"]
    for record in rows:
        cell = record.cell(column)
        if (
            isinstance(cell, Decimal)
            or (isinstance(cell, str) and cell.strip()[:1].isdigit())
            or not is_header(record)
        ):
            kept.append(record)
            continue
        message = (
            f"A second header row ({quoted(' | '.join(map(as_text, record.cells)), 80)}) stands in "
            f"row {record.line}; the first is in row {header.record.line}."
        )
        fix = "If two budgets were pasted together, keep one; otherwise delete the row."
        findings.append(fault("FLM031", message, Place(file, record.line), fix))
        if _headings(record) != _headings(header.record):
            break
    return kept, findings


def _above_one(rows: list[Record], header: Header) -> bool:
    """Whether a column headed "Labour %" holds percentages; a workbook stores 60 % as 0.6."""
    figures = (_figure(record.cell(header.columns["labour"])) for record in rows)
    return any(figure > 1 for figure in figures if figure is not None)


def _headings(record: Record) -> list[str]:
    return [text for cell in record.cells if (text := as_text(cell).strip().casefold())]


def _read_rows(rows: list[Record], reading: Reading) -> tuple[list[BudgetLine], Totals, list[int]]:
    lines: list[BudgetLine] = []
    totals = Totals()
    headings: list[int] = []
    header = reading.header
    width = len(header.record.cells)
    for record in rows:
        if _is_heading(record, header):
            headings.append(record.line)
            continue
        if (figure := _total_figure(record, reading)) is not None:
            certain = is_certain_total(record, header)
            if totals.take(record, figure, _label(record, header), certain=certain):
                continue
        if any(as_text(cell).strip() for cell in record.cells[width:]):
            _too_wide(record, reading, width)
            totals.incomplete = totals.incomplete or record.line
            continue
        line = read_line(record, reading)
        if line is None:
            totals.incomplete = totals.incomplete or record.line
        else:
            lines.append(line)
            totals.add(line)
    return lines, totals, headings


def _is_heading(record: Record, header: Header) -> bool:
    """A row with one text and no figures heads a section, unless the text is an account code."""
    filled = [n for n, cell in enumerate(record.cells) if as_text(cell).strip()]
    if len(filled) != 1 or record.formulas:
        return False
    column = filled[0]
    if column == header.columns["amount"]:
        return False
    text = as_text(record.cells[column])
    is_code = column == header.columns.get("account") and any(map(str.isdigit, text))
    return not is_code


def _label(record: Record, header: Header) -> str:
    texts = (text_read(record.cell(header.columns.get(n))) for n in ("account", "description"))
    return " ".join(filter(None, texts)) or next(
        (text for cell in record.cells if isinstance(cell, str) and (text := cell.strip())), ""
    )


def is_certain_total(record: Record, header: Header) -> bool:
    """Whether a row is a total by its words alone, whatever its figure."""
    return _is_named_total(record, header) and _says_nothing_else(record, header)


def _is_named_total(record: Record, header: Header) -> bool:
    """The account is empty or itself says total, and the row calls itself a sum."""
    account = text_read(record.cell(header.columns.get("account")))
    if account:
        return names_total(account)
    description = text_read(record.cell(header.columns.get("description")))
    if description:
        return names_total(description)
    amount = header.columns["amount"]
    others = (c for n, c in enumerate(record.cells) if n != amount)
    return any(isinstance(cell, str) and names_total(cell) for cell in others)


def _says_nothing_else(record: Record, header: Header) -> bool:
    """A real line called "Total station" has a country, a phase or a department."""
    named = ("country", "region", "phase", "department", "person", "labour")
    return not any(text_read(record.cell(header.columns.get(name))) for name in named)


def _total_figure(record: Record, reading: Reading) -> Decimal | None:
    """The figure of a row that is or may be a total; None for a plain line.

    A row may be one when it calls itself so, or when it is bold or a formula, has no account and
    names no country; then only its figure decides.
    """
    header = reading.header
    named = _is_named_total(record, header)
    if not named:
        account = text_read(record.cell(header.columns.get("account")))
        marked = record.bold or header.columns["amount"] in record.formulas
        may_be = (marked and not account) or names_total(_description(record, header))
        if not may_be or as_text(record.cell(header.columns.get("country"))).strip():
            return None
    cell = record.cell(header.columns["amount"])
    if isinstance(cell, Decimal):
        return cell
    text = amount_text(record, header)
    if not text:
        return Decimal("NaN") if named else None
    try:
        return read_numeral(text, reading.decimal_comma).value
    except NumeralError:
        return Decimal("NaN") if named else None


def _description(record: Record, header: Header) -> str:
    return text_read(record.cell(header.columns.get("description")))


def _too_wide(record: Record, reading: Reading, width: int) -> None:
    extra = next(n for n, c in enumerate(record.cells) if n >= width and as_text(c).strip())
    message = (
        f"The row has a cell ({quoted(as_text(record.cells[extra]))}, column {letter(extra)}) "
        f"beyond the last heading in column {letter(width - 1)}."
    )
    fix = "If a text holds the separator, put it in quotation marks; else head the column."
    reading.findings.append(fault("FLM033", message, Place(reading.file, record.line), fix))


def _summary(
    reading: Reading, lines: list[BudgetLine], headings: list[int], film_currency: str | None
) -> list[Finding]:
    """What was assumed about many rows, said once."""
    file, head = reading.file, reading.header.record.line
    findings = []
    if not lines and not any(f.place and f.place.line for f in reading.findings):
        message = f"{file} has a header row but no lines."
        findings.append(fault("FLM056", message, Place(file, head)))
    if reading.assumed_currency and film_currency:
        count = len(reading.assumed_currency)
        why = (
            "no currency column"
            if "currency" not in reading.header.columns
            else "no currency there"
        )
        message = (
            f"{count} line{'s' * (count != 1)} named no currency ({why}) and "
            f"{'were' if count != 1 else 'was'} read in the film's, {film_currency}."
        )
        place = Place(file, reading.assumed_currency[0], "currency")
        findings.append(fault("FLM050", message, place))
    if reading.ambiguous:
        (line, text), *others = reading.ambiguous
        value = read_numeral(text, reading.decimal_comma).value
        message = (
            f"No amount shows whether the file writes decimals with a point or a comma, so "
            f"{quoted(text)} was read as {value:f}; so it is with {len(others)} more."
            if others
            else f"The amount {quoted(text)} could have thousands or decimals; read as {value:f}."
        )
        fix = "If these are decimals, write two of them: 1.23 or 1,23."
        findings.append(fault("FLM055", message, Place(file, line, "amount"), fix))
    if headings:
        message = f"Headings and notes left out: {rows_named(headings)}."
        findings.append(fault("FLM053", message, Place(file, headings[0])))
    if "phase" not in reading.header.columns and lines:
        message = "No phase column, so every line was read as a cost of the shoot."
        fix = "Add a column phase, if rules should tell development, post or overhead apart."
        findings.append(fault("FLM057", message, Place(file, head, "phase"), fix))
    return findings


def _topsheet(
    above: Sequence[Record], file: str, header: Header, lines: list[BudgetLine]
) -> list[Finding]:
    """Whether a table above the header row, which was left out, has the same total."""
    if not any(is_header(record) for record in above):
        return []
    figures = {figure for record in above for cell in record.cells if (figure := _figure(cell))}
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.amount
    first, last = above[0].line, header.record.line - 1
    place = Place(file, first)
    rows = f"Rows {first} to {last} stand above the header row in row {header.record.line}"
    shown = ", ".join(f"{amount:,f} {currency}" for currency, amount in sorted(sums.items()))
    if sums and all(amount in figures for amount in sums.values()):
        message = f"{rows} and were taken for a topsheet; its total is that of the lines, {shown}."
        return [fault("FLM058", message, place)]
    message = (
        f"{rows} and were taken for a topsheet; none of its figures is the lines' sum, {shown}."
    )
    return [
        fault(
            "FLM059", message, place, "If they are lines of their own, move them under the header."
        )
    ]


def _figure(cell: object) -> Decimal | None:
    if isinstance(cell, Decimal):
        return cell
    if not isinstance(cell, str):
        return None
    try:
        return read_numeral(cell).value
    except NumeralError:
        return None


def rows_named(rows: list[int]) -> str:
    """Rows as one says them: row 5; rows 5 and 9; rows 5, 9 and 12 more."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    if len(rows) <= 6:
        return f"rows {', '.join(map(str, rows[:-1]))} and {rows[-1]}"
    return f"rows {', '.join(map(str, rows[:5]))} and {len(rows) - 5} more"
