"""Conditions asked of a film outside a scheme: in treaties and in state-aid ceilings."""

from __future__ import annotations

from decimal import Decimal

from borderless.finance.explain import ExactAlgebra
from borderless.finance.figures import film_fact
from borderless.finance.reading import Fact, Reader
from borderless.finance.situation import Situation
from borderless.rulebook.conditions import Condition


def condition_outcome(
    situation: Situation, condition: Condition, country: str | None = None
) -> bool | None:
    """Whether a condition holds for the film, as a country sees it; `None` where not known.

    Money figures are in the reporting currency; only the total cost and the running time are
    answered here, and facts from the film.
    """
    figures: dict[str, Decimal | None] = {
        "spend_total": situation.cost,
        "minutes": situation.film.minutes,
    }
    facts: dict[str, Fact] = {
        name: film_fact(situation, country or situation.film.delegate, name)
        for name in condition.facts()
    }
    true, false = Reader[Decimal | None](ExactAlgebra(), figures, facts, None).holds(condition)
    return True if true else False if false else None
