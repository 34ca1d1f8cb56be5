"""Whole runs: the same to the bit wherever they are done, stopped, and what they add up to."""

from __future__ import annotations

from threading import Event
from typing import Any

import numpy as np
import pytest
from small_models import START, certain, model, recoupment_risk, territory

from borderless.finance.risk.draws import Z10, Uncertainty
from borderless.finance.risk.risk import RiskResult, run_risk
from borderless.finance.risk.risk_model import Flow, IncentiveRisk, RiskModel, SourceRisk
from borderless.finance.risk.spread_out import CHUNKS_OF_A_BLOCK, Processes, blocks_of

SCHEDULE = {
    "tier": [
        {"name": "equity", "claim": [{"party": "Ada", "amount": 1000, "premium": "0.2"}]},
        {"name": "profit", "claim": [{"party": "Bo", "share": 1}]},
    ]
}


def film(**changes: Any) -> RiskModel:
    settings = certain(
        overspend=(-0.02, 0.02, 0.1), incentive_cut=0.05, incentive_delay=2.0, lanes=512, bins=512
    )
    return model(
        settings=changes.get("settings", settings),
        costs=(Flow(0, -1, 700.0), Flow(2, 0, 300.0)),
        sources=(
            SourceRisk("fund", 0.9, (Flow(0, -1, 500.0),)),
            SourceRisk("dollars", 0.8, (Flow(3, 1, 300.0),)),
        ),
        incentives=(IncentiveRisk("rebate", 0.9, (Flow(4, -1, 200.0),), (4.5,)),),
        needed={"PLN": [2], "USD": [3]},
        recoupment=recoupment_risk(SCHEDULE, (territory(1100.0),), days=(START,)),
    )


def figures(result: RiskResult) -> list[Any]:
    tallies = [result.gap, result.peak, result.gross, *result.balances]
    tallies += [party.paid for party in result.parties]
    found: list[Any] = [result.closes, result.overdrawn, result.contributions]
    for tally in tallies:
        assert tally is not None
        found += [tally.total, tally.squares, tally.counts.tolist(), tally.quantile(0.9)]
    return found + [party.by_day for party in result.parties]


def test_blocks_hold_every_scenario_once() -> None:
    blocks = blocks_of(10_000, 512)
    chunks = [chunk for block in blocks for chunk in block]
    assert [number for number, _ in chunks] == list(range(20))
    assert sum(keep for _, keep in chunks) == 10_000
    assert {len(block) for block in blocks[:-1]} == {CHUNKS_OF_A_BLOCK}


def test_one_process_and_two_give_the_same_bits() -> None:
    made, many = film(), 512 * CHUNKS_OF_A_BLOCK * 2 + 77
    alone = run_risk(made, many, 7, Processes(1))
    shared = run_risk(made, many, 7, Processes(2))
    assert alone is not None and shared is not None
    assert alone.scenarios == many
    assert figures(alone) == figures(shared)


def test_another_seed_gives_other_scenarios_and_the_same_law() -> None:
    first, second = (run_risk(film(), 20_000, seed, Processes(1)) for seed in (1, 2))
    assert first is not None and second is not None
    assert first.gap.total != second.gap.total
    error = (first.gap.deviation**2 + second.gap.deviation**2) ** 0.5 / 20_000**0.5
    assert abs(first.gap.mean - second.gap.mean) < 4 * error


def test_more_scenarios_begin_with_the_same_ones() -> None:
    few, many = (run_risk(film(), count, 7, Processes(1)) for count in (512, 1024))
    assert few is not None and many is not None
    assert (many.gap.counts >= few.gap.counts).all()


def test_a_run_that_is_cancelled_says_how_far_it_came() -> None:
    cancel = Event()
    seen: list[int] = []

    def watch(done: int, total: int) -> None:
        seen.append(done)
        cancel.set()

    many = 512 * CHUNKS_OF_A_BLOCK * 4
    result = run_risk(film(), many, 7, Processes(1), watch=watch, cancel=cancel)
    assert result is not None
    assert result.asked == many
    assert result.scenarios == seen[-1] == 512 * CHUNKS_OF_A_BLOCK


def test_a_run_that_is_cancelled_before_it_begins_has_no_result() -> None:
    cancel = Event()
    cancel.set()
    assert run_risk(film(), 1000, 7, Processes(1), cancel=cancel) is None


def test_the_mean_gap_is_what_arithmetic_says() -> None:
    """Costs at their mean factor, sources at their probabilities, the rebate less its cut."""
    result = run_risk(film(), 60_000, 3, Processes(1))
    assert result is not None
    overspend = _mean_overspend((0.98, 1.02, 1.1))
    kept = 0.9 * (
        1 - 0.05
    )  # a cut beyond the whole is cut off, which is rarer than one in a million
    mean = 1000 * overspend - 0.9 * 500 - 0.8 * 300 - kept * 200
    assert abs(result.gap.mean - mean) < 4 * result.gap.deviation / 60_000**0.5


def _mean_overspend(quantiles: tuple[float, float, float]) -> float:
    low, mid, high = quantiles
    z = np.random.default_rng(1).standard_normal(4_000_000)
    logs = z * np.where(z < 0, np.log(mid / low) / Z10, np.log(high / mid) / Z10)
    return float((mid * np.exp(logs)).mean())


def test_contributions_of_independent_uncertainties_sum_to_the_whole() -> None:
    """The gap adds up its parts, so what each contributes alone is what it contributes in all."""
    settings = certain(
        overspend=(-0.05, 0.0, 0.05), sources_together=0.0, lanes=4096, sensitivity=65_536
    )
    made = model(
        settings=settings,
        costs=(Flow(0, -1, 1000.0),),
        sources=(SourceRisk("fund", 0.5, (Flow(0, -1, 100.0),)),),
    )
    result = run_risk(made, 4096 * 16, 5, Processes(1))
    assert result is not None
    found = {one.uncertainty: one for one in result.contributions}
    fund = 100.0**2 * 0.25
    z = np.random.default_rng(2).standard_normal(2_000_000)
    logs = z * np.where(z < 0, np.log(1 / 0.95) / Z10, np.log(1.05) / Z10)
    cost = float((1000.0 * np.exp(logs)).var())
    whole = fund + cost
    assert found[Uncertainty.SOURCES].total == pytest.approx(fund / whole, abs=0.02)
    assert found[Uncertainty.OVERSPEND].first == pytest.approx(cost / whole, abs=0.03)
    assert found[Uncertainty.CURRENCY].total == pytest.approx(0.0, abs=1e-9)
    assert sum(one.total for one in found.values()) == pytest.approx(1.0, abs=0.03)


def test_a_certain_plan_has_no_contributions() -> None:
    result = run_risk(model(costs=(Flow(0, -1, 10.0),)), 1000, 1, Processes(1))
    assert result is not None
    assert result.contributions == ()
    assert result.closes.value == 0.0


def test_memory_does_not_grow_with_the_scenarios() -> None:
    few, many = (run_risk(film(), count, 7, Processes(1)) for count in (1000, 30_000))
    assert few is not None and many is not None
    assert few.gap.counts.nbytes == many.gap.counts.nbytes
    assert len(few.balances) == len(many.balances)
