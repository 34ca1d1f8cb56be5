"""The film's page `risk`: scenarios asked for, watched, and read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from borderless.dossier.plan_json import finding_data
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.pages import film_context
from borderless.web.films.places import linked
from borderless.web.films.reading import FilmReading, day_of, reading_of
from borderless.web.jobs.actions import AskFor
from borderless.web.jobs.shown import Shown, shown
from borderless.web.jobs.views import page_of
from borderless.web.risk import story
from borderless.web.risk.forms import BacktestForm, RiskForm

KINDS = ("risk", "backtest")


@require_GET
@film_page(Can.SEE_MONEY)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """The newest run, or the one that the address names."""
    return _page(request, access, shown(request, access, KINDS), RiskForm(), BacktestForm())


@require_POST
@film_page(Can.EDIT)
def run(request: HttpRequest, access: Access) -> HttpResponse:
    """Asks for scenarios."""
    form = RiskForm(request.POST)
    if not form.is_valid():
        found = shown(request, access, KINDS)
        return _page(request, access, found, form, BacktestForm(), status=422)
    return _asked(access, "risk", form.question)


@require_POST
@film_page(Can.EDIT)
def replay(request: HttpRequest, access: Access) -> HttpResponse:
    """Asks for the plan's currency flows to be replayed through the past."""
    form = BacktestForm(request.POST)
    if not form.is_valid():
        found = shown(request, access, KINDS)
        return _page(request, access, found, RiskForm(), form, status=422)
    return _asked(access, "backtest", form.cleaned_data)


def _asked(access: Access, kind: str, question: dict[str, Any]) -> HttpResponse:
    reading = reading_of(access.film.newest())
    return redirect(page_of(AskFor(access, kind, question, day_of(reading)).run()))


def _page(
    request: HttpRequest,
    access: Access,
    found: Shown,
    form: RiskForm,
    replay_form: BacktestForm,
    status: int = 200,
) -> HttpResponse:
    revision = access.film.newest()
    reading = reading_of(revision)
    context = film_context(access, "risk", revision) | {
        "form": form,
        "replay_form": replay_form,
        "asks": form.is_bound or replay_form.is_bound or found.job is None,
        "can_run": access.edits and reading.film is not None,
        "reading": reading,
        "job": found.job,
        "live": found.live,
        "recent": found.recent,
        "findings": linked(access.film.pk, _findings(found, reading)),
    }
    if found.job and found.result:
        told = story.scenarios if found.job.kind == "risk" else story.history
        context |= {"story": told(found.result)}
    return render(request, "risk/page.html", context, status=status)


def _findings(found: Shown, reading: FilmReading) -> list[dict[str, Any]]:
    """What the run found; what is wrong with the film, while its files have errors."""
    if reading.film is None:
        return [finding_data(one) for one in reading.findings]
    if found.job is None or found.live:
        return []
    told: list[dict[str, Any]] = found.job.findings
    return told
