"""Do antithetic or quasi-random numbers pay? Errors at an equal number of scenarios.

    python bench/risk_variance.py

For the gap of examples/the-girl-with-the-needle with gbm: root mean square error of the mean, of
the 90 % quantile and of the probability of closing over 200 runs of 4096 scenarios each, as a ratio
to plain random numbers; what costs more time counts as that many more scenarios.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from borderless.finance.risk.draws import IncentiveDraws, _quantile, two_sided
from borderless.finance.risk.gap import Drawn, gap_of
from risk import film

RUNS, MANY = 200, 4096
Lanes = NDArray[np.float64]


def main() -> None:
    prepared = film("gbm")
    model = replace(prepared.film.model, settings=replace(prepared.film.model.settings, lanes=MANY))
    sources, incentives = len(model.sources), len(model.incentives)
    own = 1 + sources + 1 + 3 * incentives
    slots = sorted({f.slot for f in _flows(model) if f.slot >= 0})
    covariance = model.sampler.log_covariance()[np.ix_(slots, slots)]
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(values)[::-1]
    root = vectors[:, order] * np.sqrt(np.maximum(values[order], 0.0))
    dimensions = own + len(slots)

    def gaps(uniform: Lanes) -> Lanes:
        """[dimension, lane] uniform numbers to gaps; the first dimensions matter most."""
        uniform = np.clip(uniform, 1e-12, 1 - 1e-12)
        z = ndtri(uniform)
        settings = model.settings
        low, mid, high = (1 + part for part in settings.overspend)
        over = two_sided(z[0], mid, np.log(mid / low) / 1.2815516, np.log(high / mid) / 1.2815516)
        common = z[1] * np.sqrt(settings.sources_together)
        each = z[2 : 2 + sources] * np.sqrt(1 - settings.sources_together) + common
        stands = each < np.array([_quantile(one.stands) for one in model.sources])[:, None]
        u = uniform[2 + sources : own].reshape(3, incentives, -1)
        granted = np.array([one.granted for one in model.incentives])[:, None]
        kept = np.maximum(1 + settings.incentive_cut * np.log1p(-u[1]), 0.0) * (u[0] < granted)
        factors = np.ones((len(model.sampler.slots), uniform.shape[1]))
        factors[slots] = np.exp(root @ z[own:] - 0.5 * np.diag(covariance)[:, None])
        return gap_of(model, Drawn(factors, over, stands, IncentiveDraws(kept, u[2] * 0)))

    def plain(seed: int) -> Lanes:
        rng = np.random.Generator(np.random.SFC64(seed))
        return rng.random((dimensions, MANY))

    def antithetic(seed: int) -> Lanes:
        half = np.random.Generator(np.random.SFC64(seed)).random((dimensions, MANY // 2))
        return np.concatenate([half, 1 - half], axis=1)

    def sobol(seed: int) -> Lanes:
        found: Lanes = qmc.Sobol(dimensions, seed=seed).random(MANY).T
        return found

    truth = _figures(np.concatenate([gaps(plain(10_000 + n)) for n in range(400)]), model)
    print(f"{RUNS} runs of {MANY} scenarios, {dimensions} dimensions; 1.00 is plain random numbers")
    print("              mean   90 %   closes   time")
    base: Lanes | None = None
    base_time = 1.0
    ways: list[tuple[str, Callable[[int], Lanes]]] = [
        ("plain", plain),
        ("antithetic", antithetic),
        ("Sobol", sobol),
    ]
    for name, draw in ways:
        started = time.perf_counter()
        found = np.array([_figures(gaps(draw(seed)), model) for seed in range(RUNS)])
        seconds = time.perf_counter() - started
        error = np.sqrt(((found - truth) ** 2).mean(axis=0))
        if base is None:
            base, base_time = error, seconds
        ratio = error / base
        print(
            f"{name:11s} {ratio[0]:7.2f} {ratio[1]:6.2f} {ratio[2]:8.2f} {seconds / base_time:6.2f}"
        )


def _figures(gaps: Lanes, model: object) -> Lanes:
    return np.array([gaps.mean(), np.quantile(gaps, 0.9), (gaps <= model.immaterial).mean()])  # type: ignore[attr-defined]


def _flows(model: object) -> list:  # type: ignore[type-arg]
    found = list(model.costs)  # type: ignore[attr-defined]
    for one in (*model.sources, *model.incentives):  # type: ignore[attr-defined]
        found += one.flows
    return found


if __name__ == "__main__":
    main()
