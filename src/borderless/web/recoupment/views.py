"""Who is paid back when: tiers to change, a ladder to slide along, statements."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from borderless.dossier.recoupment_report import recoupment_section
from borderless.dossier.waterfall_rows import statements_with_money
from borderless.film.model import Film as FilmDocument
from borderless.film.money import Money
from borderless.film.numerals import NumeralError
from borderless.film.plain_files import CannotWriteError
from borderless.film.recoupment import Tier
from borderless.finance.recoupment.waterfall import Waterfall, make_waterfall
from borderless.finding import Finding
from borderless.web.design import reader
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.models import Revision
from borderless.web.films.pages import base_of, document_at, film_context, save_or_join
from borderless.web.films.reading import FilmReading, by_severity, plan_of, reading_of
from borderless.web.finance_plan.views import shown_findings
from borderless.web.recoupment.forms import TierForm
from borderless.web.recoupment.slider import slider_of
from borderless.web.recoupment.tiers import moved, standard, tier_rows, with_tiers

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@film_page(Can.SEE_MONEY)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """The waterfall of what came in, of the estimates, or of a gross that is asked for."""
    revision = access.film.newest()
    reading = reading_of(revision)
    gross, wrong = _gross(request, reading)
    waterfall, findings = _waterfall(reading, gross)
    context = film_context(access, "recoupment", revision) | {
        "findings": shown_findings(access, findings),
        "readable": reading.film is not None,
        "wrong_gross": wrong,
        "gross": request.GET.get("gross", ""),
    }
    film = reading.film
    if film and film.recoupment:
        currency = film.recoupment.currency or film.currency
        context |= {
            "recoupment": film.recoupment,
            "currency": currency,
            "tiers": tier_rows(film.recoupment, currency),
        }
    if waterfall:
        context |= _shown(waterfall)
    return render(request, "recoupment/page.html", context)


def _gross(request: HttpRequest, reading: FilmReading) -> tuple[Money | None, str]:
    text = request.GET.get("gross", "").strip()[:40]
    film = reading.film
    if not text or film is None or film.recoupment is None:
        return None, ""
    try:
        amount = reader.read_typed(text)
    except NumeralError as error:
        return None, str(error)
    if amount is None or amount <= 0:
        return None, _("Write an amount above nothing.")
    return Money(amount, film.recoupment.currency or film.currency), ""


def _waterfall(
    reading: FilmReading, gross: Money | None = None
) -> tuple[Waterfall | None, list[Finding]]:
    plan, findings = plan_of(reading)
    if plan is None or reading.film is None or reading.film.recoupment is None:
        return None, findings if plan is None else list(reading.findings)
    waterfall, found = make_waterfall(plan, reading.takings, gross=gross, places=reading.place_of)
    return waterfall, by_severity([*reading.findings, *reading.takings_findings, *found])


def _shown(waterfall: Waterfall) -> dict[str, Any]:
    at = max(waterfall.settlement.received, Decimal(0))
    return {
        "waterfall": waterfall,
        "section": recoupment_section(waterfall),
        "slider": slider_of(waterfall.curve, at),
        "statements": [] if waterfall.simulated else list(statements_with_money(waterfall)),
    }


@require_GET
@film_page(Can.SEE_MONEY)
def workbook(request: HttpRequest, access: Access) -> HttpResponse:
    """The waterfall with its statements as a workbook."""
    from borderless.dossier.waterfall_xlsx import write_waterfall

    reading = reading_of(access.film.newest())
    gross, _wrong = _gross(request, reading)
    waterfall, findings = _waterfall(reading, gross)
    if waterfall is None:
        raise Http404
    with tempfile.TemporaryDirectory(prefix="borderless-") as folder:
        target = Path(folder) / "recoupment.xlsx"
        write_waterfall(waterfall, findings, target)
        answer = HttpResponse(target.read_bytes(), content_type=_XLSX)
    name = slugify(access.film.title) or "film"
    answer["Content-Disposition"] = f'attachment; filename="{name}-recoupment.xlsx"'
    return answer


# --- tiers ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@film_page(Can.EDIT)
def tier(request: HttpRequest, access: Access, index: int | None = None) -> HttpResponse:
    """One tier, new or there already."""
    revision = access.film.newest()
    base = base_of(request) if request.method == "POST" else revision.number
    film = _film(access, base)
    tiers = film.recoupment.tier if film.recoupment else ()
    if index is not None and index >= len(tiers):
        raise Http404
    old = tiers[index] if index is not None else None
    if request.method == "GET":
        form = TierForm(film, old, initial=TierForm.initial_of(old) if old else None)
        return _form(request, access, revision, form, base, index, 200)
    form = TierForm(film, old, request.POST)
    if form.is_valid():
        made = form.tier()
        changed = [*tiers, made] if index is None else list(tiers)
        if index is not None:
            changed[index] = made
        what = f"{'Changed' if old else 'Added'} the tier {made.name}"
        try:
            return _save(request, access, base, film, tuple(changed), what)
        except CannotWriteError as error:
            form.add_error(None, str(error))
    return _form(request, access, revision, form, base, index, 422)


@require_POST
@film_page(Can.EDIT)
def move(request: HttpRequest, access: Access, index: int) -> HttpResponse:
    """Puts a tier one place up or down."""
    base = base_of(request)
    film = _film(access, base)
    tiers = film.recoupment.tier if film.recoupment else ()
    if index >= len(tiers):
        raise Http404
    by = -1 if request.POST.get("to") == "up" else 1
    what = f"Moved the tier {tiers[index].name} {'up' if by < 0 else 'down'}"
    return _saved_or_told(request, access, base, film, moved(tiers, index, by), what)


@require_POST
@film_page(Can.EDIT)
def delete(request: HttpRequest, access: Access, index: int) -> HttpResponse:
    """Takes a tier out."""
    base = base_of(request)
    film = _film(access, base)
    tiers = film.recoupment.tier if film.recoupment else ()
    if index >= len(tiers):
        raise Http404
    kept = tuple(one for number, one in enumerate(tiers) if number != index)
    what = f"Took out the tier {tiers[index].name}"
    return _saved_or_told(request, access, base, film, kept, what)


@require_POST
@film_page(Can.EDIT)
def start(request: HttpRequest, access: Access) -> HttpResponse:
    """A usual recoupment for a film that has none, all of it marked as assumed."""
    base = base_of(request)
    film = _film(access, base)
    if film.recoupment is not None:
        return redirect("recoupment", film_id=access.film.pk)
    changed = film.model_copy(update={"recoupment": standard(film)})
    try:
        return save_or_join(
            request, access, base, changed, "Began a recoupment schedule", _back(access)
        )
    except CannotWriteError as error:
        messages.error(request, str(error))
        return redirect("recoupment", film_id=access.film.pk)


def _film(access: Access, base: int) -> FilmDocument:
    film = document_at(access, base)
    if film is None:
        raise Http404
    return film


def _save(
    request: HttpRequest,
    access: Access,
    base: int,
    film: FilmDocument,
    tiers: tuple[Tier, ...],
    what: str,
) -> HttpResponse:
    return save_or_join(request, access, base, with_tiers(film, tiers), what, _back(access))


def _saved_or_told(
    request: HttpRequest,
    access: Access,
    base: int,
    film: FilmDocument,
    tiers: tuple[Tier, ...],
    what: str,
) -> HttpResponse:
    try:
        return _save(request, access, base, film, tiers, what)
    except CannotWriteError as error:
        messages.error(request, str(error))
        return redirect("recoupment", film_id=access.film.pk)


def _form(
    request: HttpRequest,
    access: Access,
    revision: Revision,
    form: TierForm,
    base: int,
    index: int | None,
    status: int,
) -> HttpResponse:
    context = film_context(access, "recoupment", revision) | {
        "form": form,
        "base": base,
        "index": index,
    }
    return render(request, "recoupment/tier.html", context, status=status)


def _back(access: Access) -> str:
    return reverse("recoupment", args=[access.film.pk]) + "#tiers"
