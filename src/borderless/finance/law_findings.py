"""What the plan has to say about treaties, state aid, and the rules it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from borderless.film.places import country_name
from borderless.finance.plan import Plan
from borderless.finance.treaty_checks import percent
from borderless.finding import Finding, Severity, Verdict
from borderless.rulebook.scheme import Scheme
from borderless.rulebook.treaty import Treaty

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def about_official_status(plan: Plan) -> Iterable[Finding]:
    """Whether the film can be an official co-production, and what stands in its way."""
    official = plan.official
    if len(plan.shares) < 2:
        return
    names = ", ".join(official.governing)
    first = next(iter(official.tests), None)
    reference = plan.library.reference(first.treaty) if first else None
    governing = [test for test in official.tests if test.governs is not False]
    if official.verdict is Verdict.QUALIFIES:
        yield Finding(
            "FIN310",
            INFO,
            f"An official co-production is open: {official.because}.",
            reference=reference,
        )
    elif official.verdict is Verdict.NOT_KNOWN:
        changes = "; ".join(dict.fromkeys(change for test in governing for change in test.changes))
        ask = changes or "ask the competent authority which text governs"
        yield Finding(
            "FIN302",
            WARNING,
            f"Whether the film can be an official co-production is not known: {official.because}.",
            reference=reference,
            fix=ask,
        )
    else:
        yield Finding(
            "FIN301",
            WARNING,
            f"The film is no official co-production: {official.because}.",
            reference=reference,
            fix="; ".join(dict.fromkeys(c for test in governing for c in test.changes))
            or "plan it as a service production, or find partners whose states share a treaty",
        )
    if len(governing) > 1:
        yield Finding(
            "FIN306",
            INFO,
            f"Which text governs is not certain: {names}; the film is tested under each.",
            reference=reference,
        )
    for test in governing:
        for check in test.checks:
            if check.verdict is Verdict.DOES_NOT:
                yield Finding(
                    "FIN303" if check.about == "share" else "FIN304",
                    ERROR if official.certain else WARNING,
                    f"{test.treaty.name}: not met: {check.says}.",
                    figures=check.figures,
                    reference=check.reference,
                    fix=check.change or None,
                )
            elif check.about == "proportion" and check.change and test is governing[0]:
                yield Finding(
                    "FIN309",
                    INFO,
                    f"{test.treaty.name}: {check.says}; finance {check.figures['finance']},"
                    f" spend {check.figures['spend']}.",
                    figures=check.figures,
                    reference=check.reference,
                    fix=f"{check.change}, or show the authorities the reason",
                )


def about_aid(plan: Plan) -> Iterable[Finding]:
    """Public aid against the ceilings of the law on state aid."""
    for test in plan.aid:
        who = country_name(test.country) if test.country else "the whole film"
        figures = {
            "public aid": plan.money(test.aid),
            "base": plan.money(test.base),
            "intensity": percent(test.intensity),
            "limit": percent(test.limit),
        }
        if test.verdict is Verdict.DOES_NOT:
            over = -(test.room or Decimal(0))
            yield Finding(
                "FIN401",
                ERROR,
                f"Public aid passes the ceiling for {who}: {percent(test.intensity)} of the cost,"
                f" where {percent(test.possible_limit)} is allowed ({test.says}).",
                figures=figures,
                reference=test.reference,
                fix=f"replace {plan.money(over)} of public aid with other finance",
            )
        elif test.verdict is Verdict.NOT_KNOWN:
            open_ = ", ".join(test.open_facts) or "the share of the state"
            yield Finding(
                "FIN402",
                WARNING,
                f"Public aid for {who} is {percent(test.intensity)}, above {percent(test.limit)};"
                f" whether more is allowed rests on: {open_}.",
                figures=figures,
                reference=test.reference,
                fix=f"answer under [facts] in film.toml: {open_}",
            )


def about_rules(plan: Plan) -> Iterable[Finding]:
    """Rules that are stale, unverified, or the user's own."""
    used: dict[str, Scheme | Treaty] = {
        one.scheme.id: one.scheme for one in plan.incentives if one.counted
    }
    for test in plan.official.tests:
        if test.governs is not False:
            used[test.treaty.id] = test.treaty
    months = plan.library.settings.stale_after_months
    for rule in used.values():
        checked = rule.as_of
        age = (plan.as_of.year - checked.year) * 12 + plan.as_of.month - checked.month
        if age > months:
            yield Finding(
                "FIN209",
                INFO,
                f"{rule.id} was last checked on {checked}, {age} months before the plan's day.",
                reference=plan.library.reference(rule),
                fix="check the rates and limits with the authority before relying on them",
            )
    for result in plan.incentives:
        if result.counted and result.explanation and result.explanation.unverified:
            articles = ", ".join(
                dict.fromkeys(one.article or one.rule for one in result.explanation.unverified)
            )
            decisive = result.explanation.amount_unverified
            yield Finding(
                "FIN208",
                WARNING if decisive else INFO,
                f"{result.scheme.name}: {'the amount rests' if decisive else 'conditions rest'} on"
                f" values nobody checked against their source ({articles}).",
                reference=plan.library.reference(result.scheme),
                fix=f"ask {result.scheme.authority}",
            )
    for rule_id, path in plan.library.theirs.items():
        own = plan.library.rules[rule_id]
        if rule_id in used or not isinstance(own, Scheme):
            yield Finding(
                "FIN210",
                INFO,
                f"The rule {rule_id} is your own ({path.name}).",
                reference=plan.library.reference(own),
            )
