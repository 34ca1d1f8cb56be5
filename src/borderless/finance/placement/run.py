"""One search of one film: the programmes of all regimes, the best of them, and its film."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from threading import Event

import numpy as np

from borderless.finance.placement.answer import Progress, Search, Side
from borderless.finance.placement.draft import Draft
from borderless.finance.placement.options import choices_of, possible_partners
from borderless.finance.placement.rebuilt import Decisions, rebuilt, tidy_shares
from borderless.finance.placement.regimes import Regime, regimes_of, unofficial_regimes
from borderless.finance.placement.search import Best, Problem, best_of, problem_of, settled
from borderless.finance.placement.sides import side_of, situation_of
from borderless.finance.placement.solver import Clock, Values
from borderless.finding import Verdict

MARGINS = (0.05, 1.0)
"""Distances from thresholds that are tried in turn where rounding to the cent makes a film fall."""

SHARE_STEP = 1e-4
"""To what shares are rounded; as a part of the cost, the widest distance that is tried."""


@dataclass(frozen=True, slots=True)
class Found:
    """A structure read back."""

    problem: Problem
    values: Values
    decided: Decisions
    side: Side


@dataclass(frozen=True, slots=True)
class Solved:
    """The programmes that were searched last, and their best."""

    problems: list[Problem]
    best: Best
    refused: tuple[Problem, ...]
    """Official regimes that the wishes leave no structure in, where the rest was searched then."""


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
        self.drafts: list[Draft] = []
        """Every programme written so far."""

    def solved(self) -> Solved:
        """The best structure; without official status where it is preferred and cannot be had."""
        official = self.today.film.placement.official
        problems, best = self.best(self.regimes())
        if best.problem is not None or best.stopped or official != "preferred":
            return Solved(problems, best, ())
        refused = tuple(problems)
        problems, best = self.best(unofficial_regimes(self.today, self.countries))
        return Solved(problems, best, refused)

    @cached_property
    def law(self) -> list[Regime]:
        """Every way in which the law may see the partners."""
        return regimes_of(self.today, self.choices, self.countries)

    def regimes(self) -> list[Regime]:
        """The regimes that the wish for official status leaves."""
        official = self.today.film.placement.official
        if official == "required":
            return [one for one in self.law if one.is_official]
        kept = [one for one in self.law if one.size == "one" or one.is_official]
        if official == "ignored":
            kept += unofficial_regimes(self.today, self.countries)
        return kept

    def because(self) -> list[str]:
        """Why no text governs some set of as many countries as co-produce today."""
        count = len(self.today.countries)
        size = {1: "one", 2: "two"}.get(count, "many")
        return [one.because for one in self.law if one.size == size and one.because]

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
            self.drafts.append(draft)
            made.append(problem_of(draft, self.search.threads))
        return made

    def best(self, regimes: Sequence[Regime]) -> tuple[list[Problem], Best]:
        """The best over the regimes; again with exact aid where a ceiling turns out to bind."""
        self.say("placing the budget")
        problems = self.problems(regimes)
        best = best_of(problems, self.clock, self.search.gap, self._heard)
        found = best.problem
        if found is None or found.values is None or found.draft.aid.is_within(found.values):
            return problems, best
        self._exact_aid = True
        problems = self.problems(regimes)
        return problems, best_of(problems, self.clock, self.search.gap, self._heard)

    # --- progress --------------------------------------------------------------------------------

    def _heard(self, phase: str, objective: float | None, bound: float | None) -> None:
        self.say(phase, objective, bound)

    def _seen(self, objective: float | None, bound: float) -> None:
        unit = self.drafts[0].unit
        self.say(self._phase, None if objective is None else objective * unit, bound * unit)

    def say(self, phase: str, objective: float | None = None, bound: float | None = None) -> None:
        """Tells the caller what is being done."""
        self._phase = phase
        if self._watch is not None:
            seconds = time.monotonic() - self.started
            self._watch(Progress(self._phase, objective, bound, seconds))

    # --- reading back ----------------------------------------------------------------------------

    def read_back(self, problem: Problem) -> Found:
        """The structure as a film; kept further from a threshold where rounding undid it."""
        found = self._found(problem)
        step = SHARE_STEP * float(self.today.cost)
        for margin in (*MARGINS, step):
            passes = self._passes_a_ceiling(found)
            if not passes and not _is_short(found):
                break
            self._exact_aid = self._exact_aid or passes
            again = self.problems([problem.draft.regime], margin)
            best = best_of(again, self.clock, self.search.gap)
            if best.problem is None:
                break
            found = self._found(best.problem)
        return found

    def _passes_a_ceiling(self, found: Found) -> bool:
        """Whether public aid passes a ceiling that it does not pass today."""
        before = _failing(self.before)
        return bool(_failing(found.side) - before)

    def exact_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """The same programmes with exact aid."""
        self._exact_aid = True
        return self.problems([one.draft.regime for one in problems])

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
    stated = {
        country: share
        for country in inside
        if (share := draft.partners.fixed_share(country)) is not None
    }
    return Decisions(shares, people, tidy_shares(parts, stated), claims)


def _failing(side: Side) -> set[tuple[str, str]]:
    return {
        (test.ceiling.id, test.country)
        for test in side.plan.aid
        if test.verdict is Verdict.DOES_NOT
    }


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
