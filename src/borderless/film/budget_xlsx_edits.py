"""budget.xlsx rewritten for a changed budget: the cells that changed, through openpyxl.

Formulas stay formulas. openpyxl drops the results that a workbook keeps beside them, so they are
put back, and spreadsheet programs are asked to compute everything anew.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from borderless.film.budget_cells import Cell
from borderless.film.budget_changes import (
    Manner,
    changes_between,
    totals_now,
    totals_to_name,
    what_is_lost,
)
from borderless.film.budget_table import BudgetTable, read_table
from borderless.film.budget_xlsx import Sheet, read_xlsx
from borderless.film.model import Film
from borderless.film.plain_files import CannotWriteError
from borderless.film.sheet_rows import RowMap, move_rows

_LOST = ("xl/charts/", "xl/media/", "xl/pivot", "xl/slicers/", "xl/externalLinks/", "xl/vba")
"""Parts that openpyxl does not carry over."""
_FORMULA = re.compile(
    r'(<c r="([A-Z]+[0-9]+)"[^>]*)(><f\b(?:[^>]*/>|[^>]*>[^<]*</f>))<v(?: ?/>|></v>)'
)

_Results = dict[str, dict[str, Any]]
"""Results of formulas, by sheet and cell."""


def edited_xlsx(source: Sheet, before: bytes, table: BudgetTable, old: Film, new: Film) -> bytes:
    """The bytes of budget.xlsx for `new`, changed from `old`, which `before` was read as.

    Raises:
        CannotWriteError: the workbook holds what would be lost, or what was written would not be
            read as the new budget.
    """
    if table.header is None:  # not met: a film has no errors, a budget without a header has
        raise CannotWriteError("The budget has no header row.")
    if list(old.budget) == list(new.budget) and old.currency == new.currency:
        return before
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        lost = [part for part in archive.namelist() if part.startswith(_LOST)]
    if lost:
        raise CannotWriteError(
            f"budget.xlsx has charts, pictures or links ({lost[0]}) that would be lost; "
            "change it in a spreadsheet program, or keep the budget as budget.csv."
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        after = _written(source, before, table, old, new)
    again, _ = read_xlsx("budget.xlsx", after)
    lines = read_table(again.records, "budget.xlsx", new.currency).lines if again else ()
    if why := what_is_lost(new.budget, lines, new.currency):
        raise CannotWriteError(
            f"The changed budget cannot be written to budget.xlsx without loss ({why})."
        )
    return after


def _written(source: Sheet, before: bytes, table: BudgetTable, old: Film, new: Film) -> bytes:
    from openpyxl import load_workbook

    assert table.header is not None
    book = load_workbook(io.BytesIO(before))
    results = _results(before)
    sheet = book[source.title]
    changes = changes_between(old.budget, new.budget)
    records = {record.line: record for record in source.records}
    staying = {c.origin: n for n, c in enumerate(changes) if c.stays and c.origin is not None}
    removed = {line.row for n, line in enumerate(old.budget) if line.row and n not in staying}
    head = table.header.record.line
    rows_after = [old.budget[c.anchor].row if c.anchor >= 0 else head for c in changes]
    added: dict[int, int] = {}
    for change, row in zip(changes, rows_after, strict=True):
        if not change.stays and row:
            added[row] = added.get(row, 0) + 1
    patterns = {row: _styles(sheet, row) for row in added}
    columns = dict(table.header.columns)
    theirs = {
        row: _their_cells(sheet, row, set(columns.values()), results.get(source.title, {}))
        for c in changes
        if not c.stays and c.origin is not None and (row := old.budget[c.origin].row)
    }
    first_style = _styles(sheet, old.budget[0].row or head) if old.budget else {}
    rows = RowMap(removed, added, head)
    move_rows(book, sheet, rows)
    width = len(table.header.record.cells)
    manner = Manner(table, table.header, new.currency)
    used: dict[int, int] = {}
    for change, row_above in zip(changes, rows_after, strict=True):
        was = old.budget[change.origin] if change.origin is not None else None
        if change.stays and was and was.row:
            row, record = rows.start(was.row), records[was.row]
        else:
            # A moved line is written whole in its new row.
            moved = theirs.get(was.row or 0, {}) if was else {}
            above, was, record = row_above or head, None, None
            used[above] = used.get(above, 0) + 1
            row = rows.start(above) + used[above]
            _dress(sheet, row, patterns[above] if above != head else first_style)
            for column, value in moved.items():
                sheet.cell(row, column).value = value
        cells = manner.cells(change.line, was, record)
        if "amount" in cells and manner.sign_beside(record):
            # A text such as "5 zł" becomes a number, so its currency needs a cell of its own.
            cells["currency"] = change.line.currency
        for name, cell in cells.items():
            if name not in columns:
                columns[name] = max([width - 1, *columns.values()]) + 1
                sheet.cell(rows.start(head), columns[name] + 1).value = name.replace("_", " ")
            _put(sheet.cell(row, columns[name] + 1), name, cell, table)
    results[source.title] = _moved_results(results.get(source.title, {}), rows)
    for total, name, text in totals_to_name(table, table.header, changes):
        sheet.cell(rows.start(total.record.line), columns[name] + 1).value = text
    for total, amount in totals_now(table, changes):
        cell = sheet.cell(rows.start(total.record.line), columns["amount"] + 1)
        if cell.data_type == "f":
            results[source.title][cell.coordinate] = amount
        else:
            cell.value = amount
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return _with_results(out.getvalue(), book, results)


def _put(target: Any, name: str, cell: Cell, table: BudgetTable) -> None:
    if isinstance(cell, Decimal) and name == "labour" and table.labour_percent:
        cell = cell.scaleb(2)
    if isinstance(target.value, bool) and cell in {"yes", "no"}:
        cell = cell == "yes"
    target.value = cell
    if isinstance(cell, str):
        target.data_type = "s"  # a text that begins with = is no formula


def _styles(sheet: Any, row: int) -> dict[int, Any]:
    return {cell.column: copy(cell._style) for cell in sheet[row] if cell.has_style}


def _their_cells(
    sheet: Any, row: int, known: set[int], results: Mapping[str, Any]
) -> dict[int, Any]:
    """What a row has in columns that nobody reads, to go with a line that moves."""
    cells = (sheet.cell(row, column) for column in range(1, sheet.max_column + 1))
    return {
        cell.column: results.get(cell.coordinate) if cell.data_type == "f" else cell.value
        for cell in cells
        if cell.column - 1 not in known and cell.value is not None
    }


def _dress(sheet: Any, row: int, styles: Mapping[int, Any]) -> None:
    """Gives a new row the looks of the one it follows."""
    for column, style in styles.items():
        sheet.cell(row, column)._style = copy(style)


def _results(before: bytes) -> _Results:
    """What each formula came to when the workbook was last saved."""
    from openpyxl import load_workbook

    options: dict[str, Any] = {"read_only": True, "keep_links": False}
    values = load_workbook(io.BytesIO(before), data_only=True, **options)
    formulas = load_workbook(io.BytesIO(before), **options)
    results: _Results = {}
    for sheet in formulas.worksheets:
        found = results.setdefault(sheet.title, {})
        for row, computed in zip(sheet.iter_rows(), values[sheet.title].iter_rows(), strict=False):
            for cell, value in zip(row, computed, strict=False):
                if cell.data_type == "f" and value.value is not None:
                    found[cell.coordinate] = value.value
    values.close()
    formulas.close()
    return results


def _moved_results(results: Mapping[str, Any], rows: RowMap) -> dict[str, Any]:
    moved = {}
    for place, value in results.items():
        letters = place.rstrip("0123456789")
        row = int(place[len(letters) :])
        if row not in rows.removed:
            moved[f"{letters}{rows.start(row)}"] = value
    return moved


def _with_results(content: bytes, book: Any, results: _Results) -> bytes:
    """The workbook with the results of its formulas beside them."""
    out = io.BytesIO()
    sheets = {
        f"xl/worksheets/sheet{number}.xml": results.get(sheet.title, {})
        for number, sheet in enumerate(book.worksheets, start=1)
    }
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in archive.infolist():
            data = archive.read(part)
            if sheets.get(part.filename):
                known = sheets[part.filename]
                data = _FORMULA.sub(partial(_result, known), data.decode("utf-8")).encode("utf-8")
            target.writestr(part, data)
    return out.getvalue()


def _result(known: Mapping[str, Any], found: re.Match[str]) -> str:
    value = known.get(found[2])
    if isinstance(value, bool):
        return f'{found[1]} t="b"{found[3]}<v>{int(value)}</v>'
    if isinstance(value, int | float | Decimal):
        return f"{found[1]}{found[3]}<v>{value}</v>"
    if isinstance(value, str):
        kind = "e" if value.startswith("#") else "str"
        return f'{found[1]} t="{kind}"{found[3]}<v>{escape(value)}</v>'
    return found[0]
