"""Which exchange rates a scenario needs: pairs of a month and a currency, and their order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from borderless.finance.risk.history import Floats, settings


class Slot(NamedTuple):
    """One factor that is needed: whole months from today, and the currency."""

    month: int
    currency: str


class Grid(NamedTuple):
    """Which factors a sampler makes: those that move, in order, then those that are certain."""

    currencies: tuple[str, ...]
    moving: tuple[Slot, ...]
    still: tuple[Slot, ...]
    certain: Floats
    """The factor of each slot that is still."""

    @property
    def months(self) -> tuple[int, ...]:
        """The months in which anything moves, ascending."""
        return tuple(sorted({slot.month for slot in self.moving}))

    def of_month(self, month: int) -> tuple[int, list[int]]:
        """First row of a month, and the columns of the currencies that have a row in it."""
        rows = [row for row, slot in enumerate(self.moving) if slot.month == month]
        return rows[0], [self.currencies.index(self.moving[row].currency) for row in rows]

    def filled(self, lanes: int, out: Floats | None) -> Floats:
        """The array to draw into, with the certain factors in place."""
        shape = len(self.moving) + len(self.still), lanes
        if out is None:
            out = np.empty(shape)
        elif out.shape != shape or out.dtype != np.float64 or not out.flags.c_contiguous:
            raise ValueError(f"out should be a C-ordered float64 array of {shape}")
        out[len(self.moving) :] = self.certain[:, None]
        return out

    def spread(self, moving: Floats) -> Floats:
        """A covariance of the moving slots with zeros for the certain ones."""
        size = len(self.moving) + len(self.still)
        found = np.zeros((size, size))
        found[: len(moving), : len(moving)] = moving
        return found


def block_months(returns: int) -> int:
    """Months in a block, from how many months of returns there are: currency.toml says why."""
    return max(1, round(float(returns ** (1 / settings().block_root))))
