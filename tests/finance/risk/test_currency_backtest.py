from __future__ import annotations

from datetime import date as Day
from math import sqrt

import numpy as np
import pytest

from borderless.film.ecb import current_table
from borderless.finance.risk.backtest import Backtest, Coverage, backtest
from borderless.finance.risk.currency_paths import Method
from borderless.finance.risk.hedge import Exposure
from borderless.finance.risk.history import Floats, MonthlyHistory, monthly_history
from borderless.finding import Finding

METHODS: tuple[Method, ...] = ("bootstrap", "gbm", "student_t")


def ecb(*currencies: str) -> MonthlyHistory:
    return monthly_history(current_table()[1], currencies, "EUR")[0]


def made_up(returns: Floats) -> MonthlyHistory:
    levels = np.exp(np.concatenate([[0.0], returns]).cumsum())[:, None]
    months = tuple(Day(1900 + month // 12, month % 12 + 1, 28) for month in range(len(levels)))
    return MonthlyHistory("EUR", ("AAA",), months, levels)


def replayed(
    history: MonthlyHistory,
    flows: list[Exposure],
    method: Method = "bootstrap",
    *,
    scenarios: int = 500,
    seed: int = 0,
) -> tuple[Backtest, list[Finding]]:
    rates = dict(zip(history.currencies, history.levels[-1].tolist(), strict=True))
    found, doubts = backtest(history, flows, rates, method=method, scenarios=scenarios, seed=seed)
    assert found is not None
    return found, doubts


def test_it_works() -> None:
    history = ecb("USD", "PLN")
    flows = [Exposure("USD", 12, 1e6), Exposure("PLN", 6, -2e6), Exposure("EUR", 3, 1e6)]
    found, _ = replayed(history, flows)
    # 24 months of returns before the first start, 12 months after the last one.
    assert found.starts[0].month == Day(2001, 1, 31)
    assert found.starts[-1].month == history.months[-13]
    assert len(found.starts) == 334 - 24 - 12
    assert found.windows == pytest.approx(298 / 12)
    assert [one.band for one in found.coverage] == [0.5, 0.8, 0.95]
    assert set(found.currencies) == {"USD", "PLN"}
    assert list(found.eras) == [(2001, 2007), (2008, 2012), (2013, 2019), (2020, 2025)]
    assert sum(by[0].starts for by in found.eras.values()) == 298
    for start in found.starts:
        (low50, high50), (low80, high80), (low95, high95) = start.bands
        assert low95 <= low80 <= low50 <= high50 <= high80 <= high95
        assert 0 <= start.place <= 1


def test_reality_is_what_the_ecb_says() -> None:
    """Amounts are worth at each start what they are worth today; then the rates move them."""
    history = ecb("USD")
    found, _ = replayed(history, [Exposure("USD", 12, 1e6), Exposure("USD", 3, 5e5)])
    start = next(one for one in found.starts if one.month == Day(2007, 12, 31))
    today = history.levels[-1, 0]
    assert start.planned == pytest.approx(1.5e6 * today)
    # 1 EUR was 1.4721, 1.5812 and 1.3917 USD at the ends of 2007, of March and of 2008.
    assert start.realised == pytest.approx(
        today * (1e6 * 1.4721 / 1.3917 + 5e5 * 1.4721 / 1.5812), rel=1e-9
    )


def test_nothing_after_a_start_is_known_to_it() -> None:
    """Another future changes what came, and not one band."""
    history = ecb("USD", "GBP")
    flows = [Exposure("USD", 6, 1.0), Exposure("GBP", 12, 1.0)]
    later = history.levels.copy()
    cut = 200
    later[cut + 1 :] *= np.linspace(1, 3, len(later) - cut - 1)[:, None]
    other = MonthlyHistory("EUR", history.currencies, history.months, later)
    rates = {"USD": 1.0, "GBP": 1.0}
    one, _ = backtest(history, flows, rates, scenarios=300)
    two, _ = backtest(other, flows, rates, scenarios=300)
    assert one is not None
    assert two is not None
    known = [place for place, start in enumerate(one.starts) if start.month <= history.months[cut]]
    assert [one.starts[place].bands for place in known] == [
        two.starts[place].bands for place in known
    ]
    assert one.starts[known[-1]].realised != two.starts[known[-1]].realised


@pytest.mark.parametrize("method", METHODS)
def test_bands_hold_where_the_model_is_true(method: Method) -> None:
    """A hundred years of independent normal months: coverage is what the bands promise."""
    history = made_up(np.random.default_rng(5).normal(0, 0.025, 1200))
    found, doubts = replayed(history, [Exposure("AAA", 6, 1.0)], method, scenarios=400)
    for one in found.coverage:
        assert abs(one.share - one.band) < 2.5 * one.error
    assert doubts == []


def test_bands_that_are_too_narrow_are_told() -> None:
    """Two calm years and then eighty wild ones, of which the first hundred starts know nothing."""
    noise = np.random.default_rng(5).normal(0, 1, 324)
    growing = noise * 0.002 * np.exp(np.arange(324) / 40)
    found, doubts = replayed(made_up(growing), [Exposure("AAA", 3, 1.0)])
    assert found.coverage[1].too_narrow
    assert {one.code for one in doubts} == {"FIN878"}
    assert "The plan's 80 % band held reality from only" in doubts[1].message


def test_the_error_regards_overlap() -> None:
    found, _ = replayed(ecb("USD"), [Exposure("USD", 24, 1.0)])
    assert found.coverage[1].error == pytest.approx(sqrt(0.8 * 0.2 * 24 / 286))


@pytest.mark.parametrize("method", METHODS)
def test_the_ecb_history_holds_the_bands(method: Method) -> None:
    """Six currencies of European films over two years: within two standard errors."""
    currencies = ("USD", "GBP", "PLN", "SEK", "NOK", "CHF")
    history = ecb(*currencies)
    today = dict(zip(history.currencies, history.levels[-1].tolist(), strict=True))
    flows = [
        Exposure(one, month, 1 / today[one]) for one in currencies for month in (6, 12, 18, 24)
    ]
    found, doubts = replayed(history, flows, method, scenarios=1000)
    for one in found.coverage:
        assert abs(one.share - one.band) < 2 * one.error
    assert doubts == []


def test_the_same_seed_is_the_same_to_the_bit() -> None:
    flows = [Exposure("USD", 12, 1e6)]
    one, _ = replayed(ecb("USD"), flows, "gbm", seed=7)
    two, _ = replayed(ecb("USD"), flows, "gbm", seed=7)
    other, _ = replayed(ecb("USD"), flows, "gbm", seed=8)
    assert one.starts == two.starts
    assert one.starts != other.starts


def test_a_start_is_the_same_whatever_follows() -> None:
    history = ecb("USD")
    flows = [Exposure("USD", 12, 1e6)]
    whole, _ = backtest(history, flows, {"USD": 1.0}, scenarios=300)
    early, _ = backtest(history.until(Day(2015, 1, 1)), flows, {"USD": 1.0}, scenarios=300)
    assert whole is not None
    assert early is not None
    assert whole.starts[: len(early.starts)] == early.starts


def test_the_worst_miss() -> None:
    flows = [Exposure("GBP", 12, 1e6)]
    found, _ = replayed(ecb("GBP"), flows)
    worst = found.worst
    assert worst is not None
    assert worst.outside == max(start.outside for start in found.starts) > 0
    low, high = worst.bands[-1]
    assert not low <= worst.realised <= high


def test_a_peg_that_held_is_inside() -> None:
    """What cannot move lies in the middle of scenarios that do not move either."""
    found, _ = replayed(made_up(np.zeros(60)), [Exposure("AAA", 6, 1.0)])
    assert {start.place for start in found.starts} == {0.5}
    assert found.coverage[0].share == 1
    assert found.worst is None


def test_starts_whose_rates_are_not_known_are_left_out() -> None:
    """The ECB quoted no Icelandic króna from December 2008 to January 2018."""
    found, _ = replayed(ecb("ISK", "USD"), [Exposure("ISK", 12, 1e6), Exposure("USD", 24, 1e6)])
    early = [one.month for one in found.starts if one.month < Day(2018, 1, 1)]
    late = [one.month for one in found.starts if one.month >= Day(2018, 1, 1)]
    assert (early[0], early[-1]) == (Day(2001, 1, 31), Day(2007, 11, 30))
    assert (late[0], late[-1]) == (Day(2018, 2, 28), Day(2024, 10, 31))


def test_too_long_a_plan_cannot_be_replayed() -> None:
    found, (doubt,) = backtest(ecb("USD"), [Exposure("USD", 330, 1.0)], {"USD": 1.0})
    assert found is None
    assert doubt.code == "FIN877"


def test_few_windows_are_told() -> None:
    _, (doubt,) = replayed(ecb("USD"), [Exposure("USD", 120, 1.0)])
    assert doubt.code == "FIN877"
    assert doubt.figures == {"starts": "190", "horizon": "120", "windows": "1.6"}


def test_nothing_to_replay() -> None:
    assert backtest(ecb("USD"), [Exposure("EUR", 6, 1.0)], {}) == (None, [])


def test_coverage_is_a_share_of_starts() -> None:
    one = Coverage(0.8, 200, 130, 0.05)
    assert one.share == 0.65
    assert one.too_narrow
    assert not Coverage(0.8, 200, 145, 0.05).too_narrow
