"""What changed between two revisions, in the document and in the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from borderless.film.difference import Difference, differences, names_money, without_money
from borderless.film.entries import names_of
from borderless.film.folder import BUDGETS, FILM
from borderless.film.model import Film as FilmDocument
from borderless.web.files.texts import text_of
from borderless.web.films.models import Revision
from borderless.web.films.store import files_of
from borderless.web.history.lines import LineDifference, line_difference
from borderless.web.history.words import key_words, said

MOST_CHANGES = 500
"""Changes of the document that a page shows."""
_MAIN_FILES = (FILM, *BUDGETS)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, taken out, changed or moved."""

    kind: str
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that was added, taken out or changed; with its lines where it is a text."""

    path: str
    kind: str
    text: LineDifference | None = None
    is_main: bool = False
    """Whether what it says stands among the changes of the document too."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs."""

    changes: tuple[Change, ...] = ()
    more: int = 0
    """Changes beyond those that a page shows."""
    files: tuple[FileChange, ...] = ()
    hidden: int = 0
    """Changes that name money, for a reader who sees none."""
    unread: bool = False
    """Whether one of the two has files with errors, so that only files can be compared."""

    @property
    def is_nothing(self) -> bool:
        """Whether the two are the same, as far as the reader may know."""
        return not (self.changes or self.files or self.hidden or self.unread)


def document_of(revision: Revision) -> FilmDocument | None:
    """The film as a revision has it; None while its files had errors.

    One that was written before the document's rules became stricter counts as unread too.
    """
    try:
        return FilmDocument.model_validate(revision.document) if revision.document else None
    except ValidationError:
        return None


def compared(old: Revision | None, new: Revision, *, sees_money: bool) -> Comparison:
    """What changed from one revision to another; nothing is told of the first by itself.

    Who may not see money is shown the changes that name none, and no files, as a file's lines may
    hold anything; the other changes are counted.
    """
    if old is None:
        return Comparison()
    before, after = document_of(old), document_of(new)
    unread = before is None or after is None
    found = differences(before, after) if before and after else []
    shown = found if sees_money else without_money(found)
    return Comparison(
        changes_shown(shown[:MOST_CHANGES]),
        max(0, len(shown) - MOST_CHANGES),
        tuple(_files(old, new, unread=unread)) if sees_money else (),
        0 if sees_money else sum(map(names_money, found)),
        unread,
    )


def changes_shown(found: Iterable[Difference]) -> tuple[Change, ...]:
    """Differences in the reader's way of writing."""
    return tuple(
        Change(
            one.kind,
            one.name,
            key_words(one.field),
            said(one.before, tuple(map(str, names_of(one.path)))),
            said(one.after, tuple(map(str, names_of(one.path)))),
        )
        for one in found
    )


def _files(old: Revision, new: Revision, *, unread: bool) -> list[FileChange]:
    before: Mapping[str, str] = old.manifest
    after: Mapping[str, str] = new.manifest
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    olds, news = (files_of(old), files_of(new)) if changed else ({}, {})
    return [
        FileChange(
            path,
            "added" if path not in before else "removed" if path not in after else "changed",
            _text(path, olds[path], news[path]) if path in before and path in after else None,
            path in _MAIN_FILES and not unread,
        )
        for path in changed
    ]


def _text(path: str, old: bytes, new: bytes) -> LineDifference | None:
    before, after = text_of(path, old), text_of(path, new)
    if before is None or after is None:
        return None
    return line_difference(before.shown, after.shown)
