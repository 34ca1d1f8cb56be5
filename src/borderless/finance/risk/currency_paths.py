"""Exchange rates as they may go: correlated scenarios for the months in which money moves.

A sampler draws *factors*: the value of a currency in the plan's own, divided by today's. A cash
flow is worth its amount × today's rate × the factor of its currency and month. Only months with a
flow in a currency are drawn, and they are called slots.

Whatever the method, the mean of a factor is `exp(differential × years)`: the forward rate, which
without interest differentials is today's. **The trend of the past is not carried on**: over twenty
years it is far smaller than its own error, and a plan that counts on it counts on a bet. So the
mean return is taken out, and so is the half variance by which a mean of exponentials exceeds the
exponential of a mean.

One consequence (Siegel's): the mean can be the forward rate in one base only. Factors of the same
scenario read in another base are the same ratios, times one number for each month.

A month is a whole month from today (`month_of`), taken at its end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date as Day
from typing import Literal, Protocol

import numpy as np

from borderless.finance.risk.currency_blocks import BlockPaths
from borderless.finance.risk.currency_diffusion import DiffusionPaths
from borderless.finance.risk.currency_slots import Grid, Slot
from borderless.finance.risk.history import Floats, MonthlyHistory

Method = Literal["bootstrap", "gbm", "student_t"]

__all__ = ["Method", "PathSampler", "Slot", "month_of", "path_sampler"]

_DAYS_A_MONTH = 365.25 / 12


class PathSampler(Protocol):
    """Draws factors. Holds no state: the same generator state and lanes give the same bits."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """What the rows of a draw are: by month, then currency; those that are certain last."""

    def normals(self, lanes: int) -> int:
        """How many random numbers a draw of so many lanes takes."""

    def draw(self, rng: np.random.Generator, lanes: int, out: Floats | None = None) -> Floats:
        """[slot, lane]: the factors of as many scenarios as there are lanes.

        Args:
            rng: where the randomness is from; its state moves on.
            lanes: number of scenarios; a few thousand stay in the processor's cache.
            out: a C-ordered float64 array [slot, lanes] to fill, so that none is allocated.
        """

    def log_covariance(self) -> Floats:
        """[slot, slot]: the exact covariance of the logarithms of the factors."""


def month_of(day: Day, today: Day) -> int:
    """Whole months from today to the one nearest to `day`: 0 for what is due, else at least 1.

    The rate of the nearest month end is at most half a month off, which for a flow a year away
    moves its deviation by two per cent.
    """
    if day <= today:
        return 0
    return max(1, round((day - today).days / _DAYS_A_MONTH))


def path_sampler(
    history: MonthlyHistory,
    method: Method,
    needed: Mapping[str, Collection[int]],
    *,
    differentials: Mapping[str, float] | None = None,
) -> PathSampler:
    """A sampler of the factors that are needed.

    - `bootstrap`: blocks of the past, the same for all currencies, put one after another
      (`currency_blocks`). Keeps fat tails, calm and storm, and how currencies move together.
    - `gbm`: geometric Brownian motion with the covariance of the past (`currency_diffusion`).
    - `student_t`: the same with volatility that varies: fat tails, in all currencies at once.

    Args:
        history: what is known; its base is what the factors are read in.
        method: how to draw.
        needed: for each currency, the months from today in which a factor is needed. The base and
            currencies that the history holds constant may be among them.
        differentials: yearly interest of the base minus that of the currency, continuously
            compounded (0.01 is one per cent a year); nothing is zero.

    Raises:
        ValueError: a month before today is needed.
        KeyError: a currency is needed that the history was not asked for.
    """
    differentials = differentials or {}
    returns = history.joint_returns
    moves = {
        currency
        for currency, column in zip(history.currencies, returns.T, strict=True)
        if len(column) and np.ptp(column) > 0
    }
    slots = sorted({Slot(month, one) for one, months in needed.items() for month in months})
    if slots and slots[0].month < 0:
        raise ValueError(f"month {slots[0].month} is before today")
    for currency in needed:
        if currency not in {history.base, *history.currencies, *history.held}:
            raise KeyError(currency)
    moving = [slot for slot in slots if slot.month and slot.currency in moves]
    still = [slot for slot in slots if not slot.month or slot.currency not in moves]
    used = [one for one in history.currencies if any(slot.currency == one for slot in moving)]
    columns = [history.currencies.index(one) for one in used]
    yearly = {one: differentials.get(one, 0.0) for one in needed if one != history.base}
    certain = np.array([np.exp(yearly.get(slot.currency, 0.0) * slot.month / 12) for slot in still])
    grid = Grid(tuple(used), tuple(moving), tuple(still), certain)
    drift = np.array([yearly[one] / 12 for one in used])
    returns = returns[:, columns]
    if method == "bootstrap":
        return BlockPaths(grid, returns, drift)
    return DiffusionPaths(grid, returns, drift, fat_tails=method == "student_t")
