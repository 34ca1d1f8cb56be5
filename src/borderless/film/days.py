"""Days so many months or days on, held within the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date as Day
from decimal import Decimal


def months_later(day: Day, months: Decimal | int) -> Day:
    """A day so many months on (or back), kept within the month; a part of one counts as days."""
    whole = int(months)
    index = day.year * 12 + day.month - 1 + whole
    index = min(max(index, Day.min.year * 12), Day.max.year * 12 + 11)
    year, month = divmod(index, 12)
    length = monthrange(year, month + 1)[1]
    found = Day(year, month + 1, min(day.day, length))
    return days_later(found, int((months - whole) * length))


def days_later(day: Day, days: int) -> Day:
    """A day so many days on, held within the calendar."""
    ordinal = min(max(day.toordinal() + days, Day.min.toordinal()), Day.max.toordinal())
    return Day.fromordinal(ordinal)
