"""Where months and values lie in a chart, and how the months are named under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Any

from borderless.dossier.drawing import STAND_IN

MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_EVERY = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
"""Months between two names, whichever first leaves room for them."""
_ROOM = 44
"""That a name takes with the space around it, in CSS pixels."""
_HALF = 14
"""Half the length of the level that stands for a single month, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A field of a chart: its sides in CSS pixels, its days and values."""

    left: float
    right: float
    top: float
    bottom: float
    first: Day
    last: Day
    least: float
    most: float

    def across(self, day: Day) -> float:
        """CSS pixels from the left to a day; a single day lies in the middle."""
        if self.first == self.last:
            return (self.left + self.right) / 2
        part = (day - self.first).days / (self.last - self.first).days
        return self.left + part * (self.right - self.left)

    def down(self, value: float) -> float:
        """CSS pixels from the top to a value."""
        part = (self.most - value) / (self.most - self.least)
        return self.top + part * (self.bottom - self.top)

    def spread(self, day: Day, *, alone: bool) -> tuple[float, ...]:
        """Where a day is drawn: one place, or both ends of a level if there is no other day."""
        at = self.across(day)
        return (at - _HALF, at + _HALF) if alone else (at,)


def month(day: Day) -> str:
    """A month as charts name it: Mar 2024."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def month_marks(frame: Frame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Ticks below a frame, and names below them: the year at the first one and each January."""
    first = frame.first.year * 12 + frame.first.month - 1 + (frame.first.day > 1)
    last = frame.last.year * 12 + frame.last.month - 1
    if first > last:
        first = last = frame.first.year * 12 + frame.first.month - 1
    every = next(
        (every for every in _EVERY if (last - first) / every * _ROOM <= frame.right - frame.left),
        _EVERY[-1],
    )
    shown = [one for one in range(first, last + 1) if one % every == 0] or [first]
    ticks, names, year = [], [], None
    for one in shown:
        at = frame.across(max(Day(one // 12, one % 12 + 1, 1), frame.first))
        ticks.append({"x": at, "x2": at, "y": frame.bottom, "y2": frame.bottom + 5})
        lines = [MONTHS[one % 12]] if every < 12 else []
        if one // 12 != year:
            lines.append(str(year := one // 12))
        for row, text in enumerate(lines):
            y = frame.bottom + 16 + 15 * row
            names.append({"x": at, "y": y, "text": text, "ink": STAND_IN["soft"]})
    return ticks, names
