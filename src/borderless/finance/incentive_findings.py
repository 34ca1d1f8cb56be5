"""What the plan has to say about incentives and funds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from borderless.film.model import Status
from borderless.finance.incentives import IncentiveResult
from borderless.finance.plan import Places, Plan
from borderless.finance.wording import grouped, number_words
from borderless.finding import Finding, Place, Severity, Verdict

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def about_incentives(plan: Plan, places: Places) -> Iterable[Finding]:
    """Incentives in the plan that fail, are open or are held down, and those it does not use."""
    for result in plan.incentives:
        index = next((n for n, one in enumerate(plan.film.source) if one is result.source), None)
        place = None if index is None else places("source", index)
        if result.counted:
            yield from _about_counted(plan, result, place)
        elif not result.source:
            yield from _about_unused(plan, result)


def _about_counted(plan: Plan, result: IncentiveResult, where: Place | None) -> Iterable[Finding]:
    scheme = result.scheme
    if result.version is None:
        begins = scheme.version[0].from_
        yield Finding(
            "FIN202",
            ERROR,
            f"{scheme.name}: no version of the rule covers {result.day} ({result.picked_by});"
            f" the rulebook's first begins on {begins}.",
            where,
            reference=plan.library.reference(scheme),
            fix=f"remove {scheme.id} from the sources, or correct the dates",
        )
        return
    if result.no_rate:
        yield Finding(
            "FIN212",
            ERROR,
            f"{scheme.name} is in {result.no_rate}, which has no exchange rate.",
            where,
            fix=f"add {result.no_rate} under [rates.per_base] in film.toml",
        )
        return
    explanation = result.explanation
    assert explanation is not None
    failed = [gate for gate in explanation.gates if gate.verdict is Verdict.DOES_NOT]
    for gate in failed:
        yield Finding(
            "FIN202",
            ERROR,
            f"{scheme.name}: the film is not eligible. Demanded: {gate.says}.",
            where,
            gate.figures,
            gate.reference,
            f"meet the condition, or remove {scheme.id} from the sources",
        )
    if not failed and explanation.missing:
        questions = {one.fact: one.asks for one in scheme.asks}
        names = [name for name in explanation.missing if not name.startswith("test:")]
        asked = "; ".join(questions.get(name, name) for name in names[:4])
        more = f"; and {len(names) - 4} more" if len(names) > 4 else ""
        amount = (
            "the amount is not known either"
            if result.amount is None
            else (f"counted as {plan.money(result.amount)} all the same")
        )
        open_ = (
            "eligibility is not known"
            if explanation.verdict is Verdict.NOT_KNOWN
            else "what it leaves in cash is not known"
        )
        yield Finding(
            "FIN203",
            WARNING,
            f"{scheme.name}: {open_} ({amount}). Open: {asked}{more}",
            where,
            reference=plan.library.reference(scheme),
            fix=f"answer under [facts.{scheme.id}] in film.toml: {', '.join(names)}"
            f" (see borderless rules show {scheme.id})",
        )
    for limit in explanation.binding:
        before = next(step for step in explanation.steps if limit in step.limits)
        yield Finding(
            "FIN204",
            INFO,
            f"{scheme.name}: {limit.called} binds; {before.says.lower()}.",
            where,
            {"limit": f"{grouped(limit.value or Decimal(0), 2)} {scheme.currency}"},
            limit.reference,
            "move spend to a country with room, or accept",
        )
    if not result.bankable and result.source and result.source.status is not Status.CONFIRMED:
        yield Finding(
            "FIN207",
            WARNING,
            f"{scheme.name} is decided by ranking or in calls: no bank lends on it before the"
            " letter.",
            where,
            reference=plan.library.reference(scheme),
            fix="show what replaces it if the answer is no",
        )
    if result.version.expected:
        yield Finding(
            "FIN211",
            WARNING,
            f"{scheme.name}: this version is announced, not law; it is counted as nothing.",
            where,
            reference=plan.library.reference(scheme),
        )
    if explanation.assumed:
        yield Finding(
            "FIN213",
            INFO,
            f"{scheme.name}: taken as nothing because nobody gave them:"
            f" {', '.join(explanation.assumed)}.",
            where,
            reference=plan.library.reference(scheme),
        )
    for company in result.version.company_limit:
        yield Finding(
            "FIN214",
            INFO,
            f"{scheme.name}: one company may get no more than"
            f" {number_words(company.amount or Decimal(0), 'money', scheme.currency)}"
            " in a year over all its films; other films are not known here.",
            where,
            reference=plan.library.reference(scheme, company),
        )


def _about_unused(plan: Plan, result: IncentiveResult) -> Iterable[Finding]:
    scheme = result.scheme
    if not result.amount or result.verdict is Verdict.DOES_NOT:
        return
    excluded = result.excluded_by
    counted = {one.scheme.id: one for one in plan.incentives if one.counted}
    if excluded:
        rival = sum((counted[one].amount or Decimal(0) for one in excluded), Decimal(0))
        if result.amount <= rival:
            return
        yield Finding(
            "FIN206",
            WARNING,
            f"{scheme.name} would give {plan.money(result.amount)} instead of"
            f" {plan.money(rival)} from {', '.join(excluded)}.",
            reference=plan.library.reference(scheme),
            fix=f"compare the conditions: borderless rules show {scheme.id}",
        )
    elif result.best:
        certainly = "is open" if result.verdict is Verdict.QUALIFIES else "may be open"
        yield Finding(
            "FIN206",
            INFO,
            f"{scheme.name} {certainly} to the film and is not in the plan:"
            f" {plan.money(result.amount)}.",
            reference=plan.library.reference(scheme),
            fix=f'add a [[source]] with incentive = "{scheme.id}"',
        )


def about_funds(plan: Plan, places: Places) -> Iterable[Finding]:
    """Sources that name a fund, against the fund's conditions and ceiling."""
    ceilings = {one.scheme.id: one for one in plan.funds}
    for index, row in enumerate(plan.sources):
        fund = row.source.fund
        if not fund:
            continue
        result = ceilings.get(fund)
        place = places("source", index, "fund")
        if result is None:
            scheme = plan.library.scheme(fund)
            text = "serves none of the film's countries" if scheme else "is not in the rulebook"
            yield Finding(
                "FIN501",
                ERROR,
                f"The fund {fund!r} of {row.name} {text}.",
                place,
                fix=f"remove fund from {row.name}, or correct the id",
            )
            continue
        if result.verdict is Verdict.DOES_NOT and result.explanation:
            failed = [one for one in result.explanation.gates if one.verdict is Verdict.DOES_NOT]
            for gate in failed:
                yield Finding(
                    "FIN502",
                    ERROR,
                    f"{row.name}: the film is not eligible. Demanded: {gate.says}.",
                    place,
                    gate.figures,
                    gate.reference,
                    "meet the condition, or remove the source",
                )
        elif result.verdict is Verdict.NOT_KNOWN and result.explanation:
            yield Finding(
                "FIN503",
                INFO,
                f"{row.name}: eligibility is not known. Open:"
                f" {', '.join(result.explanation.missing)}.",
                place,
                reference=plan.library.reference(result.scheme),
                fix=f"answer under [facts.{fund}] in film.toml",
            )
        if result.amount is not None and row.amount is not None and row.amount > result.amount > 0:
            yield Finding(
                "FIN504",
                ERROR,
                f"{row.name} is planned with {plan.money(row.amount)}, above the fund's ceiling of"
                f" {plan.money(result.amount)}.",
                place,
                reference=plan.library.reference(result.scheme),
                fix=f"lower {row.name} to the ceiling",
            )
