from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date as Day

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.ecb import current_table
from borderless.finance.risk.currency_diffusion import degrees_of_freedom
from borderless.finance.risk.currency_paths import Method, Slot, month_of, path_sampler
from borderless.finance.risk.currency_slots import block_months
from borderless.finance.risk.history import Floats, MonthlyHistory, monthly_history

METHODS: tuple[Method, ...] = ("bootstrap", "gbm", "student_t")
LANES = 200_000


def ecb(*currencies: str, base: str = "EUR") -> MonthlyHistory:
    return monthly_history(current_table()[1], currencies, base)[0]


def sfc64(seed: int = 20261124) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(seed))


def made_up(returns: Floats, *currencies: str) -> MonthlyHistory:
    levels = np.exp(np.concatenate([np.zeros((1, returns.shape[1])), returns]).cumsum(axis=0))
    months = tuple(Day(2000 + month // 12, month % 12 + 1, 28) for month in range(len(levels)))
    return MonthlyHistory("EUR", currencies, months, levels)


def test_it_works() -> None:
    needed = {"USD": [6, 12], "PLN": [3], "EUR": [4]}
    sampler = path_sampler(ecb("USD", "PLN"), "bootstrap", needed)
    assert sampler.slots == (
        Slot(3, "PLN"),
        Slot(6, "USD"),
        Slot(12, "USD"),
        Slot(4, "EUR"),  # the base is certain, so it comes last
    )
    factors = sampler.draw(sfc64(), 1000)
    assert factors.shape == (4, 1000)
    assert factors.dtype == np.float64
    assert (factors[3] == 1).all()
    assert 0.7 < factors.min() < 0.95
    assert 1.05 < factors.max() < 1.5


@pytest.mark.parametrize("method", METHODS)
def test_the_mean_is_the_forward_rate(method: Method) -> None:
    """E[factor] = exp(differential × years), whatever the past's trend, within 4 errors."""
    needed = {"USD": range(1, 37), "PLN": [5, 18, 30], "GBP": [2, 36]}
    yearly = {"PLN": -0.03, "USD": -0.015}
    sampler = path_sampler(ecb("USD", "PLN", "GBP"), method, needed, differentials=yearly)
    factors = sampler.draw(sfc64(), LANES)
    forward = [np.exp(yearly.get(one.currency, 0) * one.month / 12) for one in sampler.slots]
    errors = factors.std(axis=1) / LANES**0.5
    assert (np.abs(factors.mean(axis=1) - forward) < 4 * errors).all()


@pytest.mark.parametrize("method", METHODS)
def test_moments_are_those_of_the_theory(method: Method) -> None:
    """Covariances of the logs, between months and currencies, within 5 standard errors."""
    needed = {"USD": [1, 7, 8, 24], "GBP": [3, 15], "NOK": range(1, 13), "SEK": [20]}
    sampler = path_sampler(ecb("USD", "GBP", "NOK", "SEK"), method, needed)
    logs = np.log(sampler.draw(sfc64(), LANES))
    logs -= logs.mean(axis=1, keepdims=True)
    exact = sampler.log_covariance()
    found = logs @ logs.T / LANES
    # The fourth moments give the error, since tails are not normal.
    errors = np.sqrt(((logs**2) @ (logs**2).T / LANES - found**2) / LANES)
    assert (np.abs(found - exact) < 5 * errors).all()
    assert np.linalg.eigvalsh(exact).min() > -1e-12


@pytest.mark.parametrize("method", METHODS)
def test_a_month_has_the_covariance_of_the_past(method: Method) -> None:
    history = ecb("USD", "NOK", "SEK")
    sampler = path_sampler(history, method, {"USD": [1], "NOK": [1], "SEK": [1]})
    past = np.cov(history.joint_returns, rowvar=False)
    places = [history.currencies.index(slot.currency) for slot in sampler.slots]
    n = len(history.joint_returns)
    # Blocks of L months are widened by n / (n - L), single months by n / (n - 1).
    wider = (n - 1) / (n - block_months(n)) if method == "bootstrap" else 1
    assert sampler.log_covariance() == pytest.approx(past[np.ix_(places, places)] * wider)


def test_a_bootstrap_path_is_made_of_the_past() -> None:
    """Whole blocks, the same months for all currencies: each draw is one of the sums."""
    returns = np.array([[0.01, 0.02], [-0.03, 0.01], [0.02, -0.04], [0.00, 0.01]] * 2)
    sampler = path_sampler(made_up(returns, "AAA", "BBB"), "bootstrap", {"AAA": [2], "BBB": [2]})
    assert block_months(8) == 2
    widened = (returns - returns.mean(axis=0)) * np.sqrt(8 / 6)
    sums = np.exp(widened + np.roll(widened, -1, axis=0))
    possible = sums / sums.mean(axis=0)
    drawn = sampler.draw(sfc64(), 500).T
    nearest = np.abs(drawn[:, None] - possible[None]).sum(axis=2).min(axis=1)
    assert nearest.max() < 1e-14


@pytest.mark.parametrize("method", METHODS)
def test_the_trend_of_the_past_is_not_carried_on(method: Method) -> None:
    rng = np.random.default_rng(7)
    noise = rng.normal(0, 0.02, (120, 1))
    needed = {"AAA": [24]}
    flat = path_sampler(made_up(noise, "AAA"), method, needed).draw(sfc64(), 2000)
    rising = path_sampler(made_up(noise + 0.01, "AAA"), method, needed).draw(sfc64(), 2000)
    assert rising == pytest.approx(flat, rel=1e-9)


def test_another_base_sees_the_same_scenarios() -> None:
    """Factors in NOK are the ratios of those in EUR, times one number for each month."""
    needed = {"USD": [5, 12], "PLN": [12]}
    euro = path_sampler(ecb("USD", "PLN", "NOK"), "bootstrap", needed | {"NOK": [5, 12]})
    krone = path_sampler(
        ecb("USD", "PLN", "EUR", base="NOK"), "bootstrap", needed | {"EUR": [5, 12]}
    )
    in_euro = dict(zip(euro.slots, euro.draw(sfc64(), 3000), strict=True))
    in_krone = dict(zip(krone.slots, krone.draw(sfc64(), 3000), strict=True))
    for month, currency in [(5, "USD"), (12, "USD"), (12, "PLN")]:
        crossed = in_euro[Slot(month, currency)] / in_euro[Slot(month, "NOK")]
        ratio = in_krone[Slot(month, currency)] / crossed
        assert np.ptp(ratio) < 1e-12
        assert abs(ratio.mean() - 1) < 0.02
    inverse = in_krone[Slot(12, "EUR")] * in_euro[Slot(12, "NOK")]
    assert np.ptp(inverse) < 1e-12


@pytest.mark.parametrize("method", ["gbm", "student_t"])
def test_another_base_has_the_same_crossed_covariance(method: Method) -> None:
    euro = path_sampler(ecb("USD", "NOK"), method, {"USD": [9], "NOK": [9]}).log_covariance()
    krone = path_sampler(ecb("USD", "EUR", base="NOK"), method, {"USD": [9]}).log_covariance()
    # Slots are NOK, USD: ln(USD in NOK) = ln(USD) - ln(NOK), both in EUR.
    cross = np.array([-1.0, 1.0])
    assert float(krone[0, 0]) == pytest.approx(float(cross @ euro @ cross))


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_is_the_same_to_the_bit_on_many_threads(method: Method) -> None:
    sampler = path_sampler(
        ecb("USD", "GBP", "PLN"), method, {"USD": range(1, 25), "GBP": [3], "PLN": [6, 18]}
    )

    def drawn(seed: int) -> bytes:
        return sampler.draw(sfc64(seed), 3001).tobytes()

    alone = [drawn(seed) for seed in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(drawn, range(8))) == alone
    assert len(set(alone)) == 8


def test_it_draws_into_what_is_given() -> None:
    sampler = path_sampler(ecb("USD"), "gbm", {"USD": [0, 1, 2]})
    out = np.full((3, 100), np.nan)
    assert sampler.draw(sfc64(), 100, out) is out
    assert np.array_equal(out, sampler.draw(sfc64(), 100))
    with pytest.raises(ValueError, match="float64"):
        sampler.draw(sfc64(), 100, np.empty((3, 99)))


def test_only_what_is_needed_is_drawn() -> None:
    history = ecb("USD", "GBP", "PLN")
    full = {one: range(1, 25) for one in ("USD", "GBP")}
    assert path_sampler(history, "gbm", full).normals(10) == 480
    # Monthly dollars and one payment in pounds: one number more, not 24.
    one_more = {"USD": range(1, 25), "GBP": [24]}
    assert path_sampler(history, "gbm", one_more).normals(10) == 250
    assert path_sampler(history, "bootstrap", full).normals(10) == 40  # 7 months a block
    assert path_sampler(history, "gbm", {"EUR": [3], "USD": [0]}).normals(10) == 0


@given(
    st.dictionaries(
        st.sampled_from(["USD", "GBP", "PLN", "SEK", "EUR"]),
        st.sets(st.integers(0, 60), max_size=6),
    ),
    st.sampled_from(METHODS),
)
def test_any_need_is_met(needed: dict[str, set[int]], method: Method) -> None:
    sampler = path_sampler(HISTORY, method, needed)
    wanted = {Slot(month, one) for one, months in needed.items() for month in months}
    assert len(sampler.slots) == len(wanted)
    assert set(sampler.slots) == wanted
    factors = sampler.draw(sfc64(), 33)
    assert factors.shape == (len(wanted), 33)
    assert (factors > 0).all()
    variances = np.diag(sampler.log_covariance())
    still = [not month or one == "EUR" for month, one in sampler.slots]
    assert (variances > 0).tolist() == [not one for one in still]


HISTORY = ecb("USD", "GBP", "PLN", "SEK")


@pytest.mark.parametrize("method", METHODS)
def test_pegs_and_currencies_held_constant(method: Method) -> None:
    """The lev moves as the euro does, the Georgian lari not at all; neither breaks the root."""
    history = ecb("BGN", "DKK", "EUR", "GEL", base="USD")
    sampler = path_sampler(
        history,
        method,
        {"BGN": [6], "DKK": [6], "EUR": [6], "GEL": [6]},
        differentials={"GEL": 0.1},
    )
    factors = dict(zip(sampler.slots, sampler.draw(sfc64(), 1000), strict=True))
    assert factors[Slot(6, "BGN")] == pytest.approx(factors[Slot(6, "EUR")], rel=1e-6)
    assert factors[Slot(6, "DKK")] == pytest.approx(factors[Slot(6, "EUR")], rel=0.02)
    assert (factors[Slot(6, "GEL")] == np.exp(0.05)).all()
    fixed = path_sampler(ecb("BGN"), method, {"BGN": [6]})
    assert fixed.normals(1) == 0
    assert (fixed.draw(sfc64(), 3) == 1).all()


def test_student_t_has_the_tails_of_the_past() -> None:
    history = ecb("PLN")
    degrees = degrees_of_freedom(history.joint_returns)
    assert 5 < degrees < 12

    def kurtosis(method: Method) -> float:
        (logs,) = np.log(path_sampler(history, method, {"PLN": [1]}).draw(sfc64(), LANES))
        return float(((logs - logs.mean()) ** 4).mean() / logs.var() ** 2)

    assert kurtosis("gbm") == pytest.approx(3, abs=0.05)
    assert kurtosis("student_t") == pytest.approx(3 + 6 / (degrees - 4), rel=0.1)


def test_degrees_of_freedom_stay_within_their_bounds() -> None:
    rng = np.random.default_rng(1)
    assert degrees_of_freedom(rng.uniform(-1, 1, (300, 2))) == 30
    assert degrees_of_freedom(rng.standard_cauchy((300, 2))) == 5


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (Day(2026, 10, 1), 0),
        (Day(2026, 11, 24), 0),
        (Day(2026, 11, 25), 1),
        (Day(2027, 1, 5), 1),
        (Day(2027, 1, 15), 2),
        (Day(2028, 11, 24), 24),
    ],
)
def test_the_month_of_a_day(day: Day, month: int) -> None:
    assert month_of(day, Day(2026, 11, 24)) == month


def test_what_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="before today"):
        path_sampler(ecb("USD"), "gbm", {"USD": [-1]})
    with pytest.raises(KeyError, match="PLN"):
        path_sampler(ecb("USD"), "gbm", {"PLN": [1]})
