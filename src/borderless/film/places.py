"""Countries, regions, currencies and languages as the standards write them.

Each `check_…` returns the code in its standard form or raises `ValueError` with a sentence that
says what was read and what would be right.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import Any

import pycountry

_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*"
)

# Codes in daily use that ISO 3166-1 reserves or leaves to its users.
_ALSO_COUNTRIES = {"XK": "Kosovo"}
_NEARLY = {"UK": "GB", "EL": "GR"}


def _subdivisions() -> Any:
    return pycountry.subdivisions


@cache
def country_name(code: str) -> str:
    """English short name of a country, or of a region such as US-GA."""
    if "-" in code:
        region: Any = _subdivisions().get(code=code)
        return str(region.name) if region else code
    if code in _ALSO_COUNTRIES:
        return _ALSO_COUNTRIES[code]
    country = pycountry.countries.get(alpha_2=code)
    return str(getattr(country, "common_name", country.name)) if country else code


@cache
def check_country(code: str) -> str:
    """An ISO 3166-1 alpha-2 code, upper case.

    Raises:
        ValueError: the text is no such code.
    """
    upper = code.strip().upper()
    if upper in _ALSO_COUNTRIES or pycountry.countries.get(alpha_2=upper):
        return upper
    hint = _NEARLY.get(upper) or _country_by_name(code)
    raise ValueError(
        f"unknown country {code!r}; "
        + (f"did you mean {hint}?" if hint else "write two letters of ISO 3166, such as DK")
    )


def _country_by_name(text: str) -> str | None:
    try:
        found = pycountry.countries.lookup(text.strip())
    except LookupError:
        names = {str(country.name).lower(): str(country.alpha_2) for country in pycountry.countries}
        close = get_close_matches(text.strip().lower(), names, n=1, cutoff=0.8)
        return names[close[0]] if close else None
    return str(found.alpha_2)


@cache
def check_region(code: str) -> str:
    """An ISO 3166-2 code such as PL-10 or US-GA, upper case.

    Raises:
        ValueError: the text is no such code.
    """
    upper = code.strip().upper()
    if _subdivisions().get(code=upper):
        return upper
    raise ValueError(f"unknown region {code!r}; write a code of ISO 3166-2, such as US-GA or PL-10")


@cache
def check_currency(code: str) -> str:
    """An ISO 4217 code, upper case.

    Raises:
        ValueError: the text is no such code.
    """
    upper = code.strip().upper()
    if pycountry.currencies.get(alpha_3=upper):
        return upper
    symbols = {"€": "EUR", "$": "USD", "£": "GBP", "ZŁ": "PLN", "KR": "DKK, NOK or SEK"}
    hint = symbols.get(upper)
    raise ValueError(
        f"unknown currency {code!r}; "
        + (f"did you mean {hint}?" if hint else "write three letters of ISO 4217, such as PLN")
    )


@cache
def check_language(tag: str) -> str:
    """A BCP 47 language tag such as da, pl or pt-BR.

    Raises:
        ValueError: the text is no such tag.
    """
    text = tag.strip()
    base = text.split("-")[0].lower()
    known = (
        pycountry.languages.get(alpha_2=base)
        if len(base) == 2
        else (pycountry.languages.get(alpha_3=base))
    )
    if _LANGUAGE.fullmatch(text) and known:
        return text
    raise ValueError(f"unknown language {tag!r}; write a tag of BCP 47, such as da, pl or pt-BR")


def territory_contains(territory: str, country: str | None, region: str | None) -> bool:
    """Whether a cost in `country`/`region` falls in a rule's territory (country or region)."""
    if "-" in territory:
        return region is not None and (region == territory or region.startswith(territory + "-"))
    return country == territory
