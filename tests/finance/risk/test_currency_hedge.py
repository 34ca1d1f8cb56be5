from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.ecb import current_table
from borderless.finance.risk.currency_paths import path_sampler
from borderless.finance.risk.hedge import Exposure, hedge
from borderless.finance.risk.history import MonthlyHistory, monthly_history

RATES = {"USD": 0.9, "PLN": 0.23, "GBP": 1.2, "GEL": 0.3}


def ecb(*currencies: str) -> MonthlyHistory:
    return monthly_history(current_table()[1], currencies, "EUR")[0]


HISTORY = ecb("USD", "PLN", "GBP")


def test_it_works() -> None:
    """A presale in dollars and the shoot in Poland: the dollars come first."""
    flows = [Exposure("USD", 18, 1_000_000), Exposure("PLN", 6, -400_000), Exposure("EUR", 3, 1e6)]
    found, doubts = hedge(flows, HISTORY, RATES)
    first, second = found.currencies
    assert (first.currency, second.currency) == ("USD", "PLN")
    assert first.net == pytest.approx(900_000)
    assert first.share > 0.9
    assert first.share + second.share == pytest.approx(1)
    assert found.advised == ("USD",)
    assert found.steps[0].left == pytest.approx(first.left) == pytest.approx(second.deviation)
    assert found.steps[0].removed == pytest.approx(1 - (first.left / found.deviation) ** 2)
    assert found.cost == 0
    assert found.assumed_parity == ("PLN", "USD")
    assert [one.code for one in doubts] == ["FIN876"]


def test_the_forward_follows_interest_parity() -> None:
    """Euro interest 2 % below the dollar's: dollars to come in a year are sold 2 % lower."""
    found, doubts = hedge(
        [Exposure("USD", 12, 1_000_000)], HISTORY, RATES, differentials={"USD": -0.02}
    )
    (forward,) = found.currencies[0].forwards
    assert forward.rate == pytest.approx(0.9 * exp(-0.02))
    assert found.cost == pytest.approx(900_000 * (1 - exp(-0.02)))
    assert (found.assumed_parity, doubts) == ((), [])
    # To pay them instead is the same rate, and a gain.
    paid, _ = hedge([Exposure("USD", 12, -1e6)], HISTORY, RATES, differentials={"USD": -0.02})
    assert paid.cost == pytest.approx(-found.cost)


def test_the_deviation_is_that_of_the_scenarios() -> None:
    flows = [Exposure("USD", 6, 4e5), Exposure("USD", 20, 6e5), Exposure("GBP", 9, -3e5)]
    found, _ = hedge(flows, HISTORY, RATES, method="gbm")
    sampler = path_sampler(HISTORY, "gbm", {"USD": [6, 20], "GBP": [9]})
    drawn = sampler.draw(np.random.Generator(np.random.SFC64(1)), 200_000)
    worth = {(one.month, one.currency): one.amount * RATES[one.currency] for one in flows}
    values = sum(row * worth[slot] for slot, row in zip(sampler.slots, drawn, strict=True))
    assert found.deviation == pytest.approx(float(np.std(values)), rel=0.01)


def test_one_flow_has_the_lognormal_deviation() -> None:
    found, _ = hedge([Exposure("GBP", 12, 1e6)], HISTORY, RATES, method="gbm")
    monthly = float(np.var(HISTORY.joint_returns[:, HISTORY.currencies.index("GBP")], ddof=1))
    assert found.deviation == pytest.approx(1.2e6 * sqrt(exp(12 * monthly) - 1))


def test_what_comes_in_and_goes_out_in_a_month_is_no_risk() -> None:
    found, _ = hedge([Exposure("USD", 6, 5e5), Exposure("USD", 6, -5e5)], HISTORY, RATES)
    assert found.deviation == 0
    assert found.advised == ()
    assert found.currencies[0].forwards == ()


def test_a_currency_that_offsets_others_is_left_open() -> None:
    """Pegged to the euro in one direction: hedging the smaller, opposite flow adds risk."""
    history = ecb("EUR", "DKK")
    dollars = monthly_history(current_table()[1], ["EUR", "DKK"], "USD")[0]
    assert history.currencies == ("DKK",)
    flows = [Exposure("EUR", 12, 1e6), Exposure("DKK", 12, -3e6)]
    found, _ = hedge(flows, dollars, {"EUR": 1.1, "DKK": 0.15})
    by = {one.currency: one for one in found.currencies}
    assert by["DKK"].share < 0
    assert by["DKK"].left > found.deviation
    assert found.steps[0].currency == "EUR"


def test_what_is_held_constant_is_named() -> None:
    history = ecb("USD", "GEL")
    found, _ = hedge([Exposure("USD", 6, 1e5), Exposure("GEL", 6, 1e6)], history, RATES)
    assert found.not_counted == ("GEL",)
    assert {one.currency: one.share for one in found.currencies} == {"USD": 1.0, "GEL": 0.0}
    assert found.advised == ("USD",)


def test_no_currency_no_risk() -> None:
    found, doubts = hedge([Exposure("EUR", 6, 1e5), Exposure("USD", 0, 1e5)], HISTORY, RATES)
    assert (found.deviation, found.currencies, found.steps, found.cost) == (0, (), (), 0)
    assert doubts == []


@given(
    st.lists(
        st.builds(
            Exposure,
            st.sampled_from(["USD", "PLN", "GBP"]),
            st.integers(1, 36),
            st.integers(-2_000_000, 2_000_000).map(float),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_shares_add_up_and_each_step_lowers_the_risk(flows: list[Exposure]) -> None:
    found, _ = hedge(flows, HISTORY, RATES)
    if found.deviation:
        assert sum(one.share for one in found.currencies) == pytest.approx(1)
        left = [found.deviation, *(step.left for step in found.steps)]
        assert left == sorted(left, reverse=True)
        assert found.steps[-1].left < 1e-6 * found.deviation
        assert all(step.removed >= 0.8 for step in found.steps[len(found.advised) - 1 :])
