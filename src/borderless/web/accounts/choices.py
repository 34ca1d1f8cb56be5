"""Countries, languages and time zones to choose from, named in the reader's language."""

from __future__ import annotations

import unicodedata
import zoneinfo
from functools import lru_cache

import pycountry
from babel import Locale
from babel.localedata import locale_identifiers

from borderless.web.design import reader

_AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
Choice = tuple[str, str]


def in_order(name: str) -> str:
    """By what a name is sorted: without accents and capitals, as lists in print are."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(mark for mark in parts if not unicodedata.combining(mark)).casefold()


def countries() -> list[Choice]:
    """Code and name of every country, by name."""
    codes = [country.alpha_2 for country in pycountry.countries] + ["XK"]
    named = [(code, reader.country(code)) for code in codes]
    return sorted(named, key=lambda choice: in_order(choice[1]))


@lru_cache(maxsize=1)
def language_codes() -> tuple[str, ...]:
    """Every language whose ways of writing CLDR knows."""
    return tuple(sorted({name.split("_", maxsplit=1)[0] for name in locale_identifiers()}))


def languages() -> list[Choice]:
    """Code and name of every language, by name."""
    named = [(code, reader.language(code)) for code in language_codes()]
    return sorted(named, key=lambda choice: in_order(choice[1]))


def language_typed(text: str) -> str | None:
    """The code of a language typed by name or code; None where it is none that we know.

    The name may be that in the reader's language, in English, or the language's own.
    """
    wanted = in_order(text.strip())
    if not wanted:
        return None
    if wanted in language_codes():
        return wanted
    for locale in (reader.locale(), Locale("en")):
        for code in language_codes():
            if in_order(locale.languages.get(code, "")) == wanted:
                return code
    return _own_names().get(wanted)


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    names = {}
    for code in language_codes():
        own = Locale.parse(code).get_language_name(code)
        if own:
            names[in_order(own)] = code
    return names


@lru_cache(maxsize=1)
def time_zones() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Zones of the IANA database by area; each as Europe/Warsaw."""
    known = zoneinfo.available_timezones()
    return tuple(
        (area, tuple((name, name.replace("_", " ")) for name in sorted(known) if _in(name, area)))
        for area in _AREAS
    )


def _in(name: str, area: str) -> bool:
    return name.startswith(f"{area}/")
