"""The ladder: how far receipts reach, and the gross at which each tier is filled.

There are two readings. The *curve* begins with nothing and ends well beyond what is owed, all of it
on the day on which everything is put in. What is *next* goes on from where the payments stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

import numpy as np

from borderless.finance.recoupment.incomes import Exchange
from borderless.finance.recoupment.lane_growth import move_to
from borderless.finance.recoupment.lane_opening import Opening
from borderless.finance.recoupment.lane_settle import Lanes, due
from borderless.finance.recoupment.lanes import LaneEngine
from borderless.finance.recoupment.ledger import Income, Ledger
from borderless.finance.recoupment.settlement import entering
from borderless.finance.recoupment.structure import Structure

FILLED = 1e-6
"""Owed less than this, a right is filled: float64 may leave so much of what is paid."""
TIMES = 2000.0
"""The largest gross that is looked at, as a multiple of what is owed."""
STEPS, ROUNDS = 33, 8
"""Each round looks at so many amounts between two: after eight, a millionth of a cent."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Who has what at each gross, in the account's currency, all on one day."""

    gross: tuple[float, ...]
    parties: dict[str, tuple[float, ...]]
    """What each party has been paid; "" is what no tier takes."""
    filled: dict[int, float]
    """By right with money to recoup: the gross at which nothing is owed to it any more."""
    day: Day
    """On which all of it comes: everything is put in, and interest has grown so far."""


Parts = Sequence[tuple[Opening, float]]
"""Kinds of receipt, each with its share of the gross, 0-1."""


def curve_of(
    structure: Structure,
    shares: Sequence[Income],
    exchange: Exchange,
    most: Decimal,
    points: int,
) -> Curve:
    """Payouts for gross amounts from nothing to `most`, spread over streams as `shares` are."""
    engine = LaneEngine(structure)
    day = structure.all_in
    parts = _parts(engine, shares, day)

    def paid(gross: Lanes) -> Lanes:
        state = engine.state(gross.size)
        _exchange(engine, state, exchange, day)
        move_to(structure, engine.rows, state, None, day)
        return _poured(engine, state, parts, gross)

    gross = np.linspace(0.0, float(most), points)
    state = paid(gross)
    parties: dict[str, Lanes] = {}
    for (party, _, _), row in engine.rows.leaves.items():
        parties[party] = parties.get(party, 0.0) + state[row]
    return Curve(
        tuple(gross.tolist()),
        {party: tuple(values.tolist()) for party, values in parties.items()},
        _filled(engine, paid, gross, state),
        day,
    )


def next_of(
    ledger: Ledger, shares: Sequence[Income], exchange: Exchange, day: Day
) -> dict[int, float]:
    """By right that is owed money: the further gross at which it is filled, from where it stands.

    The gross comes on `day`, spread over streams as `shares` are. Rights that no gross fills are
    left out: those that are closed, or whose money is not put in yet.
    """
    structure = ledger.structure
    engine = LaneEngine(structure)
    parts = _parts(engine, [entering(income, structure) for income in shares], day)
    standing = _standing(engine, ledger)
    _exchange(engine, standing, exchange, day)
    owed = sum(
        float(one.balance.due) * float(exchange.of_right(structure.currency)(one.right, day))
        for one in ledger.positions
        if one.balance is not None
    )
    if not owed:
        return {}

    def paid(gross: Lanes) -> Lanes:
        return _poured(engine, np.repeat(standing, gross.size, axis=1), parts, gross)

    gross = np.concatenate([[0.0], np.geomspace(owed / TIMES, owed * TIMES, 4 * STEPS)])
    found = _filled(engine, paid, gross, paid(gross))
    return {right: at for right, at in found.items() if at > 0}


def _parts(engine: LaneEngine, shares: Sequence[Income], day: Day) -> Parts:
    """The kinds of receipt that are paid differently; where returns outweigh receipts, none."""
    found: dict[tuple[int, tuple[bool, ...]], tuple[Opening, float]] = {}
    for income in shares:
        opening = engine.opening(day, income.stream)
        key = income.stream.pot, opening.open
        first, amount = found.get(key, (opening, 0.0))
        found[key] = first, amount + float(income.amount)
    parts = [(opening, amount) for opening, amount in found.values() if amount > 0]
    whole = sum(amount for _, amount in parts) or 1.0
    return [(opening, amount / whole) for opening, amount in parts]


def _exchange(engine: LaneEngine, state: Lanes, exchange: Exchange, day: Day) -> None:
    rates = exchange.of_right(engine.structure.currency)
    for right in engine.structure.rights:
        row = engine.rows.fx.get(right.index)
        if row is not None:
            state[row] = float(rates(right, day))


def _standing(engine: LaneEngine, ledger: Ledger) -> Lanes:
    """One lane that stands where the payments stand."""
    rows, state = engine.rows, engine.state(1)
    for position in ledger.positions:
        right, balance = position.right, position.balance
        if balance is not None and (growing := rows.growing.get(right.index)):
            state[growing.principal] = float(balance.principal)
            state[growing.interest] = float(balance.interest)
            state[growing.fee] = float(balance.fee)
            state[growing.premium] = float(balance.premium)
        elif balance is not None:
            state[rows.due[right.index][0]] = float(balance.due)
        if right.at_most is not None:
            state[rows.cap[right.index]] = float(max(right.at_most - position.taken, Decimal(0)))
        if right.index in rows.arrears:
            state[rows.arrears[right.index]] = float(position.arrears)
        for number, part in enumerate(right.parts):
            if part.at_most is not None:
                left = part.at_most - position.part_taken[number]
                state[rows.part_left[right.index, number]] = float(left)
    for pot, row in rows.received.items():
        state[row] = float(ledger.pot_received[pot])
    return state


def _poured(engine: LaneEngine, state: Lanes, parts: Parts, gross: Lanes) -> Lanes:
    for opening, share in parts:
        engine.pay(state, gross * share, opening)
    return state


def _filled(
    engine: LaneEngine, paid: Callable[[Lanes], Lanes], gross: Lanes, state: Lanes
) -> dict[int, float]:
    """By right, the least gross at which it is filled: between two amounts, then closer."""
    found = {}
    for right in engine.rows.due:
        done = np.flatnonzero(due(engine.rows, state, right) <= FILLED)
        if done.size == 0:
            continue
        index = int(done[0])
        low, high = gross[max(index - 1, 0)], gross[index]
        for _ in range(ROUNDS if index else 0):
            inner = np.linspace(low, high, STEPS)
            at = int(np.flatnonzero(due(engine.rows, paid(inner), right) <= FILLED)[0])
            low, high = inner[max(at - 1, 0)], inner[at]
        found[right] = float(high)
    return found
