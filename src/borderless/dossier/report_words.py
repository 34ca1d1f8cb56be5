"""How the report writes amounts, days, shares and sentences."""

from __future__ import annotations

import re
from datetime import date as Day
from decimal import Decimal
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from borderless.film.money import Money
from borderless.finance.wording import grouped, number_words
from borderless.finding import Severity, Verdict

NOT_KNOWN = "not known"
_HELD = "\u00a0"
"""A space at which no line breaks."""
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_AMOUNT = re.compile(r"(?<=\d) (?=[A-Z]{3}\b|%|m\b)|(?<=\b[A-Z]{3}) (?=\d)")
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_KEY = re.compile(
    r"\[facts(?:\.[a-z0-9-]+)?\]|(?<![\w/.&#;-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b|\b[a-z]+\.(?:toml|csv|xlsx)\b"
)

VERDICT = {
    Verdict.QUALIFIES: "qualifies",
    Verdict.DOES_NOT: "does not qualify",
    Verdict.NOT_KNOWN: "not known",
}
ELIGIBLE = {
    Verdict.QUALIFIES: "eligible",
    Verdict.DOES_NOT: "not eligible",
    Verdict.NOT_KNOWN: "eligibility not known",
}
MET = {
    Verdict.QUALIFIES: "met",
    Verdict.DOES_NOT: "not met",
    Verdict.NOT_KNOWN: "not known",
}
MARK = {Verdict.QUALIFIES: "yes", Verdict.DOES_NOT: "no", Verdict.NOT_KNOWN: "open"}
SEVERITY = {
    Severity.ERROR: ("Must be mended", "The plan cannot stand as it is."),
    Severity.WARNING: ("At risk", "Money or status is at risk, or rests on something unchecked."),
    Severity.INFO: ("Worth knowing", "Nothing is wrong."),
}
ENVELOPE = {
    "uncapped": "No limit on the pot: whoever meets the conditions is paid.",
    "first_come": "First come, first served, while the year's money lasts.",
    "ranked": "Applications are ranked against each other.",
    "calls": "Decided in calls, against other projects.",
}


def amount(value: Decimal | None, places: int = 0) -> str:
    """A number of money without its currency, or "not known"; minus is the true sign."""
    if value is None:
        return NOT_KNOWN
    value = round(value, places)
    return grouped(abs(value), places) if value >= 0 else f"−{grouped(-value, places)}"


def money(value: Money | None, places: int | None = None) -> str:
    """An amount with its currency, on one line; with the currency's own decimals by default."""
    if value is None:
        return NOT_KNOWN
    if places is None:
        return number_words(value.amount, "money", value.currency).replace(" ", _HELD)
    return f"{amount(value.amount, places)}{_HELD}{value.currency}"


def percent(share: Decimal | None, places: int = 1) -> str:
    """A share as a percentage with fixed decimals, so that columns align; or "not known"."""
    if share is None:
        return NOT_KNOWN
    value = round(share * 100, places)
    sign = "−" if value < 0 else ""
    return f"{sign}{abs(value):.{places}f}{_HELD}%"


def points(value: Decimal | None) -> str:
    """Points, or a question mark where nobody knows."""
    return "?" if value is None else number_words(value, "score")


def day(value: Day | None) -> str:
    """14 October 2022, on one line."""
    if value is None:
        return NOT_KNOWN
    return f"{value.day}{_HELD}{_MONTHS[value.month - 1]}{_HELD}{value.year}"


def words(name: str) -> str:
    """A key as words: tax_filing reads tax filing."""
    return name.replace("_", " ")


def prose(text: str) -> Markup:
    """A sentence: amounts and percentages stay on one line, days are written out, keys of files
    are set as code, and everything else in it is text, whatever it looks like."""
    text = _DAY.sub(_written_day, _AMOUNT.sub(_HELD, text))
    return Markup(_KEY.sub(r"<code>\g<0></code>", str(escape(text))))  # noqa: S704 - escaped first


def _written_day(match: re.Match[str]) -> str:
    try:
        return day(Day(*(int(part) for part in match.groups())))
    except ValueError:
        return match[0]


def sentence(text: str) -> str:
    """The text begun with a capital, and ended."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!:" else ".")


def web_link(url: str) -> str:
    """The address if it is one of the web; a rule file may say anything."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
