"""What is owed on a day, worked out by hand, and the same in float64 lanes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_schedules import START, compiled, debts

from borderless.film.recoupment import Interest, Recoupment
from borderless.finance.recoupment.balance import Balance, capitalisations, year_fraction
from borderless.finance.recoupment.lane_growth import move_to
from borderless.finance.recoupment.lane_rows import rows_of
from borderless.finance.recoupment.lane_settle import due
from borderless.finance.recoupment.structure import Owed


def interest(rate: str, compounds: str = "never", **more: Any) -> Interest:
    return Interest.model_validate({"rate": rate, "compounds": compounds, **more})


def balance(
    *draws: tuple[date, int], at: str = "0", terms: Interest | None = None, **more: Any
) -> Balance:
    put_in = tuple((day, Decimal(amount)) for day, amount in draws)
    return Balance(Owed(put_in, premium=Decimal(at), interest=terms, **more))


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


# --- day counts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "start", "end", "part"),
    [
        ("act/365", date(2024, 1, 1), date(2025, 1, 1), Decimal(366) / 365),  # a leap year is 366
        ("act/365", date(2025, 1, 1), date(2026, 1, 1), Decimal(1)),
        ("act/360", date(2025, 1, 1), date(2026, 1, 1), Decimal(365) / 360),
        ("act/360", date(2024, 2, 1), date(2024, 3, 1), Decimal(29) / 360),
        ("30/360", date(2024, 1, 1), date(2025, 1, 1), Decimal(1)),
        ("30/360", date(2024, 2, 1), date(2024, 3, 1), Decimal(30) / 360),
        ("30/360", date(2025, 1, 30), date(2025, 3, 31), Decimal(60) / 360),
        ("30/360", date(2025, 2, 28), date(2025, 3, 1), Decimal(3) / 360),
    ],
)
def test_the_part_of_a_year(days: str, start: date, end: date, part: Decimal) -> None:
    assert year_fraction(start, end, days) == part


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.lists(st.integers(0, 500), min_size=2, max_size=2),
    st.sampled_from(["act/365", "act/360", "30/360"]),
)
def test_two_halves_of_a_time_are_the_whole(start: date, steps: list[int], days: str) -> None:
    middle = start + timedelta(days=steps[0])
    end = middle + timedelta(days=steps[1])
    halves = year_fraction(start, middle, days) + year_fraction(middle, end, days)
    assert abs(halves - year_fraction(start, end, days)) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("compounds", "expected"),
    [
        ("never", []),
        ("yearly", [date(2025, 1, 1), date(2026, 1, 1)]),
        ("quarterly", [date(2025, month, 1) for month in (1, 4, 7, 10)] + [date(2026, 1, 1)]),
        ("monthly", [date(2024, 12, 1)]
         + [date(2025, month, 1) for month in range(1, 13)] + [date(2026, 1, 1)]),
    ],
)  # fmt: skip
def test_the_days_on_which_interest_joins_the_principal(
    compounds: str, expected: list[date]
) -> None:
    terms = interest("0.1", compounds)
    assert list(capitalisations(date(2024, 11, 15), date(2026, 1, 1), terms)) == expected


# --- interest -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "end", "expected"),
    [
        # 1 000 000 at 10 %: 366 days of the leap year 2024, of 365
        ("act/365", date(2025, 1, 1), "100273.97"),
        # 366 of 360
        ("act/360", date(2025, 1, 1), "101666.67"),
        # twelve months of thirty days
        ("30/360", date(2025, 1, 1), "100000.00"),
        # 1 January to 1 March 2024: 60 days, or two months
        ("act/365", date(2024, 3, 1), "16438.36"),
        ("act/360", date(2024, 3, 1), "16666.67"),
        ("30/360", date(2024, 3, 1), "16666.67"),
    ],
)
def test_simple_interest_in_a_leap_year(days: str, end: date, expected: str) -> None:
    loan = balance((date(2024, 1, 1), 1_000_000), terms=interest("0.1", days=days))
    loan.move_to(end)
    assert cents(loan.interest) == Decimal(expected)
    assert loan.principal == 1_000_000


@pytest.mark.parametrize(
    ("compounds", "expected"),
    [
        # Two years of 30/360 at 8 % on 100 000.
        ("never", "116000.00"),  # 100 000 × (1 + 2 × 0.08)
        ("yearly", "116640.00"),  # × 1.08²
        ("quarterly", "117165.94"),  # × 1.02⁸
        ("monthly", "117288.79"),  # × (1 + 0.08/12)²⁴
    ],
)
def test_compounding(compounds: str, expected: str) -> None:
    loan = balance((date(2024, 1, 1), 100_000), terms=interest("0.08", compounds, days="30/360"))
    loan.move_to(date(2026, 1, 1))
    assert cents(loan.due) == Decimal(expected)
    assert cents(loan.accrued) == cents(loan.due) - 100_000


def test_interest_joins_on_the_first_of_january_and_not_a_year_after_the_draw() -> None:
    # The open peer's convention: act/365, also in leap years, capitalised on 1 January.
    # 1 July 2024 to 1 January 2025: 184 days, 100 000 × 0.1 × 184/365 = 5 041.10
    # to 1 July 2025: 181 days on 105 041.0959: 5 208.8872
    loan = balance((date(2024, 7, 1), 100_000), terms=interest("0.1", "yearly"))
    loan.move_to(date(2024, 12, 31))
    assert cents(loan.principal) == 100_000
    loan.move_to(date(2025, 1, 1))
    assert cents(loan.principal) == Decimal("105041.10")
    assert loan.interest == 0
    loan.move_to(date(2025, 7, 1))
    assert cents(loan.interest) == Decimal("5208.89")
    assert cents(loan.due) == Decimal("110249.98")


@given(
    st.lists(st.integers(1, 300), min_size=1, max_size=6),
    st.sampled_from(["never", "yearly", "quarterly", "monthly"]),
    st.sampled_from(["act/365", "act/360", "30/360"]),
)
def test_looking_at_it_changes_nothing(steps: list[int], compounds: str, days: str) -> None:
    terms = interest("0.09", compounds, days=days)
    often, once = (balance((date(2024, 2, 10), 250_000), terms=terms) for _ in range(2))
    day = date(2024, 2, 10)
    for step in steps:
        day += timedelta(days=step)
        often.move_to(day)
    once.move_to(day)
    assert abs(often.due - once.due) < Decimal("1e-12")


def test_interest_runs_from_each_draw_and_not_from_signature() -> None:
    # 400 000 for 365 days and 600 000 for 184, at 10 %: 40 000 + 30 246.58
    loan = balance((date(2025, 1, 1), 400_000), (date(2025, 7, 1), 600_000), terms=interest("0.1"))
    loan.move_to(date(2025, 6, 30))
    assert loan.principal == 400_000
    loan.move_to(date(2026, 1, 1))
    assert loan.principal == 1_000_000
    assert cents(loan.interest) == Decimal("70246.58")


def test_interest_may_begin_on_a_day_of_its_own() -> None:
    terms = Interest.model_validate({"rate": "0.1", "from": date(2025, 7, 1)})
    loan = balance((date(2025, 1, 1), 365_000), terms=terms)
    loan.move_to(date(2025, 6, 30))
    assert loan.interest == 0
    loan.move_to(date(2025, 7, 11))
    assert cents(loan.interest) == 1_000  # ten days of 100


# --- payments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "principal", "left", "a_year_on"),
    [
        # 100 000 at 10 %, 60 000 paid after a year, so 50 000 are left either way.
        # Interest first: 10 000 of interest and 50 000 of principal are gone; a year: 5 000 more.
        ("interest", 50_000, 0, 55_000),
        # Principal first: 40 000 bear interest, 10 000 of old interest bear none; 4 000 more.
        ("principal", 40_000, 10_000, 54_000),
    ],
)
def test_what_a_payment_reduces_first(
    first: str, principal: int, left: int, a_year_on: int
) -> None:
    loan = balance((date(2025, 1, 1), 100_000), terms=interest("0.1", pays_first=first))
    loan.move_to(date(2026, 1, 1))
    loan.pay(Decimal(60_000))
    assert loan.principal == principal
    assert loan.interest == left
    loan.move_to(date(2027, 1, 1))
    assert loan.due == a_year_on


def test_principal_first_with_compounding_waits_outside_the_base_until_january() -> None:
    # 100 000 at 10 % act/365 from 1 July 2025, 50 000 paid on 1 October (92 days: 2 520.55).
    # To 1 January 2026 another 92 days on 50 000: 1 260.27, together 3 780.82, then capitalised.
    terms = interest("0.1", "yearly", pays_first="principal")
    loan = balance((date(2025, 7, 1), 100_000), terms=terms)
    loan.move_to(date(2025, 10, 1))
    assert cents(loan.interest) == Decimal("2520.55")
    loan.pay(Decimal(50_000))
    assert loan.principal == 50_000
    loan.move_to(date(2025, 12, 31))
    assert loan.principal == 50_000
    loan.move_to(date(2026, 1, 1))
    assert cents(loan.principal) == Decimal("53780.82")


def test_the_fee_goes_first_and_the_premium_last() -> None:
    loan = balance((date(2025, 1, 1), 1_000), at="0.2", fee=Decimal(50), terms=interest("0.1"))
    loan.move_to(date(2026, 1, 1))
    parts = []
    for payment in (30, 70, 800, 300, 150):
        loan.pay(Decimal(payment))
        parts.append([int(loan.fee), int(loan.interest), int(loan.principal), int(loan.premium)])
    assert parts == [
        [20, 100, 1_000, 200],
        [0, 50, 1_000, 200],
        [0, 0, 250, 200],
        [0, 0, 0, 150],
        [0, 0, 0, 0],
    ]
    assert loan.complete


def test_a_debt_that_is_repaid_no_longer_grows() -> None:
    loan = balance((date(2025, 1, 1), 1_000), terms=interest("0.1", "monthly"))
    loan.move_to(date(2025, 1, 1))
    loan.pay(Decimal(1_000))
    loan.move_to(date(2030, 1, 1))
    assert loan.due == 0
    assert loan.accrued == 0


def test_nothing_is_complete_before_all_is_put_in() -> None:
    equity = balance((date(2025, 1, 1), 100), (date(2026, 1, 1), 100))
    assert not equity.complete
    equity.move_to(date(2025, 1, 1))
    equity.pay(Decimal(100))
    assert equity.due == 0
    assert not equity.complete
    equity.move_to(date(2026, 1, 1))
    equity.pay(Decimal(100))
    assert equity.complete


# --- premium --------------------------------------------------------------------------------------


def test_a_premium_is_once_of_each_draw() -> None:
    equity = balance((date(2025, 1, 1), 400_000), (date(2025, 7, 1), 600_000), at="0.2")
    equity.move_to(date(2025, 1, 1))
    assert equity.premium == 80_000
    equity.move_to(date(2035, 1, 1))
    assert equity.premium == 200_000


STEPS = ((date(2026, 1, 1), Decimal("0.2")), (date(2027, 1, 1), Decimal("0.3")))


def test_a_premium_steps_up_when_money_has_not_come_back_in_time() -> None:
    # Ten per cent if repaid in twelve months, then 20 %, after another year 30 %.
    equity = balance((date(2025, 1, 1), 100_000), at="0.1", premium_steps=STEPS)
    premiums = []
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)):
        equity.move_to(day)
        premiums.append(equity.premium)
    assert premiums == [10_000, 20_000, 20_000, 30_000]


def test_a_premium_does_not_step_up_on_money_that_has_come_back() -> None:
    equity = balance((date(2025, 1, 1), 100_000), at="0.1", premium_steps=STEPS)
    equity.move_to(date(2025, 12, 31))
    equity.pay(Decimal(100_000))
    equity.move_to(date(2028, 1, 1))
    assert equity.principal == 0
    assert equity.premium == 10_000


def test_money_put_in_later_has_the_premium_of_its_day() -> None:
    later = (date(2026, 6, 1), 50_000)
    equity = balance((date(2025, 1, 1), 100_000), later, at="0.1", premium_steps=STEPS)
    equity.move_to(date(2026, 6, 1))
    assert equity.premium == 20_000 + 10_000
    equity.move_to(date(2027, 1, 1))
    assert equity.premium == 45_000  # 30 % of 150 000


def test_money_put_in_on_the_day_of_a_step_does_not_make_old_money_late() -> None:
    later = (date(2026, 1, 1), 50_000)
    equity = balance((date(2025, 1, 1), 100_000), later, at="0.1", premium_steps=STEPS)
    equity.move_to(date(2025, 6, 1))
    equity.pay(Decimal(110_000))
    equity.move_to(date(2026, 1, 1))
    assert equity.premium == 10_000  # 20 % of the 50 000


def test_a_fee_is_owed_from_the_first_draw() -> None:
    loan = balance((date(2025, 3, 1), 1_000), (date(2025, 4, 1), 1_000), fee=Decimal(25))
    loan.move_to(date(2025, 2, 28))
    assert loan.due == 0
    loan.move_to(date(2025, 5, 1))
    assert loan.due == 2_025


# --- the same in lanes ----------------------------------------------------------------------------


def in_lanes(recoupment: Recoupment, days: Sequence[date], payments: Sequence[int]) -> np.ndarray:
    """What a lane owes after each day and payment."""
    from borderless.finance.recoupment.lane_settle import credit

    structure = compiled(recoupment)
    rows = rows_of(structure)
    state = np.zeros((rows.count, 1))
    before, found = None, []
    for day, payment in zip(days, payments, strict=True):
        move_to(structure, rows, state, before, day)
        before = day
        paid = np.minimum(np.array([float(payment)]), due(rows, state, 0))
        credit(rows, state, structure.rights[0], paid)
        found.append(float(due(rows, state, 0)[0]))
    return np.array(found)


@settings(max_examples=400, deadline=None)
@given(st.data(), debts(timeless=False))
def test_a_lane_owes_what_the_exact_balance_owes(data: Any, debt: dict[str, Any]) -> None:
    recoupment = Recoupment.model_validate(
        {"currency": "EUR", "tier": [{"name": "loan", "claim": [{"party": "Bank"} | debt]}]}
    )
    owed = compiled(recoupment).rights[0].owed
    assert owed is not None
    # Days of its own draws and steps are where mistakes would be.
    notable = [day for day, _ in owed.draws] + [day for day, _ in owed.premium_steps]
    some_day = st.sampled_from(notable) | st.integers(0, 1500).map(lambda n: START + timedelta(n))
    days = sorted(data.draw(st.lists(some_day, min_size=1, max_size=6)))
    payments = [data.draw(st.sampled_from([0, 1, 5_000, 60_000, 10**9])) for _ in days]
    exact, expected = Balance(owed), []
    for day, payment in zip(days, payments, strict=True):
        exact.move_to(day)
        exact.pay(min(Decimal(payment), exact.due))
        expected.append(float(exact.due))
    assert in_lanes(recoupment, days, payments) == pytest.approx(expected, rel=1e-12, abs=1e-6)
