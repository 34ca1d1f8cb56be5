"""`borderless plan`: read the folder, make the plan, show it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date as Day
from pathlib import Path

import typer

from borderless.cli.app import EXIT_BAD_INPUT, EXIT_STRICT, fail, read_day
from borderless.film.folder import read_film
from borderless.film.places import check_currency
from borderless.finance.plan import Plan, make_plan
from borderless.finding import Finding, Severity, has_errors
from borderless.rulebook.library import load


def run_plan(
    folder: Path,
    as_of: str,
    currency: str,
    rules: Sequence[Path],
    *,
    as_json: bool,
    html: Path | None,
    strict: bool,
) -> int:
    """The exit code: 0 plan made, 1 errors under `--strict`, 2 input that could not be read."""
    day = read_day(as_of, "--as-of")
    if currency:
        try:
            currency = check_currency(currency)
        except ValueError as error:
            fail(f"--currency: {error}")
    reading = read_film(folder)
    own_rules = [folder / "rules"] if (folder / "rules").is_dir() else []
    library, rule_findings = load([*own_rules, *rules])
    findings = [*reading.findings, *rule_findings]
    film = reading.film
    if film is None or has_errors(findings):
        return _stopped(findings, as_json=as_json)
    plan, plan_findings = make_plan(
        film,
        library,
        as_of=day or film.as_of or Day.today(),  # noqa: DTZ011 - the reader's own calendar day
        currency=currency or None,
        places=reading.place_of,
    )
    if plan is None:
        return _stopped([*findings, *plan_findings], as_json=as_json)
    if html is not None:
        _write_html(plan, findings, html)
    if as_json:
        from borderless.dossier.plan_json import finding_data, plan_data, to_json

        data = plan_data(plan)
        data["findings"] = [finding_data(one) for one in findings] + data["findings"]
        sys.stdout.write(to_json(data) + "\n")
    else:
        from borderless.cli.plan_text import print_plan

        print_plan(plan, findings, html)
    return EXIT_STRICT if strict and has_errors(plan_findings) else 0


def _stopped(findings: Sequence[Finding], *, as_json: bool) -> int:
    if as_json:
        from borderless.dossier.plan_json import finding_data, to_json

        sys.stdout.write(to_json({"findings": [finding_data(one) for one in findings]}) + "\n")
    for finding in sorted(findings, key=lambda one: list(Severity).index(one.severity)):
        typer.echo(str(finding), err=True)
    errors = sum(1 for one in findings if one.severity is Severity.ERROR)
    typer.echo(f"no plan: {errors} {'problem' if errors == 1 else 'problems'} to mend", err=True)
    return EXIT_BAD_INPUT


def _write_html(plan: Plan, findings: Sequence[Finding], target: Path) -> None:
    from borderless.dossier.report import report_html

    text = report_html(plan, findings)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        partial.write_text(text, "utf-8")
        partial.replace(target)
    except OSError as error:
        fail(f"--html {target}: cannot be written: {error.strerror}.")
