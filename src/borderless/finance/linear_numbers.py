"""Numbers and conditions of a rule over a linear model: what they are, before any row is written.

A number is an affine sum of columns and of *nodes*: the lower or higher of others, one of two by a
condition, a curve of brackets. Nodes write rows only when somebody needs them, and only for the
side that is needed: an amount that the objective pushes up needs to be held from above alone, which
saves most of the yes-or-no columns a rule would otherwise cost.

`Number.bound(model, +1)` is an expression that is never above the number and can reach it;
`bound(model, -1)` is never below it and can reach it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from borderless.finance.linear_model import INFINITY, Affine, LinearModel

STRICT = 0.01
"""What "more than" means in money, in units of the rule's currency: a cent more."""

SMALLEST = 1e-6
"""The least that a condition may ask above a number's lowest, as a part of its whole range."""

FUZZ = 1e-7
"""Below any sum of money: what float64 leaves of a difference that is none."""


# --- conditions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Atom:
    """`number` is at least 0; more than 0 where `strict`."""

    number: Number
    strict: bool


@dataclass(frozen=True, slots=True)
class Literal:
    """A yes-or-no expression of the model is 1."""

    const: float
    column: int
    factor: float

    @property
    def affine(self) -> Affine:
        """The expression, 0 or 1."""
        return Affine(self.const, {self.column: self.factor})


@dataclass(frozen=True, slots=True)
class Both:
    """Two conditions hold."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of two conditions holds."""

    left: Condition
    right: Condition


Condition = bool | Atom | Literal | Both | Either


CRUMB = 0.004
"""What a solver may leave of a sum of money that is at a threshold: less than half a cent."""


def literal(affine: Affine) -> Literal:
    """The condition that a binary column (or 1 minus it) is 1."""
    ((column, factor),) = affine.terms.items()
    return Literal(affine.const, column, factor)


def both(left: Condition, right: Condition) -> Condition:
    """Logical and, folded where one side is certain."""
    if left is False or right is False:
        return False
    if left is True or left == right:
        return right
    return left if right is True else Both(left, right)


def either(left: Condition, right: Condition) -> Condition:
    """Logical or, folded where one side is certain."""
    if left is True or right is True:
        return True
    if left is False or left == right:
        return right
    return left if right is False else Either(left, right)


def negated(condition: Condition) -> Condition:
    """The opposite, pushed down to the comparisons."""
    if isinstance(condition, bool):
        return not condition
    if isinstance(condition, Atom):
        return Atom(-condition.number, not condition.strict)
    if isinstance(condition, Literal):
        return Literal(1.0 - condition.const, condition.column, -condition.factor)
    if isinstance(condition, Both):
        return either(negated(condition.left), negated(condition.right))
    return both(negated(condition.left), negated(condition.right))


def at_least_zero(number: Number, *, strict: bool) -> Condition:
    """The condition that a number is at least (or more than) 0, folded where bounds decide it."""
    if number.is_constant:
        return number.affine.const > FUZZ if strict else number.affine.const >= -FUZZ
    if number.low >= (STRICT if strict else 0.0):
        return True
    if number.high <= 0.0 if strict else number.high < -FUZZ:
        return False
    return Atom(number, strict)


def holds(condition: Condition, values: Sequence[float] | NDArray[np.float64]) -> bool:
    """Whether a condition holds where the columns have these values, but for a solver's crumbs."""
    if isinstance(condition, bool):
        return condition
    if isinstance(condition, Literal):
        return condition.affine.value(values) > 0.5
    if isinstance(condition, Both):
        return holds(condition.left, values) and holds(condition.right, values)
    if isinstance(condition, Either):
        return holds(condition.left, values) or holds(condition.right, values)
    value = condition.number.value(values)
    return value > 0.5 * STRICT if condition.strict else value >= -CRUMB


# --- numbers -------------------------------------------------------------------------------------


class Number:
    """An affine sum of columns and nodes, with bounds; `known` says where it is known at all."""

    __slots__ = ("_key", "affine", "high", "known", "low", "nodes")

    def __init__(
        self,
        affine: Affine,
        nodes: dict[Node, float],
        bounds: tuple[float, float],
        *,
        known: Condition = True,
    ) -> None:
        self.affine = affine
        self.nodes = nodes
        self.low, self.high = bounds
        self.known = known
        self._key: tuple[object, ...] | None = None

    def _identity(self) -> tuple[object, ...]:
        if self._key is None:
            self._key = (
                self.affine.const,
                frozenset(self.affine.terms.items()),
                frozenset((id(node), value) for node, value in self.nodes.items()),
            )
        return self._key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    @property
    def is_constant(self) -> bool:
        """Whether no decision changes it."""
        return not self.affine.terms and not self.nodes

    def __neg__(self) -> Number:
        return self.times(-1.0)

    def times(self, factor: float) -> Number:
        """A multiple."""
        ends = sorted((self.low * factor, self.high * factor)) if factor else [0.0, 0.0]
        return Number(
            self.affine * factor,
            {node: value * factor for node, value in self.nodes.items()} if factor else {},
            (ends[0], ends[1]),
            known=self.known,
        )

    def plus(self, other: Number, model: LinearModel, factor: float = 1.0) -> Number:
        """The sum with a multiple of another, its bounds worked out on what is left of both."""
        nodes = dict(self.nodes)
        for node, value in other.nodes.items():
            after = nodes.get(node, 0.0) + factor * value
            if abs(after) <= 1e-12 * abs(value):
                nodes.pop(node, None)
            else:
                nodes[node] = after
        affine = self.affine + other.affine * factor
        low, high = model.bounds(affine)
        for node, value in nodes.items():
            ends = sorted((value * node.low, value * node.high))
            low, high = low + ends[0], high + ends[1]
        known = both(self.known, other.known)
        return Number(affine, nodes, (low, high), known=known)

    def bound(self, model: LinearModel, side: int) -> Affine:
        """An expression never above the number (`side` +1) or never below it (-1), that it reaches.

        Args:
            model: where the rows are written that the nodes need.
            side: +1 to hold it from above, -1 from below.
        """
        found = self.affine
        for node, value in self.nodes.items():
            found = found + node.bound(model, side if value > 0 else -side) * value
        return found

    def value(self, values: Sequence[float] | NDArray[np.float64]) -> float:
        """What it is where the columns have these values, by the rule and not by its rows."""
        found = self.affine.value(values)
        return found + sum(v * node.value(values) for node, v in self.nodes.items())


class Node:
    """A number that one affine sum cannot say; writes its rows once for each side."""

    def __init__(self, bounds: tuple[float, float], scale: float, name: str) -> None:
        self.low, self.high = bounds
        self.scale = scale
        self.name = name
        self._done: dict[int, Affine] = {}

    def bound(self, model: LinearModel, side: int) -> Affine:
        """As `Number.bound`."""
        if side not in self._done:
            ends = sorted((side * self.low, side * self.high))
            made = model.column(ends[0], ends[1], self.name, scale=self.scale)
            self._write(model, side, made)
            self._done[side] = made * side
        return self._done[side]

    @abstractmethod
    def value(self, values: Sequence[float] | NDArray[np.float64]) -> float:
        """What it is where the columns have these values."""

    @abstractmethod
    def _write(self, model: LinearModel, side: int, made: Affine) -> None:
        """Rows that hold `made` to at most `side` × the node's value."""


# --- conditions in the model ---------------------------------------------------------------------


def chosen(model: LinearModel, condition: Condition, name: str) -> Affine:
    """A yes-or-no that may be 1 only where the condition holds."""
    if isinstance(condition, bool):
        return Affine(float(condition))
    if isinstance(condition, Literal):
        return condition.affine
    take = model.binary(f"{name}?")
    enforce(model, condition, take, name)
    return take


def enforce(
    model: LinearModel, condition: Condition, where: Affine, name: str, *, wish: str = ""
) -> None:
    """Rows that make the condition hold wherever the yes-or-no `where` is 1."""
    if isinstance(condition, bool):
        if not condition:
            model.row(where, -INFINITY, 0.0, name, wish=wish)
    elif isinstance(condition, Literal):
        model.at_most(where, condition.affine, name, wish=wish)
    elif isinstance(condition, Both):
        enforce(model, condition.left, where, name, wish=wish)
        enforce(model, condition.right, where, name, wish=wish)
    elif isinstance(condition, Either):
        left = chosen(model, condition.left, name)
        right = chosen(model, condition.right, name)
        model.at_most(where, left + right, name, wish=wish)
    else:
        number = condition.number
        step = (STRICT if condition.strict else 0.0) + model.margin
        held = number.bound(model, 1)
        if number.low < step:
            # A threshold of a cent in a film of millions would be a coefficient that solvers drop.
            need = max(step - number.low, SMALLEST * (number.high - number.low))
            model.row(held - where * need, number.low, INFINITY, name, wish=wish)
