"""A workbook to send out: sheets of typed cells, printable, and no text that a spreadsheet runs.

The same content gives the same bytes: a workbook says the day of what it shows, not of its making.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from borderless.film.money import minor_units

MOST_TEXT = 32_767
"""Characters that a cell can hold."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_LINE = 15
"""Height of a line, in points."""
_HEAD = PatternFill("solid", fgColor="E8E6E1")
_RULE = Border(top=Side("thin", color="8A8A8A"))

Value = str | Decimal | float | int | Day | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet."""

    head: str
    width: int
    """In characters; longer text wraps."""
    form: str = ""
    """A currency for money with its decimals, "share" for a part of 1, else as it is."""


@dataclass(slots=True)
class Sheet:
    """A table with its head."""

    name: str
    columns: Sequence[Column]
    rows: list[Sequence[Value]] = field(default_factory=list)
    sums: set[int] = field(default_factory=set)
    """Numbers of rows that sum up those above."""
    notes: Sequence[str] = ()
    """Sentences below the table."""
    currencies: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells (row and column) with money in another currency than their column's."""

    def add(self, *values: Value, is_sum: bool = False) -> int:
        """A row; its number."""
        self.rows.append(values)
        if is_sum:
            self.sums.add(len(self.rows) - 1)
        return len(self.rows) - 1


def write_workbook(sheets: Sequence[Sheet], title: str, day: Day, target: Path) -> None:
    """Writes the sheets as .xlsx.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet, title)
    made = datetime.combine(day, time())
    book.properties.title = _clean(title)
    book.properties.creator = "Borderless"
    book.properties.created = made
    content = BytesIO()
    book.save(content)
    target.write_bytes(_timeless(content.getvalue(), made))


def _fill(page: Worksheet, sheet: Sheet, title: str) -> None:
    for number, column in enumerate(sheet.columns, 1):
        cell = page.cell(1, number)
        _put(cell, column.head)
        cell.font, cell.fill = Font(bold=True), _HEAD
        right = column.form != ""
        cell.alignment = Alignment("right" if right else "left", "bottom", wrap_text=True)
        page.column_dimensions[get_column_letter(number)].width = column.width
    across = sum(column.width for column in sheet.columns)
    for at, values in enumerate(sheet.rows):
        if len(values) == 1 and isinstance(values[0], str):
            _sentence(page, at + 2, values[0], len(sheet.columns), across)
            continue
        for number, value in enumerate(values):
            cell = page.cell(at + 2, number + 1)
            _put(cell, value)
            form = sheet.currencies.get((at, number), sheet.columns[number].form)
            _style(cell, value, form)
            if at in sheet.sums:
                cell.font, cell.border = Font(bold=True), _RULE
    below = len(sheet.rows) + 3
    for number, note in enumerate(sheet.notes):
        cell = _sentence(page, below + number, note, len(sheet.columns), across)
        cell.font = Font(italic=True, color="595959")
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    footer = page.oddFooter
    footer.left.text = _clean(title).replace("&", "&&")[:100]
    footer.center.text = sheet.name
    footer.right.text = "&P / &N"


def _sentence(page: Worksheet, row: int, text: str, columns: int, across: int) -> Cell:
    """A text over the whole width, as tall as it needs."""
    cell = page.cell(row, 1)
    _put(cell, text)
    cell.alignment = Alignment("left", "top", wrap_text=True)
    if columns > 1:
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    page.row_dimensions[row].height = _LINE * (1 + len(text) // across)
    return cell


def _put(cell: Cell, value: Value) -> None:
    """A value; a text stays a text, whatever it begins with."""
    if isinstance(value, str) and value:
        cell.value = _clean(value)
        cell.data_type = "s"
        if value[:1] in ("=", "+", "-", "@", "'", "\t", "\r"):
            cell.quotePrefix = True
    elif not isinstance(
        value, str
    ):  # what decimals leave of shares such as a third would show as 1.85E-23 in a cell
        cell.value = round(value, 6) if isinstance(value, Decimal) else value


def _style(cell: Cell, value: Value, form: str) -> None:
    number = isinstance(value, Decimal | float | int)
    if isinstance(value, Day):
        cell.number_format = "yyyy-mm-dd"
    elif number and form == "share":
        cell.number_format = "0.00%"
    elif number and form:
        places = minor_units(form)
        decimals = f".{'0' * places}" if places else ""
        cell.number_format = f"#,##0{decimals};[Red]-#,##0{decimals}"
    cell.alignment = Alignment(
        "right" if number and form else "left", "top", wrap_text=isinstance(value, str)
    )


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)[:MOST_TEXT]


def _timeless(content: bytes, made: datetime) -> bytes:
    """The same archive without the time of its making."""
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    target = BytesIO()
    with ZipFile(BytesIO(content)) as read, ZipFile(target, "w", ZIP_DEFLATED) as written:
        for name in sorted(read.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part: Any = read.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", part)
            entry = ZipInfo(name, _FIRST_DAY)
            entry.compress_type = ZIP_DEFLATED
            written.writestr(entry, part)
    return target.getvalue()
