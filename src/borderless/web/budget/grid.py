"""The budget as a sheet: its rows, and lines out of what was typed.

The browser sends every row in its order: the number of the line that it was, and the cells that
were changed as they were typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from borderless.film.model import BudgetLine
from borderless.film.model import Film as FilmDocument
from borderless.web.budget.cells import COLUMNS, Column, cell_of, read_cell
from borderless.web.design import reader

MOST_ROWS = 5_000
MOST_LETTERS = 2_000


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
            tuple((column, cell_of(line, column.name, film.currency)) for column in COLUMNS),
        )
        for number, line in enumerate(film.budget)
    ]


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
    most = max(MOST_ROWS, len(film.budget))
    if len(sent) > most:
        says = _("A budget has at most %(most)s lines here.") % {"most": reader.number(most)}
        return (), [Fault(most, "description", says)]
    known = set(range(len(film.budget)))
    for place, row in enumerate(sent):
        given = row if isinstance(row, dict) else {"n": -1}
        number = given.get("n")
        is_number = isinstance(number, int) and not isinstance(number, bool)
        if number is not None and not (is_number and number in known):
            says = _("The sheet did not arrive whole; save again.")
            return (), [Fault(place, "description", says)]
        known.discard(number)
        old = None if number is None else film.budget[number]
        cells = _cells(given.get("set"))
        if old is None and not any(text.strip() for text in cells.values()):
            continue
        line = _line(place, old, cells, film.currency, faults)
        if line is not None:
            lines.append(line)
    return tuple(lines), faults


def _cells(typed: Any) -> dict[str, str]:
    """The texts that were typed, in the order of the columns: a region is read in its country."""
    if not isinstance(typed, dict):
        return {}
    return {one.name: str(typed[one.name]) for one in COLUMNS if one.name in typed}


def _line(
    place: int,
    old: BudgetLine | None,
    cells: Mapping[str, str],
    film_currency: str,
    faults: list[Fault],
) -> BudgetLine | None:
    values: dict[str, Any] = dict(old) if old else {"currency": film_currency}
    found: dict[str, str] = {}
    for name, text in cells.items():
        try:
            values |= _read(name, text, values, film_currency)
        except ValueError as error:
            found[name] = str(error)
    if "amount" not in values and "amount" not in found:
        found["amount"] = _("The line has no amount; write 0 if it costs nothing.")
    if not found:
        found = _at_odds(values, cells, film_currency)
    faults.extend(Fault(place, name, says) for name, says in found.items())
    return None if found else BudgetLine.model_validate(values)


def _read(name: str, text: str, values: Mapping[str, Any], film_currency: str) -> Mapping[str, Any]:
    if len(text) > MOST_LETTERS:
        most = reader.number(MOST_LETTERS)
        raise ValueError(_("A cell holds at most %(most)s letters.") % {"most": most})
    return read_cell(name, text, values, film_currency)


def _at_odds(
    values: dict[str, Any], cells: Mapping[str, str], film_currency: str
) -> dict[str, str]:
    """Cells of a line that cannot both be true; a region follows its country away."""
    found = {}
    beside = read_cell("amount", cells["amount"], {}, film_currency) if "amount" in cells else {}
    named = beside.get("currency")
    if named and not cells.get("currency", "").strip():
        values["currency"] = named
    elif named and named != values["currency"]:
        found["amount"] = _("The amount is in %(named)s, but its currency is %(currency)s.") % {
            "named": named,
            "currency": values["currency"],
        }
    region, country = values.get("region"), values.get("country")
    if region and country and region.partition("-")[0] != country:
        if "country" in cells and "region" not in cells:
            values["region"] = None
        else:
            found["region"] = _("%(region)s is not in that country.") % {"region": region}
    return found
