"""The optimum is the best of every placement, tried one by one with `evaluate`."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from small_films import AS_OF, Case, best_by_brute_force, cases

from borderless.finance.placement import Outcome, Search, optimise


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_nothing_is_better_than_the_answer(case: Case) -> None:
    truth = best_by_brute_force(case)
    answer, _ = optimise(
        case.film, case.library, as_of=AS_OF, search=Search(gap=0.0, frontier=False)
    )
    assert answer is not None
    if math.isinf(truth):
        assert answer.outcome is Outcome.IMPOSSIBLE
        return
    assert answer.outcome is Outcome.PROVED
    assert answer.after is not None
    if answer.held:
        assert float(answer.after.net) >= truth - 0.02
        return
    tolerance = 0.05 + 1e-9 * abs(truth)
    assert answer.objective == pytest.approx(truth, abs=tolerance)
    assert float(answer.after.net) == pytest.approx(truth, abs=tolerance)
