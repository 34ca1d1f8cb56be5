"""A job's progress as a piece of a page that asks for itself again until the job has ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from borderless.web.films.access import Access, Can, film_page
from borderless.web.jobs.actions import Cancel
from borderless.web.jobs.models import Job

PAGE_OF = {
    "placement": "placement",
    "sweep": "placement",
    "risk": "risk",
    "backtest": "risk",
}
"""Name of the page on which a kind's result is shown."""


@require_GET
@film_page(Can.SEE_MONEY)
def job(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    """The progress; when the job has ended, the page with its result is loaded instead."""
    found = _job(access, job_id)
    page = page_of(found)
    if not request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        return redirect(page)
    if not found.is_live:
        answer = HttpResponse()
        answer["HX-Redirect"] = page
        return answer
    return render(request, "jobs/now.html", progress_context(access, found))


@require_POST
@film_page(Can.EDIT)
def cancel(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    """Asks the job to stop."""
    found = Cancel(access, _job(access, job_id)).run()
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"state": found.state})
    return redirect(page_of(found))


def _job(access: Access, job_id: UUID) -> Job:
    jobs = Job.objects.select_related("revision", "film").defer("result", "revision__document")
    found: Job = get_object_or_404(jobs, pk=job_id, film=access.film)
    return found


def page_of(job: Job) -> str:
    """Address of the page that shows a job and its result."""
    return f"{reverse(PAGE_OF[job.kind], args=[job.film_id])}?job={job.pk}"


def progress_context(access: Access, job: Job) -> dict[str, Any]:
    """What `jobs/progress.html` needs, which a page includes where its job is live."""
    return {"job": job, "film": access.film, "access": access}
