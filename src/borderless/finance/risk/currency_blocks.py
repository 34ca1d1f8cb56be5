"""Exchange rates drawn as blocks of the past: the circular block bootstrap.

Blocks of consecutive months are drawn with replacement from the history, which is closed to a
ring so that every month is as likely (Künsch, Annals of Statistics 17, 1989; Politis and Romano,
in LePage and Billard, Exploring the Limits of Bootstrap, 1992). All currencies take the same
months, so what moved together still does. The random lengths of the stationary bootstrap (Politis
and Romano, JASA 89, 1994) would cost a random number for each month and bring nothing here, where
every path begins at the same month.

A block up to its month k is one row of a table: `exp(sum of k returns)`, made ready once for every
month it may begin in. A draw is then one look-up and one product for each slot, without a normal
number or an exponential.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from borderless.finance.risk.currency_slots import Grid, Slot, block_months
from borderless.finance.risk.history import Floats


class BlockPaths:
    """A `PathSampler` by blocks of the past. Build with `path_sampler`."""

    def __init__(self, grid: Grid, returns: Floats, drift: Floats) -> None:
        """Prepares the tables.

        Args:
            grid: what is needed.
            returns: [month, currency] log returns known for all currencies.
            drift: monthly growth of the mean, for each currency.
        """
        self._grid = grid
        length = block_months(len(returns))
        self._length = length
        self._sums = _block_sums(returns, length)
        # A ring of blocks, a mean of one for each length: the mean of a factor is then exact.
        growth = np.exp(self._sums)
        growth /= growth.mean(axis=2, keepdims=True)
        growth *= np.exp(np.outer(np.arange(1, length + 1), drift))[:, :, None]
        self._blocks = [_Block(grid, growth, index) for index in range(self._count)]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """What the rows of a draw are."""
        return self._grid.moving + self._grid.still

    @property
    def _count(self) -> int:
        months = self._grid.months
        return -(-months[-1] // self._length) if months else 0

    def normals(self, lanes: int) -> int:
        """How many random integers a draw takes: one for each block of each lane."""
        return self._count * lanes

    def draw(self, rng: np.random.Generator, lanes: int, out: Floats | None = None) -> Floats:
        """[slot, lane]: factors; see `PathSampler.draw`."""
        out = self._grid.filled(lanes, out)
        begins = self._sums.shape[2]
        starts = rng.integers(0, begins, size=(self._count, lanes), dtype=np.intp)
        before: Floats | None = None
        for block, start in zip(self._blocks, starts, strict=True):
            before = block.fill(out, start, before)
        return out

    def log_covariance(self) -> Floats:
        """[slot, slot]: the exact covariance of the logarithms of the factors.

        Two slots share the whole blocks before the earlier one, and part of the block it is in;
        what lies in different blocks is independent.
        """
        sums = self._sums - self._sums.mean(axis=2, keepdims=True)
        # [months, currency, months, currency] within one block.
        within = np.tensordot(sums, sums, axes=(2, 2)) / sums.shape[2]
        months = np.array([slot.month - 1 for slot in self._grid.moving], dtype=np.intp)
        block, month = np.divmod(months, self._length)
        one = np.array([self._grid.currencies.index(slot.currency) for slot in self._grid.moving])
        one = one.astype(np.intp)
        last = self._length - 1
        earlier, later = block[:, None] < block, block[:, None] > block
        # What the later slot has of the earlier one's block is all of it.
        first = np.where(later, last, month[:, None])
        second = np.where(earlier, last, month)
        found = np.minimum.outer(block, block) * within[last, one[:, None], last, one]
        found += within[first, one[:, None], second, one]
        return self._grid.spread(found)


class _Block:
    """One block of every path: the rows it fills, and what it hands on to the next."""

    def __init__(self, grid: Grid, growth: Floats, index: int) -> None:
        """Takes from `growth` [months, currency, begin] the rows that are needed."""
        length = len(growth)
        first, last = index * length + 1, (index + 1) * length
        months = [month for month in grid.months if first <= month <= last]
        rows = [grid.of_month(month) for month in months]
        self._first = rows[0][0] if rows else 0
        self._steps = [
            (row, row + len(columns), _whole(columns, len(grid.currencies)))
            for row, columns in rows
        ]
        tables = [
            growth[month - first, columns] for month, (_, columns) in zip(months, rows, strict=True)
        ]
        self._table = np.concatenate(tables) if tables else np.empty((0, growth.shape[2]))
        self._onward = growth[-1] if grid.months[-1] > last else None

    def fill(self, out: Floats, start: NDArray[np.intp], before: Floats | None) -> Floats | None:
        """Writes the block's rows; returns the factors at its end, if a block follows."""
        rows = out[self._first : self._first + len(self._table)]
        # "clip" looks up without a buffer; every start is within the table anyway.
        np.take(self._table, start, axis=1, out=rows, mode="clip")
        if before is not None:
            for first, last, columns in self._steps:
                part = out[first:last]
                np.multiply(part, before[columns], out=part)
        if self._onward is None:
            return None
        onward: Floats = np.take(self._onward, start, axis=1, mode="clip")
        if before is not None:
            np.multiply(onward, before, out=onward)
        return onward


def _whole(columns: list[int], count: int) -> list[int] | slice:
    """All columns as a slice, which NumPy does not copy."""
    return slice(None) if columns == list(range(count)) else columns


def _block_sums(returns: Floats, length: int) -> Floats:
    """[months - 1, currency, begin]: sums of 1 to `length` returns from each month of the ring.

    Returns are taken from their mean, and widened by √(n / (n - length)): a block's sum is
    measured from the mean of a sample that it is part of, so its variance falls short by
    `length / n` (for single months that is the n - 1 of any sample variance).
    """
    count = len(returns)
    if not count:
        return np.zeros((length, returns.shape[1], 1))
    centred = returns - returns.mean(axis=0)
    if count > length:
        centred *= np.sqrt(count / (count - length))
    ring = np.concatenate([np.zeros((1, returns.shape[1])), centred, centred[:length]])
    sums = np.cumsum(ring, axis=0)
    months = np.arange(1, length + 1)[:, None]
    begins = np.arange(count)[None, :]
    found: Floats = sums[begins + months] - sums[begins]
    return np.ascontiguousarray(found.transpose(0, 2, 1))
