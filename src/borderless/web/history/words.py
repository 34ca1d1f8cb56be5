"""Values of the document as a reader meets them in a difference."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _

from borderless.web.design import reader

MOST = 300
"""Letters of a value that are shown."""


def said(value: object) -> str:
    """A value in words; nothing where there is none."""
    text = _said(value)
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, int):
        return reader.number(value)
    if isinstance(value, Day):
        return reader.day(value)
    if isinstance(value, Mapping):
        parts = [f"{key}: {text}" for key, one in value.items() if (text := _said(one))]
        return "; ".join(parts)
    if isinstance(value, tuple | list | set | frozenset):
        return "; ".join(text for one in value if (text := _said(one)))
    if hasattr(value, "model_dump"):
        return _said(value.model_dump(exclude_defaults=True))
    return str(value)


def _number(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return reader.number(value, min(places, 6))
