"""The plan as a grid: a row for each source, a column for each country that brings money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

from borderless.dossier.report_finance import is_counted
from borderless.dossier.report_rules import SchemeCard, scheme_card
from borderless.film.money import Money
from borderless.finance.plan import Plan, SourceRow
from borderless.web.finance_plan.words import INK, KINDS, STATUSES

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """A source."""

    index: int
    """Its place in the document."""
    name: str
    kind: Promise
    status: str
    status_name: Promise
    ink: str
    original: Money | None
    cells: tuple[Decimal | None, ...]
    """In the plan's currency, by country; None where another country brings it."""
    amount: Decimal | None
    counted: bool
    share: Decimal | None
    assumption: str
    note: str
    card: SchemeCard | None
    """How an incentive's amount comes about."""
    why_not: str
    """Why it does not count; an engine's sentence."""


@dataclass(frozen=True, slots=True)
class Column:
    """A country that brings money."""

    country: str
    companies: tuple[str, ...]
    total: Decimal
    brings: Decimal | None
    """Share of the budget, 0-1."""
    holds: Decimal | None
    """Share of the film, 0-1."""
    coproduces: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Sources by country."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    financed: Decimal


def grid_of(plan: Plan) -> Grid:
    """The plan's sources by the country that brings them, co-producing countries first."""
    countries = list(dict.fromkeys([*plan.shares, *(row.country for row in plan.sources)]))
    rows = tuple(_row(plan, index, row, countries) for index, row in enumerate(plan.sources))
    return Grid(tuple(_column(plan, country) for country in countries), rows, plan.summary.financed)


def _row(plan: Plan, index: int, row: SourceRow, countries: Sequence[str]) -> Row:
    source = row.source
    counted = is_counted(row)
    card = None
    if row.incentive and row.incentive.explanation:
        card = scheme_card(plan, row.incentive)
    return Row(
        index,
        row.name,
        KINDS[source.kind] if not source.incentive else KINDS["incentive"],
        row.status.value,
        STATUSES[row.status],
        INK[row.status],
        row.original,
        tuple(row.amount if country == row.country else None for country in countries),
        row.amount,
        counted,
        row.share,
        source.assumption or "",
        source.note or "",
        card,
        _why_not(row),
    )


def _why_not(row: SourceRow) -> str:
    if row.incentive and row.incentive.excluded_by:
        return f"cannot stand beside {', '.join(row.incentive.excluded_by)}, which pays more"
    if row.source.incentive and not row.incentive:
        return f"the rulebook does not have {row.source.incentive}"
    return ""


def _column(plan: Plan, country: str) -> Column:
    total = plan.by_country(country)
    budget = plan.summary.budget
    companies = tuple(
        one.company
        for one in plan.film.coproducer
        if one.country == country and one.role != "executive"
    )
    return Column(
        country,
        companies,
        total,
        total / budget if budget else None,
        plan.shares.get(country),
        country in plan.shares,
    )
