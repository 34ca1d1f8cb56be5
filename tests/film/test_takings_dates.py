"""Days as statements write them; what a file shows of day and month decides for its others."""

from __future__ import annotations

from contextlib import suppress
from datetime import date as Day

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.takings_dates import DateError, orders_shown, read_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31",
        "2026/3/31",
        "20260331",
        "2026-03-31 10:15",
        "2026-03-31T00:00:00Z",
        "31.03.2026",
        "31. 3. 2026",
        "31/03/2026",
        "31-3-2026",
        "31/03/26",
        "03/31/2026",
        "31 March 2026",
        "March 31st, 2026",
        "31-Mar-26",
        "31. März 2026",
        "31 marca 2026",
        "31 mars 2026",
        "31 de marzo de 2026",
        "31. marts 2026",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    read = read_date(text, None)
    assert (read.day, read.period) == (Day(2026, 3, 31), False)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2026-02", Day(2026, 2, 28)),
        ("02/2028", Day(2028, 2, 29)),
        ("February 2026", Day(2026, 2, 28)),
        ("févr. 2026", Day(2026, 2, 28)),
        ("luty 2026", Day(2026, 2, 28)),
        ("Feb-26", Day(2026, 2, 28)),
        ("Q1 2026", Day(2026, 3, 31)),
        ("2026-Q4", Day(2026, 12, 31)),
        ("T2 2026", Day(2026, 6, 30)),
        ("H2 2026", Day(2026, 12, 31)),
    ],
)
def test_a_period_is_its_last_day(text: str, last: Day) -> None:
    read = read_date(text, None)
    assert (read.day, read.period) == (last, True)


def test_either_order_follows_the_file() -> None:
    assert orders_shown(["03/04/2026", "31/03/2026", "2026-04-03", "13.12.2026"]) == {"day first"}
    assert orders_shown(["03/31/2026"]) == {"month first"}
    assert orders_shown(["03/04/2026", "31.03.2026"]) == set()
    assert orders_shown(["31/03/2026", "03-31-2026"]) == {"day first", "month first"}
    assert read_date("03/04/2026", None).day == Day(2026, 4, 3)
    assert read_date("03/04/2026", "month first").day == Day(2026, 3, 4)
    assert read_date("03.04.2026", "month first").day == Day(2026, 4, 3)  # points: never American
    assert read_date("03/04/2026", "day first").either
    assert not read_date("03/03/2026", None).either


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("soon", "'soon' is not a date"),
        ("2026", "'2026' is not a date"),
        ("¹", "'¹' is not a date"),
        ("1" * 5000, f"'{'1' * 59}…' is not a date"),
        ("5 May", "'5 May' is not a date"),
        ("30.02.2026", "'30.02.2026' is a day that no calendar has"),
        ("31/31/2026", "'31/31/2026' is a day that no calendar has"),
        ("2026-13", "'2026-13' is a period that no calendar has"),
        ("26-03-31", "'26-03-31' could have the year first or last"),
        ("9999-12-31", "'9999-12-31' is not in this century or the last"),
        ("46112", "46112 is a spreadsheet's number for 2026-03-31, and not shown as a date"),
    ],
)
def test_what_is_no_day(text: str, told: str) -> None:
    with pytest.raises(DateError) as error:
        read_date(text, None)
    assert str(error.value) == told


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    with suppress(DateError):
        read_date(text, None)


@given(st.dates(Day(1950, 1, 1), Day(2150, 1, 1)))
def test_days_with_their_year_first_read_back(day: Day) -> None:
    assert read_date(day.isoformat(), "month first").day == day
    assert read_date(f"{day.day}.{day.month}.{day.year}", None).day == day
