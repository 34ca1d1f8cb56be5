"""Round scales: they reach around what they show, evenly, with few lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from borderless.dossier.marks import apart, figure
from borderless.dossier.scales import Scale, places_of, round_steps


@pytest.mark.parametrize(
    ("low", "high", "lines"),
    [
        (0, 5, [0, 1, 2, 3, 4, 5]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-3.1, 1.8, [-4, -3, -2, -1, 0, 1, 2]),
        (10, 11, [10, 10.2, 10.4, 10.6, 10.8, 11]),
    ],
)
def test_lines_are_round(low: float, high: float, lines: list[float]) -> None:
    assert round_steps(low, high) == lines


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_lines_reach_around_both_ends_and_are_few(low: float, span: float) -> None:
    assume(span == 0 or span > max(abs(low), 1) * 1e-3)
    lines = round_steps(low, low + span)
    near = max(abs(low), span, 1) * 1e-6
    assert lines[0] <= low + near
    assert lines[-1] >= low + span - near
    assert 2 <= len(lines) <= 8


def test_decimals_tell_the_lines_apart() -> None:
    assert places_of([0, 1, 2]) == 0
    assert places_of([0, 0.25, 0.5]) == 2


def test_pixels_and_values_are_each_other_s_inverse() -> None:
    scale = Scale(left=200, plot=400, across=856, low=-1, high=3)
    assert scale.pixel(-1) == 200
    assert scale.pixel(3) == 600
    assert scale.at(scale.pixel(0.7)) == pytest.approx(0.7)


def test_a_figure_has_a_true_minus_and_nothing_has_none() -> None:
    assert figure(-1234.5, 0).replace("\u202f", " ") == "−1 234"
    assert figure(-0.001, 2) == "0.00"


@given(st.lists(st.floats(0, 200), max_size=8))
def test_places_keep_their_order_and_their_distance(wanted: list[float]) -> None:
    placed = apart(wanted, 15, 0, 200)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    assert all(placed[after] - placed[before] >= 15 - 1e-6 for before, after in pairwise(order))
    assert all(-1e-6 <= at <= 200 + 1e-6 for at in placed)
