"""The budget as files for a spreadsheet, which can be read back as the same budget."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from borderless.film.model import BudgetLine, Film
from borderless.film.numerals import written

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
    "pinned",
    "whole",
    "assumption",
    "note",
)
"""Names of the columns, as a budget's file has them."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula."""


def budget_csv(film: Film, *, decimal: Literal[".", ","] = ".") -> bytes:
    """The budget as CSV in UTF-8 with a mark that spreadsheets know.

    Semicolons part the cells where the decimal sign is a comma. A text that a spreadsheet would
    take for a formula begins with an apostrophe, which the reading of budgets takes off again.
    """
    made = io.StringIO()
    table = csv.writer(made, delimiter=";" if decimal == "," else ",", lineterminator="\r\n")
    table.writerow(HEADS)
    for line in film.budget:
        table.writerow([_text(cell, decimal) for cell in _cells(line)])
    return b"\xef\xbb\xbf" + made.getvalue().encode("utf-8")


def budget_workbook(film: Film) -> bytes:
    """The budget as a workbook with one sheet, amounts as numbers, texts never as formulas."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Budget"
    sheet.append(list(HEADS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
    for number, line in enumerate(film.budget, 2):
        for column, value in enumerate(_cells(line), 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value = value
                cell.data_type = "s"  # never a formula, whatever it begins with
            else:
                cell.value = value
            if HEADS[column - 1] == "amount":
                cell.number_format = "#,##0.00"
            elif HEADS[column - 1] == "labour":
                cell.number_format = "0%"
    for column, head in enumerate(HEADS, 1):
        widths = {"description": 40, "note": 40, "assumption": 40, "amount": 16}
        sheet.column_dimensions[get_column_letter(column)].width = widths.get(head, 13)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cells(line: BudgetLine) -> Sequence[Any]:
    return (
        line.account,
        line.description,
        line.phase.value,
        line.department,
        line.amount,
        line.currency,
        line.country or "",
        line.region or "",
        line.labour if line.labour else None,
        _truth(line.vfx or None),
        _truth(line.above_the_line or None),
        line.person,
        _truth(line.resident),
        _truth(line.pinned),
        _truth(line.whole),
        line.assumption or "",
        line.note or "",
    )


def _truth(value: bool | None) -> str:  # noqa: FBT001 - three answers
    return "" if value is None else "yes" if value else "no"


def _text(cell: Any, decimal: Literal[".", ","]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return written(cell, decimal)
    text = str(cell)
    return f"'{text}" if text.startswith(_RISKY) else text
