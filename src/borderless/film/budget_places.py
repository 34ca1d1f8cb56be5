"""The cell `places` of a budget: where else a line may go, and what it would cost there.

`PL 0.85 | NO-18 | SE 1200000 SEK`: entries parted by `|`, `;` or a line break, as a comma may be
a decimal sign. After the country or region comes nothing, a factor, a percentage of today's cost,
or a quote with its currency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from borderless.film.budget_words import place_named
from borderless.film.faults import quoted, sentence_of
from borderless.film.model import BudgetLine
from borderless.film.numerals import (
    DecimalSign,
    NumeralError,
    currency_of_sign,
    read_numeral,
    written,
)
from borderless.film.plain_files import CannotWriteError
from borderless.film.wishes import LinePlace

_BETWEEN = re.compile(r"[|;\r\n]+")
# A factor is never a thousand, so its one separator is that of its decimals.
_FACTOR = re.compile(r"([0-9]+(?:[.,][0-9]+)?) *(%?)")
_MOST_WORDS = 8  # of a country's name
_MOST_PLACES = 100
_NOT_IN_A_CELL = ("resident", "at_least", "at_most", "assumption", "note")
_FIX = "Write a country or region, then what it costs there: PL 0.85 | NO-18 | SE 1200000 SEK."


@dataclass(frozen=True, slots=True)
class PlacesProblem:
    """One complaint about an entry of the cell."""

    code: str
    message: str
    fix: str | None = None


class _UnreadableError(Exception):
    """An entry says nothing that can be understood; its argument is the problem."""

    def __init__(self, code: str, message: str, fix: str | None = _FIX) -> None:
        super().__init__(message)
        self.problem = PlacesProblem(code, message, fix)


def read_places(
    text: str, *, decimal_comma: bool | None
) -> tuple[tuple[LinePlace, ...], list[PlacesProblem]]:
    """The places of a cell, with every entry that is wrong.

    `decimal_comma` says which sign the column of amounts uses; None when it does not tell.
    """
    places: list[LinePlace] = []
    problems: list[PlacesProblem] = []
    entries = [entry.strip() for entry in _BETWEEN.split(text) if entry.strip()]
    if len(entries) > _MOST_PLACES:
        message = f"The cell names {len(entries)} places; at most {_MOST_PLACES} are read."
        return (), [PlacesProblem("FLM047", message, "Keep those that are meant.")]
    for entry in entries:
        try:
            place = _place(entry, decimal_comma=decimal_comma)
        except _UnreadableError as error:
            problems.append(error.problem)
            continue
        if place.place in {one.place for one in places}:
            message = f"The place {place.place} is named twice among those where the line may go."
            problems.append(PlacesProblem("FLM046", message, "Keep one of the two."))
        places.append(place)
    return tuple(places), problems


def places_written(line: BudgetLine, film_currency: str, sign: DecimalSign, between: str) -> str:
    """The cell for a line's places; quotes that name no currency get the film's.

    Raises:
        CannotWriteError: a place says more than a cell can.
    """
    for place in line.places:
        extra = next((name for name in _NOT_IN_A_CELL if getattr(place, name) is not None), None)
        if extra:
            raise CannotWriteError(
                f"The line {line.description or line.account!r} may go to {place.place} with "
                f"`{extra}`, which no cell of the budget can say; write that place in film.toml, "
                "as a [[placement.option]] that names the line."
            )
    return between.join(_entry(place, film_currency, sign) for place in line.places)


def _place(entry: str, *, decimal_comma: bool | None) -> LinePlace:
    place, cost = _split(entry)
    if not cost:
        return LinePlace(place=place)
    if factor := _FACTOR.fullmatch(cost):
        value = Decimal(factor[1].replace(",", "."))
        return _factor(entry, place, value.scaleb(-2) if factor[2] else value)
    quote, currency = _quote(entry, cost, decimal_comma=decimal_comma)
    return LinePlace(place=place, quote=quote, currency=currency)


def _split(entry: str) -> tuple[str, str]:
    """The place that an entry begins with, as PL or PL-10, and what follows it."""
    words = re.sub("[:=]", " ", entry).split() or [entry]
    names = words[:1]
    for word in words[1:_MOST_WORDS]:
        if any(map(str.isdigit, word)):
            break
        names.append(word)
    problem: ValueError | None = None
    for many in range(len(names), 0, -1):
        try:
            country, region = place_named(" ".join(names[:many]))
        except ValueError as error:
            problem = error
            continue
        return region or country, " ".join(words[many:])
    if problem is None or not entry[0].isalpha():
        raise _UnreadableError("FLM047", f"The entry {quoted(entry)} begins with no country.")
    raise _UnreadableError("FLM043", sentence_of(problem))


def _factor(entry: str, place: str, factor: Decimal) -> LinePlace:
    try:
        return LinePlace(place=place, factor=factor)
    except ValidationError:
        pass
    if factor <= 0:
        message = f"The entry {quoted(entry)} would make the line free there."
        raise _UnreadableError("FLM047", message)
    message = f"The entry {quoted(entry)} would make the line over 100 times as dear there."
    fix = "Write 0.85 or 85 % for a line that costs less there"
    fix += "." if "%" in entry else f"; a quote has its currency behind it: {entry[:40]} EUR."
    raise _UnreadableError("FLM047", message, fix)


def _quote(entry: str, cost: str, *, decimal_comma: bool | None) -> tuple[Decimal, str]:
    try:
        numeral = read_numeral(cost, decimal_comma)
    except NumeralError as error:
        raise _UnreadableError("FLM047", f"In the entry {quoted(entry)}, {error}.") from None
    if numeral.percent:
        message = f"The entry {quoted(entry)} should say what part of today's cost remains."
        raise _UnreadableError("FLM047", message, "For a line that costs 15 % less, write 85 %.")
    if not numeral.currency:
        message = f"The entry {quoted(entry)} has a cost without its currency."
        raise _UnreadableError("FLM047", message)
    if numeral.ambiguous:
        message = f"The quote in {quoted(entry)} could have thousands or decimals."
        fix = f"Write {numeral.value:f} {numeral.currency}, if that is meant."
        raise _UnreadableError("FLM047", message, fix)
    try:
        currency = currency_of_sign(numeral.currency, None)
    except ValueError as error:
        raise _UnreadableError("FLM043", f"In {quoted(entry)}: {error}.") from None
    if numeral.value < 0 or numeral.value.adjusted() >= 15:
        message = f"The quote in {quoted(entry)} is no cost; it should be 0 or more."
        raise _UnreadableError("FLM047", message)
    return numeral.value, currency


def _entry(place: LinePlace, film_currency: str, sign: DecimalSign) -> str:
    if place.factor is not None:
        return f"{place.place} {written(place.factor, sign)}"
    if place.quote is not None:
        return f"{place.place} {written(place.quote, sign)} {place.currency or film_currency}"
    return place.place
