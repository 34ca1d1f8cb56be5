"""Keys, headings and values as TOML writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from borderless.film.toml_places import Keys

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def key_text(key: str) -> str:
    """A key as it is written: in quotation marks where it has to be."""
    import tomlkit

    return key if _BARE_KEY.fullmatch(key) else str(tomlkit.item(key).as_string())


def heading_text(keys: Keys) -> str:
    """A path as a heading has it, without the numbers of entries."""
    return ".".join(key_text(key) for key in keys if isinstance(key, str))


def entry_text(keys: Keys, entry: Mapping[str, Any], newline: str) -> str:
    """A new entry of the array of tables at `keys`, under a heading of its own."""
    rows = [f"[[{heading_text(keys)}]]"]
    for name, value in entry.items():
        rows.append(f"{key_text(name)} = {item_of(value, None).as_string()}")
    return newline.join(rows) + newline


def item_of(value: Any, old: Any) -> Any:
    """A value as tomlkit writes it, numbers to the last digit and in the manner of the old one."""
    import tomlkit
    from tomlkit import items

    manner = str(old.as_string()) if hasattr(old, "as_string") else ""
    if isinstance(value, bool | date | time | float):
        return tomlkit.item(value)
    if isinstance(value, int | Decimal):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        grouped = "_" in manner if manner else len(whole) > 4
        digits = f"{int(whole):_}" if grouped else whole
        if fraction:
            raw = f"{digits}.{fraction}"
            return items.Float(float(value), items.Trivia(), raw)
        return items.Integer(int(whole), items.Trivia(), digits)
    if isinstance(value, str):
        return tomlkit.item(str(value))
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for key, part in value.items():
            table[key] = item_of(part, None)
        return table
    array = tomlkit.array()
    for part in value:
        array.append(item_of(part, None))
    if "\n" in manner and len(value) > 1:
        array.multiline(multiline=True)
    return array
