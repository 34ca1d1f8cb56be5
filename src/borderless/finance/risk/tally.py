"""Outcomes of scenarios, kept as counts: memory does not grow with their number.

Counts are whole numbers, so that the order in which chunks arrive changes nothing; sums of floats
are added in the order of the chunks. Where the bins lie is decided by the first chunk alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Lanes = NDArray[np.float64]
Counts = NDArray[np.int32]
"""Enough for two thousand million scenarios in one bin, and half as long to send."""

_BEYOND = 0.6
"""How far the bins reach beyond what the first chunk saw, as a part of its range."""


@dataclass(frozen=True, slots=True)
class Bins:
    """Equal bins from `low`; the first and the last take what lies beyond."""

    low: float
    width: float
    count: int

    @classmethod
    def around(cls, values: Lanes, count: int) -> Bins:
        """Bins that hold the values with room on either side."""
        least, most = float(values.min()), float(values.max())
        room = (most - least) * _BEYOND
        if room == 0.0:
            return cls(least - 0.5, 1.0 / count, count)
        return cls(least - room, (most - least + 2 * room) / count, count)

    def place(self, values: Lanes) -> Counts:
        """How many values fall into each bin."""
        at = (values - self.low) * (1.0 / self.width)
        np.clip(at, 0.0, self.count - 1, out=at)
        return np.bincount(at.astype(np.int64), minlength=self.count).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Tally:
    """The values of one outcome over many scenarios."""

    bins: Bins
    counts: Counts
    total: float
    squares: float
    """Sum of squared distances from the bins' lower end, which keeps its digits."""
    least: float
    most: float

    @classmethod
    def of(cls, values: Lanes, bins: Bins) -> Tally:
        """The tally of one chunk."""
        apart = values - bins.low
        return cls(
            bins,
            bins.place(values),
            float(values.sum()),
            float(np.dot(apart, apart)),
            float(values.min()),
            float(values.max()),
        )

    def plus(self, other: Tally) -> Tally:
        """Both together; they must have the same bins."""
        return Tally(
            self.bins,
            self.counts + other.counts,
            self.total + other.total,
            self.squares + other.squares,
            min(self.least, other.least),
            max(self.most, other.most),
        )

    @property
    def scenarios(self) -> int:
        """How many values there are."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """Their mean."""
        return self.total / self.scenarios

    @property
    def deviation(self) -> float:
        """Their standard deviation."""
        apart = self.mean - self.bins.low
        return sqrt(max(self.squares / self.scenarios - apart * apart, 0.0))

    def quantile(self, share: float) -> float:
        """The value that a share of the scenarios stays below, even within a bin."""
        if self.least == self.most:
            return self.least
        wanted = share * self.scenarios
        below = np.cumsum(self.counts, dtype=np.int64)
        index = int(np.searchsorted(below, wanted, side="left"))
        index = min(index, self.bins.count - 1)
        inside = self.counts[index]
        before = below[index] - inside
        part = (wanted - before) / inside if inside else 0.0
        value = self.bins.low + (index + part) * self.bins.width
        return float(min(max(value, self.least), self.most))

    def quantile_error(self, share: float) -> float:
        """Standard error of a quantile: sqrt(p (1 - p) / n) over the density there.

        The density is read from the values between the two quantiles that lie two of these errors
        of a share away (Woodruff, J. Amer. Stat. Assoc. 47, 1952).
        """
        error = sqrt(share * (1 - share) / self.scenarios)
        low, high = max(share - 2 * error, 0.0), min(share + 2 * error, 1.0)
        return (self.quantile(high) - self.quantile(low)) / (high - low) * error

    def below(self, value: float) -> float:
        """The share of scenarios at or below a value, even within its bin."""
        at = (value - self.bins.low) / self.bins.width
        index = int(np.floor(at))
        if index < 0:
            return 0.0
        if index >= self.bins.count:
            return 1.0
        found = float(self.counts[:index].sum()) + float(self.counts[index]) * (at - index)
        return found / self.scenarios

    def coarse(self, bars: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Edges and shares of a histogram that is drawn, from the 0.1 to the 99.9 % quantile.

        Where nothing lies between them, it is an edge, so that no bar is both a gap and none.
        """
        low, high = self.quantile(0.001), self.quantile(0.999)
        if high <= low:
            low, high = low - 0.5, high + 0.5
        width = (high - low) / bars
        if low < 0.0 < high:
            below, above = np.ceil(-low / width), np.ceil(high / width)
            edges = np.arange(-below, above + 1) * width
        else:
            edges = np.linspace(low, high, bars + 1)
        inside = np.array([self.below(float(edge)) for edge in edges])
        inside[0], inside[-1] = 0.0, 1.0
        return tuple(edges.tolist()), tuple(np.diff(inside).tolist())


Tallies = Mapping[str, Tally]


def together(first: Tallies, second: Tallies) -> dict[str, Tally]:
    """The tallies of two chunks, outcome by outcome."""
    found = dict(first)
    for name, tally in second.items():
        found[name] = found[name].plus(tally) if name in found else tally
    return found
