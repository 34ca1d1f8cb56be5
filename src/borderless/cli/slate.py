"""`borderless slate`: many films optimised, a row each; one that cannot be read stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from pathlib import Path

from borderless.cli.batch_options import (
    BatchOptions,
    amount,
    carry_out,
    keep,
    print_json,
    print_table,
)
from borderless.cli.reading import stopped
from borderless.film.folder import read_film
from borderless.finance.batch.basis import Basis, basis_of
from borderless.finance.batch.rows import Row, SlateRow
from borderless.finance.batch.tasks import SlateTask, slate_task
from borderless.finding import Severity, has_errors
from borderless.rulebook.library import load


def run_slate(folders: Sequence[Path], options: BatchOptions) -> int:
    """The exit code: 0 every film has its row, 2 options that could not be read."""
    library, findings = load(options.rules)
    if has_errors(findings):
        return stopped(findings, as_json=options.as_json, without="no slate")
    basis = basis_of(library)
    read = [_task(folder, basis, options) for folder in folders]
    tasks = [one for one in read if isinstance(one, SlateTask)]
    answers = iter(carry_out(tasks, options))
    rows = [next(answers) if isinstance(one, SlateTask) else one for one in read]
    keep(rows, options)
    if options.as_json:
        print_json(rows)
    elif options.out is None:
        _print(rows)
    return 0


def _task(folder: Path, shared: Basis, options: BatchOptions) -> SlateTask | SlateRow:
    """The film's task; where it cannot be read, already its row."""
    reading = read_film(folder)
    findings = list(reading.findings)
    basis = shared
    if (folder / "rules").is_dir():
        library, rule_findings = load([folder / "rules", *options.rules])
        findings += rule_findings
        basis = basis_of(library)
    film = reading.film
    if film is None or has_errors(findings):
        errors = [str(one) for one in findings if one.severity is Severity.ERROR]
        title = film.title if film else ""
        return SlateRow(str(folder), title, error=" ".join(errors))
    day = options.day or film.as_of or Day.today()  # noqa: DTZ011 - the reader's own calendar day
    return slate_task(film, str(folder), day, options.terms, basis)


def _print(rows: Sequence[Row]) -> None:
    slate = [row for row in rows if isinstance(row, SlateRow)]
    print_table(
        ("film", "outcome"),
        ("", "net today", "net after", "gain", "gap", "moves"),
        [
            (
                row.title or row.folder,
                row.outcome,
                row.currency,
                amount(row.before_net),
                amount(row.after_net),
                amount(row.gain),
                amount(row.gap),
                "" if row.moves is None else str(row.moves),
            )
            for row in slate
        ],
        slate,
    )
