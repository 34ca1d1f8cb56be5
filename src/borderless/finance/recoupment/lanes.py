"""The recoupment of many scenarios at once: a lane each, in float64.

It pays exactly as `flow.py` does: it pours, finds what ends first, and pours on. Here all lanes are
poured at once, and those in which something ended are gathered and poured again, until none is
left. Every state of a lane is a row of one array, so that gathering is one operation.

No lane depends on another, and each operation works lane by lane, so the result does not depend on
how many lanes are paid together.
"""

from __future__ import annotations

from datetime import date as Day

import numpy as np

from borderless.finance.recoupment.flow import MOST_STRETCHES
from borderless.finance.recoupment.lane_opening import Opening, opening_of
from borderless.finance.recoupment.lane_plain import pay_plain, plain
from borderless.finance.recoupment.lane_pour import Pour
from borderless.finance.recoupment.lane_rows import Rows, rows_of
from borderless.finance.recoupment.lane_settle import Lanes
from borderless.finance.recoupment.structure import Base, Stream, Structure

_SPARSE = 0.6
"""Below this share of lanes that are not done, they are gathered."""


class LaneEngine:
    """Pays lanes by a structure. Holds no state of its own: that lies in the array of a run."""

    def __init__(self, structure: Structure, *, short: bool = True) -> None:
        """`short`: take the short way where the structure allows it."""
        self.structure = structure
        self.plain = short and plain(structure)
        self.joint = self.plain and not any(
            right.base is Base.SOURCE
            or any(gate.territories or gate.media or gate.deals for gate in right.gates)
            for right in structure.rights
        )
        """Whether receipts of one day can go through together, wherever they are from."""
        self.rows: Rows = rows_of(structure)

    def state(self, lanes: int) -> Lanes:
        """The array of a run before the first day: nothing is owed, nothing paid."""
        state = np.zeros((self.rows.count, lanes))
        for row, value in self.rows.start.items():
            state[row] = value
        return state

    def opening(self, day: Day, stream: Stream) -> Opening:
        """What the day and the kind of receipt decide; worked out once for all lanes."""
        return opening_of(self.structure, day, stream)

    def pay(self, state: Lanes, amount: Lanes, opening: Opening) -> None:
        """Pays an amount a lane, which changes the state. Amounts must not be negative."""
        if self.plain:
            coming = {opening.stream.pot: amount}
            pay_plain(self.structure, self.rows, state, coming, opening)
        else:
            self._pour(state, amount.copy(), opening)
        self._lapse(state)

    def pay_jointly(self, state: Lanes, coming: dict[int, Lanes], opening: Opening) -> None:
        """Pays what comes into several pots on one day in one pass; only where `joint` says so."""
        pay_plain(self.structure, self.rows, state, coming, opening)
        self._lapse(state)

    def _lapse(self, state: Lanes) -> None:
        """What was owed to a share that does not carry over is lost at the end of the day."""
        for right in self.structure.rights:
            row = self.rows.arrears.get(right.index)
            if row is not None and not right.carries:
                state[row] = 0.0

    def _pour(self, state: Lanes, left: Lanes, opening: Opening) -> None:
        for _ in range(MOST_STRETCHES):
            Pour(self.structure, self.rows, state, left, opening).run()
            busy = np.flatnonzero(left > 0)
            if busy.size == 0:
                return
            if busy.size < _SPARSE * left.size:
                part, rest = state[:, busy], left[busy]
                self._pour(part, rest, opening)
                state[:, busy] = part
                return
        raise AssertionError("no end to a distribution")


__all__ = ["LaneEngine", "Opening"]
