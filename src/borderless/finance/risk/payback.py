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

_STEPS = 7
"""Newton steps of an internal rate of return: to a hundred-millionth for any film's flows."""

_LEAST, _MOST = float(np.log(0.01)), float(np.log(11.0))
_SHORTEST = 1.0 / 12.0
"""Money is out for a month at least, or a rate of return means nothing."""


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
            arrivals = arrived.of(number, factors)
            for _, amount in arrivals:
                gross += amount
            openings = self.openings[number]
            if engine.joint and arrivals:
                coming = {openings[group].stream.pot: amount for group, amount in arrivals}
                engine.pay_jointly(state, coming, openings[0])
            elif not engine.joint:
                for group, amount in arrivals:
                    engine.pay(state, amount, openings[group])
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
        self.so_far: list[Lanes | float] = [0.0] * len(model.territories)
        """By territory: the share of its money that has come."""

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
        first, parts = one.months[0], len(one.months)
        end = self.months[number] if number != self.last else np.inf
        if end < first:
            return None
        before = self.so_far[index]
        if one.delay == 0.0:
            now: Lanes | float = _parts_by(end - first, parts)
        elif np.isinf(end):
            now = 1.0
        else:
            room = (end - first) - self.sales.delay[index]
            now = (room >= 0.0).astype(float) if parts == 1 else _many_parts_by(room, parts)
        self.so_far[index] = now
        if isinstance(now, float) and isinstance(before, float) and now == before:
            return None
        found: Lanes = self.sales.amount[index] * (now - before)
        return found


def _parts_by(months: float, parts: int) -> float:
    """The share of equal monthly parts that have come so many months after the first."""
    return float(min(max(np.floor(months) + 1.0, 0.0), parts)) / parts if months < 1e6 else 1.0


def _many_parts_by(months: Lanes, parts: int) -> Lanes:
    """The same for every lane; `months` is changed."""
    np.floor(months, out=months)
    months += 1.0
    np.clip(months, 0.0, parts, out=months)
    months *= 1.0 / parts
    return months


def internal_rate(party: PartyRisk, months: tuple[float, ...], paid: Lanes) -> Lanes:
    """Yearly internal rate of return of each scenario, -1 where nothing comes back.

    The rate at which what was put in and what came back are worth the same. Newton's method on the
    difference of the two logarithms, which is nearly linear in the continuous rate; held between
    -99 % and 1000 % a year.
    """
    rate = np.zeros(paid.shape[1])
    nothing = paid.sum(axis=0) <= 0
    for _ in range(_STEPS):
        back, back_times = np.zeros_like(rate), np.zeros_like(rate)
        for month, row in zip(months, paid, strict=True):
            worth = row * np.exp(rate * (-month / 12.0))
            back += worth
            back_times += worth * (month / 12.0)
        put_in, put_in_times = np.zeros_like(rate), np.zeros_like(rate)
        for month, amount in party.months:
            worth = amount * np.exp(rate * (-month / 12.0))
            put_in += worth
            put_in_times += worth * (month / 12.0)
        back[nothing] = 1.0
        slope = back_times / back - put_in_times / put_in
        step = np.log(back / put_in) / np.maximum(slope, _SHORTEST)
        rate = np.clip(rate + step, _LEAST, _MOST)
    found: Lanes = np.exp(rate) - 1.0
    found[nothing] = -1.0
    return found


def _sum(state: Lanes, rows: tuple[int, ...]) -> Lanes:
    found: Lanes = state[rows[0]].copy()
    for row in rows[1:]:
        found += state[row]
    return found
