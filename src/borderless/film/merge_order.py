"""Two lists that grew from one: which of their entries belong together, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from borderless.film.entries import is_told_apart, same_entries

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry of the joined list, by its number in each version; None where it is not in it."""

    base: int | None
    mine: int | None
    theirs: int | None

    def of(self, three: Sequence[Sequence[T]]) -> tuple[T | None, T | None, T | None]:
        """The entry in the base, in mine and in theirs."""
        base, mine, theirs = three
        return (
            None if self.base is None else base[self.base],
            None if self.mine is None else mine[self.mine],
            None if self.theirs is None else theirs[self.theirs],
        )


@dataclass(frozen=True, slots=True)
class Threads:
    """The entries of three versions of a list, each followed through all of them."""

    slots: tuple[Slot, ...]
    """Those of the base in its order, then what theirs and then what mine added."""
    mine: tuple[Slot, ...]
    """The slots of mine, in its order."""
    theirs: tuple[Slot, ...]


def threads(
    base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any], named_by: Sequence[str]
) -> Threads:
    """Follows entries from the base into both versions.

    What both added is one entry where it says the same, or has a name that tells it apart.
    """
    in_mine, new_mine = _numbers(same_entries(base, mine, named_by))
    in_theirs, new_theirs = _numbers(same_entries(base, theirs, named_by))
    both = dict(_twins(mine, theirs, new_mine, new_theirs, named_by))
    slots = [Slot(o, in_mine.get(o), in_theirs.get(o)) for o in range(len(base))]
    slots += [Slot(None, both.get(number), number) for number in new_theirs]
    slots += [Slot(None, number, None) for number in new_mine if number not in both.values()]
    slot_of_mine = {slot.mine: slot for slot in slots}
    slot_of_theirs = {slot.theirs: slot for slot in slots}
    return Threads(
        tuple(slots),
        tuple(slot_of_mine[number] for number in range(len(mine))),
        tuple(slot_of_theirs[number] for number in range(len(theirs))),
    )


def _numbers(origins: Sequence[int | None]) -> tuple[dict[int, int], list[int]]:
    """Where each old entry is now, and which entries are new."""
    now = {origin: number for number, origin in enumerate(origins) if origin is not None}
    return now, [number for number, origin in enumerate(origins) if origin is None]


def _twins(
    mine: Sequence[Any],
    theirs: Sequence[Any],
    new_mine: Sequence[int],
    new_theirs: Sequence[int],
    named_by: Sequence[str],
) -> Iterator[tuple[int, int]]:
    """What both added: the number in theirs, then in mine."""
    left_mine, left_theirs = list(new_mine), list(new_theirs)

    def name(entry: Any) -> Hashable:
        return tuple(getattr(entry, key) for key in named_by)

    told: list[Callable[[Any], Hashable]] = [lambda entry: entry]
    if named_by:
        told.append(lambda entry: name(entry) if is_told_apart(entry, named_by) else None)
    for tell in told:
        waiting: dict[Hashable, list[int]] = {}
        for number in reversed(left_mine):
            if (said := tell(mine[number])) is not None:
                waiting.setdefault(said, []).append(number)
        for number in list(left_theirs):
            if same := waiting.get(tell(theirs[number])):
                yield number, same[-1]
                left_mine.remove(same.pop())
                left_theirs.remove(number)


def is_reordered(order: Sequence[Slot]) -> bool:
    """Whether entries of the base stand in another order than there."""
    numbers = [slot.base for slot in order if slot.base is not None]
    return any(later < earlier for earlier, later in pairwise(numbers))


def common_order(order: Sequence[Slot]) -> tuple[Slot, ...]:
    """The entries that all three versions have, in one's order."""
    return tuple(slot for slot in order if None not in (slot.base, slot.mine, slot.theirs))


def woven(lead: Sequence[Slot], follow: Sequence[Slot], kept: Mapping[Slot, Any]) -> list[Slot]:
    """The kept slots in the order of `lead`; those only in `follow` behind their neighbours."""
    leading = [slot for slot in lead if slot in kept]
    placed = set(leading)
    behind: dict[Slot | None, list[Slot]] = {}
    neighbour = None
    for slot in follow:
        if slot in placed:
            neighbour = slot
        elif slot in kept:
            behind.setdefault(neighbour, []).append(slot)
    order = list(behind.get(None, ()))
    for slot in leading:
        order += [slot, *behind.get(slot, ())]
    return order
