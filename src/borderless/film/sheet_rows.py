"""Rows put into a sheet or taken out, with every formula and range of the workbook following.

openpyxl moves cells but leaves formulas, merged cells, heights and rules where they were, so a sum
would lose or gain lines without a word. Here all of them follow the rows they speak of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from copy import copy
from itertools import accumulate
from typing import Any

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_REFERENCE = re.compile(
    rf'("(?:[^"]|"")*")|({_SHEET})?'  # texts in quotation marks are no references
    r"(?<![\w.])(\$?[A-Z]{1,3})(\$?)([0-9]+)(?::(\$?[A-Z]{1,3})(\$?)([0-9]+))?(?![\w(.!])"
)
_ROWS = re.compile(rf'("(?:[^"]|"")*")|({_SHEET})?(?<![\w.$:])(\$?)([0-9]+):(\$?)([0-9]+)(?![\w.])')


class RowMap:
    """Where each row of a sheet goes when some are removed and others put in."""

    def __init__(self, removed: set[int], added: Mapping[int, int], head: int = 0) -> None:
        """`added` says how many rows follow each row, by the old numbers.

        Rows put in below `head`, the header row, belong to what begins right below it.
        """
        self.removed = removed
        self.added = {row: many for row, many in added.items() if many}
        self.head = head
        self._steps = sorted(removed | set(self.added))
        shifts = (self.added.get(step, 0) - (step in removed) for step in self._steps)
        self._shifts = [0, *accumulate(shifts)]

    def __bool__(self) -> bool:
        return bool(self._steps)

    def start(self, row: int) -> int:
        """The new number of a row; of the next one when it was removed."""
        return row + self._shifts[bisect_left(self._steps, row)]

    def begin(self, row: int) -> int:
        """The first row of what begins at `row`."""
        return self.start(row) - (self.added.get(self.head, 0) if row == self.head + 1 else 0)

    def end(self, row: int) -> int:
        """The last row of what ends at `row`: rows put in below it belong to it."""
        return self.start(row) - (row in self.removed) + self.added.get(row, 0)

    def formula(self, text: str, *, here: bool, title: str) -> str:
        """A formula whose references follow; `here` when it stands on the sheet itself."""

        def moved(found: re.Match[str]) -> str:
            quoted, sheet = found[1], found[2]
            if quoted or not (_bare(sheet) == title if sheet else here):
                return found[0]
            groups = found.groups()
            return (sheet or "") + self._moved(*(part or "" for part in groups[2:]))

        def moved_rows(found: re.Match[str]) -> str:
            quoted, sheet = found[1], found[2]
            if quoted or not (_bare(sheet) == title if sheet else here):
                return found[0]
            first, last = self.start(int(found[4])), self.end(int(found[6]))
            return f"{sheet or ''}{found[3]}{first}:{found[5]}{last}"

        return _ROWS.sub(moved_rows, _REFERENCE.sub(moved, text))

    def _moved(self, col: str, fix: str, row: str, col2: str, fix2: str, row2: str) -> str:
        one = int(row)
        if not row2:
            return "#REF!" if one in self.removed else f"{col}{fix}{self.start(one)}"
        first, last = self.begin(one), self.end(int(row2))
        return f"{col}{fix}{first}:{col2}{fix2}{last}" if first <= last else "#REF!"

    def area(self, text: str) -> str:
        """A cell or range, or several with blanks between them, where it is now."""
        moved = (self.formula(part, here=True, title="") for part in text.split())
        return " ".join(part for part in moved if part != "#REF!")


def _bare(sheet: str) -> str:
    name = sheet[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def move_rows(book: Any, sheet: Any, rows: RowMap) -> None:
    """Carries out a row map on a sheet, and on all formulas of the workbook."""
    if not rows:
        return
    _move_formulas(book, sheet, rows)
    _move_ranges(sheet, rows)
    heights = {number: copy(size) for number, size in sheet.row_dimensions.items()}
    last = sheet.max_row
    # All at once: insert_rows and delete_rows would go through the whole sheet for each row.
    cells = {}
    for (row, column), cell in sheet._cells.items():
        if row not in rows.removed:
            cell.row = rows.start(row)
            cells[cell.row, column] = cell
    sheet._cells = cells
    for number in list(sheet.row_dimensions):
        del sheet.row_dimensions[number]
    for number, size in heights.items():
        if number not in rows.removed and number <= last:
            size.index = rows.start(number)
            sheet.row_dimensions[size.index] = size


def _move_formulas(book: Any, sheet: Any, rows: RowMap) -> None:
    from openpyxl.worksheet.formula import ArrayFormula

    for other in book.worksheets:
        here = other is sheet
        for cell in other._cells.values():
            if cell.data_type != "f":
                continue
            if isinstance(cell.value, str):
                cell.value = rows.formula(cell.value, here=here, title=sheet.title)
            elif isinstance(cell.value, ArrayFormula):
                text = rows.formula(cell.value.text or "", here=here, title=sheet.title)
                area = rows.area(cell.value.ref) if here else cell.value.ref
                cell.value = ArrayFormula(area, text)
    names = [*book.defined_names.values(), *sheet.defined_names.values()]
    for name in names:
        if isinstance(name.value, str):
            name.attr_text = rows.formula(name.value, here=False, title=sheet.title)


def _move_ranges(sheet: Any, rows: RowMap) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.cell_range import MultiCellRange

    merged = [str(area) for area in sheet.merged_cells.ranges]
    for text in merged:
        sheet.merged_cells.remove(text)
    for area in filter(None, map(rows.area, merged)):
        if ":" in area:
            sheet.merged_cells.add(area)
    rules = ConditionalFormattingList()
    for formatting in sheet.conditional_formatting:
        if area := rows.area(str(formatting.sqref)):
            for rule in formatting.rules:
                rule.formula = [rows.formula(f, here=True, title=sheet.title) for f in rule.formula]
                rules.add(area, rule)
    sheet.conditional_formatting = rules
    for validation in sheet.data_validations.dataValidation:
        validation.sqref = MultiCellRange(rows.area(str(validation.sqref)))
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = rows.area(sheet.auto_filter.ref)
    for table in sheet.tables.values():
        table.ref = rows.area(table.ref)
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = rows.area(table.autoFilter.ref)
    if sheet.print_area:
        areas: Sequence[str] = [part.rpartition("!")[2] for part in sheet.print_area.split(",")]
        sheet.print_area = ",".join(filter(None, map(rows.area, areas)))
