"""The header row of receipts.csv and sales.csv: where it is, and which column holds what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from borderless.film.budget_cells import Cell, Record, as_text
from borderless.film.budget_columns import ROWS_SEARCHED, letter
from borderless.film.budget_words import folded
from borderless.film.faults import closest, fault, quoted
from borderless.film.numerals import CURRENCY_SIGNS, NumeralError, read_numeral
from borderless.film.places import check_currency
from borderless.film.takings_words import FileKind, words
from borderless.finding import Finding, Place

MONEY: dict[FileKind, tuple[str, ...]] = {"receipts": ("amount",), "sales": ("low", "mid", "high")}
"""Columns that hold money."""
EXAMPLE: dict[FileKind, str] = {
    "receipts": "Head the columns: date, amount, currency, territory, medium, deal, kind, party.",
    "sales": "Head the columns: territory, low, mid, high, currency, chance, months.",
}

_BESIDE = re.compile(r"^(.+?)[\s(\[,/-]+(?:(?:in|en|w|i) )?([A-Z]{3}|[^\w\s()%]|zł|kr\.?)[)\]]?$")
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_PERCENT = re.compile(r"(?:\b(?:in|en|w|i) )?(?:%|\b(?:pct|percent)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds which field, and what the headings add."""

    kind: FileKind
    record: Record
    at: dict[str, int]
    """Field to 0-based column."""
    currency: dict[str, str]
    """Currency named in the heading of a money column, as in "Low (EUR)"."""
    percent: frozenset[str] = frozenset()
    """Fields whose heading says that numbers are percentages."""

    def cell(self, record: Record, name: str) -> Cell:
        """A row's cell of a field; None where the file has no such column."""
        return record.cell(self.at.get(name))

    def money(self) -> list[str]:
        """The fields of money that have a column."""
        return [name for name in MONEY[self.kind] if name in self.at]


@lru_cache(maxsize=2048)
def field_of(kind: FileKind, heading: str) -> tuple[str | None, str]:
    """The field that a heading names, and a currency named with it: Low (EUR).

    What stands in brackets behind a column of money and is no currency, such as thousands, may
    change its figures, so the heading is then not known.
    """
    known = words().columns[kind]
    bare = _PERCENT.sub(" ", heading)
    if name := known.get(folded(bare)):
        return name, ""
    found = _BESIDE.match(heading.strip())
    if found and known.get(folded(found[1])) in MONEY[kind] and _is_currency(found[2]):
        return known[folded(found[1])], found[2]
    name = known.get(folded(_ASIDE.sub("", bare)))
    return (None, "") if name in MONEY[kind] else (name, "")


def _is_currency(mark: str) -> bool:
    if mark.lower().rstrip(".") in CURRENCY_SIGNS:
        return True
    try:
        check_currency(mark)
    except ValueError:  # "LOW EST" is no low in a currency EST
        return False
    return True


def headings_named(kind: FileKind, record: Record) -> int:
    """How many columns a row names as a header; 0 when it is none."""
    if any(_is_figure(cell) for cell in record.cells):
        return 0
    names = {field_of(kind, cell)[0] for cell in record.cells if isinstance(cell, str)} - {None}
    return len(names) if len(names) > 1 else 0


def _is_figure(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is not None
    if not any(map(str.isdigit, cell)):
        return False
    try:
        read_numeral(cell)
    except NumeralError:
        return False
    return True


def best_headings(kind: FileKind, records: Sequence[Record]) -> tuple[int, int]:
    """How many columns the best header row names, and its index; the first of equals."""
    rows = enumerate(records[:ROWS_SEARCHED])
    named, negative = max(
        ((headings_named(kind, record), -n) for n, record in rows), default=(0, 0)
    )
    return named, -negative


def read_columns(kind: FileKind, record: Record, file: str) -> tuple[Columns | None, list[Finding]]:
    """The columns of a header row; None with findings when two claim one field."""
    headings = [as_text(cell).strip() for cell in record.cells]
    at: dict[str, int] = {}
    currency: dict[str, str] = {}
    findings: list[Finding] = []
    for column, heading in enumerate(headings):
        name, code = field_of(kind, heading)
        if name is None:
            continue
        if name in at:
            chosen = _preferred(name, (at[name], column), headings)
            if chosen is None:
                findings.append(_doubled(file, record, name, headings, (at[name], column)))
                continue
        else:
            chosen = column
        at[name] = chosen
        if chosen == column:
            currency[name] = code
    if findings:
        return None, findings
    percent = frozenset(name for name, column in at.items() if _PERCENT.search(headings[column]))
    return Columns(kind, record, at, currency, percent), []


def _preferred(name: str, both: tuple[int, int], headings: list[str]) -> int | None:
    """The one of two columns that bears the field's own name; never between two of money."""
    if name in {"amount", "low", "mid", "high"}:
        return None
    exact = [column for column in both if folded(headings[column]) == name.replace("_", " ")]
    return exact[0] if len(exact) == 1 else None


def _doubled(
    file: str, record: Record, name: str, headings: list[str], both: tuple[int, int]
) -> Finding:
    one, two = both
    field = name.replace("_", " ")
    what = f"{field} estimate" if name in {"low", "mid", "high"} else field
    message = (
        f"The columns {quoted(headings[one])} ({letter(one)}) and {quoted(headings[two])} "
        f"({letter(two)}) could both be the {what}."
    )
    fix = f"Call the right one {field!r} and give the other a name of your own."
    return fault("FLM061", message, Place(file, record.line, name), fix)


def not_read(columns: Columns, file: str) -> list[Finding]:
    """One finding for the columns that nobody reads, so that a slip in a heading is noticed."""
    used = set(columns.at.values())
    cells = (as_text(cell).strip() for cell in columns.record.cells)
    others = [heading for n, heading in enumerate(cells) if heading and n not in used]
    if not others:
        return []
    known = words().columns[columns.kind]
    missing = {word: name for word, name in known.items() if name not in columns.at}
    shown = []
    for heading in others:
        near = closest(folded(heading), list(missing))
        shown.append(f"{quoted(heading)} ({missing[near]}?)" if near else quoted(heading))
    message = f"Columns not read: {', '.join(shown)}."
    return [fault("FLM077", message, Place(file, columns.record.line))]


def no_header(kind: FileKind, records: Sequence[Record], file: str) -> Finding:
    """The finding for a file of which no row names the columns."""
    first = records[0]
    shown = quoted(" | ".join(as_text(cell) for cell in first.cells), 100)
    message = (
        f"No header row in the first {ROWS_SEARCHED} rows of {file}. The first row is {shown}."
    )
    return fault("FLM060", message, Place(file, first.line), EXAMPLE[kind])
