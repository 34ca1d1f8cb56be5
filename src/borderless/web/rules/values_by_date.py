"""Each value of a scheme through time: from which day which figure held, and where that stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal

from borderless.dossier.rule_words import is_a_share
from borderless.rulebook.cited import Cited
from borderless.rulebook.conditions import Gate
from borderless.rulebook.library import article_of, is_verified, rule_citation
from borderless.rulebook.scheme import Limit, Scheme, Version
from borderless.rulebook.what_if import parameters
from borderless.web.design import reader
from borderless.web.rules.reading_aloud import percent_places

_DAY = timedelta(days=1)
_AMOUNTS = ("amount", "up_to", "at_least", "at_most", "more_than", "less_than")


@dataclass(frozen=True, slots=True)
class Span:
    """A value and the days through which it held, both inclusive; open without an end."""

    since: Day
    until: Day | None
    value: str
    article: str
    verified: bool
    expected: bool
    """Announced, not yet law."""


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of the rule through time."""

    path: str
    """As a what-if on the newest version that has it names it."""
    says: str
    """The step, limit or condition that it belongs to."""
    spans: tuple[Span, ...]
    """The oldest first."""

    @property
    def changed(self) -> bool:
        """Whether it ever was another."""
        return len({one.value for one in self.spans}) > 1


def values(scheme: Scheme) -> list[Value]:
    """Every figure of the scheme by date, those that have changed first.

    Versions that follow each other with the same figure, article and standing are one span.
    """
    found: dict[tuple[str, ...], Value] = {}
    for version, until in zip(scheme.version, _ends(scheme), strict=True):
        seen: dict[tuple[str, ...], int] = {}
        for path, amount in parameters(version).items():
            identity = _identity(version, path)
            seen[identity] = seen.get(identity, 0) + 1
            key = (*identity, str(seen[identity]))
            source = _source_of(version, path)
            span = Span(
                version.from_,
                until,
                shown(path, amount, scheme.currency),
                article_of(rule_citation(scheme, source.source), source),
                is_verified(scheme, source),
                version.expected,
            )
            before = found[key].spans if key in found else ()
            found[key] = Value(path, words_of(version, path), _with(before, span))
    return sorted(found.values(), key=lambda value: not value.changed)


def _ends(scheme: Scheme) -> list[Day | None]:
    """The last day of each version: its own, or the day before the next begins."""
    ends = [one.until for one in scheme.version]
    for number, following in enumerate(scheme.version[1:]):
        last = following.from_ - _DAY
        ends[number] = min(ends[number] or last, last)
    return ends


def _with(spans: tuple[Span, ...], span: Span) -> tuple[Span, ...]:
    if spans:
        last = spans[-1]
        follows = last.until is not None and span.since - last.until == _DAY
        if follows and replace(span, since=last.since, until=last.until) == last:
            return (*spans[:-1], replace(last, until=span.until))
    return (*spans, span)


def _identity(version: Version, path: str) -> tuple[str, ...]:
    """What a figure is in every version: steps have names, conditions are told by what they read.

    A condition's number in the list changes when another is put before it.
    """
    head, *keys = path.split(".")
    if head != "gate":
        return (path,)
    gate = version.gate[int(keys[0]) - 1]
    reads = (gate.figure or "", gate.share_of or "", gate.per or "", *sorted(gate.facts()))
    return ("gate", *reads, *keys[1:])


def _source_of(version: Version, path: str) -> Cited:
    """The part of the rule that gives a figure its article."""
    head, *keys = path.split(".")
    if head == "gate":
        return version.gate[int(keys[0]) - 1]
    step = next(one for one in version.step if one.name == head)
    parts = {"at_least": step.at_least, "at_most": step.at_most, "switch": step.switch}
    if keys and keys[0] in parts:
        part = parts[keys[0]][int(keys[1]) - 1]
        return part if part.source else step
    return step


def words_of(version: Version, path: str) -> str:
    """The step, limit or condition that a figure belongs to, in the rule's words."""
    source = _source_of(version, path)
    if isinstance(source, Limit) and source.called:
        return source.called
    if isinstance(source, Gate):
        return source.says
    return next(one.says for one in version.step if one.name == path.split(".", maxsplit=1)[0])


def shown(path: str, value: Decimal, currency: str) -> str:
    """A figure of a rule as its reader writes it."""
    if is_a_share(path, value):
        return reader.percent(value, percent_places(value))
    last = path.rsplit(".", maxsplit=1)[-1]
    if value >= 1_000 and last in _AMOUNTS:
        return reader.money(value, currency)
    return reader.number(value, _decimals(value))


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
