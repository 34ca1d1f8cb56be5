"""What is drawn for a chunk of scenarios: one stream of random numbers for each uncertainty.

The stream of an uncertainty is named by seed, chunk and uncertainty alone: a scenario is the
same on any number of threads or machines, and one uncertainty can be drawn anew while the others
stay (`sensitivity.py`). The generator is SFC64, seeded by NumPy's SeedSequence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from borderless.finance.risk.risk_model import RiskModel

Lanes = NDArray[np.float64]
Mask = NDArray[np.bool_]

Z10 = NormalDist().inv_cdf(0.9)
"""The normal variable that one in ten exceeds."""


class Uncertainty(IntEnum):
    """What may go another way; the number names its stream, so it never changes."""

    CURRENCY = 0
    OVERSPEND = 1
    SOURCES = 2
    INCENTIVES = 3
    SALES = 4


OF_THE_GAP = (
    Uncertainty.CURRENCY,
    Uncertainty.OVERSPEND,
    Uncertainty.SOURCES,
    Uncertainty.INCENTIVES,
)
"""Those that decide whether the plan closes."""


def generator(
    seed: int, chunk: int, uncertainty: Uncertainty, again: int = 0
) -> np.random.Generator:
    """The random numbers of one uncertainty in one chunk; `again` gives others."""
    key = (chunk, int(uncertainty), again)
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


@dataclass(slots=True)
class IncentiveDraws:
    """By incentive and lane."""

    kept: Lanes
    """Part that is paid: nothing where it is refused."""
    delay: Lanes
    """Months late."""


@dataclass(slots=True)
class SalesDraws:
    """By territory and lane."""

    amount: Lanes
    """In the account's currency at the plan's rate; nothing where it does not sell."""
    delay: Lanes


def currency(model: RiskModel, rng: np.random.Generator, lanes: int) -> Lanes:
    """[slot, lane]: exchange factors."""
    return model.sampler.draw(rng, lanes)


def overspend(model: RiskModel, rng: np.random.Generator, lanes: int) -> Lanes:
    """Factor of the cost still to be spent, with the quantiles that the settings give.

    Lognormal on either side of the median, like the receipts: costs have a long upper tail.
    """
    low, mid, high = (1.0 + part for part in model.settings.overspend)
    z = rng.standard_normal(lanes)
    return two_sided(z, mid, _spread(mid, low), _spread(high, mid))


def _spread(above: float, below: float) -> float:
    return float(np.log(above / below)) / Z10 if above > below else 0.0


def two_sided(z: Lanes, median: float, below: float, above: float) -> Lanes:
    """`median × exp(z × spread)`, with one spread below the median and another above."""
    logs = z * above
    if below != above:
        np.copyto(logs, z * below, where=z < 0)
    np.exp(logs, out=logs)
    logs *= median
    return logs


def sources(model: RiskModel, rng: np.random.Generator, lanes: int) -> Mask:
    """[source, lane]: whether each stands.

    A one-factor Gaussian copula (Li, Journal of Fixed Income 9, 2000; Vasicek 1987): a source
    fails when sqrt(r) × common + sqrt(1 - r) × own exceeds the quantile of its probability.
    """
    many = len(model.sources)
    if not many:
        return np.ones((0, lanes), bool)
    together = model.settings.sources_together
    limits = np.array([_quantile(one.stands) for one in model.sources])
    common = rng.standard_normal(lanes)
    own = rng.standard_normal((many, lanes))
    own *= np.sqrt(1.0 - together)
    common *= np.sqrt(together)
    own += common
    return own < limits[:, None]


@cache
def _quantile(probability: float) -> float:
    if probability <= 0.0:
        return float("-inf")
    return float("inf") if probability >= 1.0 else NormalDist().inv_cdf(probability)


def incentives(model: RiskModel, rng: np.random.Generator, lanes: int) -> IncentiveDraws:
    """Refused or not, cut at the audit, late: each incentive by itself."""
    many = len(model.incentives)
    granted = np.array([one.granted for one in model.incentives])
    refused = rng.random((many, lanes)) >= granted[:, None]
    kept = rng.standard_exponential((many, lanes))
    kept *= -model.settings.incentive_cut
    kept += 1.0
    np.maximum(kept, 0.0, out=kept)
    kept[refused] = 0.0
    delay = rng.standard_exponential((many, lanes))
    delay *= model.settings.incentive_delay
    return IncentiveDraws(kept, delay)


def sales(model: RiskModel, rng: np.random.Generator, lanes: int) -> SalesDraws:
    """What each territory brings, and how late."""
    assert model.recoupment is not None
    territories = model.recoupment.territories
    together = model.settings.sales_together
    common = rng.standard_normal(lanes)
    hits = rng.random(lanes)
    amount = rng.standard_normal((len(territories), lanes))
    amount *= np.sqrt(1.0 - together)
    amount += common * np.sqrt(together)
    delay = np.zeros((len(territories), lanes))
    for number, one in enumerate(territories):
        row = amount[number]
        row[:] = two_sided(row, one.median, one.below, one.above)
        if one.sells < 1.0:
            row[rng.random(lanes) >= one.sells] = 0.0
        if one.hit > 0.0:
            row[hits < one.hit] *= one.multiple
        if one.delay > 0.0:
            rng.standard_exponential(out=delay[number])
            delay[number] *= one.delay
    return SalesDraws(amount, delay)
