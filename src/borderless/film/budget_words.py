"""The words of budgets in nine languages: yes and no, stages of making, totals, countries.

Every lookup ignores case, accents and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from borderless.film.document import Stage
from borderless.film.places import check_country, check_region

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "ß": "ss", "œ": "oe", "đ": "d", "ð": "d"})
_SPACE = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Lower case without accents, words parted by one space: "Libellé :" is "libelle"."""
    bare = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return _SPACE.sub(" ", bare).strip()


_YES = frozenset(
    "yes y true 1 x ja j oui o vrai wahr tak t prawda si s verdadero vero kylla atl".split()  # noqa: SIM905
)
_NO = frozenset("no n false 0 nein nej nei non faux falsch nie f falso btl".split())  # noqa: SIM905


def yes_or_no(text: str) -> bool | None:
    """What a yes-or-no cell says; None when it says neither."""
    if text.strip() in {"✓", "✔", "☑", "☒", "×"}:
        return True
    if text.strip() in {"-", "–", "—", "☐", "✗", "✘"}:
        return False
    word = folded(text)
    return True if word in _YES else False if word in _NO else None


# The first stem that a word begins with decides, so longer stems of another stage come first.
_STAGE_STEMS: tuple[tuple[str, Stage], ...] = tuple(
    (stem, stage)
    for stage, stems in (
        (
            Stage.PREPRODUCTION,
            "preprod preparat prepar prep vorprod vorbereit przygot okresprzygot forprod forbered "
            "forarb forproduk preproduz esivalm",
        ),
        (
            Stage.POST,
            "post endfert nachbearb nachprod efterarb efterbearb etterarb efterprod montage "
            "postprod montaz jalkituot",
        ),
        (
            Stage.OVERHEAD,
            "overhead fraisgen generalexp gemeinkost handlungs hukosten kosztyogol kosztyposr "
            "gastosgen faellesom fellesk spesegen administrat productionoverhead",
        ),
        (
            Stage.DELIVERY,
            "deliver livrais liefer abliefer entrega leverin leveran leveran dostaw consegn",
        ),
        (
            Stage.DISTRIBUTION,
            "distrib release verleih vertrieb exploit dystryb marketing publicity pa",
        ),
        (
            Stage.CONTINGENCY,
            "conting imprev unvorher uberschreit rezerw ufors uforuds uforuts oforuts reserve",
        ),
        (Stage.FINANCING, "financ finanz finans finanse bankcharge"),
        (
            Stage.DEVELOPMENT,
            "develop dev entwickl rozw desarr udvikl utveckl utvikl svilupp pisanie kehit",
        ),
        (
            Stage.SHOOT,
            "shoot photograph principal filming tournage dreh zdjec okreszdj rodaje optag inspel "
            "innspil opptak ripres productionphase production produktion produkc produccion "
            "produzione kuvaus",
        ),
    )
    for stem in stems.split()
)


@cache
def stage_meant(text: str) -> Stage | None:
    """The stage of making that a word names, or None."""
    word = folded(text).replace(" ", "")
    if word in set(Stage):
        return Stage(word)
    return next(
        (stage for stem, stage in _STAGE_STEMS if word == stem or _begins(word, stem)), None
    )


def _begins(word: str, stem: str) -> bool:
    return len(stem) > 2 and word.startswith(stem)


_TOTAL_WORDS = (
    "total totals totale subtotal subtotals sum sums summe summen gesamt gesamtsumme zwischensumme "
    "endsumme insgesamt razem suma sumy ogolem lacznie podsuma somme soustotal totaal "
    "ialt isum summa delsumma delsum subtotale"
)
_TOTALS = frozenset(_TOTAL_WORDS.split())
# A "lump sum" is a cost, so fewer words mean a total at the end of a text.
_TOTALS_LAST = frozenset("total totals subtotal gesamt razem ogolem".split())  # noqa: SIM905
_TOTAL_PHRASES = (
    "grand total",
    "sub total",
    "sous total",
    "total general",
    "i alt",
    "i sum",
    "total sum",
    "budget total",
    "total budget",
    "account total",
    "total cost",
    "total costs",
    "suma koncowa",
)


@lru_cache(maxsize=8192)
def names_total(text: str) -> bool:
    """Whether a row's text says that it sums up others: "Total", "Razem", "Sub-total 1100"."""
    words = folded(text)
    if not words:
        return False
    if any(words == p or words.startswith(p + " ") for p in _TOTAL_PHRASES):
        return True
    parts = words.split()
    return parts[0] in _TOTALS or parts[-1] in _TOTALS_LAST


_NAMED_IN = ("de", "fr", "pl", "es", "da", "nb", "sv", "it", "cs", "pt", "nl", "hu")


@cache
def country_named(text: str) -> str | None:
    """The code of a country written out in English or one of the languages above."""
    import pycountry

    name = text.strip()
    if len(name) < 4:  # codes are checked elsewhere; DEN or HOL is a guess
        return None
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        return _country_names().get(folded(name))


@cache
def _country_names() -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for language in _NAMED_IN:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(folded(name), code)
    return names


def place_named(text: str) -> tuple[str, str | None]:
    """Country and region that a country cell names: PL, Poland, Polska or PL-10.

    Raises:
        ValueError: the text names neither.
    """
    if named := country_named(text):
        return named, None
    if len(text) > 3 and text[2] == "-" and text[:2].isalpha():
        region = check_region(text)
        return region.partition("-")[0], region
    return check_country(text), None


@cache
def region_named(text: str, country: str | None) -> str | None:
    """The ISO 3166-2 code of a region: "LD" or "Łódzkie" within PL, or a whole code."""
    import pycountry

    code = text.strip().upper()
    if "-" not in code and country:
        code = f"{country}-{code}"
    subdivisions: Any = pycountry.subdivisions
    if subdivisions.get(code=code):
        return code
    if country is None:
        return None
    regions = subdivisions.get(country_code=country) or []
    same = [str(region.code) for region in regions if folded(region.name) == folded(text)]
    return same[0] if len(same) == 1 else None
