"""`borderless rules try`: one scheme evaluated from bare figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from borderless.cli.app import fail, read_day
from borderless.cli.console import escape, terminal, write_json
from borderless.cli.rules_text import library_or_fail
from borderless.dossier.rule_words import usual_facts
from borderless.film.money import Money
from borderless.film.numerals import read_number
from borderless.finance.explain import Explanation, explain
from borderless.finance.reading import Fact
from borderless.rulebook.library import Library, version_for
from borderless.rulebook.scheme import Scheme, Version
from borderless.rulebook.what_if import NoSuchParameterError, full_path, with_parameter

_WORDS: dict[str, bool | None] = {
    "true": True,
    "yes": True,
    "false": False,
    "no": False,
    "unknown": None,
    "?": None,
}


def run_try(
    rule_id: str, given: Sequence[str], as_of: str, rules: Sequence[Path], *, as_json: bool
) -> int:
    """Prints the amount, the net amount and every step; the exit code."""
    library = library_or_fail(rules)
    scheme = scheme_or_fail(library, rule_id)
    day = read_day(as_of, "--as-of") or Day.today()  # noqa: DTZ011 - the reader's own calendar day
    version, _, _ = version_for(scheme, {}, day)
    if version is None:
        begins = scheme.version[0].from_
        fail(f"{rule_id}: no version covers {day}; the rulebook's first begins on {begins}.")
    figures: dict[str, Decimal | None] = {}
    facts: dict[str, Fact] = {}
    notes: list[str] = []
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not value:
            fail(f"cannot read {text!r}; write key=value, such as core_total=9500000.")
        version = _take(
            library, scheme, version, name.strip(), value.strip(), (figures, facts, notes)
        )
    whole, usual = usual_facts(library, version, facts)
    notes += usual
    result = explain(library, scheme, version, figures, whole)
    if as_json:
        from borderless.dossier.plan_json import explanation_data

        data = explanation_data(result)
        data["as_of"] = day
        data["notes"] = notes
        data["status"] = scheme.status
        write_json(data)
    else:
        _print(result, day, notes)
    return 0


def scheme_or_fail(library: Library, rule_id: str) -> Scheme:
    """The scheme of this id; a wrong id ends with the ids nearest to it."""
    scheme = library.scheme(rule_id)
    if scheme is None:
        if rule_id in library.rules:
            fail(f"{rule_id} is no incentive or fund; borderless rules show {rule_id} shows it.")
        ids = [one.id for one in (*library.incentives(), *library.funds())]
        close = ", ".join(get_close_matches(rule_id, ids, n=3)) or "see borderless rules list"
        fail(f"there is no scheme {rule_id!r}; near it: {close}.")
    return scheme


def _take(
    library: Library,
    scheme: Scheme,
    version: Version,
    name: str,
    value: str,
    into: tuple[dict[str, Decimal | None], dict[str, Fact], list[str]],
) -> Version:
    """Enters one key=value as a figure, a fact, or a changed parameter of the rule."""
    figures, facts, notes = into
    if name in library.vocabulary.figure:
        figures[name] = None if value in ("unknown", "?") else _number(name, value)
        return version
    known_facts = {*library.vocabulary.fact, *(one.fact for one in scheme.asks), *version.facts()}
    if name in known_facts:
        facts[name] = _WORDS.get(value.lower(), value)
        return version
    try:
        path = full_path(version, name)
        changed = with_parameter(version, path, _number(name, value))
    except NoSuchParameterError as error:
        words = [*version.figures(), *sorted(known_facts), *error.known]
        close = get_close_matches(name, words, n=3)
        hint = (
            f"did you mean {', '.join(close)}?"
            if close
            else (f"borderless rules show {scheme.id} lists what it reads.")
        )
        fail(f"{scheme.id} reads nothing called {name!r}; {hint}")
    notes.append(f"what if: {path} = {value} instead of the rule's own")
    return changed


def _number(name: str, text: str) -> Decimal:
    try:
        number = read_number(text)
    except ValueError:
        fail(f"{name}: cannot read {text!r} as a number; write it as 9500000 or 0.35.")
    if not number.is_finite():
        fail(f"{name}: {text!r} is not a number a film can have.")
    return number


def _print(result: Explanation, day: Day, notes: Sequence[str]) -> None:
    from borderless.cli.plan_text import print_gates, print_steps

    console = terminal()
    scheme = result.scheme
    console.print(
        f"[bold]{scheme.name}[/] ({scheme.id}), version of {result.version.from_}, read on {day}"
    )
    if scheme.status != "verified":
        console.print(f"[yellow]{scheme.status}: not every value was checked against its source[/]")
    for note in notes:
        console.print(f"[yellow]{escape(note)}[/]")
    console.print(f"eligible: {result.verdict.value}")
    console.print(f"amount:   [bold]{_amount(result.amount)}[/]")
    console.print(f"net:      [bold]{_amount(result.net)}[/]")
    print_gates(console, result, only_open=False)
    print_steps(console, result)
    if result.missing:
        console.print(f"not known: {', '.join(result.missing)}")
    if result.assumed:
        console.print(f"taken as nothing, because not given: {', '.join(result.assumed)}")
    if result.unverified:
        console.print(
            "[yellow]some values were not checked against their source (marked unverified)[/]"
        )


def _amount(money: Money | None) -> str:
    return "not known" if money is None else str(money)
