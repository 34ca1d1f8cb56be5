"""Long work asked for, cancelled, and taken up again after a crash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from borderless import __version__
from borderless.web.films.access import Access, Can
from borderless.web.films.models import Revision
from borderless.web.jobs.kinds.questions import checked
from borderless.web.jobs.models import LIVE, MOST_ATTEMPTS, Job, State, silent_since

KEPT_IN_QUEUE = timedelta(days=7)
"""How long an entry of the queue stays after it was taken out."""


@dataclass(frozen=True, slots=True)
class AskFor:
    """Asks for long work on a film's newest revision.

    The same question about the same folder is not asked twice: whoever asks again gets the job
    that is there, waiting, running or done.
    """

    access: Access
    kind: str
    params: dict[str, Any]
    as_of: Day

    def run(self) -> Job:
        """The job, new or found.

        Raises:
            KeyError: there is no such kind of work.
            WrongQuestionError: it does not take these parameters; the message says why.
        """
        self.access.need(Can.EDIT)
        params = checked(self.kind, self.params) | {"as_of": self.as_of.isoformat()}
        revision = self.access.film.newest()
        key = _key(revision, self.kind, params)
        standing = Job.objects.filter(key=key, state__in=[*LIVE, State.DONE])
        while True:
            if found := standing.first():
                return found
            try:
                with transaction.atomic():
                    job = Job.objects.create(
                        film=self.access.film,
                        revision=revision,
                        kind=self.kind,
                        params=params,
                        key=key,
                        asked_by=self.access.user,
                    )
                    enqueue(job)
            except IntegrityError:  # somebody asked the same at the same time
                continue
            return job


@dataclass(frozen=True, slots=True)
class Cancel:
    """Asks a job to stop; one that waits stops at once, one that runs within a second or so."""

    access: Access
    job: Job

    def run(self) -> Job:
        """The job."""
        self.access.need(Can.EDIT)
        now = timezone.now()
        waiting = Job.objects.filter(pk=self.job.pk, state=State.QUEUED)
        if not waiting.update(state=State.CANCELLED, cancel_asked=True, ended_at=now):
            Job.objects.filter(pk=self.job.pk, state=State.RUNNING).update(cancel_asked=True)
        self.job.refresh_from_db()
        return self.job


def take_up_again() -> int:
    """Puts jobs back into the queue whose worker has died or whose place in it was lost; how many.

    After three attempts a job has failed: what kills three workers would kill a fourth.
    """
    silent = silent_since()
    count = 0
    for job in Job.objects.filter(state=State.RUNNING, heard_at__lt=silent).defer("result"):
        over = job.attempt >= MOST_ATTEMPTS
        mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt)
        with transaction.atomic():
            if over:
                mine.filter(heard_at__lt=silent).update(
                    state=State.FAILED,
                    error=f"The work was started {job.attempt} times and never came to its end.",
                    ended_at=timezone.now(),
                )
            elif mine.filter(heard_at__lt=silent).update(state=State.QUEUED, heard_at=None):
                enqueue(job)
                count += 1
    for job in Job.objects.filter(state=State.QUEUED, asked_at__lt=silent).defer("result"):
        waiting = DBTaskResult.objects.ready().filter(args_kwargs__kwargs__job_id=str(job.pk))
        if not waiting.exists():
            enqueue(job)
            count += 1
    return count


def tidy() -> int:
    """Clears the queue of entries that were done a week ago; how many. Jobs and results stay."""
    old = timezone.now() - KEPT_IN_QUEUE
    count, _by_model = (
        DBTaskResult.objects.filter(enqueued_at__lt=old)
        .exclude(status=TaskResultStatus.READY)
        .delete()
    )
    return count


def enqueue(job: Job) -> None:
    """Hands a job to the queue, within the transaction that made it."""
    from borderless.web.jobs.tasks import run_job

    run_job.enqueue(job_id=str(job.pk))


def _key(revision: Revision, kind: str, params: dict[str, Any]) -> str:
    """Digest of a question: the film, its folder, the kind, the parameters, our version."""
    question = [str(revision.film_id), revision.digest, kind, params, __version__]
    return hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()
