"""Long work of a film: asked for, watched, cancelled."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status
from ninja.errors import HttpError

from borderless.web.api.models import Scope
from borderless.web.api.shapes import JobIn, JobOut, answers, job_out
from borderless.web.api.tokens import Token, film_access
from borderless.web.films.access import Access, Can
from borderless.web.films.reading import day_of, reading_of
from borderless.web.jobs.actions import AskFor, Cancel
from borderless.web.jobs.kinds.questions import WrongQuestionError
from borderless.web.jobs.models import Job

router = Router(tags=["long work"])
reads = Token(Scope.FILMS_READ)
works = Token(Scope.JOBS)


@router.get(
    "/{film_id}/jobs",
    response=answers(list[JobOut]),
    auth=reads,
)
def list_jobs(
    request: HttpRequest,
    film_id: UUID,
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 20,
) -> list[JobOut]:
    """The film's newest jobs, without their results."""
    access = film_access(request, film_id, Can.SEE_MONEY)
    jobs = access.film.jobs.select_related("revision", "film")
    lean = jobs.defer("result", "findings", "revision__document")
    return [job_out(job, whole=False) for job in lean[:limit]]


@router.post(
    "/{film_id}/jobs",
    response=answers(JobOut, 409, status=202),
    auth=works,
)
def ask_for_job(request: HttpRequest, film_id: UUID, body: JobIn) -> Status[JobOut]:
    """Starts long work on the newest revision; asked twice, the same job is given twice."""
    access = film_access(request, film_id, Can.EDIT)
    reading = reading_of(access.film.newest())
    if reading.film is None:
        raise HttpError(409, "The film's files have errors; mend them first.")
    try:
        job = AskFor(access, body.kind, dict(body.params), day_of(reading, body.as_of)).run()
    except WrongQuestionError as error:
        raise HttpError(422, str(error)) from error
    return Status(202, job_out(job, whole=False))


@router.get(
    "/{film_id}/jobs/{job_id}",
    response=answers(JobOut),
    auth=reads,
)
def show_job(request: HttpRequest, film_id: UUID, job_id: UUID) -> JobOut:
    """A job with its result."""
    return job_out(_job(film_access(request, film_id, Can.SEE_MONEY), job_id), whole=True)


@router.post(
    "/{film_id}/jobs/{job_id}/cancel",
    response=answers(JobOut),
    auth=works,
)
def cancel_job(request: HttpRequest, film_id: UUID, job_id: UUID) -> JobOut:
    """Asks a job to stop; one that has ended stays as it is."""
    access = film_access(request, film_id, Can.EDIT)
    return job_out(Cancel(access, _job(access, job_id)).run(), whole=False)


def _job(access: Access, job_id: UUID) -> Job:
    found = access.film.jobs.select_related("revision", "film").filter(pk=job_id).first()
    if found is None:
        raise HttpError(404, "The film has no such job.")
    return found
