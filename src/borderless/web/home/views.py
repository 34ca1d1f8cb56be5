"""The first page: a person's films, and how to begin one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from borderless.web.films.access import films_of


@require_GET
def films(request: HttpRequest) -> HttpResponse:
    """A person's films."""
    return render(request, "home/films.html", {"films": films_of(request.user)[:50]})
