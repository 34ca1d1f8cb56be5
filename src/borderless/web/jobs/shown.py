"""Which job a page shows: the one that its address names, else the newest of its kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from borderless.web.films.access import Access
from borderless.web.jobs.models import Job

RECENT = 8
"""Earlier jobs that a page lists."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The job that a page shows, with its result, and those before and after it."""

    job: Job | None
    recent: tuple[Job, ...]
    """The newest first, without their results."""

    @property
    def live(self) -> Job | None:
        """The job, where something may still come."""
        return self.job if self.job and self.job.is_live else None

    @property
    def result(self) -> dict[str, Any] | None:
        """What it found, where it has ended with something."""
        return self.job.result if self.job and not self.job.is_live else None


def shown(request: HttpRequest, access: Access, kinds: Sequence[str]) -> Shown:
    """The job for a page of some kinds of work; three queries.

    Raises:
        Http404: the address names a job that the film does not have.
    """
    jobs = access.film.jobs.filter(kind__in=kinds).select_related("revision", "asked_by")
    lean = jobs.defer("result", "findings", "revision__document", "revision__manifest")
    recent = tuple(_of_film(one, access) for one in lean[:RECENT])
    wanted = request.GET.get("job", "")
    if wanted:
        try:
            found = jobs.filter(pk=UUID(wanted)).first()
        except ValueError:
            found = None
        if found is None:
            raise Http404
        return Shown(_of_film(found, access), recent)
    newest = jobs.filter(pk=recent[0].pk).first() if recent else None
    return Shown(_of_film(newest, access) if newest else None, recent)


def _of_film(job: Job, access: Access) -> Job:
    job.film = access.film  # known already: no query for each
    return job
