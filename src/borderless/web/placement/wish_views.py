"""Wishes added to a film and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from borderless.film.model import Film
from borderless.film.plain_files import CannotWriteError
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.models import Revision
from borderless.web.films.pages import base_of, save_or_join
from borderless.web.films.reading import reading_of
from borderless.web.films.store import StoreError
from borderless.web.placement.forms import WISH_FORMS, without
from borderless.web.placement.views import placement_page


@require_POST
@film_page(Can.EDIT)
def add(request: HttpRequest, access: Access, kind: str) -> HttpResponse:
    """Adds a wish of a kind; a form that is not right comes back as it was typed."""
    film = _film(request, access)
    if film is None:
        return redirect("placement", film_id=access.film.pk)
    form = WISH_FORMS[kind](film, request.POST)
    if not form.is_valid():
        return placement_page(request, access, wish=form, status=422)
    try:
        return _save(request, access, form.added(), form.what)
    except ValidationError as error:
        says = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        form.add_error(None, f"{says[:1].upper()}{says[1:]}.")
    except (CannotWriteError, StoreError) as error:
        form.add_error(None, str(error))
    return placement_page(request, access, wish=form, status=422)


@require_POST
@film_page(Can.EDIT)
def remove(request: HttpRequest, access: Access, kind: str, number: str) -> HttpResponse:
    """Takes a wish back."""
    film = _film(request, access)
    if film is None:
        return redirect("placement", film_id=access.film.pk)
    try:
        return _save(
            request, access, without(film, kind, int(number)), "Took a placement wish back"
        )
    except LookupError:
        messages.warning(request, _("That wish is not there any more."))
    except (CannotWriteError, StoreError) as error:
        messages.error(request, str(error))
    return redirect("placement", film_id=access.film.pk)


def _film(request: HttpRequest, access: Access) -> Film | None:
    """The film that the form was made from; the newest where the form does not say."""
    base = base_of(request)
    revision: Revision | None = access.film.revisions.filter(number=base).first()
    found = reading_of(revision or access.film.newest()).film
    if found is None:
        messages.error(request, _("The film’s files have errors; mend them first."))
    return found


def _save(request: HttpRequest, access: Access, film: Film, what: str) -> HttpResponse:
    back = reverse("placement", args=[access.film.pk])
    return save_or_join(request, access, base_of(request), film, what, f"{back}#wishes")
