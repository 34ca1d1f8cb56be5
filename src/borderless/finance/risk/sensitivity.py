"""How much each uncertainty contributes to whether the plan closes: Sobol indices of the gap.

The first-order index of an uncertainty is the part of the gap's variance that goes when that
uncertainty alone is known (Sobol 1993); the total index also counts what it does together with
others (Homma and Saltelli 1996). Each is estimated by drawing that uncertainty anew while the
others stay: first order as in Saltelli et al. 2010 (table 2, b), total as in Jansen 1999.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from borderless.finance.risk.chunk import ChunkRunner
from borderless.finance.risk.draws import OF_THE_GAP, Lanes, Uncertainty
from borderless.finance.risk.gap import Drawn, gap_of

BATCHES = 8
"""Of a chunk, from which standard errors are estimated."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one uncertainty contributes to the variance of the gap, as shares 0-1."""

    uncertainty: Uncertainty
    first: float
    first_error: float
    """Standard error."""
    total: float
    total_error: float
    low: float
    """The mean gap in the fifth of the scenarios in which it goes best."""
    high: float


def contributions(runner: ChunkRunner, scenarios: int) -> tuple[Contribution, ...]:
    """The indices from so many scenarios, in whole chunks, the largest contribution first."""
    lanes = runner.model.settings.lanes
    chunks = max(1, scenarios // lanes)
    gaps: list[Lanes] = []
    first: list[list[float]] = []
    total: list[list[float]] = []
    parts = np.array_split(np.arange(lanes), BATCHES)
    every = frozenset(OF_THE_GAP)
    for chunk in range(chunks):
        base = runner.drawn(chunk, lanes)
        other = runner.drawn(chunk, lanes, every)
        one, two = gap_of(runner.model, base), gap_of(runner.model, other)
        gaps.append(np.concatenate([one, two]))
        middle = two.mean()  # taken off, it changes no mean and makes the error far smaller
        first += [[] for _ in range(BATCHES)]
        total += [[] for _ in range(BATCHES)]
        for uncertainty in OF_THE_GAP:
            mixed = gap_of(runner.model, _with(base, other, uncertainty))
            for batch, part in enumerate(parts, -BATCHES):
                apart = mixed[part] - one[part]
                first[batch].append(float(np.mean((two[part] - middle) * apart)))
                total[batch].append(float(np.mean(apart**2) / 2))
    variance = float(np.var(np.concatenate(gaps)))
    if variance <= 0.0:
        return ()
    firsts, totals = np.array(first) / variance, np.array(total) / variance
    ends = _ends(runner, lanes)
    found = [
        Contribution(
            uncertainty,
            float(firsts[:, index].mean()),
            _error(firsts[:, index]),
            float(totals[:, index].mean()),
            _error(totals[:, index]),
            *ends[uncertainty],
        )
        for index, uncertainty in enumerate(OF_THE_GAP)
    ]
    return tuple(sorted(found, key=lambda one: -one.total))


def _with(base: Drawn, other: Drawn, uncertainty: Uncertainty) -> Drawn:
    """One uncertainty from `other`, the rest from `base`."""
    return Drawn(
        other.factors if uncertainty is Uncertainty.CURRENCY else base.factors,
        other.overspend if uncertainty is Uncertainty.OVERSPEND else base.overspend,
        other.stands if uncertainty is Uncertainty.SOURCES else base.stands,
        other.incentives if uncertainty is Uncertainty.INCENTIVES else base.incentives,
    )


def _ends(runner: ChunkRunner, lanes: int) -> dict[Uncertainty, tuple[float, float]]:
    """Mean gaps of the best and the worst fifth, with this uncertainty alone at work."""
    drawn = runner.drawn(0, lanes)
    middle = _middle(drawn)
    found = {}
    for uncertainty in OF_THE_GAP:
        gaps = np.sort(gap_of(runner.model, _with(middle, drawn, uncertainty)))
        fifth = max(1, lanes // 5)
        found[uncertainty] = float(gaps[:fifth].mean()), float(gaps[-fifth:].mean())
    return found


def _middle(drawn: Drawn) -> Drawn:
    """Every uncertainty at its mean, in every scenario."""
    lanes = drawn.overspend.size

    def mean(values: Lanes) -> Lanes:
        return np.repeat(values.mean(axis=-1, keepdims=True), lanes, axis=-1)

    kept = drawn.incentives
    return Drawn(
        mean(drawn.factors),
        mean(drawn.overspend),
        mean(drawn.stands.astype(float)),
        type(kept)(mean(kept.kept), mean(kept.delay)),
    )


def _error(values: Lanes) -> float:
    """Standard error of a mean over batches."""
    return float(values.std(ddof=1)) / sqrt(values.size)
