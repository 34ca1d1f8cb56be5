"""`borderless rules list`, `show` and `figures`: the rulebook as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from borderless.cli.app import fail, read_day
from borderless.cli.console import indented, terminal, write_json
from borderless.dossier.rule_words import (
    envelope_words,
    facts_asked,
    gate_words,
    limits_words,
    outside_words,
    passing_words,
    payment_words,
)
from borderless.film.places import check_country, country_name
from borderless.finance.wording import condition_words, number_words
from borderless.finding import has_errors
from borderless.rulebook.aid import AidCeiling
from borderless.rulebook.library import (
    Library,
    Rule,
    article_of,
    load,
    rule_citation,
    territories,
    version_for,
)
from borderless.rulebook.points import PointsTest
from borderless.rulebook.scheme import Scheme, Version
from borderless.rulebook.treaty import Treaty
from borderless.rulebook.what_if import parameters


def library_or_fail(rules: Sequence[Path]) -> Library:
    """The rulebook with the user's rules; faulty rules end with what is wrong in each."""
    library, findings = load(rules)
    for finding in findings:
        typer.echo(str(finding), err=True)
    if has_errors(findings):
        raise typer.Exit(2)
    return library


def run_list(country: str, kind: str, rules: Sequence[Path], *, as_json: bool) -> int:
    """Prints the rules; the exit code."""
    library = library_or_fail(rules)
    kinds = ("incentive", "fund", "treaty", "points", "aid", "governing")
    if kind and kind not in kinds:
        fail(f"--kind: there is no kind {kind!r}; write one of {', '.join(kinds)}.")
    if country:
        try:
            country = check_country(country)
        except ValueError as error:
            fail(f"--country: {error}")
    found = [
        rule
        for _, rule in sorted(library.rules.items())
        if (not kind or rule.rule == kind)
        and (not country or country in {place.split("-")[0] for place in territories(rule)})
    ]
    if as_json:
        write_json([_listed(library, rule) for rule in found])
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("id", "kind", "countries", "name", "status", "checked"):
        table.add_column(name, no_wrap=name == "id")
    for rule in found:
        data = _listed(library, rule)
        places = data["countries"]
        shown = ", ".join(places[:4]) + (f" +{len(places) - 4}" if len(places) > 4 else "")
        mine = " (yours)" if data["theirs"] else ""
        table.add_row(
            rule.id, rule.rule, shown, data["name"] + mine, data["status"], str(data["as_of"] or "")
        )
    console = terminal()
    console.print(table if found else "no rule fits; borderless rules list shows all")
    return 0


def _listed(library: Library, rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": rule.rule,
        "name": getattr(rule, "name", "which text governs"),
        "countries": list(territories(rule)),
        "status": getattr(rule, "status", ""),
        "as_of": getattr(rule, "as_of", None),
        "theirs": str(library.theirs.get(rule.id, "")) or None,
    }


def run_show(rule_id: str, as_of: str, rules: Sequence[Path], *, as_json: bool) -> int:
    """Prints one rule; the exit code."""
    library = library_or_fail(rules)
    day = read_day(as_of, "--as-of") or Day.today()  # noqa: DTZ011 - the reader's own calendar day
    rule = library.rules.get(rule_id)
    if rule is None:
        close = (
            ", ".join(get_close_matches(rule_id, library.rules, n=3)) or "see borderless rules list"
        )
        fail(f"there is no rule {rule_id!r}; near it: {close}.")
    if as_json:
        write_json(rule.model_dump(mode="python", by_alias=True, exclude_defaults=True))
        return 0
    console = terminal()
    data = _listed(library, rule)
    console.print(f"[bold]{data['name']}[/] ({rule.id}), {rule.rule}")
    if data["status"]:
        console.print(f"status: {data['status']} · last checked {data['as_of']}")
    if data["theirs"]:
        console.print(f"your own rule: {data['theirs']}")
    if isinstance(rule, Scheme):
        _show_scheme(console, library, rule, day)
    elif isinstance(rule, Treaty):
        _show_treaty(console, rule)
    elif isinstance(rule, PointsTest):
        _show_points(console, rule)
    elif isinstance(rule, AidCeiling):
        for intensity in rule.intensity:
            console.print(
                f"  {number_words(intensity.share, 'share')}: {intensity.says}"
                f" [dim]{_article(rule, intensity)}[/]"
            )
    else:
        for route in rule.route:
            console.print(f"  {route.name}: {route.says} [dim]{_article(rule, route)}[/]")
    _show_sources(console, rule)
    return 0


def _show_scheme(console: Console, library: Library, scheme: Scheme, day: Day) -> None:
    place = country_name(scheme.territory) if scheme.territory else "supranational"
    console.print(f"{place} · {scheme.kind.value} · {scheme.currency} · {scheme.authority}")
    version, _, _ = version_for(scheme, {}, day)
    for one in scheme.version:
        until = one.until or "today"
        mark = "→" if one is version else " "
        console.print(f"{mark} version {one.from_} to {until} [dim]{one.note}[/]")
    if version is None:
        console.print(f"no version covers {day}")
        return
    _show_version(console, library, scheme, version)


def _show_version(console: Console, library: Library, scheme: Scheme, version: Version) -> None:
    words = library.vocabulary
    console.print("\n[bold]Conditions[/]")
    for gate in version.gate:
        rule = gate_words(gate, words, scheme.currency)
        says = gate.says or condition_words(gate, words, scheme.currency)
        console.print(indented(f"{says} [dim]{rule} · {_article(scheme, gate)}[/]", 2))
    console.print("\n[bold]Steps[/]")
    for number, step in enumerate(version.step, 1):
        console.print(
            indented(f"{number}. {step.name}: {step.says} [dim]{_article(scheme, step)}[/]", 2)
        )
    console.print("\n[bold]Figures it reads[/]")
    for name in version.figures():
        word = words.figure[name]
        console.print(indented(f"{name}: {word.says}", 2))
    console.print("\n[bold]Facts it asks for[/]")
    for name, text in facts_asked(library, scheme, version).items():
        console.print(indented(f"{name}: {text}", 2))
    console.print("\n[bold]Parameters for what-ifs[/]")
    numbers = ", ".join(
        f"{path}={value.normalize():f}" for path, value in parameters(version).items()
    )
    console.print(indented(numbers, 2))
    _show_terms(console, scheme, version)


def _show_terms(console: Console, scheme: Scheme, version: Version) -> None:
    console.print("\n[bold]Terms[/]")
    for payment in version.payment:
        console.print(indented(f"paid: {payment_words(payment)} [dim]{payment.note}[/]", 2))
    envelope = version.envelope
    pot = envelope_words(envelope, scheme.currency)
    console.print(indented(f"envelope: {pot} [dim]{envelope.says}[/]", 2))
    if version.excludes:
        console.print(indented(f"not together with: {', '.join(version.excludes)}", 2))
    for title, statements in (
        ("applicant", version.applicant),
        ("procedure", version.procedure),
        ("open", scheme.open_point),
    ):
        for one in statements:
            console.print(indented(f"{title}: {one.says} [dim]{_article(scheme, one)}[/]", 2))


def _show_treaty(console: Console, treaty: Treaty) -> None:
    console.print(f"{treaty.legal} · in force {treaty.in_force or 'not known'}")
    for title, limits in (("two states", treaty.two), ("three or more", treaty.many)):
        if limits:
            console.print(f"  {title}: {limits_words(limits)} [dim]{_article(treaty, limits)}[/]")
            for exception in limits.exception:
                console.print(f"    except: {exception.says}")
    if outside := outside_words(treaty.outside):
        console.print(f"  {outside}")
    for kind, test in treaty.points.items():
        console.print(f"  points, {kind.value}: {test}")
    parties = ", ".join(
        party.country + ("" if party.standing == "in_force" else f" ({party.standing})")
        for party in treaty.party
    )
    console.print(indented(f"Parties: {parties}", 2))
    for one in treaty.open_point:
        console.print(indented(f"open: {one.says}", 2))


def _show_points(console: Console, test: PointsTest) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("row", "what earns it", "group"):
        table.add_column(name)
    table.add_column("points", justify="right")
    for row in test.row:
        table.add_row(row.id, row.says, row.group, number_words(row.points, "score"))
    console.print(table)
    for sentence in passing_words(test):
        console.print(sentence)
    if test.discretion:
        console.print(test.discretion)


def _show_sources(console: Console, rule: Rule) -> None:
    console.print("\n[bold]Sources[/]")
    for source in rule.source:
        checked = "verified" if source.verified else "unverified"
        read = f", read {source.read}" if source.read else ""
        console.print(
            indented(
                f"{source.key}: {source.title} {source.article} ({checked}{read}) {source.url}", 2
            )
        )


def _article(rule: Rule, cited: Any) -> str:
    text = article_of(rule_citation(rule, cited.source), cited)
    return f"{text} · unverified" if cited.verified is False else text


def run_figures(*, as_json: bool) -> int:
    """Prints the vocabulary; the exit code."""
    library = library_or_fail([])
    words = library.vocabulary
    if as_json:
        write_json(words.model_dump(mode="python", exclude_defaults=True))
        return 0
    console = terminal()
    console.print("[bold]Figures[/]")
    for name, figure in words.figure.items():
        console.print(indented(f"{name}: {figure.says}", 2))
    console.print("[bold]Facts[/]")
    for name, fact in words.fact.items():
        console.print(indented(f"{name}: {fact.says}", 2))
    return 0
