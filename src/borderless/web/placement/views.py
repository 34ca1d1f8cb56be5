"""The film's page `placement`: what may change, the search, and the moves it found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from borderless.dossier.plan_json import finding_data
from borderless.film.model import Film
from borderless.film.plain_files import CannotWriteError
from borderless.finance.placement.options import possible_partners
from borderless.web.design import reader
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.pages import film_context
from borderless.web.films.places import linked
from borderless.web.films.reading import day_of, reading_of
from borderless.web.films.store import StoreError
from borderless.web.jobs.actions import AskFor
from borderless.web.jobs.models import Job
from borderless.web.jobs.shown import shown
from borderless.web.jobs.views import page_of
from borderless.web.placement.accepting import Accepted, AcceptMoves, day_of_job, found_of
from borderless.web.placement.answer_rows import answer_of
from borderless.web.placement.effect import effect_of
from borderless.web.placement.fields import COUNTRIES, countries
from borderless.web.placement.forms import WISH_FORMS, SearchForm, SweepForm
from borderless.web.placement.sweep_job import sets_asked
from borderless.web.placement.sweep_rows import sweep_of
from borderless.web.placement.taking import Standing, standing_of, take
from borderless.web.placement.wish_form import WishForm
from borderless.web.placement.wish_words import wishes_of

KINDS = ("placement", "sweep")


@require_GET
@film_page(Can.SEE_MONEY)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """The newest search, or the one that the address names."""
    return placement_page(request, access)


@require_POST
@film_page(Can.EDIT)
def run(request: HttpRequest, access: Access) -> HttpResponse:
    """Asks for the best placement."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return placement_page(request, access, search=form, status=422)
    return _asked(access, "placement", form.question)


@require_POST
@film_page(Can.EDIT)
def sweep(request: HttpRequest, access: Access) -> HttpResponse:
    """Asks for a row for each set of partner countries."""
    form = SweepForm(request.POST)
    film = reading_of(access.film.newest()).film
    if form.is_valid() and film is not None:
        question = form.question
        try:
            sets_asked(film, question["partners"], question["choose"])
        except ValueError as error:
            form.add_error("choose", f"{str(error)[:1].upper()}{str(error)[1:]}.")
    if film is None or not form.is_valid():
        return placement_page(request, access, sweep_form=form, status=422)
    return _asked(access, "sweep", form.question)


def _asked(access: Access, kind: str, question: dict[str, Any]) -> HttpResponse:
    reading = reading_of(access.film.newest())
    return redirect(page_of(AskFor(access, kind, question, day_of(reading)).run()))


# --- moves ---------------------------------------------------------------------------------------


@require_GET
@film_page(Can.SEE_MONEY)
def effect(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    """What the chosen moves come to in the film as it is now: a piece of the page."""
    job = _finished(access, job_id)
    reading = reading_of(access.film.newest())
    found = found_of(job, reading)
    context: dict[str, Any] = {"film": access.film}
    if found is not None and reading.film is not None:
        taken = take(reading.film, found, found.with_needs(request.GET.getlist("step")))
        context["refused"] = taken.refused
        context["steps"] = taken.steps
        if taken.steps:
            context["effect"] = effect_of(
                reading.film, taken.film, reading.library, day_of_job(job)
            )
    return render(request, "placement/effect.html", context)


@require_POST
@film_page(Can.EDIT)
def accept(request: HttpRequest, access: Access, job_id: UUID) -> HttpResponse:
    """Takes the chosen moves into the film, as one revision."""
    job = _finished(access, job_id)
    keys = request.POST.getlist("step")
    if "all" in request.POST:
        found = found_of(job, reading_of(access.film.newest()))
        keys = [step.key for step in found.steps] if found else []
    try:
        _tell(request, AcceptMoves(access, job, keys).run())
    except (CannotWriteError, StoreError) as error:
        said = {"why": str(error)}
        messages.error(request, _("The moves could not be saved. %(why)s") % said)
    return redirect(page_of(job))


def _tell(request: HttpRequest, accepted: Accepted) -> None:
    for sentence in accepted.refused:
        messages.warning(request, sentence)
    if accepted.revision is None:
        if not accepted.refused:
            messages.info(request, _("No move was chosen, or all of them are in the film already."))
        return
    count = len(accepted.steps)
    facts: dict[str, Any] = {"count": count, "number": accepted.revision.number}
    said = ngettext(
        "%(count)s step accepted as revision %(number)s.",
        "%(count)s steps accepted as revision %(number)s.",
        count,
    )
    if accepted.effect is None:
        messages.success(request, said % facts)
        return
    after, currency = accepted.effect.after, accepted.effect.currency
    facts["net"] = reader.money(after.net, currency)
    facts["before"] = reader.money(accepted.effect.before.net, currency)
    facts["gap"] = reader.money(after.gap, currency)
    real = _("The net cost is now %(net)s (before: %(before)s), the gap %(gap)s.")
    messages.success(request, f"{said % facts} {real % facts}")


def _finished(access: Access, job_id: UUID) -> Job:
    jobs = Job.objects.select_related("revision")
    job: Job = get_object_or_404(jobs, pk=job_id, film=access.film, kind="placement")
    if job.is_live or not job.result:
        raise Http404
    job.film = access.film
    return job


# --- the page ------------------------------------------------------------------------------------


def placement_page(
    request: HttpRequest,
    access: Access,
    *,
    search: SearchForm | None = None,
    sweep_form: SweepForm | None = None,
    wish: WishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that was not right where there is one."""
    revision = access.film.newest()
    reading = reading_of(revision)
    found = shown(request, access, KINDS)
    context = film_context(access, "placement", revision) | {
        "reading": reading,
        "can_run": access.edits and reading.film is not None,
        "search": search or SearchForm(),
        "sweep_form": sweep_form or SweepForm(initial=_usual_sweep(reading.film)),
        "countries": [name for _code, name in countries(get_language() or "en")],
        "countries_id": COUNTRIES,
        "asks": found.job is None or search is not None,
        "asks_sweep": sweep_form is not None,
        "job": found.job,
        "live": found.live,
        "recent": found.recent,
        "findings": linked(access.film.pk, found.job.findings)
        if found.job and not found.live
        else [],
    }
    if reading.film is not None:
        context["wishes"] = wishes_of(reading.film)
        if access.edits:
            context["wish_forms"] = [
                wish if wish is not None and wish.kind == kind else form(reading.film)
                for kind, form in WISH_FORMS.items()
            ]
            context["wrong_wish"] = wish.kind if wish is not None else ""
    else:
        context["findings"] = linked(
            access.film.pk, [finding_data(one) for one in reading.findings]
        )
    if found.job is not None and found.result:
        context |= _told(request, access, found.job, found.result)
    return render(request, "placement/page.html", context, status=status)


def _usual_sweep(film: Film | None) -> dict[str, str]:
    """The countries that the film speaks of, as those a sweep would try."""
    if film is None:
        return {}
    others = [one for one in possible_partners(film) if one != film.delegate]
    return {"partners": ", ".join(reader.country(one) for one in others)}


def _told(request: HttpRequest, access: Access, job: Job, result: dict[str, Any]) -> dict[str, Any]:
    if job.kind == "sweep":
        return {"sweep": sweep_of(result, request.GET.get("sort", ""))}
    told: dict[str, Any] = {"answer": answer_of(result)}
    reading = reading_of(access.film.newest())
    found = found_of(job, reading)
    if found is not None:
        film = reading.film
        told["steps"] = [
            (
                step,
                standing_of(film, found, step) if film else Standing.CHANGED,
                [other.words for key in step.needs if (other := found.step(key))],
            )
            for step in found.steps
        ]
        told["open_steps"] = sum(one[1] is Standing.OPEN for one in told["steps"])
    return told
