"""`borderless cashflow`: read the folder, make the plan and its cash flow, show it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from borderless.cli.app import EXIT_STRICT
from borderless.cli.console import write_json
from borderless.cli.placed_files import PlacedFiles
from borderless.cli.reading import plan_or_stop, read_or_stop, stopped
from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.cashflow import make_cashflow
from borderless.finding import Finding, Severity, has_errors

WITHOUT = "no cash flow"


def run_cashflow(
    folder: Path,
    as_of: str,
    currency: str,
    rules: Sequence[Path],
    *,
    confirmed_only: bool = False,
    as_json: bool = False,
    xlsx: Path | None = None,
    strict: bool = False,
) -> int:
    """The exit code: 0 cash flow made, 1 errors under `--strict`, 2 input not to be read."""
    reading = read_or_stop(folder, as_of, currency, rules, as_json=as_json, without=WITHOUT)
    plan, plan_findings = plan_or_stop(reading, as_json=as_json, without=WITHOUT)
    cashflow, findings = make_cashflow(
        plan, confirmed_only=confirmed_only, places=reading.folder.place_of
    )
    if cashflow is None:
        return stopped([*reading.findings, *findings], as_json=as_json, without=WITHOUT)
    # What is wrong with the plan is wrong with its cash flow; the rest of its findings is `plan`'s.
    shown = [
        *reading.findings,
        *(one for one in plan_findings if one.severity is Severity.ERROR),
        *findings,
    ]
    if xlsx is not None:
        _write_workbook(cashflow, shown, xlsx)
    if as_json:
        from borderless.dossier.cash_json import cashflow_data

        write_json(cashflow_data(cashflow), shown)
    else:
        from borderless.cli.cashflow_text import print_cashflow

        print_cashflow(cashflow, shown, xlsx)
    return EXIT_STRICT if strict and has_errors(shown) else 0


def _write_workbook(cashflow: Cashflow, findings: Sequence[Finding], target: Path) -> None:
    """Writes the workbook of `--xlsx`, whole or not at all."""
    from borderless.dossier.cash_xlsx import cashflow_workbook

    files = PlacedFiles()
    with files.beside("--xlsx", target) as partial:
        partial.write_bytes(cashflow_workbook(cashflow, findings))
    files.place()
