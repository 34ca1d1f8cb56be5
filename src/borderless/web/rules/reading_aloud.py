"""A rule as its page shows it: conditions and steps in sentences, each with its article."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from borderless.dossier.rule_words import gate_words
from borderless.rulebook.cited import Cited
from borderless.rulebook.library import (
    Library,
    Rule,
    article_of,
    is_verified,
    rule_citation,
)
from borderless.rulebook.scheme import Scheme, Step, Version
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
    return [
        cited(scheme, gate, gate.says, gate_words(gate, words, scheme.currency))
        for gate in version.gate
    ]


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
        return f"× {reader.percent(step.rate, percent_places(step.rate))}"
    if step.brackets:
        return ", ".join(
            f"{reader.percent(one.rate, percent_places(one.rate))}"
            + (f" ≤ {reader.number(one.up_to)}" if one.up_to is not None else "")
            for one in step.brackets
        )
    return ""


def percent_places(rate: Decimal) -> int:
    """Decimals that a rate needs as a percentage."""
    exponent = (rate * 100).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
