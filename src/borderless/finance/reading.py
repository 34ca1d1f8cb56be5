"""The one walk through a rule that every reading of it shares.

A rule is read by walking its gates and steps once. What the numbers are is left to an
`Algebra`: exact decimals for documents (`explain`), or columns of float64 for a million films
(`evaluate`). Because the walk is the same, the readings cannot differ in meaning, only in
rounding; a property test holds them together to the cent.

Truth has three values, written as a pair (certainly true, certainly false); both false means not
known. Numbers may be not known too (`None`, or NaN in a column), and so is all that rests on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from borderless.rulebook.conditions import Condition, Gate, test_fact
from borderless.rulebook.scheme import Bracket, Limit, Step, Version

N = TypeVar("N")
"""A number of the algebra: exact, a float, or a column; not known where it is missing."""
Truth = tuple[Any, Any]
"""(certainly true, certainly false): booleans, or columns of booleans."""


class Open(Protocol):
    """An answer that depends on decisions: which partners the film has, who holds a post."""

    def among(self, answers: tuple[bool | str, ...]) -> Truth:
        """Whether it is one of these answers."""


Fact = bool | str | None | Open

UNKNOWN: Truth = (False, False)


class Algebra(Protocol[N]):
    """What a reading does with numbers."""

    def number(self, value: Decimal) -> N:
        """A number of the rule."""

    def add(self, left: N, right: N) -> N:
        """Sum."""

    def subtract(self, left: N, right: N) -> N:
        """Difference."""

    def multiply(self, left: N, right: N) -> N:
        """Product."""

    def ratio(self, left: N, right: N) -> N:
        """Quotient; nothing where `right` is zero."""

    def least(self, left: N, right: N) -> N:
        """The lower of two."""

    def greatest(self, left: N, right: N) -> N:
        """The higher of two."""

    def brackets(self, base: N, slices: tuple[Bracket, ...]) -> N:
        """Each slice of `base` at its own rate, summed; the first begins where the base does."""

    def compare(self, word: str, left: N, right: N) -> Truth:
        """Whether `left` is at_least / more_than / at_most / less_than `right`."""

    def both(self, left: Any, right: Any) -> Any:
        """Logical and of two certainties."""

    def either(self, left: Any, right: Any) -> Any:
        """Logical or of two certainties."""

    def replace(self, certain: Any, then: N, otherwise: N) -> N:
        """`then` where it is certain, `otherwise` everywhere else."""

    def choose(self, truth: Truth, then: N, otherwise: N) -> N:
        """`then` where true, `otherwise` where false, not known elsewhere."""


@dataclass(slots=True)
class LimitRead(Generic[N]):
    """A floor or ceiling with the value it had."""

    limit: Limit
    value: N
    applies: Truth


@dataclass(slots=True)
class StepRead(Generic[N]):
    """A step with what came in, what rate took it, and what came out."""

    step: Step
    base: N
    rated: bool
    rate: N
    brackets: tuple[Bracket, ...]
    floors: list[LimitRead[N]]
    ceilings: list[LimitRead[N]]
    before_limits: N
    applies: Truth
    value: N


@dataclass(slots=True)
class GateRead:
    """A gate with its outcome."""

    gate: Gate
    truth: Truth
    asked: Truth
    """Whether its `when` holds."""


@dataclass(slots=True)
class Read(Generic[N]):
    """A whole rule, read."""

    gates: list[GateRead]
    steps: list[StepRead[N]]
    eligible: Truth
    amount: N
    """The benefit: nothing where a gate certainly fails."""
    net: N


class Reader(Generic[N]):
    """One walk through a version with given figures and facts."""

    def __init__(
        self, algebra: Algebra[N], figures: Mapping[str, N], facts: Mapping[str, Fact], unknown: N
    ) -> None:
        self._algebra = algebra
        self._values = dict(figures)
        self._facts = facts
        self._unknown = unknown
        self._zero = algebra.number(Decimal(0))

    def read(self, version: Version) -> Read[N]:
        """Gates and steps in the order of the file."""
        algebra = self._algebra
        steps = []
        for step in version.step:
            done = self._step(step)
            self._values[step.name] = done.value
            steps.append(done)
        gates = [self._gate(gate) for gate in version.gate]
        eligible: Truth = (True, False)
        for gate in gates:
            eligible = self._and(eligible, gate.truth)
        fails = eligible[1]
        amount = algebra.replace(fails, self._zero, self._values["amount"])
        net = amount
        if "net" in self._values:
            net = algebra.replace(fails, self._zero, self._values["net"])
        return Read(gates, steps, eligible, amount, net)

    def holds(self, condition: Condition) -> Truth:
        """Whether a condition holds, with three values."""
        if condition.figure is not None:
            return self._compared(condition)
        if condition.fact is not None:
            return self._asked(condition)
        if condition.test is not None:
            return _answer(self._facts.get(test_fact(condition.test)), (True,))
        if condition.all_ is not None:
            return self._fold(condition.all_, self._and, (True, False))
        parts = self._fold(condition.parts(), self._or, (False, True))
        return parts if condition.any_ is not None else (parts[1], parts[0])

    def _fold(
        self,
        conditions: tuple[Condition, ...],
        join: Callable[[Truth, Truth], Truth],
        start: Truth,
    ) -> Truth:
        for condition in conditions:
            start = join(start, self.holds(condition))
        return start

    def _and(self, left: Truth, right: Truth) -> Truth:
        algebra = self._algebra
        return algebra.both(left[0], right[0]), algebra.either(left[1], right[1])

    def _or(self, left: Truth, right: Truth) -> Truth:
        algebra = self._algebra
        return algebra.either(left[0], right[0]), algebra.both(left[1], right[1])

    def _compared(self, condition: Condition) -> Truth:
        algebra = self._algebra
        assert condition.figure is not None
        left = self._value(condition.figure)
        truth: Truth = (True, False)
        for word, number in condition.bounds():
            right = algebra.number(number)
            for name in (condition.share_of, condition.per):
                if name:
                    right = algebra.multiply(right, self._value(name))
            truth = self._and(truth, algebra.compare(word, left, right))
        return truth

    def _asked(self, condition: Condition) -> Truth:
        assert condition.fact is not None
        wanted: tuple[bool | str, ...] = condition.in_ or ()
        if condition.is_ is not None:
            wanted = (condition.is_,)
        return _answer(self._facts.get(condition.fact), wanted)

    def _gate(self, gate: Gate) -> GateRead:
        if gate.when is None:
            return GateRead(gate, self.holds(gate), (True, False))
        asked = self.holds(gate.when)
        if asked[1] is True:
            return GateRead(gate, (True, False), asked)
        return GateRead(gate, self._or((asked[1], asked[0]), self.holds(gate)), asked)

    def _step(self, step: Step) -> StepRead[N]:
        algebra = self._algebra
        base = self._sum(step.take)
        if step.less:
            base = algebra.subtract(base, self._sum(step.less))
        if step.scale:
            ratio = algebra.ratio(self._value(step.scale.by), self._value(step.scale.over))
            base = algebra.multiply(base, ratio)
        for name in step.times:
            base = algebra.multiply(base, self._value(name))
        rated = step.rate is not None or step.ladder is not None
        rate = self._rate(step) if rated else self._unknown
        if step.brackets:
            before = algebra.brackets(base, step.brackets)
            for switch in reversed(step.switch):
                other = self._switched(base, switch.rate, switch.brackets)
                before = algebra.choose(self.holds(switch.when), other, before)
        else:
            before = algebra.multiply(base, rate) if rated else base
        value = before
        floors = [self._limit(limit) for limit in step.at_least]
        ceilings = [self._limit(limit) for limit in step.at_most]
        for reads, bound in ((floors, algebra.greatest), (ceilings, algebra.least)):
            for read in reads:
                value = algebra.choose(read.applies, bound(value, read.value), value)
        applies: Truth = (True, False)
        if step.when is not None:
            applies = self.holds(step.when)
            value = algebra.choose(applies, value, self._zero)
        return StepRead(
            step, base, rated, rate, step.brackets, floors, ceilings, before, applies, value
        )

    def _rate(self, step: Step) -> N:
        algebra = self._algebra
        if step.ladder:
            score = self._value(step.ladder.by)
            rate = self._zero
            for rung in step.ladder.rungs:
                reached = algebra.compare("at_least", score, algebra.number(rung.from_))
                rate = algebra.choose(reached, algebra.number(rung.rate), rate)
            return rate
        assert step.rate is not None
        rate = algebra.number(step.rate)
        for switch in reversed(step.switch):
            if switch.rate is None:
                raise ValueError(f"step {step.name!r}: a flat rate switches to a flat rate")
            rate = algebra.choose(self.holds(switch.when), algebra.number(switch.rate), rate)
        return rate

    def _switched(self, base: N, rate: Decimal | None, brackets: tuple[Bracket, ...]) -> N:
        if rate is not None:
            return self._algebra.multiply(base, self._algebra.number(rate))
        return self._algebra.brackets(base, brackets)

    def _limit(self, limit: Limit) -> LimitRead[N]:
        algebra = self._algebra
        if limit.amount is not None:
            value = algebra.number(limit.amount)
        else:
            value = self._sum(limit.of)
            if limit.share is not None:
                value = algebra.multiply(algebra.number(limit.share), value)
        for name in limit.times:
            value = algebra.multiply(value, self._value(name))
        if limit.less:
            value = algebra.subtract(value, self._sum(limit.less))
        applies = (True, False) if limit.when is None else self.holds(limit.when)
        return LimitRead(limit, value, applies)

    def _sum(self, names: tuple[str, ...]) -> N:
        total = self._value(names[0])
        for name in names[1:]:
            total = self._algebra.add(total, self._value(name))
        return total

    def _value(self, name: str) -> N:
        return self._values.get(name, self._unknown)


def _answer(answer: Fact, wanted: tuple[bool | str, ...]) -> Truth:
    if answer is None:
        return UNKNOWN
    if isinstance(answer, (bool, str)):
        return answer in wanted, answer not in wanted
    return answer.among(wanted)


def sum_of_slices(algebra: Algebra[N], base: N, slices: tuple[Bracket, ...]) -> N:
    """Brackets in terms of sums, lowest and highest, for algebras with nothing better."""
    zero = algebra.number(Decimal(0))
    total, start = zero, Decimal(0)
    for bracket in slices:
        slice_ = base
        if bracket.up_to is not None:
            slice_ = algebra.least(slice_, algebra.number(bracket.up_to))
        if start:
            slice_ = algebra.greatest(algebra.subtract(slice_, algebra.number(start)), zero)
        total = algebra.add(total, algebra.multiply(slice_, algebra.number(bracket.rate)))
        start = bracket.up_to or start
    return total
