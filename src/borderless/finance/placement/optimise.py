"""The search as a whole: from a film to the answer, with everything that explains it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import Event

from borderless.film.model import Film
from borderless.finance.placement.answer import (
    Answer,
    FrontierPoint,
    Held,
    ModelSize,
    Outcome,
    Progress,
    Search,
)
from borderless.finance.placement.conflict import MUST_BE_OFFICIAL, smallest_conflict
from borderless.finance.placement.findings import answer_findings, taken_for_granted, wrong_wishes
from borderless.finance.placement.frontier import by_partners, by_share
from borderless.finance.placement.instead import instead_of_official
from borderless.finance.placement.limits import binding_of, next_euro
from borderless.finance.placement.moves import moves_between
from borderless.finance.placement.regimes import unofficial_regimes
from borderless.finance.placement.run import Found, Run
from borderless.finance.placement.search import Best, Problem
from borderless.finance.placement.sides import side_of
from borderless.finance.plan import Places, nowhere
from borderless.finding import Finding, has_errors
from borderless.rulebook.library import Library

USUAL = Search()
FRONTIER_GAP = 5e-4
"""Gap of the frontiers' points, which are there to be compared with each other."""


def optimise(
    film: Film,
    library: Library,
    *,
    as_of: Day,
    currency: str | None = None,
    places: Places = nowhere,
    search: Search = USUAL,
    watch: Callable[[Progress], None] | None = None,
    cancel: Event | None = None,
) -> tuple[Answer | None, list[Finding]]:
    """The structure of a film that is best for the goal, within the wishes and the law.

    Args:
        film: the document; its `placement` holds what may change and what is wished.
        library: the rulebook.
        as_of: the day the rulebook and the exchange rates are read on.
        currency: the reporting currency; the film's own by default.
        places: finds where in the user's files a part of the film stands.
        search: goal, gap, time limit.
        watch: called now and then with how far the search is.
        cancel: set from another thread (or a signal) to stop with the best found.

    Returns:
        The answer with its findings; or no answer, and the findings that stopped it.
    """
    to = currency or film.currency
    before, findings = side_of(film, library, as_of, to, places=places)
    if before is None:
        return None, findings
    wrong = wrong_wishes(film, library, places)
    if has_errors(wrong):
        return None, wrong
    return answered(Run(before, search, watch, cancel)), findings


def export_model(
    film: Film,
    library: Library,
    *,
    as_of: Day,
    target: Path,
    currency: str | None = None,
    search: Search = USUAL,
) -> tuple[list[Path], list[Finding]]:
    """Writes the programmes that a search ends with as MPS files, for another solver to check.

    One file for each way in which the law may see the partners; the least of their optima is the
    answer. Money is in the unit that the first comment names. One regime is written to
    `target` itself, several beside it with a number before the ending.

    Raises:
        OSError: the files cannot be written.
    """
    to = currency or film.currency
    before, findings = side_of(film, library, as_of, to)
    if before is None:
        return [], findings
    problems = Run(before, search, None, None).solved().problems
    written = []
    for number, problem in enumerate(problems, 1):
        path = target
        if len(problems) > 1:
            path = target.with_name(f"{target.stem}-{number}{target.suffix or '.mps'}")
        unit = f"1 of money is {problem.unit:,.0f} {before.plan.currency}".replace(",", " ")
        problem.solver.write(path, f"{film.title}: {problem.draft.regime.name}; {unit}")
        written.append(path)
    return written, findings


def answered(run: Run) -> Answer:
    """Searches, reads back, and explains."""
    solved = run.solved()
    if solved.best.problem is None:
        return _nothing(run, solved.best)
    found = run.read_back(solved.best.problem)
    instead = ""
    if solved.refused:
        gap = run.search.gap
        instead = instead_of_official(run.today, solved.refused, run.because(), run.clock, gap)
    frontier, shares = _frontiers(run, solved.problems)
    return _told(run, solved.best, found, frontier, shares, instead)


def _frontiers(
    run: Run, problems: Sequence[Problem]
) -> tuple[list[FrontierPoint], list[FrontierPoint]]:
    if not run.search.frontier:
        return [], []
    run.say("drawing the frontier")
    gap = max(run.search.gap, FRONTIER_GAP)
    most = len(run.countries) - 1
    wished = run.today.film.placement.partners_at_most
    most = most if wished is None else min(most, wished)

    @cache
    def exact() -> Sequence[Problem]:
        return run.exact_problems(problems)

    partners = by_partners(problems, exact, most, run.clock, gap)
    return partners, by_share(problems, exact, run.clock, gap)


def _told(
    run: Run,
    best: Best,
    found: Found,
    frontier: Sequence[FrontierPoint],
    shares: Sequence[FrontierPoint],
    instead: str,
) -> Answer:
    draft, after = found.problem.draft, found.side
    moves = moves_between(run.today, run.before, after, run.choices, found.decided)
    proved = best.is_proved(run.search.gap)
    sign = 1.0 if run.search.goal.kind == "net" else -1.0
    outcome = Outcome.PROVED if proved else _unproved(run)
    held = tuple(
        Held(
            one.scheme.id,
            one.scheme.name,
            one.why,
            run.counted.get(one.scheme.id, Decimal(0)),
        )
        for one in draft.claims.held
    )
    return replace(
        _empty(run, outcome),
        after=after,
        film=after.plan.film,
        objective=sign * best.objective,
        bound=sign * best.bound,
        gap=relative_gap(best.objective, best.bound),
        moves=tuple(moves),
        binding=tuple(binding_of(found.problem, found.values, after)),
        next_euro=tuple(next_euro(found.problem)),
        frontier=tuple(frontier),
        by_share=tuple(shares),
        held=held,
        instead=instead,
        assumptions=taken_for_granted(run.today, run.choices, draft, after),
        findings=tuple(answer_findings(run.before, after, draft)),
        seconds=time.monotonic() - run.started,
    )


def _nothing(run: Run, best: Best) -> Answer:
    """No structure: none was found in time, or the wishes cannot all stand."""
    official = run.today.film.placement.official
    if best.stopped:
        return _empty(run, _unproved(run))
    run.say("looking for the wishes that cannot stand")
    every = run.problems([*run.law, *unofficial_regimes(run.today, run.countries)])
    conflict = smallest_conflict(every, run.clock, must_be_official=official == "required")
    because = dict.fromkeys(one.draft.regime.because for one in every if one.draft.regime.because)
    return replace(
        _empty(run, Outcome.IMPOSSIBLE),
        conflict=conflict,
        instead="; ".join(because) if MUST_BE_OFFICIAL in conflict else "",
        seconds=time.monotonic() - run.started,
    )


def _unproved(run: Run) -> Outcome:
    """Whether the user stopped the search or the clock did."""
    cancelled = run.clock.cancel is not None and run.clock.cancel.is_set()
    return Outcome.CANCELLED if cancelled else Outcome.BEST_FOUND


def _empty(run: Run, outcome: Outcome) -> Answer:
    drafts = run.drafts
    plan = run.before.plan
    return Answer(
        outcome=outcome,
        goal=run.search.goal,
        currency=plan.currency,
        as_of=plan.as_of,
        before=run.before,
        after=None,
        film=None,
        objective=None,
        bound=None,
        gap=None,
        moves=(),
        binding=(),
        next_euro=(),
        frontier=(),
        by_share=(),
        held=(),
        conflict=(),
        instead="",
        proposals=run.choices.proposed,
        assumptions=(),
        findings=(),
        size=ModelSize(
            sum(len(one.model.rows) for one in drafts),
            sum(len(one.model.columns) for one in drafts),
            sum(column.integer for one in drafts for column in one.model.columns),
            len(drafts),
        ),
        seconds=time.monotonic() - run.started,
        library=plan.library,
    )


def relative_gap(objective: float, bound: float) -> float:
    """Distance of objective and bound as a share of the objective; a cent is none."""
    apart = objective - bound
    return 0.0 if apart <= 0.01 else apart / max(abs(objective), 1e-9)
