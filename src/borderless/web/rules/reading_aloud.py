"""A rule as its page shows it: conditions and steps in sentences, and each value through time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.finance.wording import condition_words, number_words
from borderless.rulebook.cited import Cited
from borderless.rulebook.library import (
    Library,
    Rule,
    article_of,
    is_verified,
    rule_citation,
)
from borderless.rulebook.scheme import Scheme, Step, Version
from borderless.rulebook.treaty import ShareLimits
from borderless.rulebook.what_if import parameters
from borderless.web.design import reader


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that the rule says, with where it stands."""

    says: str
    precise: str
    """The same as the engine reads it; "" where that adds nothing."""
    article: str
    url: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A value and the versions through which it holds."""

    since: Day
    until: Day | None
    value: str
    article: str
    verified: bool
    note: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of the rule through time."""

    path: str
    spans: tuple[Span, ...]

    @property
    def changed(self) -> bool:
        """Whether it ever was another."""
        return len(self.spans) > 1


def cited(rule: Rule, one: Cited, says: str, precise: str = "") -> Sentence:
    """A sentence with its article."""
    citation = rule_citation(rule, one.source)
    return Sentence(
        says or precise,
        precise if says else "",
        article_of(citation, one),
        citation.url if citation else "",
        is_verified(rule, one),
    )


def conditions(library: Library, scheme: Scheme, version: Version) -> list[Sentence]:
    """What must hold before anything is paid."""
    words = library.vocabulary
    found = []
    for gate in version.gate:
        precise = condition_words(gate, words, scheme.currency)
        if gate.when:
            precise += f" (where {condition_words(gate.when, words, scheme.currency)})"
        found.append(cited(scheme, gate, gate.says, precise))
    return found


def steps(scheme: Scheme, version: Version) -> list[tuple[Sentence, list[Sentence]]]:
    """Each step of the amount, with the limits that hold it."""
    return [
        (
            cited(scheme, step, step.says, _rate_of(step)),
            [
                cited(scheme, limit, limit.called)
                for limit in (*step.at_least, *step.at_most)
                if limit.called
            ],
        )
        for step in version.step
    ]


def _rate_of(step: Step) -> str:
    if step.rate is not None:
        return f"× {reader.percent(step.rate, _places(step.rate))}"
    if step.brackets:
        return ", ".join(
            f"{reader.percent(one.rate, _places(one.rate))}"
            + (f" ≤ {reader.number(one.up_to)}" if one.up_to is not None else "")
            for one in step.brackets
        )
    return ""


def _places(rate: Decimal) -> int:
    exponent = (rate * 100).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def values(scheme: Scheme) -> list[Value]:
    """Every figure of the scheme by date; equal neighbours are one span."""
    spans: dict[str, list[Span]] = {}
    for version in scheme.version:
        for path, amount in parameters(version).items():
            source = _source_of(version, path)
            citation = rule_citation(scheme, source.source)
            span = Span(
                version.from_,
                version.until,
                shown(path, amount, scheme.currency),
                article_of(citation, source),
                is_verified(scheme, source),
                version.note,
                version.expected,
            )
            before = spans.setdefault(path, [])
            if before and _goes_on(before[-1], span):
                before[-1] = Span(before[-1].since, span.until, span.value, *_rest(before[-1]))
            else:
                before.append(span)
    return [Value(path, tuple(found)) for path, found in spans.items()]


def _rest(span: Span) -> tuple[str, bool, str, bool]:
    return span.article, span.verified, span.note, span.expected


def _goes_on(before: Span, after: Span) -> bool:
    return (before.value, before.verified, before.expected) == (
        after.value,
        after.verified,
        after.expected,
    ) and before.article == after.article


def _source_of(version: Version, path: str) -> Cited:
    head, *keys = path.split(".")
    if head == "gate":
        return version.gate[int(keys[0]) - 1]
    step = next(one for one in version.step if one.name == head)
    for name, limits in (("at_least", step.at_least), ("at_most", step.at_most)):
        if keys and keys[0] == name:
            limit = limits[int(keys[1]) - 1]
            return limit if limit.source else step
    return step


def shown(path: str, value: Decimal, currency: str) -> str:
    """A figure of a rule as its reader writes it."""
    last = path.rsplit(".", maxsplit=1)[-1]
    if last in ("rate", "share") or (last.startswith("at_") and value < 1):
        return reader.percent(value, _places(value))
    if last in ("amount", "up_to", "at_least", "at_most") and value >= 1_000:
        return reader.money(value, currency)
    return reader.number(value, max(0, _decimals(value)))


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def limits_words(limits: ShareLimits) -> str:
    """The share that each state may hold."""
    low = number_words(limits.minimum, "share") if limits.minimum is not None else "not known"
    high = number_words(limits.maximum, "share") if limits.maximum is not None else "the rest"
    return f"each from {low} to {high}"
