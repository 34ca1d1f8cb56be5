"""The rulebook as a list: what is asked for, what fits, and the incentives on a map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.budget_words import folded
from borderless.film.days import months_later
from borderless.rulebook.library import Library, Rule, territories
from borderless.rulebook.scheme import Scheme
from borderless.web.design import reader
from borderless.web.design.tile_map import Shade

KINDS: dict[str, Promise] = {
    "incentive": lazy("Incentives"),
    "fund": lazy("Funds"),
    "treaty": lazy("Treaties and conventions"),
    "points": lazy("Points tests"),
    "aid": lazy("State aid ceilings"),
    "governing": lazy("Which text governs"),
}
ONE: dict[str, Promise] = {
    "incentive": lazy("Incentive"),
    "fund": lazy("Fund"),
    "treaty": lazy("Treaty or convention"),
    "points": lazy("Points test"),
    "aid": lazy("State aid ceiling"),
    "governing": lazy("Which text governs"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader looks for; empty fields ask for everything."""

    kind: str = ""
    country: str = ""
    words: str = ""
    standing: str = ""
    """`verified`, or `open` for what nobody has checked whole."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule in the list."""

    id: str
    name: str
    kind: Promise
    countries: tuple[str, ...]
    """ISO 3166-1."""
    status: str
    as_of: Day | None
    """When it was last checked."""
    stale: bool
    theirs: bool


def listed(library: Library, asked: Asked, today: Day) -> list[Listed]:
    """The rules that fit, by id."""
    rules = [rule for _, rule in sorted(library.rules.items())]
    found = [_listed(library, rule, today) for rule in rules if _fits(rule, asked)]
    wanted = folded(asked.words)
    return [
        one
        for one in found
        if (not wanted or wanted in folded(f"{one.id} {one.name} {_names(one)}"))
        and (not asked.standing or (one.status == "verified") == (asked.standing == "verified"))
    ]


def _names(one: Listed) -> str:
    return " ".join(reader.country(code) for code in one.countries)


def _fits(rule: Rule, asked: Asked) -> bool:
    if asked.kind and rule.rule != asked.kind:
        return False
    return not asked.country or asked.country in countries_of(rule)


def countries_of(rule: Rule) -> tuple[str, ...]:
    """The countries that a rule is about, a region by its country."""
    return tuple(dict.fromkeys(place.split("-")[0] for place in territories(rule)))


def _listed(library: Library, rule: Rule, today: Day) -> Listed:
    return Listed(
        rule.id,
        getattr(rule, "name", "") or str(ONE[rule.rule]),
        ONE[rule.rule],
        countries_of(rule),
        status_of(rule),
        getattr(rule, "as_of", None),
        is_stale(library, rule, today),
        rule.id in library.theirs,
    )


def status_of(rule: Rule) -> str:
    """`verified`, `partly` or `unverified`; of rules that do not say, what their sources are."""
    if status := getattr(rule, "status", ""):
        return str(status)
    checked = {source.verified for source in rule.source}
    return "partly" if len(checked) > 1 else "verified" if True in checked else "unverified"


def is_stale(library: Library, rule: Rule, today: Day) -> bool:
    """Whether nobody has checked the rule for longer than the rulebook allows."""
    as_of: Day | None = getattr(rule, "as_of", None)
    return as_of is not None and months_later(as_of, library.settings.stale_after_months) < today


def incentive_map(library: Library, also: str = "") -> dict[str, Shade]:
    """How many incentives each country has, with their names.

    Args:
        library: where they are.
        also: what the address of a tile carries on, such as `film=…`.
    """
    by_country: dict[str, list[Scheme]] = {}
    for scheme in library.incentives():
        by_country.setdefault(scheme.country, []).append(scheme)
    return {
        country: _shade(country, schemes, also)
        for country, schemes in by_country.items()
        if country
    }


def _shade(country: str, schemes: list[Scheme], also: str) -> Shade:
    names = reader.several([one.name for one in schemes])
    says = _("%(country)s: %(incentives)s") % {
        "country": reader.country(country),
        "incentives": names,
    }
    address = f"{reverse('rules')}?kind=incentive&country={country}"
    address += f"&{also}" if also else ""
    return Shade(min(5, 2 + len(schemes)), says, str(len(schemes)), href=address)
