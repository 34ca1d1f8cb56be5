"""Counts of outcomes: quantiles and their errors, and that chunks can be added in any grouping."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.finance.risk.tally import Bins, Tally, together


def normal(many: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(many) * 1000.0 + 5000.0


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_quantile_is_within_its_error_of_the_sample_s_own(share: float) -> None:
    values = normal(50_000)
    tally = Tally.of(values, Bins.around(values[:2000], 8192))
    exact = float(np.quantile(values, share))
    assert abs(tally.quantile(share) - exact) < 0.2 * tally.quantile_error(share)


def test_the_error_of_a_quantile_is_that_of_theory() -> None:
    values = normal(100_000)
    tally = Tally.of(values, Bins.around(values, 8192))
    z = NormalDist()
    for share in (0.1, 0.5, 0.9):
        density = z.pdf(z.inv_cdf(share)) / 1000.0
        theory = (share * (1 - share) / 100_000) ** 0.5 / density
        assert tally.quantile_error(share) == pytest.approx(theory, rel=0.1)


def test_mean_and_deviation() -> None:
    values = normal(20_000)
    tally = Tally.of(values, Bins.around(values, 512))
    assert tally.mean == pytest.approx(values.mean())
    assert tally.deviation == pytest.approx(values.std())
    assert (tally.least, tally.most) == (values.min(), values.max())


def test_a_value_that_never_changes() -> None:
    values = np.full(1000, 7.0)
    tally = Tally.of(values, Bins.around(values, 64))
    assert tally.quantile(0.05) == tally.quantile(0.95) == 7.0
    assert tally.quantile_error(0.5) == 0.0
    edges, shares = tally.coarse(10)
    assert edges[0] < 7.0 < edges[-1]
    assert sum(shares) == pytest.approx(1.0)


def test_what_lies_beyond_the_bins_is_counted_at_their_ends() -> None:
    bins = Bins(0.0, 1.0, 10)
    tally = Tally.of(np.array([-100.0, 5.5, 1000.0]), bins)
    assert tally.scenarios == 3
    assert tally.counts[0] == tally.counts[5] == tally.counts[9] == 1
    assert tally.quantile(0.0) >= -100.0
    assert tally.quantile(1.0) <= 1000.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=60), st.integers(1, 58))
def test_chunks_add_up_to_the_whole(values: list[float], cut: int) -> None:
    whole = np.array(values)
    bins = Bins.around(whole, 32)
    cut = min(cut, len(values) - 1)
    parts = [{"gap": Tally.of(part, bins)} for part in (whole[:cut], whole[cut:])]
    added = together(*parts)["gap"]
    direct = Tally.of(whole, bins)
    assert (added.counts == direct.counts).all()
    assert added.quantile(0.5) == direct.quantile(0.5)
    assert added.below(float(np.median(whole))) == direct.below(float(np.median(whole)))


def test_a_drawn_histogram_has_an_edge_at_nothing() -> None:
    values = normal(20_000) - 4000.0
    edges, shares = Tally.of(values, Bins.around(values, 4096)).coarse(20)
    assert 0.0 in edges
    missing = sum(s for low, s in zip(edges, shares, strict=False) if low >= 0.0)
    assert missing == pytest.approx((values > 0).mean(), abs=0.002)
    assert sum(shares) == pytest.approx(1.0)
