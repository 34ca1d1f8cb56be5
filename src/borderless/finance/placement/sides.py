"""Today's structure and the one found, as plans that `explain` made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.model import Film
from borderless.finance.evaluate import evaluate
from borderless.finance.figures import film_facts, film_figures
from borderless.finance.incentives import IncentiveResult, reading_order
from borderless.finance.placement.answer import Claim, Side
from borderless.finance.placement.partners import partner_cost
from borderless.finance.placement.worth import discount, probability
from borderless.finance.plan import Places, Plan, make_plan, nowhere
from borderless.finance.situation import NOTHING, Situation
from borderless.finding import Finding
from borderless.rulebook.library import Library


def side_of(
    film: Film,
    library: Library,
    as_of: Day,
    currency: str,
    *,
    today: Situation | None = None,
    modelled: Mapping[str, float] | None = None,
    held: Mapping[str, str] | None = None,
    places: Places = nowhere,
) -> tuple[Side | None, list[Finding]]:
    """One structure as a plan, with what its promised money is worth.

    Args:
        film: the film as it is, or as it was rebuilt.
        library: the rulebook.
        as_of: the day rules and rates are read on.
        currency: the reporting currency.
        today: the film of today, by which partners are new; the film itself by default.
        modelled: the solver's own amounts, in the reporting currency.
        held: why schemes were held at today's amount.
        places: where parts of the film stand in the user's files.
    """
    plan, findings = make_plan(film, library, as_of=as_of, currency=currency, places=places)
    if plan is None:
        return None, findings
    situation = situation_of(plan)
    claims = tuple(
        _claim(
            situation, one, (modelled or {}).get(one.scheme.id), (held or {}).get(one.scheme.id, "")
        )
        for one in plan.incentives
        if one.counted and one.amount
    )
    certain = film.placement.certain_only
    claims = tuple(one for one in claims if not certain or one.result.verdict == "qualifies")
    old = situation if today is None else today
    wishes = {one.country: one for one in film.placement.partner}
    cost = sum(
        (
            partner_cost(old, country, wishes.get(country))
            for country in situation.countries
            if country != film.delegate
        ),
        NOTHING,
    )
    grants = granted(situation)
    expected = sum((claim.expected for claim in claims), NOTHING)
    budget = plan.summary.budget
    return Side(plan, budget, cost, claims, grants, budget + cost - grants - expected), findings


def situation_of(plan: Plan) -> Situation:
    """The film of a plan as finance sees it."""
    situation = Situation(plan.film, plan.rates, plan.library, plan.as_of, plan.currency)
    return replace(situation, official=plan.official.by_country)


def granted(situation: Situation) -> Decimal:
    """Typed public money of all who bring any, in the reporting currency."""
    return sum(
        (situation.public_aid(one, situation.currency) for one in situation.bringing), NOTHING
    )


def _claim(
    situation: Situation, result: IncentiveResult, modelled: float | None, held: str
) -> Claim:
    assert result.version is not None
    assert result.amount is not None
    return Claim(
        result,
        result.amount,
        probability(situation, result.scheme, result.version),
        discount(situation, result.version),
        modelled,
        held,
    )


def evaluated(situation: Situation, claim: Claim, other_incentives: Decimal) -> float:
    """The claim's net benefit by `evaluate`, in the scheme's currency: the second reading."""
    scheme, version = claim.result.scheme, claim.result.version
    assert version is not None
    aid = situation.convert(other_incentives, situation.currency, scheme.currency)
    figures = film_figures(situation, scheme, version, aid)
    words = situation.library.vocabulary.figure
    values: dict[str, float | int | None] = {
        name: 0.0 for name in version.figures() if name in words and words[name].if_missing
    }
    values |= {name: float(value) for name, value in figures.items()}
    found = evaluate(version, values, film_facts(situation, scheme, version))
    return float(found.net)


def by_evaluate(situation: Situation, claims: Sequence[Claim]) -> Iterator[tuple[Claim, Decimal]]:
    """Each claim with its amount by `evaluate` on a placement of the film, reporting currency.

    Schemes of a country are read in the plan's order, so that one deducts the other's money. One
    whose amount is not known is left out: nothing is counted for it.
    """
    given: dict[str, Decimal] = {}
    for claim in sorted(claims, key=lambda one: reading_order(one.result.scheme)):
        scheme = claim.result.scheme
        before = given.get(scheme.country, NOTHING)
        value = evaluated(situation, claim, before)
        if math.isnan(value):
            continue
        amount = situation.convert(Decimal(repr(value)), scheme.currency)
        given[scheme.country] = before + amount
        yield claim, amount


def expected_by_evaluate(situation: Situation, claims: Sequence[Claim]) -> float:
    """What the claims count for on another placement of the film, in the reporting currency."""
    return sum(
        float(amount * claim.probability * claim.discount)
        for claim, amount in by_evaluate(situation, claims)
    )
