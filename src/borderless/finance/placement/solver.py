"""HiGHS at work on a linear model: relaxations, bounds, starts, limits, and a clean stop.

HiGHS: Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical
Programming Computation 10, 2018; https://highs.dev.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from borderless.finance.linear_model import Affine, LinearModel

Values = NDArray[np.float64]
WHOLE = 1e-9
"""How far from whole a yes-or-no may be: times ten million it must stay below a cent."""

NEARLY = 1e-6
"""The same where what is found is looked at again afterwards."""

TIGHT = 1e-9
"""Feasibility in the model's money once every yes-or-no is settled: a millionth of a cent."""


@dataclass(frozen=True, slots=True)
class Solved:
    """What one run found."""

    feasible: bool
    """`False` only where it is proved that nothing satisfies the rows."""
    values: Values | None
    objective: float | None
    bound: float
    """No solution is better; -inf where nothing is known."""
    stopped: bool = False
    """By the user or the clock, before the gap was closed."""


@dataclass(slots=True)
class Clock:
    """When to stop, and whom to tell."""

    limit: float = 60.0
    cancel: Event | None = None
    watch: Callable[[float | None, float], None] | None = None
    """Called with the best objective and bound (in the model's money) while a search runs."""
    started: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return max(self.limit - (time.monotonic() - self.started), 0.0)

    @property
    def is_over(self) -> bool:
        """Whether to stop now."""
        return self.left <= 0.0 or (self.cancel is not None and self.cancel.is_set())


def _name(number: int, text: str) -> str:
    """A name that is like no other and has none of the characters that end one in an MPS file."""
    return f"{number}_" + re.sub(r"[^A-Za-z0-9_.?%+-]+", "_", text)[:80]


class _Quiet(highspy.Highs):
    """HiGHS that never writes to standard output, which belongs to the answer.

    It prints its banner as soon as callbacks are enabled, which its own constructor does.
    """

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS's name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Solver:
    """One model in HiGHS, solved again and again with other bounds."""

    def __init__(self, model: LinearModel, threads: int = 1) -> None:
        self.model = model
        self.threads = threads
        self.whole = np.array([column.integer for column in model.columns], bool)
        self.linear = np.zeros_like(self.whole)
        """No yes-or-no at all: the linear relaxation."""
        self.lower = np.array([column.lower for column in model.columns])
        self.upper = np.array([column.upper for column in model.columns])
        self.row_lower = np.array([row.lower for row in model.rows])
        self.row_upper = np.array([row.upper for row in model.rows])
        self._highs = self._passed()

    def _passed(self) -> Any:
        highs: Any = _Quiet()  # type: ignore[no-untyped-call]
        highs.setOptionValue("threads", self.threads)
        highs.setOptionValue("random_seed", 0)
        highs.passModel(self.lp())
        return highs

    def lp(self) -> Any:
        """The model as HiGHS takes it."""
        model = self.model
        lp = highspy.HighsLp()
        count = len(model.columns)
        lp.num_col_, lp.num_row_ = count, len(model.rows)
        lp.col_cost_ = self._costs(model.objective)
        lp.offset_ = model.objective.const
        lp.col_lower_, lp.col_upper_ = self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self.row_lower, self.row_upper
        lp.integrality_ = [
            highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
            for whole in self.whole
        ]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts, index, factors = [0], list[int](), list[float]()
        for row in model.rows:
            index += list(row.terms)
            factors += list(row.terms.values())
            starts.append(len(index))
        lp.a_matrix_.start_ = np.array(starts, np.int32)
        lp.a_matrix_.index_ = np.array(index, np.int32)
        lp.a_matrix_.value_ = np.array(factors, np.float64)
        return lp

    def _costs(self, objective: Affine) -> Values:
        costs = np.zeros(len(self.model.columns))
        for column, value in objective.terms.items():
            costs[column] = value
        return costs

    def run(
        self,
        *,
        whole: NDArray[np.bool_] | None = None,
        fixed: Mapping[int, float] | None = None,
        start: Values | None = None,
        gap: float = 0.0,
        clock: Clock | None = None,
        rows: Mapping[int, tuple[float, float]] | None = None,
        tight: bool = False,
        target: float | None = None,
        objective: Affine | None = None,
        restarts: bool = False,
        exactly: bool = False,
    ) -> Solved:
        """Solves the model, or a variant of it.

        Args:
            whole: which columns are yes-or-no (all that the model says, by default).
            fixed: values at which columns are held.
            start: a solution to begin from.
            gap: relative gap at which to stop.
            clock: time limit, cancellation and progress.
            rows: other bounds for some rows.
            tight: solve to the last digit, for when every yes-or-no is settled.
            target: stop as soon as a solution is at least this good.
            objective: another objective than the model's.
            restarts: let HiGHS begin anew once it has settled enough columns. With few columns to
                settle that costs more than it saves, with thousands it pays.
            exactly: take nothing but whole numbers for a yes or a no; slower.
        """
        highs, count = self._highs, len(self.model.columns)
        whole = self.whole if whole is None else whole
        kinds = np.where(whole, 1, 0).astype(np.uint8)
        everything = np.arange(count, dtype=np.int32)
        kinds_ = [highspy.HighsVarType(int(kind)) for kind in kinds]
        highs.clearSolver()
        highs.changeColsIntegrality(count, everything, np.array(kinds_))
        lower, upper = self.lower.copy(), self.upper.copy()
        for column, value in (fixed or {}).items():
            lower[column] = upper[column] = value
        highs.changeColsBounds(count, everything, lower, upper)
        row_lower, row_upper = self.row_lower.copy(), self.row_upper.copy()
        for row, (low, high) in (rows or {}).items():
            row_lower[row], row_upper[row] = low, high
        all_rows = np.arange(len(self.model.rows), dtype=np.int32)
        highs.changeRowsBounds(len(self.model.rows), all_rows, row_lower, row_upper)
        aim = self.model.objective if objective is None else objective
        highs.changeColsCost(count, everything, self._costs(aim))
        highs.changeObjectiveOffset(aim.const)
        is_mip = bool(whole.any())
        self._options(gap=gap, clock=clock, tight=tight, target=target)
        highs.setOptionValue("mip_allow_restart", restarts)
        highs.setOptionValue("mip_feasibility_tolerance", WHOLE if exactly else NEARLY)
        if is_mip and start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = list(start)
            highs.setSolution(solution)
        self._listen(clock if is_mip else None)
        highs.run()
        solved = self._read(is_mip=is_mip)
        if start is None or solved.values is None or solved.objective is None:
            return solved
        # HiGHS 1.16 may hand back the start beside the objective of a better solution, where
        # presolve alone finds that one; without the start it hands back what it found.
        if abs(aim.value(solved.values) - solved.objective) <= 1e-6 * (1 + abs(solved.objective)):
            return solved
        highs.clearSolver()
        highs.run()
        return self._read(is_mip=is_mip)

    def _options(
        self, *, gap: float, clock: Clock | None, tight: bool, target: float | None
    ) -> None:
        highs = self._highs
        tolerance = TIGHT if tight else 1e-7
        highs.setOptionValue("mip_rel_gap", gap)
        highs.setOptionValue("mip_abs_gap", 1e-9)
        highs.setOptionValue("primal_feasibility_tolerance", tolerance)
        highs.setOptionValue("dual_feasibility_tolerance", tolerance)
        highs.setOptionValue("time_limit", clock.left if clock else highspy.kHighsInf)
        highs.setOptionValue("objective_target", -highspy.kHighsInf if target is None else target)

    def _listen(self, clock: Clock | None) -> None:
        highs = self._highs
        highs.cbMipInterrupt.clear()
        if clock is None:
            return

        def look(event: Any) -> None:
            out = event.data_out
            if clock.watch is not None:
                best = out.mip_primal_bound
                clock.watch(best if abs(best) < 1e100 else None, out.mip_dual_bound)
            if clock.cancel is not None and clock.cancel.is_set():
                event.interrupt()

        highs.cbMipInterrupt.subscribe(look)

    def _read(self, *, is_mip: bool) -> Solved:
        highs = self._highs
        status = highs.getModelStatus()
        infeasible = status in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        )
        if infeasible:
            return Solved(False, None, None, np.inf)
        info = highs.getInfo()
        has_values = info.primal_solution_status == 2
        values = np.array(highs.getSolution().col_value) if has_values else None
        objective = float(info.objective_function_value) if has_values else None
        if is_mip:
            bound = float(info.mip_dual_bound)
        else:
            solved = status in (
                highspy.HighsModelStatus.kOptimal,
                highspy.HighsModelStatus.kModelEmpty,
            )
            bound = objective if solved and objective is not None else -np.inf
        stopped = status in (
            highspy.HighsModelStatus.kTimeLimit,
            highspy.HighsModelStatus.kInterrupt,
            highspy.HighsModelStatus.kSolutionLimit,
        )
        return Solved(True, values, objective, bound, stopped)

    def write(self, path: Path, about: str) -> None:
        """The model as an MPS file with names, a line about it at the top.

        Raises:
            OSError: the file cannot be written.
        """
        lp = self.lp()
        lp.col_names_ = [_name(n, one.name) for n, one in enumerate(self.model.columns)]
        lp.row_names_ = [_name(n, one.name) for n, one in enumerate(self.model.rows)]
        highs: Any = _Quiet()  # type: ignore[no-untyped-call]
        highs.passModel(lp)
        with TemporaryDirectory() as folder:
            plain = Path(folder) / "model.mps"
            highs.writeModel(str(plain))
            text = plain.read_text("utf-8")
        path.write_text(f"* {' '.join(about.split())}\n{text}", "utf-8")

    def reduced_costs(self, columns: Sequence[int]) -> list[float]:
        """What one unit more of each column would add to the objective, after a linear run."""
        duals = self._highs.getSolution().col_dual
        return [float(duals[column]) for column in columns]
