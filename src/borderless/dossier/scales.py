"""Round scales, and an axis that takes only a part of its chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from borderless.dossier.charts import NARROW, money_axis

_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the values of an axis lie across a chart that has words beside its bars."""

    left: float
    """CSS pixels from the left of the chart to `low`."""
    plot: float
    """CSS pixels from `low` to `high`."""
    across: float
    """Width of the chart, in CSS pixels."""
    low: float
    high: float
    """In units of the axis."""

    def pixel(self, value: float) -> float:
        """CSS pixels from the left to a value."""
        return self.left + (value - self.low) / (self.high - self.low) * self.plot

    def at(self, pixel: float) -> float:
        """The value that lies so many CSS pixels from the left."""
        return self.low + (pixel - self.left) / self.plot * (self.high - self.low)

    def axis(self, width: int, title: str) -> Any:
        """The channel of the values, with an axis below them that looks as all axes do.

        Args:
            width: of the drawing: `WIDE` or `NARROW`.
            title: the unit of the axis.
        """
        import altair as alt

        near = (self.high - self.low) * _NEAR
        ticks = round_steps(self.low, self.high, 4 if width == NARROW else 6)
        look = money_axis(width) | {
            "values": [tick for tick in ticks if self.low - near <= tick <= self.high + near],
            "domain": False,
            "titleX": self.left + self.plot,
            "titleAlign": "right",
        }
        domain = [self.at(0), self.at(self.across)]
        return alt.X("x:Q").scale(domain=domain, nice=False, zero=False).title(title).axis(**look)


def round_steps(low: float, high: float, at_most: int = 5) -> list[float]:
    """Round numbers evenly apart that reach around both ends, in so many steps or one more."""
    if high <= low:
        high = low + max(abs(low), 1.0)
    power = 10.0 ** math.floor(math.log10(high - low))
    steps = (power / 5, power / 2, power, 2 * power, 5 * power, 10 * power)
    step = next(step for step in steps if (high - low) / step <= at_most + _NEAR)
    begin, end = math.floor(low / step + _NEAR), math.ceil(high / step - _NEAR)
    return [round(number * step, 9) for number in range(begin, max(end, begin + 1) + 1)]


def places_of(lines: Sequence[float]) -> int:
    """How many decimals tell the lines of a scale apart."""
    return next(
        (
            places
            for places in range(9)
            if all(abs(round(one, places) - one) < _NEAR for one in lines)
        ),
        9,
    )
