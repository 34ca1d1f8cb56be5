"""Figures, dates and user text as they are set in a printed document.

Every function that returns `Markup` has escaped what it was given; every other one returns plain
text for the template to escape.
"""

from __future__ import annotations

import re
from datetime import date as Day
from decimal import ROUND_HALF_EVEN, Decimal
from urllib.parse import urlsplit

from markupsafe import Markup

from borderless.finance.wording import grouped

NOT_KNOWN = "not known"
_NO_BREAK = "\u00a0"
_MINUS = "\u2212"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONEY_AFTER = re.compile(r"(\d[a-z]{0,3}) (?=[A-Z]{3}\b|%)")
_MONEY_BEFORE = re.compile(r"\b([A-Z]{3}) (?=\d)")


def number(value: Decimal | None, places: int = 0) -> Markup:
    """A number for a column: grouped, with a fixed number of decimals, or "not known"."""
    if value is None:
        return Markup('<span class="unknown">{}</span>').format(NOT_KNOWN)
    return Markup('<span class="num">{}</span>').format(_signed(value, places))


def money(value: Decimal | None, currency: str, places: int = 0) -> Markup:
    """An amount with its currency, which no line break parts; "not known" where it is `None`."""
    if value is None:
        return number(None)
    return Markup('<span class="num">{}</span>').format(money_words(value, currency, places))


def money_words(value: Decimal | None, currency: str, places: int = 0) -> str:
    """An amount with its currency as plain text, for labels that are read aloud."""
    if value is None:
        return NOT_KNOWN
    return f"{_signed(value, places)}{_NO_BREAK}{currency}"


def percent(share: Decimal | None, places: int = 1) -> str:
    """A share (0-1) as a percentage with a fixed number of decimals, so that columns align."""
    if share is None:
        return NOT_KNOWN
    return f"{_signed(share * 100, places)}{_NO_BREAK}%"


def _signed(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    text = grouped(abs(rounded), places)
    return f"{_MINUS}{text}" if rounded < 0 else text


def day(value: Day | None) -> str:
    """A date in full: 1 November 2022."""
    if value is None:
        return "date not known"
    return f"{value.day}{_NO_BREAK}{_MONTHS[value.month - 1]} {value.year}"


def prose(text: object) -> str:
    """A sentence whose amounts, currencies and percentages no line break parts."""
    plain = _MONEY_AFTER.sub(rf"\1{_NO_BREAK}", str(text))
    return _MONEY_BEFORE.sub(rf"\1{_NO_BREAK}", plain)


def sentence(text: object) -> str:
    """Text with a capital first letter, for a fragment that opens a line."""
    plain = prose(text)
    return plain[:1].upper() + plain[1:]


def full_sentence(text: object) -> str:
    """Text with a capital first letter and one full stop."""
    plain = sentence(text).rstrip(" .")
    return f"{plain}."


def words(name: object) -> str:
    """A key of a file in words: `shooting_start` is shooting start."""
    return str(name).replace("_", " ")


def file_name(path: str) -> str:
    """A file without its folders, which are nobody's business once the report is sent out."""
    return re.split(r"[/\\]", path)[-1]


def web_address(url: str) -> str:
    """The address if it is one that a reader may safely follow (http or https), else ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def css_string(text: str) -> Markup:
    """Text as a quoted CSS string that is safe inside a `<style>` element.

    Whatever is not a plain ASCII letter or digit is written as an escape, so that neither the
    string nor the element can be ended by the text.
    """
    escaped = "".join(
        letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):06x} "
        for letter in text
        if letter != "\x00"
    )
    return Markup(f'"{escaped}"')  # noqa: S704 - nothing but letters, digits and escapes is left
