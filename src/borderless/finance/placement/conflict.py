"""Why nothing is possible: the smallest set of wishes that cannot stand together.

The smallest set is found by hitting sets: a set of wishes is tried that meets every known way out;
if it cannot stand it is the answer, else it is grown to a largest set that can, and what was left
out is one more way out that must be met (Ignatiev, Previti, Liffiton, Marques-Silva, "Smallest MUS
extraction with minimal hitting set dualization", CP 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from borderless.finance.linear_model import INFINITY, Affine
from borderless.finance.placement.search import Problem
from borderless.finance.placement.solver import Clock

MUST_BE_OFFICIAL = "the film must be an official co-production"


def smallest_conflict(
    problems: Sequence[Problem], clock: Clock, *, must_be_official: bool
) -> tuple[str, ...]:
    """The fewest wishes that cannot all be met; empty where even no wish at all leaves a way.

    Args:
        problems: every regime, the unofficial ones too.
        clock: when to give up; then the set is a conflict, but perhaps not the smallest.
        must_be_official: whether official status is one of the wishes.
    """
    wishes = list(
        dict.fromkeys(row.wish for one in problems for row in one.draft.model.rows if row.wish)
    )
    if must_be_official:
        wishes.append(MUST_BE_OFFICIAL)
    everything = frozenset(wishes)
    if not can_stand(problems, frozenset(), clock) or can_stand(problems, everything, clock):
        return ()
    ways_out: list[frozenset[str]] = []
    while True:
        tried = _hitting(wishes, ways_out)
        if clock.is_over or not can_stand(problems, tried, clock):
            usual = {k: v for one in problems for k, v in one.draft.usual.items()}
            return tuple(
                f"{wish} (taken for granted; {usual[wish]} says otherwise)"
                if wish in usual
                else wish
                for wish in wishes
                if wish in tried
            )
        grown = set(tried)
        for wish in wishes:
            if wish not in grown and can_stand(problems, frozenset({*grown, wish}), clock):
                grown.add(wish)
        ways_out.append(everything - grown)


def _hitting(wishes: Sequence[str], ways_out: Sequence[frozenset[str]]) -> frozenset[str]:
    """A smallest set of wishes with one from each way out."""
    for size in range(len(wishes) + 1):
        for chosen in combinations(wishes, size):
            if all(way & set(chosen) for way in ways_out):
                return frozenset(chosen)
    return frozenset(wishes)


def can_stand(problems: Sequence[Problem], wishes: frozenset[str], clock: Clock) -> bool:
    """Whether some structure meets these wishes and the law."""
    for problem in problems:
        if MUST_BE_OFFICIAL in wishes and not problem.draft.regime.is_official:
            continue
        free = {
            number: (-INFINITY, INFINITY)
            for number, row in enumerate(problem.draft.model.rows)
            if row.wish and row.wish not in wishes
        }
        found = problem.solver.run(rows={**problem.rows, **free}, objective=Affine(), clock=clock)
        if found.values is not None:
            return True
    return False
