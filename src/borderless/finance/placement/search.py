"""From regimes to the best structure: bounds first, the most promising regime first, then a proof.

Where lines may be split but not into crumbs, the structure of a regime (partners, claims, gates,
people) is settled on a relaxation that allows crumbs; with the structure held, the lines are
settled in turn. The relaxation's bound often proves the result at once; where it does not, the
whole programme is searched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from borderless.finance.placement.draft import Draft
from borderless.finance.placement.solver import Clock, Solved, Solver, Values

Bits = NDArray[np.bool_]
RowBounds = Mapping[int, tuple[float, float]]
MANY_LINES = 150
"""Yes-or-no columns about single lines from which settling the structure first pays."""


@dataclass(slots=True)
class Problem:
    """One regime's programme with its solver, and what is known of it so far."""

    draft: Draft
    solver: Solver
    rows: RowBounds = field(default_factory=dict)
    """Other bounds for some rows."""
    bound: float = -np.inf
    """In the reporting currency: no structure of this regime is better."""
    values: Values | None = None
    objective: float = np.inf

    @property
    def unit(self) -> float:
        """The model's money in the reporting currency."""
        return self.draft.unit


@dataclass(frozen=True, slots=True)
class Best:
    """The best over all regimes."""

    problem: Problem | None
    """`None` where no structure meets the rows."""
    objective: float
    bound: float
    stopped: bool

    def is_proved(self, gap: float) -> bool:
        """Whether nothing is better by more than the gap, 0-1, or by a cent."""
        return self.problem is not None and is_closed(self.objective, self.bound, gap)


def is_closed(objective: float, bound: float, gap: float) -> bool:
    """Whether objective and bound differ by no more than the gap, 0-1, or by a cent."""
    return objective - bound <= max(gap * abs(objective), 0.01)


def problem_of(draft: Draft, threads: int = 1) -> Problem:
    """A draft with its solver."""
    return Problem(draft, Solver(draft.model, threads))


def best_of(
    problems: Sequence[Problem],
    clock: Clock,
    gap: float,
    told: Callable[[str, float | None, float | None], None] | None = None,
) -> Best:
    """The best structure over several regimes, with a bound that holds for all of them.

    Args:
        problems: one for each regime; what is found is kept in them.
        clock: when to stop.
        gap: relative gap at which a search stops, 0-1.
        told: called with what is being done, and the best and the bound so far.
    """
    open_ = []
    for problem in problems:
        solver = problem.solver
        relaxed = solver.run(whole=solver.linear, rows=problem.rows, clock=clock)
        problem.values, problem.objective, problem.bound = None, np.inf, np.inf
        if relaxed.feasible:
            problem.bound = relaxed.bound * problem.unit
            open_.append(problem)
    open_.sort(key=lambda problem: problem.bound)
    best: Problem | None = None
    objective, stopped = np.inf, False
    for index, problem in enumerate(open_):
        if best is not None and is_closed(objective, problem.bound, gap):
            break
        if clock.is_over:
            stopped = True
            break
        rest = min((one.bound for one in open_[index + 1 :]), default=np.inf)
        if told:
            told(problem.draft.regime.name, objective if best else None, problem.bound)
        found = search(problem, clock, gap, below=objective)
        stopped = stopped or found.stopped
        problem.bound = max(problem.bound, found.bound * problem.unit)
        if found.values is not None and found.objective is not None:
            problem.values, problem.objective = found.values, found.objective * problem.unit
            if problem.objective < objective:
                best, objective = problem, problem.objective
        if told:
            told(problem.draft.regime.name, objective if best else None, min(rest, problem.bound))
    bound = min((one.bound for one in open_), default=np.inf)
    return Best(best, objective, min(bound, objective), stopped)


def search(problem: Problem, clock: Clock, gap: float, below: float = np.inf) -> Solved:
    """The best structure of one regime, with every yes-or-no at a whole number.

    Args:
        problem: the regime.
        clock: when to stop.
        gap: relative gap at which to stop, 0-1.
        below: a structure elsewhere that is this good; nothing worse needs to be found here.
    """
    found = _search(problem, clock, gap, below)
    if found.values is None or found.objective is None:
        return found
    again = whole_again(problem, found.values)
    near = 1e-7 * (1.0 + abs(found.objective))
    if again.objective is not None and again.objective <= found.objective + near:
        bound = min(found.bound, again.objective)
        return Solved(True, again.values, again.objective, bound, found.stopped)
    # A yes that was a millionth short of one held a threshold open in a film of millions.
    found = problem.solver.run(rows=problem.rows, gap=gap, clock=clock, exactly=True)
    again = found if found.values is None else whole_again(problem, found.values)
    return replace(found, values=again.values) if again.values is not None else found


def whole_again(problem: Problem, values: Values) -> Solved:
    """The rest again, to the last digits, where every yes-or-no is rounded to a whole number."""
    solver = problem.solver
    fixed = held(values, solver.whole)
    return solver.run(whole=solver.linear, fixed=fixed, rows=problem.rows, tight=True)


def _search(problem: Problem, clock: Clock, gap: float, below: float) -> Solved:
    solver, rows = problem.solver, problem.rows
    spend = problem.draft.spend
    lines = np.zeros_like(solver.whole)
    lines[list(spend.line_columns)] = True
    lines &= solver.whole
    shares = np.zeros_like(lines)
    shares[list(spend.share_columns())] = True
    today = from_today(problem, clock)
    # Whole lines cost more than the gap, so the bound of split lines would not prove them.
    if lines.sum() < MANY_LINES or (lines & shares).any():
        many = bool(lines.sum() >= MANY_LINES)
        return solver.run(rows=rows, gap=gap, clock=clock, start=today, restarts=many)
    split = solver.run(
        whole=solver.whole & ~lines, rows=rows, gap=gap / 2, clock=clock, start=today
    )
    if split.values is None or split.bound * problem.unit >= below:
        return Solved(split.feasible, None, None, split.bound, split.stopped)
    target = split.bound + gap * abs(split.bound) * 0.999
    settled_ = _settle_lines(problem, clock, split, lines, target)
    if settled_.objective is not None and is_closed(settled_.objective, split.bound, gap):
        return Solved(True, settled_.values, settled_.objective, split.bound)
    full = solver.run(rows=rows, gap=gap, clock=clock, start=settled_.values)
    bound = max(full.bound, split.bound)
    if full.objective is None or (settled_.objective or np.inf) < full.objective:
        return Solved(full.feasible, settled_.values, settled_.objective, bound, full.stopped)
    return Solved(True, full.values, full.objective, bound, full.stopped)


def _settle_lines(
    problem: Problem, clock: Clock, split: Solved, lines: Bits, target: float
) -> Solved:
    """Whole lines for a structure: first among the choices that can still reach the target.

    With the structure held, a choice whose reduced cost is above the room between the linear
    optimum and the target cannot be part of a solution that reaches it, so it is left out.
    """
    solver, rows = problem.solver, problem.rows
    assert split.values is not None
    structure = held(split.values, solver.whole & ~lines)
    linear = solver.run(whole=solver.linear, fixed=structure, rows=rows, clock=clock)
    if linear.values is None or linear.objective is None:
        return linear
    costs = np.array(solver.reduced_costs(range(len(lines))))
    choices = np.zeros_like(lines)
    choices[list(problem.draft.spend.share_columns())] = True
    found = linear
    room = max(target - linear.objective, 0.0)
    for near in (room, 10 * room, np.inf):
        out = (choices | lines) & (costs > near) & (linear.values <= solver.lower + 1e-9)
        fixed = structure | {int(column): 0.0 for column in np.flatnonzero(out)}
        found = solver.run(
            whole=lines & ~out, fixed=fixed, rows=rows, gap=1e-6, clock=clock, target=target
        )
        if found.values is not None or clock.is_over:
            break
    return found


def held(values: Values, which: Bits) -> dict[int, float]:
    """The columns of `which` at their values, rounded to whole numbers."""
    return {int(column): float(round(values[column])) for column in np.flatnonzero(which)}


def from_today(problem: Problem, clock: Clock) -> Values | None:
    """A complete solution in which every line, person and partner is as today, if it is allowed."""
    draft, fixed = problem.draft, dict[int, float]()
    for choice in draft.choices.lines:
        for number, option in enumerate(choice.options):
            for column in draft.spend.shares[choice.number, number].terms:
                fixed[column] = 1.0 if option.today else 0.0
    for columns in draft.spend.posts:
        for number, one in enumerate(columns):
            fixed |= dict.fromkeys(one.terms, 1.0 if number == 0 else 0.0)
    for country, is_in in draft.partners.is_in.items():
        fixed |= dict.fromkeys(is_in.terms, float(country in draft.situation.countries))
    return problem.solver.run(fixed=fixed, rows=problem.rows, gap=1e-3, clock=clock).values


def settled(problem: Problem) -> Values:
    """The solution with, where shares of the partners are free, those nearest to today's."""
    assert problem.values is not None
    solver, draft = problem.solver, problem.draft
    values = problem.values
    objective = draft.model.objective.value(values)
    fixed = held(values, solver.whole)
    lines = {column: float(values[column]) for column in draft.spend.share_columns()}
    rows = dict(problem.rows)
    if draft.objective_row is not None:
        number, const, scale = draft.objective_row
        slack = 1e-9 * max(1.0, abs(objective))
        rows[number] = (-np.inf, (objective + slack - const) * scale)
    near = solver.run(
        whole=solver.linear,
        fixed={**fixed, **lines},
        rows=rows,
        tight=True,
        objective=draft.distance,
    )
    return values if near.values is None else near.values
