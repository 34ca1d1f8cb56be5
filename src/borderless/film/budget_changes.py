"""What changed between two budgets, and how a file's own manner writes each changed cell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from borderless.film.budget_cells import Cell, Record, as_text, is_blank, text_read, text_written
from borderless.film.budget_columns import Header
from borderless.film.budget_line import TRUTHS
from borderless.film.budget_places import places_written
from borderless.film.budget_table import BudgetTable, is_certain_total
from borderless.film.budget_totals import Total
from borderless.film.model import BudgetLine
from borderless.film.numerals import DecimalSign, NumeralError, currency_of_sign, read_numeral

TEXTS = ("account", "description", "department", "person", "assumption", "note")
FIELDS = tuple(name for name in BudgetLine.model_fields if name != "row")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the new budget: what it was, and behind which old line it stands."""

    line: BudgetLine
    origin: int | None
    """Number of the old line it was; None for a new one."""
    stays: bool
    """Whether it stays in its row."""
    anchor: int
    """Number of the last old line at or above it that stays; -1 for none."""


def changes_between(old: Sequence[BudgetLine], new: Sequence[BudgetLine]) -> list[Change]:
    """The new lines in order, each with the old line it was."""
    origins = _origins(old, new)
    staying = longest_rise(origins)
    changes = []
    anchor = -1
    for number, (line, origin) in enumerate(zip(new, origins, strict=True)):
        stays = number in staying
        anchor = origin if stays and origin is not None else anchor
        changes.append(Change(line, origin, stays, anchor))
    return changes


def content(line: BudgetLine, film_currency: str | None = None) -> tuple[Any, ...]:
    """A line without its row, as a file would give it back: texts without blanks around them.

    Quotes for other places have the currency that is written for them: the film's, unless they
    name one.
    """
    values = []
    for name in FIELDS:
        value = getattr(line, name)
        if name in TEXTS:
            value = text_written(value or "").strip()
            value = "\n".join(value.splitlines())
        elif name == "places" and film_currency:
            value = tuple(
                place.model_copy(update={"currency": place.currency or film_currency})
                if place.quote is not None
                else place
                for place in value
            )
        values.append(value)
    return tuple(values)


def _origins(old: Sequence[BudgetLine], new: Sequence[BudgetLine]) -> list[int | None]:
    """By row where a line has one; else by what it says, then by account and description."""
    origins: list[int | None] = [None] * len(new)
    free = {line.row: number for number, line in enumerate(old) if line.row is not None}
    taken: set[int] = set()
    for number, line in enumerate(new):
        origin = free.pop(line.row, None) if line.row is not None else None
        if origin is not None:
            origins[number] = origin
            taken.add(origin)
    for told in (content, lambda line: (line.account, line.description)):
        left: dict[Any, list[int]] = {}
        for number, line in enumerate(old):
            if number not in taken:
                left.setdefault(told(line), []).append(number)
        for number, line in enumerate(new):
            if origins[number] is None and line.row is None and (same := left.get(told(line))):
                origins[number] = same.pop(0)
                taken.add(origins[number] or 0)
    return origins


def longest_rise(origins: Sequence[int | None]) -> set[int]:
    """Which lines keep their row: the most that are still in order."""
    ends: list[int] = []
    at: list[int] = []
    before: dict[int, int | None] = {}
    for number, origin in enumerate(origins):
        if origin is None:
            continue
        place = bisect_left(ends, origin)
        before[number] = at[place - 1] if place else None
        ends[place:] = [origin, *ends[place + 1 :]]
        at[place:] = [number, *at[place + 1 :]]
    staying: set[int] = set()
    link = at[-1] if at else None
    while link is not None:
        staying.add(link)
        link = before[link]
    return staying


def totals_now(table: BudgetTable, changes: Sequence[Change]) -> list[tuple[Total, Decimal]]:
    """Totals that agreed with their lines and no longer do, with what they should say."""
    stale = []
    for total in table.totals:
        if total.since is None or total.currency is None:
            continue
        amount = sum(
            (c.line.amount for c in changes if _sums_up(total, c)),
            Decimal(0),
        )
        if abs(amount - total.amount) >= _CENT:
            stale.append((total, amount))
    return stale


def totals_to_name(
    table: BudgetTable, header: Header, changes: Sequence[Change]
) -> list[tuple[Total, str, str]]:
    """Totals known by their figure alone whose lines are now in several currencies.

    No figure tells them from a line any more, so a word has to: each with the field and the text.
    """
    field = next((name for name in ("description", "account") if name in header.columns), None)
    named: list[tuple[Total, str, str]] = []
    for total in table.totals:
        mixed = any(_is_inside(total, c) and c.line.currency != total.currency for c in changes)
        if field and total.since is not None and mixed:
            text = text_read(total.record.cell(header.columns[field]))
            if not is_certain_total(total.record, header):
                named.append((total, field, f"{text} total" if text else "Total"))
    return named


def _sums_up(total: Total, change: Change) -> bool:
    return _is_inside(total, change) and change.line.currency == total.currency


def _is_inside(total: Total, change: Change) -> bool:
    since = total.since or 0
    return since <= change.anchor < total.until or (change.anchor < 0 and since == 0)


def what_is_lost(new: Sequence[BudgetLine], again: Sequence[BudgetLine], film_currency: str) -> str:
    """Which line to look at when `new` is read `again` as something else; nothing if it is not."""
    wanted = [content(line, film_currency) for line in new]
    read = [content(line) for line in again]
    if wanted == read:
        return ""
    known, meant = set(read), set(wanted)
    lost = next((n for n, one in enumerate(wanted) if one not in known), None)
    if lost is not None:
        return f"look at the line {new[lost].description or new[lost].account!r}"
    more = next((n for n, one in enumerate(read) if one not in meant), None)
    if more is not None:
        return f"row {again[more].row} would be read as a line"
    return "its lines would be read in another order"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a budget file writes its cells."""

    table: BudgetTable
    header: Header
    film_currency: str
    """The currency of lines that name none."""
    sign: DecimalSign = "."
    """The decimal sign within texts."""
    between: str = " | "
    """What parts the places where a line may go."""

    def cells(
        self, line: BudgetLine, old: BudgetLine | None, record: Record | None
    ) -> dict[str, Cell]:
        """The cells to write, by field: those that differ from `old`, whose row is `record`.

        Amounts and labour shares are numbers; the file's format decides how they are written.
        """
        cells: dict[str, Cell] = {}
        for name in FIELDS:
            if name in {"country", "region", "currency"}:
                continue
            value = getattr(line, name)
            before = getattr(old, name) if old else BudgetLine.model_fields[name].get_default()
            if name in {"amount", "phase"} and old is None:
                cells[name] = self._cell(name, value)
            elif name in TEXTS and (value or "") == (before or ""):
                continue
            elif name == "places" and value != before:
                text = places_written(line, self.film_currency, self.sign, self.between)
                cells[name] = text or None
            elif value != before:
                cells[name] = self._cell(name, value)
        cells |= self._place(line, old)
        cells |= self._currency(line, record)
        if old is None and "phase" not in self.header.columns and line.phase == _default("phase"):
            cells.pop("phase", None)
        return cells

    def _cell(self, name: str, value: Any) -> Cell:
        if isinstance(value, Decimal):
            return value
        if (name, value) in self.table.wording:
            return self.table.wording[name, value]
        if name in TRUTHS:
            return "yes" if value else "no" if value is False and _default(name) is None else None
        text = text_written(str(value)) if value else ""
        return text or None

    def _place(self, line: BudgetLine, old: BudgetLine | None) -> dict[str, Cell]:
        if old and (old.country, old.region) == (line.country, line.region):
            return {}
        if not old and not line.country:
            return {}
        columns, wording = self.header.columns, self.table.wording
        place = line.region if "region" not in columns and line.region else line.country
        cells: dict[str, Cell] = {}
        if "country" in columns or not ("region" in columns and line.region):
            cells["country"] = wording.get(("country", place), place)
        if "region" in columns:
            cells["region"] = wording.get(("region", line.region), line.region)
        return cells

    def _currency(self, line: BudgetLine, record: Record | None) -> dict[str, Cell]:
        if self._currency_read(record) == line.currency and (
            record is not None or "currency" not in self.header.columns
        ):
            return {}
        # The amount is written anew, as it may name the old currency.
        return {"currency": line.currency, "amount": line.amount}

    def _currency_read(self, record: Record | None) -> str | None:
        """The currency that a row would be read in; None when it could not be."""
        column = self.header.columns.get("currency")
        text = text_read(record.cell(column)) if record else ""
        sign = self.sign_beside(record)
        try:
            stated = currency_of_sign(text, self.film_currency) if text else None
            beside = currency_of_sign(sign, stated or self.film_currency) if sign else None
            heading = self.header.currency
            implied = currency_of_sign(heading, self.film_currency) if heading else None
        except ValueError:
            return None
        if stated and beside and stated != beside:
            return None
        return stated or beside or implied or self.film_currency

    def sign_beside(self, record: Record | None) -> str:
        """The currency sign in the amount's own cell."""
        if record is None:
            return ""
        cell = record.cell(self.header.columns["amount"])
        if not isinstance(cell, str) or is_blank(record):
            return ""
        try:
            return read_numeral(cell).currency
        except NumeralError:
            return ""

    def amount_text(self, record: Record | None) -> str:
        """The amount's old text, as a pattern for the new one."""
        cell = record.cell(self.header.columns["amount"]) if record else None
        return as_text(cell) if isinstance(cell, str) else ""


def _default(name: str) -> Any:
    return BudgetLine.model_fields[name].get_default()
