"""One file of a film put in, changed or taken out, with its name checked."""

from __future__ import annotations

from dataclasses import dataclass

from borderless.film.archive import checked_name
from borderless.finding import Finding
from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles
from borderless.web.films.models import Revision


class WrongNameError(ValueError):
    """A file may not be called that; the message says why, and what would be right."""


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
            raise WrongNameError(f"{name.message} {name.fix or ''}".strip())
        what = f"Changed {name}"
        return SaveFiles(self.access, self.base, {name: self.content}, (), what).run()


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
