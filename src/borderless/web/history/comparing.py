"""What changed between two revisions, in the document and in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff

from borderless.film.difference import Difference, differences, names_money
from borderless.film.folder import BUDGETS, FILM
from borderless.film.model import Film as FilmDocument
from borderless.web.files.listing import text_of
from borderless.web.films.models import Revision
from borderless.web.films.store import files_of
from borderless.web.history.words import said

MOST_LINES = 400
READ_AS_DOCUMENT = (FILM, *BUDGETS)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, taken out or changed."""

    kind: str
    """added, removed, changed or moved."""
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that was added, taken out or changed; with its lines where they say more."""

    path: str
    kind: str
    lines: tuple[str, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs."""

    changes: tuple[Change, ...]
    files: tuple[FileChange, ...]
    hidden: int = 0
    """Changes that name money, for a reader who sees none."""

    @property
    def is_nothing(self) -> bool:
        """Whether the two are the same."""
        return not (self.changes or self.files or self.hidden)


def compared(old: Revision | None, new: Revision, *, sees_money: bool) -> Comparison:
    """What changed from one revision to another.

    Who may not see money is shown changes that name none, and no files; the rest is counted.
    """
    found = _documents(old, new)
    shown = [one for one in found if sees_money or not names_money(one)]
    changes = tuple(
        Change(one.kind, one.name, one.field, said(one.before), said(one.after)) for one in shown
    )
    if not sees_money:
        return Comparison(changes, (), len(found) - len(shown))
    both_read = bool(new.document) and (old is None or bool(old.document))
    return Comparison(changes, tuple(_files(old, new, both_read=both_read)))


def _documents(old: Revision | None, new: Revision) -> list[Difference]:
    if old is None or not old.document or not new.document:
        return []
    return differences(
        FilmDocument.model_validate(old.document), FilmDocument.model_validate(new.document)
    )


def _files(old: Revision | None, new: Revision, *, both_read: bool) -> list[FileChange]:
    before: Mapping[str, str] = old.manifest if old else {}
    changed = sorted(
        path for path in {*before, *new.manifest} if before.get(path) != new.manifest.get(path)
    )
    needs_lines = [path for path in changed if not (both_read and path in READ_AS_DOCUMENT)]
    olds = files_of(old) if old and needs_lines else {}
    news = files_of(new) if needs_lines else {}
    found = []
    for path in changed:
        kind = "changed"
        if path not in before:
            kind = "added"
        elif path not in new.manifest:
            kind = "removed"
        lines: list[str] = []
        if kind == "changed" and path in needs_lines:
            lines = _lines(path, olds[path], news[path])
        cut = len(lines) > MOST_LINES
        found.append(FileChange(path, kind, tuple(lines[:MOST_LINES]), cut))
    return found


def _lines(path: str, old: bytes, new: bytes) -> list[str]:
    before, after = text_of(path, old), text_of(path, new)
    if before is None or after is None:
        return []
    found = unified_diff(before.shown.splitlines(), after.shown.splitlines(), lineterm="", n=2)
    return [line for line in found if not line.startswith(("---", "+++"))]
