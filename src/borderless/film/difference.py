"""What changed from one revision of a film to the next, entry by entry and key by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

from borderless.film.budget_changes import longest_rise
from borderless.film.entries import (
    NAMED_BY,
    keys_of,
    names_of,
    plain,
    same_entries,
    table_title,
    title_of,
    without_rows,
)
from borderless.film.model import Film
from borderless.film.toml_places import Keys

_OPEN: Mapping[str, frozenset[str]] = {
    "person": frozenset({"post", "name", "nationality", "residence", "languages", "gender"}),
    "coproducer": frozenset({"company", "country", "role", "financial_only"}),
    "phase": frozenset({"stage", "name", "start", "end", "days", "country", "region", "vfx"}),
}
"""The lists that everybody may see, and their keys; a note or an assumption may speak of money."""
_OPEN_KEYS = frozenset(
    {
        "title",
        "original_title",
        "kind",
        "format",
        "minutes",
        "episodes",
        "languages",
        "delegate",
        "as_of",
        "dates",
        "test",
    }
)
"""What everybody may see outside of lists. All that is not named is money: a new part of the
document stays shut until somebody opens it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was."""

    path: Keys
    """Where it stands: in the new film; of something removed, in the old one."""
    kind: Literal["added", "removed", "changed", "moved"]
    name: str
    """What it belongs to: `source "DR"`, `budget line 1100 Script fee`, `dates`."""
    field: str
    """Its key, as film.toml writes it; "" for an entry as a whole."""
    before: Any
    """The old value; of a moved entry, its number in the old list, from 1. Entries are dicts of
    what they say."""
    after: Any


def differences(old: Film, new: Film) -> list[Difference]:
    """What changed, in the order of the document.

    Entries of lists are the same by what names them, so an entry that is put in between changes
    none of the others, and a budget line that only stands in another row is no difference.
    """
    return list(_in_document((), "film", without_rows(old), without_rows(new)))


def names_money(difference: Difference) -> bool:
    """Whether it may tell of money: amounts, shares, terms, or texts that may name them."""
    first, *rest = names_of(difference.path)
    if first in _OPEN_KEYS:
        return False
    if first not in _OPEN:
        return True
    if difference.kind == "moved":
        return False
    said = rest if rest else {*(difference.before or ()), *(difference.after or ())}
    return not _OPEN[str(first)].issuperset(str(key) for key in said)


def without_money(found: Iterable[Difference]) -> list[Difference]:
    """The differences that everybody may see: without those of money, and entries without theirs.

    That a co-producer came in is seen; the share it has is not.
    """
    shown = []
    for one in found:
        first, *rest = names_of(one.path)
        if first in _OPEN and not rest and one.kind != "moved":
            seen = _OPEN[str(first)]
            shown.append(replace(one, before=_only(one.before, seen), after=_only(one.after, seen)))
        elif not names_money(one):
            shown.append(one)
    return shown


def _only(entry: dict[str, Any] | None, keys: frozenset[str]) -> dict[str, Any] | None:
    return entry and {key: value for key, value in entry.items() if key in keys}


def _in_document(path: Keys, name: str, old: BaseModel, new: BaseModel) -> Iterator[Difference]:
    for key, attribute in keys_of(new):
        before, after = getattr(old, attribute), getattr(new, attribute)
        if before != after:
            yield from _in_value((*path, key), name, before, after)


def _in_value(path: Keys, name: str, before: Any, after: Any) -> Iterator[Difference]:
    names = names_of(path)
    some = before if after is None else after
    if names in NAMED_BY:
        yield from _in_entries(path, name, before, after)
    elif isinstance(before, BaseModel) and isinstance(after, BaseModel):
        yield from _in_document(path, table_title(names, name), before, after)
    elif isinstance(some, BaseModel):
        yield _whole(path, table_title(names, name), before, after)
    elif isinstance(some, Mapping):
        yield from _in_table(path, table_title(names, name), before or {}, after or {})
    else:
        yield Difference(path, "changed", name, str(names[-1]), plain(before), plain(after))


def _in_table(
    path: Keys, name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if isinstance(was, Mapping) or isinstance(now, Mapping):
            was, now = ({} if one is None else one for one in (was, now))
        spot = (*path, str(key))
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            yield from _in_table(spot, table_title(names_of(spot), name), was, now)
        else:
            kind = _kind(key in before, key in after)
            yield Difference(spot, kind, name, str(key), plain(was), plain(now))


def _in_entries(
    path: Keys, around: str, old: tuple[Any, ...], new: tuple[Any, ...]
) -> Iterator[Difference]:
    names = names_of(path)
    origins = same_entries(old, new, NAMED_BY[names])
    staying = longest_rise(origins)
    kept = set(origins)
    for number, entry in enumerate(old):
        if number not in kept:
            yield _whole((*path, number), title_of(names, entry, around), entry, None)
    for number, (entry, origin) in enumerate(zip(new, origins, strict=True)):
        spot, title = (*path, number), title_of(names, entry, around)
        if origin is None:
            yield _whole(spot, title, None, entry)
            continue
        if number not in staying:
            yield Difference(spot, "moved", title, "", origin + 1, number + 1)
        yield from _in_document(spot, title_of(names, old[origin], around), old[origin], entry)


def _whole(path: Keys, name: str, before: Any, after: Any) -> Difference:
    kind = _kind(before is not None, after is not None)
    return Difference(path, kind, name, "", plain(before), plain(after))


def _kind(was: bool, is_there: bool) -> Literal["added", "removed", "changed"]:  # noqa: FBT001
    if was and is_there:
        return "changed"
    return "added" if is_there else "removed"
