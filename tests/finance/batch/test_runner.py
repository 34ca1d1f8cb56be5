"""The same rows whoever computes them: one process, several, a cluster, or one that dies midway."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import LocalCluster
from films import AS_OF, film

from borderless.finance.batch.answering import run_task
from borderless.finance.batch.attempt import DIED, Engine, Run
from borderless.finance.batch.basis import Basis, basis_of
from borderless.finance.batch.cluster import ClusterEngine, ClusterError, check_cluster
from borderless.finance.batch.journal import Journal
from borderless.finance.batch.local import LocalEngine
from borderless.finance.batch.partner_sets import partner_sets
from borderless.finance.batch.rows import Row, SweepRow
from borderless.finance.batch.runner import run_batch
from borderless.finance.batch.tasks import SweepTask, Task, Terms, sweep_tasks
from borderless.rulebook.library import load

PARTNERS = ("PL", "SE", "NO", "FR")
VICTIM = ("PL", "NO")


@cache
def tasks() -> list[SweepTask]:
    basis = basis_of(load()[0])
    made = film({"DK": "0.5", "PL": "0.35", "SE": "0.15"})
    sets = list(partner_sets(PARTNERS, range(1, 5)))
    return sweep_tasks(made, sets, AS_OF, Terms(optimise=False), basis)


@cache
def expected() -> list[Row]:
    """Computed in this process, one after the other."""
    return [run_task(task) for task in tasks()]


def rows(engine: Engine, run: Run = run_task, journal: Journal | None = None) -> list[Row]:
    given = list(run_batch(tasks(), engine, journal, run))
    found = dict(given)
    assert len(given) == len(found), "each task has one row"
    return [found[number] for number in range(len(found))]


@dataclass(frozen=True)
class Dying:
    """Kills the process that computes one of the sets: the first time, or always."""

    marks: Path
    always: bool = False

    def __call__(self, task: Task) -> Row:
        assert isinstance(task, SweepTask)
        if task.partners == VICTIM:
            before = len(list(self.marks.iterdir()))
            (self.marks / f"{before}").touch()
            if self.always or before == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return run_task(task)


@dataclass(frozen=True)
class Noting:
    """Notes each set that is really computed."""

    notes: Path

    def __call__(self, task: Task) -> Row:
        assert isinstance(task, SweepTask)
        with self.notes.open("a") as file:
            file.write(" ".join(task.partners) + "\n")
        return run_task(task)


def failing(task: Task) -> Row:
    assert isinstance(task, SweepTask)
    if task.partners == VICTIM:
        raise ZeroDivisionError("of all things")
    return run_task(task)


# --- on this machine -----------------------------------------------------------------------------


def test_one_two_and_three_processes_give_the_same_rows() -> None:
    assert len(expected()) == 15
    for jobs in (1, 2, 3):
        assert rows(LocalEngine(jobs)) == expected()


def test_rows_that_differ_in_their_seconds_are_equal_and_in_a_figure_are_not() -> None:
    row = expected()[0]
    assert isinstance(row, SweepRow)
    assert row.seconds is not None
    assert SweepRow(("PL",), "EUR", seconds=1) == SweepRow(("PL",), "EUR", seconds=2)
    assert SweepRow(("PL",), "EUR", error="x") != SweepRow(("PL",), "EUR")


def test_a_killed_process_costs_no_row(tmp_path: Path) -> None:
    assert rows(LocalEngine(2), Dying(tmp_path)) == expected()
    assert len(list(tmp_path.iterdir())) == 2, "killed once, then run again"


def test_a_task_that_always_kills_its_process_is_a_row_and_harms_no_other(tmp_path: Path) -> None:
    found = rows(LocalEngine(2), Dying(tmp_path, always=True))
    for task, row, right in zip(tasks(), found, expected(), strict=True):
        if task.partners == VICTIM:
            assert row == SweepRow(VICTIM, "EUR", error=DIED)
        else:
            assert row == right
    assert len(list(tmp_path.iterdir())) == 4, "run again three times"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_ours_is_a_row_and_stops_no_other(jobs: int, tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        found = rows(LocalEngine(jobs), failing, journal)
    errors = [row.error for row in found if row.error]
    assert errors == ["stopped by a fault of the program: ZeroDivisionError: of all things"]
    with Journal(tmp_path / "j") as journal:
        assert len(journal.rows) == 14, "the next run tries it again"
        assert rows(LocalEngine(jobs), run_task, journal) == expected()


# --- going on where a run stopped ----------------------------------------------------------------


def test_a_restarted_run_computes_only_what_was_not_finished(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        running = run_batch(tasks(), LocalEngine(1), journal)
        for _ in range(4):
            next(running)
        running.close()
    with (tmp_path / "j").open("ab") as file:
        file.write(b'{"task": "torn by a cra')
    notes = tmp_path / "notes"
    with Journal(tmp_path / "j") as journal:
        assert len(journal.rows) == 4
        assert rows(LocalEngine(2), Noting(notes), journal) == expected()
    done = sorted(notes.read_text().splitlines())
    assert done == sorted(" ".join(task.partners) for task in tasks()[4:])
    with Journal(tmp_path / "j") as journal:
        assert rows(LocalEngine(2), Noting(notes), journal) == expected()
    assert len(notes.read_text().splitlines()) == 11, "now nothing was computed"


def test_another_rulebook_option_or_film_is_computed_anew() -> None:
    first = tasks()[0]
    sets = [first.partners]

    def digest(
        shares: dict[str, str], terms: Terms = first.terms, basis: Basis = first.basis
    ) -> str:
        return sweep_tasks(film(shares), sets, AS_OF, terms, basis)[0].digest

    same = {"DK": "0.5", "PL": "0.35", "SE": "0.15"}
    assert digest(same) == first.digest
    others = [
        digest({"DK": "0.5", "PL": "0.34", "SE": "0.16"}),
        digest(same, Terms(optimise=True)),
        digest(same, Terms(optimise=False, currency="DKK")),
        digest(same, basis=Basis("another")),
    ]
    assert len({first.digest, *others}) == 5


def test_a_worker_with_another_rulebook_refuses(tmp_path: Path) -> None:
    made = film({"DK": "1"})
    other = sweep_tasks(made, [("PL",)], AS_OF, Terms(optimise=False), Basis("another"))
    with Journal(tmp_path / "j") as journal:
        ((_, row),) = run_batch(other, LocalEngine(1), journal)
    assert row.error.startswith("the worker has another version of Borderless")
    assert (tmp_path / "j").read_bytes() == b""


# --- on a cluster --------------------------------------------------------------------------------


def cluster(**settings: Any) -> Iterator[str]:
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 3, **settings}),
        LocalCluster(
            n_workers=2, processes=True, threads_per_worker=1, dashboard_address=":0"
        ) as running,
    ):
        yield running.scheduler_address


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from cluster()


def test_a_cluster_gives_the_same_rows(address: str) -> None:
    assert rows(ClusterEngine(address)) == expected()


def test_a_killed_worker_of_a_cluster_costs_no_row(address: str, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    with Journal(tmp_path / "j") as journal:
        assert rows(ClusterEngine(address), Dying(marks), journal) == expected()
    assert len(list(marks.iterdir())) == 2, "killed once, then run again by another worker"
    with Journal(tmp_path / "j") as journal:
        assert len(journal.rows) == 15


def test_a_fault_on_a_cluster_is_a_row(address: str) -> None:
    found = rows(ClusterEngine(address), failing)
    assert [row.error for row in found if row.error] == [
        "stopped by a fault of the program: ZeroDivisionError: of all things"
    ]


def test_a_task_that_always_kills_its_worker_is_a_row_and_harms_no_other(tmp_path: Path) -> None:
    # With no failure allowed the scheduler gives up at once whatever the dying worker had in hand.
    for address in cluster(**{"distributed.scheduler.allowed-failures": 0}):
        found = rows(ClusterEngine(address), Dying(tmp_path, always=True))
    wrong = [row for row, right in zip(found, expected(), strict=True) if row != right]
    assert wrong == [SweepRow(VICTIM, "EUR", error=DIED)]


def test_a_scheduler_that_goes_away_is_told_and_what_is_done_is_kept(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        for address in cluster():
            running = run_batch(tasks(), ClusterEngine(address), journal)
            next(running)
        with pytest.raises(ClusterError, match="went away"):
            list(running)
    with Journal(tmp_path / "j") as journal:
        assert len(journal.rows) >= 1
        assert rows(LocalEngine(1), run_task, journal) == expected()


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("borderless.finance.batch.cluster._PATIENCE", 1)
    with pytest.raises(ClusterError, match="127\\.0\\.0\\.1:1 does not answer"):
        rows(ClusterEngine("tcp://127.0.0.1:1"))


@pytest.mark.parametrize("text", ["foo", "tcp://", "tcp://host", "http://host:1", "tcp://a b:1"])
def test_an_address_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ClusterError, match="write it as tcp://host:8786"):
        check_cluster(text)


def test_without_the_library_for_clusters_the_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("borderless.finance.batch.cluster.find_spec", lambda _: None)
    with pytest.raises(ClusterError, match=r"pip install 'borderless\[cluster\]'"):
        check_cluster("tcp://host:8786")


def test_no_tasks_no_rows() -> None:
    nothing: Sequence[Task] = ()
    assert list(run_batch(nothing, LocalEngine(2))) == []
