"""Moves of a search accepted: one revision for each set that is taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day

from django.utils.translation import override

from borderless.film.model import Film
from borderless.web.films.access import Access, Can
from borderless.web.films.actions.saving import SaveFilm
from borderless.web.films.models import Revision, RevisionKind
from borderless.web.films.reading import FilmReading, reading_of
from borderless.web.films.store import StaleError
from borderless.web.jobs.models import Job
from borderless.web.placement.effect import Effect, effect_of
from borderless.web.placement.moves import Found, Step, moves_of
from borderless.web.placement.taking import take

TRIES = 3
"""How often moves are taken again where somebody saved in between."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of accepting moves."""

    revision: Revision | None
    """None where nothing could be taken."""
    steps: tuple[Step, ...]
    """Those that were taken."""
    refused: tuple[str, ...]
    """A sentence for each that could not be."""
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class AcceptMoves:
    """Takes steps of a finished search into the film as it is now, as one revision.

    Each step is held against the film as it is now, so that what others changed since stays; a
    step whose ground has changed is refused, and the others are taken.

    Raises:
        StaleError: somebody saved again and again while the moves were taken.
        CannotWriteError: the change cannot be written; the message says why.
        StoreError: the film's room does not allow it.
    """

    access: Access
    job: Job
    keys: Sequence[str]

    def run(self) -> Accepted:
        """The revision, and what it really changes."""
        self.access.need(Can.EDIT)
        for attempt in range(TRIES):
            head = self.access.film.newest()
            reading = reading_of(head)
            found = found_of(self.job, reading)
            if found is None or reading.film is None:
                return Accepted(None, (), (), None)
            taken = take(reading.film, found, found.with_needs(self.keys))
            if not taken.steps:
                return Accepted(None, (), taken.refused, None)
            with override("en"):  # the history is everybody's
                what = "; ".join(step.words for step in taken.steps)
            effect = effect_of(reading.film, taken.film, reading.library, day_of_job(self.job))
            try:
                revision = SaveFilm(
                    self.access, head.number, taken.film, what, RevisionKind.PLACED
                ).run()
            except StaleError:
                if attempt + 1 == TRIES:
                    raise
                self.access.film.refresh_from_db()
                continue
            return Accepted(revision, taken.steps, taken.refused, effect)
        raise AssertionError("the last try returns or raises")


def found_of(job: Job, reading: FilmReading) -> Found | None:
    """What a finished search found, from its job; None where it found no film.

    Args:
        job: with its result and revision.
        reading: of the film as it is now, whose rulebook says where a scheme is from.
    """
    if not job.result or not job.result.get("document") or not job.revision.document:
        return None
    library = reading.library

    def country_of(scheme: str) -> str:
        found = library.scheme(scheme)
        return found.country if found else ""

    return Found(
        Film.model_validate(job.revision.document),
        Film.model_validate(job.result["document"]),
        moves_of(job.result["moves"]),
        country_of,
    )


def day_of_job(job: Job) -> Day:
    """The day on which the rulebook was read for a job."""
    return Day.fromisoformat(job.params["as_of"])
