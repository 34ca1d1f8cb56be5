"""What a right of a lane can still take, and what a payment leaves of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day

import numpy as np
from numpy.typing import NDArray

from borderless.finance.recoupment.lane_rows import Rows
from borderless.finance.recoupment.structure import Rank, Right

Lanes = NDArray[np.float64]
Mask = NDArray[np.bool_]


def rate(rows: Rows, state: Lanes, right: Right) -> float | Lanes:
    """Units of the account's currency for one of the right's."""
    row = rows.fx.get(right.index)
    return rows.fixed[right.index] if row is None else state[row]


def total(parts: Iterable[Lanes]) -> Lanes:
    """The sum of one or more; of one, itself."""
    first, *others = parts
    for part in others:
        first = first + part
    return first


def weight(rows: Rows, state: Lanes, rank: Rank, right: Right, day: Day) -> float | Lanes:
    """A right's weight among those of its tier that share what is left."""
    if rank.sharing == "equal":
        return 1.0
    if rank.sharing == "shares":
        return float(right.share or 0)
    if rank.sharing == "balances":
        return due(rows, state, right.index) * rate(rows, state, right)
    return float(right.put_in(day)) * rate(rows, state, right)


def due(rows: Rows, state: Lanes, right: int) -> Lanes:
    """What it is owed, in its own currency."""
    return total(state[row] for row in rows.due[right])


def limit(rows: Rows, state: Lanes, right: Right) -> Lanes | None:
    """What it can still take, in the account's currency; `None` without an end.

    It may be a view of the state: not to be changed, and not to be kept over a payment.
    """
    cap = rows.cap.get(right.index)
    found = due(rows, state, right.index) if right.index in rows.due else None
    if cap is not None:
        found = state[cap] if found is None else np.minimum(found, state[cap])
    if found is None:
        return None
    fx = rate(rows, state, right)
    return found if isinstance(fx, float) and fx == 1.0 else found * fx


def credit(
    rows: Rows, state: Lanes, right: Right, amount: Lanes, filled: Mask | None = None
) -> None:
    """Takes a payment, in the account's currency, off what is owed and off the cap.

    In the lanes of `filled` it is all that the right could take, whatever rounding says.
    """
    cap = rows.cap.get(right.index)
    if cap is None and right.index not in rows.due:
        return
    fx = rate(rows, state, right)
    own = amount if isinstance(fx, float) and fx == 1.0 else amount / fx
    if cap is not None:
        room = state[cap]
        if filled is not None:
            capped = filled
            if right.index in rows.due:
                capped = filled & (room <= due(rows, state, right.index))
                filled = filled & ~capped
        room -= own
        np.maximum(room, 0.0, out=room)
        if filled is not None:
            room[capped] = 0.0
    if right.index not in rows.due:
        return
    *others, last = rows.due[right.index]
    for row in others:
        part = np.minimum(own, state[row])
        state[row] -= part
        own = own - part
    rest = state[last]
    rest -= own
    np.maximum(rest, 0.0, out=rest)
    if filled is not None:
        for row in rows.due[right.index]:
            state[row][filled] = 0.0
