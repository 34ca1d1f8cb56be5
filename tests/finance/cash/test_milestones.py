"""Days that a film gives, that follow from its phases, and that usual lengths stand in for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from cash_films import film

from borderless.film.days import months_later
from borderless.finance.cash.cash_settings import usual
from borderless.finance.cash.milestones import Milestones, milestones


def days(**changes: object) -> Milestones:
    found = milestones(film(**changes), usual())
    assert found is not None
    return found


def test_what_the_film_gives_stands() -> None:
    found = days()
    assert found.day("shooting_start") == date(2026, 9, 7)
    assert found.by_name["shooting_start"].because == ""


def test_signature_is_the_start_of_preparation_but_not_before_the_application() -> None:
    assert days().day("signature") == date(2026, 6, 1)
    late = {"application": "2026-07-15", "shooting_start": "2026-09-07"}
    assert days(dates={**late, "preproduction_start": "2026-06-01"}).day("signature") == date(
        2026, 7, 15
    )


def test_a_day_of_your_own_stands_before_all() -> None:
    found = days(cash={"events": {"signature": "2026-05-05", "premiere": "2027-09-01"}})
    assert found.day("signature") == date(2026, 5, 5)
    assert found.day("premiere") == date(2027, 9, 1)
    assert "premiere" in found.words


def test_dates_follow_from_dated_phases() -> None:
    found = days(
        dates={},
        phase=[
            {"stage": "shoot", "start": "2026-09-07", "end": "2026-09-20"},
            {"stage": "shoot", "start": "2026-10-01", "end": "2026-10-09"},
            {"stage": "post", "start": "2026-11-01", "end": "2027-04-30"},
        ],
    )
    assert found.day("shooting_start") == date(2026, 9, 7)
    assert found.day("shooting_end") == date(2026, 10, 9)
    assert found.day("delivery") == date(2027, 4, 30)
    assert not found.by_name["delivery"].guessed
    assert found.by_name["preproduction_start"].guessed


@pytest.mark.parametrize(
    "dates",
    [
        {"shooting_start": "2026-09-07"},
        {"shooting_end": "2026-10-16"},
        {"delivery": "2027-06-30"},
        {"release": "2027-12-30"},
        {"application": "2026-01-15"},
        {"preproduction_start": "2026-06-01"},
    ],
)
def test_any_single_date_is_enough(dates: dict[str, str]) -> None:
    found = days(dates=dates)
    order = [
        found.by_name[name].day
        for name in ("preproduction_start", "shooting_start", "shooting_end", "rough_cut")
    ]
    assert order == sorted(order)
    assert all(day.year in (2026, 2027) for day in order)


def test_shooting_days_give_the_length_of_the_shoot() -> None:
    found = days(dates={"shooting_start": "2026-09-07"}, phase=[{"stage": "shoot", "days": 25}])
    assert found.day("shooting_end") == date(2026, 10, 11)  # 25 days at 5 a week: 35 days


def test_without_any_date_there_are_none() -> None:
    assert milestones(film(dates={}), usual()) is None
    assert milestones(film(dates={"certificate": "2026-01-01"}), usual()) is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 1, 31), "1", (2026, 2, 28)),
        ((2026, 11, 30), "3", (2027, 2, 28)),
        ((2026, 3, 15), "-3", (2025, 12, 15)),
        ((2026, 1, 1), "1.5", (2026, 2, 15)),
        ((9999, 6, 1), "120", (9999, 12, 1)),
    ],
)
def test_months_later(
    day: tuple[int, int, int], months: str, expected: tuple[int, int, int]
) -> None:
    assert months_later(date(*day), Decimal(months)) == date(*expected)
