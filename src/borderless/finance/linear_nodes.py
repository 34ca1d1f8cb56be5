"""The nodes of a linear number: lowest and highest, one of two by a condition, and curves.

The forms are the textbook's: indicator rows with the tightest constants that the bounds allow, and
incremental pieces for curves (Vielma, "Mixed integer linear programming formulation techniques",
SIAM Review 57, 2015, sections 4 and 5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from borderless.finance.linear_model import INFINITY, Affine, LinearModel
from borderless.finance.linear_numbers import (
    Condition,
    Literal,
    Node,
    Number,
    chosen,
    enforce,
    holds,
    negated,
)


class Extreme(Node):
    """The lowest (`sign` +1) or highest (-1) of several numbers."""

    def __init__(self, parts: Sequence[Number], sign: int, scale: float, name: str) -> None:
        chosen = min if sign > 0 else max
        bounds = chosen(part.low for part in parts), chosen(part.high for part in parts)
        super().__init__(bounds, scale, name)
        self.parts = tuple(parts)
        self.sign = sign

    def value(self, values: Sequence[float] | NDArray[np.float64]) -> float:
        """What it is where the columns have these values."""
        chosen = min if self.sign > 0 else max
        return chosen(part.value(values) for part in self.parts)

    def _write(self, model: LinearModel, side: int, made: Affine) -> None:
        if side == self.sign:  # at most the lowest, at least the highest: below each
            for part in self.parts:
                model.at_most(made, part.bound(model, side) * side, self.name)
            return
        # Below one of them, whichever is chosen.
        chosen = [model.binary(f"{self.name}?") for _ in self.parts[1:]]
        first = Affine(1.0)
        for one in chosen:
            first = first - one
        if len(chosen) > 1:
            model.row(first, 0.0, 1.0, self.name)
        for part, take in zip(self.parts, [first, *chosen], strict=True):
            gap = max(
                (other.plus(part, model, -1.0).times(side)).high
                for other in self.parts
                if other is not part
            )
            slack = (Affine(1.0) - take) * max(gap, 0.0)
            model.at_most(made, part.bound(model, side) * side + slack, self.name)


class Choice(Node):
    """`then` where a condition is true, `otherwise` where it is false."""

    def __init__(
        self,
        truth: tuple[Condition, Condition],
        then: Number,
        otherwise: Number,
        scale: float,
        name: str,
    ) -> None:
        bounds = min(then.low, otherwise.low), max(then.high, otherwise.high)
        super().__init__(bounds, scale, name)
        self.truth = truth
        self.then = then
        self.otherwise = otherwise

    def value(self, values: Sequence[float] | NDArray[np.float64]) -> float:
        """What it is where the columns have these values."""
        return (self.then if holds(self.truth[0], values) else self.otherwise).value(values)

    def _write(self, model: LinearModel, side: int, made: Affine) -> None:
        more = self.then.plus(self.otherwise, model, -1.0).times(side)
        take: Affine
        if isinstance(self.truth[0], Literal) and self.truth[1] == negated(self.truth[0]):
            take = self.truth[0].affine
        elif more.low >= 0.0:  # taking it needs a reason, leaving it needs none
            take = chosen(model, self.truth[0], self.name)
        elif more.high <= 0.0:
            take = Affine(1.0) - chosen(model, self.truth[1], self.name)
        else:
            take = chosen(model, self.truth[0], self.name)
            enforce(model, self.truth[1], Affine(1.0) - take, self.name)
        then = self.then.bound(model, side) * side
        other = self.otherwise.bound(model, side) * side
        model.at_most(made, then + (Affine(1.0) - take) * max(-more.low, 0.0), self.name)
        model.at_most(made, other + take * max(more.high, 0.0), self.name)


class Curve(Node):
    """Marginal rates on slices of a base: the first slice begins where the base does."""

    def __init__(
        self, base: Number, slices: Sequence[tuple[float, float]], scale: float, name: str
    ) -> None:
        """`slices` are (upper end, rate), rising; the last end is infinite."""
        self.base = base
        self.slices = tuple(slices)
        super().__init__((self.at(base.low), self.at(base.high)), scale, name)

    def value(self, values: Sequence[float] | NDArray[np.float64]) -> float:
        """What it is where the columns have these values."""
        return self.at(self.base.value(values))

    def at(self, base: float) -> float:
        """The value for a base."""
        worth, start = 0.0, -INFINITY
        for end, rate in self.slices:
            if math.isinf(start):
                worth += rate * min(base, end)
            else:
                worth += rate * max(min(base, end) - start, 0.0)
            start = end
        return worth

    def _pieces(self) -> list[tuple[float, float]]:
        """(width, rate) of the slices between the base's bounds."""
        pieces, start = [], self.base.low
        for end, rate in self.slices:
            stop = min(end, self.base.high)
            if stop > start:
                pieces.append((stop - start, rate))
                start = stop
        return pieces

    def _write(self, model: LinearModel, side: int, made: Affine) -> None:
        pieces = self._pieces()
        base = self.base.bound(model, side)
        rates = [side * rate for _, rate in pieces]
        if all(after <= before for before, after in pairwise(rates)):
            # Each slice's line holds above all the others' slices, so the lines are the curve.
            level, start = self.at(self.base.low), self.base.low
            for width, rate in pieces:
                line = (base - start) * rate + level
                model.at_most(made, line * side, self.name)
                level, start = level + width * rate, start + width
            return
        parts = [
            model.column(0.0, width, f"{self.name} slice", scale=self.scale) for width, _ in pieces
        ]
        filled, worth = Affine(self.base.low), Affine(self.at(self.base.low))
        for part, (_, rate) in zip(parts, pieces, strict=True):
            filled, worth = filled + part, worth + part * rate
        if side > 0:
            model.at_most(filled, base, self.name)
        else:
            model.at_most(base, filled, self.name)
        for index, (before, after) in enumerate(pairwise(rates)):
            if after <= before:
                continue
            full = model.binary(f"{self.name} slice full?")
            width = pieces[index][0]
            model.at_most(full * width, parts[index], self.name)
            later, room = Affine(), 0.0
            for part, (wide, _) in zip(parts[index + 1 :], pieces[index + 1 :], strict=True):
                later, room = later + part, room + wide
            model.at_most(later, full * room, self.name)
        model.at_most(made, worth * side, self.name)
