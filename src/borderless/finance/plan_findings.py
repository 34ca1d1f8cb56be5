"""What the plan has to say: findings with their place, figures, article and fix."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from borderless.film.model import Status
from borderless.film.places import country_name
from borderless.finance.incentive_findings import about_funds, about_incentives
from borderless.finance.law_findings import about_aid, about_official_status, about_rules
from borderless.finance.plan import Places, Plan
from borderless.finance.situation import Situation
from borderless.finance.treaty_checks import percent
from borderless.finding import Finding, Severity, Verdict

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def plan_findings(plan: Plan, situation: Situation, places: Places) -> list[Finding]:
    """Every finding about a plan, in the order in which it is read."""
    return [
        *_about_closing(plan),
        *_about_shares(plan, situation, places),
        *_about_places(plan, situation, places),
        *_about_sources(plan, places),
        *about_incentives(plan, places),
        *about_funds(plan, places),
        *about_official_status(plan),
        *about_aid(plan),
        *about_rules(plan),
    ]


def next_step(plan: Plan) -> str:
    """The one thing to do next, from the plan with its findings."""
    for finding in plan.findings:
        if finding.severity is ERROR and finding.fix and finding.code != "FIN101":
            return finding.fix
    gap = plan.summary.gap
    unused = [
        one
        for one in plan.incentives
        if one.best and not one.source and one.amount and one.verdict is not Verdict.DOES_NOT
    ]
    if not plan.summary.closes and unused:
        best = max(unused, key=lambda one: one.amount or Decimal(0))
        return (
            f"close the gap: {best.scheme.name} ({best.scheme.id}) may bring"
            f" {plan.money(best.amount)} and is not in the plan"
        )
    if not plan.summary.closes:
        return f"find {plan.money(gap)} of finance: no open incentive is left in these countries"
    for finding in plan.findings:
        if finding.code in ("FIN203", "FIN302") and finding.fix:
            return finding.fix.split("; ")[0]
    planned = [row for row in plan.sources if row.status is Status.PLANNED and row.amount]
    if planned:
        largest = max(planned, key=lambda row: row.amount or Decimal(0))
        return f"apply for {largest.name}: the largest source that is only planned"
    return (
        "turn the applied sources into signed letters"
        if plan.summary.applied
        else "none: the plan stands"
    )


# --- the plan itself -----------------------------------------------------------------------------


def _about_closing(plan: Plan) -> Iterable[Finding]:
    gap, budget = plan.summary.gap, plan.summary.budget
    figures = {"budget": plan.money(budget), "financed": plan.money(plan.summary.financed)}
    if not budget:
        yield Finding(
            "FIN104",
            ERROR,
            "The budget has no lines, so nothing can be planned.",
            fix="add lines to budget.csv",
        )
    elif not plan.summary.closes:
        yield Finding(
            "FIN101",
            ERROR,
            f"The plan does not close: {plan.money(gap)} ({percent(gap / budget)} of the budget)"
            " is missing.",
            figures=figures,
            fix="add sources, or spend less",
        )
    elif -gap > plan.summary.immaterial:
        yield Finding(
            "FIN102",
            WARNING,
            f"The plan has {plan.money(-gap)} more than the budget; financiers ask which source"
            " gives way.",
            figures=figures,
            fix="lower a planned source, or add the cost it pays for",
        )


def _about_shares(plan: Plan, situation: Situation, places: Places) -> Iterable[Finding]:
    if len(situation.countries) < 2:
        return
    for country, share in plan.shares.items():
        name = country_name(country)
        if share is None:
            yield Finding(
                "FIN105",
                WARNING,
                f"The share of {name} is not given, so treaties cannot be tested.",
                places("coproducer"),
                fix=f"add share to the co-producer of {name} in film.toml",
            )
            continue
        brought = plan.by_country(country)
        financed = plan.summary.financed
        if not financed:
            continue
        part = brought / financed
        if abs(part - share) >= Decimal("0.005"):
            yield Finding(
                "FIN103",
                WARNING,
                f"{name} holds {percent(share)} but brings {percent(part)} of the finance.",
                places("coproducer"),
                {"brought": plan.money(brought), "share": percent(share)},
                fix="change the share, or name the co-producer who brings each source",
            )
    outsiders = {row.country for row in plan.sources} - set(situation.countries)
    for country in sorted(outsiders):
        yield Finding(
            "FIN106",
            WARNING,
            f"{country_name(country)} brings finance but has no co-producer in the film.",
            places("source"),
            fix="add the co-producer, or name who brings the money",
        )


def _about_places(plan: Plan, situation: Situation, places: Places) -> Iterable[Finding]:
    nowhere = plan.budget_by_country.get("")
    if nowhere:
        rows = [n for n, line in enumerate(situation.film.budget) if line.country is None]
        yield Finding(
            "FIN107",
            WARNING,
            f"{len(rows)} budget lines ({plan.money(nowhere)}) do not say where they are spent;"
            " no incentive counts them.",
            places("budget", rows[0], "country"),
            fix="fill the country column",
        )


def _about_sources(plan: Plan, places: Places) -> Iterable[Finding]:
    for index, row in enumerate(plan.sources):
        place = places("source", index)
        incentive = row.source.incentive
        if incentive and plan.library.scheme(incentive) is None:
            known = [scheme.id for scheme in plan.library.incentives(row.country)]
            listed = ", ".join(known) or "none; add one under rules/"
            yield Finding(
                "FIN201",
                ERROR,
                f"The incentive {incentive!r} is not in the rulebook.",
                places("source", index, "incentive"),
                fix=f"name one of the rulebook ({country_name(row.country)}: {listed})",
            )
        elif incentive and row.incentive and row.incentive.excluded_by:
            rivals = ", ".join(row.incentive.excluded_by)
            yield Finding(
                "FIN205",
                ERROR,
                f"{row.name} cannot stand beside {rivals}, which pays more; it is counted as"
                " nothing.",
                place,
                reference=plan.library.reference(row.incentive.scheme),
                fix=f"remove {incentive} or {rivals} from the sources",
            )
        if row.status is Status.REFUSED:
            yield Finding("FIN108", INFO, f"{row.name} was refused and is not counted.", place)
    if plan.assumptions:
        yield Finding(
            "FIN109",
            INFO,
            f"The plan rests on assumptions ({len(plan.assumptions)}); it lists them at its end.",
        )
