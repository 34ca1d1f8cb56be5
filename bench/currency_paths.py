"""Exchange-rate scenarios: what a draw costs beside the normal numbers it would be made from.

Five currencies over 24 months, all correlated, in chunks. The yardstick is `standard_normal` of
the same generator (SFC64), count and chunks, measured between the others so that a busy machine is
as slow for both. The peer is QuantLib's GaussianMultiPathGenerator with the same correlations
(it makes one path at a call, from pseudo-random numbers of its own), if it is installed.

    python bench/currency_paths.py [SCENARIOS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from borderless.film.ecb import current_table
from borderless.finance.risk.backtest import backtest
from borderless.finance.risk.currency_paths import Method, path_sampler
from borderless.finance.risk.hedge import Exposure
from borderless.finance.risk.history import MonthlyHistory, monthly_history

SCENARIOS = int(sys.argv[1]) if len(sys.argv) > 1 else 262_144
CHUNK = 4096
MONTHS = range(1, 25)
CURRENCIES = ("GBP", "NOK", "PLN", "SEK", "USD")
METHODS: tuple[Method, ...] = ("bootstrap", "gbm", "student_t")
ROUNDS = 5


def timed(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def yardstick(rng: np.random.Generator) -> None:
    numbers = np.empty(CHUNK * len(MONTHS) * len(CURRENCIES))
    for _ in range(SCENARIOS // CHUNK):
        rng.standard_normal(out=numbers)


def drawn(history: MonthlyHistory, method: Method, rng: np.random.Generator) -> None:
    sampler = path_sampler(history, method, dict.fromkeys(CURRENCIES, MONTHS))
    factors = np.empty((len(sampler.slots), CHUNK))
    for _ in range(SCENARIOS // CHUNK):
        sampler.draw(rng, CHUNK, factors)


def quantlib(history: MonthlyHistory, paths: int) -> Callable[[], None] | None:
    """As many paths of the same process, or nothing where QuantLib is not installed."""
    try:
        import QuantLib as ql  # noqa: N813
    except ImportError:
        return None
    today = ql.Date(1, 1, 2026)
    flat = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, ql.Actual365Fixed()))
    covariance = np.cov(history.joint_returns, rowvar=False) * 12
    deviations = np.sqrt(np.diag(covariance))
    each = [
        ql.BlackScholesMertonProcess(
            ql.QuoteHandle(ql.SimpleQuote(1.0)),
            flat,
            flat,
            ql.BlackVolTermStructureHandle(
                ql.BlackConstantVol(today, ql.NullCalendar(), float(deviation), ql.Actual365Fixed())
            ),
        )
        for deviation in deviations
    ]
    correlations = (covariance / np.outer(deviations, deviations)).tolist()
    process = ql.StochasticProcessArray(each, correlations)
    count = len(MONTHS) * len(CURRENCIES)
    numbers = ql.GaussianRandomSequenceGenerator(
        ql.UniformRandomSequenceGenerator(count, ql.UniformRandomGenerator(seed=1))
    )
    times = [month / 12 for month in (0, *MONTHS)]
    generator = ql.GaussianMultiPathGenerator(process, times, numbers, False)

    def run() -> None:
        for _ in range(paths):
            generator.next().value()

    return run


def main() -> None:
    _, table, _ = current_table()
    history, _ = monthly_history(table, CURRENCIES, "EUR")
    rng = np.random.Generator(np.random.SFC64(20261124))
    count = len(MONTHS) * len(CURRENCIES)
    print(
        f"{SCENARIOS:,} scenarios of {len(CURRENCIES)} currencies × {len(MONTHS)} months in chunks "
        f"of {CHUNK:,}; history {history.months[0]} to {history.months[-1]}"
    )
    normals = [timed(partial(yardstick, rng))]
    times: dict[str, list[float]] = {method: [] for method in METHODS}
    for _ in range(ROUNDS):
        for method in METHODS:
            times[method].append(timed(partial(drawn, history, method, rng)))
            normals.append(timed(partial(yardstick, rng)))
    per = 1e9 / SCENARIOS
    base = min(normals) * per
    print(f"{'normals alone':24}{base:10.0f} ns a scenario   {count / base * 1e3:.0f} M normals/s")
    for method in METHODS:
        took = min(times[method]) * per
        print(f"{method:24}{took:10.0f} ns a scenario   {took / base:.2f} × the normals")
    paths = 2_000
    peer = quantlib(history, paths)
    if peer is None:
        print("QuantLib is not installed: no peer in this run")
    else:
        took = min(timed(peer) for _ in range(3)) * 1e9 / paths
        gbm = min(times["gbm"]) * per
        print(
            f"{'QuantLib, from Python':24}{took:10.0f} ns a scenario   {took / base:.2f} × the "
            f"normals, {took / gbm:.0f} × our GBM"
        )
    rates = dict(zip(history.currencies, history.levels[-1].tolist(), strict=True))
    flows = [Exposure(one, month, 1 / rates[one]) for one in CURRENCIES for month in MONTHS]
    for method in METHODS:
        start = time.perf_counter()
        found, _ = backtest(history, flows, rates, method=method)
        took = time.perf_counter() - start
        if found is not None:
            print(
                f"backtest, {method:14} {took:.2f} s for {len(found.starts)} starts × "
                f"{found.scenarios:,} scenarios"
            )


if __name__ == "__main__":
    main()
