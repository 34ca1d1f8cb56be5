"""Changes that came too late: shown beside what was saved meanwhile, joined or thrown away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from borderless.dossier.plan_json import to_json
from borderless.film.archive import pack
from borderless.film.plain_files import CannotWriteError
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.actions.saving import SaveFilm
from borderless.web.films.models import Draft, Revision, RevisionKind
from borderless.web.films.pages import base_of, film_context
from borderless.web.films.store import StaleError
from borderless.web.history.joining import Joining, joining, my_folder, still_meant


@require_http_methods(["GET", "POST"])
@film_page(Can.EDIT)
def merge(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """A draft beside what was saved since; its author decides where they clash."""
    draft = _draft(access, draft_id)
    head = access.film.newest()
    base = _at(access, draft.base)
    chosen = _choices(request)
    found = joining(draft, base, head, chosen)
    if request.method == "GET" or found is None:
        return _shown(request, access, draft, head, found, 200 if request.method == "GET" else 409)
    if base_of(request) != head.number:
        return _again(request, access, draft, chosen)
    if not found.is_decided:
        messages.error(request, _("Choose one for each thing that both have changed."))
        return _shown(request, access, draft, head, found, 422)
    try:
        with transaction.atomic():
            what = draft.what
            saved = SaveFilm(access, head.number, found.film(), what, RevisionKind.MERGED).run()
            draft.delete()
    except StaleError:
        return _again(request, access, draft, chosen)
    except (CannotWriteError, ValueError) as error:
        messages.error(request, str(error))
        return _shown(request, access, draft, head, found, 422)
    if saved:
        messages.success(request, _("Saved as revision %(number)s.") % {"number": saved.number})
    else:
        messages.info(request, _("Nothing of yours was left to save."))
    if draft.back_to:
        return redirect(draft.back_to)
    return redirect("history", film_id=access.film.pk)


def _again(
    request: HttpRequest, access: Access, draft: Draft, chosen: dict[str, str]
) -> HttpResponse:
    """The page with what was saved again meanwhile, and the choices that still hold."""
    base, seen = _at(access, draft.base), _at(access, base_of(request))
    head = access.film.newest()
    before = joining(draft, base, seen, chosen) if seen else None
    kept = still_meant(chosen, before, joining(draft, base, head, {}))
    messages.warning(request, _("Somebody has saved again. Here is how it stands now."))
    return _shown(request, access, draft, head, joining(draft, base, head, kept), 409)


def _shown(
    request: HttpRequest,
    access: Access,
    draft: Draft,
    head: Revision,
    found: Joining | None,
    status: int,
) -> HttpResponse:
    context = film_context(access, "history", head) | {"draft": draft, "joining": found}
    return render(request, "history/merge.html", context, status=status)


def _choices(request: HttpRequest) -> dict[str, str]:
    """What was chosen for each clash; one button takes one side everywhere."""
    everywhere = request.POST.get("everything", "")
    if everywhere in ("mine", "theirs"):
        return dict.fromkeys(request.POST.getlist("clash"), everywhere)
    return {
        name.removeprefix("clash-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("clash-") and value in ("mine", "theirs")
    }


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
    """A draft to take along, where it cannot be joined: its folder as a ZIP.

    Where the files it was made from cannot be written to, the document as JSON.
    """
    del request
    draft = _draft(access, draft_id)
    files = my_folder(draft, _at(access, draft.base))
    name = slugify(access.film.title, allow_unicode=True) or "film"
    if files is None:
        answer = HttpResponse(to_json(draft.document), content_type="application/json")
        name += ".json"
    else:
        answer = HttpResponse(pack(files), content_type="application/zip")
        name += ".zip"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def _draft(access: Access, draft_id: UUID) -> Draft:
    """A draft of the film, for its author alone."""
    return get_object_or_404(access.film.drafts, pk=draft_id, author=access.user)


def _at(access: Access, number: int) -> Revision | None:
    return access.film.revisions.filter(number=number).first()
