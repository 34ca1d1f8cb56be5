"""The placement search beside plain HiGHS and plain SCIP on the same programme, in one run.

Three families of one instance (300 lines in 12 countries): lines that may be split, whole lines,
and lines of which at least 10 % goes where any goes. All solvers use one thread, the same gap
(0.01 %) and the same time limit. Then: how time and gap grow with size, and a typical film from
nothing to the whole answer.

    python bench/placement.py [SEEDS] [SECONDS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from borderless.finance.placement import Search, optimise
from borderless.finance.placement.search import best_of, problem_of
from borderless.finance.placement.solver import Clock
from placement_film import AS_OF, COUNTRIES, FAMILIES, make_draft, make_film, make_library

SEEDS = range(1, 1 + (int(sys.argv[1]) if len(sys.argv) > 1 else 3))
LIMIT = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
GAP = 1e-4
SIZES = ((50, 4), (100, 8), (200, 10), (300, 12), (600, 20), (1000, 35))

Timed = tuple[float, float]
"""Seconds, and the gap reached (0-1; infinite without a solution)."""


def ours(lines: int, countries: int, family: str, seed: int, model: Path | None = None) -> Timed:
    """The search of this project; writes the programme to `model` for the others."""
    problem = problem_of(make_draft(lines, countries, family, seed))
    if model is not None:
        problem.solver.write(model, "bench")
    start = time.perf_counter()
    best = best_of([problem], Clock(LIMIT), GAP)
    seconds = time.perf_counter() - start
    return seconds, (best.objective - best.bound) / abs(best.objective)


def plain_highs(model: Path) -> Timed:
    """HiGHS as it comes."""
    import highspy

    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highs.readModel(str(model))
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", GAP)
    highs.setOptionValue("time_limit", LIMIT)
    start = time.perf_counter()
    highs.run()
    seconds = time.perf_counter() - start
    return seconds, float(highs.getInfo().mip_gap)


def plain_scip(model: Path) -> Timed:
    """SCIP as it comes."""
    import pyscipopt

    scip = pyscipopt.Model()
    scip.hideOutput()
    scip.readProblem(str(model))
    scip.setParam("limits/gap", GAP)
    scip.setParam("limits/time", LIMIT)
    start = time.perf_counter()
    scip.optimize()
    return time.perf_counter() - start, float(scip.getGap())


def shown(timed: Timed) -> str:
    """Seconds, and the gap where it is not closed."""
    seconds, gap = timed
    return f"{seconds:8.2f} s" + ("          " if gap <= GAP * 1.001 else f" ({gap:.2%} left)")


def families() -> None:
    """The three families beside the two solvers."""
    print(f"300 lines in 12 countries, gap {GAP:.2%}, one thread, at most {LIMIT:.0f} s")
    print(f"{'family':16}{'seed':>5}{'Borderless':>20}{'HiGHS':>20}{'SCIP':>20}   ours / better")
    for family in FAMILIES:
        for seed in SEEDS:
            with tempfile.TemporaryDirectory() as folder:
                model = Path(folder) / "model.mps"
                mine = ours(300, 12, family, seed, model)
                highs, scip = plain_highs(model), plain_scip(model)
            better = min((one for one in (highs, scip) if one[1] <= GAP * 1.001), default=None)
            ratio = f"{mine[0] / better[0]:.2f}" if better else f"< {mine[0] / LIMIT:.2f}"
            row = (
                f"{family:16}{seed:5}{shown(mine):>20}{shown(highs):>20}{shown(scip):>20}   {ratio}"
            )
            print(row, flush=True)


def growth() -> None:
    """Time and gap as films grow."""
    print(f"\n{'lines × countries':20}" + "".join(f"{family:>28}" for family in FAMILIES))
    for lines, countries in SIZES:
        found = [shown(ours(lines, countries, family, 1)) for family in FAMILIES]
        print(f"{f'{lines} × {countries}':20}" + "".join(f"{one:>28}" for one in found), flush=True)


def typical() -> None:
    """60 lines in 5 countries: document to answer, with every regime and the reading back."""
    countries = COUNTRIES[:5]
    library = make_library(countries, 1)
    print("\n60 lines in 5 countries, from the document to the answer")
    for family in FAMILIES:
        film = make_film(60, countries, family, 1)
        for frontier in (False, True):
            start = time.perf_counter()
            answer, _ = optimise(film, library, as_of=AS_OF, search=Search(frontier=frontier))
            seconds = time.perf_counter() - start
            assert answer is not None
            what = "with both frontiers" if frontier else "answer alone"
            print(f"{family:16}{what:22}{seconds:6.2f} s   {answer.outcome} (bar 1 s)", flush=True)


if __name__ == "__main__":
    families()
    typical()
    growth()
