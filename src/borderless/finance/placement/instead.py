"""What a film does that cannot be an official co-production as its producers want it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from borderless.film.places import country_name
from borderless.finance.linear_model import INFINITY
from borderless.finance.placement.search import Problem, best_of
from borderless.finance.placement.solver import Clock
from borderless.finance.situation import Situation
from borderless.finance.treaties import official_status
from borderless.finance.wording import grouped


def instead_of_official(
    today: Situation,
    refused: Sequence[Problem],
    because: Sequence[str],
    clock: Clock,
    gap: float,
) -> str:
    """Why no text can govern the film with these partners, and who would have to step back.

    Args:
        today: the film as it is.
        refused: the official regimes, none of which the wishes allow.
        because: why no text governs sets of as many partners.
        clock: when to stop looking for one that would be allowed.
        gap: relative gap, 0-1.
    """
    why = "; ".join(dict.fromkeys([official_status(today).because, *because]))
    text = (
        f"The film cannot be an official co-production with these partners: {why}. The structure"
        " below does without official status: no treaty's money, no national status for foreign"
        " shares, and only the schemes that need neither."
    )
    smaller = []
    for problem in refused:
        kept = set(problem.draft.partners.keep_wishes.values())
        free = {
            number: (-INFINITY, INFINITY)
            for number, row in enumerate(problem.draft.model.rows)
            if row.wish in kept
        }
        if problem.draft.regime.is_official:
            smaller.append(Problem(problem.draft, problem.solver, free))
    best = best_of(smaller, clock, gap)
    if best.problem is None or best.problem.values is None:
        return text
    draft, values = best.problem.draft, best.problem.values
    inside = [c for c, one in draft.partners.is_in.items() if one.value(values) > 0.5]
    out = [c for c in today.countries if c not in inside]
    names, leaving = _named(inside), _named(out)
    net = grouped(Decimal(repr(draft.net().value(values) * draft.unit)), 0)
    may = "could be" if draft.regime.official else "may be"
    return (
        f"{text} It {may} official as a film of {names}, where {leaving} would finance or serve it"
        f" without co-producing: net cost {net} {today.currency}, without what they bring. Set"
        " `keep = false` for them under [[placement.partner]] to search there."
    )


def _named(countries: Sequence[str]) -> str:
    names = [country_name(one) for one in countries]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
