"""A revision as the engines read it: film, receipts, rulebook, plan.

Files never change, so what was read once is kept by its digest for as long as memory allows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from borderless.film.folder import FilmFolder, read_film
from borderless.film.model import Film as FilmDocument
from borderless.film.takings_table import Takings, read_takings
from borderless.finance.plan import Plan, make_plan
from borderless.finding import Finding, Place, Severity, has_errors
from borderless.rulebook.library import Library, load
from borderless.web.films.models import Revision
from borderless.web.films.store import files_of

KEPT = 64
RULES = "rules"
"""Folder of the film's own rules."""


@dataclass(frozen=True, slots=True)
class FilmReading:
    """What was read of a folder."""

    folder: FilmFolder
    takings: Takings
    takings_findings: tuple[Finding, ...]
    library: Library
    findings: tuple[Finding, ...]
    """Of film.toml, the budget and the film's own rules."""

    @property
    def film(self) -> FilmDocument | None:
        """The document; None while a file has an error."""
        return self.folder.film

    def place_of(self, *path: str | int) -> Place | None:
        """File and line of a part of the film."""
        return self.folder.place_of(*path)


@lru_cache(maxsize=1)
def our_library() -> Library:
    """The rulebook without anybody's own rules."""
    library, _ = load()
    return library


@contextmanager
def unpacked(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder on the disk with these files, for as long as it is needed.

    Paths were checked when the files came in (`film.archive.checked_name`).
    """
    with tempfile.TemporaryDirectory(prefix="borderless-") as made:
        folder = Path(made) / "film"
        folder.mkdir()
        for path, content in files.items():
            target = (folder / path).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise ValueError(f"{path} leads out of the folder.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield folder


def read_files(files: Mapping[str, bytes]) -> FilmReading:
    """Reads a film's files; never raises for what is in them."""
    with unpacked(files) as path:
        folder = read_film(path)
        currency = folder.film.currency if folder.film else "EUR"
        takings, takings_findings = read_takings(path, currency)
        library, rule_findings = our_library(), []
        if (path / RULES).is_dir():
            library, rule_findings = load([path / RULES])
            library = _shown_as_theirs(library, path)
        findings = [_without_path(one, path) for one in (*folder.findings, *rule_findings)]
    film = None if has_errors(findings) else folder.film
    folder = replace(folder, path=Path("film"), film=film, findings=tuple(findings))
    return FilmReading(folder, takings, tuple(takings_findings), library, tuple(findings))


def _shown_as_theirs(library: Library, path: Path) -> Library:
    """The library with the film's own rule files named as the film's folder has them."""
    theirs = {
        rule: file.relative_to(path) if file.is_relative_to(path) else file
        for rule, file in library.theirs.items()
    }
    return replace(library, theirs=theirs)


def _without_path(finding: Finding, path: Path) -> Finding:
    """A finding that names the film's folder instead of where it was unpacked."""
    message = finding.message.replace(f"{path}/", "").replace(str(path), "the film's folder")
    place = finding.place
    if place and place.file.startswith(f"{path}/"):
        place = replace(place, file=place.file.removeprefix(f"{path}/"))
    return replace(finding, message=message, place=place)


_KEPT: dict[str, FilmReading] = {}


def reading_of(revision: Revision) -> FilmReading:
    """What a revision's files say; one query, or none where it was read before."""
    found = _KEPT.pop(revision.digest, None)
    if found is None:
        found = read_files(files_of(revision))
    _KEPT[revision.digest] = found  # last in, last out
    while len(_KEPT) > KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    return found


def day_of(reading: FilmReading, asked: Day | None = None) -> Day:
    """The day on which the rulebook is read: asked for, the film's, or the reader's today."""
    pinned = reading.film.as_of if reading.film else None
    return asked or pinned or timezone.localdate()


def plan_of(reading: FilmReading, as_of: Day | None = None) -> tuple[Plan | None, list[Finding]]:
    """The finance plan, with what was found on the way; None with the findings that stopped it."""
    if reading.film is None:
        return None, by_severity(reading.findings)
    plan, findings = make_plan(
        reading.film, reading.library, as_of=day_of(reading, as_of), places=reading.place_of
    )
    return plan, by_severity([*reading.findings, *findings])


def by_severity(findings: Iterator[Finding] | list[Finding] | tuple[Finding, ...]) -> list[Finding]:
    """The gravest first."""
    order = list(Severity)
    return sorted(findings, key=lambda one: order.index(one.severity))
