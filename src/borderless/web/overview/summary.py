"""What an overview shows of a plan in short: the bar by status, the map, findings by strategy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from borderless.dossier.charts import step_of
from borderless.web.design import reader
from borderless.web.design.tile_map import Shade

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the finance bar, and its line in the list beneath."""

    label: str
    amount: Decimal
    share: Decimal
    """Of the budget, 0-1."""
    ink: str
    means: str


@dataclass(frozen=True, slots=True)
class Spend:
    """Production cost in one country."""

    country: str
    """ISO 3166-1; "" where no place is given."""
    amount: Decimal
    share: Decimal
    holds: Decimal | None
    """The country's share of the film, 0-1; None for one that does not co-produce."""
    coproduces: bool


@dataclass(frozen=True, slots=True)
class Family:
    """The findings of one strategy."""

    name: str
    errors: int
    warnings: int
    notes: int


def status_parts(plan: Mapping[str, Any]) -> list[Part]:
    """Secured, applied, planned, and what is missing."""
    budget = Decimal(plan["budget"])
    rows = [
        (_("Secured"), "secured", "accent", _("signed, or a letter without open conditions")),
        (_("Applied for"), "applied", "applied", _("asked for, not yet answered")),
        (pgettext("finance", "Planned"), "planned", "planned", _("not yet asked for")),
    ]
    parts = [
        Part(label, Decimal(plan[key]), _share(plan[key], budget), ink, means)
        for label, key, ink, means in rows
    ]
    gap = Decimal(plan["gap"])
    if not plan["closes"]:
        means = _("still to be found")
        parts.append(Part(_("Gap"), gap, _share(gap, budget), "gap", means))
    return parts


def source_parts(plan: Mapping[str, Any]) -> list[Part]:
    """Every source that counts, the surest first; its ink says how sure it is."""
    inks = {"confirmed": "accent", "applied": "applied", "planned": "planned"}
    rows = [
        (list(inks).index(row["status"]), Decimal(row["amount"]), row["name"], inks[row["status"]])
        for row in plan["sources"]
        if row["amount"] and row["status"] in inks
    ]
    budget = Decimal(plan["budget"])
    return [
        Part(name, amount, _share(amount, budget), ink, "")
        for _sure, amount, name, ink in sorted(rows, key=lambda row: (row[0], -row[1]))
    ]


def spend_by_country(plan: Mapping[str, Any]) -> list[Spend]:
    """Where the money is spent, the most first; a place nobody gave comes last."""
    amounts = {code: Decimal(amount) for code, amount in plan["spend"].items()}
    shares = plan["shares"]
    total = sum(amounts.values(), _NOTHING)
    found = [
        Spend(
            code,
            amounts.get(code, _NOTHING),
            _share(amounts.get(code, _NOTHING), total),
            Decimal(shares[code]) if shares.get(code) is not None else None,
            code in shares,
        )
        for code in dict.fromkeys([*shares, *amounts])
    ]
    kept = [one for one in found if one.amount or one.country]
    return sorted(kept, key=lambda one: (not one.country, -one.amount))


def map_shades(spend: list[Spend]) -> dict[str, Shade]:
    """The countries of the film as tiles, darker where more is spent."""
    return {
        one.country: Shade(
            step_of(one.share),
            f"{reader.country(one.country)}: {reader.percent(one.share)}",
            reader.percent(one.share, 0),
            one.coproduces,
        )
        for one in spend
        if one.country
    }


def families(counts: Mapping[str, Mapping[str, int]]) -> list[Family]:
    """Findings by strategy, those that have any."""
    names = {
        "FLM": _("The film's files"),
        "FIN": _("Finance"),
        "RUL": _("Rules"),
        "RAT": _("Exchange rates"),
    }
    return [
        Family(names.get(code, code), by.get("error", 0), by.get("warning", 0), by.get("info", 0))
        for code, by in sorted(counts.items(), key=lambda one: _rank(list(names), one[0]))
    ]


def _rank(order: list[str], code: str) -> int:
    return order.index(code) if code in order else len(order)


def _share(amount: Decimal | str, whole: Decimal) -> Decimal:
    return Decimal(amount) / whole if whole else _NOTHING
