"""The film's budget: a sheet to type and paste into, its topsheet, and files in and out."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from borderless.dossier.budget_files import budget_csv, budget_workbook
from borderless.dossier.topsheet import Topsheet, topsheet
from borderless.film.folder import BUDGETS
from borderless.film.numerals import DecimalSign
from borderless.film.plain_files import CannotWriteError
from borderless.film.rates import rates_for
from borderless.finding import Finding, Severity, has_errors
from borderless.web.budget.cells import COLUMNS, choices
from borderless.web.budget.forms import BudgetFileForm
from borderless.web.budget.grid import lines_from, rows_of
from borderless.web.budget.replacing import Replacement, replacement
from borderless.web.design import reader
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.actions.saving import SaveFiles
from borderless.web.films.models import Revision
from borderless.web.films.pages import base_of, document_at, film_context, save_or_join
from borderless.web.films.places import mended_at
from borderless.web.films.reading import FilmReading, day_of, plan_of, reading_of
from borderless.web.films.store import StaleError

_SCRIPTS = ("history", "table", "sheet", "paste", "totals", "keeping")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@film_page(Can.SEE_MONEY)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """The sheet and the topsheet; with `base`, as they stood in an older revision."""
    return _page(request, access, BudgetFileForm(), 200)


def _page(
    request: HttpRequest, access: Access, form: BudgetFileForm, status: int, **more: Any
) -> HttpResponse:
    newest = access.film.newest()
    revision = _asked(access, request.GET.get("base", "")) or newest
    reading = reading_of(revision)
    row = request.GET.get("row", "")
    context = film_context(access, "budget", revision) | {
        "columns": COLUMNS,
        "known": choices() if access.edits else (),
        "scripts": [f"budget/{name}.js" for name in _SCRIPTS],
        "behind": newest.number if newest.number != revision.number else None,
        "form": form,
        "asked_row": int(row) if row.isdecimal() and len(row) < 8 else None,
        "comma": reader.decimal_comma(),
    }
    film = reading.film
    if film is None:
        context["findings"] = _shown(access, list(reading.findings))
    else:
        _plan, findings = plan_of(reading)
        top = _topsheet(reading)
        context |= {
            "document": film,
            "rows": rows_of(film),
            "topsheet": top,
            "live_rates": json.dumps(_live_rates(top)) if top else "",
            "by_row": _by_row(findings),
            "findings": _shown(access, [one for one in findings if _is_about_budget(one)]),
        }
    return render(request, "budget/page.html", context | more, status=status)


def _asked(access: Access, number: str) -> Revision | None:
    """An older revision that something was typed into; None where its files have errors."""
    if not number.isdecimal() or len(number) > 9:
        return None
    found = access.film.revisions.filter(number=int(number)).first()
    return found if found and found.document else None


def _live_rates(top: Topsheet) -> dict[str, float]:
    """For sums while somebody types."""
    return {top.currency: 1.0} | {one.currency: float(one.value) for one in top.rates}


def _topsheet(reading: FilmReading) -> Topsheet | None:
    """None where a currency has no rate, which a finding says."""
    film = reading.film
    if film is None or not film.budget:
        return None
    rates, _findings = rates_for(film.rates, day_of(reading))
    currencies = {line.currency for line in film.budget} | {film.currency}
    if rates.missing(currencies, film.currency):
        return None
    return topsheet(film.budget, rates, film.currency)


def _is_about_budget(finding: Finding) -> bool:
    return finding.place is not None and finding.place.file in BUDGETS


def _by_row(findings: list[Finding]) -> dict[int, str]:
    """What is said of each row of the budget's file that somebody should mend."""
    found: dict[int, list[str]] = {}
    for one in findings:
        if _is_about_budget(one) and one.severity is not Severity.INFO:
            line = one.place.line if one.place else None
            if line is not None:
                found.setdefault(line, []).append(one.message)
    return {line: " ".join(said) for line, said in found.items()}


def _shown(access: Access, findings: list[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "fix": one.fix,
            "place": str(one.place) if one.place else None,
            "href": mended_at(access.film.pk, one.code, one.place.file, one.place.line)
            if one.place
            else None,
        }
        for one in findings
    ]


@require_POST
@film_page(Can.EDIT)
def save(request: HttpRequest, access: Access) -> HttpResponse:
    """Saves the sheet; a script asks, and gets the faults of cells or where to go on."""
    base = base_of(request)
    film = document_at(access, base)
    if film is None:
        says = _("The film's files have to be mended first; what you typed is kept on this device.")
        return JsonResponse({"says": says}, status=409)
    try:
        sent = json.loads(request.POST.get("rows", ""))
    except ValueError:
        sent = None
    if not isinstance(sent, list):
        return JsonResponse({"says": _("The sheet did not arrive whole; save again.")}, status=400)
    lines, faults = lines_from(sent, film)
    if faults:
        return JsonResponse(
            {
                "faults": [
                    {"row": one.row, "column": one.column, "says": one.says} for one in faults
                ]
            },
            status=422,
        )
    changed = film.model_copy(update={"budget": lines})
    back_to = reverse("budget", args=[access.film.pk])
    try:
        answer = save_or_join(request, access, base, changed, _what(film.budget, lines), back_to)
    except CannotWriteError as error:
        return JsonResponse({"says": str(error)}, status=422)
    return JsonResponse({"to": answer["Location"]})


def _what(old: Any, new: Any) -> str:
    """What was done, for the history."""
    if len(new) > len(old):
        return f"Budget: {len(new) - len(old)} more lines"
    if len(new) < len(old):
        return f"Budget: {len(old) - len(new)} lines fewer"
    return "Budget changed"


# --- files out and in ----------------------------------------------------------------------------


@require_GET
@film_page(Can.SEE_MONEY)
def as_csv(request: HttpRequest, access: Access) -> HttpResponse:
    """The budget as CSV, with the reader's decimal sign."""
    del request
    film = reading_of(access.film.newest()).film
    if film is None:
        raise Http404
    sign: DecimalSign = "," if reader.decimal_comma() else "."
    return _file(access, budget_csv(film, decimal=sign), "text/csv", "csv")


@require_GET
@film_page(Can.SEE_MONEY)
def as_workbook(request: HttpRequest, access: Access) -> HttpResponse:
    """The budget as a workbook."""
    del request
    reading = reading_of(access.film.newest())
    if reading.film is None:
        raise Http404
    return _file(access, budget_workbook(reading.film, _topsheet(reading)), _XLSX, "xlsx")


def _file(access: Access, content: bytes, kind: str, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    name = slugify(access.film.title) or "film"
    answer["Content-Disposition"] = f'attachment; filename="{name}-budget.{ending}"'
    return answer


@require_POST
@film_page(Can.EDIT)
def replace(request: HttpRequest, access: Access) -> HttpResponse:
    """Another budget file: first shown with what it changes; sent again from there, it is taken."""
    form = BudgetFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, access, form, 422)
    revision = access.film.newest()
    found = replacement(revision, form.name, form.content)
    if has_errors(found.findings):
        return _page(request, access, form, 422, refused=_shown(access, list(found.findings)))
    if not form.is_looked_at:
        kept = base64.b64encode(found.content).decode("ascii")
        return _page(request, access, form, 200, replacement=found, kept=kept)
    return _replaced(request, access, revision, found)


def _replaced(
    request: HttpRequest, access: Access, revision: Revision, found: Replacement
) -> HttpResponse:
    gone = tuple(one for one in BUDGETS if one != found.name and one in revision.manifest)
    try:
        saved = SaveFiles(
            access, base_of(request), {found.name: found.content}, gone, "Another budget file"
        ).run()
    except StaleError:
        messages.error(
            request, _("Somebody saved in between, so nothing was taken. Look at it first.")
        )
        return redirect("budget", film_id=access.film.pk)
    if saved is None:
        messages.info(request, _("The file is here already, byte for byte."))
    else:
        messages.success(request, _("Saved as revision %(number)s.") % {"number": saved.number})
    return redirect("budget", film_id=access.film.pk)
