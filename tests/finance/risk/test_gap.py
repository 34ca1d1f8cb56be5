"""The gap and the balance of a scenario, held to figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import certain, model

from borderless.finance.risk.chunk import GAP, PEAK, ChunkRunner, balance_name
from borderless.finance.risk.draws import IncentiveDraws
from borderless.finance.risk.gap import Drawn, balances_of, gap_of
from borderless.finance.risk.risk_model import Flow, IncentiveRisk, SourceRisk


def test_a_plan_in_which_nothing_goes_wrong_is_the_plan() -> None:
    made = model(
        costs=(Flow(0, -1, 600.0), Flow(2, -1, 400.0)),
        sources=(SourceRisk("fund", 1.0, (Flow(0, -1, 500.0), Flow(3, -1, 300.0))),),
        incentives=(IncentiveRisk("rebate", 1.0, (Flow(5, -1, 200.0),), (5.5,)),),
        periods=8,
    )
    found, _ = ChunkRunner(made, 1).outcomes(0, 100)
    assert found[GAP] == pytest.approx(np.zeros(100))
    assert found[PEAK] == pytest.approx(np.full(100, 500.0))
    balances = [found[balance_name(period)][0] for period in range(8)]
    assert balances == pytest.approx([-100, -100, -500, -200, -200, 0, 0, 0])


def test_a_scenario_by_hand() -> None:
    """1000 of cost, 10 % overspent; a source in dollars at 1.2 stands, another falls; the rebate
    of 200 loses a tenth and comes three months late."""
    made = model(
        costs=(Flow(0, -1, 1000.0),),
        sources=(
            SourceRisk("dollars", 0.9, (Flow(1, 0, 500.0),)),
            SourceRisk("gone", 0.5, (Flow(1, -1, 300.0),)),
        ),
        incentives=(IncentiveRisk("rebate", 0.9, (Flow(2, -1, 200.0),), (2.5,)),),
        periods=8,
        needed={"USD": [1]},
    )
    drawn = Drawn(
        np.array([[1.2]]),
        np.array([1.1]),
        np.array([[True], [False]]),
        IncentiveDraws(np.array([[0.9]]), np.array([[3.0]])),
    )
    assert gap_of(made, drawn)[0] == pytest.approx(1100 - 600 - 180)
    balances = balances_of(made, drawn)[:, 0]
    assert balances == pytest.approx([-1100, -500, -500, -500, -500, -320, -320, -320])


def test_money_that_comes_after_the_last_period_closes_the_gap_but_not_the_balance() -> None:
    made = model(
        costs=(Flow(0, -1, 100.0),),
        incentives=(IncentiveRisk("rebate", 1.0, (Flow(3, -1, 100.0),), (3.5,)),),
        periods=4,
    )
    drawn = Drawn(
        np.empty((0, 1)),
        np.ones(1),
        np.ones((0, 1), bool),
        IncentiveDraws(np.ones((1, 1)), np.full((1, 1), 40.0)),
    )
    assert gap_of(made, drawn)[0] == 0.0
    assert balances_of(made, drawn)[-1, 0] == -100.0


def test_a_currency_without_a_slot_does_not_move() -> None:
    made = model(
        settings=certain(),
        costs=(Flow(0, -1, 100.0), Flow(1, 0, 100.0)),
        needed={"USD": [12]},
        periods=2,
    )
    found, _ = ChunkRunner(made, 1).outcomes(0, 2048)
    assert found[balance_name(0)] == pytest.approx(np.full(2048, -100.0))
    assert found[balance_name(1)].std() > 1.0
