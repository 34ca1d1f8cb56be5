"""What days and kinds of receipt decide for all lanes alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from borderless.finance.recoupment.structure import Stream, Structure


@dataclass(frozen=True, slots=True)
class Opening:
    """Which rights days and kinds of receipt let take, on one day for one stream."""

    day: Day
    stream: Stream
    open: tuple[bool, ...]
    complete: tuple[bool, ...]
    """Rights whose every draw is in."""
    ended: tuple[bool, ...]
    """Rights whose contract has ended: nobody waits for them."""


def opening_of(structure: Structure, day: Day, stream: Stream) -> Opening:
    """What the day and the kind of receipt decide; worked out once for all lanes."""
    rights = structure.rights
    return Opening(
        day,
        stream,
        tuple(right.admits(day, stream) for right in rights),
        tuple(
            right.owed is not None and all(drawn <= day for drawn, _ in right.owed.draws)
            for right in rights
        ),
        tuple(right.ended(day) for right in rights),
    )
