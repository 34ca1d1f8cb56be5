"""The finance plan: who brings what, under which law, and how each figure comes about."""

from __future__ import annotations

from datetime import date as Day
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from borderless.dossier.report_rules import incentives_by_country, scheme_card
from borderless.film.model import Film as FilmDocument
from borderless.film.model import Source, Status
from borderless.film.plain_files import CannotWriteError
from borderless.finance.plan import Plan
from borderless.finding import Finding
from borderless.rulebook.library import Library
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.models import Revision
from borderless.web.films.pages import base_of, document_at, film_context, save_or_join
from borderless.web.films.places import mended_at
from borderless.web.films.reading import day_of, plan_of, reading_of
from borderless.web.finance_plan.aid import gauges
from borderless.web.finance_plan.forms import SourceForm
from borderless.web.finance_plan.grid import grid_of
from borderless.web.finance_plan.payments import payments_of
from borderless.web.finance_plan.words import EVENTS, STATUSES


@require_GET
@film_page(Can.SEE_MONEY)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """The plan as the rulebook reads it today, or on the day asked for."""
    revision = access.film.newest()
    reading = reading_of(revision)
    asked, wrong = _day(request)
    plan, findings = plan_of(reading, asked)
    context = film_context(access, "finance", revision) | {
        "findings": shown_findings(access, findings),
        "readable": reading.film is not None,
        "document": reading.film,
        "day": day_of(reading, asked),
        "asked": asked,
        "wrong_day": wrong,
    }
    if plan:
        context |= _plan_context(plan)
    return render(request, "finance_plan/page.html", context)


def _day(request: HttpRequest) -> tuple[Day | None, str]:
    """The day that is asked for, and what is wrong with it; browsers send 2026-01-31."""
    text = request.GET.get("as_of", "").strip()[:40]
    if not text:
        return None, ""
    try:
        return Day.fromisoformat(text), ""
    except ValueError:
        return None, _("Read “%(text)s”; write a day as 2026-01-31.") % {"text": text}


def _plan_context(plan: Plan) -> dict[str, Any]:
    official = plan.official
    routes = {route.name: route.says for route in plan.library.governing().route}
    return {
        "plan": plan,
        "gap": plan.summary.gap if not plan.summary.closes else None,
        "surplus": -plan.summary.gap if plan.summary.gap < 0 else None,
        "grid": grid_of(plan),
        "payments": payments_of(plan),
        "events": EVENTS,
        "statuses": list(STATUSES.items()),
        "official": official,
        "tests": [(test, routes.get(test.route or "", "")) for test in official.tests],
        "incentives": [
            (cards[0].result.scheme.country, cards)
            for cards in incentives_by_country(plan).values()
        ],
        "funds": [scheme_card(plan, one) for one in plan.funds],
        "gauges": gauges(plan.aid),
    }


def shown_findings(access: Access, findings: list[Finding]) -> list[dict[str, Any]]:
    """Findings for `components/findings.html`, each with where it is mended."""
    return [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "figures": one.figures,
            "fix": one.fix,
            "reference": one.reference,
            "place": str(one.place) if one.place else None,
            "href": mended_at(
                access.film.pk,
                one.code,
                one.place.file if one.place else None,
                one.place.line if one.place else None,
            )
            if one.place
            else None,
        }
        for one in findings
    ]


# --- sources -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@film_page(Can.EDIT)
def source(request: HttpRequest, access: Access, index: int | None = None) -> HttpResponse:
    """One source, new or there already."""
    revision = access.film.newest()
    base = base_of(request) if request.method == "POST" else revision.number
    film = document_at(access, base)
    if film is None:
        raise Http404
    old = _entry(film, index)
    library = reading_of(revision).library
    if request.method == "GET":
        initial = SourceForm.initial_of(old) if old else _asked(request, library)
        form = SourceForm(film, library, old, initial=initial)
        return _form(request, access, revision, form, base, index, 200)
    form = SourceForm(film, library, old, request.POST)
    if form.is_valid():
        try:
            made = form.source()
            changed = _with(film, index, made)
            what = f"{'Changed' if old else 'Added'} the source {made.name or made.incentive}"
            return save_or_join(request, access, base, changed, what, _back(access))
        except ValidationError as error:
            for one in error.errors():
                form.add_error(None, str(one["msg"]).removeprefix("Value error, "))
        except CannotWriteError as error:
            form.add_error(None, str(error))
    return _form(request, access, revision, form, base, index, 422)


@require_POST
@film_page(Can.EDIT)
def status(request: HttpRequest, access: Access, index: int) -> HttpResponse:
    """Another status for a source."""
    base = base_of(request)
    film = document_at(access, base)
    if film is None:
        raise Http404
    old = _entry(film, index)
    word = request.POST.get("status", "")
    if old is None or word not in set(Status):
        raise Http404
    changed = _with(film, index, old.model_copy(update={"status": Status(word)}))
    what = f"{old.name or old.incentive} is {word}"
    return _saved_or_told(request, access, base, changed, what)


@require_POST
@film_page(Can.EDIT)
def delete(request: HttpRequest, access: Access, index: int) -> HttpResponse:
    """Takes a source out."""
    base = base_of(request)
    film = document_at(access, base)
    if film is None:
        raise Http404
    old = _entry(film, index)
    if old is None:
        raise Http404
    kept = tuple(one for number, one in enumerate(film.source) if number != index)
    changed = film.model_copy(update={"source": kept})
    what = f"Took out the source {old.name or old.incentive}"
    return _saved_or_told(request, access, base, changed, what)


def _saved_or_told(
    request: HttpRequest, access: Access, base: int, film: FilmDocument, what: str
) -> HttpResponse:
    try:
        return save_or_join(request, access, base, film, what, _back(access))
    except CannotWriteError as error:
        messages.error(request, str(error))
        return redirect("finance", film_id=access.film.pk)


def _asked(request: HttpRequest, library: Library) -> dict[str, str]:
    """A new source as a link on the page asks for it: an incentive that the plan does not have."""
    scheme = library.scheme(request.GET.get("incentive", ""))
    return {"incentive": scheme.id, "coproducer": scheme.country} if scheme else {}


def _form(
    request: HttpRequest,
    access: Access,
    revision: Revision,
    form: SourceForm,
    base: int,
    index: int | None,
    code: int,
) -> HttpResponse:
    context = film_context(access, "finance", revision) | {
        "form": form,
        "base": base,
        "index": index,
    }
    return render(request, "finance_plan/source.html", context, status=code)


def _entry(film: FilmDocument, index: int | None) -> Source | None:
    if index is None:
        return None
    if index >= len(film.source):
        raise Http404
    return film.source[index]


def _with(film: FilmDocument, index: int | None, made: Source) -> FilmDocument:
    sources = list(film.source)
    if index is None:
        sources.append(made)
    else:
        sources[index] = made
    return film.model_copy(update={"source": tuple(sources)})


def _back(access: Access) -> str:
    return reverse("finance", args=[access.film.pk])
