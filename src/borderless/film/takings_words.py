"""What the words of receipts.csv and sales.csv mean: headings, kinds of row, media, territories.

The words are data, in takings_words.toml. Every look-up ignores case, accents and punctuation.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from borderless.film.budget_words import folded, place_named
from borderless.film.faults import closest, quoted
from borderless.film.recoupment import Medium
from borderless.film.takings import RowKind

WORDS = Path(__file__).parent / "takings_words.toml"

FileKind = Literal["receipts", "sales"]
World = Literal["whole", "rest"]

_SHARED = ("territory", "medium", "deal", "currency", "note")


@dataclass(frozen=True, slots=True)
class Words:
    """takings_words.toml, its words folded."""

    columns: dict[FileKind, dict[str, str]]
    """Heading to field, for each of the two files."""
    kinds: dict[str, RowKind]
    media: dict[str, Medium | None]
    """None: all rights."""
    broad: frozenset[str]
    """Words for a medium that say less than the film's accounts need."""
    world: dict[str, World]
    territories: dict[str, str]
    groups: dict[str, str]
    """Names of several countries, and their codes; empty where they differ by contract."""
    units: tuple[str, ...]
    """What may stand beside a number of months or a multiple, lower case."""


@cache
def words() -> Words:
    """The words of both files."""
    data = tomllib.loads(WORDS.read_text("utf-8"))
    receipts, sales = data["columns"]["receipts"], data["columns"]["sales"]
    sales |= {name: receipts[name] for name in _SHARED}
    media = _inverted(data["media"])
    broad = _inverted(data["broad_media"])
    everything = _inverted(data["all_media"])
    return Words(
        {"receipts": _headings(receipts), "sales": _headings(sales)},
        {word: RowKind(kind) for word, kind in _inverted(data["kinds"]).items()},
        {
            **{word: Medium(medium) for word, medium in (media | broad).items()},
            **dict.fromkeys(everything),
        },
        frozenset(broad),
        {word: "whole" if which == "whole" else "rest" for word, which in _worlds(data)},
        _inverted(data["territories"]),
        dict.fromkeys(_inverted(data["parts_of_the_world"]), "") | _inverted(data["groups"]),
        tuple(unit.strip() for unit in data["units"]["words"].split(",")),
    )


def _inverted(lists: dict[str, str]) -> dict[str, str]:
    return {
        word: meaning
        for meaning, listed in lists.items()
        for part in listed.split(",")
        if (word := folded(part))
    }


def _headings(columns: dict[str, str]) -> dict[str, str]:
    return _inverted(columns) | {name.replace("_", " "): name for name in columns}


def _worlds(data: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    return list(_inverted(data["world"]).items())


def kind_meant(text: str) -> RowKind | None:
    """The kind of row that a word names, or None."""
    return words().kinds.get(folded(text))


def medium_meant(text: str) -> Medium | None:
    """The medium that a word names; None for all rights.

    Raises:
        ValueError: it names neither; the sentence offers the closest word.
    """
    known = words().media
    word = folded(text)
    if word in known:
        return known[word]
    near = closest(word, list(known))
    meant = f"; did you mean {quoted(near)}?" if near else ""
    raise ValueError(f"the medium {quoted(text)} is not a word we know{meant}")


def is_broad(text: str) -> bool:
    """Whether a word for a medium, such as VOD, says less than the accounts need."""
    return folded(text) in words().broad


def world_meant(text: str) -> World | None:
    """Whether a territory is the whole world or the rest of it."""
    return words().world.get(folded(text))


def territory_meant(text: str) -> str | None:
    """The country that a territory's name or code means; None for the world or its rest.

    Raises:
        ValueError: it names none, or several; the sentence says what would be right.
    """
    known = words()
    word = folded(text)
    if word in known.world:
        return None
    if word in known.territories:
        return known.territories[word]
    if word in known.groups:
        codes = ", ".join(known.groups[word].split())
        shown = f" ({codes})" if codes else ""
        raise ValueError(f"{quoted(text)} is several countries{shown}; a row is one country")
    if code := _three_letters(text):
        return code
    try:
        country, region = place_named(text)
    except ValueError as error:
        named = [*known.world, *known.groups, *known.territories]
        near = closest(word, named) if len(word) > 3 and "did you mean" not in str(error) else None
        if near is None:
            raise
        raise ValueError(f"unknown country {text!r}; did you mean {quoted(near)}?") from None
    if region:
        raise ValueError(f"{quoted(text)} is a region; a territory is a country, here {country}")
    return country


def _three_letters(text: str) -> str | None:
    """The country of an ISO 3166-1 alpha-3 code, such as DEU."""
    import pycountry

    code = text.strip().upper()
    found = pycountry.countries.get(alpha_3=code) if len(code) == 3 else None
    return str(found.alpha_2) if found else None
