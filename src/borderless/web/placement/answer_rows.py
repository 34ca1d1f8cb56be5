"""A finished search as the page tells it: read from the job's plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from borderless.web.design import reader
from borderless.web.placement import drawings
from borderless.web.placement.wish_words import place_name

ITSELF = 0.5
"""A difference below this, in units of the reporting currency, is rounding and no gain."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One amount of both structures, in the reporting currency."""

    name: str
    before: float | None
    """`None` where the structure does not have it."""
    after: float | None
    weight: str = ""
    """"is-part" of the row below, "is-sum", or an amount of its own."""
    note: str = ""

    @property
    def change(self) -> float:
        """How much more it is in the structure found."""
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True, slots=True)
class Country:
    """Share and spend of a country in both structures."""

    name: str
    share_before: float | None
    share_after: float | None
    spend_before: float
    spend_after: float

    @property
    def change(self) -> float:
        """How much more is spent there."""
        return self.spend_after - self.spend_before


@dataclass(frozen=True, slots=True)
class Point:
    """The best structure under one more condition."""

    label: str
    value: float
    net: float | None
    soft_money: float | None
    partners: str
    lost: float
    proved: bool


@dataclass(frozen=True, slots=True)
class Frontier:
    """Points with their drawing."""

    drawn: str
    says: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that the page tells of a search but its moves."""

    data: Mapping[str, Any]
    headline: str
    goal: str
    money: tuple[Compared, ...]
    countries: tuple[Country, ...]
    spend: str
    spend_says: str
    by_partners: Frontier | None
    by_share: Frontier | None
    next_euro: tuple[tuple[str, float], ...]


def answer_of(data: Mapping[str, Any]) -> Answer:
    """The answer of a job, drawings with it."""
    countries = country_rows(data) if data["after"] else ()
    says = _("Spend by country, today and in the structure found.")
    delegate = place_name(data["before"]["partners"][0]["country"])
    return Answer(
        data,
        headline(data),
        figure_name(data),
        money_rows(data),
        countries,
        drawings.spend([(one.name, one.spend_before, one.spend_after) for one in countries], says),
        says,
        _frontier(
            data,
            "frontier",
            _("Net cost by the number of partners besides %(country)s") % {"country": delegate},
        ),
        _frontier(
            data, "by_share", _("Net cost by the share of %(country)s") % {"country": delegate}
        ),
        tuple(
            (place_name(one["place"]), one["worth"])
            for one in sorted(data["next_euro"], key=lambda one: -one["worth"])
        ),
    )


def figure_name(data: Mapping[str, Any]) -> str:
    """What the goal counts."""
    goal = data["goal"]["maximise"]
    if goal == "net":
        return _("net cost")
    if goal == "soft-money":
        return _("expected soft money")
    return _("spend in %(place)s") % {"place": place_name(data["goal"]["place"])}


def figure_of(data: Mapping[str, Any], side: Mapping[str, Any]) -> float:
    """What the goal counts, of one structure."""
    goal = data["goal"]["maximise"]
    if goal == "net":
        return float(side["net"])
    if goal == "soft-money":
        return float(side["expected_soft_money"])
    return float(side["spend_by_country"].get(data["goal"]["place"], 0.0))


def headline(data: Mapping[str, Any]) -> str:
    """The whole answer in one line."""
    if data["status"] == "impossible":
        return _("No structure meets all your wishes and the law.")
    if data["after"] is None:
        return _("Nothing was found in time; give the search longer.")
    currency = data["currency"]
    now, today = figure_of(data, data["after"]), figure_of(data, data["before"])
    facts = {
        "name": figure_name(data),
        "figure": reader.money(now, currency),
        "change": reader.money(abs(now - today), currency),
        "better": _still_possible(data),
    }
    if abs(now - today) < ITSELF:
        if data["status"] == "proved":
            return _("Nothing improves on today, and that is proved: %(name)s %(figure)s.") % facts
        return _("Nothing better than today was found: %(name)s %(figure)s; %(better)s.") % facts
    if data["status"] == "proved":
        if now < today:
            return _("Proved best: %(name)s %(figure)s, %(change)s less than today.") % facts
        return _("Proved best: %(name)s %(figure)s, %(change)s more than today.") % facts
    if now < today:
        return _("Best found: %(name)s %(figure)s, %(change)s less than today; %(better)s.") % facts
    return _("Best found: %(name)s %(figure)s, %(change)s more than today; %(better)s.") % facts


def _still_possible(data: Mapping[str, Any]) -> str:
    objective, bound = data["objective"], data["bound"]
    if objective is None or bound is None:
        return _("how much better another could be is not known")
    most = reader.money(abs(objective - bound), data["currency"])
    return _("at most %(most)s better is possible") % {"most": most}


def money_rows(data: Mapping[str, Any]) -> tuple[Compared, ...]:
    """Budget, partners' costs and soft money down to the net cost, and the gap."""
    before, after = data["before"], data["after"]
    if after is None:
        return ()

    def row(name: str, key: str, weight: str = "", note: str = "") -> Compared:
        return Compared(name, before[key], after[key], weight, note)

    rows = [row(_("Budget"), "cost")]
    if before["partner_cost"] or after["partner_cost"]:
        rows.append(row(_("Cost of partners"), "partner_cost"))
    if before["grants"] or after["grants"]:
        rows.append(row(_("Grants in the plan"), "grants", "is-part"))
    rows += _claims(before, after)
    note = _("grants, and claims by how surely and how soon they pay")
    rows.append(row(_("Soft money to expect"), "expected_soft_money", "", note))
    rows.append(row(_("Net cost"), "net", "is-sum"))
    surplus = before["gap"] < 0 or after["gap"] < 0
    note = _("with partner costs; below nothing: a surplus") if surplus else ""
    return (*rows, row(_("Gap"), "gap", "", note))


def _claims(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Compared]:
    old, new = ({one["id"]: one for one in side["claims"]} for side in (before, after))
    rows = []
    for scheme in dict.fromkeys([*new, *old]):
        shown = new.get(scheme) or old[scheme]
        facts = {"share": reader.percent(shown["probability"] * shown["discount"])}
        rows.append(
            Compared(
                shown["name"],
                old[scheme]["amount"] if scheme in old else None,
                new[scheme]["amount"] if scheme in new else None,
                "is-part",
                _("counts for %(share)s") % facts,
            )
        )
    return rows


def country_rows(data: Mapping[str, Any]) -> tuple[Country, ...]:
    """Every country of either structure, co-producing ones first."""
    before, after = data["before"], data["after"]
    shares = [
        {one["country"]: one["share"] for one in side["partners"]} for side in (before, after)
    ]
    spend = [side["spend_by_country"] for side in (before, after)]
    spending = sorted({*spend[0], *spend[1]}, key=lambda one: -(spend[1].get(one) or 0.0))
    order = dict.fromkeys([*shares[1], *shares[0], *spending])
    return tuple(
        Country(
            _("place not given") if one == "not given" else place_name(one),
            shares[0].get(one),
            shares[1].get(one),
            spend[0].get(one) or 0.0,
            spend[1].get(one) or 0.0,
        )
        for one in order
    )


def _frontier(data: Mapping[str, Any], key: str, says: str) -> Frontier | None:
    points = tuple(
        Point(
            reader.percent(one["value"], 0) if key == "by_share" else one["label"],
            one["value"],
            one["net"],
            one["soft_money"],
            reader.several([place_name(country) for country in one["partners"]]),
            one["lost"] or 0.0,
            one["proved"],
        )
        for one in data[key]
    )
    if not points or data["after"] is None:
        return None
    return Frontier(drawings.frontier(points, _chosen(data, key), says), says, points)


def _chosen(data: Mapping[str, Any], key: str) -> tuple[float, float]:
    """The answer as a point: it may keep partners whom the frontier lets go."""
    partners: Sequence[Mapping[str, Any]] = data["after"]["partners"]
    at = partners[0]["share"] or 0.0 if key == "by_share" else len(partners) - 1
    return float(at), float(data["after"]["net"])
