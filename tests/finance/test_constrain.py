"""The third reading of a rule: what the model may reach is what `evaluate` says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from random_rules import FIGURES, film, schemes

from borderless.finance.constrain import Linear, LinearAlgebra, NotLinearError, constrain
from borderless.finance.evaluate import evaluate
from borderless.finance.linear_model import Affine, LinearModel
from borderless.finance.placement.solver import Solver
from borderless.rulebook.scheme import Scheme

UNIT = 1000.0


def extremes(
    scheme: Scheme, figures: dict[str, Decimal], facts: dict[str, Any]
) -> tuple[float, float]:
    """The most and the least that the model lets the benefit be, where figures are decisions.

    Money figures are columns that could be anything from 0 to 40m, then held at the film's values.
    """
    found = []
    for side in (1, -1):
        model = LinearModel()
        columns = {name: model.column(0.0, 40_000_000.0, name, scale=UNIT) for name in FIGURES}

        def read(algebra: LinearAlgebra, columns: dict[str, Affine] = columns) -> dict[str, Linear]:
            constants = {n: algebra.number(v) for n, v in figures.items() if n not in columns}
            return {**{n: algebra.of(c) for n, c in columns.items()}, **constants}

        made = constrain(model, scheme.version[0], read, facts, scale=UNIT, name="rule")
        model.objective = made.benefit.bound(model, side) * (-side / UNIT)
        for name, column in columns.items():
            value = float(figures[name])
            model.row(column, value, value, name)
        solved = Solver(model).run()
        assert solved.feasible
        assert solved.objective is not None
        found.append(solved.objective * -side * UNIT)
    return found[0], found[1]


def evaluated(scheme: Scheme, figures: dict[str, Decimal], facts: dict[str, Any]) -> float:
    return float(evaluate(scheme.version[0], {n: float(v) for n, v in figures.items()}, facts).net)


def is_steady(scheme: Scheme, figures: dict[str, Decimal], facts: dict[str, Any]) -> bool:
    """No condition turns within some cents of the film: there, float and tolerance may differ."""
    here = evaluated(scheme, figures, facts)
    for name in FIGURES:
        for step in (Decimal("-0.05"), Decimal("0.05")):
            near = {**figures, name: max(figures[name] + step, Decimal(0))}
            if abs(evaluated(scheme, near, facts) - here) > 1.0:
                return False
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(schemes(), film, st.sampled_from(["feature", "series"]))
def test_most_and_least_in_the_model_are_the_amount(
    scheme: Scheme, figures: dict[str, Decimal], format_: str
) -> None:
    facts = {"format": format_}
    assume(all(value == 0 or value > 1000 for name, value in figures.items() if name in FIGURES))
    assume(is_steady(scheme, figures, facts))
    truth = evaluated(scheme, figures, facts)
    try:
        most, least = extremes(scheme, figures, facts)
    except NotLinearError:
        return
    tolerance = 0.05 + 1e-9 * abs(truth)
    assert most == pytest.approx(truth, abs=tolerance)
    assert least == pytest.approx(truth, abs=tolerance)
