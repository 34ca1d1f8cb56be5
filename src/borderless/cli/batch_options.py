"""What `sweep` and `slate` share: options, the run with its progress, the result's file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import date as Day
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import typer
from rich.progress import MofNCompleteColumn
from rich.table import Table
from rich.text import Text

from borderless.cli.app import fail, read_currency, read_day
from borderless.cli.console import terminal, write_json
from borderless.cli.many_tasks import bar, checked_cluster
from borderless.finance.batch.attempt import Engine
from borderless.finance.batch.cluster import ClusterEngine, ClusterError
from borderless.finance.batch.journal import Journal, JournalInUseError, journal_path
from borderless.finance.batch.local import LocalEngine
from borderless.finance.batch.rows import Row
from borderless.finance.batch.runner import run_batch
from borderless.finance.batch.table import cannot_write, write_table
from borderless.finance.batch.tasks import Task, Terms
from borderless.finance.wording import grouped

MOST_TASKS = 100_000
"""Rows of one run: more is nearly always a mistyped option."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """The options of a run, read and checked."""

    terms: Terms
    engine: Engine
    out: Path | None
    day: Day | None
    """`None`: each film's own as-of day, else today."""
    rules: tuple[Path, ...]
    as_json: bool


def read_options(
    *,
    out: Path | None,
    optimise: bool,
    time_limit: float,
    jobs: int | None,
    cluster: str,
    as_of: str,
    currency: str,
    rules: Sequence[Path],
    as_json: bool,
) -> BatchOptions:
    """The options as the user gave them; leaves with one sentence where one is wrong."""
    day = read_day(as_of, "--as-of")
    currency = read_currency(currency)
    if not (isfinite(time_limit) and time_limit > 0):
        fail(f"--time-limit: read {time_limit:g}; give seconds above 0, such as 60.")
    if out is not None and (why := cannot_write(out)):
        fail(f"--out: {why}")
    terms = Terms(optimise, currency, time_limit)
    return BatchOptions(terms, _engine(jobs, cluster), out, day, tuple(rules), as_json)


def _engine(jobs: int | None, cluster: str) -> Engine:
    if not cluster:
        return LocalEngine(jobs or -1)
    says = "its workers say how many tasks they take"
    return ClusterEngine(checked_cluster(cluster, jobs, says))


def carry_out(tasks: Sequence[Task], options: BatchOptions) -> list[Row]:
    """The rows of the tasks, in their order; with `--out`, going on where a run was stopped."""
    found: dict[int, Row] = {}
    try:
        with _journal(options.out) as journal:
            kept = len({task.digest for task in tasks} & set(journal.rows)) if journal else 0
            if kept and journal:
                typer.echo(f"going on: {kept} of {len(tasks)} are in {journal.path}", err=True)
            # Closed before an error is told, so that no worker goes on behind it.
            rows = run_batch(tasks, options.engine, journal)
            with _progress(len(tasks)) as step, closing(rows):
                for number, row in rows:
                    found[number] = row
                    step()
    except ClusterError as error:
        fail(f"--cluster: {error}{_kept(found, tasks, options.out)}")
    except KeyboardInterrupt:
        typer.echo(f"stopped.{_kept(found, tasks, options.out)}", err=True)
        raise
    except JournalInUseError as error:
        fail(f"--out: {error}")
    except OSError as error:
        fail(f"--out {options.out}: cannot be written: {error.strerror or error}.")
    return [found[number] for number in range(len(tasks))]


def keep(rows: Sequence[Row], options: BatchOptions) -> None:
    """Writes the rows to the file of `--out`, and says so; the journal has then done its work."""
    if options.out is None:
        return
    try:
        write_table(rows, options.out)
        journal_path(options.out).unlink(missing_ok=True)
    except OSError as error:
        fail(f"--out {options.out}: cannot be written: {error.strerror or error}.")
    failed = sum(1 for row in rows if row.error)
    errors = f", {failed} with an error" if failed else ""
    noun = "row" if len(rows) == 1 else "rows"
    typer.echo(f"wrote {options.out}: {len(rows)} {noun}{errors}", err=True)


def print_json(rows: Sequence[Row]) -> None:
    """The rows as JSON, their keys as the columns of the file."""
    data = [{key: value for key, value in asdict(row).items() if key != "kind"} for row in rows]
    for row in data:
        row["seconds"] = row.pop("seconds")
    write_json({"rows": data})


def print_table(
    left: Sequence[str], right: Sequence[str], cells: Sequence[Sequence[str]], rows: Sequence[Row]
) -> None:
    """A table with `left` and `right` aligned columns, and each row's error below its figures."""
    console = terminal()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in left:
        table.add_column(name)
    for name in right:
        table.add_column(name, justify="right")
    table.add_column("")
    for texts, row in zip(cells, rows, strict=True):
        table.add_row(*(Text(text) for text in texts), Text(row.error, style="red"))
    console.print(table)


def amount(value: Decimal | None) -> str:
    """An amount in whole units; nothing where there is none."""
    return "" if value is None else grouped(value, 0)


def _journal(out: Path | None) -> Any:
    return nullcontext() if out is None else Journal(journal_path(out))


def _kept(found: dict[int, Row], tasks: Sequence[Task], out: Path | None) -> str:
    if not found:
        return ""
    if out is None:
        return " Nothing was kept; with --out, the same command goes on where it stopped."
    return f" {len(found)} of {len(tasks)} are kept; the same command goes on from there."


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """What it gives is called for each row."""
    with bar("planning", MofNCompleteColumn(), total) as (shown, task):
        yield lambda: shown.advance(task)


__all__ = [
    "MOST_TASKS",
    "BatchOptions",
    "amount",
    "carry_out",
    "keep",
    "print_json",
    "print_table",
    "read_options",
]
