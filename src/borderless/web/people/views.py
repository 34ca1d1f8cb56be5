"""The film's people and producers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from borderless.film.model import Coproducer, Person
from borderless.film.model import Film as FilmDocument
from borderless.film.plain_files import CannotWriteError
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.models import Revision
from borderless.web.films.pages import base_of, document_at, film_context, save_or_join
from borderless.web.people.forms import CoproducerForm, PersonForm
from borderless.web.people.words import POSTS, ROLES


@dataclass(frozen=True, slots=True)
class Sort:
    """One of the two lists that this page edits."""

    field: str
    """Its key in the document."""
    form: type[PersonForm | CoproducerForm]
    new: Promise
    edit: Promise
    called: str
    """For the history."""


SORTS = {
    "person": Sort("person", PersonForm, lazy("New person"), lazy("Change a person"), "person"),
    "producer": Sort(
        "coproducer",
        CoproducerForm,
        lazy("New co-producer"),
        lazy("Change a co-producer"),
        "co-producer",
    ),
}


@require_GET
@film_page(Can.SEE)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """People and producers; shares only for whom may see money."""
    revision = access.film.newest()
    document = revision.document
    context = film_context(access, "people", revision)
    if document:
        film = FilmDocument.model_validate(document)
        context |= {
            "people": [(index, POSTS[one.post], one) for index, one in enumerate(film.person)],
            "producers": [
                (index, ROLES[one.role], one) for index, one in enumerate(film.coproducer)
            ],
            "readable": True,
        }
    return render(request, "people/page.html", context)


@require_http_methods(["GET", "POST"])
@film_page(Can.EDIT)
def edit(request: HttpRequest, access: Access, what: str, index: int | None = None) -> HttpResponse:
    """One person or co-producer, new or there already."""
    sort = _sort(what)
    revision = access.film.newest()
    base = base_of(request) if request.method == "POST" else revision.number
    film = document_at(access, base)
    if film is None:
        raise Http404
    entries = list(getattr(film, sort.field))
    old = _entry(entries, index)
    if request.method == "GET":
        initial = sort.form.initial_of(old) if old else {}  # type: ignore[arg-type]
        form: forms.Form = sort.form(initial=initial)
        return _form(request, access, revision, sort, form, base, what, index)
    form = sort.form(request.POST)
    if form.is_valid():
        try:
            made = form.person(old) if isinstance(form, PersonForm) else form.coproducer(old)  # type: ignore[attr-defined,arg-type]
            changed = _with(film, sort.field, entries, index, made)
            what_done = f"{'Changed' if old else 'Added'} the {sort.called} {_name(made)}"
            return save_or_join(request, access, base, changed, what_done, _back(access))
        except ValidationError as error:
            for one in error.errors():
                form.add_error(None, str(one["msg"]))
        except CannotWriteError as error:
            form.add_error(None, str(error))
    return _form(request, access, revision, sort, form, base, what, index, status=422)


@require_POST
@film_page(Can.EDIT)
def delete(request: HttpRequest, access: Access, what: str, index: int) -> HttpResponse:
    """Takes a person or co-producer out."""
    sort = _sort(what)
    base = base_of(request)
    film = document_at(access, base)
    if film is None:
        raise Http404
    entries = list(getattr(film, sort.field))
    old = _entry(entries, index)
    del entries[index]
    changed = film.model_copy(update={sort.field: tuple(entries)})
    what_done = f"Took out the {sort.called} {_name(old)}"
    return save_or_join(request, access, base, changed, what_done, _back(access))


def _form(
    request: HttpRequest,
    access: Access,
    revision: Revision,
    sort: Sort,
    form: forms.Form,
    base: int,
    what: str,
    index: int | None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = film_context(access, "people", revision) | {
        "form": form,
        "heading": sort.edit if index is not None else sort.new,
        "base": base,
        "what": what,
        "index": index,
    }
    return render(request, "people/form.html", context, status=status)


def _sort(what: str) -> Sort:
    if what not in SORTS:
        raise Http404
    return SORTS[what]


def _entry(entries: list[Person | Coproducer], index: int | None) -> Person | Coproducer | None:
    if index is None:
        return None
    if index >= len(entries):
        raise Http404
    return entries[index]


def _with(
    film: FilmDocument,
    field: str,
    entries: list[Person | Coproducer],
    index: int | None,
    made: Person | Coproducer,
) -> FilmDocument:
    if index is None:
        entries.append(made)
    else:
        entries[index] = made
    return film.model_copy(update={field: tuple(entries)})


def _name(entry: Person | Coproducer | None) -> str:
    if entry is None:
        return ""
    return entry.name if isinstance(entry, Person) else entry.company


def _back(access: Access) -> str:
    return reverse("people", args=[access.film.pk])
