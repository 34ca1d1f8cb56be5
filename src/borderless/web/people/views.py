"""The film's people and producers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from borderless.film.model import Coproducer, Person
from borderless.film.model import Film as FilmDocument
from borderless.film.plain_files import CannotWriteError
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.pages import base_of, document_at, film_context, save_or_join
from borderless.web.people.forms import CoproducerForm, PersonForm
from borderless.web.people.shares import SharesForm
from borderless.web.people.words import POSTS, ROLES

Entry = Person | Coproducer


@dataclass(frozen=True, slots=True)
class Sort:
    """One of the two lists that this page edits."""

    field: str
    """Its key in the document."""
    new: Promise
    edit: Promise
    take_out: Promise
    called: str
    """For the history."""


SORTS = {
    "person": Sort(
        "person", lazy("New person"), lazy("Change a person"), lazy("Take a person out"), "person"
    ),
    "producer": Sort(
        "coproducer",
        lazy("New co-producer"),
        lazy("Change a co-producer"),
        lazy("Take a co-producer out"),
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
    base = base_of(request) if request.method == "POST" else access.film.head
    film, entries = _entries(access, base, sort)
    old = None if index is None else _entry(entries, index)
    heading = sort.new if index is None else sort.edit
    sent = request.POST if request.method == "POST" else None
    form: PersonForm | CoproducerForm
    if what == "person":
        form = PersonForm(sent, initial=PersonForm.initial_of(old) if old else {})  # type: ignore[arg-type]
    else:
        initial = CoproducerForm.initial_of(old) if old else {}  # type: ignore[arg-type]
        form = CoproducerForm(film, index, sent, initial=initial)
    if sent is not None and form.is_valid():
        try:
            if isinstance(form, CoproducerForm):
                made: Entry = form.coproducer(old)  # type: ignore[arg-type]
                entries = [*form.with_shares(entries)]  # type: ignore[arg-type]
            else:
                made = form.person(old)  # type: ignore[arg-type]
            if index is None:
                entries.append(made)
            else:
                entries[index] = made
            changed = film.model_copy(update={sort.field: tuple(entries)})
            what_done = f"{'Changed' if old else 'Added'} the {sort.called} {_name(made)}"
            return save_or_join(request, access, base, changed, what_done, _back(access))
        except ValidationError as error:
            for one in error.errors():
                form.add_error(None, str(one["msg"]))
        except CannotWriteError as error:
            form.add_error(None, str(error))
    return _form(request, access, form, heading, f"{what}:{index}")


@require_POST
@film_page(Can.EDIT)
def delete(request: HttpRequest, access: Access, what: str, index: int) -> HttpResponse:
    """Takes a person or co-producer out; asks who holds the share of one who had any."""
    sort = _sort(what)
    base = base_of(request)
    film, entries = _entries(access, base, sort)
    old = _entry(entries, index)
    if isinstance(old, Coproducer):
        form = SharesForm(film, index, request.POST)
        if not form.is_valid():
            return _form(request, access, form, sort.take_out, f"{what}:{index}:out")
        entries = [*form.with_shares(entries)]  # type: ignore[arg-type]
    del entries[index]
    changed = film.model_copy(update={sort.field: tuple(entries)})
    what_done = f"Took out the {sort.called} {_name(old)}"
    try:
        return save_or_join(request, access, base, changed, what_done, _back(access))
    except CannotWriteError as error:
        messages.error(request, str(error))
        return redirect("people", film_id=access.film.pk)


def _form(
    request: HttpRequest, access: Access, form: forms.Form, heading: Promise, draft: str
) -> HttpResponse:
    base = base_of(request) if request.method == "POST" else access.film.head
    context: dict[str, Any] = film_context(access, "people") | {
        "form": form,
        "heading": heading,
        "base": base,
        "draft": draft,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/form.html", context, status=status)


def _sort(what: str) -> Sort:
    if what not in SORTS:
        raise Http404
    return SORTS[what]


def _entries(access: Access, base: int, sort: Sort) -> tuple[FilmDocument, list[Entry]]:
    film = document_at(access, base)
    if film is None:
        raise Http404
    return film, list(getattr(film, sort.field))


def _entry(entries: list[Entry], index: int) -> Entry:
    if index >= len(entries):
        raise Http404
    return entries[index]


def _name(entry: Entry) -> str:
    return entry.name if isinstance(entry, Person) else entry.company


def _back(access: Access) -> str:
    return reverse("people", args=[access.film.pk])
