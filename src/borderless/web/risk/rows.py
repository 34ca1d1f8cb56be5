"""What a finished run says, as the page shows it: read from the job's plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.web.design import reader

UNCERTAINTIES = {
    "currency": lazy("Exchange rates"),
    "overspend": lazy("Overspend"),
    "sources": lazy("Sources that fall through"),
    "incentives": lazy("Incentives refused or cut"),
    "sales": lazy("Sales"),
}
"""What each uncertainty is called."""
METHODS = {
    "bootstrap": lazy("blocks of the ECB’s monthly history, put one after another"),
    "gbm": lazy("Brownian motion with the covariance of the ECB’s history"),
    "student_t": lazy("a Student-t process with the covariance of the ECB’s history"),
}
"""How exchange rates are drawn."""
MOST_DRAWN = 12
"""Parties whose chances are drawn; the table has all."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The account at the end of a period, in the reporting currency."""

    day: Day
    plan: float
    quantiles: tuple[float, ...]
    """5, 25, 50, 75 and 95 % of the scenarios are below."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one uncertainty contributes to the variance of the gap; shares 0-1."""

    name: str
    alone: float
    alone_error: float
    total: float
    error: float
    """Standard error of `total`."""
    low: float
    """The mean gap where it goes best, in the reporting currency."""
    high: float


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a party has its money back by each day, 0-1."""

    name: str
    by_day: tuple[tuple[Day, float], ...]


@dataclass(frozen=True, slots=True)
class Party:
    """What the scenarios say about a party; money in the account's currency."""

    name: str
    invested: float | None
    paid: tuple[float, ...]
    """10, 50 and 90 % of the scenarios are below."""
    multiple: float | None
    rate: float | None
    """Yearly return, 0-1."""
    recouped: float | None
    error: float | None
    half_by: Day | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a share of the scenarios stays below, of one quantity, with standard errors."""

    name: str
    currency: str
    values: tuple[tuple[float | None, float | None], ...]
    mean: float | None
    mean_error: float | None


@dataclass(frozen=True, slots=True)
class Covered:
    """How often reality fell inside each band: name, and share, error, too narrow."""

    name: str
    cells: tuple[tuple[float, float, bool], ...]


def headline(data: Mapping[str, Any]) -> str:
    """The answer in one line."""
    currency = data["currency"]
    facts = {
        "closes": reader.percent(data["closes"]["value"]),
        "error": reader.percent(data["closes"]["error"], 2),
        "count": reader.number(data["scenarios"]),
    }
    gap = data["gap"]["quantiles"].get("0.9") or 0.0
    facts["peak"] = reader.money(
        round(data["peak_borrowing"]["quantiles"].get("0.9") or 0), currency
    )
    if gap > 0.5:
        facts["gap"] = reader.money(round(gap), currency)
        return (
            _(
                "The plan closes in %(closes)s (± %(error)s) of %(count)s scenarios; in one of ten"
                " more than %(gap)s is missing, and the account sinks deeper than %(peak)s."
            )
            % facts
        )
    return (
        _(
            "The plan closes in %(closes)s (± %(error)s) of %(count)s scenarios; nothing is missing"
            " in nine of ten. In one of ten the account sinks deeper than %(peak)s."
        )
        % facts
    )


def balances(data: Mapping[str, Any]) -> tuple[Balance, ...]:
    """The fan, period by period."""
    return tuple(
        Balance(Day.fromisoformat(one["day"]), one["plan"], tuple(one["quantiles"]))
        for one in data["fan"]
    )


def month_ends(points: Sequence[Balance]) -> tuple[Balance, ...]:
    """The last period of each month, for the table."""
    last = {(one.day.year, one.day.month): one for one in points}
    return tuple(last.values())


def parts(data: Mapping[str, Any]) -> tuple[Part, ...]:
    """What drives the gap, the most first."""
    found = [
        Part(
            str(UNCERTAINTIES.get(one["uncertainty"], one["uncertainty"])),
            one["first_order"] or 0.0,
            one["first_order_error"] or 0.0,
            one["total"] or 0.0,
            one["total_error"] or 0.0,
            one["gap_low"],
            one["gap_high"],
        )
        for one in data["contributions"]
    ]
    return tuple(sorted(found, key=lambda one: -one.total))


def quantities(data: Mapping[str, Any]) -> tuple[Quantity, ...]:
    """Gap, deepest overdraft and receipts."""
    named = [
        (_("Missing money (gap)"), data["currency"], data["gap"]),
        (_("Deepest overdraft"), data["currency"], data["peak_borrowing"]),
    ]
    if data["gross"]:
        named.append((_("Gross receipts"), data["account_currency"] or "", data["gross"]))
    return tuple(
        Quantity(
            name,
            currency,
            tuple(
                (value, tally["quantile_errors"].get(share))
                for share, value in tally["quantiles"].items()
            ),
            tally["mean"],
            tally["mean_error"],
        )
        for name, currency, tally in named
    )


def quantile_names(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Heads of the table of quantiles."""
    return tuple(reader.percent(float(share), 0) for share in data["gap"]["quantiles"])


def parties(data: Mapping[str, Any]) -> tuple[Party, ...]:
    """Who is paid back, investors first."""
    found = []
    for one in data["parties"]:
        days = one["recouped_by"]
        half = next((row["day"] for row in days if (row["probability"] or 0) >= 0.5), None)
        middle = data["middle"][one["party"]]
        recouped = one["recouped"]
        found.append(
            Party(
                one["party"],
                one["invested"] or None,
                tuple(data["paid"][one["party"]]),
                middle["multiple"],
                middle["rate"],
                recouped["value"] if recouped else None,
                recouped["error"] if recouped else None,
                Day.fromisoformat(half) if half else None,
            )
        )
    return tuple(sorted(found, key=lambda one: -(one.invested or 0)))


def chances(data: Mapping[str, Any]) -> tuple[Chance, ...]:
    """The curves of who is paid back; of the largest investors where there are many."""
    known = [one for one in data["parties"] if one["recouped_by"]]
    known.sort(key=lambda one: -(one["invested"] or 0))
    return tuple(
        Chance(
            one["party"],
            tuple(
                (Day.fromisoformat(row["day"]), row["probability"] or 0.0)
                for row in one["recouped_by"]
            ),
        )
        for one in known[:MOST_DRAWN]
    )


def covered(backtest: Mapping[str, Any]) -> tuple[Covered, ...]:
    """How the bands held: of all, by era, and by currency where there are several."""
    rows = [(_("The whole plan"), backtest["coverage"])]
    for era in backtest["eras"]:
        years = {"first": era["from"], "last": era["until"]}
        rows.append((_("Begun %(first)s–%(last)s") % years, era["coverage"]))
    if len(backtest["currencies"]) > 1:
        for currency, coverage in backtest["currencies"].items():
            rows.append((_("%(currency)s alone") % {"currency": currency}, coverage))
    return tuple(
        Covered(
            name,
            tuple((one["inside"] or 0.0, one["error"] or 0.0, one["too_narrow"]) for one in bands),
        )
        for name, bands in rows
    )


def bands(backtest: Mapping[str, Any]) -> tuple[str, ...]:
    """Heads of the table of coverage."""
    return tuple(reader.percent(one["band"], 0) for one in backtest["coverage"])


def hedge_sentence(hedge: Mapping[str, Any]) -> str:
    """The hedge advised, in one sentence."""
    if not hedge["currencies"] or not hedge["deviation"]:
        return _("No money of the plan moves with exchange rates.")
    if not hedge["advised"]:
        return _("No hedge of a single currency would lower the risk.")
    last = next(one for one in hedge["steps"] if one["currency"] == hedge["advised"][-1])
    base, cost = hedge["currency"], hedge["cost"] or 0.0
    facts = {
        "names": reader.several(list(hedge["advised"])),
        "removed": reader.percent(last["removed"] or 0.0),
        "before": reader.money(round(hedge["deviation"]), base),
        "after": reader.money(round(last["left"] or 0), base),
        "cost": reader.money(round(abs(cost)), base),
    }
    first = (
        _(
            "Selling or buying %(names)s forward takes away %(removed)s of the variance: the"
            " deviation falls from %(before)s to %(after)s."
        )
        % facts
    )
    if cost > 0:
        return f"{first} {_('At forward parity it costs %(cost)s.') % facts}"
    if cost < 0:
        return f"{first} {_('At forward parity it brings %(cost)s.') % facts}"
    return f"{first} {_('At forward parity it costs nothing.')}"
