"""Every revision, what changed, and a way back; and changes that came too late."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from borderless.dossier.plan_json import to_json
from borderless.film.archive import pack
from borderless.film.plain_files import CannotWriteError
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.actions.saving import RestoreRevision, SaveFilm
from borderless.web.films.models import Draft, Revision, RevisionKind
from borderless.web.films.pages import base_of, film_context
from borderless.web.films.store import StaleError, files_of
try:  # TODO until the film floor has difference and merge
    from borderless.web.history.comparing import compared
    from borderless.web.history.joining import Choice, Joining, joining
except ImportError:
    compared = joining = Choice = Joining = None

PAGE = 30


@require_GET
@film_page(Can.SEE)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """Every revision, the newest first."""
    film = access.film
    revisions = film.revisions.select_related("author").defer("document", "manifest")
    shown = Paginator(revisions, PAGE).get_page(request.GET.get("page"))
    head = film.revisions.defer("document", "manifest").get(number=film.head)
    context = film_context(access, "history", head) | {
        "page": shown,
        "drafts": film.drafts.filter(author=access.user).defer("document").order_by("-created_at")
        if access.user
        else [],
    }
    return render(request, "history/page.html", context)


@require_GET
@film_page(Can.SEE)
def revision(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """What one revision changed, since the one before it or since another."""
    found = _revision(access, number)
    other = request.GET.get("since", "")
    since = int(other) if other.isdecimal() and len(other) < 10 else number - 1
    before = access.film.revisions.select_related("author").filter(number=since).first()
    if before is None and since > 0:
        raise Http404
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
    name = f"revision-{number}.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def _revision(access: Access, number: int) -> Revision:
    return get_object_or_404(access.film.revisions.select_related("author"), number=number)


# --- changes that came too late ------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@film_page(Can.EDIT)
def merge(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """A draft beside what was saved since; its author decides where they clash."""
    draft = _draft(access, draft_id)
    head = access.film.newest()
    base = access.film.revisions.filter(number=draft.base).first()
    chosen = _choices(request)
    found = joining(draft, base, head, chosen)
    if request.method == "POST" and found is not None:
        if base_of(request) == head.number and all(one.chosen for one in found.clashes):
            return _joined(request, access, draft, head, found, chosen)
        if base_of(request) != head.number:
            messages.warning(request, _("Somebody has saved again. Here is how it stands now."))
        else:
            messages.error(request, _("Choose one for each thing that both have changed."))
    context = film_context(access, "history", head) | {"draft": draft, "joining": found}
    return render(
        request, "history/merge.html", context, status=409 if request.method == "POST" else 200
    )


def _joined(
    request: HttpRequest,
    access: Access,
    draft: Draft,
    head: Revision,
    found: Joining,
    chosen: dict[str, str],
) -> HttpResponse:
    choices = cast("dict[str, Choice]", {one.key: chosen[one.key] for one in found.clashes})
    try:
        film = found.film(choices)
        saved = SaveFilm(access, head.number, film, draft.what, RevisionKind.MERGED).run()
    except StaleError:
        messages.warning(request, _("Somebody has saved again. Here is how it stands now."))
        return redirect("merge", film_id=access.film.pk, draft_id=draft.pk)
    except (CannotWriteError, ValueError) as error:
        messages.error(request, str(error))
        return redirect("merge", film_id=access.film.pk, draft_id=draft.pk)
    back_to = draft.back_to
    draft.delete()
    if saved:
        messages.success(request, _("Saved as revision %(number)s.") % {"number": saved.number})
    else:
        messages.info(request, _("Nothing of yours was left to save."))
    return redirect(back_to or "history", **({} if back_to else {"film_id": access.film.pk}))


def _choices(request: HttpRequest) -> dict[str, str]:
    """What was chosen for each clash; one button takes all of one side."""
    everything = request.POST.get("everything", "")
    given = {
        name.removeprefix("clash-"): value
        for name, value in request.POST.items()
        if name.startswith("clash-") and value in ("mine", "theirs")
    }
    if everything in ("mine", "theirs"):
        return dict.fromkeys(request.POST.getlist("clash"), str(everything))
    return given


@require_POST
@film_page(Can.EDIT)
def discard(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """Throws a draft away."""
    _draft(access, draft_id).delete()
    messages.success(request, _("Your unsaved change is thrown away."))
    return redirect("history", film_id=access.film.pk)


@require_GET
@film_page(Can.EDIT)
def draft_file(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """A draft's document as a file, for the case that it cannot be joined."""
    del request
    draft = _draft(access, draft_id)
    answer = HttpResponse(to_json(draft.document), content_type="application/json")
    answer["Content-Disposition"] = content_disposition_header(True, "unsaved-film.json")
    return answer


def _draft(access: Access, draft_id: UUID) -> Draft:
    """A draft of the film, for its author alone."""
    drafts: Any = access.film.drafts
    found: Draft = get_object_or_404(drafts, pk=draft_id, author=access.user)
    return found
