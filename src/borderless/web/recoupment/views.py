"""Who is paid back when: tiers to change, a ladder to slide along, statements."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from borderless.dossier.recoupment_report import recoupment_section
from borderless.dossier.waterfall_rows import statements_with_money
from borderless.dossier.waterfall_words import party_name
from borderless.film.money import Money
from borderless.film.numerals import NumeralError
from borderless.film.plain_files import CannotWriteError
from borderless.finance.recoupment.waterfall import Waterfall, make_waterfall
from borderless.finding import Finding
from borderless.web.design import reader
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.pages import base_of, document_at, film_context, save_or_join
from borderless.web.films.reading import FilmReading, by_severity, plan_of, reading_of
from borderless.web.finance_plan.views import shown_findings
from borderless.web.recoupment.beginning import StartForm, standard
from borderless.web.recoupment.payouts import payouts_of
from borderless.web.recoupment.sellers import sellers
from borderless.web.recoupment.slider import slider_of
from borderless.web.recoupment.tiers import tier_rows

MOST_LINES = 200
"""Payouts on one page."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@film_page(Can.SEE_MONEY)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """The waterfall of what came in, of the estimates, or of a gross that is asked for."""
    return _page(request, access)


def _page(
    request: HttpRequest, access: Access, form: StartForm | None = None, base: int = 0
) -> HttpResponse:
    revision = access.film.newest()
    reading = reading_of(revision)
    gross, wrong = _gross(request, reading)
    waterfall, findings = _waterfall(reading, gross)
    film = reading.film
    context = film_context(access, "recoupment", revision) | {
        "findings": shown_findings(access, findings),
        "document": film,
        "wrong_gross": wrong,
        "gross": request.GET.get("gross", ""),
        "base": base or revision.number,
    }
    if film and film.recoupment:
        currency = film.recoupment.currency or film.currency
        context |= {
            "recoupment": film.recoupment,
            "currency": currency,
            "sellers": sellers(film.recoupment, currency, reading.place_of),
            "tiers": tier_rows(film.recoupment, currency),
        }
    elif film:
        context["form"] = form or StartForm(film)
    if waterfall:
        context |= _shown(waterfall)
    status = 422 if form else 200
    return render(request, "recoupment/page.html", context, status=status)


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


@require_GET
@film_page(Can.SEE_MONEY)
def payouts(request: HttpRequest, access: Access) -> HttpResponse:
    """Every payout of one party, and what it was a share of."""
    revision = access.film.newest()
    reading = reading_of(revision)
    gross, _wrong = _gross(request, reading)
    waterfall, _findings = _waterfall(reading, gross)
    party = request.GET.get("party", "")
    if waterfall is None or party not in waterfall.parties:
        raise Http404
    shown = Paginator(payouts_of(waterfall, party), MOST_LINES).get_page(request.GET.get("page"))
    asked = {"party": party, "gross": request.GET.get("gross", "")}
    context = film_context(access, "recoupment", revision) | {
        "party": party_name(party),
        "waterfall": waterfall,
        "page": shown,
        "query": urlencode({name: text for name, text in asked.items() if text}) + "&",
        "gross": asked["gross"],
        "total": waterfall.settlement.total(party),
    }
    return render(request, "recoupment/payouts.html", context)


@require_POST
@film_page(Can.EDIT)
def start(request: HttpRequest, access: Access) -> HttpResponse:
    """A usual recoupment for a film that has none, all of it marked as assumed."""
    base = base_of(request)
    film = document_at(access, base)
    if film is None:
        raise Http404
    if film.recoupment is not None:
        return redirect("recoupment", film_id=access.film.pk)
    form = StartForm(film, request.POST)
    if form.is_valid():
        changed = film.model_copy(update={"recoupment": standard(film, form.sales_agent())})
        back = reverse("recoupment", args=[access.film.pk])
        try:
            return save_or_join(request, access, base, changed, "Began a recoupment schedule", back)
        except CannotWriteError as error:
            form.add_error(None, str(error))
    return _page(request, access, form, base)
