"""What each cell of the budget's sheet shows, and what is read of what somebody types there.

Words and numbers are read as the budget's file reads them, with the reader's decimal sign and
names of countries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pycountry
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.budget_columns import ALIASES
from borderless.film.budget_places import places_written, read_places
from borderless.film.budget_words import folded, place_named, region_named, stage_meant, yes_or_no
from borderless.film.document import Stage
from borderless.film.model import BudgetLine
from borderless.film.numerals import NumeralError, currency_of_sign, read_numeral
from borderless.film.plain_files import CannotWriteError
from borderless.film.wishes import LinePlace
from borderless.web.accounts.choices import countries
from borderless.web.design import reader

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

    @property
    def headings(self) -> str:
        """What the column may be called in a block that is pasted, folded, parted by `|`."""
        known = [folded(str(self.label)), self.name.replace("_", " ")]
        known += [one.strip() for one in ALIASES[self.name].split(",")]
        return "|".join(dict.fromkeys(known))


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
    Column("places", lazy("May also go to"), usual=False),
    Column("pinned", lazy("Stays there"), usual=False),
    Column("whole", lazy("Never in parts"), usual=False),
    Column("assumption", lazy("Assumption"), usual=False),
    Column("note", lazy("Note"), usual=False),
)
_TEXTS = frozenset({"account", "description", "department", "person", "assumption", "note"})
_MAY_LACK = frozenset({"assumption", "note"})
_MAY_BE_OPEN = frozenset({"resident", "pinned", "whole"})
"""Yes, no, or not said."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What no file can hold."""


def choices() -> tuple[tuple[str, list[str]], ...]:
    """What may be typed into a column, to choose from."""
    return (
        ("phase", [str(name) for name in PHASES.values()]),
        ("currency", sorted(one.alpha_3 for one in pycountry.currencies)),
        ("country", [name for _code, name in countries()]),
    )


def cell_of(line: BudgetLine, name: str, film_currency: str) -> str:
    """What a cell shows, which is also what its reader would type."""
    value = getattr(line, name)
    if name == "amount":
        return reader.number(value, _decimals(value))
    if name == "labour":
        return reader.typed(value * 100) if value else ""
    if name == "country":
        return reader.country(value) if value else ""
    if name == "phase":
        return str(PHASES[value])
    if name == "places":
        return _places_shown(line, film_currency)
    if isinstance(value, bool):
        return _("yes") if value else (_("no") if name in _MAY_BE_OPEN else "")
    return value or ""


def _decimals(value: Decimal) -> int:
    """How many decimals an amount is shown with: none for a whole one, else two or all it has."""
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return max(2, places) if places > 0 else 0


def _places_shown(line: BudgetLine, film_currency: str) -> str:
    try:
        return places_written(line, film_currency, "," if reader.decimal_comma() else ".", " | ")
    except CannotWriteError:  # terms that only film.toml can say
        return " | ".join(one.place for one in line.places)


def read_cell(
    name: str, text: str, values: Mapping[str, Any], film_currency: str
) -> dict[str, Any]:
    """What a cell says: values of the line's fields by name.

    Args:
        name: of the column.
        text: as typed.
        values: of the line, as far as they are known.
        film_currency: of amounts that name none.

    Raises:
        ValueError: it cannot be read; the message says what was read and what would be right.
    """
    text = _UNPRINTABLE.sub("", text).strip()
    if name in _TEXTS:
        clean = text if name in _MAY_LACK else " ".join(text.split())
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
    if name == "places":
        return {"places": _places(text)}
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
    truth = None if any(map(str.isdigit, bare)) else yes_or_no(bare)
    if truth is not None:
        return Decimal(truth)
    try:
        percent = read_numeral(bare, reader.decimal_comma()).value
    except NumeralError as error:
        raise ValueError(_("Write the part that is pay, from 0 to 100 percent.")) from error
    if 0 < percent <= 1 and "%" not in text:  # a share, or the least of percentages
        raise ValueError(_("Write the part that is pay in percent: 60 for sixty percent."))
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


def _places(text: str) -> tuple[LinePlace, ...]:
    places, problems = read_places(text, decimal_comma=reader.decimal_comma())
    if problems:
        raise ValueError(
            _("Write a country or region, then what it costs there: PL 0.85 | SE 1200000 SEK.")
        )
    return places
