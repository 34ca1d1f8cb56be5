"""What the report says of the money: the stat row, the plan by country, and the map's table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from borderless.dossier.charts import Bar
from borderless.dossier.typography import money_words, percent
from borderless.film.model import Status
from borderless.film.places import country_name
from borderless.finance.plan import Plan, SourceRow
from borderless.finance.situation import NOTHING

INK_OF = {Status.CONFIRMED: "accent", Status.APPLIED: "applied", Status.PLANNED: "planned"}
"""How firm a source is, as the ink it is drawn with."""

STATUS_WORDS = {
    Status.CONFIRMED: "secured",
    Status.APPLIED: "applied for",
    Status.PLANNED: "planned",
    Status.REFUSED: "refused",
}


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure of the stat row."""

    name: str
    amount: Decimal
    share: Decimal | None
    """Of the budget, 0-1."""
    ink: str
    means: str


@dataclass(frozen=True, slots=True)
class CountryGroup:
    """The sources that one country's co-producers bring."""

    country: str
    name: str
    companies: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    amount: Decimal
    """In the reporting currency, of the rows whose amount is known."""
    unknown: int
    """Rows that count but whose amount is not known."""
    by_status: dict[Status, Decimal]
    brings: Decimal | None
    """Of the budget, 0-1."""
    holds: Decimal | None
    """The share of the film, 0-1; `None` where not known."""
    spends: Decimal | None
    """Of the production cost, 0-1."""
    coproduces: bool


@dataclass(frozen=True, slots=True)
class SpendRow:
    """Production cost in one country."""

    country: str
    name: str
    amount: Decimal
    share: Decimal | None
    coproduces: bool


def is_counted(row: SourceRow) -> bool:
    """Whether the row has a place in the sums, known or not."""
    if row.status is Status.REFUSED:
        return False
    return row.incentive.counted if row.incentive else not row.source.incentive


def stats(plan: Plan) -> tuple[Stat, ...]:
    """Secured, applied, planned, and the gap or surplus."""
    summary, budget = plan.summary, plan.summary.budget

    def stat(name: str, amount: Decimal, ink: str, means: str) -> Stat:
        return Stat(name, amount, amount / budget if budget else None, ink, means)

    found = [
        stat("Secured", summary.secured, "accent", "signed, or a letter without open conditions"),
        stat("Applied for", summary.applied, "applied", "asked for, not yet answered"),
        stat("Planned", summary.planned, "planned", "not yet asked for"),
    ]
    rounding = "what rounding leaves; it does not count"
    if summary.gap >= 0:
        means = rounding if 0 < summary.gap <= summary.immaterial else "still to be found"
        found.append(stat("Gap", summary.gap, "gap", means))
    else:
        means = rounding if -summary.gap <= summary.immaterial else "more than the budget"
        found.append(stat("Surplus", -summary.gap, "none", means))
    return tuple(found)


def country_groups(plan: Plan) -> tuple[CountryGroup, ...]:
    """The plan by the country that brings the money, co-producing countries first."""
    order = dict.fromkeys([*plan.shares, *(row.country for row in plan.sources)])
    return tuple(_group(plan, country) for country in order)


def _group(plan: Plan, country: str) -> CountryGroup:
    rows = tuple(row for row in plan.sources if row.country == country)
    amount = plan.by_country(country)
    budget = plan.summary.budget
    cost = sum(plan.budget_by_country.values(), NOTHING)
    companies = [
        one.company
        for one in plan.film.coproducer
        if one.country == country and one.role != "executive"
    ]
    return CountryGroup(
        country,
        country_name(country),
        tuple(companies),
        rows,
        amount,
        sum(1 for row in rows if is_counted(row) and row.amount is None),
        {
            status: sum((row.amount or NOTHING for row in rows if row.status is status), NOTHING)
            for status in INK_OF
        },
        amount / budget if budget else None,
        plan.shares.get(country),
        plan.budget_by_country.get(country, NOTHING) / cost if cost else None,
        country in plan.shares,
    )


def spend_rows(plan: Plan) -> tuple[SpendRow, ...]:
    """Production cost by country, the largest first; a place nobody gave comes last."""
    cost = sum(plan.budget_by_country.values(), NOTHING)
    spend = dict.fromkeys(plan.shares, NOTHING) | plan.budget_by_country
    rows = [
        SpendRow(
            country,
            country_name(country) if country else "place not given",
            amount,
            amount / cost if cost else None,
            country in plan.shares,
        )
        for country, amount in spend.items()
        if amount or country
    ]
    return tuple(sorted(rows, key=lambda row: (not row.country, -row.amount)))


# --- bars and their text -------------------------------------------------------------------------


def status_bar(plan: Plan) -> Bar | None:
    """The whole plan in one bar, with a mark at the budget where the plan exceeds it."""
    if plan.summary.budget <= 0:
        return None
    parts = tuple((stat.ink, stat.amount) for stat in stats(plan) if stat.ink != "none")
    return Bar("", parts, plan.summary.budget if plan.summary.gap < 0 else None)


def status_text(plan: Plan) -> str:
    """The bar of the whole plan, said in words."""
    parts = [
        f"{stat.name.lower()} {money_words(stat.amount, plan.currency)} ({percent(stat.share)})"
        for stat in stats(plan)
    ]
    return f"Of a budget of {money_words(plan.summary.budget, plan.currency)}: {', '.join(parts)}."


def country_bars(plan: Plan, groups: Sequence[CountryGroup]) -> tuple[Bar, ...]:
    """A bar for each country, marked at what its share of the budget calls for."""
    if plan.summary.budget <= 0 or not any(group.amount for group in groups):
        return ()
    return tuple(
        Bar(
            f"{group.name}: {money_words(group.amount, plan.currency)}",
            tuple((ink, group.by_status[status]) for status, ink in INK_OF.items()),
            None if group.holds is None else group.holds * plan.summary.budget,
        )
        for group in groups
    )


def countries_text(plan: Plan, groups: Sequence[CountryGroup]) -> str:
    """The bars by country, said in words."""
    sentences = []
    for group in groups:
        parts = ", ".join(
            f"{STATUS_WORDS[status]} {money_words(group.by_status[status], plan.currency)}"
            for status in INK_OF
        )
        holds = f"; its share of the film is {percent(group.holds)}" if group.coproduces else ""
        sentences.append(
            f"{group.name} brings {money_words(group.amount, plan.currency)}"
            f" ({percent(group.brings)} of the budget): {parts}{holds}."
        )
    return " ".join(sentences)
