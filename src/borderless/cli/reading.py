"""What the verbs share: the folder and the rules read, faults told, a file written whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path

import typer

from borderless.cli.app import EXIT_BAD_INPUT, fail, read_currency, read_day
from borderless.cli.console import write_json
from borderless.film.folder import FilmFolder, read_film
from borderless.film.model import Film
from borderless.finance.plan import Plan, make_plan
from borderless.finding import Finding, Severity, has_errors
from borderless.rulebook.library import Library, load


@dataclass(frozen=True, slots=True)
class Reading:
    """A film with the rulebook, and the day and currency that it is read with."""

    folder: FilmFolder
    film: Film
    library: Library
    as_of: Day
    currency: str | None
    """The reporting currency asked for; `None` leaves it to the film."""
    findings: tuple[Finding, ...]
    """Of the film's files and of the rules."""


def read_or_stop(
    folder: Path, as_of: str, currency: str, rules: Sequence[Path], *, as_json: bool, without: str
) -> Reading:
    """The film and the rulebook; faults are told, and end with exit code 2.

    Args:
        folder: the film's folder; rules of its own may lie in its folder `rules`.
        as_of: a day as the user wrote it, or "".
        currency: a currency as the user wrote it, or "".
        rules: further folders or files of rules.
        as_json: tell faults as data too.
        without: what there is not, then: "no plan".
    """
    day = read_day(as_of, "--as-of")
    currency = read_currency(currency)
    found = read_film(folder)
    own_rules = [folder / "rules"] if (folder / "rules").is_dir() else []
    library, rule_findings = load([*own_rules, *rules])
    findings = (*found.findings, *rule_findings)
    if found.film is None or has_errors(findings):
        raise typer.Exit(stopped(findings, as_json=as_json, without=without))
    return Reading(
        found,
        found.film,
        library,
        day or found.film.as_of or Day.today(),  # noqa: DTZ011 - the reader's own calendar day
        currency or None,
        findings,
    )


def plan_or_stop(reading: Reading, *, as_json: bool, without: str) -> tuple[Plan, list[Finding]]:
    """The finance plan of what was read, with its findings; faults end with exit code 2."""
    plan, findings = make_plan(
        reading.film,
        reading.library,
        as_of=reading.as_of,
        currency=reading.currency,
        places=reading.folder.place_of,
    )
    if plan is None:
        found = [*reading.findings, *findings]
        raise typer.Exit(stopped(found, as_json=as_json, without=without))
    return plan, findings


def stopped(findings: Sequence[Finding], *, as_json: bool, without: str) -> int:
    """Tells what stopped the work, the gravest first; the exit code for bad input."""
    if as_json:
        write_json({}, findings)
    for finding in sorted(findings, key=lambda one: list(Severity).index(one.severity)):
        typer.echo(str(finding), err=True)
    errors = sum(1 for one in findings if one.severity is Severity.ERROR)
    problems = f"{errors} {'problem' if errors == 1 else 'problems'}"
    typer.echo(f"{without}: {problems} to mend", err=True)
    return EXIT_BAD_INPUT


def write_page(text: str, target: Path) -> None:
    """Writes the page of `--html`, whole or not at all."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        partial.write_text(text, "utf-8")
        partial.replace(target)
    except OSError as error:
        fail(f"--html {target}: cannot be written: {error.strerror}.")
