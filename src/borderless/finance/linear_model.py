"""A mixed-integer linear programme being written down: columns, rows, and what each row is for.

Money stands in one unit (thousands of the reporting currency or the like), so that a solver's
tolerance of a millionth is a fraction of a cent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

INFINITY = math.inf
NEGLIGIBLE = 1e-12
"""A coefficient that cancelled to this part of its addends is none."""


@dataclass(frozen=True, slots=True)
class Affine:
    """A constant plus multiples of columns."""

    const: float = 0.0
    terms: Mapping[int, float] = field(default_factory=dict)

    def __add__(self, other: Affine | float) -> Affine:
        if not isinstance(other, Affine):
            return Affine(self.const + other, self.terms)
        terms = dict(self.terms)
        for column, value in other.terms.items():
            before = terms.get(column, 0.0)
            after = before + value
            if abs(after) <= NEGLIGIBLE * (abs(before) + abs(value)):
                terms.pop(column, None)
            else:
                terms[column] = after
        return Affine(_sum(self.const, other.const), terms)

    def __sub__(self, other: Affine | float) -> Affine:
        return self + (other * -1.0 if isinstance(other, Affine) else -other)

    def __mul__(self, factor: float) -> Affine:
        if factor == 0.0:
            return Affine()
        if factor == 1.0:
            return self
        return Affine(self.const * factor, {c: v * factor for c, v in self.terms.items()})

    __rmul__ = __mul__

    def __neg__(self) -> Affine:
        return self * -1.0

    def value(self, columns: Sequence[float] | NDArray[np.float64]) -> float:
        """What it is where the columns have these values."""
        return float(self.const + math.fsum(v * columns[c] for c, v in self.terms.items()))


def _sum(left: float, right: float) -> float:
    """A sum of constants, exactly 0 where they cancel but for their last digits."""
    total = left + right
    return 0.0 if abs(total) <= 1e-15 * (abs(left) + abs(right)) else total


def total(parts: Iterable[Affine]) -> Affine:
    """The sum of many, in one pass."""
    const, terms = 0.0, dict[int, float]()
    for part in parts:
        const += part.const
        for column, value in part.terms.items():
            terms[column] = terms.get(column, 0.0) + value
    return Affine(const, {c: v for c, v in terms.items() if v})


@dataclass(slots=True)
class Column:
    """A decision or an amount."""

    lower: float
    upper: float
    integer: bool
    name: str
    scale: float = 1.0
    """How much of the thing one unit of the column is."""


@dataclass(slots=True)
class Row:
    """`lower` ≤ sum of the terms ≤ `upper`."""

    terms: dict[int, float]
    lower: float
    upper: float
    name: str
    wish: str = ""
    """The user's wish that it stands for, if it is one."""


class LinearModel:
    """Columns and rows, the groups of columns that sum to 1, and an objective to make small."""

    def __init__(self, margin: float = 0.0) -> None:
        """`margin` is kept from thresholds, in the rule's currency: amounts will be rounded."""
        self.margin = margin
        self.columns: list[Column] = []
        self.rows: list[Row] = []
        self.objective = Affine()
        self.definitions: list[int] = []
        """Columns that stand for sums."""
        self._group_of: dict[int, int] = {}
        self._groups: list[tuple[int, ...]] = []

    def column(
        self, lower: float, upper: float, name: str, *, integer: bool = False, scale: float = 1.0
    ) -> Affine:
        """A new column between two bounds (in units of the thing), as an expression of it."""
        self.columns.append(Column(lower / scale, upper / scale, integer, name, scale))
        return Affine(0.0, {len(self.columns) - 1: scale})

    def binary(self, name: str) -> Affine:
        """A new yes-or-no."""
        return self.column(0.0, 1.0, name, integer=True)

    def group(self, columns: Iterable[int]) -> None:
        """Declares columns that sum to 1, which sharpens every bound worked out from them."""
        members = tuple(columns)
        for column in members:
            self._group_of[column] = len(self._groups)
        self._groups.append(members)

    def row(
        self, sum_: Affine, lower: float, upper: float, name: str, *, wish: str = ""
    ) -> Row | None:
        """`lower` ≤ `sum_` ≤ `upper`, scaled so that its largest coefficient is near 1."""
        if not sum_.terms:
            if lower - 1e-9 <= sum_.const <= upper + 1e-9:
                return None
            impossible = Row({}, 1.0, 1.0, name, wish)
            self.rows.append(impossible)
            return impossible
        largest = max(
            (abs(v) for c, v in sum_.terms.items() if not self.columns[c].integer),
            default=max(abs(v) for v in sum_.terms.values()),
        )
        scale = 2.0 ** -round(math.log2(largest))
        row = Row(
            {c: v * scale for c, v in sum_.terms.items()},
            (lower - sum_.const) * scale,
            (upper - sum_.const) * scale,
            name,
            wish,
        )
        self.rows.append(row)
        return row

    def at_most(self, left: Affine, right: Affine, name: str, *, wish: str = "") -> Row | None:
        """`left` ≤ `right`."""
        return self.row(left - right, -INFINITY, 0.0, name, wish=wish)

    def defined(self, sum_: Affine, name: str, scale: float) -> Affine:
        """A column that equals the sum, for sums of many terms that many rows read."""
        if len(sum_.terms) <= 2:
            return sum_
        lower, upper = self.bounds(sum_)
        made = self.column(lower, upper, name, scale=scale)
        self.row(sum_ - made, 0.0, 0.0, name)
        self.definitions += made.terms
        return made

    def bounds(self, sum_: Affine) -> tuple[float, float]:
        """The least and most that a sum can be, by its columns' bounds and groups."""
        lower = upper = sum_.const
        seen: set[int] = set()
        for column, value in sum_.terms.items():
            group = self._group_of.get(column)
            if group is None:
                one = self.columns[column]
                low, high = value * one.lower, value * one.upper
                lower, upper = lower + min(low, high), upper + max(low, high)
            elif group not in seen:
                seen.add(group)
                members = self._groups[group]
                values = [sum_.terms.get(member, 0.0) for member in members]
                caps = [self.columns[member].upper for member in members]
                upper += _filled(values, caps)
                lower -= _filled([-value for value in values], caps)
        return lower, upper


def _filled(values: list[float], caps: list[float]) -> float:
    """The most that shares of a whole earn: the best places are filled first."""
    if min(caps) >= 1.0:
        return max(values)
    room, earned = 1.0, 0.0
    for value, cap in sorted(zip(values, caps, strict=True), reverse=True):
        part = min(cap, room)
        earned += part * value
        room -= part
        if room <= 0:
            break
    return earned
