"""A revision as the engines read it: film, receipts, rulebook, plan.

Files never change, so what was read once is kept by its digest for as long as memory allows.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from borderless.film.faults import fault
from borderless.film.folder import FILM, FilmFolder, read_film
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
        library = our_library()
        rule_findings: list[Finding] = []
        if (path / RULES).is_dir():
            library, rule_findings = load([path / RULES])
            library = _shown_as_theirs(library, path)
        zeros = _zero_findings(folder)
        findings = [_without_path(one, path) for one in (*folder.findings, *zeros, *rule_findings)]
    film = None if has_errors(findings) else folder.film
    folder = replace(folder, path=Path("film"), film=film, findings=tuple(findings))
    return FilmReading(folder, takings, tuple(takings_findings), library, tuple(findings))


def zero_in(film: FilmDocument) -> tuple[str | int, ...] | None:
    """The first text of a document with a zero character, by its path; None where there is none.

    TOML and JSON can write one, and PostgreSQL keeps it neither in a text nor in JSON.
    """
    return _zero_below((), film.model_dump(mode="json", by_alias=True))


def _zero_below(keys: tuple[str | int, ...], value: Any) -> tuple[str | int, ...] | None:
    if isinstance(value, str):
        return keys if "\x00" in value else None
    parts: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        if any("\x00" in key for key in value):
            return keys
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    found = (_zero_below((*keys, key), part) for key, part in parts)
    return next((one for one in found if one is not None), None)


def _zero_findings(folder: FilmFolder) -> list[Finding]:
    keys = zero_in(folder.film) if folder.film else None
    if keys is None:
        return []
    message = "A text holds a zero character (\\u0000), which is no sign that one can read."
    place = folder.place_of(*keys) or Place(FILM)
    return [fault("FLM013", message, place, "Delete it.")]


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
_TURN = threading.Lock()
"""Who looks for the oldest while another puts one in would find the dictionary changed."""


def reading_of(revision: Revision) -> FilmReading:
    """What a revision's files say; one query, or none where it was read before."""
    with _TURN:
        found = _KEPT.get(revision.digest)
    if found is None:
        found = read_files(files_of(revision))
    with _TURN:
        _KEPT.pop(revision.digest, None)
        _KEPT[revision.digest] = found  # last in, last out
        while len(_KEPT) > KEPT:
            del _KEPT[next(iter(_KEPT))]
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
