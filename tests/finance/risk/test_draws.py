"""What is drawn has the quantiles, probabilities and correlations that the settings give."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import START, certain, model, recoupment_risk, territory

from borderless.finance.risk import draws
from borderless.finance.risk.draws import Uncertainty, generator
from borderless.finance.risk.risk_model import IncentiveRisk, SourceRisk

MANY = 200_000


def test_overspend_has_its_three_quantiles() -> None:
    settings = certain(overspend=(-0.02, 0.01, 0.15))
    drawn = draws.overspend(model(settings=settings), generator(1, 0, Uncertainty.OVERSPEND), MANY)
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([0.98, 1.01, 1.15], abs=0.002)


def test_a_certain_cost_is_certain() -> None:
    drawn = draws.overspend(model(), generator(1, 0, Uncertainty.OVERSPEND), 100)
    assert (drawn == 1.0).all()


def test_sources_stand_as_often_as_they_should_and_fall_together() -> None:
    made = model(
        settings=certain(sources_together=0.5),
        sources=(SourceRisk("A", 0.9, ()), SourceRisk("B", 0.6, ()), SourceRisk("C", 1.0, ())),
    )
    stands = draws.sources(made, generator(3, 0, Uncertainty.SOURCES), MANY)
    assert stands.mean(axis=1) == pytest.approx([0.9, 0.6, 1.0], abs=0.005)
    both = (stands[0] & stands[1]).mean()
    assert both > 0.9 * 0.6 + 0.02  # apart they would stand together in 54 % of the scenarios


def test_incentives_are_refused_cut_and_late() -> None:
    made = model(
        settings=certain(incentive_cut=0.05, incentive_delay=4.0),
        incentives=(IncentiveRisk("rebate", 0.8, (), ()),),
    )
    drawn = draws.incentives(made, generator(3, 0, Uncertainty.INCENTIVES), MANY)
    granted = drawn.kept[0] > 0
    assert granted.mean() == pytest.approx(0.8, abs=0.005)
    assert drawn.kept[0][granted].mean() == pytest.approx(0.95, abs=0.002)
    assert drawn.delay[0].mean() == pytest.approx(4.0, rel=0.02)


def test_sales_have_the_quantiles_of_the_estimate() -> None:
    # low 50, middle 100, high 400 thousand: two spreads, one on either side.
    z10 = draws.Z10
    france = territory(100.0, below=float(np.log(2)) / z10, above=float(np.log(4)) / z10)
    made = model(recoupment=recoupment_risk(_schedule(), (france,), days=(START,)))
    sold = draws.sales(made, generator(5, 0, Uncertainty.SALES), MANY)
    assert np.quantile(sold.amount[0], [0.1, 0.5, 0.9]) == pytest.approx([50, 100, 400], rel=0.02)


def test_a_territory_may_not_sell_and_a_hit_takes_more() -> None:
    france = territory(100.0, below=0.0, above=0.0, sells=0.7, hit=0.1, multiple=3.0)
    made = model(recoupment=recoupment_risk(_schedule(), (france,), days=(START,)))
    sold = draws.sales(made, generator(5, 0, Uncertainty.SALES), MANY).amount[0]
    assert (sold == 0).mean() == pytest.approx(0.3, abs=0.005)
    assert np.isclose(sold, 300.0).mean() == pytest.approx(0.07, abs=0.005)


def test_territories_succeed_together() -> None:
    both = (territory(100.0), territory(100.0))
    made = model(
        settings=certain(sales_together=0.4),
        recoupment=recoupment_risk(_schedule(), both, days=(START,)),
    )
    sold = draws.sales(made, generator(5, 0, Uncertainty.SALES), MANY).amount
    assert np.corrcoef(np.log(sold))[0, 1] == pytest.approx(0.4, abs=0.01)


def test_each_uncertainty_has_a_stream_of_its_own() -> None:
    first = generator(7, 3, Uncertainty.SOURCES).random(4)
    assert (first == generator(7, 3, Uncertainty.SOURCES).random(4)).all()
    for other in (
        generator(8, 3, Uncertainty.SOURCES),
        generator(7, 4, Uncertainty.SOURCES),
        generator(7, 3, Uncertainty.SALES),
        generator(7, 3, Uncertainty.SOURCES, 1),
    ):
        assert (first != other.random(4)).all()


def _schedule() -> dict[str, object]:
    return {"tier": [{"name": "all", "claim": [{"party": "A", "share": 1}]}]}
