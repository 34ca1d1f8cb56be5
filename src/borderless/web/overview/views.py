"""The film's first page: does it close, and what is to be done next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from borderless.web.design.tile_map import tile_blocks
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.actions.making import PutAway
from borderless.web.films.figures import InShort, in_short
from borderless.web.films.pages import film_context
from borderless.web.films.places import linked, mended_at
from borderless.web.overview.summary import (
    families,
    map_shades,
    source_parts,
    spend_by_country,
    status_parts,
)

SHOWN_FINDINGS = 8
SHOWN_CHANGES = 5


@require_GET
@film_page(Can.SEE)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """The page; without money for whom may not see any."""
    film = access.film
    changes = list(
        film.revisions.select_related("author").defer("document", "manifest")[:SHOWN_CHANGES]
    )
    head = changes[0]
    short = in_short(head)
    context = film_context(access, "overview", head)
    context |= {"changes": changes, "about": short.data["about"]}
    if access.sees_money:
        context |= _money(access, short)
    return render(request, "overview/page.html", context)


def _money(access: Access, short: InShort) -> dict[str, Any]:
    findings = linked(access.film.pk, short.findings)
    context: dict[str, Any] = {
        "short": short,
        "families": families(short.counts),
        "findings": [one for one in findings if one["severity"] != "info"][:SHOWN_FINDINGS],
        "notes": [one for one in findings if one["severity"] == "info"],
        "first_error": next((one for one in findings if one["severity"] == "error"), None),
    }
    if short.can_plan:
        spend = spend_by_country(short.plan)
        context |= {
            "plan": short.plan,
            "next_at": _next_at(access, short.plan),
            "parts": status_parts(short.plan),
            "source_parts": source_parts(short.plan),
            "spend": spend,
            "blocks": tile_blocks(map_shades(spend)),
            "surplus": -short.gap if short.gap < 0 else None,
        }
    return context


def _next_at(access: Access, plan: dict[str, Any]) -> str:
    """Where the next step is done: where its finding is mended, else among the sources."""
    film, finding = access.film.pk, plan["next_from"]
    mended = mended_at(film, finding["code"], finding["file"], finding["line"]) if finding else None
    return mended or reverse("finance", args=[film])


@require_POST
@film_page(Can.OWN)
def put_away(request: HttpRequest, access: Access) -> HttpResponse:
    """Puts the film away; its revisions stay."""
    PutAway(access).run()
    messages.success(
        request,
        _("“%(title)s” is put away. You find it under “Put away” on this page.")
        % {"title": access.film.title},
    )
    return redirect("home")
