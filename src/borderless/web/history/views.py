"""The film's page `history`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.pages import film_context


@require_GET
@film_page(Can.SEE)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """The page."""
    revision = access.film.newest()
    return render(request, "history/page.html", film_context(access, "history", revision))
