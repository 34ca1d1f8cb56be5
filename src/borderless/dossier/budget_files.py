"""The budget as files for a spreadsheet, which can be read back as the same budget."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from borderless.dossier.topsheet import Topsheet
from borderless.dossier.workbook import MOST_TEXT
from borderless.film.budget_cells import text_written
from borderless.film.budget_places import places_written
from borderless.film.model import BudgetLine, Film
from borderless.film.numerals import DecimalSign, written
from borderless.film.places import country_name

HEADS = (
    "account",
    "description",
    "phase",
    "department",
    "amount",
    "currency",
    "country",
    "region",
    "labour",
    "vfx",
    "above the line",
    "person",
    "resident",
    "places",
    "pinned",
    "whole",
    "assumption",
    "note",
)
"""Names of the columns, as a budget's file has them."""
_WIDTHS = {"description": 40, "note": 40, "assumption": 40, "places": 24, "amount": 16}
_MONEY = "#,##0.00"


def budget_csv(film: Film, *, decimal: DecimalSign = ".") -> bytes:
    """The budget as CSV in UTF-8 with a mark that spreadsheets know.

    Semicolons part the cells where the decimal sign is a comma. A text that a spreadsheet would
    take for a formula begins with an apostrophe, which the reading of budgets takes off again.

    Raises:
        CannotWriteError: a line may go to a place under terms that no cell can say.
    """
    made = io.StringIO()
    table = csv.writer(made, delimiter=";" if decimal == "," else ",", lineterminator="\r\n")
    table.writerow(HEADS)
    for line in film.budget:
        table.writerow([_text(cell, decimal) for cell in _cells(line, film.currency, decimal)])
    return b"\xef\xbb\xbf" + made.getvalue().encode("utf-8")


def budget_workbook(film: Film, top: Topsheet | None) -> bytes:
    """The budget as a workbook: a topsheet where there is one, and every line.

    Amounts are numbers and texts never formulas. Reading it back takes the sheet of lines.

    Raises:
        CannotWriteError: a line may go to a place under terms that no cell can say.
    """
    book = Workbook()
    lines: Any = book.active
    lines.title = "Budget"
    _fill_lines(lines, film)
    if top is not None:
        _fill_top(book.create_sheet("Topsheet", 0), film, top)
        book.active = 0
        lines.sheet_view.tabSelected = False
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _fill_lines(sheet: Worksheet, film: Film) -> None:
    for column, head in enumerate(HEADS, 1):
        _put(sheet.cell(1, column), head, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(head, 13)
    sheet.freeze_panes = "C2"
    for number, line in enumerate(film.budget, 2):
        for head, column, value in zip(
            HEADS, range(1, len(HEADS) + 1), _cells(line, film.currency, "."), strict=True
        ):
            cell = sheet.cell(number, column)
            _put(cell, value)
            if head == "amount":
                cell.number_format = _MONEY
            elif head == "labour":
                cell.number_format = "0.##%"


def _fill_top(sheet: Worksheet, film: Film, top: Topsheet) -> None:
    """Totals one under the other; their headings are no budget's, so that none is read as one."""
    for letter, width in zip("ABCD", (18, 40, 18, 18), strict=True):
        sheet.column_dimensions[letter].width = width
    for number, (values, is_bold) in enumerate(_top_rows(film, top), 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column)
            _put(cell, value, bold=is_bold)
            if isinstance(value, Decimal):
                cell.number_format = _MONEY


def _top_rows(film: Film, top: Topsheet) -> Iterator[tuple[Sequence[Any], bool]]:
    """The topsheet's cells, row by row, and whether a row is bold."""
    yield [film.title], True
    yield ["In all", "", top.total, top.currency], True
    for title, totals in (("By account", top.accounts), ("By country", top.countries)):
        yield [], False
        yield [title], True
        for one in totals:
            is_place = totals is top.countries and one.key
            yield [one.key, country_name(one.key) if is_place else one.name, one.amount], False
    yield [], False
    yield ["By phase"], True
    for one in top.phases:
        yield [one.key, "", one.amount], False
    yield [], False
    yield ["By currency", "", f"In {top.currency}", "As budgeted"], True
    for own in top.currencies:
        yield [own.currency, "", own.amount, own.own], False
    yield [], False
    for rate in top.rates:
        text = f"1 {rate.currency} = {rate.value:.6g} {rate.to} ({rate.source}, {rate.date})"
        yield [text], False


def _put(cell: Cell, value: Any, *, bold: bool = False) -> None:
    """A value; a text stays a text, whatever it begins with."""
    if isinstance(value, str):
        guarded = text_written(value)
        is_guarded = guarded.startswith("'")
        # The cell says of itself that it is a text, so that only an apostrophe of the text's own
        # has to be told from a guard.
        has_own = value.startswith("'")
        cell.value = (guarded if has_own else guarded.removeprefix("'"))[:MOST_TEXT] or None
        cell.data_type = "s" if cell.value else "n"
        cell.quotePrefix = is_guarded
    else:
        cell.value = value
    if bold:
        cell.font = Font(bold=True)


def _cells(line: BudgetLine, film_currency: str, sign: DecimalSign) -> Sequence[Any]:
    return (
        line.account,
        line.description,
        line.phase.value,
        line.department,
        line.amount,
        line.currency,
        line.country or "",
        line.region or "",
        line.labour or None,
        _truth(line.vfx or None),
        _truth(line.above_the_line or None),
        line.person,
        _truth(line.resident),
        places_written(line, film_currency, sign, " | "),
        _truth(line.pinned),
        _truth(line.whole),
        line.assumption or "",
        line.note or "",
    )


def _truth(value: bool | None) -> str:  # noqa: FBT001 - three answers
    return "" if value is None else "yes" if value else "no"


def _text(cell: Any, decimal: DecimalSign) -> str:
    if cell is None:
        return ""
    return written(cell, decimal) if isinstance(cell, Decimal) else text_written(str(cell))
