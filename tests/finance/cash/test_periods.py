"""The calendar: months, weeks in the shoot, no gap and no overlap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from borderless.finance.cash.periods import period_of, periods

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
DAY = timedelta(days=1)


def labels(*shoots: tuple[date, date], first: date, last: date) -> list[str]:
    return [period.label for period in periods(first, last, shoots)]


def test_months_where_nobody_shoots() -> None:
    assert labels(first=date(2026, 6, 12), last=date(2026, 8, 2)) == [
        "2026-06",
        "2026-07",
        "2026-08",
    ]


def test_whole_iso_weeks_while_the_film_shoots_and_the_rest_of_the_months_around_them() -> None:
    shoot = (date(2026, 9, 9), date(2026, 9, 21))  # a Wednesday, a Monday
    assert labels(shoot, first=date(2026, 9, 1), last=date(2026, 10, 5)) == [
        "2026-09 1–6",
        "2026-W37",
        "2026-W38",
        "2026-W39",
        "2026-09 28–30",
        "2026-10",
    ]


def test_a_week_may_cross_into_the_next_month_and_year() -> None:
    shoot = (date(2026, 12, 30), date(2027, 1, 1))
    found = periods(date(2026, 12, 1), date(2027, 1, 31), [shoot])
    assert [(one.start, one.end) for one in found] == [
        (date(2026, 12, 1), date(2026, 12, 27)),
        (date(2026, 12, 28), date(2027, 1, 3)),
        (date(2027, 1, 4), date(2027, 1, 31)),
    ]
    assert found[1].label == "2026-W53"


def test_months_between_two_shoots_stay_months() -> None:
    shoots = (date(2026, 9, 7), date(2026, 9, 13)), (date(2026, 11, 2), date(2026, 11, 8))
    found = periods(date(2026, 9, 1), date(2026, 11, 30), shoots)
    assert [one.label for one in found if not one.week][1:-1] == [
        "2026-09 14–30",
        "2026-10",
        "2026-11 1–1",
    ]


@given(st.lists(DAYS, min_size=2, max_size=8), DAYS)
def test_periods_tile_time(ends: list[date], day: date) -> None:
    shoots = [(min(pair), max(pair)) for pair in zip(ends[2::2], ends[3::2], strict=False)]
    first, last = min(ends[:2]), max(ends[:2])
    found = periods(first, last, shoots)
    assert found[0].start <= first
    assert found[-1].end >= last
    for one, after in pairwise(found):
        assert one.start <= one.end
        assert after.start == one.end + DAY
    if first <= day <= last:
        assert found[period_of(found, day)].start <= day <= found[period_of(found, day)].end
