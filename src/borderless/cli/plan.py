"""`borderless plan`: read the folder, make the plan, show it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from borderless.cli.app import EXIT_STRICT
from borderless.cli.console import write_json
from borderless.cli.reading import plan_or_stop, read_or_stop, write_page
from borderless.finding import has_errors


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
    reading = read_or_stop(folder, as_of, currency, rules, as_json=as_json, without="no plan")
    findings = reading.findings
    plan, plan_findings = plan_or_stop(reading, as_json=as_json, without="no plan")
    if html is not None:
        from borderless.dossier.report import report_html

        write_page(report_html(plan, findings), html)
    if as_json:
        from borderless.dossier.plan_json import plan_data

        write_json(plan_data(plan), [*findings, *plan.findings])
    else:
        from borderless.cli.plan_text import print_plan

        print_plan(plan, findings, html)
    return EXIT_STRICT if strict and has_errors(plan_findings) else 0
