"""The float64 engine pays what the exact one does, on random schedules, lane by lane."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import event, given, note, settings
from hypothesis import strategies as st
from random_schedules import compiled, paid, receipts, recoupments

from borderless.film.recoupment import Recoupment
from borderless.finance.recoupment.lane_growth import move_to
from borderless.finance.recoupment.lanes import LaneEngine
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.structure import Structure


def in_lanes(structure: Structure, runs: list[list[Income]], *, short: bool = True) -> Any:
    """Several runs over the same days and streams, a lane each."""
    engine = LaneEngine(structure, short=short)
    state = engine.state(len(runs))
    day = None
    for number, income in enumerate(runs[0]):
        move_to(structure, engine.rows, state, day, income.day)
        day = income.day
        amounts = np.array([float(run[number].amount) for run in runs])
        engine.pay(state, amounts, engine.opening(income.day, income.stream))
    return engine, state


def held_to_the_exact_engine(data: Any, recoupment: Recoupment, *, short: bool) -> LaneEngine:
    note(str(recoupment.model_dump(exclude_defaults=True)))
    structure = compiled(recoupment)
    first = data.draw(receipts(structure))
    factor = [Decimal(n) for n in (1, 3, 7)]
    runs = [[Income(i.day, i.amount * f, i.stream) for i in first] for f in factor]
    engine, state = in_lanes(structure, runs, short=short)
    for lane, run in enumerate(runs):
        exact = paid(structure, run).exact
        total = float(sum(exact.values()))
        for leaf, row in engine.rows.leaves.items():
            assert abs(state[row, lane] - float(exact.get(leaf, 0))) <= 1e-8 * total + 1e-6, leaf
    made: LaneEngine = engine
    return made


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_lane_is_paid_as_the_exact_engine_pays(data: Any) -> None:
    held_to_the_exact_engine(data, data.draw(recoupments()), short=False)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_the_short_way_leads_to_the_same_place(data: Any) -> None:
    engine = held_to_the_exact_engine(data, data.draw(recoupments(conditions=False)), short=True)
    event("short" if engine.plain else "long")
