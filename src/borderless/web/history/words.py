"""Values of the document as a reader meets them in a difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date as Day
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

from django.utils.translation import gettext as _
from pydantic import BaseModel

from borderless.film.document import Share
from borderless.film.model import Film
from borderless.web.design import reader

MOST = 300
"""Letters of a value that are shown."""
Names = tuple[str, ...]


def said(value: object, names: Names = ()) -> str:
    """A value in words; "" where there is none.

    Args:
        value: as `film.difference` gives it: entries are dicts.
        names: keys that lead to it, without numbers; they tell shares (0-1) from other numbers.
    """
    text = _said(value, names)
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


def _said(value: object, names: Names) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Decimal):
        return _number(Decimal(value), names)
    if isinstance(value, Day):
        return reader.day(value)
    if isinstance(value, Mapping):
        parts = [
            f"{key_words(str(key))}: {text}"
            for key, one in value.items()
            if (text := _said(one, (*names, str(key))))
        ]
        return "; ".join(parts)
    if isinstance(value, tuple | list):
        return "; ".join(text for one in value if (text := _said(one, names)))
    return str(value)


def key_words(key: str) -> str:
    """A key of film.toml as words: `minimum guarantee`."""
    return key.replace("_", " ")


def _number(value: Decimal, names: Names) -> str:
    if is_share(names):
        return reader.percent(value, min(_places(value * 100), 4))
    return reader.number(value, min(_places(value), 6))


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def is_share(names: Names) -> bool:
    """Whether a number that stands there is a share of something, 0-1; in a table, by its name."""
    return names in _shares() or names[:-1] in _shares()


@cache
def _shares() -> frozenset[Names]:
    return frozenset(_shares_in(Film, ()))


def _shares_in(document: type[BaseModel], above: Names) -> Iterator[Names]:
    hints = get_type_hints(document, include_extras=True)
    for name, field in document.model_fields.items():
        names = (*above, field.alias or name)
        for part in _parts(hints[name]):
            if part == Share:
                yield names
            elif isinstance(part, type) and issubclass(part, BaseModel):
                yield from _shares_in(part, names)


def _parts(hint: Any) -> Iterator[Any]:
    """A type and all that it is made of; a share is not taken apart."""
    yield hint
    if hint != Share:
        for part in get_args(hint):
            yield from _parts(part)
