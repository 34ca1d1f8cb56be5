"""A draft that came too late: what its author changed, what others did, and where they clash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from borderless.film.difference import differences
from borderless.film.entries import names_of
from borderless.film.folder import CannotWriteError, changed_files
from borderless.film.model import Film as FilmDocument
from borderless.web.films.models import Draft, Revision
from borderless.web.films.reading import reading_of
from borderless.web.films.store import files_of
from borderless.web.history.comparing import MOST_CHANGES, Change, changes_shown, document_of
from borderless.web.history.words import key_words, said

if TYPE_CHECKING:
    from borderless.film.merge import Clash

Choice = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class ShownClash:
    """A thing that both have changed, each value in the reader's way of writing; "" for none."""

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

    @property
    def is_decided(self) -> bool:
        """Whether there is a choice for every clash."""
        return all(one.chosen for one in self.clashes)

    def film(self) -> FilmDocument:
        """The document with every clash decided.

        Raises:
            KeyError: a clash has no choice.
            ValueError: what was chosen cannot stand together in one film.
        """
        from borderless.film.merge import resolved

        choices: dict[str, Choice] = {
            one.key: "mine" if one.chosen == "mine" else "theirs"
            for one in self.clashes
            if one.chosen
        }
        return resolved(self.base, self.mine, self.theirs, choices)


def joining(
    draft: Draft, base: Revision | None, head: Revision, chosen: Mapping[str, str]
) -> Joining | None:
    """The three documents beside each other; None where one of them cannot be read."""
    from borderless.film.merge import merge

    old = document_of(base) if base else None
    mine, theirs = my_document(draft), document_of(head)
    if old is None or mine is None or theirs is None:
        return None
    clashes = tuple(_shown(one, chosen) for one in merge(old, mine, theirs).clashes)
    return Joining(
        old,
        mine,
        theirs,
        changes_shown(differences(old, mine)[:MOST_CHANGES]),
        changes_shown(differences(old, theirs)[:MOST_CHANGES]),
        clashes,
    )


def my_document(draft: Draft) -> FilmDocument | None:
    """The film as the draft's author wants it; None where it cannot be read any more."""
    return document_of(Revision(document=draft.document))


def still_meant(
    chosen: Mapping[str, str], seen: Joining | None, now: Joining | None
) -> dict[str, str]:
    """The choices that hold although somebody saved again.

    What was chosen beside another value of theirs is asked anew.

    Args:
        chosen: what was chosen on the page.
        seen: the draft beside the revision that the page showed.
        now: the draft beside the newest revision.
    """
    if seen is None or now is None:
        return {}
    was = {one.key: one.theirs for one in seen.clashes}
    known = {one.key for one in now.clashes if was.get(one.key) == one.theirs}
    return {key: choice for key, choice in chosen.items() if key in known}


def my_folder(draft: Draft, base: Revision | None) -> dict[str, bytes] | None:
    """Every file of the film as the draft's author wants it; None where they cannot be written."""
    mine = my_document(draft)
    if base is None or mine is None or document_of(base) is None:
        return None
    try:
        return files_of(base) | changed_files(reading_of(base).folder, mine)
    except CannotWriteError:
        return None


def _shown(clash: Clash, chosen: Mapping[str, str]) -> ShownClash:
    names = tuple(map(str, names_of(clash.path)))
    return ShownClash(
        clash.key,
        clash.name,
        key_words(clash.field),
        said(clash.base, names),
        said(clash.mine, names),
        said(clash.theirs, names),
        chosen.get(clash.key, ""),
    )
