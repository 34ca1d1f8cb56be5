"""budget.csv rewritten for a changed budget: only the cells that changed."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from borderless.film.budget_cells import Cell, Record, as_text
from borderless.film.budget_changes import (
    FIELDS,
    Change,
    Manner,
    changes_between,
    totals_now,
    totals_to_name,
    what_is_lost,
)
from borderless.film.budget_csv import CsvRow, CsvText, read_csv
from borderless.film.budget_table import BudgetTable, read_table
from borderless.film.model import Film
from borderless.film.numerals import (
    DecimalSign,
    NumeralError,
    read_numeral,
    rewritten,
    written,
)
from borderless.film.plain_files import CannotWriteError

_WHERE_NEEDED = {"places", "pinned", "whole", "assumption", "note"}
NEW_COLUMNS = tuple(name for name in FIELDS if name not in _WHERE_NEEDED)


def edited_csv(source: CsvText, before: bytes, table: BudgetTable, old: Film, new: Film) -> bytes:
    """The bytes of budget.csv for `new`, changed from `old`, which `before` was read as.

    The text keeps its encoding unless a new sign is not in it; then it becomes UTF-8 with a mark
    that spreadsheets know.

    Raises:
        CannotWriteError: what was written would not be read as the new budget.
    """
    if table.header is None:  # not met: a film has no errors, a budget without a header has
        raise CannotWriteError("The budget has no header row.")
    name = "budget.csv"
    lost = ""
    for plain in (False, True):
        text = _Edit(source, table, old, new, plain=plain).text()
        after = before if text == source.text else _encoded(source, text)
        for attempt in dict.fromkeys((after, codecs.BOM_UTF8 + text.encode("utf-8"))):
            again, _ = read_csv(name, attempt)
            lines = read_table(again.records, name, new.currency).lines if again else ()
            lost = what_is_lost(new.budget, lines, new.currency)
            if not lost:
                return attempt
    raise CannotWriteError(f"The changed budget cannot be written to {name} without loss ({lost}).")


def new_csv(film: Film) -> bytes:
    """The bytes of a new budget.csv with the film's budget."""
    head = ",".join(NEW_COLUMNS) + "\n"
    source, _ = read_csv("budget.csv", head.encode())
    if source is None:  # not met: the header above is well formed
        raise CannotWriteError("The budget cannot be written.")
    empty = film.model_copy(update={"budget": ()})
    table = read_table(source.records, "budget.csv", film.currency)
    return edited_csv(source, head.encode(), table, empty, film)


def _encoded(source: CsvText, text: str) -> bytes:
    try:
        return source.bom + text.encode(source.encoding)
    except UnicodeEncodeError:
        return codecs.BOM_UTF8 + text.encode("utf-8")


@dataclass(slots=True)
class _Edit:
    source: CsvText
    table: BudgetTable
    old: Film
    new: Film
    plain: bool
    """Write all amounts as plain digits, where their own manner could be misread."""
    columns: dict[str, int] = field(default_factory=dict)
    width: int = 0

    def text(self) -> str:
        """The whole text with all changes made."""
        assert self.table.header is not None
        header = self.table.header
        self.columns = dict(header.columns)
        self.width = len(header.record.cells)
        between = "; " if self.source.delimiter == "|" else " | "
        manner = Manner(self.table, header, self.new.currency, self._sign(), between)
        row_of = {record.line: n for n, record in enumerate(self.source.records)}
        at = head = row_of[header.record.line]
        edits: dict[int, dict[int, str]] = {}
        moved_in: dict[int, list[tuple[int | None, dict[int, str]]]] = {}
        kept: set[int] = set()
        for change in changes_between(self.old.budget, self.new.budget):
            row, cells = self._cells(change, manner, row_of)
            if change.stays and row is not None:
                at = row
                kept.add(row)
                edits[row] = cells
            else:
                moved_in.setdefault(at, []).append((row, cells))
        gone = {row_of[line.row] for line in self.old.budget if line.row} - kept
        self._totals(edits, row_of)
        edits[head] = {
            n: name.replace("_", " ") for name, n in self.columns.items() if n >= self.width
        }
        return self._joined(edits, moved_in, gone)

    def _cells(
        self, change: Change, manner: Manner, row_of: Mapping[int, int]
    ) -> tuple[int | None, dict[int, str]]:
        was = self.old.budget[change.origin] if change.origin is not None else None
        row = row_of[was.row] if was and was.row else None
        record = self.source.records[row] if row is not None else None
        cells = manner.cells(change.line, was, record)
        if self.plain:
            cells["amount"] = change.line.amount
            if change.line.labour and "labour" in self.columns:
                cells["labour"] = change.line.labour
        renamed = "currency" in cells
        return row, {
            self._column(name): self._text(name, cell, manner, record, renamed=renamed)
            for name, cell in cells.items()
        }

    def _column(self, name: str) -> int:
        if name not in self.columns:
            self.columns[name] = max([self.width - 1, *self.columns.values()]) + 1
        return self.columns[name]

    def _text(
        self, name: str, cell: Cell, manner: Manner, record: Record | None, *, renamed: bool
    ) -> str:
        if not isinstance(cell, Decimal):
            return as_text(cell)
        sign = self._sign()
        if name == "labour":
            return self._labour(cell, sign)
        pattern = manner.amount_text(record)
        if self.plain or renamed or not pattern:
            return written(cell, sign)
        text = rewritten(pattern, cell, sign)
        return text if self._reads_as(text, cell) else written(cell, sign)

    def _reads_as(self, text: str, value: Decimal) -> bool:
        try:
            return read_numeral(text, self._sign() == ",").value == value
        except NumeralError:
            return False

    def _sign(self) -> DecimalSign:
        """The decimal sign to write; where the file shows none, one that leaves 1.234 at 1234."""
        if self.table.sign:
            return self.table.sign
        if self.table.ambiguous:
            return "," if any("." in text for text in self.table.ambiguous) else "."
        return "," if self.source.delimiter == ";" else "."

    def _labour(self, share: Decimal, sign: DecimalSign) -> str:
        word = self.table.wording.get(("labour", share))
        if word and not self.plain:
            return word
        column = self.columns.get("labour")
        texts = (as_text(record.cell(column)) for record in self.source.records)
        percent = written(share.scaleb(2), sign)
        if any("%" in text and any(map(str.isdigit, text)) for text in texts):
            return f"{percent} %"
        return percent if self.table.labour_percent else written(share, sign)

    def _totals(self, edits: dict[int, dict[int, str]], row_of: Mapping[int, int]) -> None:
        column = self.columns["amount"]
        assert self.table.header is not None
        changes = changes_between(self.old.budget, self.new.budget)
        for total, name, text in totals_to_name(self.table, self.table.header, changes):
            edits.setdefault(row_of[total.record.line], {})[self.columns[name]] = text
        for total, amount in totals_now(self.table, changes):
            row = row_of[total.record.line]
            text = rewritten(as_text(total.record.cell(column)), amount, self._sign())
            if not self._reads_as(text, amount):
                text = written(amount, self._sign())
            edits.setdefault(row, {})[column] = text

    def _joined(
        self,
        edits: Mapping[int, dict[int, str]],
        moved_in: Mapping[int, list[tuple[int | None, dict[int, str]]]],
        gone: set[int],
    ) -> str:
        parts: list[str] = []
        for number, row in enumerate(self.source.rows):
            if number not in gone:
                parts.append(self._row(number, row, edits.get(number, {})))
            for origin, cells in moved_in.get(number, ()):
                if parts and not parts[-1].endswith(("\n", "\r")):
                    parts[-1] += self.source.newline
                if origin is None:
                    parts.append(self._new_row(cells))
                else:
                    text = self._row(origin, self.source.rows[origin], cells)
                    parts.append(text.rstrip("\r\n") + self.source.newline)
        text = "".join(parts)
        ended = self.source.text.endswith(("\n", "\r"))
        return (
            text
            if ended or not text.endswith(self.source.newline)
            else (text[: -len(self.source.newline)])
        )

    def _row(self, number: int, row: CsvRow, cells: Mapping[int, str]) -> str:
        text = self.source.text
        start = self.source.rows[number - 1].end if number else 0
        if not cells:
            return text[start : row.end]
        parts = [text[a:b] for a, b in row.spans]
        last = row.spans[-1][1]
        parts += [""] * (max(cells) + 1 - len(parts))
        for column, cell in cells.items():
            was_quoted = parts[column].startswith('"')
            parts[column] = self._quoted(cell, always=was_quoted)
        return self.source.delimiter.join(parts) + text[last : row.end]

    def _new_row(self, cells: Mapping[int, str]) -> str:
        width = max([self.width, *(column + 1 for column in cells)])
        parts = [self._quoted(cells.get(column, "")) for column in range(width)]
        return self.source.delimiter.join(parts) + self.source.newline

    def _quoted(self, text: str, *, always: bool = False) -> str:
        risky = any(mark in text for mark in (self.source.delimiter, '"', "\n", "\r"))
        if not (always or risky):
            return text
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
