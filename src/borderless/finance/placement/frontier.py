"""The best structure for each number of partners, and for each share of the delegate country."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from borderless.film.model import Status
from borderless.finance.linear_model import INFINITY, Affine
from borderless.finance.placement.answer import FrontierPoint
from borderless.finance.placement.draft import DELEGATE_SHARES
from borderless.finance.placement.search import Problem, best_of
from borderless.finance.placement.solver import Clock
from borderless.finance.situation import NOTHING, Situation

Rows = dict[int, tuple[float, float]]
Exact = Callable[[], Sequence[Problem]]
"""Gives the programmes with exact aid, for points at which a ceiling turns out to bind."""


def by_partners(
    problems: Sequence[Problem], exact: Exact, most: int, clock: Clock, gap: float
) -> list[FrontierPoint]:
    """Net cost for 0, 1, … `most` partners beside the delegate's country.

    Today's partners may leave here, with what they bring, unless the film says that they stay.
    """

    def rows_for(count: int) -> Callable[[Problem], Rows | None]:
        def rows(problem: Problem) -> Rows | None:
            row = problem.draft.partners_row
            free = _usual_partners_free(problem)
            if row is None:
                inside = sum(one.const for one in _others(problem))
                return free if round(inside) == count else None
            number, const, scale = row
            return {**free, number: ((count - const) * scale, (count - const) * scale)}

        return rows

    return [
        _point(problems, exact, rows_for(count), str(count), float(count), clock, gap)
        for count in range(most + 1)
    ]


def by_share(
    problems: Sequence[Problem], exact: Exact, clock: Clock, gap: float
) -> list[FrontierPoint]:
    """Net cost where the delegate country holds 30 %, 40 % … of the film."""

    def rows_for(share: float) -> Callable[[Problem], Rows | None]:
        def rows(problem: Problem) -> Rows | None:
            row = problem.draft.share_rows[share]
            if row is None or problem.draft.regime.size == "one":
                return None
            number, const, scale = row
            return {number: (-const * scale, -const * scale)}

        return rows

    points = [
        _point(
            problems, exact, rows_for(share), f"{share:.0%}".replace("%", " %"), share, clock, gap
        )
        for share in DELEGATE_SHARES
    ]
    return points if any(point.net is not None for point in points) else []


def _others(problem: Problem) -> list[Affine]:
    partners = problem.draft.partners
    return [partners.is_in[country] for country in partners.countries[1:]]


def _usual_partners_free(problem: Problem) -> Rows:
    """Rows that keep today's partners only because nobody said otherwise, set free."""
    draft = problem.draft
    free = set(draft.partners.keep_wishes.values()) & set(draft.usual)
    return {
        number: (-INFINITY, INFINITY)
        for number, row in enumerate(draft.model.rows)
        if row.wish in free
    }


def _point(
    problems: Sequence[Problem],
    exact: Exact,
    rows_for: Callable[[Problem], Rows | None],
    label: str,
    value: float,
    clock: Clock,
    gap: float,
) -> FrontierPoint:
    chosen = []
    for problem in problems:
        rows = rows_for(problem)
        if rows is not None:
            chosen.append(Problem(problem.draft, problem.solver, rows))
    best = best_of(chosen, clock, gap)
    found = best.problem
    if found and found.values is not None and not found.draft.aid.is_within(found.values):
        exactly = [(problem, rows_for(problem)) for problem in exact()]
        chosen = [Problem(one.draft, one.solver, rows) for one, rows in exactly if rows is not None]
        best = best_of(chosen, clock, gap)
    if best.problem is None or best.problem.values is None:
        return FrontierPoint(label, value, None, None, (), proved=not best.stopped)
    draft, values = best.problem.draft, best.problem.values
    inside = tuple(
        country for country, one in draft.partners.is_in.items() if one.value(values) > 0.5
    )
    net, soft = draft.net().value(values), draft.soft().value(values)
    return FrontierPoint(
        label,
        value,
        float(np.round(net * draft.unit, 2)),
        float(np.round(soft * draft.unit, 2)),
        inside,
        proved=best.is_proved(gap),
        lost=_lost(draft.situation, inside),
    )


def _lost(situation: Situation, inside: Sequence[str]) -> float:
    """Typed finance that is no public aid, of today's partners who are not in."""
    film = situation.film
    lost = sum(
        (
            situation.source(source)
            for source in film.source
            if source.status is not Status.REFUSED
            and not situation.is_public(source)
            and (brought_by := source.coproducer or film.delegate) in situation.countries
            and brought_by not in inside
        ),
        NOTHING,
    )
    return float(round(lost, 2))
