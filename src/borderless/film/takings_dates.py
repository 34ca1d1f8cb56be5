"""Days as people write them: 2026-03-31, 31.03.2026, 31/03/2026, 31 mars 2026, or a period.

"03/04/2026" is the 3rd of April or the 4th of March. A row such as 31/03/2026 shows which of the
two its file means; `orders_shown` asks all of them. A month, quarter or half-year stands for its
last day, as that is when a statement for it closes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from functools import cache
from typing import Literal

from borderless.film.budget_words import folded
from borderless.film.faults import quoted

Order = Literal["day first", "month first"]

_MONTHS_IN = ("en", "fr", "de", "pl", "es", "da", "nb", "sv", "it", "pt", "nl", "cs")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_DAY_NUMBERS = (20_000, 80_000)  # what a spreadsheet keeps for days of 1954 to 2119
_DAY_NUMBER = re.compile(r"[0-9]{5}")
_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(
    r"([0-9]{1,2})(?:(\.) ?([0-9]{1,2})\. ?|([-/])([0-9]{1,2})\4)([0-9]{4}|[0-9]{2})" + _TIME
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"(?:([0-9]{4})[-/.]([0-9]{1,2})|([0-9]{1,2})[-/.]([0-9]{4}))")
_PART = re.compile(
    r"(?:([QTKHS])([1-4])[ /-]*([0-9]{4})|([0-9]{4})[ /-]*([QTKHS])([1-4]))", re.IGNORECASE
)
_WORDS = re.compile(r"[0-9]+|[^\W\d_]+")
_DIGITS = re.compile(r"[0-9]+")
_BETWEEN = frozenset("de del du of the d le la el den st nd rd th er".split())  # noqa: SIM905


class DateError(ValueError):
    """A text is no day; the message says what was read."""


@dataclass(frozen=True, slots=True)
class DateRead:
    """A day, and what had to be decided to read it."""

    day: Day
    period: bool = False
    """The text is a month, a quarter or a half-year, and the day its last."""
    either: bool = False
    """Both orders give a day."""


def read_date(text: str, order: Order | None) -> DateRead:
    """The day in `text`; `order` is what its file shows, None is read as day first.

    Raises:
        DateError: the text is no day.
    """
    text = " ".join(text.split())
    if found := _YEAR_FIRST.fullmatch(text):
        return DateRead(_day(text, found[1], found[3], found[4]))
    if found := _COMPACT.fullmatch(text):
        return DateRead(_day(text, found[1], found[2], found[3]))
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(text, found, order)
    read = _period(text) or _in_words(text)
    if read is not None:
        return read
    is_number = _DAY_NUMBER.fullmatch(text)
    if is_number and _DAY_NUMBERS[0] <= int(text) <= _DAY_NUMBERS[1]:
        day = Day.fromordinal(Day(1899, 12, 30).toordinal() + int(text))
        raise DateError(f"{text} is a spreadsheet's number for {day}, and not shown as a date")
    raise DateError(f"{quoted(text)} is not a date")


def orders_shown(texts: Iterable[str]) -> set[Order]:
    """The orders that dates such as 31/03/2026 prove; those with points are always day first."""
    shown: set[Order] = set()
    for text in texts:
        found = _YEAR_LAST.fullmatch(" ".join(text.split()))
        if found is None or found[2]:
            continue
        one, two = int(found[1]), int(found[5])
        if one > 12 >= two:
            shown.add("day first")
        elif two > 12 >= one:
            shown.add("month first")
    return shown


def _year_last(text: str, found: re.Match[str], order: Order | None) -> DateRead:
    if found[2]:
        return DateRead(_day(text, found[6], found[3], found[1]))
    if len(found[6]) == 2 and found[4] == "-":
        raise DateError(f"{quoted(text)} could have the year first or last")
    one, two = found[1], found[5]
    either = int(one) <= 12 and int(two) <= 12 and int(one) != int(two)
    month_first = order == "month first" if either else int(two) > 12
    day, month = (two, one) if month_first else (one, two)
    return DateRead(_day(text, found[6], month, day), either=either)


def _day(text: str, year: str, month: str, day: str) -> Day:
    try:
        return Day(_year(text, year), int(month), int(day))
    except ValueError as error:
        if isinstance(error, DateError):
            raise
        raise DateError(f"{quoted(text)} is a day that no calendar has") from None


def _year(text: str, year: str) -> int:
    number = int(year) + (2000 if len(year) == 2 else 0)
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        raise DateError(f"{quoted(text)} is not in this century or the last")
    return number


def _last_of(text: str, year: str, month: int) -> DateRead:
    if not 1 <= month <= 12:
        raise DateError(f"{quoted(text)} is a period that no calendar has")
    number = _year(text, year)
    return DateRead(Day(number, month, monthrange(number, month)[1]), period=True)


def _period(text: str) -> DateRead | None:
    """A month in digits, a quarter (also T for trimestre, K for kvartal), a half-year."""
    if found := _MONTH.fullmatch(text):
        return _last_of(text, found[1] or found[4], int(found[2] or found[3]))
    if found := _PART.fullmatch(text):
        year = found[3] or found[4]
        part, number = (found[1] or found[5]).upper(), int(found[2] or found[6])
        return _last_of(text, year, number * (6 if part in "HS" else 3))
    return None


def _in_words(text: str) -> DateRead | None:
    """A day or month whose month is a word: 31 March 2026, March 31st, 2026, marzec 2026."""
    parts = [part for part in _WORDS.findall(folded(text)) if part not in _BETWEEN]
    named = [(n, month) for n, part in enumerate(parts) if (month := _months().get(part))]
    if len(named) != 1 or not 2 <= len(parts) <= 3:
        return None
    (at, month), numbers = named[0], [part for part in parts if _DIGITS.fullmatch(part)]
    if len(numbers) != len(parts) - 1 or any(len(number) not in {1, 2, 4} for number in numbers):
        return None
    year = next((number for number in numbers if len(number) == 4), None)
    if len(numbers) == 2:
        year = year or (numbers[1] if at < 2 and len(numbers[1]) == 2 else None)
        if year is None:
            return None
        day = numbers[0] if numbers[1] == year else numbers[1]
        return DateRead(_day(text, year, str(month), day))
    if year is None and at == 0:  # "Mar-26", as spreadsheets shorten a month
        year = numbers[0] if len(numbers[0]) == 2 else None
    return _last_of(text, year, month) if year else None


@cache
def _months() -> dict[str, int]:
    """Months by name and by abbreviation; what means two months in two languages is left out."""
    from babel import Locale

    found: dict[str, set[int]] = {}
    for language in _MONTHS_IN:
        for use in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in use[width].items():
                    found.setdefault(folded(name), set()).add(int(number))
    return {
        name: numbers.pop()
        for name, numbers in found.items()
        if name and not name.isdigit() and len(numbers) == 1
    }
