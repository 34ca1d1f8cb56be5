"""A draft that came too late: what its author changed, what others did, and where they clash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from borderless.film.difference import differences
from borderless.film.merge import merge, resolved
from borderless.film.model import Film as FilmDocument
from borderless.web.films.models import Draft, Revision
from borderless.web.history.comparing import Change
from borderless.web.history.words import said

Choice = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class ShownClash:
    """A thing that both have changed."""

    key: str
    name: str
    field: str
    was: str
    mine: str
    theirs: str
    chosen: str
    """`mine`, `theirs`, or "" while nothing is chosen."""


@dataclass(frozen=True, slots=True)
class Joining:
    """A draft beside the newest revision."""

    base: FilmDocument
    mine: FilmDocument
    theirs: FilmDocument
    my_changes: tuple[Change, ...]
    their_changes: tuple[Change, ...]
    clashes: tuple[ShownClash, ...]

    def film(self, choices: Mapping[str, Choice]) -> FilmDocument:
        """The document with every clash decided.

        Raises:
            KeyError: a clash has no choice.
        """
        return resolved(self.base, self.mine, self.theirs, choices)


def joining(
    draft: Draft, base: Revision | None, head: Revision, chosen: Mapping[str, str]
) -> Joining | None:
    """The three documents beside each other; None where one of them cannot be read."""
    if base is None or not base.document or not head.document:
        return None
    old = FilmDocument.model_validate(base.document)
    mine = FilmDocument.model_validate(draft.document)
    theirs = FilmDocument.model_validate(head.document)
    clashes = tuple(
        ShownClash(
            one.key,
            one.name,
            one.field,
            said(one.base),
            said(one.mine),
            said(one.theirs),
            chosen.get(one.key, ""),
        )
        for one in merge(old, mine, theirs).clashes
    )
    return Joining(old, mine, theirs, _changes(old, mine), _changes(old, theirs), clashes)


def _changes(old: FilmDocument, new: FilmDocument) -> tuple[Change, ...]:
    return tuple(
        Change(one.kind, one.name, one.field, said(one.before), said(one.after))
        for one in differences(old, new)
    )
