"""Exchange rates drawn from normal numbers: geometric Brownian motion, and with fat tails.

**GBM.** Log factors are sums of independent normal returns with the covariance of the past, made
from independent normals by its Cholesky root (Glasserman, Monte Carlo Methods in Financial
Engineering, 2003, 2.3.3 and 3.2.3). A root is lower triangular: the currency in place j needs
the first j of the independent motions, and at its own months only. So the currencies with the
most months come first, and a later motion is drawn at the few months that it is needed in.

**Student-t.** A multivariate t is a normal vector times √(ν / χ²), with ν degrees of freedom (Kotz
and Nadarajah, Multivariate t Distributions and Their Applications, 2004, 1.1). One multiplier holds
for all currencies, and for as many months as a block of the bootstrap, since storms last. It is
scaled so that the covariance stays that of the past. The mean of exp(t) does not exist, so the
multiplier takes one of many equally likely values, the middles of as many slices of its
distribution; its largest is that of one in eight thousand, and the mean of a factor is exact.
"""

from __future__ import annotations

from math import lgamma

import numpy as np

from borderless.finance.risk.currency_slots import Grid, Slot, block_months
from borderless.finance.risk.history import Floats, settings

_WORKING_BYTES = 800_000
"""What a tile of a draw may take of the processor's cache (a core's second level is a megabyte)."""
_LEAST_TILE = 64
_PRODUCT = 200_000
"""Multiplications in one matrix product: with more, OpenBLAS would start threads of its own."""
_SLICES = 4096
"""How many equally likely values stand for the distribution of the multiplier."""


class DiffusionPaths:
    """A `PathSampler` by normal numbers. Build with `path_sampler`."""

    def __init__(
        self, grid: Grid, returns: Floats, drift: Floats, *, fat_tails: bool = False
    ) -> None:
        """Prepares the root of the covariance and what is drawn when.

        Args:
            grid: what is needed.
            returns: [month, currency] log returns known for all currencies.
            drift: monthly growth of the mean, for each currency.
            fat_tails: whether the volatility varies (Student-t).
        """
        self._grid = grid
        self._covariance = np.cov(returns, rowvar=False).reshape(len(drift), len(drift))
        self._plan = _Plan(grid, self._covariance)
        months = grid.months
        self._storms = (
            Storms(returns, self._plan.spans, months[-1] if months else 0)
            if (fat_tails and months)
            else None
        )
        self._shift = self._mean_logs(drift)
        row_bytes = 8 * (self._plan.rows + len(grid.moving))
        largest = max(self._plan.largest, self._storms.largest if self._storms else 0)
        fits = min(_WORKING_BYTES // max(1, row_bytes), _PRODUCT // max(1, largest))
        self._tile = max(_LEAST_TILE, fits // 8 * 8)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """What the rows of a draw are."""
        return self._grid.moving + self._grid.still

    def normals(self, lanes: int) -> int:
        """How many normals a draw takes, and, with fat tails, integers for the multipliers."""
        return (self._plan.rows + (self._storms.count if self._storms else 0)) * lanes

    def draw(self, rng: np.random.Generator, lanes: int, out: Floats | None = None) -> Floats:
        """[slot, lane]: factors; see `PathSampler.draw`."""
        out = self._grid.filled(lanes, out)
        slots = len(self._grid.moving)
        if not slots:
            return out
        for first in range(0, lanes, self._tile):
            width = min(self._tile, lanes - first)
            if not first or width < self._tile:
                motion = np.empty((self._plan.rows, width))
                logs = np.empty((slots, width))
            rng.standard_normal(out=motion)
            stretch = self._storms.draw(rng, width) if self._storms else None
            self._plan.walk(motion, stretch)
            self._plan.mix(motion, logs)
            np.add(logs, self._shift, out=logs)
            np.exp(logs, out=out[:slots, first : first + width])
        return out

    def log_covariance(self) -> Floats:
        """[slot, slot]: months that two slots share × the covariance of a month's returns."""
        months = np.array([slot.month for slot in self._grid.moving])
        columns = [self._grid.currencies.index(slot.currency) for slot in self._grid.moving]
        shared = np.minimum.outer(months, months)
        found: Floats = shared * self._covariance[np.ix_(columns, columns)]
        return self._grid.spread(found)

    def _mean_logs(self, drift: Floats) -> Floats:
        """[slot, 1]: the mean of the log factors that gives the factors the mean they should have.

        Half the variance is what the mean of an exponential has too much.
        """
        months = np.array([slot.month for slot in self._grid.moving], dtype=np.intp)
        columns = [self._grid.currencies.index(slot.currency) for slot in self._grid.moving]
        variances = np.diag(self._covariance)
        if self._storms:
            by_currency = np.array([self._storms.log_means(one) for one in variances.tolist()])
            excess = by_currency[columns, months]
        else:
            excess = variances[columns] * months / 2
        found: Floats = (drift[columns] * months - excess)[:, None]
        return found


class _Plan:
    """Which independent motion is drawn at which month, and how slots are mixed from them.

    `motion` has the rows of a month together, months ascending, and in a month the first few
    motions, as many as the currencies with a slot in it need.
    """

    def __init__(self, grid: Grid, covariance: Floats) -> None:
        count = len(grid.currencies)
        needs = [sum(slot.currency == one for slot in grid.moving) for one in grid.currencies]
        order = sorted(range(count), key=lambda column: (-needs[column], column))
        rank = {column: place for place, column in enumerate(order)}
        root = _root(covariance[np.ix_(order, order)])
        self.rows = 0
        self.spans: list[tuple[int, int]] = []
        """Pairs of months over which a motion is walked in one step, each once."""
        self._steps: list[tuple[int, int, int, int, int]] = []
        """First row, last row, first row before (-1 at today), span, months in the span."""
        self._mixes: list[tuple[int, int, int, int, int, Floats]] = []
        """Months alike: how many, first row and rows of each, first slot and slots of each."""
        latest: list[tuple[int, int]] = [(0, -1)] * count
        for month in grid.months:
            slot, columns = grid.of_month(month)
            width = 1 + max(rank[column] for column in columns)
            self._step(month, latest[:width])
            latest[:width] = [(month, self.rows + place) for place in range(width)]
            self._mix(width, slot, root[[rank[column] for column in columns], :width])
            self.rows += width

    @property
    def largest(self) -> int:
        """Entries of the largest root that is multiplied with."""
        return max((root.size for *_, root in self._mixes), default=0)

    def _step(self, month: int, latest: list[tuple[int, int]]) -> None:
        """Adds a month's rows to those before, motions with the same last month together."""
        first = 0
        for place in range(1, len(latest) + 1):
            if place < len(latest) and latest[place][0] == latest[first][0]:
                continue
            since, before = latest[first]
            if (since, month) not in self.spans:
                self.spans.append((since, month))
            span = self.spans.index((since, month))
            self._steps.append((self.rows + first, self.rows + place, before, span, month - since))
            first = place

    def _mix(self, width: int, slot: int, root: Floats) -> None:
        if self._mixes:
            times, row, rows, first, slots, same = self._mixes[-1]
            if rows == width and np.array_equal(same, root):
                self._mixes[-1] = times + 1, row, rows, first, slots, same
                return
        self._mixes.append((1, self.rows, width, slot, len(root), root))

    def walk(self, motion: Floats, stretch: Floats | None) -> None:
        """Turns normals into motions, in place; `stretch` [span, lane] in place of √months."""
        for first, last, before, span, months in self._steps:
            part = motion[first:last]
            if stretch is not None:
                np.multiply(part, stretch[span], out=part)
            elif months != 1:
                np.multiply(part, months**0.5, out=part)
            if before >= 0:
                np.add(part, motion[before : before + last - first], out=part)

    def mix(self, motion: Floats, logs: Floats) -> None:
        """Correlates: `logs` of the slots from the motions of their month."""
        lanes = motion.shape[1]
        for times, row, rows, slot, slots, root in self._mixes:
            np.matmul(
                root,
                motion[row : row + times * rows].reshape(times, rows, lanes),
                out=logs[slot : slot + times * slots].reshape(times, slots, lanes),
            )


def _root(covariance: Floats) -> Floats:
    """Lower triangular root; a currency that follows from those before gets no motion of its own.

    NumPy's refuses a covariance without full rank, such as that of two currencies with one peg.
    """
    size = len(covariance)
    root = np.zeros((size, size))
    for j in range(size):
        rest = covariance[j:, j] - root[j:, :j] @ root[j, :j]
        if rest[0] > 1e-12 * covariance[j, j]:
            root[j:, j] = rest / np.sqrt(rest[0])
    return root


class Storms:
    """How turbulent each block of months is: the multiplier of Student-t, with mean one."""

    def __init__(self, returns: Floats, spans: list[tuple[int, int]], horizon: int) -> None:
        """Prepares the values of the multiplier.

        Args:
            returns: [month, currency] log returns, whose kurtosis gives the degrees of freedom.
            spans: pairs of months over which a motion is walked.
            horizon: the last month.
        """
        length = block_months(len(returns))
        self.count = -(-horizon // length)
        self.degrees = degrees_of_freedom(returns)
        self._values = _multipliers(self.degrees)
        edges = np.arange(self.count + 1.0) * length
        self._overlap = np.array([_overlaps(since, until, edges) for since, until in spans])
        self.largest = int(self._overlap.size)
        self._edges = edges

    def draw(self, rng: np.random.Generator, lanes: int) -> Floats:
        """[span, lane]: the square root of the variance that a span has, in months."""
        which = rng.integers(0, len(self._values), size=(self.count, lanes), dtype=np.intp)
        stretch: Floats = np.matmul(self._overlap, np.take(self._values, which, mode="clip"))
        return np.sqrt(stretch, out=stretch)

    def log_means(self, variance: float) -> Floats:
        """[month]: logarithm of the mean factor before it is corrected, month 0 first.

        Args:
            variance: of a month's log returns, as long as the multiplier is one.
        """
        length = int(self._edges[1])
        parts = np.arange(length + 1)[:, None]
        # What 1 to `length` months of one block bring; whole blocks before them add up.
        within = np.log(np.exp(variance / 2 * parts * self._values).mean(axis=1))
        blocks, month = np.divmod(np.arange(int(self._edges[-1]) + 1), length)
        found: Floats = blocks * within[-1] + within[month]
        return found


def _overlaps(since: int, until: int, edges: Floats) -> Floats:
    """Months that lie in each block of those from `since` to `until`."""
    found: Floats = np.diff(np.clip(edges, since, until))
    return found


def degrees_of_freedom(returns: Floats) -> float:
    """Those of the Student-t with the excess kurtosis of the returns: ν = 4 + 6 / excess.

    The excess is the mean over the currencies. Bounds are in currency.toml.
    """
    least, most = settings().least_degrees, settings().most_degrees
    centred = returns - returns.mean(axis=0)
    excess = float(np.mean((centred**4).mean(axis=0) / (centred**2).mean(axis=0) ** 2)) - 3
    return min(most, max(least, 4 + 6 / excess)) if excess > 0 else most


def _multipliers(degrees: float) -> Floats:
    """Equally likely values of 1 / χ², from large to small, scaled to a mean of one.

    The quantiles of χ² are read off its distribution, summed over a fine grid of ln χ², in which
    the density is smooth at both ends.
    """
    logs = np.linspace(-40.0, np.log(degrees + 60 * np.sqrt(degrees)), 20_001)
    density = np.exp(
        degrees / 2 * logs - np.exp(logs) / 2 - degrees / 2 * np.log(2.0) - lgamma(degrees / 2)
    )
    below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    middles = (np.arange(_SLICES) + 0.5) / _SLICES
    values = np.exp(-np.interp(middles, below / below[-1], logs))
    scaled: Floats = values / values.mean()
    return scaled
