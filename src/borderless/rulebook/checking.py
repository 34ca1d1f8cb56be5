"""Checks of rule files: keys, words, references; each fault one sentence with file and key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from borderless.film.toml_places import key_lines
from borderless.finding import Finding, Place, Severity
from borderless.rulebook.cited import Cited, RuleData
from borderless.rulebook.conditions import Condition
from borderless.rulebook.points import PointsTest
from borderless.rulebook.scheme import Scheme, Version
from borderless.rulebook.treaty import Treaty
from borderless.rulebook.vocabulary import Vocabulary

if TYPE_CHECKING:
    from borderless.rulebook.library import Rule


def wrong_keys(
    error: ValidationError, model: type[BaseModel], data: Mapping[str, Any], text: str, shown: str
) -> list[Finding]:
    """What pydantic found, in sentences that name the line, the key and what is allowed there."""
    lines = key_lines(text)
    findings = []
    faults = error.errors()
    paths = [tuple(fault["loc"]) for fault in faults]
    for fault, path in zip(faults, paths, strict=True):
        inside = [other for other in paths if len(other) > len(path) and other[: len(path)] == path]
        if fault["type"] == "too_short" and inside:
            continue  # pydantic counts the faulty parts as missing; they are told by themselves
        findings.append(
            Finding(
                "RUL104",
                Severity.ERROR,
                _sentence(fault, model, path),
                Place(shown, _line(lines, path), key_path(path)),
                figures={"read": _shorten(_at(data, path))},
            )
        )
    return findings


def _line(lines: Mapping[tuple[str | int, ...], int], path: tuple[str | int, ...]) -> int | None:
    """The line of a key, or of the nearest thing around it that is written down."""
    written = tuple(key.rstrip("_") if isinstance(key, str) else key for key in path)
    while written:
        if written in lines:
            return lines[written]
        written = written[:-1]
    return None


def key_path(path: Iterable[str | int]) -> str:
    """A path as people read it: version 2, step 1, at_most 1, share."""
    words: list[str] = []
    for key in path:
        if isinstance(key, int) and words:
            words[-1] += f" {key + 1}"
        else:
            words.append(str(key).rstrip("_"))
    return ", ".join(words)


def _sentence(fault: Any, model: type[BaseModel], path: tuple[str | int, ...]) -> str:
    kind = fault["type"]
    last = str(path[-1]).rstrip("_") if path else ""
    if kind == "extra_forbidden":
        allowed = allowed_keys(model, path[:-1])
        close = get_close_matches(last, allowed, n=1)
        hint = f" did you mean {close[0]!r}?" if close else ""
        return f"has an unknown key {last!r};{hint} allowed here: {', '.join(allowed)}."
    if kind == "missing":
        return f"lacks the key {last!r}."
    if kind == "too_short":
        return "is empty; it needs at least one entry."
    if kind in ("enum", "literal_error"):
        return f"reads {fault['input']!r}; write one of {fault['ctx']['expected']}."
    if kind == "value_error":
        return f"{fault['ctx']['error']}."
    message = str(fault["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")
    return f"reads {_shorten(fault['input'])}; it should be {message}."


def allowed_keys(model: type[BaseModel], path: Iterable[str | int]) -> list[str]:
    """The keys that may stand at this place of a rule file."""
    current: type[BaseModel] | None = model
    for key in path:
        if isinstance(key, int) or current is None:
            continue
        field = next(
            (one for name, one in current.model_fields.items() if key in (name, one.alias)), None
        )
        inner = _inner_model(field.annotation) if field else None
        if inner:
            current = inner
    if current is None:
        return []
    return [field.alias or name for name, field in current.model_fields.items()]


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        found = _inner_model(part)
        if found:
            return found
    return None


def _at(data: Any, path: Iterable[str | int]) -> Any:
    for key in path:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


# --- words ---------------------------------------------------------------------------------------


def undefined_words(rule: Rule, vocabulary: Vocabulary, shown: str) -> list[Finding]:
    """Figures, facts and sources that a rule names and nobody defines."""
    findings: list[Finding] = []

    def wrong(where: str, message: str) -> None:
        findings.append(Finding("RUL106", Severity.ERROR, message, Place(shown, field=where)))

    sources = {source.key for source in rule.source}
    for where, part in walk(rule):
        if isinstance(part, Cited) and part.source and part.source not in sources:
            wrong(
                where,
                f"cites the source {part.source!r}, but no [[source]] of the file has that key.",
            )
    if isinstance(rule, Scheme):
        for number, version in enumerate(rule.version, 1):
            for where, message in _undefined_in_version(rule, version, vocabulary):
                wrong(f"version {number}, {where}", message)
    elif isinstance(rule, Treaty):
        for where, part in walk(rule):
            if isinstance(part, Condition):
                for name in sorted(part.figures() - set(vocabulary.figure)):
                    wrong(where, _no_figure(name, vocabulary.figure))
                for name in sorted(_plain(part.facts()) - set(vocabulary.fact)):
                    wrong(where, _no_fact(name, vocabulary.fact))
    return findings


def _undefined_in_version(
    scheme: Scheme, version: Version, vocabulary: Vocabulary
) -> Iterable[tuple[str, str]]:
    known: set[str] = set(vocabulary.figure)
    facts = set(vocabulary.fact) | {question.fact for question in scheme.asks}
    for step in version.step:
        if step.name in vocabulary.figure:
            yield f"step {step.name}", "has the name of a figure; give the step a name of its own."
        for name in sorted(step.names() - known):
            yield f"step {step.name}", _no_figure(name, known)
        for name in sorted(_plain(step.facts()) - facts):
            yield f"step {step.name}", _no_fact(name, facts)
        known.add(step.name)
    for number, gate in enumerate(version.gate, 1):
        for name in sorted(gate.figures() - known):
            yield f"gate {number}", _no_figure(name, known)
        for name in sorted(_plain(gate.facts()) - facts):
            yield f"gate {number}", _no_fact(name, facts)
    for name in sorted(set(version.counts) - set(vocabulary.figure)):
        yield f"counts, {name}", _no_figure(name, vocabulary.figure)


def _plain(facts: frozenset[str]) -> set[str]:
    return {fact for fact in facts if not fact.startswith("test:")}


def _no_figure(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    hint = f"did you mean {close[0]!r}?" if close else "`borderless rules figures` lists them."
    return f"names {name!r}, which is no figure and no earlier step; {hint}"


def _no_fact(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    hint = f"did you mean {close[0]!r}?" if close else "add it under [[asks]]."
    return f"asks for {name!r}, which is no fact of the vocabulary or of the rule; {hint}"


def walk(part: Any, where: str = "") -> Iterable[tuple[str, RuleData]]:
    """Every part of a rule with its place in words."""
    if isinstance(part, RuleData):
        yield where, part
        for name in type(part).model_fields:
            inner = f"{where}, {name.rstrip('_')}" if where else name.rstrip("_")
            yield from walk(getattr(part, name), inner)
    elif isinstance(part, tuple):
        for number, one in enumerate(part, 1):
            yield from walk(one, f"{where} {number}")


# --- references between rules --------------------------------------------------------------------


_KIND: dict[type[RuleData], str] = {PointsTest: "points test", Scheme: "scheme"}


def consistency(rule: Rule, rules: Mapping[str, Rule], shown: str) -> list[Finding]:
    """Other rules that this one names and the rulebook does not hold."""
    findings: list[Finding] = []
    for where, name, model in _named(rule):
        if not isinstance(rules.get(name), model):
            findings.append(
                Finding(
                    "RUL107",
                    Severity.ERROR,
                    f"names the {_KIND[model]} {name!r}, which the rulebook does not hold.",
                    Place(shown, field=where),
                )
            )
    return findings


def _named(rule: Rule) -> Iterable[tuple[str, str, type[RuleData]]]:
    for where, part in walk(rule):
        if isinstance(part, Condition) and part.test:
            yield where, part.test, PointsTest
        if isinstance(part, Version):
            for name in part.excludes:
                yield where, name, Scheme
        if isinstance(part, Treaty):
            for name in part.points.values():
                yield where, name, PointsTest
