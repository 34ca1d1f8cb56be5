"""Rows and cells of a budget file, whatever sort of file they came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

Cell = str | Decimal | bool | None
"""A CSV has only texts; a workbook also has numbers, truths and empty cells."""

_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
# Control characters have no meaning in a budget, and XML cannot hold them; lone surrogates neither.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Record:
    """A row as the file has it."""

    line: int
    """1-based: the line on which it begins in a CSV, the row's number in a sheet."""
    cells: tuple[Cell, ...]
    formulas: frozenset[int] = frozenset()
    """Columns whose cell is a formula."""
    bold: bool = False

    def cell(self, column: int | None) -> Cell:
        """The cell of a column; None beyond the end of the row."""
        return self.cells[column] if column is not None and column < len(self.cells) else None


def as_text(cell: Cell) -> str:
    """A cell as text: whole numbers without decimals, an empty cell as nothing."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:f}"


def text_read(cell: Cell) -> str:
    """A text cell without blanks around it, and without the guard of `text_written`."""
    text = as_text(cell).strip()
    return text[1:] if _GUARDED.match(text) else text


def text_written(text: str) -> str:
    """A text that no spreadsheet will run: one that begins like a formula gets an apostrophe."""
    text = _UNPRINTABLE.sub("", text)
    return f"'{text}" if _DANGEROUS.match(text) else text


def is_blank(record: Record) -> bool:
    """Whether a row has nothing in it."""
    return not any(as_text(cell).strip() for cell in record.cells)
