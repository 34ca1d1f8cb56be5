"""The search as a whole: model every way the law may see the film, solve, and read it back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from threading import Event

import numpy as np

from borderless.film.model import Film
from borderless.finance.placement.answer import (
    Answer,
    FrontierPoint,
    Held,
    ModelSize,
    Outcome,
    Progress,
    Search,
    Side,
)
from borderless.finance.placement.conflict import smallest_conflict
from borderless.finance.placement.draft import Draft
from borderless.finance.placement.findings import answer_findings, taken_for_granted
from borderless.finance.placement.frontier import by_partners, by_share
from borderless.finance.placement.instead import instead_of_official
from borderless.finance.placement.limits import binding_of, next_euro
from borderless.finance.placement.moves import moves_between
from borderless.finance.placement.options import choices_of, possible_partners
from borderless.finance.placement.rebuilt import Decisions, rebuilt, tidy_shares
from borderless.finance.placement.regimes import Regime, regimes_of, unofficial_regimes
from borderless.finance.placement.search import Best, Problem, best_of, problem_of, settled
from borderless.finance.placement.sides import side_of, situation_of
from borderless.finance.placement.solver import Clock, Values
from borderless.finance.plan import Places, nowhere
from borderless.finding import Finding
from borderless.rulebook.library import Library

USUAL = Search()
FRONTIER_GAP = 5e-4
"""Gap of the frontiers' points, which are there to be compared with each other."""
MARGINS = (0.0, 0.05, 1.0)
"""Distances from thresholds that are tried in turn where rounding to the cent makes a film fall."""


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
    return Run(before, search, watch, cancel).answer(), findings


def export_model(
    film: Film,
    library: Library,
    *,
    as_of: Day,
    target: Path,
    currency: str | None = None,
    search: Search = USUAL,
) -> tuple[list[Path], list[Finding]]:
    """Writes the programme of every regime as an MPS file, for another solver to check.

    Money in the files is in the unit that the first comment names. One regime is written to
    `target` itself, several beside it with a number before the ending.

    Raises:
        OSError: the files cannot be written.
    """
    to = currency or film.currency
    before, findings = side_of(film, library, as_of, to)
    if before is None:
        return [], findings
    run = Run(before, search, None, None)
    problems = run.problems(run.regimes())
    written = []
    for number, problem in enumerate(problems, 1):
        path = target
        if len(problems) > 1:
            path = target.with_name(f"{target.stem}-{number}{target.suffix or '.mps'}")
        problem.solver.write(path)
        written.append(path)
    return written, findings


@dataclass(frozen=True, slots=True)
class Found:
    """A structure read back."""

    problem: Problem
    values: Values
    decided: Decisions
    side: Side


class Run:
    """One search of one film."""

    def __init__(
        self,
        before: Side,
        search: Search,
        watch: Callable[[Progress], None] | None,
        cancel: Event | None,
    ) -> None:
        self.before = before
        self.search = search
        self.today = situation_of(before.plan)
        self.choices = choices_of(self.today)
        self.countries = possible_partners(self.today.film)
        self.counted = {claim.result.scheme.id: claim.amount for claim in before.claims}
        self.started = time.monotonic()
        self._watch = watch
        self.clock = Clock(search.time_limit, cancel, self._seen)
        self._phase = ""
        self._exact_aid = False
        self._size: dict[int, Draft] = {}

    # --- the whole -------------------------------------------------------------------------------

    def answer(self) -> Answer:
        """Searches, reads back, and explains."""
        official = self.today.film.placement.official
        problems, best = self._best(self.regimes())
        instead = ""
        if best.problem is None and not best.stopped and official == "preferred":
            refused = problems
            problems, best = self._best(unofficial_regimes(self.today, self.countries))
            if best.problem is not None:
                because = self._because()
                instead = instead_of_official(
                    self.today, refused, because, self.clock, self.search.gap
                )
        if best.problem is None:
            return self._impossible(best, official)
        found = self._read_back(best.problem)
        frontier, shares = self._frontiers(problems)
        return self._told(best, found, frontier, shares, instead)

    def regimes(self) -> list[Regime]:
        """The regimes that the wish for official status leaves."""
        found = regimes_of(self.today, self.choices, self.countries)
        official = self.today.film.placement.official
        if official == "required":
            return [one for one in found if one.is_official]
        kept = [one for one in found if one.size == "one" or one.is_official]
        if official == "ignored":
            kept += unofficial_regimes(self.today, self.countries)
        return kept

    def _because(self) -> list[str]:
        """Why no text governs some set of as many countries as co-produce today."""
        count = len(self.today.countries)
        size = {1: "one", 2: "two"}.get(count, "many")
        found = regimes_of(self.today, self.choices, self.countries)
        return [one.because for one in found if one.size == size and one.because]

    def problems(self, regimes: Sequence[Regime], margin: float = 0.0) -> list[Problem]:
        """A programme for each regime."""
        made = []
        for regime in regimes:
            draft = Draft(
                self.today,
                self.choices,
                regime,
                self.countries,
                self.search.goal,
                self.counted,
                margin,
                exact_aid=self._exact_aid,
            )
            self._size[id(draft)] = draft
            made.append(problem_of(draft, self.search.threads))
        return made

    def _best(self, regimes: Sequence[Regime]) -> tuple[list[Problem], Best]:
        """The best over the regimes; again with exact aid where a ceiling turns out to bind."""
        self._phase = "placing the budget"
        problems = self.problems(regimes)
        best = best_of(problems, self.clock, self.search.gap, self._heard)
        found = best.problem
        if found is None or found.values is None or found.draft.aid_is_within(found.values):
            return problems, best
        self._exact_aid = True
        problems = self.problems(regimes)
        return problems, best_of(problems, self.clock, self.search.gap, self._heard)

    # --- progress --------------------------------------------------------------------------------

    def _heard(self, phase: str, objective: float | None, bound: float | None) -> None:
        self._phase = phase
        self._say(objective, bound)

    def _seen(self, objective: float | None, bound: float) -> None:
        unit = next(iter(self._size.values())).unit
        self._say(None if objective is None else objective * unit, bound * unit)

    def _say(self, objective: float | None, bound: float | None) -> None:
        if self._watch is not None:
            seconds = time.monotonic() - self.started
            self._watch(Progress(self._phase, objective, bound, seconds))

    # --- reading back ----------------------------------------------------------------------------

    def _read_back(self, problem: Problem) -> Found:
        """The structure as a film; kept further from a threshold where rounding undid it."""
        found = self._found(problem)
        for margin in MARGINS[1:]:
            if not _is_short(found):
                break
            again = self.problems([problem.draft.regime], margin)
            best = best_of(again, self.clock, self.search.gap)
            if best.problem is None:
                break
            found = self._found(best.problem)
        return found

    def _found(self, problem: Problem) -> Found:
        values = settled(problem)
        decided = decisions(problem.draft, values)
        draft = problem.draft
        countries = {one.scheme.id: one.scheme.country for one in draft.claims.claimable}
        as_of = self.before.plan.as_of
        film = rebuilt(self.today.film, self.choices, decided, as_of, countries)
        modelled = {
            one.scheme.id: one.money(draft.model, 1).value(values) * draft.unit
            for one in draft.claims.claimable
        }
        held = {one.scheme.id: one.why for one in draft.claims.held}
        side, _ = side_of(
            film,
            self.before.plan.library,
            self.before.plan.as_of,
            self.before.plan.currency,
            today=self.today,
            modelled=modelled,
            held=held,
        )
        assert side is not None, "a rebuilt film has the currencies of today's"
        return Found(problem, values, decided, side)

    # --- the answer ------------------------------------------------------------------------------

    def _frontiers(
        self, problems: Sequence[Problem]
    ) -> tuple[list[FrontierPoint], list[FrontierPoint]]:
        if not self.search.frontier:
            return [], []
        self._phase = "drawing the frontier"
        self._say(None, None)
        gap = max(self.search.gap, FRONTIER_GAP)
        most = len(self.countries) - 1
        return by_partners(problems, most, self.clock, gap), by_share(problems, self.clock, gap)

    def _told(
        self,
        best: Best,
        found: Found,
        frontier: Sequence[FrontierPoint],
        shares: Sequence[FrontierPoint],
        instead: str,
    ) -> Answer:
        draft, after = found.problem.draft, found.side
        moves = moves_between(self.today, self.before, after, self.choices, found.decided)
        proved = best.is_proved(self.search.gap)
        sign = 1.0 if self.search.goal.kind == "net" else -1.0
        outcome = Outcome.PROVED if proved else Outcome.BEST_FOUND
        if not proved and self.clock.cancel is not None and self.clock.cancel.is_set():
            outcome = Outcome.CANCELLED
        held = tuple(
            Held(
                one.scheme.id,
                one.scheme.name,
                one.why,
                self.counted.get(one.scheme.id, Decimal(0)),
            )
            for one in draft.claims.held
        )
        return replace(
            self._empty(outcome),
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
            assumptions=taken_for_granted(self.today, self.choices, draft, after),
            findings=tuple(answer_findings(after, draft)),
            seconds=time.monotonic() - self.started,
        )

    def _impossible(self, best: Best, official: str) -> Answer:
        if best.stopped:
            outcome = Outcome.BEST_FOUND
            cancelled = self.clock.cancel is not None and self.clock.cancel.is_set()
            return self._empty(Outcome.CANCELLED if cancelled else outcome)
        self._phase = "looking for the wishes that cannot stand"
        self._say(None, None)
        every = self.problems(
            [
                *regimes_of(self.today, self.choices, self.countries),
                *unofficial_regimes(self.today, self.countries),
            ]
        )
        conflict = smallest_conflict(every, self.clock, must_be_official=official == "required")
        because = dict.fromkeys(
            one.draft.regime.because for one in every if one.draft.regime.because
        )
        return replace(
            self._empty(Outcome.IMPOSSIBLE),
            conflict=conflict,
            instead="; ".join(because) if official == "required" else "",
            seconds=time.monotonic() - self.started,
        )

    def _empty(self, outcome: Outcome) -> Answer:
        drafts = list(self._size.values())
        plan = self.before.plan
        return Answer(
            outcome=outcome,
            goal=self.search.goal,
            currency=plan.currency,
            as_of=plan.as_of,
            before=self.before,
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
            proposals=self.choices.proposed,
            assumptions=(),
            findings=(),
            size=ModelSize(
                sum(len(one.model.rows) for one in drafts),
                sum(len(one.model.columns) for one in drafts),
                sum(column.integer for one in drafts for column in one.model.columns),
                len(drafts),
            ),
            seconds=time.monotonic() - self.started,
            library=plan.library,
        )


def relative_gap(objective: float, bound: float) -> float:
    """Distance of objective and bound as a share of the objective; a cent is none."""
    apart = objective - bound
    return 0.0 if apart <= 0.01 else apart / max(abs(objective), 1e-9)


def decisions(draft: Draft, values: Values) -> Decisions:
    """A solution as decisions."""
    shares = {
        key: min(max(share.value(values), 0.0), 1.0)
        for key, share in draft.spend.shares.items()
        if share.terms
    }
    people = {
        post: int(np.argmax([one.value(values) for one in columns]))
        for post, columns in enumerate(draft.spend.posts)
    }
    inside = [c for c, one in draft.partners.is_in.items() if one.value(values) > 0.5]
    cost = draft.spend.production.value(values)
    parts = {
        country: max(draft.partners.finance[country].value(values) / cost, 0.0) if cost else 0.0
        for country in inside
    }
    if len(inside) == 1 or not cost:
        parts = {country: 1.0 / len(inside) for country in inside}
    claims = frozenset(
        one.scheme.id
        for one in draft.claims.claimable
        if one.claimed.value(values) > 0.5
        and one.money(draft.model, 1).value(values) * draft.unit > 0.005
    ) | frozenset(one.scheme.id for one in draft.claims.held if one.money)
    return Decisions(shares, people, tidy_shares(parts), claims)


def _is_short(found: Found) -> bool:
    """Whether some scheme pays less to the film than to the model by more than rounding."""
    paid: Mapping[str, Decimal] = {c.result.scheme.id: c.amount for c in found.side.claims}
    for one in found.problem.draft.claims.claimable:
        unit = found.problem.draft.unit
        expected = one.money(found.problem.draft.model, 1).value(found.values) * unit
        if (
            expected - float(paid.get(one.scheme.id, 0)) > 1.0
            and one.scheme.id in found.decided.claims
        ):
            return True
    return False
