"""What a task is: plain data that can be sent to any process, with a digest that names it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date as Day
from hashlib import sha256

from borderless.film.model import Film
from borderless.finance.batch.basis import Basis
from borderless.finance.batch.rows import Row, SlateRow, SweepRow


@dataclass(frozen=True, slots=True)
class Terms:
    """How films are read: the options that all tasks of a run share."""

    optimise: bool
    currency: str = ""
    """The reporting currency; each film's own where it is left out."""
    time_limit: float = 60.0
    """Seconds that one film's search may take."""


@dataclass(frozen=True, slots=True)
class SweepTask:
    """One set of partners of a film."""

    film: Film
    partners: tuple[str, ...]
    as_of: Day
    terms: Terms
    basis: Basis
    digest: str
    """Of everything that the row depends on."""


@dataclass(frozen=True, slots=True)
class SlateTask:
    """One film of a slate."""

    film: Film
    folder: str
    as_of: Day
    terms: Terms
    basis: Basis
    digest: str


Task = SweepTask | SlateTask


def sweep_tasks(
    film: Film, sets: Sequence[tuple[str, ...]], as_of: Day, terms: Terms, basis: Basis
) -> list[SweepTask]:
    """A task for each set of partners, in their order."""
    content = film_digest(film)
    return [
        SweepTask(
            film, one, as_of, terms, basis, _digest("sweep", content, one, as_of, terms, basis)
        )
        for one in sets
    ]


def slate_task(film: Film, folder: str, as_of: Day, terms: Terms, basis: Basis) -> SlateTask:
    """The task of one film of a slate."""
    digest = _digest("slate", film_digest(film), (folder,), as_of, terms, basis)
    return SlateTask(film, folder, as_of, terms, basis, digest)


def film_digest(film: Film) -> str:
    """Of the whole document: two films with one digest are the same film."""
    return sha256(film.model_dump_json().encode()).hexdigest()


def failed_row(task: Task, why: str) -> Row:
    """The row of a task that gave none; one sentence says why."""
    currency = task.terms.currency or task.film.currency
    if isinstance(task, SweepTask):
        return SweepRow(task.partners, currency, error=why)
    return SlateRow(task.folder, task.film.title, currency, error=why)


def _digest(
    kind: str, content: str, names: tuple[str, ...], as_of: Day, terms: Terms, basis: Basis
) -> str:
    parts = [kind, content, names, as_of.isoformat(), asdict(terms), basis.digest]
    return sha256(json.dumps(parts).encode()).hexdigest()
