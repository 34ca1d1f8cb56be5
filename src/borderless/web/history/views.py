"""Every revision, what changed, and a way back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from borderless.film.archive import pack
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.actions.saving import RestoreRevision
from borderless.web.films.models import Revision
from borderless.web.films.pages import base_of, film_context
from borderless.web.films.store import StaleError, files_of
from borderless.web.history.comparing import compared

PAGE = 30
MOST_DRAFTS = 20


@require_GET
@film_page(Can.SEE)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """Every revision, the newest first; and the changes of one's own that wait to be joined."""
    film = access.film
    revisions = film.revisions.select_related("author").defer("document", "manifest")
    shown = Paginator(revisions, PAGE).get_page(request.GET.get("page"))
    drafts = film.drafts.filter(author=access.user).defer("document").order_by("-created_at")
    context = film_context(access, "history") | {
        "page": shown,
        "drafts": drafts[:MOST_DRAFTS] if access.user and access.edits else [],
    }
    return render(request, "history/page.html", context)


@require_GET
@film_page(Can.SEE)
def revision(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """What one revision changed, since the one before it or since another."""
    found = _revision(access, number)
    since = _number(request.GET.get("since", ""))
    if since is None:
        since = number - 1
    before = None if since < 1 else _revision(access, since)
    context = film_context(access, "history", found) | {
        "before": before,
        "comparison": compared(before, found, sees_money=access.sees_money),
        "is_newest": number == access.film.head,
    }
    return render(request, "history/revision.html", context)


@require_POST
@film_page(Can.EDIT)
def restore(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Makes an older revision the newest, as one more."""
    _revision(access, number)
    try:
        saved = RestoreRevision(access, base_of(request), number).run()
    except StaleError:
        messages.error(
            request, _("Somebody saved in between, so nothing was restored. Look at it first.")
        )
        return redirect("history", film_id=access.film.pk)
    if saved is None:
        messages.info(request, _("The film is like that already."))
    else:
        messages.success(
            request,
            _("Revision %(old)s is restored as revision %(new)s.")
            % {"old": number, "new": saved.number},
        )
    return redirect("history", film_id=access.film.pk)


@require_GET
@film_page(Can.SEE_MONEY)
def folder(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """The folder of a revision as a ZIP."""
    del request
    answer = HttpResponse(pack(files_of(_revision(access, number))), content_type="application/zip")
    name = f"{slugify(access.film.title, allow_unicode=True) or 'film'}-{number}.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _revision(access: Access, number: int) -> Revision:
    if number >= 10**9:
        raise Http404
    return get_object_or_404(access.film.revisions.select_related("author"), number=number)
