"""The finance plan: does the film close, with whose money, under which law, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.model import Film, Source, Status
from borderless.film.money import Money
from borderless.film.rates import Quote, Rates, rates_for
from borderless.finance.aid import AidTest, aid_tests
from borderless.finance.incentives import (
    IncentiveResult,
    incentives_of,
    read_incentive,
)
from borderless.finance.situation import NOTHING, Situation
from borderless.finance.treaties import OfficialStatus, official_status
from borderless.finance.wording import grouped
from borderless.finding import Finding, Place, Severity, has_errors
from borderless.rulebook.library import Library

Places = Callable[..., Place | None]
"""Where a part of the film stands in the user's files, by its path."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A line of the finance plan."""

    source: Source
    name: str
    country: str
    """Country of the co-producer who brings it."""
    status: Status
    original: Money | None
    """As agreed or as the rule gives it; `None` where not known."""
    amount: Decimal | None
    """In the reporting currency."""
    share: Decimal | None
    """Of the budget, 0-1."""
    incentive: IncentiveResult | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The film in one line; money in the reporting currency."""

    budget: Decimal
    secured: Decimal
    applied: Decimal
    planned: Decimal
    immaterial: Decimal = NOTHING
    """A difference that does not count: what rounding of amounts and rates leaves."""

    @property
    def financed(self) -> Decimal:
        """Everything in the plan that is not refused."""
        return self.secured + self.applied + self.planned

    @property
    def gap(self) -> Decimal:
        """What is still missing; negative where the plan has more than the budget."""
        return self.budget - self.financed

    @property
    def closes(self) -> bool:
        """Whether the plan covers the budget, but for an immaterial rest."""
        return self.gap <= self.immaterial


@dataclass(frozen=True, slots=True)
class Plan:
    """A film's finance plan as the rulebook reads it on a day."""

    film: Film
    as_of: Day
    currency: str
    rates: Rates
    quotes: tuple[Quote, ...]
    """The exchange rates that the plan used, into the reporting currency."""
    summary: Summary
    budget_by_country: dict[str, Decimal]
    """Production cost by country of spend; "" where no place is given."""
    sources: tuple[SourceRow, ...]
    shares: dict[str, Decimal | None]
    official: OfficialStatus
    incentives: tuple[IncentiveResult, ...]
    funds: tuple[IncentiveResult, ...]
    aid: tuple[AidTest, ...]
    findings: tuple[Finding, ...]
    next_step: str
    assumptions: tuple[str, ...]
    library: Library

    def money(self, amount: Decimal | None) -> str:
        """An amount in whole units of the reporting currency, or "not known"."""
        return "not known" if amount is None else f"{grouped(amount, 0)} {self.currency}"

    def by_country(self, row_country: str) -> Decimal:
        """Finance that a country's co-producers bring."""
        return sum(
            (row.amount or NOTHING for row in self.sources if row.country == row_country), NOTHING
        )


def make_plan(
    film: Film,
    library: Library,
    *,
    as_of: Day,
    currency: str | None = None,
    places: Places | None = None,
) -> tuple[Plan | None, list[Finding]]:
    """The finance plan of a film.

    Args:
        film: the document.
        library: the rulebook.
        as_of: the day the rulebook is read on, and (unless the film pins another) the day of the
            exchange rates.
        currency: the reporting currency; the film's own by default.
        places: finds where in the user's files a part of the film stands, by its path such as
            ("source", 2, "amount").

    Returns:
        The plan with its findings; or no plan, and the findings that stopped it: a day before the
        rulebook begins, or a currency of the film without a rate.
    """
    from borderless.finance.plan_findings import next_step, plan_findings

    to = currency or film.currency
    where = places or nowhere
    if as_of < library.settings.begins:
        return None, [
            Finding(
                "FIN601",
                Severity.ERROR,
                f"the day {as_of} is before the rulebook begins ({library.settings.begins}).",
                where("as_of"),
                fix="choose a later day with --as-of, or as_of in film.toml",
            )
        ]
    rates, findings = rates_for(film.rates, as_of)
    used = _currencies(film, to)
    findings += rates.missing(used, to)
    if has_errors(findings):
        return None, findings
    situation = Situation(film, rates, library, as_of, to)
    official = official_status(situation)
    situation = replace(situation, official=official.by_country)
    incentives = incentives_of(situation)
    funds = [
        read_incentive(situation, fund)
        for fund in library.funds()
        if set(fund.member) & set(situation.countries)
    ]
    rows = tuple(_row(situation, source, incentives) for source in film.source)
    by_status = {
        status: sum((row.amount or NOTHING for row in rows if row.status is status), NOTHING)
        for status in Status
    }
    summary = Summary(
        situation.budget,
        by_status[Status.CONFIRMED],
        by_status[Status.APPLIED],
        by_status[Status.PLANNED],
        situation.budget * library.settings.immaterial_share,
    )
    counted: dict[str, Decimal] = {}
    for one in incentives:
        if one.counted and one.amount is not None:
            country = one.scheme.country
            counted[country] = counted.get(country, NOTHING) + one.amount
    plan = Plan(
        film,
        as_of,
        to,
        rates,
        rates.quotes(sorted(used - {to}), to),
        summary,
        situation.spend,
        rows,
        situation.shares,
        official,
        tuple(incentives),
        tuple(funds),
        tuple(aid_tests(situation, counted)),
        (),
        "",
        assumptions(film),
        library,
    )
    findings += plan_findings(plan, situation, where)
    order = list(Severity)
    findings.sort(key=lambda finding: order.index(finding.severity))
    plan = replace(plan, findings=tuple(findings))
    return replace(plan, next_step=next_step(plan)), findings


def nowhere(*path: str | int) -> Place | None:
    """Places of a film that was not read from files."""
    del path
    return None


def assumptions(film: Film) -> tuple[str, ...]:
    """Everything in the film that its producers marked as an assumption."""
    found = list(film.assumptions)
    parts: Sequence[tuple[str, str | None]] = [
        *((f"{one.company} ({one.country})", one.assumption) for one in film.coproducer),
        *((f"{one.name} ({one.post.value})", one.assumption) for one in film.person),
        *((one.name or one.stage.value, one.assumption) for one in film.phase),
        *((one.name or str(one.incentive), one.assumption) for one in film.source),
        *((one.description or one.account, one.assumption) for one in film.budget),
        *((one.name or one.kind.replace("_", " "), one.assumption) for one in film.cash.loan),
        *(film.recoupment.assumed() if film.recoupment else ()),
    ]
    merged: dict[str, list[str]] = {}
    for name, assumption in parts:
        if assumption:
            merged.setdefault(assumption, []).append(name)
    for assumption, names in merged.items():
        shown = ", ".join(dict.fromkeys(names[:4]))
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        found.append(f"{shown}{more}: {assumption}")
    return tuple(found)


def _currencies(film: Film, to: str) -> set[str]:
    used = {line.currency for line in film.budget}
    used |= {source.currency for source in film.source if source.currency}
    return used | {film.currency, to}


def _row(situation: Situation, source: Source, incentives: Sequence[IncentiveResult]) -> SourceRow:
    country = source.coproducer or situation.film.delegate
    result = None
    if source.incentive:
        result = next((one for one in incentives if one.scheme.id == source.incentive), None)
        counted = result is not None and result.counted and source.status is not Status.REFUSED
        original = result.explanation.net if result and result.explanation and counted else None
        amount = result.amount if result and counted else None
        name = source.name or (result.scheme.name if result else source.incentive)
        if result and not source.coproducer:
            country = result.scheme.country
    else:
        assert source.amount is not None
        original = Money(source.amount, source.currency or situation.film.currency)
        amount = situation.source(source)
        name = source.name
        if source.status is Status.REFUSED:
            amount = NOTHING
    share = amount / situation.budget if amount is not None and situation.budget else None
    return SourceRow(source, name, country, source.status, original, amount, share, result)
