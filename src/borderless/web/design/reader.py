"""The reader's way of writing: figures, dates and names of countries, by CLDR.

The language is that of the pages; the region is where the reader lives, where CLDR knows the two
together (English in Denmark writes 1.234,5).
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date as Day
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_decimal_symbol
from django.utils import timezone, translation

from borderless.film.numerals import NumeralError, read_numeral

NO_BREAK = "\u00a0"
_COUNTRY: ContextVar[str] = ContextVar("country", default="")


def reads_in(country: str) -> None:
    """Says where the reader of this request lives; "" where nobody knows."""
    _COUNTRY.set(country)


def locale() -> Locale:
    """The reader's locale."""
    return _locale(translation.get_language() or "en", _COUNTRY.get())


@lru_cache(maxsize=256)
def _locale(language: str, country: str) -> Locale:
    for tag in (f"{language}-{country}" if country else language, language, "en"):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def decimal_comma() -> bool:
    """Whether the reader writes 1,5 for one and a half."""
    return get_decimal_symbol(locale()) == ","


def number(value: Decimal | float, places: int = 0) -> str:
    """A number with a fixed number of decimals, grouped as the reader groups."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(rounded or abs(rounded), pattern, locale())


def money(value: Decimal | float, currency: str, places: int = 0) -> str:
    """An amount with the ISO code of its currency, which no line break parts."""
    return f"{number(value, places)}{NO_BREAK}{currency}"


def percent(share: Decimal | float, places: int = 1) -> str:
    """A share (0-1) as a percentage."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    exact = Decimal(str(share)) if isinstance(share, float) else Decimal(share)
    text = format_percent(exact, locale=locale())
    figure = format_decimal(round(exact * 100, places), pattern, locale())
    # The sign stands where the locale puts it: before in Turkish, after a space in French.
    return _around(text, figure)


def _around(pattern: str, figure: str) -> str:
    digits = [index for index, mark in enumerate(pattern) if mark.isdigit()]
    return pattern[: digits[0]] + figure + pattern[digits[-1] + 1 :]


def typed(value: Decimal | None, places: int | None = None) -> str:
    """A number as the reader would type it: their decimal sign, no grouping."""
    if value is None:
        return ""
    text = f"{value:f}" if places is None else f"{value:.{places}f}"
    if "." in text and places is None:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if decimal_comma() else text


def read_typed(text: str) -> Decimal | None:
    """The number that a reader typed or pasted; None where there is none.

    Raises:
        NumeralError: it is no number; the message says what was read.
    """
    if not text.strip():
        return None
    return read_numeral(text, decimal_comma()).value


def day(value: Day) -> str:
    """A day: 3 Mar 2026."""
    return format_date(value, "medium", locale=locale())


def moment(value: datetime) -> str:
    """A moment in the reader's time zone."""
    here = timezone.localtime(value)
    shown = format_date(here, "medium", locale=locale())
    return f"{shown}, {format_time(here, 'short', locale=locale())}"


def country(code: str) -> str:
    """A country's name in the reader's language; the code where CLDR has none."""
    return str(locale().territories.get(code.split("-", maxsplit=1)[0], code))


def language(code: str) -> str:
    """A language's name in the reader's language."""
    try:
        return Locale.parse(code, sep="-").get_display_name(locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def several(names: list[str]) -> str:
    """Names in a row, with the reader's "and"."""
    return format_list(names, locale=locale()) if names else ""


__all__ = ["NumeralError"]
