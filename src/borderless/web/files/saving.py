"""A text saved as it was typed, also where somebody else saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from borderless.web.files.texts import Sides, Text, joined, plain, side_by_side, text_of
from borderless.web.films.access import Access
from borderless.web.films.actions.filing import PutFile
from borderless.web.films.models import Revision
from borderless.web.films.store import StaleError, file_of

_TRIES = 5
"""How often a save is tried again when others are quicker each time."""


@dataclass(frozen=True, slots=True)
class Clash:
    """What was typed beside what somebody saved meanwhile; nothing was saved."""

    head: Revision
    typed: str
    """With the changes of the others, as far as they are of other lines."""
    sides: Sides
    is_gone: bool
    """Whether the file was taken out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a save."""

    saved: Revision | None = None
    """The new revision; None where nothing was changed, or with a clash."""
    is_joined: bool = False
    """Whether somebody else's changes of the same file are in it too."""
    clash: Clash | None = None


def save_text(access: Access, base: int, path: str, typed: str) -> Outcome:
    """Saves a text; changes of other lines that were saved since `base` are kept.

    Args:
        access: who saves where.
        base: number of the revision that the text was typed into.
        path: of the file.
        typed: as the browser sent it.

    Raises:
        WrongNameError: no file of a film's folder may have this name.
        StoreError: the film's room does not allow it.
    """
    mine = plain(typed)
    was = access.film.revisions.filter(number=base).first()
    before = file_of(was, path) if was else None
    for _try in range(_TRIES):
        head = access.film.newest()
        now = file_of(head, path)
        theirs = _text(path, now)
        text, is_joined = mine, False
        if head.number != base and now != before:
            old = _text(path, before)
            if theirs is None or old is None:
                return Outcome(clash=_clash(head, theirs, mine, is_gone=now is None))
            found = joined(old.shown, theirs.shown, mine)
            if found.clashes:
                return Outcome(clash=_clash(head, theirs, found.text, is_gone=False))
            text, is_joined = found.text, True
        manner = theirs or _text(path, before) or Text()
        try:
            saved = PutFile(access, head.number, path, manner.typed(text)).run()
        except StaleError:
            access.film.refresh_from_db(fields=["head"])
            continue
        return Outcome(saved, is_joined)
    return Outcome(clash=_clash(head, theirs, mine, is_gone=now is None))


def _text(path: str, content: bytes | None) -> Text | None:
    return None if content is None else text_of(path, content)


def _clash(head: Revision, theirs: Text | None, mine: str, *, is_gone: bool) -> Clash:
    sides = side_by_side(theirs.shown, mine) if theirs else Sides()
    return Clash(head, mine, sides, is_gone)


def base_where_untouched(access: Access, base: int, path: str) -> int:
    """The newest revision's number where a file is the same as in `base`, else `base`.

    Whoever saved meanwhile changed other files, and stands in nobody's way.
    """
    was = access.film.revisions.filter(number=base).first()
    head = access.film.newest()
    same = was is not None and was.manifest.get(path) == head.manifest.get(path)
    return head.number if same else base
