"""What all pages of a film share: their tabs, and saving with a way out when it comes too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.model import Film as FilmDocument
from borderless.web.films.access import Access, Can
from borderless.web.films.actions.saving import SaveFilm
from borderless.web.films.models import Draft, Revision, RevisionKind
from borderless.web.films.store import MOST_WORDS, StaleError

TABS: tuple[tuple[str, Promise, Can], ...] = (
    ("overview", lazy("Overview"), Can.SEE),
    ("budget", lazy("Budget"), Can.SEE_MONEY),
    ("finance", lazy("Finance plan"), Can.SEE_MONEY),
    ("placement", lazy("Placement"), Can.SEE_MONEY),
    ("recoupment", lazy("Recoupment"), Can.SEE_MONEY),
    ("risk", lazy("Risk"), Can.SEE_MONEY),
    ("people", lazy("People"), Can.SEE),
    ("files", lazy("Files"), Can.SEE_MONEY),
    ("history", lazy("History"), Can.SEE),
    ("sharing", lazy("Share"), Can.SEE),
)
"""Address name of each page of a film, its label, and what it takes to see it."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of a film's navigation."""

    url: str
    label: str
    current: bool
    count: int | None = None


_TRIES = 5
"""How often a late change is joined anew when others are quicker each time."""


def film_context(access: Access, current: str, revision: Revision | None = None) -> dict[str, Any]:
    """What `film_base.html` needs; `revision` is the one shown, the newest where it is left out."""
    film = access.film
    return {
        "film": film,
        "access": access,
        "revision": revision,
        "tabs": [
            Tab(reverse(name, args=[film.pk]), str(label), name == current)
            for name, label, needs in TABS
            if access.can(needs)
        ],
    }


def base_of(request: HttpRequest) -> int:
    """The revision that a form was made from: its hidden field `base`; 0 where it has none."""
    text = request.POST.get("base", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def document_at(access: Access, number: int) -> FilmDocument | None:
    """The document that a form was made from; None where there is none, as files have errors.

    A change is applied to what its author saw, not to what others have made of it since.
    """
    found = access.film.revisions.filter(number=number).values_list("document", flat=True).first()
    return FilmDocument.model_validate(found) if found else None


def save_or_join(
    request: HttpRequest, access: Access, base: int, film: FilmDocument, what: str, back_to: str
) -> HttpResponse:
    """Saves a changed document and goes back to its page.

    Where somebody saved in between, the two changes are joined if they do not touch the same
    thing; where they do, the change is kept as a draft and its author asked.

    Args:
        request: the form's request; it gets a message.
        access: who saves what.
        base: number of the revision that the form showed.
        film: the whole document as the author wants it.
        what: what was done, for the history.
        back_to: path of the page.

    Raises:
        CannotWriteError: the change cannot be written; nothing was saved.
        StoreError: the film's room does not allow it.
    """
    try:
        saved = SaveFilm(access, base, film, what).run()
    except StaleError as stale:
        return _join(request, access, stale, film, what, back_to)
    if saved:
        messages.success(request, _("Saved as revision %(number)s.") % {"number": saved.number})
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(back_to)


def _join(
    request: HttpRequest,
    access: Access,
    stale: StaleError,
    mine: FilmDocument,
    what: str,
    back_to: str,
) -> HttpResponse:
    from borderless.film.merge import merge

    was = access.film.revisions.filter(number=stale.base).first()
    base_film = FilmDocument.model_validate(was.document) if was and was.document else None
    for _try in range(_TRIES):
        # The film in hand was read before somebody saved; without this it would be joined with
        # itself.
        access.film.refresh_from_db(fields=["head"])
        head = access.film.newest()
        if base_film is None or not head.document:
            break
        joined = merge(base_film, mine, FilmDocument.model_validate(head.document))
        if joined.clashes:
            break
        try:
            saved = SaveFilm(access, head.number, joined.film, what, RevisionKind.MERGED).run()
        except StaleError:
            continue
        if saved:
            name = str(head.author) if head.author else _("somebody")
            messages.success(
                request,
                _("Saved as revision %(number)s, joined with the change of %(name)s.")
                % {"number": saved.number, "name": name},
            )
        else:
            messages.info(request, _("Somebody else saved the same change already."))
        return redirect(back_to)
    assert access.user is not None  # only somebody with a role may save
    draft = Draft.objects.create(
        film=access.film,
        author=access.user,
        base=stale.base,
        document=mine.model_dump(mode="json", by_alias=True),
        what=what[:MOST_WORDS],
        back_to=back_to,
    )
    return redirect("merge", film_id=access.film.pk, draft_id=draft.pk)
