"""Workers as processes: killed in the middle, several at once, told to end."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from datetime import date as Day
from pathlib import Path
from typing import Any

import pytest
from workers import wait_for, worker

from borderless.web.films.access import Access
from borderless.web.films.models import Film, Role
from borderless.web.jobs.actions import AskFor, Cancel
from borderless.web.jobs.models import Job, State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(needle: Film, anna: Any) -> Access:
    return Access(needle, Role.OWNER, anna)


def ask(access: Access, scenarios: int, seed: int = 1) -> Job:
    params = {"scenarios": scenarios, "seed": seed}
    return AskFor(access, "risk", params, Day(2026, 3, 2)).run()


def test_killed_in_the_middle_it_is_taken_up_by_another(owner: Access, tmp_path: Path) -> None:
    job = ask(owner, 100)
    with worker(tmp_path) as first:
        wait_for(job, lambda one: one.done > 5)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert wait_for(job, lambda one: True).state == State.RUNNING, "nobody knows yet"
    with worker(tmp_path, silence=1):
        wait_for(job, lambda one: one.state == State.DONE)
    assert (job.attempt, job.result["counted"]) == (2, 100)
    assert Job.objects.count() == 1


def test_two_workers_do_one_job_each(owner: Access, tmp_path: Path) -> None:
    jobs = [ask(owner, 60, seed) for seed in (1, 2)]
    with worker(tmp_path), worker(tmp_path):
        for job in jobs:
            wait_for(job, lambda one: one.state == State.DONE)
    assert [job.attempt for job in jobs] == [1, 1]
    assert len({job.result["worker"] for job in jobs}) == 2


def test_a_running_job_is_cancelled_with_what_there_is(owner: Access, tmp_path: Path) -> None:
    job = ask(owner, 100_000)
    with worker(tmp_path):
        wait_for(job, lambda one: one.done > 5)
        Cancel(owner, job).run()
        wait_for(job, lambda one: one.state == State.CANCELLED, seconds=10)
    assert 5 < job.result["counted"] < 100_000
    assert ask(owner, 100_000).pk != job.pk


def test_what_kills_every_worker_fails_in_the_end(owner: Access, tmp_path: Path) -> None:
    job = ask(owner, 5, seed=666)
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(worker(tmp_path, silence=1)).wait(timeout=30)
        stack.enter_context(worker(tmp_path, silence=1))
        wait_for(job, lambda one: one.state == State.FAILED)
    assert job.attempt == 3
    assert job.error == "The work was started 3 times and never came to its end."


def test_told_to_end_a_worker_gives_its_job_back(owner: Access, tmp_path: Path) -> None:
    job = ask(owner, 100)
    with worker(tmp_path) as first:
        wait_for(job, lambda one: one.done > 5)
        first.send_signal(signal.SIGTERM)
        first.wait(timeout=10)
    job.refresh_from_db()
    assert (job.state, job.result) == (State.QUEUED, None)
    with worker(tmp_path):
        wait_for(job, lambda one: one.state == State.DONE)
    assert (job.attempt, job.result["counted"]) == (2, 100)
