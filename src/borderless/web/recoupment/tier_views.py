"""Tiers of the account: put in order, changed by a form, added and taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from borderless.film.model import Film as FilmDocument
from borderless.film.plain_files import CannotWriteError
from borderless.film.recoupment import Tier
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.models import Revision
from borderless.web.films.pages import base_of, document_at, film_context, save_or_join
from borderless.web.recoupment.forms import TierForm
from borderless.web.recoupment.tiers import moved, with_tiers


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
