"""Files of a film put in, changed or taken out, with their names checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from borderless.film.archive import checked_name, unpack
from borderless.film.faults import fault, quoted
from borderless.finding import Finding, Place
from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles
from borderless.web.films.models import Revision


class WrongNameError(ValueError):
    """A file may not be called that; the message says why, and what would be right."""


_MOST_BYTES = 255
"""Of one part of a path, in UTF-8; the usual file systems keep no more."""


def unfit_names(paths: Iterable[str]) -> Finding | None:
    """Why files of these paths cannot be in one folder on a disk; None where they can.

    `checked_name` counts letters, of which one may take four bytes, and sees one path at a time.
    """
    every = set(paths)
    for path in sorted(every):
        parts = path.split("/")
        for part in parts:
            if len(part.encode()) > _MOST_BYTES:
                message = f"{quoted(part)} is too long a name: it takes {len(part.encode())} bytes,"
                message += f" and a folder keeps {_MOST_BYTES} at most."
                return fault("FLM082", message, Place(path), "Give it a shorter name.")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if folder in every:
                message = f"{quoted(folder)} is a file and the folder of {quoted(path)} in one."
                return fault("FLM084", message, Place(path), "Give one of them another name.")
    return None


def folder_of(archive: bytes) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a ZIP, and what was left out or is wrong; none where anything is wrong."""
    files, findings = unpack(archive)
    unfit = unfit_names(files)
    return ({}, [unfit]) if unfit else (files, findings)


@dataclass(frozen=True, slots=True)
class PutFile:
    """Puts a file into the film's folder, or another content into one that is there.

    Raises:
        WrongNameError: no file of a film's folder may have this name.
        StaleError: somebody saved since `base`.
        StoreError: the film's room does not allow it.
    """

    access: Access
    base: int
    path: str
    content: bytes

    def run(self) -> Revision | None:
        """The new revision; None where the file is like that already."""
        name = checked_name(self.path)
        if isinstance(name, Finding):
            raise _wrong(name)
        if unfit := unfit_names({*self.access.film.newest().manifest, name}):
            raise _wrong(unfit)
        what = f"Changed {name}"
        return SaveFiles(self.access, self.base, {name: self.content}, (), what).run()


def _wrong(finding: Finding) -> WrongNameError:
    return WrongNameError(f"{finding.message} {finding.fix or ''}".strip())


@dataclass(frozen=True, slots=True)
class TakeFile:
    """Takes a file out of the film's folder; it stays in the older revisions.

    Raises:
        StaleError: somebody saved since `base`.
    """

    access: Access
    base: int
    path: str

    def run(self) -> Revision | None:
        """The new revision; None where there is no such file."""
        what = f"Took out {self.path}"
        return SaveFiles(self.access, self.base, {}, (self.path,), what).run()
