"""Receipts that have not come yet: where a gross is taken to come from, and the three cases."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from random_schedules import START, compiled
from told_contracts import paid, totals

from borderless.film.model import PinnedRates
from borderless.film.rates import rates_for
from borderless.film.recoupment import Recoupment
from borderless.film.takings import Estimate
from borderless.finance.recoupment.incomes import Exchange
from borderless.finance.recoupment.simulate import (
    expected,
    incomes_of_estimates,
    incomes_of_gross,
)

TIER = """
[[recoupment.tier]]
name = "all"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
"""
AGENT = '[[recoupment.agent]]\nname = "Agent"\ncommission = 0.2\nexpenses = 0\n'
DEAL = '[[recoupment.deal]]\nname = "Angel"\nterritories = ["DK"]\nfee = 0.25\ncosts = 0\n'


def test_a_gross_goes_through_the_one_deal_there_is(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, DEAL + TIER, gross="1000")
    assert totals(waterfall) == {"Angel": "250.00", "Producer": "750.00"}
    assert "receipts of Angel" in waterfall.basis


def test_else_through_the_agent(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, DEAL + AGENT + TIER, gross="1000")
    assert totals(waterfall) == {"Agent": "200.00", "Producer": "800.00"}
    assert "sales of Agent" in waterfall.basis


def test_else_straight_into_the_account(tmp_path: Path) -> None:
    two = DEAL + DEAL.replace("Angel", "Other").replace("DK", "SE")
    waterfall = paid(tmp_path, two + TIER, gross="1000")
    assert totals(waterfall) == {"Producer": "1000.00"}
    assert "into the account" in waterfall.basis


def test_with_estimates_it_is_spread_as_they_are(tmp_path: Path) -> None:
    sales = "territory,low,mid,high\nDK,100,300,500\nFR,100,700,900\n"
    waterfall = paid(tmp_path, DEAL + AGENT + TIER, sales=sales, gross="1000")
    # Denmark 300: Angel 75, then 225 through the agent, as France's 700.
    assert totals(waterfall) == {"Angel": "75.00", "Agent": "185.00", "Producer": "740.00"}
    assert not waterfall.cases


def test_a_gross_comes_when_all_money_is_put_in(tmp_path: Path) -> None:
    tier = """
[[recoupment.tier]]
name = "loan"
[[recoupment.tier.claim]]
party = "Bank"
drawn = [{ date = 2025-01-01, amount = 100 }, { date = 2025-12-31, amount = 100 }]
interest = { rate = 0.1 }
"""
    waterfall = paid(tmp_path, tier + TIER, gross="1000")
    assert waterfall.settlement.incomes[0].day.isoformat() == "2025-12-31"
    assert totals(waterfall)["Bank"] == "209.97"  # 364 days of interest on the first 100


def test_low_mid_and_high_of_the_estimates(tmp_path: Path) -> None:
    sales = "territory,low,mid,high,chance,months\nDK,100,300,500,1,3\nFR,100,700,900,0.2,9\n"
    waterfall = paid(tmp_path, TIER, sales=sales)
    received = {case: str(one.received) for case, one in waterfall.cases.items()}
    assert received == {"low": "200.00", "mid": "1000.00", "high": "1400.00"}
    assert [str(one.day) for one in waterfall.settlement.incomes] == ["2025-04-01", "2025-10-01"]
    assert waterfall.day == waterfall.settlement.incomes[-1].day


def test_receipts_come_before_estimates(tmp_path: Path) -> None:
    sales = "territory,low,mid,high\nDK,100,300,500\n"
    waterfall = paid(tmp_path, TIER, "date,amount\n2025-03-01,77\n", sales)
    assert not waterfall.simulated
    assert totals(waterfall) == {"Producer": "77.00"}
    assert waterfall.cases == {}


def test_an_estimate_of_a_deal_beside_the_account_is_left_out() -> None:
    recoupment = Recoupment.model_validate(
        {"deal": [{"name": "DR", "territories": ["DK"], "outside": True}]}
    )
    amount = {"low": 1, "mid": 2, "high": 3, "currency": "EUR"}
    beside = Estimate.model_validate({"territory": "DK", **amount})
    inside = Estimate.model_validate({"territory": "FR", **amount})
    found, apart = expected(recoupment, compiled(recoupment), [beside, inside])
    assert [one.estimate for one in found] == [inside]
    assert apart == [beside]


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 36)), min_size=1, max_size=6),
    st.integers(1, 10**9),
)
def test_no_cent_is_lost_when_money_is_spread(rows: list[tuple[int, int]], gross: int) -> None:
    recoupment = Recoupment.model_validate({"deal": [{"name": "A", "territories": ["DK"]}]})
    structure = compiled(recoupment)
    exchange = Exchange(rates_for(PinnedRates(), START, today=START)[0], START)
    estimates = [
        Estimate.model_validate(
            {
                "territory": "DK" if number % 2 else "FR",
                "low": Decimal(mid) / 100,
                "mid": Decimal(mid) / 100,
                "high": Decimal(mid) / 100,
                "currency": "EUR",
                "over": over,
            }
        )
        for number, (mid, over) in enumerate(rows)
    ]
    found, _ = expected(recoupment, structure, estimates)
    incomes = incomes_of_estimates(found, structure, exchange, "mid")
    assert sum(one.amount for one in incomes) == sum(one.mid for one in estimates)
    whole = Decimal(gross) / 100
    spread, _ = incomes_of_gross(whole, recoupment, structure, found, exchange)
    assert sum(one.amount for one in spread) == whole
