"""First reading of a rule: the exact amount as numbered steps that an auditor can follow.

Everything here is `Decimal`. The benefit and the net benefit are rounded once, half to even, to the
currency's minor unit; the steps before them are not rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from borderless.film.money import Money
from borderless.finance.reading import (
    Fact,
    GateRead,
    LimitRead,
    Reader,
    StepRead,
    Truth,
    sum_of_slices,
)
from borderless.finance.wording import condition_words, number_words
from borderless.finding import Reference, Verdict
from borderless.rulebook.cited import Cited
from borderless.rulebook.library import Library
from borderless.rulebook.scheme import Bracket, Limit, Scheme, Step, Version

Exact = Decimal | None
_DIGITS = 40
"""Significant digits of intermediate results: far beyond any sum of money, so only ratios round."""


class ExactAlgebra:
    """Decimals, with `None` for a number that is not known."""

    def number(self, value: Decimal) -> Exact:
        """A number of the rule."""
        return value

    def add(self, left: Exact, right: Exact) -> Exact:
        """Sum."""
        return None if left is None or right is None else left + right

    def subtract(self, left: Exact, right: Exact) -> Exact:
        """Difference."""
        return None if left is None or right is None else left - right

    def multiply(self, left: Exact, right: Exact) -> Exact:
        """Product."""
        return None if left is None or right is None else left * right

    def ratio(self, left: Exact, right: Exact) -> Exact:
        """Quotient; nothing where `right` is zero."""
        if left is None or right is None:
            return None
        return left / right if right else Decimal(0)

    def least(self, left: Exact, right: Exact) -> Exact:
        """The lower of two; not known where either is not."""
        return None if left is None or right is None else min(left, right)

    def greatest(self, left: Exact, right: Exact) -> Exact:
        """The higher of two; not known where either is not."""
        return None if left is None or right is None else max(left, right)

    def brackets(self, base: Exact, slices: tuple[Bracket, ...]) -> Exact:
        """Each slice at its own rate, summed."""
        return sum_of_slices(self, base, slices)

    def compare(self, word: str, left: Exact, right: Exact) -> Truth:
        """The pair of certainties; both false where either number is not known."""
        if left is None or right is None:
            return False, False
        truth = {
            "at_least": left >= right,
            "more_than": left > right,
            "at_most": left <= right,
            "less_than": left < right,
        }[word]
        return truth, not truth

    def both(self, left: Any, right: Any) -> bool:
        """Logical and."""
        return bool(left and right)

    def either(self, left: Any, right: Any) -> bool:
        """Logical or."""
        return bool(left or right)

    def replace(self, certain: Any, then: Exact, otherwise: Exact) -> Exact:
        """`then` where it is certain."""
        return then if certain else otherwise

    def choose(self, truth: Truth, then: Exact, otherwise: Exact) -> Exact:
        """`then` where true, `otherwise` where false, else not known."""
        return then if truth[0] else otherwise if truth[1] else None


@dataclass(frozen=True, slots=True)
class GateExplained:
    """A condition of eligibility, its outcome, and the figures it was decided on."""

    says: str
    verdict: Verdict
    figures: dict[str, str]
    reference: Reference
    missing: tuple[str, ...]
    """Figures and facts whose absence leaves it open."""
    tests: tuple[str, ...]
    """Points tests it may rest on."""
    asked: Verdict
    """Whether the condition applies to this film at all."""


@dataclass(frozen=True, slots=True)
class LimitExplained:
    """A floor or ceiling of a step."""

    called: str
    kind: str
    value: Decimal | None
    binds: bool
    reference: Reference


@dataclass(frozen=True, slots=True)
class StepExplained:
    """One numbered step of the amount."""

    number: int
    name: str
    says: str
    sum: str
    """The arithmetic with its figures, e.g. "7 600 000.00 × 34 %"."""
    value: Decimal | None
    limits: tuple[LimitExplained, ...]
    reference: Reference
    applies: Verdict


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule gives a film, and every step of the way."""

    scheme: Scheme
    version: Version
    verdict: Verdict
    amount: Money | None
    """The benefit, rounded once; 0 where a gate fails; `None` where it is not known. With verdict
    *not known* it is the benefit should every open condition hold."""
    net: Money | None
    gates: tuple[GateExplained, ...]
    steps: tuple[StepExplained, ...]
    missing: tuple[str, ...]
    """Names of figures and facts that would settle the verdict or the amount."""
    assumed: tuple[str, ...]
    """Names of figures taken as nothing because nobody gave them."""
    figures: dict[str, Decimal]

    @property
    def binding(self) -> tuple[LimitExplained, ...]:
        """The limits that hold the amount down."""
        return tuple(limit for step in self.steps for limit in step.limits if limit.binds)

    @property
    def unverified(self) -> tuple[Reference, ...]:
        """References of the values used that nobody checked against their source."""
        parts = [gate.reference for gate in self.gates if gate.asked is not Verdict.DOES_NOT]
        for step in self.steps:
            if step.applies is not Verdict.DOES_NOT:
                parts += [step.reference, *(limit.reference for limit in step.limits)]
        return tuple(dict.fromkeys(part for part in parts if not part.verified))

    @property
    def amount_unverified(self) -> bool:
        """Whether a step that makes the amount, or a limit that binds it, was not checked."""
        makers = [step.reference for step in self.steps if step.applies is not Verdict.DOES_NOT]
        makers += [limit.reference for limit in self.binding]
        return not all(maker.verified for maker in makers)


def explain(
    library: Library,
    scheme: Scheme,
    version: Version,
    figures: Mapping[str, Exact],
    facts: Mapping[str, Fact] | None = None,
) -> Explanation:
    """The exact benefit of one rule version for one film, as steps with their articles.

    Args:
        library: where the words of figures and the citations are looked up.
        scheme: the rule.
        version: its version that governs the film.
        figures: by name, money in the scheme's currency. One that the vocabulary takes as nothing
            when missing is taken so, and listed in `assumed`; any other missing one is not known.
        facts: by name; a missing one is not known.
    """
    facts = facts or {}
    used = set(version.figures())
    given = {name: value for name, value in figures.items() if value is not None}
    words = library.vocabulary.figure
    assumed = tuple(
        name
        for name in version.figures()
        if name not in given and name in words and words[name].if_missing == "none"
    )
    values: dict[str, Exact] = {**given, **dict.fromkeys(assumed, Decimal(0))}
    with localcontext() as context:
        context.prec = _DIGITS
        reader = Reader[Exact](ExactAlgebra(), values, facts, None)
        read = reader.read(version)
    writer = _Writer(library, scheme, version, values, facts)
    for step in read.steps:
        writer.values[step.step.name] = step.value
    gates = tuple(writer.gate(gate) for gate in read.gates)
    steps = tuple(writer.step(number, step) for number, step in enumerate(read.steps, 1))
    missing = dict.fromkeys(name for gate in gates for name in gate.missing)
    if None in (read.amount, read.net) and read.eligible[1] is False:
        missing |= dict.fromkeys(sorted(used - set(values)))
        missing |= dict.fromkeys(
            fact for step in version.step for fact in step.facts() if facts.get(fact) is None
        )
    return Explanation(
        scheme,
        version,
        verdict_of(read.eligible),
        _money(read.amount, scheme.currency),
        _money(read.net, scheme.currency),
        gates,
        steps,
        tuple(missing),
        assumed,
        {name: value for name, value in given.items() if name in used},
    )


def verdict_of(truth: Truth) -> Verdict:
    """The pair of certainties as a verdict."""
    if truth[0]:
        return Verdict.QUALIFIES
    return Verdict.DOES_NOT if truth[1] else Verdict.NOT_KNOWN


def _money(value: Exact, currency: str) -> Money | None:
    return None if value is None else Money(value, currency).rounded()


class _Writer:
    """Turns what was read into sentences and sums."""

    def __init__(
        self,
        library: Library,
        scheme: Scheme,
        version: Version,
        values: dict[str, Exact],
        facts: Mapping[str, Fact],
    ) -> None:
        self.values = dict(values)
        self._library = library
        self._scheme = scheme
        self._version = str(version.from_)
        self._facts = facts

    def gate(self, read: GateRead) -> GateExplained:
        gate = read.gate
        names = sorted(gate.figures())
        asked = sorted(gate.facts())
        missing: tuple[str, ...] = ()
        if not read.truth[0] and not read.truth[1]:
            missing = tuple(
                [name for name in names if self.values.get(name) is None]
                + [fact for fact in asked if self._facts.get(fact) is None]
            )
        figures = {name: self._amount(name) for name in names}
        figures |= {fact: _answer(self._facts.get(fact)) for fact in asked}
        return GateExplained(
            gate.says or condition_words(gate, self._library.vocabulary, self._scheme.currency),
            verdict_of(read.truth),
            figures,
            self._reference(gate),
            missing,
            tuple(fact.removeprefix("test:") for fact in asked if fact.startswith("test:")),
            verdict_of(read.asked),
        )

    def step(self, number: int, read: StepRead[Exact]) -> StepExplained:
        step = read.step
        limits = [
            self._limit(limit, step, read.before_limits, raises=True) for limit in read.floors
        ]
        floored = max(
            (limit.value for limit in limits if limit.binds and limit.value is not None),
            default=read.before_limits,
        )
        ceilings = [self._limit(limit, step, floored, raises=False) for limit in read.ceilings]
        lowest = min(
            (limit.value for limit in ceilings if limit.binds and limit.value is not None),
            default=None,
        )
        limits += [
            limit
            if limit.value == lowest or not limit.binds
            else LimitExplained(limit.called, limit.kind, limit.value, False, limit.reference)
            for limit in ceilings
        ]
        return StepExplained(
            number,
            step.name,
            step.says,
            self._sum(read),
            read.value,
            tuple(limits),
            self._reference(step),
            verdict_of(read.applies),
        )

    def _limit(
        self, read: LimitRead[Exact], step: Step, before: Exact, *, raises: bool
    ) -> LimitExplained:
        limit = read.limit
        binds = bool(read.applies[0]) and before is not None and read.value is not None
        if binds:
            assert before is not None
            assert read.value is not None
            binds = read.value > before if raises else read.value < before
        return LimitExplained(
            limit.called or self._limit_words(limit),
            limit.kind,
            read.value if read.applies[0] else None,
            binds,
            self._reference(limit if limit.source else step, limit),
        )

    def _limit_words(self, limit: Limit) -> str:
        if limit.amount is not None:
            text = number_words(limit.amount, "money", self._scheme.currency)
        else:
            text = " + ".join(limit.of)
            if limit.share is not None:
                text = f"{number_words(limit.share, 'share')} of {text}"
        for name in limit.times:
            text += f" × {name}"
        for name in limit.less:
            text += f" − {name}"
        return text

    def _sum(self, read: StepRead[Exact]) -> str:
        step = read.step
        text = " + ".join(self._amount(name) for name in step.take)
        for name in step.less:
            text += f" − {self._amount(name)}"
        if step.scale or step.times or read.rated or step.brackets:
            text = f"({text})" if len(step.take) + len(step.less) > 1 else text
        if step.scale:
            text += f" × {self._amount(step.scale.by)} ÷ {self._amount(step.scale.over)}"
        for name in step.times:
            text += f" × {self._amount(name)}"
        if step.brackets:
            text += f" in brackets {self._brackets(read.brackets)}"
        elif read.rated:
            rate = "rate not known" if read.rate is None else number_words(read.rate, "share")
            text += f" × {rate}"
        for limits, word in ((read.floors, "higher"), (read.ceilings, "lower")):
            applied = [limit for limit in limits if limit.applies[0]]
            if applied:
                values = ", ".join(
                    "not known" if one.value is None else number_words(one.value, "money")
                    for one in applied
                )
                text = f"the {word} of {text} and {values}"
        return text

    def _brackets(self, brackets: tuple[Bracket, ...]) -> str:
        parts = []
        for bracket in brackets:
            rate = number_words(bracket.rate, "share")
            if bracket.up_to is None:
                parts.append(f"{rate} above")
            else:
                limit = number_words(bracket.up_to, "money", self._scheme.currency)
                parts.append(f"{rate} up to {limit}")
        return ", ".join(parts)

    def _amount(self, name: str) -> str:
        value = self.values.get(name)
        word = self._library.vocabulary.figure.get(name)
        unit = word.unit if word else "money"
        return "not known" if value is None else number_words(value, unit)

    def _reference(self, cited: Cited, narrower: Cited | None = None) -> Reference:
        reference = self._library.reference(self._scheme, cited, self._version)
        if narrower is None or narrower.verified is None:
            return reference
        return Reference(
            reference.rule,
            narrower.article or reference.article,
            reference.version,
            narrower.verified,
            reference.url,
            reference.theirs,
        )


def _answer(value: Fact) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
