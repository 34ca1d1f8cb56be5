"""Who has what back in a scenario: drawn receipts through the recoupment schedule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from borderless.finance.recoupment.lane_growth import move_to
from borderless.finance.recoupment.lane_opening import Opening
from borderless.finance.recoupment.lane_settle import due
from borderless.finance.recoupment.lanes import LaneEngine
from borderless.finance.risk.draws import Lanes, Mask, SalesDraws
from borderless.finance.risk.risk_model import PartyRisk, RecoupmentRisk

CENT = 0.005
"""What is owed below half a cent is nothing."""

_STEPS = 40
"""Halvings of an internal rate of return: to a hundred-millionth."""


@dataclass(slots=True)
class Payback:
    """Of one chunk, by party."""

    paid: list[Lanes]
    """In all, in the account's currency."""
    recouped: list[list[int]]
    """By party and distribution: in how many scenarios all it put in is back."""
    by_distribution: list[Lanes] | None
    """[distribution, lane] by party: what it got each time; only where returns are worked out."""
    gross: Lanes
    """All receipts at source."""


class PaybackEngine:
    """Pays the receipts of chunks. Holds only what is the same for all of them."""

    def __init__(self, model: RecoupmentRisk) -> None:
        self.model = model
        self.engine = LaneEngine(model.structure)

    @cached_property
    def openings(self) -> list[list[Opening]]:
        """By distribution and payment group."""
        days, streams = self.model.distributions.days, self.model.distributions.streams
        return [[self.engine.opening(day, stream) for stream in streams] for day in days]

    def paid(self, sales: SalesDraws, factors: Lanes, keep: int, *, in_detail: bool) -> Payback:
        """Pays every distribution in turn; the first `keep` lanes are counted."""
        model, engine = self.model, self.engine
        lanes = sales.amount.shape[1] if sales.amount.size else factors.shape[1]
        state = engine.state(lanes)
        for key, row in engine.rows.currencies.items():
            state[row] = model.rates[key]
        recouped: list[list[int]] = [[] for _ in model.parties]
        detail: list[list[Lanes]] = [[] for _ in model.parties]
        before = [np.zeros(lanes) for _ in model.parties]
        gross = np.zeros(lanes)
        arrived = _Arrivals(model, sales)
        last = None
        for number, day in enumerate(model.distributions.days):
            move_to(model.structure, engine.rows, state, last, day)
            last = day
            self._rates(state, factors, number)
            for group, amount in arrived.of(number, factors):
                gross += amount
                engine.pay(state, amount, self.openings[number][group])
            for index, party in enumerate(model.parties):
                recouped[index].append(int(np.count_nonzero(self._back(state, party)[:keep])))
                if in_detail:
                    so_far = _sum(state, party.rows)
                    detail[index].append(so_far - before[index])
                    before[index] = so_far
        return Payback(
            [_sum(state, party.rows) for party in model.parties],
            recouped,
            [np.array(rows) for rows in detail] if in_detail else None,
            gross,
        )

    def _rates(self, state: Lanes, factors: Lanes, number: int) -> None:
        """Rates at which rights in other currencies are paid on this date."""
        model = self.model
        own = model.account_slot.get(number, -1)
        for key, row in self.engine.rows.currencies.items():
            currency, rule = key
            slot = model.distributions.factors.get((currency, number), -1)
            if rule == "budget" or (slot < 0 and own < 0):
                continue
            state[row] = model.rates[key]
            if slot >= 0:
                state[row] *= factors[slot]
            if own >= 0:
                state[row] /= factors[own]

    def _back(self, state: Lanes, party: PartyRisk) -> Mask:
        """Lanes in which all that a party put in is back."""
        mask: Mask = np.ones(state.shape[1], bool)
        for right in party.rights:
            mask &= due(self.engine.rows, state, right) < CENT
        return mask


class _Arrivals:
    """Which receipts are paid with which distribution, delays included."""

    def __init__(self, model: RecoupmentRisk, sales: SalesDraws) -> None:
        self.model = model
        self.sales = sales
        self.months = np.array(model.distributions.months)
        self.last = len(model.distributions.months) - 1

    def of(self, number: int, factors: Lanes) -> list[tuple[int, Lanes]]:
        """By payment group, what arrives for a distribution, in the account's currency."""
        found: dict[int, Lanes] = {}
        for index, one in enumerate(self.model.territories):
            amount = self._of_territory(index, number)
            if amount is None:
                continue
            slot = self.model.distributions.factors.get((one.currency, number), -1)
            if slot >= 0:
                amount = amount * factors[slot]
            own = self.model.account_slot.get(number, -1)
            if own >= 0:
                amount = amount / factors[own]
            found[one.group] = found[one.group] + amount if one.group in found else amount
        return sorted(found.items())

    def _of_territory(self, index: int, number: int) -> Lanes | None:
        one = self.model.territories[index]
        whole = self.sales.amount[index]
        end = self.months[number]
        begin = self.months[number - 1] if number else -np.inf
        parts = len(one.months)
        if one.delay == 0.0:
            within = sum(1 for month in one.months if self._due(month, begin, end, number))
            return whole * (within / parts) if within else None
        delay = self.sales.delay[index]
        share: Lanes | None = None
        for month in one.months:
            if month > end and number != self.last:
                continue
            comes = delay <= end - month if number != self.last else np.ones(delay.size, bool)
            if np.isfinite(begin):
                comes = comes & (delay > begin - month)
            share = comes.astype(float) if share is None else share + comes
        return None if share is None else whole * (share / parts)

    def _due(self, month: float, begin: float, end: float, number: int) -> bool:
        """The last distribution takes all that is still to come."""
        return begin < month and (month <= end or number == self.last)


def internal_rate(party: PartyRisk, months: tuple[float, ...], paid: Lanes) -> Lanes:
    """Yearly internal rate of return of each scenario, -1 where nothing comes back.

    The rate at which what was put in and what came back are worth the same: found by halving
    between -99 % and 1000 % a year, on the discount factor's logarithm.
    """
    out = np.array([when for when, _ in party.months])
    put_in = np.array([amount for _, amount in party.months])
    times = np.array(months)
    low = np.full(paid.shape[1], np.log(0.01))
    high = np.full(paid.shape[1], np.log(11.0))
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        value = np.zeros_like(middle)
        for when, row in zip(times, paid, strict=True):
            value += row * np.exp(middle * (-when / 12.0))
        for when, amount in zip(out, put_in, strict=True):
            value -= amount * np.exp(middle * (-when / 12.0))
        above = value > 0
        low = np.where(above, middle, low)
        high = np.where(above, high, middle)
    rate: Lanes = np.exp(0.5 * (low + high)) - 1.0
    rate[paid.sum(axis=0) <= 0] = -1.0
    return rate


def _sum(state: Lanes, rows: tuple[int, ...]) -> Lanes:
    found: Lanes = state[rows[0]].copy()
    for row in rows[1:]:
        found += state[row]
    return found
