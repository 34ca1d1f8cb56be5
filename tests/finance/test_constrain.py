"""The third reading of a rule: what the model may reach is what `evaluate` says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from random_rules import FIGURES, film, schemes

from borderless.finance.constrain import Linear, LinearAlgebra, NotLinearError, constrain
from borderless.finance.evaluate import evaluate
from borderless.finance.linear_model import Affine, LinearModel
from borderless.finance.placement.solver import Solver
from borderless.rulebook.library import Library, load
from borderless.rulebook.scheme import Scheme, Version

UNIT = 1000.0


def extremes(
    version: Version,
    figures: dict[str, Decimal],
    facts: dict[str, Any],
    decided: Sequence[str] = FIGURES,
) -> tuple[float, float]:
    """The most and the least that the model lets the benefit be, where figures are decisions.

    The decided figures are columns that could be anything from 0 to 40m, then held at the film's
    values.
    """
    found = []
    for side in (1, -1):
        model = LinearModel()
        columns = {name: model.column(0.0, 40_000_000.0, name, scale=UNIT) for name in decided}

        def read(algebra: LinearAlgebra, columns: dict[str, Affine] = columns) -> dict[str, Linear]:
            constants = {n: algebra.number(v) for n, v in figures.items() if n not in columns}
            return {**{n: algebra.of(c) for n, c in columns.items()}, **constants}

        made = constrain(model, version, read, facts, scale=UNIT, name="rule")
        model.objective = made.benefit.bound(model, side) * (-side / UNIT)
        for name, column in columns.items():
            value = float(figures[name])
            model.row(column, value, value, name)
        solved = Solver(model).run()
        assert solved.feasible
        assert solved.objective is not None
        found.append(solved.objective * -side * UNIT)
    return found[0], found[1]


def evaluated(version: Version, figures: dict[str, Decimal], facts: dict[str, Any]) -> float:
    return float(evaluate(version, {n: float(v) for n, v in figures.items()}, facts).net)


def is_steady(
    version: Version,
    figures: dict[str, Decimal],
    facts: dict[str, Any],
    decided: Sequence[str] = FIGURES,
) -> bool:
    """No condition turns within some cents of the film: there, float and tolerance may differ."""
    here = evaluated(version, figures, facts)
    for name in decided:
        for step in (Decimal("-0.05"), Decimal("0.05")):
            near = {**figures, name: max(figures[name] + step, Decimal(0))}
            if abs(evaluated(version, near, facts) - here) > 1.0:
                return False
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(schemes(), film, st.sampled_from(["feature", "series"]))
def test_most_and_least_in_the_model_are_the_amount(
    scheme: Scheme, figures: dict[str, Decimal], format_: str
) -> None:
    facts = {"format": format_}
    assume(all(value == 0 or value > 1000 for name, value in figures.items() if name in FIGURES))
    version = scheme.version[0]
    assume(is_steady(version, figures, facts))
    truth = evaluated(version, figures, facts)
    try:
        most, least = extremes(version, figures, facts)
    except NotLinearError:
        return
    tolerance = 0.05 + 1e-9 * abs(truth)
    assert most == pytest.approx(truth, abs=tolerance)
    assert least == pytest.approx(truth, abs=tolerance)


# --- the rulebook's own schemes ------------------------------------------------------------------

HELD = {"gb-avec", "it-tc-international"}
"""Schemes that scale one amount by the ratio of two others, which no linear model can say."""


@cache
def the_library() -> Library:
    return load()[0]


@pytest.mark.parametrize("scheme_id", [one.id for one in the_library().incentives()])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_scheme_is_in_the_model_or_held(scheme_id: str, data: st.DataObject) -> None:
    library = the_library()
    scheme = library.scheme(scheme_id)
    assert scheme is not None
    words = library.vocabulary.figure
    kinds = st.sampled_from(["fiction", "documentary", "animation"])
    formats = st.sampled_from(["feature", "short", "single", "series"])
    for version in scheme.version:
        drawn = {
            "money": st.sampled_from([Decimal(0)]) | st.decimals(1000, 40_000_000, places=2),
            "share": st.decimals(0, 1, places=2),
            "count": st.decimals(1, 200, places=0),
            "score": st.decimals(0, 100, places=0),
        }
        figures = {name: data.draw(drawn[words[name].unit]) for name in version.figures()}
        decided = [name for name in figures if words[name].unit == "money"]
        facts: dict[str, Any] = {name: data.draw(st.booleans()) for name in version.facts()}
        facts |= {"format": data.draw(formats), "kind": data.draw(kinds)}
        facts["coproducing_countries"] = data.draw(st.sampled_from(["one", "two", "many"]))
        if not is_steady(version, figures, facts, decided):
            continue
        truth = evaluated(version, figures, facts)
        try:
            most, least = extremes(version, figures, facts, decided)
        except NotLinearError:
            assert scheme_id in HELD
            continue
        tolerance = 0.1 + 1e-9 * abs(truth)
        assert most == pytest.approx(truth, abs=tolerance)
        assert least == pytest.approx(truth, abs=tolerance)
