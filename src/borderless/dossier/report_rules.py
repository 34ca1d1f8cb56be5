"""What the report says of the law: each incentive's conditions, and every rule that was used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.dossier.typography import file_name, web_address
from borderless.film.places import country_name
from borderless.film.rates import Quote
from borderless.finance.explain import GateExplained, StepExplained
from borderless.finance.incentives import IncentiveResult
from borderless.finance.plan import Plan
from borderless.finance.situation import NOTHING
from borderless.finding import Verdict
from borderless.rulebook.cited import Citation
from borderless.rulebook.library import Rule
from borderless.rulebook.scheme import Scheme

KIND_WORDS = {
    "incentive": "incentive",
    "fund": "fund",
    "treaty": "treaty or convention",
    "points": "points test",
    "aid": "ceiling of state aid",
    "governing": "which text governs",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the producers know that would settle a condition or an amount."""

    name: str
    asks: str


@dataclass(frozen=True, slots=True)
class SchemeCard:
    """An incentive or a fund as the report shows it."""

    result: IncentiveResult
    failed: tuple[GateExplained, ...]
    open: tuple[GateExplained, ...]
    held: tuple[GateExplained, ...]
    questions: tuple[Question, ...]
    steps: tuple[StepExplained, ...]
    """The steps that apply to the film."""
    idle: tuple[int, ...]
    """Numbers of the steps that do not."""
    rate: Quote | None
    """From the scheme's currency into the reporting one; `None` where they are one."""
    asked: Decimal | None
    """What the plan's sources ask of a fund, in the reporting currency."""
    rivals: tuple[str, ...]
    """Names of the schemes in the plan that it cannot stand beside."""


@dataclass(frozen=True, slots=True)
class RuleUsed:
    """A rule that the plan rests on."""

    id: str
    name: str
    kind: str
    version: Day | None
    as_of: Day | None
    standing: str
    """verified | partly verified | unverified"""
    stale: int
    """Months between its last check and the plan's day where that is too long, else 0."""
    theirs: str
    """The file's name, where the rule is the user's own."""
    sources: tuple[Citation, ...]


def scheme_card(plan: Plan, result: IncentiveResult) -> SchemeCard:
    """One incentive or fund, its conditions sorted by how the film meets them."""
    explanation = result.explanation
    gates = (
        [one for one in explanation.gates if one.asked is not Verdict.DOES_NOT]
        if (explanation)
        else []
    )

    def of(verdict: Verdict) -> tuple[GateExplained, ...]:
        return tuple(gate for gate in gates if gate.verdict is verdict)

    steps = explanation.steps if explanation else ()
    scheme = result.scheme
    quotes = plan.rates.quotes([scheme.currency], plan.currency)
    asked = [row.amount for row in plan.sources if row.source.fund == scheme.id]
    return SchemeCard(
        result,
        of(Verdict.DOES_NOT),
        of(Verdict.NOT_KNOWN),
        of(Verdict.QUALIFIES),
        tuple(_questions(plan, result)),
        tuple(step for step in steps if step.applies is not Verdict.DOES_NOT),
        tuple(step.number for step in steps if step.applies is Verdict.DOES_NOT),
        quotes[0] if quotes else None,
        sum((amount or NOTHING for amount in asked), NOTHING) if asked else None,
        tuple(_name(plan, rival) for rival in result.excluded_by),
    )


def _name(plan: Plan, rule_id: str) -> str:
    scheme = plan.library.scheme(rule_id)
    return scheme.name if scheme else rule_id


def _questions(plan: Plan, result: IncentiveResult) -> Iterable[Question]:
    if result.explanation is None:
        return
    asks = {one.fact: one.asks for one in result.scheme.asks}
    for name in result.explanation.missing:
        if name.startswith("test:"):
            test = plan.library.points(name.removeprefix("test:"))
            yield Question(
                name.removeprefix("test:"),
                f"Which points does the film earn in {test.name if test else name}?",
            )
        elif name in asks:
            yield Question(name, asks[name])
        else:
            vocabulary = plan.library.vocabulary
            word = vocabulary.fact.get(name) or vocabulary.figure.get(name)
            yield Question(name, word.says if word else name)


def incentives_by_country(plan: Plan) -> dict[str, list[SchemeCard]]:
    """Every incentive of the countries involved, by the country's name."""
    found: dict[str, list[SchemeCard]] = {}
    for result in plan.incentives:
        cards = found.setdefault(country_name(result.scheme.country), [])
        cards.append(scheme_card(plan, result))
    return found


def figure_name(plan: Plan, name: str) -> str:
    """A figure of a rule in words, up to the vocabulary's first pause; a fact by its own name."""
    word = plan.library.vocabulary.figure.get(name)
    if word is None:
        return name.removeprefix("test:").replace("_", " ")
    return re.split(r"[:;,]", word.says)[0]


def fact_says(plan: Plan, name: str) -> str:
    """What a fact means: as the vocabulary says it, or its name in words."""
    word = plan.library.vocabulary.fact.get(name)
    return word.says if word else name.replace("_", " ")


# --- rules used ----------------------------------------------------------------------------------


def rules_used(plan: Plan) -> tuple[RuleUsed, ...]:
    """Every rule that was read for this film, each once."""
    found: dict[str, RuleUsed] = {}

    def add(rule: Rule | None, version: Day | None = None) -> None:
        if rule is not None and rule.id not in found:
            found[rule.id] = _rule_used(plan, rule, version)

    for result in (*plan.incentives, *plan.funds):
        add(result.scheme, result.version.from_ if result.version else None)
        for gate in result.explanation.gates if result.explanation else ():
            for test_id in gate.tests:
                add(plan.library.points(test_id))
    for test in plan.official.tests:
        add(test.treaty)
        if test.points:
            add(test.points.test)
    if plan.official.tests:
        add(plan.library.governing())
    for aid in plan.aid:
        add(aid.ceiling)
    return tuple(found.values())


def _rule_used(plan: Plan, rule: Rule, version: Day | None) -> RuleUsed:
    checked: Day | None = getattr(rule, "as_of", None)
    months = 0
    if checked:
        months = (plan.as_of.year - checked.year) * 12 + plan.as_of.month - checked.month
    return RuleUsed(
        rule.id,
        getattr(rule, "name", "Which text governs a co-production"),
        KIND_WORDS[rule.rule],
        version,
        checked,
        _standing(rule),
        months if months > plan.library.settings.stale_after_months else 0,
        file_name(str(plan.library.theirs.get(rule.id, ""))),
        rule.source,
    )


def _standing(rule: Rule) -> str:
    status = getattr(rule, "status", None)
    if status is None:
        checked = [citation.verified for citation in rule.source]
        status = "verified" if checked and all(checked) else "partly" if any(checked) else "un"
        status = "unverified" if status == "un" else status
    return "partly verified" if status == "partly" else str(status)


def address_of(citation: Citation) -> str:
    """Where the text can be read, if that is an address a reader may safely follow."""
    return web_address(citation.url)


def form_of(scheme: Scheme) -> str:
    """The form of the benefit in words, such as cash rebate or tax credit."""
    return scheme.kind.value.replace("_", " ")
