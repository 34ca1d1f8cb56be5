"""Figures, days and names in templates, as the reader writes them; loaded in every template.

What is not known is said so, never shown as zero.
"""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from borderless.web.design import reader

register = template.Library()
Figure = Decimal | float | int | None


def _unknown() -> SafeString:
    return format_html('<span class="unknown">{}</span>', _("not known"))


def _num(text: str) -> SafeString:
    return format_html('<span class="num">{}</span>', text)


def _exact(value: Any) -> Decimal | float:
    """A figure out of the document or out of JSON, where exact amounts may be texts."""
    return Decimal(value) if isinstance(value, str | int) else value


@register.filter
def money(value: Figure | str, currency: str) -> SafeString:
    """An amount in whole units with its currency."""
    return _unknown() if value is None else _num(reader.money(_exact(value), currency))


@register.filter
def cents(value: Figure | str, currency: str) -> SafeString:
    """An amount to the cent with its currency."""
    return _unknown() if value is None else _num(reader.money(_exact(value), currency, 2))


@register.filter
def whole(value: Figure | str) -> SafeString:
    """A number without decimals, for columns whose head names the unit."""
    return _unknown() if value is None else _num(reader.number(_exact(value)))


@register.filter
def number(value: Figure | str, places: int = 2) -> SafeString:
    """A number with decimals."""
    return _unknown() if value is None else _num(reader.number(_exact(value), places))


@register.filter
def percent(value: Figure | str, places: int = 1) -> SafeString:
    """A share (0-1) as a percentage."""
    return _unknown() if value is None else _num(reader.percent(_exact(value), places))


@register.filter
def percent_words(value: Figure | str) -> str:
    """A share (0-1) as a percentage, for attributes that are read aloud."""
    return _("not known") if value is None else reader.percent(_exact(value))


@register.filter
def hundredths(value: Figure | str) -> str:
    """A share (0-1) as 0-100 with a point: for attributes, not for readers."""
    return f"{float(_exact(value or 0)) * 100:.3f}"


@register.filter
def typed(value: Decimal | None) -> str:
    """A number as the reader would type it into a field."""
    return reader.typed(value)


@register.filter
def day(value: Day | None) -> str:
    """A day."""
    return reader.day(value) if value else ""


@register.filter
def iso_day(text: str | None) -> str:
    """A day that stands as 2026-01-31 in plain data."""
    return reader.day(Day.fromisoformat(text)) if text else ""


@register.filter
def status_word(status: str) -> str:
    """How firm a source is, in a word."""
    words = {
        "confirmed": _("confirmed"),
        "applied": _("applied for"),
        "planned": pgettext("finance", "planned"),
        "refused": _("refused"),
    }
    return words.get(status, status)


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A moment, in the reader's time zone."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), reader.moment(value)
    )


@register.filter
def country(code: str | None) -> str:
    """A country's name."""
    return reader.country(code) if code else ""


@register.filter
def language_name(code: str) -> str:
    """A language's name."""
    return reader.language(code)
