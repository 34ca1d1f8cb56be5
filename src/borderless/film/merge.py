"""Two changes of one film joined, and what only its producers can decide between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from pydantic import BaseModel

from borderless.film.entries import (
    NAMED_BY,
    names_of,
    plain,
    table_title,
    title_of,
    without_rows,
)
from borderless.film.merge_order import Slot, Threads, common_order, is_reordered, threads, woven
from borderless.film.merge_rules import has_rules, is_words, made, may_be_woven, quarrels, units_of
from borderless.film.model import BudgetLine, Film
from borderless.film.toml_places import Keys

Side = Literal["mine", "theirs"]
Choices = Mapping[str, Side]
T = TypeVar("T")

_SIDES: tuple[Side, Side] = ("mine", "theirs")
_TRIED = 6
"""Clashes in one entry of which every choice is tried; more of them are one clash."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that both changed, each in another way."""

    key: str
    """Names the clash for as long as base, mine and theirs are the same."""
    path: Keys
    """Where it stands in theirs; in mine, where theirs does not have it."""
    name: str
    """What it belongs to: `source "DR"`, `budget line 1100 Script fee`."""
    field: str
    """Its key, the first of `fields`; "" for an entry as a whole, "order" for that of a list."""
    fields: tuple[str, ...]
    """All keys that are decided with it, such as amount and currency; none for a whole entry."""
    base: Any
    """The value; for several fields, and for an entry, a dict of what they say. None where it is
    not there, as where one side removed what the other changed."""
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """Two changes joined."""

    film: Film
    """With theirs at each clash."""
    clashes: tuple[Clash, ...]


def merge(base: Film, mine: Film, theirs: Film) -> Merge:
    """Joins what two people made of one film.

    Changes of different keys are both kept, and so is what each added, took away or put in another
    order. Where both changed the same thing, or what they made of an entry is not allowed together,
    there is a clash. Lines of the budget have the rows of `theirs`, the newest file; new ones none.
    """
    joined = _joined(base, mine, theirs, {})
    return Merge(joined.value, joined.clashes)


def resolved(base: Film, mine: Film, theirs: Film, choices: Choices) -> Film:
    """The joined film, at each clash the side that was chosen for its key.

    Raises:
        KeyError: a clash has no choice.
        ValueError: a choice is neither "mine" nor "theirs".
    """
    joined = _joined(base, mine, theirs, choices)
    for clash in joined.clashes:
        if choices[clash.key] not in _SIDES:
            raise ValueError(f'{clash.key}: choose "mine" or "theirs".')
    return joined.value


class _Three(NamedTuple):
    """A part of the film in its three versions; None where one does not have it."""

    base: Any
    mine: Any
    theirs: Any

    def each(self, part: Callable[[Any], Any]) -> _Three:
        return _Three(*(part(one) for one in self))

    @property
    def taken(self) -> _Joined[Any] | None:
        """The version that is right without looking closer; None where both changed it."""
        if self.mine in (self.theirs, self.base):
            return _Joined(self.theirs)
        return _Joined(self.mine) if self.theirs == self.base else None


@dataclass(frozen=True, slots=True)
class _Joined(Generic[T]):
    value: T
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in the films we are."""

    key: str
    path: Keys
    name: str

    def at(self, key: str) -> _Spot:
        return _Spot(f"{self.key}/{key}".lstrip("/"), (*self.path, key), self.name)

    def entry(self, slot: Slot, one: BaseModel) -> _Spot:
        """An entry of the list here."""
        number = slot.mine if slot.theirs is None else slot.theirs
        assert number is not None
        told = f"+{number}" if slot.base is None else f"{slot.base}"
        title = title_of(names_of(self.path), one, self.name)
        return _Spot(f"{self.key}/{told}", (*self.path, number), title)

    def table(self) -> _Spot:
        """What stands here is no list."""
        return replace(self, name=table_title(names_of(self.path), self.name))


def _joined(base: Film, mine: Film, theirs: Film, choices: Choices) -> _Joined[Film]:
    joiner = _Joiner(theirs, choices)
    three = _Three(base, mine, theirs).each(without_rows)
    return joiner.document(_Spot("", (), "film"), three)


@dataclass(frozen=True, slots=True)
class _Joiner:
    """Joins part by part. Which clashes there are never depends on the choices."""

    newest: Film
    choices: Choices

    def document(self, spot: _Spot, three: _Three) -> _Joined[Any]:
        """A part of the film with keys of its own."""
        joined = self.keys(spot, three)
        like: BaseModel = three.theirs
        if not has_rules(type(like)):
            return _Joined(like.model_copy(update=joined.value), joined.clashes)
        if not self.always(
            joined,
            lambda other: other.keys(spot, three),
            lambda values: made(like, values) is not None,
        ):
            return self.clash(spot, (), three)
        return _Joined(made(like, joined.value), joined.clashes)

    def keys(self, spot: _Spot, three: _Three) -> _Joined[dict[str, Any]]:
        """The attributes of a part of the film, not yet held against its rules."""
        values: dict[str, Any] = {}
        clashes: list[Clash] = []
        for unit in units_of(names_of(spot.path), three):
            part = self.unit(spot, unit, three)
            values |= part.value
            clashes += part.clashes
        return _Joined(values, tuple(clashes))

    def unit(self, spot: _Spot, unit: dict[str, str], three: _Three) -> _Joined[dict[str, Any]]:
        """Keys that change as one, with their attributes' names."""
        if len(unit) == 1:
            [(key, name)] = unit.items()
            joined = self.value(spot.at(key), three.each(lambda one: getattr(one, name)))
            return _Joined({name: joined.value}, joined.clashes)
        said = three.each(lambda one: {key: getattr(one, name) for key, name in unit.items()})
        joined = said.taken or self.fields(spot, said)
        return _Joined({unit[key]: value for key, value in joined.value.items()}, joined.clashes)

    def fields(self, spot: _Spot, said: _Three) -> _Joined[dict[str, Any]]:
        differ = [k for k, v in said.base.items() if not v == said.mine[k] == said.theirs[k]]
        if len(differ) > 1:
            clash = self.clash(
                spot.at(differ[0]), tuple(differ), said.each(lambda s: {k: s[k] for k in differ})
            )
            return _Joined(said.theirs | clash.value, clash.clashes)
        [key] = differ
        clash = self.clash(spot.at(key), (key,), said.each(lambda one: one[key]))
        return _Joined(said.theirs | {key: clash.value}, clash.clashes)

    def value(self, spot: _Spot, three: _Three) -> _Joined[Any]:
        """What stands at one key, whatever it is."""
        names = names_of(spot.path)
        if names == ("budget",):  # whose rows have to be found even where one side changed nothing
            return self.entries(spot, three)
        if taken := three.taken:
            return taken
        if names in NAMED_BY:
            return self.agreeing(spot, three)
        if all(isinstance(one, BaseModel) for one in three):
            return self.document(spot.table(), three)
        if isinstance(three.mine, Mapping) and isinstance(three.theirs, Mapping):
            return self.table(spot.table(), three)
        if all(is_words(one) for one in three) and may_be_woven(*three):
            return self.entries(spot, three)
        return self.clash(spot, (str(names[-1]),), three)

    def table(self, spot: _Spot, three: _Three) -> _Joined[dict[Any, Any]]:
        """A table whose keys are free."""
        values: dict[Any, Any] = {}
        clashes: list[Clash] = []
        for key in dict.fromkeys([*three.theirs, *three.mine]):
            said = _Three(*((one or {}).get(key) for one in three))
            part = self.value(spot.at(str(key)), said)
            clashes += part.clashes
            if part.value is not None:
                values[key] = part.value
        return _Joined(values, tuple(clashes))

    def agreeing(self, spot: _Spot, three: _Three) -> _Joined[tuple[Any, ...]]:
        """A list of entries that may have to agree with each other."""
        joined = self.entries(spot, three)

        def told(entries: tuple[BaseModel, ...]) -> set[str]:
            return quarrels(names_of(spot.path), entries, self.newest.delegate)

        known = told(three.mine) | told(three.theirs)
        if self.always(
            joined, lambda other: other.entries(spot, three), lambda value: told(value) <= known
        ):
            return joined
        return self.clash(spot, (str(spot.path[-1]),), three)

    def entries(self, spot: _Spot, three: _Three) -> _Joined[tuple[Any, ...]]:
        """A list, entry by entry."""
        names = names_of(spot.path)
        found = threads(*three, NAMED_BY.get(names, ()))
        kept: dict[Slot, Any] = {}
        clashes: list[Clash] = []
        for slot in found.slots:
            part = self.entry(spot, slot, _Three(*slot.of(three)))
            clashes += part.clashes
            if part.value is not None:
                kept[slot] = part.value
            if names == ("budget",) and part.value is not None:
                kept[slot] = self.in_its_row(slot, part.value)
        lead = self.lead(spot, found, three)
        follow = found.mine if lead.value is found.theirs else found.theirs
        order = woven(lead.value, follow, kept)
        return _Joined(tuple(kept[slot] for slot in order), (*clashes, *lead.clashes))

    def in_its_row(self, slot: Slot, line: BudgetLine) -> BudgetLine:
        row = None if slot.theirs is None else self.newest.budget[slot.theirs].row
        return line if row is None else line.model_copy(update={"row": row})

    def entry(self, spot: _Spot, slot: Slot, three: _Three) -> _Joined[Any]:
        if taken := three.taken:
            return taken
        inner = spot.entry(slot, next(one for one in three if one is not None))
        whole = any(one is None for one in three)
        return self.clash(inner, (), three) if whole else self.document(inner, three)

    def lead(self, spot: _Spot, found: Threads, three: _Three) -> _Joined[tuple[Slot, ...]]:
        """The version whose order is kept: theirs, unless only mine has changed it."""
        if not is_reordered(found.mine):
            return _Joined(found.theirs)
        if not is_reordered(found.theirs):
            return _Joined(found.mine)
        if common_order(found.mine) == common_order(found.theirs):
            return _Joined(found.theirs)
        names = names_of(spot.path)

        def titles(entries: tuple[Any, ...]) -> tuple[str, ...]:
            return tuple(
                title_of(names, one, spot.name) if isinstance(one, BaseModel) else str(one)
                for one in entries
            )

        clash = self.clash(spot.at("order"), ("order",), three.each(titles))
        is_mine = clash.value == titles(three.mine)
        return _Joined(found.mine if is_mine else found.theirs, clash.clashes)

    def clash(self, spot: _Spot, fields: tuple[str, ...], three: _Three) -> _Joined[Any]:
        """A clash, and the side that was chosen; theirs where none was."""
        clash = Clash(
            spot.key, spot.path, spot.name, fields[0] if fields else "", fields, *three.each(plain)
        )
        is_mine = self.choices.get(spot.key) == "mine"
        return _Joined(three.mine if is_mine else three.theirs, (clash,))

    def always(
        self,
        joined: _Joined[T],
        join: Callable[[_Joiner], _Joined[T]],
        fits: Callable[[T], bool],
    ) -> bool:
        """Whether what is joined fits, whatever is chosen at its clashes."""
        keys = [clash.key for clash in joined.clashes]
        if not keys:
            return fits(joined.value)
        return len(keys) <= _TRIED and all(
            fits(join(replace(self, choices=dict(zip(keys, chosen, strict=True)))).value)
            for chosen in product(_SIDES, repeat=len(keys))
        )
