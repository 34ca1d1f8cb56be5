"""The calendar of a cash flow: months, and ISO weeks while the film shoots, without a gap."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.days import days_later
from borderless.finance.cash.items import NOTHING, Item


@dataclass(frozen=True, slots=True)
class Period:
    """A column of the cash flow."""

    start: Day
    end: Day
    week: bool = False
    """An ISO week of the shoot; else a month, or what weeks leave of one."""

    @property
    def whole_month(self) -> bool:
        """Whether it is a month from its first day to its last."""
        last = monthrange(self.start.year, self.start.month)[1]
        return not self.week and self.start.day == 1 and self.end == self.start.replace(day=last)

    @property
    def label(self) -> str:
        """A month as 2026-10, a week as 2026-W41, a part of a month by its days."""
        if self.week:
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        if self.whole_month:
            return f"{self.start:%Y-%m}"
        return f"{self.start:%Y-%m} {self.start.day}–{self.end.day}"


def periods(first: Day, last: Day, shoots: Iterable[tuple[Day, Day]]) -> tuple[Period, ...]:
    """Months from that of `first` to that of `last`; whole ISO weeks while a shoot runs.

    A week belongs to the shoot if one of its days does. What such weeks leave of a month is a
    shorter period of its own.
    """
    begins = first.replace(day=1)
    ends = last.replace(day=monthrange(last.year, last.month)[1])
    found: list[Period] = []
    day = begins
    for start, end in _weeks(shoots):
        if end < day or start > ends:
            continue
        found += _months(day, days_later(start, -1))
        day = max(day, start)
        while day <= min(end, ends):
            sunday = min(days_later(day, 7 - day.isoweekday()), ends)
            found.append(Period(day, sunday, week=True))
            day = days_later(sunday, 1)
    found += _months(day, ends)
    return tuple(found)


def period_of(calendar: Sequence[Period], day: Day) -> int:
    """The number of the period that a day falls in."""
    return bisect_right(calendar, day, key=lambda period: period.start) - 1


def with_amounts(item: Item, calendar: Sequence[Period]) -> Item:
    """An item with its amounts by period."""
    amounts: list[Decimal] = [NOTHING] * len(calendar)
    for flow in item.flows:
        amounts[period_of(calendar, flow.day)] += flow.amount
    return replace(item, amounts=tuple(amounts))


def _weeks(shoots: Iterable[tuple[Day, Day]]) -> list[tuple[Day, Day]]:
    """Stretches from a Monday to a Sunday that the shoots touch, those that meet made one."""
    found: list[tuple[Day, Day]] = []
    for start, end in sorted(shoots):
        monday = days_later(start, 1 - start.isoweekday())
        sunday = days_later(end, 7 - end.isoweekday())
        if found and monday <= days_later(found[-1][1], 1):
            found[-1] = found[-1][0], max(found[-1][1], sunday)
        else:
            found.append((monday, sunday))
    return found


def _months(day: Day, until: Day) -> list[Period]:
    found = []
    while day <= until:
        end = min(day.replace(day=monthrange(day.year, day.month)[1]), until)
        found.append(Period(day, end))
        day = days_later(end, 1)
    return found
