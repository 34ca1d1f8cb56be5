"""How debts grow between two days, for all lanes at once.

Between payments principal and interest grow linearly in what they were, whatever the day count and
compounding, so a whole interval is one small matrix, worked out once and applied to every lane.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache

import numpy as np

from borderless.film.recoupment import Interest
from borderless.finance.recoupment.balance import capitalisations, year_fraction
from borderless.finance.recoupment.lane_rows import Growing, Rows
from borderless.finance.recoupment.lane_settle import Lanes
from borderless.finance.recoupment.structure import Owed, Structure


@dataclass(frozen=True, slots=True)
class Step:
    """What an interval does to one debt; each triple is (constant, of principal, of interest)."""

    principal: tuple[float, float, float]
    interest: tuple[float, float, float]
    fee: float
    premium: float
    """Added whatever is owed."""
    premium_if_owed: float
    """Added at the end of the interval where principal is then owed."""
    put_in_last: float
    """Of that principal, what was put in only on the last day."""


def move_to(structure: Structure, rows: Rows, state: Lanes, start: Day | None, end: Day) -> None:
    """Lets time pass from `start` (`None`: from before the first draw) to `end`."""
    for right in structure.rights:
        owed = right.owed
        if owed is None:
            continue
        growing = rows.growing.get(right.index)
        if growing is None:
            drawn = sum(
                float(amount) * (1 + float(owed.premium)) for amount in _drawn(owed, start, end)
            )
            if _within(owed.draws[0][0], start, end):
                drawn += float(owed.fee)
            if drawn:
                state[rows.due[right.index][0]] += drawn
            continue
        since = start
        for until in [day for day, _ in owed.premium_steps if _within(day, start, end)] + [end]:
            _grow(growing, state, step_of(owed, since, until))
            since = until


def _within(day: Day, start: Day | None, end: Day) -> bool:
    return (start is None or day > start) and day <= end


def _grow(rows: Growing, state: Lanes, step: Step) -> None:
    principal, interest = state[rows.principal], state[rows.interest]
    constant, of_principal, of_interest = step.principal
    grown = principal * of_principal
    if of_interest:
        grown += interest * of_interest
    if constant:
        grown += constant
    constant, of_principal, of_interest = step.interest
    if (constant, of_principal, of_interest) != (0.0, 0.0, 1.0):
        interest *= of_interest
        if of_principal:
            interest += principal * of_principal
        if constant:
            interest += constant
    principal[:] = grown
    if step.fee:
        state[rows.fee] += step.fee
    if step.premium:
        state[rows.premium] += step.premium
    if step.premium_if_owed:
        owed = principal > step.put_in_last
        state[rows.premium] += np.where(owed, step.premium_if_owed, 0.0)


@lru_cache(maxsize=32_768)
def step_of(owed: Owed, start: Day | None, end: Day) -> Step:
    """The matrix of an interval that begins after `start`."""
    # Coefficients of (1, principal, interest) at the start, for principal and for interest.
    principal, interest = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
    terms = owed.interest
    day = start
    draws = [(on, amount) for on, amount in owed.draws if _within(on, start, end)]
    fee = premium = 0.0
    for on, amount in draws:
        principal, interest = _passed(principal, interest, terms, day, on)
        day = on
        if owed.draws[0] == (on, amount):
            fee = float(owed.fee)
        principal = principal + np.array([float(amount), 0.0, 0.0])
        steps = [share for step, share in owed.premium_steps if step <= on]
        premium += float(amount) * float(steps[-1] if steps else owed.premium)
    principal, interest = _passed(principal, interest, terms, day, end)
    late = 0.0
    for number, (step, share) in enumerate(owed.premium_steps):
        if step == end and (start is None or start < end):
            before = owed.premium_steps[number - 1][1] if number else owed.premium
            late += float(share - before) * sum(float(a) for on, a in owed.draws if on < end)
    last = sum(float(amount) for on, amount in draws if on == end)
    return Step(_triple(principal), _triple(interest), fee, premium, late, last)


def _passed(
    principal: Lanes, interest: Lanes, terms: Interest | None, start: Day | None, end: Day
) -> tuple[Lanes, Lanes]:
    if terms is None or start is None or end <= start:
        return principal, interest
    if terms.from_ and terms.from_ > start:
        start = min(terms.from_, end)
    for joins in capitalisations(start, end, terms):
        interest = interest + principal * _factor(terms, start, joins)
        principal, interest = principal + interest, np.zeros(3)
        start = joins
    return principal, interest + principal * _factor(terms, start, end)


def _factor(terms: Interest, start: Day, end: Day) -> float:
    return float(terms.rate * year_fraction(start, end, terms.days))


def _triple(values: Lanes) -> tuple[float, float, float]:
    constant, of_principal, of_interest = (float(one) for one in values)
    return constant, of_principal, of_interest


def _drawn(owed: Owed, start: Day | None, end: Day) -> list[float]:
    return [float(amount) for day, amount in owed.draws if _within(day, start, end)]
