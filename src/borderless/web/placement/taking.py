"""Moves taken into the film as it is now: each where what it starts from still stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from borderless.film.document import Stage
from borderless.film.model import BudgetLine, Film, Phase, Source, Status
from borderless.finance.situation import coproducing_countries
from borderless.web.placement.closing import with_lines_closed
from borderless.web.placement.moves import Found, Step


class Standing(StrEnum):
    """What can be done with a step in the film as it is now."""

    OPEN = "open"
    TAKEN = "taken"
    """The film is so already."""
    CHANGED = "changed"
    """What it starts from is no longer so; a new search is needed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking steps."""

    film: Film
    steps: tuple[Step, ...]
    """Those that were taken."""
    refused: tuple[str, ...]
    """A sentence for each that could not be."""


def take(film: Film, found: Found, steps: Sequence[Step]) -> Taken:
    """The film with steps taken in their order; one that has no ground any more is refused.

    Args:
        film: the film as it is now, which need not be the one that was searched.
        found: what the search found.
        steps: in the order of `Found.with_needs`.
    """
    taken: list[Step] = []
    refused: list[str] = []
    missing: set[str] = set()
    rows: list[int] = []
    for step in steps:
        standing = standing_of(film, found, step)
        if standing is Standing.CHANGED or missing & set(step.needs):
            missing.add(step.key)
            refused.append(refusal(step))
        elif standing is Standing.OPEN:
            film = _with(film, found, step)
            taken.append(step)
            rows += [one.row for one in step.moves if one.row is not None]
    if taken:
        film = _told(_moved_phases(film, found), found)
    return Taken(with_lines_closed(film, found, rows), tuple(taken), tuple(refused))


def refusal(step: Step) -> str:
    """Why a step cannot be taken."""
    return _(
        "“%(move)s” cannot be taken: that part of the film has changed since the search."
        " Search again."
    ) % {"move": step.words}


def standing_of(film: Film, found: Found, step: Step) -> Standing:
    """Whether a step can be taken in a film."""
    kind, _colon, name = step.key.partition(":")
    if kind == "partners":
        return _between(film.coproducer, found.base.coproducer, found.best.coproducer)
    if kind in ("claim", "unclaim"):
        is_there = any(one.incentive == name and _is_asked(one) for one in film.source)
        return Standing.TAKEN if is_there == (kind == "claim") else Standing.OPEN
    standings = [_line(film, found, one.row) for one in step.moves if one.row is not None]
    if kind == "person":
        standings.append(_between(*(_holders(one, name) for one in (film, found.base, found.best))))
    if Standing.CHANGED in standings:
        return Standing.CHANGED
    return Standing.OPEN if Standing.OPEN in standings else Standing.TAKEN


def _between(now: object, base: object, best: object) -> Standing:
    if now == best:
        return Standing.TAKEN
    return Standing.OPEN if now == base else Standing.CHANGED


def _is_asked(source: Source) -> bool:
    return source.status is not Status.REFUSED


def _holders(film: Film, post: str) -> list[str]:
    return [one.name for one in film.person if one.post.value.replace("_", " ") == post]


def _line(film: Film, found: Found, row: int) -> Standing:
    parts = found.parts.get(row, ())
    if parts and all(_number(film, part) is not None for part in parts):
        return Standing.TAKEN
    today = found.line(row)
    is_there = today is not None and _number(film, today) is not None
    return Standing.OPEN if is_there else Standing.CHANGED


def _number(film: Film, line: BudgetLine) -> int | None:
    """Where a line stands in the film: one of the same content, the one of its row if several."""
    name = line.account, line.description
    same = [
        n
        for n, one in enumerate(film.budget)
        if (one.account, one.description) == name and _content(one) == _content(line)
    ]
    own = [n for n in same if film.budget[n].row == line.row]
    return next(iter([*own, *same]), None)


def _content(line: BudgetLine) -> BudgetLine:
    return line.model_copy(update={"row": None, "places": ()})


# --- one step ------------------------------------------------------------------------------------


def _with(film: Film, found: Found, step: Step) -> Film:
    kind, _colon, name = step.key.partition(":")
    if kind == "partners":
        return _with_partners(film, found)
    if kind == "unclaim":
        kept = tuple(one for one in film.source if one.incentive != name)
        return film.model_copy(update={"source": kept})
    if kind == "claim":
        return _with_claim(film, found, name)
    for move in step.moves:
        if move.row is not None and _line(film, found, move.row) is Standing.OPEN:
            film = _with_line(film, found, move.row)
    return _with_person(film, found, name) if kind == "person" else film


def _with_partners(film: Film, found: Found) -> Film:
    """Companies and shares as found; typed money of a country that leaves goes with it."""
    leaving = set(coproducing_countries(found.base)) - set(coproducing_countries(found.best))
    sources = tuple(
        one
        for one in film.source
        if one.incentive or (one.coproducer or film.delegate) not in leaving
    )
    return film.model_copy(update={"coproducer": found.best.coproducer, "source": sources})


def _with_claim(film: Film, found: Found, scheme: str) -> Film:
    source = found.claimed(scheme)
    if source is None:
        return film
    if source.coproducer not in coproducing_countries(film):
        source = source.model_copy(update={"coproducer": film.delegate})
    others = tuple(one for one in film.source if one.incentive != scheme)
    return film.model_copy(update={"source": (*others, source)})


def _with_line(film: Film, found: Found, row: int) -> Film:
    today = found.line(row)
    number = None if today is None else _number(film, today)
    if number is None:
        return film
    own = film.budget[number].row
    first, *others = found.parts[row]
    parts = [first.model_copy(update={"row": own}), *others]
    lines = [*film.budget[:number], *parts, *film.budget[number + 1 :]]
    return film.model_copy(update={"budget": tuple(lines)})


def _with_person(film: Film, found: Found, post: str) -> Film:
    def holds(one: object) -> bool:
        return str(getattr(one, "post", "")).replace("_", " ") == post

    others = tuple(one for one in film.person if not holds(one))
    chosen = tuple(one for one in found.best.person if holds(one))
    candidates = tuple(one for one in film.placement.candidate if not holds(one))
    placement = film.placement.model_copy(update={"candidate": candidates})
    return film.model_copy(update={"person": (*others, *chosen), "placement": placement})


# --- what follows from them ----------------------------------------------------------------------


def _moved_phases(film: Film, found: Found) -> Film:
    """A phase goes where the search put it once no line of it is left where it was."""
    best = dict(zip(found.base.phase, found.best.phase, strict=True))

    def moved(phase: Phase) -> Phase:
        there = best.get(phase, phase)
        left = any(
            one.phase is phase.stage and one.vfx == phase.vfx and one.country == phase.country
            for one in film.budget
        )
        return phase if left or phase.stage is Stage.SHOOT else there

    return film.model_copy(update={"phase": tuple(moved(one) for one in film.phase)})


def _told(film: Film, found: Found) -> Film:
    """The note that the search leaves; who is still to be found is said once they are in."""
    notes = [one for one in found.best.assumptions if one not in found.base.assumptions]
    if film.coproducer != found.best.coproducer:
        notes = [one.partition(";")[0] for one in notes]
    fresh = [one for one in notes if one not in film.assumptions]
    kept = [one for one in film.assumptions if not any(new.startswith(one) for new in fresh)]
    return film.model_copy(update={"assumptions": (*kept, *fresh)})
