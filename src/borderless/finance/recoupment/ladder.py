"""The ladder: how far receipts reach, and the gross at which each tier is filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from borderless.finance.recoupment.incomes import Exchange
from borderless.finance.recoupment.lane_growth import move_to
from borderless.finance.recoupment.lane_settle import Lanes, due
from borderless.finance.recoupment.lanes import LaneEngine
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.structure import Structure

HALVINGS = 40
"""A millionth of a cent of any film."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Who has what at each gross, in the account's currency, all on the first day."""

    gross: tuple[float, ...]
    parties: dict[str, tuple[float, ...]]
    """What each party has been paid; "" is what no tier takes."""
    filled: dict[int, float]
    """By right with an end: the gross at which nothing is owed to it any more."""


def curve_of(
    structure: Structure,
    shares: Sequence[Income],
    exchange: Exchange,
    most: Decimal,
    points: int,
) -> Curve:
    """Payouts for gross amounts from nothing to `most`, spread over streams as `shares` are."""
    engine = LaneEngine(structure)
    whole = float(sum((income.amount for income in shares), Decimal(0))) or 1.0
    parts = [(income, float(income.amount) / whole) for income in shares]
    gross = np.linspace(0.0, float(most), points)
    state = _paid(engine, parts, gross, exchange)
    parties: dict[str, Lanes] = {}
    for (party, _, _), row in engine.rows.leaves.items():
        parties[party] = parties.get(party, 0.0) + state[row]
    filled = {
        right: _filled_at(engine, right, parts, gross, due(engine.rows, state, right), exchange)
        for right in engine.rows.due
    }
    return Curve(
        tuple(gross.tolist()),
        {party: tuple(values.tolist()) for party, values in parties.items()},
        {right: at for right, at in filled.items() if at is not None},
    )


def _paid(
    engine: LaneEngine, parts: Sequence[tuple[Income, float]], gross: Lanes, exchange: Exchange
) -> Lanes:
    structure = engine.structure
    state = engine.state(gross.size)
    day = structure.starts
    rates = exchange.of_right(structure.currency)
    for right in structure.rights:
        row = engine.rows.fx.get(right.index)
        if row is not None:
            state[row] = float(rates(right, day))
    move_to(structure, engine.rows, state, None, day)
    for income, share in parts:
        engine.pay(state, gross * share, engine.opening(day, income.stream))
    return state


def _filled_at(
    engine: LaneEngine,
    right: int,
    parts: Sequence[tuple[Income, float]],
    gross: Lanes,
    owed: Lanes,
    exchange: Exchange,
) -> float | None:
    """The least gross at which a right is filled: between two points, then by halving."""
    done = np.flatnonzero(owed <= 1e-6)
    if done.size == 0:
        return None
    index = int(done[0])
    if index == 0:
        return 0.0
    low, high = gross[index - 1], gross[index]
    for _ in range(HALVINGS // 5):
        inner = np.linspace(low, high, 33)
        state = _paid(engine, parts, inner, exchange)
        at = int(np.flatnonzero(due(engine.rows, state, right) <= 1e-6)[0])
        low, high = inner[max(at - 1, 0)], inner[at]
    return float(high)
