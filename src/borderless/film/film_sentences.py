"""What is wrong with film.toml's values, in sentences a producer can act on.

The model's validators speak of inputs and types; here each of their complaints becomes what was
read and what would be right, with the allowed words and the closest of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from borderless.film.faults import closest, quoted
from borderless.film.film_schema import (
    annotation_at,
    document_at,
    fields_of,
    kinds,
    words_at,
)
from borderless.film.toml_money import is_money
from borderless.film.toml_places import Keys


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint about a key, not yet with its line."""

    code: str
    keys: Keys
    message: str
    fix: str | None = None


def sentence(data: dict[str, Any], error: ValidationError) -> Iterator[Problem]:
    """The model's complaints about `data` as problems, one for each key."""
    for complaint in error.errors(include_url=False, include_input=False):
        yield _problem(data, complaint["type"], complaint["loc"], complaint.get("ctx", {}))


def texts_for_numbers(data: dict[str, Any]) -> Iterator[Problem]:
    """Texts and truths where a number belongs, and numbers where a date does.

    The model would make a number of "0.35" and a day in 1970 of 0.
    """
    for keys, value in leaves((), data):
        if not isinstance(value, str | int | Decimal) or not isinstance(keys[-1], str):
            continue
        sorts = {kind for kind in kinds(annotation_at(keys)) if isinstance(kind, type)}
        wanted = ""
        if isinstance(value, str | bool) and sorts & {Decimal, int} and not sorts & {str, bool}:
            wanted = "a number"
        elif isinstance(value, int | Decimal) and date in sorts:
            wanted = "a date such as 2026-10-30"
        if wanted:
            message = f"{_name(keys)} is {_sort_of(value)}; it should be {wanted}."
            yield Problem("FLM013", keys, message, _example(keys, value, wanted))


def leaves(keys: Keys, value: Any) -> Iterator[tuple[Keys, Any]]:
    """Every value below `value` that is neither a table nor a list, with its path."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves((*keys, key), part)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves((*keys, number), part)
    else:
        yield keys, value


def _problem(data: Any, sort: str, loc: Keys, ctx: dict[str, Any]) -> Problem:
    if sort == "missing":
        return _missing(loc)
    if sort == "extra_forbidden":
        return _unknown_key(loc)
    # A union's complaints carry the name of the branch tried; only the part that is written counts.
    keys, value = _written_part(data, loc)
    name = _name(keys)
    if sort in {"value_error", "assertion_error"}:
        return _own_words(keys, value, str(ctx.get("error", "")))
    if sort in {"enum", "literal_error"}:
        return _unknown_word(keys, value)
    if sort == "finite_number":
        return Problem("FLM014", keys, f"{name} is {value}, which is not a number.")
    if sort in {"greater_than_equal", "greater_than", "less_than_equal", "less_than"}:
        return _out_of_bounds(keys, value, sort, ctx)
    wanted = _wanted(keys, sort)
    message = f"{name} is {_sort_of(value)}; it should be {wanted}."
    return Problem("FLM013", keys, message, _example(keys, value, wanted))


def _missing(loc: Keys) -> Problem:
    whose = f" in {_entry(loc[:-1])}" if len(loc) > 1 else ""
    example = {
        "title": 'title = "The Film"',
        "delegate": 'delegate = "DK"',
        "company": 'company = "Company ApS"',
        "country": 'country = "PL"',
        "name": 'name = "First Last"',
        "post": 'post = "director"',
        "stage": 'stage = "shoot"',
        "place": 'place = "PL"',
        "event": 'event = "signature"',
        "share": "share = 0.35",
    }.get(str(loc[-1]), f"{loc[-1]} = …")
    return Problem("FLM012", loc, f"The key `{loc[-1]}` is missing{whose}.", f"Write {example}.")


def _unknown_key(loc: Keys) -> Problem:
    key = str(loc[-1])
    document = document_at(loc[:-1])
    allowed = [name for name in fields_of(document) if name != "budget"] if document else []
    where = f" in {_entry(loc[:-1])}" if len(loc) > 1 else ""
    near = closest(key, allowed)
    plural = closest(key.removesuffix("s"), allowed) if not near else None
    guess = near or plural
    message = f"The key {quoted(key)} is not known{where}"
    message += f"; did you mean `{guess}`?" if guess else "."
    return Problem("FLM011", loc, message, f"Known keys: {', '.join(allowed)}.")


def _own_words(keys: Keys, value: Any, words: str) -> Problem:
    """A sentence of our own validators, which say what was read and what would be right."""
    if words.startswith("unknown "):
        return Problem("FLM016", keys, f"{_name(keys)}: {words.rstrip('.?')}{_mark(words)}")
    if isinstance(value, dict):
        return Problem("FLM020", keys, f"{_entry(keys, value)} {words.rstrip('.')}.")
    return Problem("FLM013", keys, f"{_name(keys)}: {words.rstrip('.')}.")


def _mark(words: str) -> str:
    return "?" if words.endswith("?") else "."


def _unknown_word(keys: Keys, value: Any) -> Problem:
    allowed = words_at(keys)
    if not isinstance(value, str):
        message = f"{_name(keys)} is {_sort_of(value)}; it should be one of these words."
        return Problem("FLM013", keys, message, f"Allowed: {', '.join(allowed)}.")
    near = closest(value, allowed)
    message = f"{_name(keys)} {quoted(value)} is not a word we know"
    message += f'; did you mean "{near}"?' if near else "."
    return Problem("FLM015", keys, message, f"Allowed: {', '.join(allowed)}.")


def _out_of_bounds(keys: Keys, value: Any, sort: str, ctx: dict[str, Any]) -> Problem:
    name, low = _name(keys), sort.startswith("greater")
    bound = next(iter(ctx.values()), "")
    if bound == 1 and not low:
        share = _share(value)
        fix = f"For {value} % write {share}." if share is not None else None
        return Problem("FLM019", keys, f"{name} is {value}; a share is written 0 to 1.", fix)
    if low:
        limit = "more than" if sort == "greater_than" else "at least"
        message = f"{name} is {value}; it should be {limit} {bound}."
        fix = "An amount is written without a minus." if is_money(keys) else None
        return Problem("FLM014", keys, message, fix)
    return Problem("FLM014", keys, f"{name} is {value}; it should be at most {bound}.")


def _share(value: Any) -> str | None:
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return f"{number.scaleb(-2).normalize():f}" if 1 < number <= 100 else None


_WANTED = (
    ("bool", "true or false"),
    ("decimal", "a number"),
    ("int", "a whole number"),
    ("date", "a date such as 2026-10-30"),
    ("tuple", "a list in square brackets"),
    ("dict", "a table"),
    ("model", "a table"),
    ("string", "a text in quotation marks"),
)


def _wanted(keys: Keys, sort: str) -> str:
    if keys[:1] == ("facts",):
        return "true, false, a number or a text"
    if sort.startswith("tuple") and document_at((*keys, 0)):
        return f"a list of tables, each written under [[{_heading(keys)}]]"
    if sort.startswith(("model", "dict")) and isinstance(keys[-1], str):
        return f"a table, written under [{_heading(keys)}]"
    return next((words for start, words in _WANTED if sort.startswith(start)), "something else")


def _heading(keys: Keys) -> str:
    """A path as a heading has it: [[placement.partner]]."""
    return ".".join(key for key in keys if isinstance(key, str))


def _example(keys: Keys, value: Any, wanted: str) -> str | None:
    if wanted == "a list in square brackets" and isinstance(value, str):
        return f'Write {keys[-1]} = ["{value}"].'
    if wanted.startswith("a list of tables") and isinstance(value, dict):
        return f"Write [[{_heading(keys)}]] with two brackets on each side."
    if wanted == "true or false" and isinstance(value, str):
        return "Write true or false without quotation marks."
    if wanted == "a date such as 2026-10-30":
        return "Write the day as year-month-day, without quotation marks."
    if wanted == "a number" and isinstance(value, str):
        return "Write digits, with a point before the decimals and no quotation marks."
    if wanted == "a text in quotation marks" and isinstance(value, int | Decimal):
        return f'Write "{value}".'
    return None


def _sort_of(value: Any) -> str:
    """The value as read, and what sort of value it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    return f"{value}"


def _name(keys: Keys) -> str:
    """The key as one would say it: `amount` of source 3."""
    key = keys[-1] if keys else "film.toml"
    if len(keys) == 1:
        return f"`{key}`"
    if isinstance(key, int):
        return f"Entry {key + 1} of {_name(keys[:-1])}"
    if key == "[key]":
        return f"The key {quoted(keys[-2])} of `{keys[-3]}`"
    return f"`{key}` of {_entry(keys[:-1])}"


def _entry(keys: Keys, value: Any = None) -> str:
    """An entry as one would say it: source 3 is the third in the file, counted from 1."""
    text = ""
    for before, key in zip((None, *keys), keys, strict=False):
        if isinstance(key, int) and text:
            text += f" {key + 1}"
        else:
            text += ("" if before is None else ", " if isinstance(before, int) else ".") + str(key)
    named = None
    if isinstance(value, dict):
        named = next(filter(None, map(value.get, ("name", "company", "place", "country"))), None)
    text = f"{text} ({named})" if isinstance(named, str) else text
    return text[:1].upper() + text[1:] if value is not None else text


def _written_part(data: Any, loc: Keys) -> tuple[Keys, Any]:
    keys: list[str | int] = []
    for key in loc:
        if key == "[key]":
            return (*keys, key), keys[-1]
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            break
        keys.append(key)
    return tuple(keys), data
