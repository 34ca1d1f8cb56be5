"""budget.xlsx: from bytes to the rows of the sheet that holds the budget.

A workbook is a zip archive of XML that anyone may have made, so its sizes are checked before it
is opened, and never more rows or columns are read than a budget has.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from borderless.film.budget_cells import Cell, Record, as_text
from borderless.film.budget_columns import ROWS_SEARCHED, field_of, is_header
from borderless.film.budget_csv import MOST_COLUMNS, MOST_ROWS, too_large
from borderless.film.faults import fault, quoted
from borderless.finding import Finding, Place

MOST_UNPACKED = 150_000_000
"""Bytes of a workbook's parts together, unpacked."""
MOST_RATIO = 200
"""How far a part may be packed; only repetitions made on purpose pack further."""
MOST_PARTS = 5_000
_SMALL = 1_000_000
_MOST_CELLS = 20_000_000  # empty ones included, which a far cell in a row brings along
_LAST_ROW = 1_048_576  # the last row of any sheet; a far row brings empty ones along
_LARGEST_SHEETS_NAMED = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that holds the budget."""

    title: str
    records: tuple[Record, ...]


def read_xlsx(name: str, content: bytes) -> tuple[Sheet | None, list[Finding]]:
    """The budget's sheet in a workbook; None with a finding when there is none to read."""
    if problem := _not_safe(name, content):
        return None, [problem]
    try:
        with warnings.catch_warnings():  # about parts of a workbook that no budget has
            warnings.simplefilter("ignore")
            return _read(name, content)
    except Exception as error:  # the reader of workbooks raises of all sorts
        message = f"The workbook is damaged and cannot be opened ({quoted(error, 80)})."
        return None, [fault("FLM035", message, Place(name), _SAVE_AGAIN)]


_SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx, or as budget.csv."


def _not_safe(name: str, content: bytes) -> Finding | None:
    """Why the archive should not be unpacked, judged by its list of contents alone."""
    message = ""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        message = "The workbook is protected by a password, or is an old .xls."
        fix = "Save it without a password as .xlsx."
        return fault("FLM035", message, Place(name), fix)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        message = "The file is called .xlsx, but it is not a workbook."
        return fault("FLM035", message, Place(name), _SAVE_AGAIN)
    unpacked = sum(part.file_size for part in parts)
    packed_hard = any(
        part.file_size > _SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or packed_hard:
        message = (
            f"Unpacked, the workbook would be {unpacked / 1_000_000:.0f} MB in {len(parts)} parts, "
            "more than any budget, so it was not opened."
        )
        return fault("FLM035", message, Place(name), "Save the budget alone, or as budget.csv.")
    return None


def _read(name: str, content: bytes) -> tuple[Sheet | None, list[Finding]]:
    from openpyxl import load_workbook

    options: dict[str, Any] = {"read_only": True, "keep_links": False}
    values = load_workbook(io.BytesIO(content), data_only=True, **options)
    formulas = load_workbook(io.BytesIO(content), data_only=False, **options)
    try:
        # A sheet of the workbook that is only a chart has no rows.
        sheets = [s for s in values.worksheets if hasattr(s, "iter_rows")]
        if not sheets:
            message = "The workbook has no sheet with cells."
            return None, [fault("FLM035", message, Place(name), _SAVE_AGAIN)]
        ranked = sorted(((_score(s), -n, s) for n, s in enumerate(sheets)), reverse=True)
        score, _, sheet = ranked[0]
        records, problem = sheet_records(name, sheet, formulas[sheet.title])
        if problem:
            return None, [problem]
        findings = _which_sheet(name, sheet.title, [(s[1], x.title) for s, _, x in ranked[1:]])
        return Sheet(sheet.title, records), findings if score[1] else []
    finally:
        values.close()
        formulas.close()


def _score(sheet: Any) -> tuple[bool, int]:
    """How many columns of a budget the sheet's best row names; visible sheets come first."""
    best = 0
    for record in sheet_rows(sheet, ROWS_SEARCHED):
        if is_header(record):
            fields = {field_of(as_text(cell))[0] for cell in record.cells} - {None}
            best = max(best, len(fields))
    return best > 0 and sheet.sheet_state == "visible", best


def _which_sheet(name: str, chosen: str, others: list[tuple[int, str]]) -> list[Finding]:
    if not others:
        return []
    shown = ", ".join(quoted(title) for _, title in others[:_LARGEST_SHEETS_NAMED])
    more = len(others) - _LARGEST_SHEETS_NAMED
    shown += f" and {more} more" if more > 0 else ""
    message = f"The sheet {quoted(chosen)} was read; not read: {shown}."
    rivals = [title for fields, title in others if fields]
    fix = None
    if rivals:
        fix = f"If {quoted(rivals[0])} is the budget, save it alone as budget.xlsx."
    return [fault("FLM039", message, Place(name), fix)]


def sheet_records(
    name: str, sheet: Any, formulas: Any
) -> tuple[tuple[Record, ...], Finding | None]:
    """The rows of a sheet, formulas noted; a finding where they are too many or lack values."""
    records: list[Record] = []
    seen = 0
    bold = _BoldStyles()
    both = zip(_cells(sheet), _cells(formulas), strict=False)
    for row, (cells, written) in enumerate(both, start=1):
        seen += len(cells)
        if seen > _MOST_CELLS or row > _LAST_ROW:
            return (), too_large(name, row, len(cells), row)
        texts = tuple(_cell(cell.value) for cell in cells)
        computed = frozenset(n for n, cell in enumerate(written) if cell.data_type == "f")
        filled = [n for n, text in enumerate(texts) if text is not None]
        if not filled and not computed:
            continue
        # Blank rows are left out of the records, as line numbers tell where they were.
        last = max([*filled, *computed]) + 1
        if row > MOST_ROWS or last > MOST_COLUMNS:
            return (), too_large(name, row, last, row)
        is_bold = bool(filled) and all(bold(cells[n]) for n in filled)
        records.append(Record(row, texts[:last], computed, is_bold))
    return tuple(records), None


def _cells(sheet: Any) -> Iterator[Any]:
    # The size that a sheet states of itself may be wrong.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows())


def sheet_rows(sheet: Any, most: int) -> Iterator[Record]:
    """At most so many rows of a sheet."""
    sheet.reset_dimensions()
    for row, cells in enumerate(sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS), start=1):
        yield Record(row, tuple(_cell(cell.value) for cell in cells))


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # A workbook keeps 15 digits; what floats add behind them nobody typed.
        return Decimal(f"{Decimal(f'{value:.15g}'):f}") if abs(value) < 1e300 else str(value)
    if isinstance(value, datetime):
        return (
            value.isoformat(" ", "minutes")
            if value.hour or value.minute
            else (value.date().isoformat())
        )
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if text.strip() else None


class _BoldStyles:
    """Whether a cell is bold, looked up once for each of a workbook's styles."""

    def __init__(self) -> None:
        self.known: dict[Any, bool] = {}

    def __call__(self, cell: Any) -> bool:
        style = getattr(cell, "_style_id", 0)
        if style not in self.known:
            font = getattr(cell, "font", None)
            self.known[style] = bool(font is not None and font.b)
        return self.known[style]
