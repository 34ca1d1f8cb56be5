"""Third reading of a rule: the columns and rows that it adds to the placement model.

The walk is the one that `explain` and `evaluate` take; only the numbers differ. A product of two
decisions is written exactly where one of them is a yes-or-no, or where a share meets the total it
is a share of; any other product is not linear, and the rule is then said to be held.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from borderless.finance.linear_model import Affine, LinearModel
from borderless.finance.linear_nodes import Choice, Curve, Extreme
from borderless.finance.linear_numbers import (
    Condition,
    Number,
    at_least_zero,
    both,
    either,
    negated,
)
from borderless.finance.reading import Fact, Reader, Truth
from borderless.rulebook.scheme import Bracket, Version


class NotLinearError(Exception):
    """A rule multiplies two amounts that both depend on the placement."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One number over another that is positive: a share of the total cost."""

    over: Number
    of: Number


Linear = Number | Ratio


class LinearAlgebra:
    """Numbers over a model; an `Algebra` as the walk through a rule needs it."""

    def __init__(self, model: LinearModel, scale: float, name: str) -> None:
        """`scale` is one unit of the model's money in the rule's currency."""
        self.model = model
        self.scale = scale
        self.name = name
        self.unknown = Number(Affine(), {}, (0.0, 0.0), known=False)

    def of(self, affine: Affine) -> Number:
        """An expression of the model's columns as a number."""
        return Number(affine, {}, self.model.bounds(affine))

    def constant(self, value: float) -> Number:
        """A number that no decision changes."""
        return Number(Affine(value), {}, (value, value))

    def number(self, value: Decimal) -> Number:
        """A number of the rule."""
        return self.constant(float(value))

    def add(self, left: Linear, right: Linear) -> Linear:
        """Sum."""
        return self._sum(left, right, 1.0)

    def subtract(self, left: Linear, right: Linear) -> Linear:
        """Difference."""
        return self._sum(left, right, -1.0)

    def multiply(self, left: Linear, right: Linear) -> Linear:
        """Product, where it is linear."""
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Number) and one.is_constant:
                return self._scaled(other, one)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Ratio) and isinstance(other, Number):
                factor = proportion(other, one.of)
                if factor is not None:
                    return one.over.times(factor)
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Number) and (steps := _choice(one)):
                factor, choice = steps
                return self.choose(
                    choice.truth,
                    self.multiply(self._shifted(one, choice, factor, choice.then), other),
                    self.multiply(self._shifted(one, choice, factor, choice.otherwise), other),
                )
        raise NotLinearError(
            f"{self.name} multiplies two amounts that both depend on the placement"
        )

    def ratio(self, left: Linear, right: Linear) -> Linear:
        """Quotient; nothing where `right` is zero."""
        over, of = self._plain(left), self._plain(right)
        if of.is_constant:
            factor = of.affine.const
            return over.times(1.0 / factor) if factor else self.constant(0.0)
        if over.is_constant and over.affine.const == 0.0:
            return over
        factor_ = proportion(over, of)
        return self.constant(factor_) if factor_ is not None else Ratio(over, of)

    def least(self, left: Linear, right: Linear) -> Linear:
        """The lower of two."""
        return self._extreme(left, right, 1)

    def greatest(self, left: Linear, right: Linear) -> Linear:
        """The higher of two."""
        return self._extreme(left, right, -1)

    def brackets(self, base: Linear, slices: Sequence[Bracket]) -> Linear:
        """Marginal rates on slices of a base."""
        number = self._plain(base)
        ends = [math.inf if one.up_to is None else float(one.up_to) for one in slices]
        rates = [float(one.rate) for one in slices]
        curve = Curve(number, list(zip(ends, rates, strict=True)), self.scale, self.name)
        pieces = curve._pieces()
        if number.is_constant or not pieces:
            return self.constant(curve.at(number.low))
        if len(pieces) == 1:
            start = curve.at(number.low) - pieces[0][1] * number.low
            return self._sum_numbers(number.times(pieces[0][1]), self.constant(start), 1.0)
        return self._of_node(curve, number.known)

    def compare(self, word: str, left: Linear, right: Linear) -> Truth:
        """The pair of certainties; neither is certain where a number is not known."""
        if isinstance(right, Ratio):
            if isinstance(left, Ratio):
                raise NotLinearError(f"{self.name} compares two shares")
            mirror = {"at_least": "at_most", "at_most": "at_least"}
            mirror |= {"more_than": "less_than", "less_than": "more_than"}
            return self.compare(mirror[word], right, left)
        number, other = left, right
        if isinstance(left, Ratio):
            number, other = left.over, self._plain(self.multiply(left.of, right))
        assert isinstance(number, Number)
        difference = self._sum_numbers(number, other, -1.0)
        if word in ("at_most", "less_than"):
            difference = -difference
        holds = at_least_zero(difference, strict=word in ("more_than", "less_than"))
        return both(difference.known, holds), both(difference.known, negated(holds))

    def both(self, left: Any, right: Any) -> Condition:
        """Logical and of two certainties."""
        return both(left, right)

    def either(self, left: Any, right: Any) -> Condition:
        """Logical or of two certainties."""
        return either(left, right)

    def replace(self, certain: Any, then: Linear, otherwise: Linear) -> Linear:
        """`then` where it is certain."""
        return self._chosen((certain, negated(certain)), then, otherwise, always=True)

    def choose(self, truth: Truth, then: Linear, otherwise: Linear) -> Linear:
        """`then` where true, `otherwise` where false, not known elsewhere."""
        return self._chosen(truth, then, otherwise, always=truth[1] == negated(truth[0]))

    def _chosen(self, truth: Truth, then: Linear, otherwise: Linear, *, always: bool) -> Linear:
        if truth[0] is True:
            return then
        if truth[1] is True:
            return otherwise
        left, right = self._plain(then), self._plain(otherwise)
        known = either(both(truth[0], left.known), both(truth[1], right.known))
        if always and left.known is True and right.known is True:
            known = True
        if known is False:
            return self.unknown
        if left == right:
            return _known(left, known)
        node = Choice((truth[0], truth[1]), left, right, self.scale, self.name)
        return self._of_node(node, known)

    # --- parts -----------------------------------------------------------------------------------

    def _of_node(self, node: Choice | Curve | Extreme, known: Condition) -> Number:
        return Number(Affine(), {node: 1.0}, (node.low, node.high), known=known)

    def _plain(self, value: Linear) -> Number:
        if isinstance(value, Ratio):
            if value.of.is_constant and value.of.affine.const:
                return value.over.times(1.0 / value.of.affine.const)
            raise NotLinearError(f"{self.name} reckons with a share of a total that itself changes")
        return value

    def _sum(self, left: Linear, right: Linear, factor: float) -> Linear:
        if isinstance(left, Ratio) or isinstance(right, Ratio):
            one = left if isinstance(left, Ratio) else right
            assert isinstance(one, Ratio)
            of = one.of
            return Ratio(self._sum_numbers(self._over(left, of), self._over(right, of), factor), of)
        return self._sum_numbers(left, right, factor)

    def _over(self, value: Linear, of: Number) -> Number:
        if isinstance(value, Ratio):
            factor = proportion(value.of, of)
            if factor != 1.0:
                raise NotLinearError(f"{self.name} adds shares of different totals")
            return value.over
        return self._plain(self.multiply(value, of))

    def _sum_numbers(self, left: Number, right: Number, factor: float) -> Number:
        return left.plus(right, self.model, factor)

    def _scaled(self, value: Linear, by: Number) -> Linear:
        if isinstance(value, Ratio):
            return Ratio(
                _known(value.over.times(by.affine.const), both(value.over.known, by.known)),
                value.of,
            )
        return _known(value.times(by.affine.const), both(value.known, by.known))

    def _shifted(self, one: Number, choice: Choice, factor: float, part: Number) -> Number:
        rest = Number(
            one.affine,
            {n: v for n, v in one.nodes.items() if n is not choice},
            (0.0, 0.0),
            known=one.known,
        )
        return rest.plus(part, self.model, factor)

    def _extreme(self, left: Linear, right: Linear, sign: int) -> Linear:
        one, other = self._plain(left), self._plain(right)
        known = both(one.known, other.known)
        difference = self._sum_numbers(one, other, -1.0)
        if difference.high * sign <= 0.0 if sign > 0 else difference.low >= 0.0:
            return _known(one, known)
        if difference.low >= 0.0 if sign > 0 else difference.high <= 0.0:
            return _known(other, known)
        parts = [part for side in (one, other) for part in _flat(side, sign)]
        return self._of_node(Extreme(parts, sign, self.scale, self.name), known)


def _known(number: Number, known: Condition) -> Number:
    if number.known == known:
        return number
    bounds = (number.low, number.high)
    return Number(number.affine, number.nodes, bounds, known=known)


def _flat(number: Number, sign: int) -> list[Number]:
    """The parts of a lowest of lowests."""
    if not number.affine.terms and number.affine.const == 0.0 and len(number.nodes) == 1:
        ((node, value),) = number.nodes.items()
        if isinstance(node, Extreme) and node.sign == sign and value == 1.0:
            return list(node.parts)
    return [number]


def _choice(number: Number) -> tuple[float, Choice] | None:
    """A choice between constants somewhere in the number, and its factor."""
    if number.affine.terms:
        return None
    for node, value in number.nodes.items():
        if isinstance(node, Choice) and _is_discrete(node.then) and _is_discrete(node.otherwise):
            return value, node
    return None


def _is_discrete(number: Number) -> bool:
    return number.is_constant or _choice(number) is not None


def proportion(number: Number, of: Number) -> float | None:
    """The constant k with `number` = k × `of`, if there is one."""
    same_columns = set(number.affine.terms) == set(of.affine.terms)
    if not same_columns or set(number.nodes) != set(of.nodes):
        return None
    pairs = [(number.affine.const, of.affine.const)]
    pairs += [(value, of.affine.terms[c]) for c, value in number.affine.terms.items()]
    pairs += [(value, of.nodes[node]) for node, value in number.nodes.items()]
    factors = [a / b for a, b in pairs if b]
    if not factors or any(a and not b for a, b in pairs):
        return None
    same = all(abs(one - factors[0]) <= 1e-12 * abs(factors[0]) for one in factors)
    return factors[0] if same else None


@dataclass(frozen=True, slots=True)
class Constrained:
    """A rule in the model."""

    benefit: Number
    """Net benefit in the rule's currency; nothing where a gate fails or it is not known."""
    eligible: Truth


def constrain(
    model: LinearModel,
    version: Version,
    figures: Callable[[LinearAlgebra], Mapping[str, Linear]],
    facts: Mapping[str, Fact],
    *,
    scale: float,
    name: str,
    claimed: Condition = True,
    certain_only: bool = False,
) -> Constrained:
    """The net benefit of one rule version as a number over the model.

    Args:
        model: receives columns and rows once a bound of the benefit is asked for.
        version: the version of the rule.
        figures: gives the figures by name, money in the scheme's currency; a missing one is not
            known.
        facts: by name; an answer that depends on the partners is an `Open` answer.
        scale: one unit of the model's money in the scheme's currency.
        name: what the columns and rows are called.
        claimed: the decision to claim the scheme.
        certain_only: count only where every gate certainly holds; otherwise a gate that is not
            known counts as if it held, as in the plan.

    Raises:
        NotLinearError: the rule multiplies two amounts that both depend on the placement.
    """
    algebra = LinearAlgebra(model, scale, name)
    reader = Reader[Linear](algebra, figures(algebra), facts, algebra.unknown)
    read = reader.read(version)
    paying = "net" if any(step.step.name == "net" for step in read.steps) else "amount"
    net = algebra._plain(next(one.value for one in read.steps if one.step.name == paying))
    paid = both(claimed, net.known)
    paid = both(paid, read.eligible[0] if certain_only else negated(read.eligible[1]))
    zero = algebra.constant(0.0)
    benefit = algebra._plain(algebra.replace(paid, _known(net, True), zero))
    return Constrained(benefit, read.eligible)
