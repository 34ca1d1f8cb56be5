"""The budget as a sheet: what each cell shows, and lines out of what was typed.

The browser sends every row in its order: the number of the line that it was, and the cells that
were changed as they were typed. Words and numbers are read as the budget's file reads them, with
the reader's decimal sign and names of countries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.budget_words import folded, place_named, region_named, stage_meant, yes_or_no
from borderless.film.document import Stage
from borderless.film.model import BudgetLine
from borderless.film.model import Film as FilmDocument
from borderless.film.numerals import NumeralError, currency_of_sign, read_numeral
from borderless.web.accounts.choices import countries
from borderless.web.design import reader

MOST_ROWS = 5_000
MOST_LETTERS = 2_000
PHASES: dict[str, Promise] = {
    Stage.DEVELOPMENT: lazy("Development"),
    Stage.PREPRODUCTION: lazy("Pre-production"),
    Stage.SHOOT: lazy("Shoot"),
    Stage.POST: lazy("Post-production"),
    Stage.DELIVERY: lazy("Delivery"),
    Stage.DISTRIBUTION: lazy("Distribution"),
    Stage.OVERHEAD: lazy("Overhead"),
    Stage.CONTINGENCY: lazy("Contingency"),
    Stage.FINANCING: lazy("Financing"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet."""

    name: str
    """Of the line's field."""
    label: Promise
    is_number: bool = False
    usual: bool = True
    """Whether it is shown unless somebody hides it."""


COLUMNS = (
    Column("account", lazy("Account")),
    Column("description", lazy("Description")),
    Column("phase", lazy("Phase")),
    Column("amount", lazy("Amount"), is_number=True),
    Column("currency", lazy("Currency")),
    Column("country", lazy("Country")),
    Column("labour", lazy("Labour, %"), is_number=True),
    Column("department", lazy("Department"), usual=False),
    Column("region", lazy("Region"), usual=False),
    Column("vfx", lazy("Visual effects"), usual=False),
    Column("above_the_line", lazy("Above the line"), usual=False),
    Column("person", lazy("Person paid"), usual=False),
    Column("resident", lazy("Resident"), usual=False),
    Column("pinned", lazy("Stays there"), usual=False),
    Column("whole", lazy("Never in parts"), usual=False),
    Column("assumption", lazy("Assumption"), usual=False),
    Column("note", lazy("Note"), usual=False),
)
_NAMES = {column.name for column in COLUMNS}
_TEXTS = frozenset({"account", "description", "department", "person", "assumption", "note"})
_MAY_LACK = frozenset({"assumption", "note"})
_MAY_BE_OPEN = frozenset({"resident", "pinned", "whole"})
"""Yes, no, or not said."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line in the sheet."""

    number: int
    """Its place in the document, from 0."""
    file_row: int | None
    """Its row in the budget's file."""
    cells: tuple[tuple[Column, str], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be read."""

    row: int
    """Of the sheet as it was sent, from 0."""
    column: str
    says: str


def rows_of(film: FilmDocument) -> list[Row]:
    """The sheet's rows."""
    return [
        Row(
            number,
            line.row,
            tuple((column, cell_of(line, column.name)) for column in COLUMNS),
        )
        for number, line in enumerate(film.budget)
    ]


def cell_of(line: BudgetLine, name: str) -> str:
    """What a cell shows, which is also what its reader would type."""
    value = getattr(line, name)
    if name == "amount":
        return reader.number(value, _places(value))
    if name == "labour":
        return reader.typed(value * 100) if value else ""
    if name == "country":
        return reader.country(value) if value else ""
    if name == "phase":
        return str(PHASES[value])
    if isinstance(value, bool):
        return _("yes") if value else (_("no") if name in _MAY_BE_OPEN else "")
    return value or ""


def _places(value: Decimal) -> int:
    return 2 if value != value.to_integral_value() else 0


def lines_from(
    sent: Sequence[Any], film: FilmDocument
) -> tuple[tuple[BudgetLine, ...], list[Fault]]:
    """The lines of a sheet, and every cell that cannot be read.

    Args:
        sent: the rows in order, each `{"n": line or null, "set": {column: text}}`.
        film: the document that the sheet was made from.
    """
    lines: list[BudgetLine] = []
    faults: list[Fault] = []
    for place, row in enumerate(sent[:MOST_ROWS]):
        given = row if isinstance(row, dict) else {}
        number = given.get("n")
        old = None
        if isinstance(number, int) and 0 <= number < len(film.budget):
            old = film.budget[number]
        typed = given.get("set")
        cells = {
            str(name): str(text)[:MOST_LETTERS]
            for name, text in (typed.items() if isinstance(typed, dict) else ())
            if name in _NAMES
        }
        if old is None and not any(text.strip() for text in cells.values()):
            continue
        line = _line(place, old, cells, film.currency, faults)
        if line is not None:
            lines.append(line)
    if len(sent) > MOST_ROWS:
        says = _("A budget has at most %(most)s lines here.") % {"most": reader.number(MOST_ROWS)}
        faults.append(Fault(MOST_ROWS, "description", says))
    return tuple(lines), faults


def _line(
    place: int,
    old: BudgetLine | None,
    cells: Mapping[str, str],
    film_currency: str,
    faults: list[Fault],
) -> BudgetLine | None:
    values: dict[str, Any] = dict(old) if old else {"currency": film_currency}
    before = len(faults)
    for name, text in cells.items():
        try:
            values |= _read(name, text.strip(), values, film_currency)
        except ValueError as error:
            faults.append(Fault(place, name, str(error)))
    if "amount" not in values and not any(one.column == "amount" for one in faults[before:]):
        says = _("The line has no amount; write 0 if it costs nothing.")
        faults.append(Fault(place, "amount", says))
    region, country = values.get("region"), values.get("country")
    if region and country and region.partition("-")[0] != country and len(faults) == before:
        if "country" in cells and "region" not in cells:
            values["region"] = None  # the region of another country goes with it
        else:
            says = _("%(region)s is not in that country.") % {"region": region}
            faults.append(Fault(place, "region", says))
    return BudgetLine.model_validate(values) if len(faults) == before else None


def _read(name: str, text: str, values: Mapping[str, Any], film_currency: str) -> dict[str, Any]:
    """A cell's value; raises `ValueError` with a sentence for what cannot be read."""
    if name in _TEXTS:
        clean = " ".join(text.split()) if name != "note" else text
        return {name: clean or (None if name in _MAY_LACK else "")}
    if name == "amount":
        return _amount(text, film_currency)
    if name == "currency":
        return {"currency": _currency(text, film_currency)}
    if name == "country":
        return _country(text)
    if name == "region":
        return {"region": _region(text, values.get("country"))}
    if name == "labour":
        return {"labour": _labour(text)}
    if name == "phase":
        return {"phase": _phase(text)}
    return {name: _truth(name, text)}


def _amount(text: str, film_currency: str) -> dict[str, Any]:
    if not text:
        raise ValueError(_("The line has no amount; write 0 if it costs nothing."))
    try:
        numeral = read_numeral(text, reader.decimal_comma())
    except NumeralError as error:
        raise ValueError(_("“%(text)s” is no amount.") % {"text": text}) from error
    if numeral.percent or not numeral.value.is_finite() or numeral.value.adjusted() >= 15:
        raise ValueError(_("“%(text)s” is no amount.") % {"text": text})
    if numeral.value < 0:
        raise ValueError(_("A line's cost is 0 or more."))
    found: dict[str, Any] = {"amount": numeral.value}
    if numeral.currency:
        found["currency"] = _currency(numeral.currency, film_currency)
    return found


def _currency(text: str, film_currency: str) -> str:
    if not text:
        return film_currency
    try:
        return currency_of_sign(text, film_currency)
    except ValueError as error:
        raise ValueError(
            _("“%(text)s” is no currency; write its three letters, such as EUR.") % {"text": text}
        ) from error


def _country(text: str) -> dict[str, Any]:
    if not text:
        return {"country": None, "region": None}
    wanted = folded(text)
    for code, name in countries():
        if folded(name) == wanted:
            return {"country": code}
    try:
        country, region = place_named(text)
    except ValueError as error:
        raise ValueError(_("“%(text)s” is no country.") % {"text": text}) from error
    return {"country": country} | ({"region": region} if region else {})


def _region(text: str, country: str | None) -> str | None:
    if not text:
        return None
    found = region_named(text, country)
    if found is None:
        raise ValueError(
            _("“%(text)s” is no region; write its code, such as PL-10.") % {"text": text}
        )
    return found


def _labour(text: str) -> Decimal:
    bare = text.replace("%", "").strip()
    if not bare:
        return Decimal(0)
    truth = yes_or_no(bare) if not bare[0].isdigit() else None
    if truth is not None:
        return Decimal(truth)
    try:
        percent = read_numeral(bare, reader.decimal_comma()).value
    except NumeralError as error:
        raise ValueError(_("Write the part that is pay, from 0 to 100 percent.")) from error
    if not 0 <= percent <= 100:
        raise ValueError(_("Write the part that is pay, from 0 to 100 percent."))
    return percent / 100


def _phase(text: str) -> Stage:
    if not text:
        return Stage.SHOOT
    wanted = folded(text)
    for stage, name in PHASES.items():
        if folded(str(name)) == wanted:
            return Stage(stage)
    found = stage_meant(text)
    if found is None:
        known = reader.several([str(name) for name in PHASES.values()])
        raise ValueError(
            _("“%(text)s” is no phase; there are %(known)s.") % {"text": text, "known": known}
        )
    return found


def _truth(name: str, text: str) -> bool | None:
    if not text:
        return None if name in _MAY_BE_OPEN else False
    wanted = folded(text)
    for word, meant in ((_("yes"), True), (_("no"), False)):
        if folded(word) == wanted:
            return meant
    found = yes_or_no(text)
    if found is None:
        raise ValueError(_("Write yes or no."))
    return found
