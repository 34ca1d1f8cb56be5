"""When costs are paid: phases, curves and terms, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from cash_films import film, findings_of, flow_of, line
from hypothesis import given
from hypothesis import strategies as st

from borderless.finance.cash.cash_settings import usual
from borderless.finance.cash.costs import Stretch, spread_over
from borderless.finance.cash.items import Item, Side

ONE_WEEK = Stretch(date(2026, 9, 7), date(2026, 9, 13), 1)


def paid(item: Item) -> dict[date, Decimal]:
    return {flow.day: -flow.amount for flow in item.flows}


def cost(**changes: Any) -> Item:
    return flow_of(film(**changes)).of(Side.COST)[0]


def test_a_cost_is_paid_at_the_end_of_each_week() -> None:
    shoot = Stretch(date(2026, 9, 9), date(2026, 9, 22), 1)  # Wednesday to Tuesday, 14 days
    found = dict(spread_over(Decimal(1400), [shoot], [Decimal(1)], "EUR"))
    assert found == {
        date(2026, 9, 13): 500,
        date(2026, 9, 20): 700,
        date(2026, 9, 22): 200,
    }


def test_phases_share_a_cost_by_their_days() -> None:
    later = Stretch(date(2026, 10, 5), date(2026, 10, 11), 3)
    found = dict(spread_over(Decimal(400), [ONE_WEEK, later], [Decimal(1)], "EUR"))
    assert found == {date(2026, 9, 13): 100, date(2026, 10, 11): 300}


@pytest.mark.parametrize(
    ("curve", "halfway"), [("uniform", "0.5"), ("front", "0.7"), ("back", "0.3"), ("s", "0.5")]
)
def test_curves_say_how_much_is_spent_by_half_of_the_time(curve: str, halfway: str) -> None:
    two_weeks = Stretch(date(2026, 9, 7), date(2026, 9, 20), 1)
    found = list(spread_over(Decimal(1000), [two_weeks], usual().curves[curve], "EUR"))
    assert found[0] == (date(2026, 9, 13), 1000 * Decimal(halfway))


@given(
    st.decimals(0, 10**9, places=3),
    st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 200), st.integers(1, 60)
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["uniform", "front", "back", "s"]),
    st.sampled_from(["EUR", "JPY", "TND"]),
)
def test_the_parts_sum_to_the_cost_and_none_is_negative(
    amount: Decimal, phases: list[tuple[date, int, int]], curve: str, currency: str
) -> None:
    stretches = [
        Stretch(start, date.fromordinal(start.toordinal() + length), weight)
        for start, length, weight in phases
    ]
    parts = [part for _, part in spread_over(amount, stretches, usual().curves[curve], currency)]
    assert sum(parts) == amount
    assert min(parts) >= -1  # what rounding to whole units leaves goes with the last part


def test_pay_is_due_in_days_and_invoices_in_weeks() -> None:
    item = cost(
        budget=[line("Sound", "post", 1000, labour=0.6)],
        phase=[{"stage": "post", "start": "2026-09-07", "end": "2026-09-13"}],
        cash={"pay_days": 5, "invoice_days": 30},
    )
    assert paid(item) == {date(2026, 9, 18): 600, date(2026, 10, 13): 400}


def test_effects_are_made_in_the_effects_phase_and_the_mix_where_the_line_says() -> None:
    phases = [
        {"stage": "post", "country": "DK", "start": "2027-01-04", "end": "2027-01-10"},
        {"stage": "post", "country": "SE", "start": "2027-02-01", "end": "2027-02-07"},
        {"stage": "post", "vfx": True, "country": "SE", "start": "2027-03-01", "end": "2027-03-07"},
    ]
    terms = {"invoice_days": 0}
    for changes, day in (
        ({"country": "DK"}, date(2027, 1, 10)),
        ({"country": "SE"}, date(2027, 2, 7)),
        ({"country": "SE", "vfx": True}, date(2027, 3, 7)),
    ):
        made = [line("Work", "post", 700, **changes)]
        assert paid(cost(budget=made, phase=phases, cash=terms)) == {day: 700}


def test_a_part_of_the_shoot_is_paid_in_preparation() -> None:
    item = cost(budget=[line("Sets", "shoot", 1000)], cash={"invoice_days": 0})
    before = sum(amount for day, amount in paid(item).items() if day < date(2026, 9, 8))
    assert before == 150


def test_a_line_can_be_paid_in_instalments_of_its_own() -> None:
    item = cost(
        budget=[line("Director", "shoot", 900, account="1400")],
        cash={
            "cost": [
                {
                    "lines": ["1400"],
                    "paid": [
                        {"event": "signature", "share": "0.2"},
                        {"event": "delivery", "share": "0.8", "months_after": 1},
                    ],
                }
            ]
        },
    )
    assert paid(item) == {date(2026, 6, 1): 180, date(2027, 7, 30): 720}


def test_a_line_that_is_not_there_is_told() -> None:
    found = findings_of(film(cash={"cost": [{"lines": ["Crwe"], "curve": "front"}]}))
    assert "'Crwe'" in found["FIN857"].message


def test_a_stage_can_have_another_curve() -> None:
    made = [line("Sound", "post", 1000)]
    uniform, front = (
        paid(cost(budget=made, cash={"curve": curve})) for curve in ({}, {"post": "front"})
    )
    first = min(uniform)
    assert front[first] > uniform[first]
