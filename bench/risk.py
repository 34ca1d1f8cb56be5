"""How fast scenarios run, beside drawing their random numbers, a plain loop and other tools.

    python bench/risk.py [scenarios]

Every claim is a ratio within one run. The film is examples/the-girl-with-the-needle, with
everything kept that the report shows. "Draws" is drawing as many standard normals (SFC64)
as a scenario takes with `gbm`, in the same chunks on the same number of processes.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from borderless.film.folder import read_film
from borderless.film.takings_table import read_takings
from borderless.finance.plan import make_plan
from borderless.finance.risk.assess import Prepared, prepare
from borderless.finance.risk.chunk import ChunkRunner
from borderless.finance.risk.risk import run_risk
from borderless.finance.risk.risk_model import RiskModel
from borderless.finance.risk.spread_out import Processes
from borderless.rulebook.library import load

FILM = Path(__file__).parents[1] / "examples" / "the-girl-with-the-needle"


def film(method: Any) -> Prepared:
    folder = read_film(FILM)
    assert folder.film is not None
    takings, _ = read_takings(FILM, folder.film.currency)
    day = folder.film.as_of
    assert day is not None
    plan, _ = make_plan(folder.film, load()[0], as_of=day)
    assert plan is not None
    prepared, findings = prepare(plan, takings, method=method)
    assert prepared is not None, findings
    return prepared


def normals_of(model: RiskModel) -> int:
    """Random numbers that a scenario takes, each counted as one normal."""
    lanes = model.settings.lanes
    sources, incentives = len(model.sources), len(model.incentives)
    sales = model.recoupment.territories if model.recoupment else ()
    chances = sum((one.sells < 1) + (one.delay > 0) for one in sales)
    return (
        model.sampler.normals(lanes) // lanes
        + 1
        + sources
        + 1
        + 3 * incentives
        + len(sales)
        + 2
        + chances
    )


def draw(count: int, lanes: int, chunks: int, seed: int) -> float:
    """Seconds for drawing alone."""
    rng = np.random.Generator(np.random.SFC64(seed))
    room = np.empty((count, lanes))
    rng.standard_normal(out=room)
    started = time.perf_counter()
    for _ in range(chunks):
        rng.standard_normal(out=room)
    return time.perf_counter() - started


def drawing(count: int, lanes: int, chunks: int, processes: int) -> float:
    if processes == 1:
        return draw(count, lanes, chunks, 1)
    each = -(-chunks // processes)
    started = time.perf_counter()
    Parallel(n_jobs=processes)(delayed(draw)(count, lanes, each, n) for n in range(processes))
    return time.perf_counter() - started


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def plain_loop(model: RiskModel, scenarios: int) -> float:
    """Seconds for the gap alone, scenario by scenario in plain Python, on the same draws."""
    runner = ChunkRunner(model, 1)
    drawn = runner.drawn(0, scenarios)
    factors, overspend = drawn.factors.tolist(), drawn.overspend.tolist()
    stands = drawn.stands.tolist()
    kept = drawn.incentives.kept.tolist()
    started = time.perf_counter()
    total = 0.0
    for lane in range(scenarios):
        gap = 0.0
        for flow in model.costs:
            rate = factors[flow.slot][lane] if flow.slot >= 0 else 1.0
            gap += flow.amount * rate * overspend[lane]
        for number, source in enumerate(model.sources):
            if stands[number][lane]:
                for flow in source.flows:
                    rate = factors[flow.slot][lane] if flow.slot >= 0 else 1.0
                    gap -= flow.amount * rate
        for number, incentive in enumerate(model.incentives):
            for flow in incentive.flows:
                rate = factors[flow.slot][lane] if flow.slot >= 0 else 1.0
                gap -= flow.amount * rate * kept[number][lane]
        total += gap
    return (time.perf_counter() - started) / scenarios


def whole_arrays(model: RiskModel, scenarios: int) -> tuple[float, float]:
    """Seconds a scenario and peak MB with all scenarios in one array: no chunks."""
    from dataclasses import replace

    whole = replace(model, settings=replace(model.settings, lanes=scenarios))
    runner = ChunkRunner(whole, 1)
    seconds, _ = timed(lambda: runner.outcomes(1, scenarios))
    return seconds / scenarios, _peak()


def quantlib(months: int, currencies: int, paths: int) -> float | None:
    """Seconds a path of QuantLib's multi-path generator from Python, or `None` without it."""
    try:
        import QuantLib as Ql
    except ImportError:
        return None
    day = Ql.YieldTermStructureHandle(
        Ql.FlatForward(0, Ql.NullCalendar(), 0.0, Ql.Actual365Fixed())
    )
    vol = Ql.BlackVolTermStructureHandle(
        Ql.BlackConstantVol(0, Ql.NullCalendar(), 0.1, Ql.Actual365Fixed())
    )
    spot = Ql.QuoteHandle(Ql.SimpleQuote(1.0))
    processes = [Ql.BlackScholesMertonProcess(spot, day, day, vol) for _ in range(currencies)]
    correlation = [[1.0 if i == j else 0.3 for j in range(currencies)] for i in range(currencies)]
    process = Ql.StochasticProcessArray(processes, correlation)
    times = list(Ql.TimeGrid(months / 12, months))
    size = (len(times) - 1) * currencies
    sequence = Ql.GaussianRandomSequenceGenerator(
        Ql.UniformRandomSequenceGenerator(size, Ql.UniformRandomGenerator(1))
    )
    generator = Ql.GaussianMultiPathGenerator(process, times, sequence, False)
    seconds, _ = timed(lambda: [generator.next().value() for _ in range(paths)])
    return float(seconds) / paths


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{many:,} scenarios of {FILM.name}; everything kept that the report shows")
    print("method      processes    run   draws   run / draws    scenarios a second")
    times: dict[tuple[str, int], float] = {}
    gbm = film("gbm")
    normals = normals_of(gbm.film.model)
    for method in ("bootstrap", "gbm", "student_t"):
        model = film(method).film.model
        lanes = model.settings.lanes
        for processes in (1, 2):
            run_risk(model, lanes * 16, 1, Processes(processes))  # processes are up, caches warm
            drawn = drawing(normals, lanes, -(-many // lanes), processes)
            result = run_risk(model, many, 7, Processes(processes))
            assert result is not None
            seconds = result.timing["pilot"] + result.timing["scenarios"]
            times[method, processes] = seconds
            print(
                f"{method:11s} {processes:5d} {seconds:11.2f} s {drawn:5.2f} s"
                f" {seconds / drawn:10.2f} {many / seconds:17,.0f}"
            )
        gain = times[method, 1] / times[method, 2]
        print(f"{method:11s} two processes {gain:.2f} times one")
    print(f"(draws: {normals} normals a scenario, as gbm takes; the bootstrap takes fewer)")
    before = _peak()
    run_risk(gbm.film.model, many // 10, 7, Processes(1))
    small = _peak()
    run_risk(gbm.film.model, many, 7, Processes(1))
    print(f"peak memory: {before:.0f} MB, then {small:.0f} at a tenth, {_peak():.0f} at {many:,}")
    seconds, _ = timed(lambda: run_risk(gbm.film.model, 10_000, 7, Processes(1)))
    print(f"10,000 scenarios from the page: {seconds:.3f} s, contributions included")
    ours = times["gbm", 1] / many
    loop = plain_loop(gbm.film.model, 2000)
    print(f"plain Python loop, the gap alone: {loop / ours:.1f} × our whole scenario")
    whole, peak = whole_arrays(gbm.film.model, min(many, 200_000))
    print(f"NumPy on whole arrays: {whole / ours:.2f} × ours, peak {peak:.0f} MB")
    other = quantlib(24, 5, 2000)
    if other is not None:
        print(f"QuantLib, 5 currencies × 24 months, the paths alone: {other / ours:.1f} × ours")


if __name__ == "__main__":
    main()
