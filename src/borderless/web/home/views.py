"""The first page: a person's films, and how to begin one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from borderless.finding import Finding, has_errors
from borderless.web.accounts.access import person_of
from borderless.web.accounts.models import OrganisationMember, User
from borderless.web.films.access import Access, films_of, role_of
from borderless.web.films.actions.filing import folder_of
from borderless.web.films.actions.making import MakeFilm, PutAway, new_files
from borderless.web.films.figures import InShort, in_short_of
from borderless.web.films.models import Film, FilmRole, Revision, RevisionKind, Role
from borderless.web.home.examples import examples, make_example
from borderless.web.home.forms import ImportForm, NewFilmForm
from borderless.web.home.left_out import tell_left_out

PAGE = 20
"""Films on one page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A film of the list."""

    film: Film
    short: InShort | None
    """None for whom may not see money, and while it is being worked out."""
    role: str
    sees_money: bool
    changed_by: str


@require_GET
def films(request: HttpRequest) -> HttpResponse:
    """A person's films, the newest change first."""
    user = person_of(request)
    typed = request.GET.get("q", "").strip()[:200]
    asked = "".join(mark for mark in typed if mark.isprintable())  # databases refuse NUL
    found = films_of(user).select_related("organisation")
    if asked:
        found = found.filter(Q(title__icontains=asked) | Q(organisation__name__icontains=asked))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(user, list(page.object_list)),
        "asked": asked,
        "query": urlencode({"q": asked}) + "&" if asked else "",
        "examples": examples(),
        "put_away": _put_away_of(user),
    }
    return render(request, "home/films.html", context)


def _rows(user: User, found: list[Film]) -> list[Row]:
    """The rows of a page of films; the number of queries does not grow with it."""
    roles = dict(FilmRole.objects.filter(user=user, film__in=found).values_list("film_id", "role"))
    houses = dict(
        OrganisationMember.objects.filter(user=user).values_list("organisation_id", "is_admin")
    )
    accesses = [Access(film, _most(film, roles, houses), user) for film in found]
    shown = in_short_of([one.film for one in accesses if one.sees_money])
    newest = Revision.objects.filter(film__in=found, number=F("film__head"))
    authors = {
        one.film_id: str(one.author or "")
        for one in newest.select_related("author").defer("document", "manifest")
    }
    return [
        Row(
            one.film,
            shown.get(one.film.pk),
            str(Role(one.role).label),
            one.sees_money,
            authors.get(one.film.pk, ""),
        )
        for one in accesses
    ]


def _most(film: Film, roles: dict[UUID, str], houses: dict[int, bool]) -> str:
    by_house: str | None = None
    if film.organisation_id in houses:
        by_house = Role.OWNER if houses[film.organisation_id] else Role.EDITOR
    order = [Role.VIEWER, Role.FINANCE_VIEWER, Role.EDITOR, Role.OWNER]
    own = [one for one in (roles.get(film.pk), by_house) if one]
    return max(own, key=lambda one: order.index(Role(one)))


def _put_away_of(user: User) -> list[Film]:
    owned = FilmRole.objects.filter(user=user, role=Role.OWNER).values("film_id")
    run = OrganisationMember.objects.filter(user=user, is_admin=True).values("organisation_id")
    return list(
        Film.objects.filter(
            Q(id__in=owned) | Q(organisation_id__in=run), deleted_at__isnull=False
        ).order_by("-deleted_at")[:50]
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new film, which explains itself."""
    user = person_of(request)
    form = NewFilmForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        try:
            files = new_files(title, form.cleaned_data["delegate"])
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            house = form.cleaned_data.get("organisation")
            film = MakeFilm(user, files, title, RevisionKind.CREATED, "New film", house).run()
            messages.success(request, _("The film is made. Its budget is an example to overwrite."))
            return redirect("overview", film_id=film.pk)
    return render(request, "home/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def import_film(request: HttpRequest) -> HttpResponse:
    """A film out of a folder as a ZIP; taken whole or not at all."""
    user = person_of(request)
    form = ImportForm(user, request.POST or None, request.FILES or None)
    findings: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        files, findings = folder_of(form.cleaned_data["archive"])
        if not has_errors(findings):
            name = str(request.FILES["archive"].name).rsplit(".", 1)[0] or "Film"  # type: ignore[union-attr]
            house = form.cleaned_data.get("organisation")
            film = MakeFilm(
                user, files, name, RevisionKind.IMPORTED, "Imported folder", house
            ).run()
            tell_left_out(request, findings)
            messages.success(request, _("The folder is imported, byte for byte."))
            return redirect("overview", film_id=film.pk)
    context: dict[str, Any] = {"form": form, "findings": findings}
    wrong = bool(form.errors or findings)
    return render(request, "home/import.html", context, status=422 if wrong else 200)


@require_POST
def open_example(request: HttpRequest, slug: str) -> HttpResponse:
    """A copy of an example."""
    example = next((one for one in examples() if one.slug == slug), None)
    if example is None:
        raise Http404
    film = make_example(person_of(request), example)
    messages.success(request, _("This is your own copy of the example; change what you like."))
    return redirect("overview", film_id=film.pk)


@require_POST
def take_back(request: HttpRequest, film_id: UUID) -> HttpResponse:
    """Takes back a film that was put away."""
    user = person_of(request)
    film = Film.objects.filter(pk=film_id, deleted_at__isnull=False).first()
    role = role_of(user, film) if film else None
    if film is None or role is None:
        raise Http404
    PutAway(Access(film, role, user), away=False).run()
    messages.success(request, _("“%(title)s” is back.") % {"title": film.title})
    return redirect("overview", film_id=film.pk)
