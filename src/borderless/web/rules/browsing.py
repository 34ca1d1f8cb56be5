"""The rulebook as a list: what is asked for, what fits, and the incentives on a map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from borderless.film.budget_words import folded
from borderless.rulebook.library import Library, Rule, territories, version_for
from borderless.rulebook.scheme import Scheme, Version
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
    rate: Decimal | None
    """Highest rate of an incentive's version of today, 0-1."""


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
    as_of: Day | None = getattr(rule, "as_of", None)
    months = library.settings.stale_after_months
    return Listed(
        rule.id,
        getattr(rule, "name", "") or str(ONE[rule.rule]),
        ONE[rule.rule],
        countries_of(rule),
        getattr(rule, "status", ""),
        as_of,
        as_of is not None and (today - as_of).days > months * 30.4375,
        rule.id in library.theirs,
        headline_rate(rule, today) if isinstance(rule, Scheme) else None,
    )


def headline_rate(scheme: Scheme, day: Day) -> Decimal | None:
    """The highest rate that the step `amount` or one before it can take; None without any."""
    version, _, _ = version_for(scheme, {}, day)
    return max(_rates(version), default=None) if version else None


def _rates(version: Version) -> Iterable[Decimal]:
    for step in version.step:
        if step.name == "net":
            continue
        if step.rate is not None and step.rate <= 1:
            yield step.rate
        for bracket in step.brackets:
            yield bracket.rate
        for switch in step.switch:
            if switch.rate is not None:
                yield switch.rate
        if step.ladder:
            yield from (rung.rate for rung in step.ladder.rungs)


def incentive_map(library: Library, today: Day) -> dict[str, Shade]:
    """How many incentives each country has, and its highest rate."""
    by_country: dict[str, list[Scheme]] = {}
    for scheme in library.incentives():
        by_country.setdefault(scheme.country, []).append(scheme)
    return {
        country: _shade(country, schemes, today)
        for country, schemes in by_country.items()
        if country
    }


def _shade(country: str, schemes: list[Scheme], today: Day) -> Shade:
    rate = max((headline_rate(one, today) or Decimal(0) for one in schemes), default=Decimal(0))
    count = ngettext("%(number)s incentive", "%(number)s incentives", len(schemes)) % {
        "number": len(schemes)
    }
    says = f"{reader.country(country)}: {count}"
    if rate:
        says += f", {reader.percent(rate, 0)}"
    step = 1 + sum(rate > limit for limit in (Decimal("0.15"), Decimal("0.25"), Decimal("0.33")))
    address = f"{reverse('rules')}?kind=incentive&country={country}"
    return Shade(step, says, reader.percent(rate, 0) if rate else "", href=address)
