"""The one task of the queue: run a job, say how far it is, keep what came out."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import date as Day
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks import task

from borderless.dossier.plan_json import finding_data
from borderless.web.films.reading import reading_of
from borderless.web.films.store import files_of
from borderless.web.jobs.kinds import runner_of
from borderless.web.jobs.models import Job, State
from borderless.web.jobs.work import Outcome, Work

HEARTBEAT = 0.5
"""Seconds between two words of a worker to the database; so soon a job hears that it is to stop."""
_log = logging.getLogger(__name__)


@task()
def run_job(job_id: str) -> str:
    """Runs a job unless it was cancelled or is another worker's; its state afterwards."""
    now = timezone.now()
    mine = Job.objects.filter(pk=job_id, state=State.QUEUED)
    job = mine.select_related("revision", "film").first()
    if job is None:
        return "not waiting"
    attempt = job.attempt + 1
    started = mine.filter(attempt=job.attempt).update(
        state=State.RUNNING,
        attempt=attempt,
        started_at=now,
        heard_at=now,
        done=0,
        total=0,
        phase="",
        figures={},
    )
    if not started:
        return "another worker's"
    post = _Post(job_id, attempt)
    try:
        with post:
            outcome = _worked_out(job, post)
    except Exception:  # a fault of ours must end the job, and no worker
        _log.exception("job %s failed", job_id)
        return post.end(
            State.FAILED, error="The work broke off by a fault of the program; it was written down."
        )
    if post.is_left:
        return post.give_back(job)
    state = State.CANCELLED if post.was_cancelled else State.DONE
    return post.end(
        state, result=outcome.result, findings=[finding_data(one) for one in outcome.findings]
    )


def leave_all() -> None:
    """Stops what this process works on and gives it back to the queue, as the process is to end."""
    for post in tuple(_AT_WORK):
        post.is_left = True
        post.cancel.set()


def _worked_out(job: Job, post: _Post) -> Outcome:
    run: Callable[[Work], Outcome] = runner_of(job.kind)
    params = dict(job.params)
    as_of = Day.fromisoformat(params.pop("as_of"))
    reading = reading_of(job.revision)
    return run(Work(reading, lambda: files_of(job.revision), as_of, params, post.say, post.cancel))


class _Post:
    """Between a running job and the database: heartbeat out, the wish to cancel in."""

    def __init__(self, job_id: str, attempt: int) -> None:
        self.cancel = threading.Event()
        self.was_cancelled = False
        self.is_left = False
        """The process is told to end; the job is another's to do."""
        self._mine = Job.objects.filter(pk=job_id, state=State.RUNNING, attempt=attempt)
        self._said: tuple[int, int, str, Mapping[str, Any]] = (0, 0, "", {})
        self._ended = threading.Event()
        self._deadline = time.monotonic() + settings.JOB_SECONDS
        self._thread = threading.Thread(target=self._beat, name=f"job-{job_id}", daemon=True)

    def say(
        self, done: int, total: int, phase: str, figures: Mapping[str, Any] | None = None
    ) -> None:
        """Remembers how far the work is; the next heartbeat tells it."""
        self._said = (done, total, phase[:200], figures or {})

    def __enter__(self) -> _Post:
        _AT_WORK.add(self)
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        _AT_WORK.discard(self)
        self._ended.set()
        self._thread.join()

    def end(self, state: State, **columns: Any) -> str:
        """Keeps what came out, unless another attempt has taken over."""
        done, total, _, figures = self._said
        kept = self._mine.update(
            state=state,
            ended_at=timezone.now(),
            done=done,
            total=total,
            figures=dict(figures),
            **columns,
        )
        return str(state) if kept else "overtaken"

    def give_back(self, job: Job) -> str:
        """Puts the job back into the queue for whoever comes next."""
        from borderless.web.jobs.actions import enqueue

        with transaction.atomic():
            if not self._mine.update(state=State.QUEUED, heard_at=None):
                return "overtaken"
            enqueue(job)
        return str(State.QUEUED)

    def _beat(self) -> None:
        try:
            while not self._ended.wait(HEARTBEAT):
                self._tell()
        finally:
            connection.close()

    def _tell(self) -> None:
        """One heartbeat; a database that is away for a moment ends no work."""
        close_old_connections()
        done, total, phase, figures = self._said
        try:
            kept = self._mine.update(
                heard_at=timezone.now(),
                done=done,
                total=total,
                phase=phase,
                figures=dict(figures),
            )
            asked = self._mine.filter(cancel_asked=True).exists()
        except Exception:
            _log.warning("a heartbeat could not be written", exc_info=True)
            connection.close()
            return
        if asked:
            self.was_cancelled = True
        if asked or not kept or time.monotonic() > self._deadline:
            self.cancel.set()


_AT_WORK: set[_Post] = set()
"""What this process works on at the moment: one job in a worker."""
