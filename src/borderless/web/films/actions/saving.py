"""A film saved: as a changed document, as changed files, as an older revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from borderless.film.folder import CannotWriteError, changed_files
from borderless.film.model import Film as FilmDocument
from borderless.finding import Severity
from borderless.web.films.access import Access, Can
from borderless.web.films.models import Revision, RevisionKind
from borderless.web.films.reading import FilmReading, read_files, reading_of, zero_in
from borderless.web.films.store import StaleError, add_revision, files_of


def document_json(reading: FilmReading) -> object:
    """The document as a revision keeps it; None while the files have errors."""
    return reading.film.model_dump(mode="json", by_alias=True) if reading.film else None


@dataclass(frozen=True, slots=True)
class SaveFilm:
    """Saves a changed document into the film's files; what did not change keeps its bytes.

    Raises:
        StaleError: somebody saved since `base`; `film.merge` joins the two.
        CannotWriteError: the change cannot be written; the message says why.
        StoreError: the film's room does not allow it.
    """

    access: Access
    base: int
    film: FilmDocument
    what: str
    kind: RevisionKind = RevisionKind.EDITED

    def run(self) -> Revision | None:
        """The new revision; None where nothing changed."""
        self.access.need(Can.EDIT)
        head = self.access.film.newest()
        if head.number != self.base:
            raise StaleError(self.base, head.number)
        if zero_in(self.film) is not None:
            raise CannotWriteError(
                "A text holds a zero character, which cannot be kept. Delete it; nothing was saved."
            )
        reading = reading_of(head)
        changed = changed_files(reading.folder, self.film)
        return SaveFiles(self.access, self.base, changed, (), self.what, self.kind).run()


@dataclass(frozen=True, slots=True)
class SaveFiles:
    """Puts files into the film's folder, or takes them out of it, as they are.

    Files with errors are saved too, so that nothing typed is lost; the pages then show what is
    wrong, and the findings where.

    Raises:
        StaleError: somebody saved since `base`.
        StoreError: the film's room does not allow it.
    """

    access: Access
    base: int
    put: Mapping[str, bytes]
    take: tuple[str, ...]
    what: str
    kind: RevisionKind = RevisionKind.FILES

    def run(self) -> Revision | None:
        """The new revision; None where nothing changed."""
        self.access.need(Can.EDIT)
        head = self.access.film.newest()
        if head.number != self.base:
            raise StaleError(self.base, head.number)
        files = files_of(head) | dict(self.put)
        for path in self.take:
            files.pop(path, None)
        return keep_files(self.access, files, self.base, self.kind, self.what)


@dataclass(frozen=True, slots=True)
class RestoreRevision:
    """Makes an older revision the newest, as one more revision; nothing is taken away.

    Raises:
        StaleError: somebody saved since `base`.
        Revision.DoesNotExist: the film has no such revision.
    """

    access: Access
    base: int
    number: int

    def run(self) -> Revision | None:
        """The new revision; None where the two are the same."""
        self.access.need(Can.EDIT)
        old = self.access.film.revisions.get(number=self.number)
        what = f"Restored revision {self.number}"
        return keep_files(self.access, files_of(old), self.base, RevisionKind.RESTORED, what)


def keep_files(
    access: Access, files: Mapping[str, bytes], base: int, kind: RevisionKind, what: str
) -> Revision | None:
    """Reads a whole folder and adds it as a revision; see `store.add_revision`."""
    reading = read_files(files)
    return add_revision(
        access.film,
        files,
        document_json(reading),
        author=access.user,
        kind=kind,
        what=what,
        title=reading.film.title if reading.film else None,
        base=base,
    )


def first_error(reading: FilmReading) -> str:
    """The first thing that is wrong with a film's files, or nothing."""
    return next((str(f) for f in reading.findings if f.severity is Severity.ERROR), "")


__all__ = [
    "CannotWriteError",
    "RestoreRevision",
    "SaveFiles",
    "SaveFilm",
    "document_json",
    "first_error",
    "keep_files",
]
