"""`borderless risk`: read the folder, run the scenarios, show and write what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from threading import Event
from typing import get_args

import typer
from rich.progress import TextColumn

from borderless.cli.app import EXIT_STRICT, fail
from borderless.cli.console import write_json
from borderless.cli.many_tasks import bar, checked_cluster
from borderless.cli.progress import stopped_by_ctrl_c
from borderless.cli.reading import Reading, plan_or_stop, read_or_stop, stopped, write_page
from borderless.film.takings_table import Takings, read_takings
from borderless.finance.batch.cluster import ClusterError
from borderless.finance.plan import Plan
from borderless.finance.risk.assess import Method, RiskReport, Wanted, assess, prepare, replay
from borderless.finance.risk.risk import Watch
from borderless.finance.risk.spread_out import Cluster, Processes, Workforce
from borderless.finding import Finding, has_errors

MOST_SCENARIOS = 1_000_000_000
BACKTEST = "backtest"
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run, as the user gave them."""

    as_of: str
    currency: str
    rules: Sequence[Path]
    sales: Path | None
    scenarios: int
    seed: int
    method: str
    jobs: int | None
    cluster: str
    as_json: bool
    html: Path | None
    strict: bool


def folder_of(words: Sequence[str]) -> tuple[Path, bool]:
    """The film's folder, and whether its history is to be replayed: `risk backtest FOLDER`."""
    replay_only = len(words) == 2 and words[0] == BACKTEST
    if len(words) != 1 and not replay_only:
        fail(f"risk: read {' '.join(words)!r}; write risk FOLDER, or risk {BACKTEST} FOLDER.")
    return Path(words[-1]), replay_only


def run_risk_command(words: Sequence[str], options: Options) -> int:
    """The exit code: 0 done, 1 errors under `--strict`, 2 input that could not be read."""
    folder, only_replay = folder_of(words)
    method = _method(options.method)
    if not 1 <= options.scenarios <= MOST_SCENARIOS:
        fail(f"--scenarios: read {options.scenarios}; give 1 to {MOST_SCENARIOS:,}.")
    if options.seed < 0:
        fail(f"--seed: read {options.seed}; give a whole number from 0.")
    workforce = _workforce(options.jobs, options.cluster)
    reading, plan, takings, found = _read(folder, options)
    if only_replay:
        return _backtest(reading, plan, takings, found, method, options)
    wanted = Wanted(options.scenarios, options.seed, method)
    cancel = Event()
    try:
        with stopped_by_ctrl_c(cancel), _progress() as step:
            report, findings = assess(
                plan,
                takings,
                wanted,
                workforce,
                watch=step,
                cancel=cancel,
                places=reading.folder.place_of,
            )
    except ClusterError as error:
        fail(f"--cluster: {error}")
    if report is None:
        return stopped([*found, *findings], as_json=options.as_json, without="no answer")
    said = [*found, *report.findings]
    if options.html is not None:
        _write_page(report, takings, found, options.html)
    if options.as_json:
        from borderless.dossier.risk_json import risk_data

        write_json(risk_data(report), said)
    else:
        from borderless.cli.risk_text import print_risk

        print_risk(report, said, options.html)
    return EXIT_STRICT if options.strict and has_errors(said) else 0


def _read(folder: Path, options: Options) -> tuple[Reading, Plan, Takings, list[Finding]]:
    """The film, its plan and its estimates; faults are told, and end with exit code 2."""
    without = "no answer"
    reading = read_or_stop(
        folder,
        options.as_of,
        options.currency,
        options.rules,
        as_json=options.as_json,
        without=without,
    )
    plan, _ = plan_or_stop(reading, as_json=options.as_json, without=without)
    found = list(reading.findings)
    takings, more = read_takings(folder, reading.film.currency, sales=options.sales)
    found += more
    if has_errors(more):
        raise typer.Exit(stopped(found, as_json=options.as_json, without=without))
    return reading, plan, takings, found


def _backtest(
    reading: Reading,
    plan: Plan,
    takings: Takings,
    found: list[Finding],
    method: Method | None,
    options: Options,
) -> int:
    prepared, findings = prepare(plan, takings, method=method, places=reading.folder.place_of)
    if prepared is None:
        return stopped([*found, *findings], as_json=options.as_json, without="no answer")
    replayed, more = replay(prepared, seed=options.seed)
    said = [*found, *findings, *more]
    if has_errors(more):
        return stopped(said, as_json=options.as_json, without="no answer")
    if options.as_json:
        from borderless.dossier.risk_json import backtest_data

        write_json({"film": plan.film.title, "backtest": backtest_data(replayed)}, said)
    else:
        from borderless.cli.risk_text import print_backtest

        print_backtest(plan, replayed, said)
    return 0


def _write_page(
    report: RiskReport, takings: Takings, found: Sequence[Finding], target: Path
) -> None:
    from borderless.dossier.report import report_html
    from borderless.finance.recoupment.waterfall import make_waterfall

    waterfall = None
    if report.plan.film.recoupment is not None:
        waterfall, _ = make_waterfall(report.plan, takings)
    write_page(report_html(report.plan, found, risk=report, waterfall=waterfall), target)


def _method(text: str) -> Method | None:
    if not text:
        return None
    wanted = text.strip().replace("-", "_")
    found = next((method for method in METHODS if method == wanted), None)
    if found is None:
        fail(f"--method: cannot read {text!r}; write one of {', '.join(METHODS)}.")
    return found


def _workforce(jobs: int | None, cluster: str) -> Workforce:
    if not cluster:
        return Processes(jobs or cpu_count() or 1)
    return Cluster(checked_cluster(cluster, jobs, "its workers say how many there are"))


@contextmanager
def _progress() -> Iterator[Watch]:
    with bar("scenarios", TextColumn("{task.completed:,.0f} of {task.total:,.0f}")) as (
        shown,
        task,
    ):
        yield lambda done, total: shown.update(task, completed=done, total=total)
