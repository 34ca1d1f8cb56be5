"""What a rule says, in the sentences that the terminal and the pages both show."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from borderless.finance.reading import Fact
from borderless.finance.wording import condition_words, number_words
from borderless.rulebook.conditions import Condition, Gate
from borderless.rulebook.library import Library
from borderless.rulebook.points import PointsTest
from borderless.rulebook.scheme import Envelope, Payment, Scheme, Version
from borderless.rulebook.treaty import OutsideLimits, ShareLimits
from borderless.rulebook.vocabulary import Vocabulary


def gate_words(gate: Gate, vocabulary: Vocabulary, currency: str) -> str:
    """A condition as the engine reads it: "core_local is at least 10 % of core_total"."""
    rule = condition_words(gate, vocabulary, currency)
    when = f" (where {condition_words(gate.when, vocabulary, currency)})" if gate.when else ""
    return f"{rule}{when}"


def payment_words(payment: Payment) -> str:
    """When a part of the benefit is paid: "60 %, 3 months after audit"."""
    months = number_words(payment.months_after, "count")
    share = number_words(payment.share, "share")
    return f"{share}, {months} months after {payment.event.replace('_', ' ')}"


def envelope_words(envelope: Envelope, currency: str) -> str:
    """The pot that the money comes from: "first come, 25 000 000.00 EUR a year"."""
    annual = ""
    if envelope.annual:
        annual = f", {number_words(envelope.annual, 'money', currency)} a year"
    return f"{envelope.kind.replace('_', ' ')}{annual}"


def facts_asked(library: Library, scheme: Scheme, version: Version) -> dict[str, str]:
    """What the version asks of a film beside figures: each fact with its question."""
    questions = {one.fact: one.asks for one in scheme.asks}
    known = library.vocabulary.fact
    return {
        name: questions.get(name)
        or (known[name].says if name in known else "points test; see rules show")
        for name in version.facts()
    }


def limits_words(limits: ShareLimits) -> str:
    """The share that each state may hold."""
    low = number_words(limits.minimum, "share") if limits.minimum is not None else "not known"
    high = number_words(limits.maximum, "share") if limits.maximum is not None else "the rest"
    return f"each from {low} to {high}"


def outside_words(outside: OutsideLimits | None) -> str:
    """The share of co-producers from elsewhere; "" where the text sets no ceiling."""
    if outside is None or outside.total is None:
        return ""
    return f"third countries: at most {number_words(outside.total, 'share')} together"


def passing_words(test: PointsTest) -> list[str]:
    """What it takes to pass a points test."""
    found = []
    if test.pass_mark is not None:
        mark = number_words(test.pass_mark, "score")
        found.append(f"passes at {mark} of {number_words(test.possible, 'score')}")
    elif test.pass_share is not None:
        found.append(f"passes at {number_words(test.pass_share, 'share')} of the points that apply")
    floors = [
        f"at least {number_words(one.at_least, 'score')} in {one.group}" for one in test.floor
    ]
    return found + floors


def usual_facts(
    library: Library, version: Version, facts: Mapping[str, Fact]
) -> tuple[dict[str, Fact], list[str]]:
    """Facts as given, with those that a trial takes as usual where nobody says; and a note of each.

    A film is never guessed at like that; a trial is about nobody's film.
    """
    usual = {
        name: word.unless_told
        for name in version.facts()
        if (word := library.vocabulary.fact.get(name)) and word.unless_told and name not in facts
    }
    notes = [f"{name} is taken as {value}, because not given" for name, value in usual.items()]
    return {**facts, **usual}, notes


def answers_known(version: Version) -> dict[str, tuple[str, ...]]:
    """For each fact that takes a word, the words that the version knows; of yes or no, none."""
    words: dict[str, dict[str, None]] = {}
    for condition in _conditions(version):
        if condition.fact:
            known = words.setdefault(condition.fact, {})
            told = condition.in_ or ((condition.is_,) if isinstance(condition.is_, str) else ())
            known.update(dict.fromkeys(told))
    return {fact: tuple(known) for fact, known in words.items() if known}


def _conditions(version: Version) -> list[Condition]:
    found: list[Condition | None] = []
    for gate in version.gate:
        found += [gate, gate.when]
    for step in version.step:
        found += [step.when, *(one.when for one in step.switch)]
        found += [one.when for one in (*step.at_least, *step.at_most)]
    waiting = [one for one in found if one]
    whole: list[Condition] = []
    while waiting:
        one = waiting.pop(0)
        whole.append(one)
        waiting += one.parts()
    return whole


def is_a_share(path: str, value: Decimal) -> bool:
    """Whether a parameter of a rule (see `rulebook.what_if`) is a share, 0-1."""
    last = path.rsplit(".", maxsplit=1)[-1]
    compared = last in ("at_least", "more_than", "at_most", "less_than")
    return last in ("rate", "share") or (compared and 0 < value < 1)
