"""Numbers and conditions of rules in plain English."""

from __future__ import annotations

from decimal import Decimal

from borderless.film.money import minor_units
from borderless.rulebook.conditions import Condition
from borderless.rulebook.vocabulary import Vocabulary

_BOUND = {
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "at most",
    "less_than": "less than",
}


def number_words(value: Decimal, unit: str, currency: str = "") -> str:
    """A number as people read it: 12 600 000.00 DKK, 34 %, 70.

    Money is grouped by thin spaces, with the currency's decimals, or two where none is named.
    """
    if unit == "share":
        percent = value * 100
        short = round(percent, 4) if percent == round(percent, 4) else round(percent, 2)
        text = f"{short.normalize():f}"
        return f"{text} %"
    if unit == "money":
        places = minor_units(currency) if currency else 2
        text = grouped(value, places)
        return f"{text} {currency}" if currency else text
    return f"{value.normalize():f}"


def grouped(value: Decimal, places: int) -> str:
    """A number with narrow no-break spaces between thousands: 1 234 567.89."""
    return f"{value:,.{places}f}".replace(",", "\u202f")


def condition_words(condition: Condition, vocabulary: Vocabulary, currency: str) -> str:
    """A condition as a sentence part: "core_local is at least 10 % of core_total"."""
    if condition.figure:
        word = vocabulary.figure.get(condition.figure)
        unit = "share" if condition.share_of else word.unit if word else "money"
        bounds = []
        for bound, number in condition.bounds():
            text = f"{_BOUND[bound]} {number_words(number, unit, currency)}"
            if condition.share_of:
                text += f" of {condition.share_of}"
            if condition.per:
                text += f" for each of {condition.per}"
            bounds.append(text)
        return f"{condition.figure} is {' and '.join(bounds)}"
    if condition.fact:
        if condition.in_ is not None:
            return f"{condition.fact} is {' or '.join(condition.in_)}"
        if isinstance(condition.is_, bool):
            return f"{condition.fact} is {'yes' if condition.is_ else 'no'}"
        return f"{condition.fact} is {condition.is_}"
    if condition.test:
        return f"the points test {condition.test} is passed"
    parts = [f"({condition_words(part, vocabulary, currency)})" for part in condition.parts()]
    if condition.all_ is not None:
        return " and ".join(parts)
    if condition.any_ is not None:
        return " or ".join(parts)
    return f"none of {', '.join(parts)}"
