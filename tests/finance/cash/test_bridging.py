"""Loans: sizes, fees and interest worked out by hand, and the loop solved to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.finance.cash.account import below, lowest, running
from borderless.finance.cash.bridging import Need, bridged
from borderless.finance.cash.cash_settings import usual
from borderless.finance.cash.loans import Ready, bridge_loan

SETTINGS = usual()
START = date(2026, 1, 1)
LATER = date(2027, 1, 1)  # 365 days on: a year of interest
CENT = Decimal("0.01")


def loan(
    *,
    advance: str | None = None,
    most: int | None = None,
    fee: str = "0",
    rate: str = "0",
    opens: date | None = None,
    due: date | None = None,
    revolving: bool = False,
) -> Ready:
    return Ready(
        "Loan",
        "senior",
        0,
        (0,) if advance else (),
        Decimal(advance) if advance else None,
        None if most is None else Decimal(most),
        Decimal(fee),
        Decimal(rate),
        opens,
        due,
        revolving,
    )


def need(flows: dict[date, int], *pledged: dict[date, int], financing: int = 0) -> Need:
    amounts = [{day: Decimal(amount) for day, amount in one.items()} for one in (flows, *pledged)]
    return Need(amounts[0], tuple(amounts[1:]), {START: Decimal(financing)} if financing else {})


def test_a_loan_is_drawn_on_the_day_it_is_needed_and_repaid_as_its_pledge_comes_in() -> None:
    flows = {START: -800, LATER: 1000}
    found = bridged(need(flows, {LATER: 1000}), [loan(advance="0.9", rate="0.1")], SETTINGS)
    ledger = found.ledgers[0]
    assert ledger.draws == {START: 800}
    assert ledger.repaid == {LATER: 800}
    assert ledger.paid_interest == {LATER: 80}
    assert found.balances == {START: 0, LATER: 120}
    assert found.peak == (START, Decimal(800))


def test_what_a_pledge_brings_is_its_advance_less_fee_and_the_interest_kept_back() -> None:
    # L = 1000 × 0.85 = 850; fee 2 % = 17. Drawn D for a year at 10 %: D + 0.1 D = 850.
    flows = {START: -5000, LATER: 1000}
    found = bridged(
        need(flows, {LATER: 1000}), [loan(advance="0.85", fee="0.02", rate="0.1")], SETTINGS
    )
    ledger = found.ledgers[0]
    drawn = Decimal(850) / Decimal("1.1")
    assert abs(ledger.drawn - drawn) < CENT
    assert abs(ledger.interest - (850 - drawn)) < CENT
    assert abs((ledger.drawn - 17) - (850 * Decimal("0.98") - ledger.interest)) < CENT
    assert found.settled
    assert found.residual < CENT
    assert ledger.owed == 0


def test_a_loan_as_large_as_needed_covers_its_own_fee_and_interest() -> None:
    # Need 1000 for a year: drawn 1000 + 0.02 L, owed L = 1.1 × drawn, so L = 1100 / (1 − 0.022).
    flows = {START: -1000, LATER: 2000}
    found = bridged(need(flows, {}), [loan(fee="0.02", rate="0.1", revolving=True)], SETTINGS)
    size = Decimal(1100) / (1 - Decimal("0.022"))
    assert abs(found.ledgers[0].peak - size) < CENT
    assert abs(found.cost - (size - 1000)) < CENT
    assert found.balances[START] == 0
    assert abs(found.balances[LATER] - (2000 - size)) < CENT


def test_the_next_loan_is_drawn_when_the_first_has_reached_its_limit() -> None:
    flows = {START: -1000, LATER: 2000}
    found = bridged(need(flows, {}, {}), [loan(most=400), loan(most=900)], SETTINGS)
    assert [one.drawn for one in found.ledgers] == [400, 600]
    assert found.balances[START] == 0


def test_a_loan_at_its_limit_leaves_the_account_short() -> None:
    found = bridged(need({START: -1000, LATER: 2000}, {}), [loan(most=400)], SETTINGS)
    assert found.balances[START] == -600
    assert found.owed == 400


def test_a_loan_waits_for_its_day_and_is_due_on_another() -> None:
    day, due = date(2026, 3, 1), date(2026, 9, 1)
    flows = {START: -100, day: -50, LATER: 500}
    found = bridged(need(flows, {}), [loan(most=1000, opens=day, due=due)], SETTINGS)
    assert found.balances == {START: -100, day: 0, due: -150, LATER: 350}


def test_what_has_come_in_of_a_pledge_carries_no_loan() -> None:
    middle = date(2026, 7, 1)
    pledge = {middle: 600, LATER: 400}
    flows = {START: -100, middle: 600 - 1600, LATER: 400}
    found = bridged(need(flows, pledge), [loan(advance="0.5")], SETTINGS)
    # L = 500. The first 600 repay the 100 drawn; of the 1000 that lack then, 400 carry 200.
    assert found.ledgers[0].draws == {START: 100, middle: 200}


def test_the_budgets_financing_lines_pay_for_the_loans_as_far_as_they_reach() -> None:
    flows = {START: -1000, LATER: 2000}
    one = loan(rate="0.1", revolving=True)
    without = bridged(need(flows, {}), [one], SETTINGS)
    covered = bridged(need(flows, {}, financing=60), [one], SETTINGS)
    assert without.cost == 100
    assert covered.relief == 60
    assert covered.cost < without.cost


def test_a_loan_that_eats_itself_does_not_settle() -> None:
    flows = {START: -1000, date(2036, 1, 1): 5000}
    found = bridged(need(flows, {}), [loan(fee="0.5", rate="1", revolving=True)], SETTINGS)
    assert not found.settled


@pytest.mark.parametrize("end", ["low", "usual", "high"])
def test_a_bridge_costs_more_at_the_dear_end(end: str) -> None:
    flows = {START: -1000, LATER: 2000}
    costs = [
        bridged(need(flows, {}), [bridge_loan(SETTINGS, which)], SETTINGS).cost
        for which in ("low", "usual", "high")
    ]
    assert costs == sorted(costs)


AMOUNTS = st.integers(-1_000_000, 1_000_000)
LOANS = st.lists(
    st.builds(
        loan,
        advance=st.sampled_from([None, "0.5", "0.85", "1"]),
        most=st.one_of(st.none(), st.integers(0, 900_000)),
        fee=st.sampled_from(["0", "0.02", "0.05"]),
        rate=st.sampled_from(["0", "0.085", "0.15", "0.4"]),
        revolving=st.booleans(),
    ),
    max_size=3,
)


@given(st.lists(AMOUNTS, min_size=1, max_size=12), LOANS, st.lists(st.integers(0, 12), max_size=4))
def test_every_solved_account_adds_up(
    amounts: list[int], loans: list[Ready], pledged: list[int]
) -> None:
    days = [START + timedelta(days=61 * number) for number in range(len(amounts))]
    flows = dict(zip(days, amounts, strict=True))
    pledge = {days[number]: max(amounts[number], 0) for number in pledged if number < len(amounts)}
    found = bridged(need(flows, *(pledge for _ in loans)), loans, SETTINGS)
    if found.settled:
        assert found.residual < CENT
    total = Decimal(sum(amounts))
    for one in found.ledgers:
        fees, interest = sum(one.fees.values()), sum(one.paid_interest.values())
        assert abs(one.drawn - sum(one.repaid.values()) - one.principal) < CENT
        assert abs(interest + one.accrued - one.interest) < CENT
        assert one.principal >= 0
        total += one.drawn - sum(one.repaid.values()) - fees - interest
        if one.ceiling is not None and not one.loan.revolving:
            assert one.drawn <= one.ceiling + CENT
    assert abs(found.balances[days[-1]] - total) < CENT
    as_needed = any(one.as_needed and one.due is None for one in loans)
    if as_needed and found.settled:
        assert lowest(found.balances).amount >= -CENT


@given(st.lists(AMOUNTS, min_size=1, max_size=12))
def test_stretches_below_zero_are_the_days_below_zero(amounts: list[int]) -> None:
    days = [START + timedelta(days=number) for number in range(len(amounts))]
    balances = running(dict(zip(days, map(Decimal, amounts), strict=True)))
    stretches = below(balances, Decimal(0))
    short = {
        day
        for day in days
        if any(one.start <= day and (one.until is None or day < one.until) for one in stretches)
    }
    assert short == {day for day, balance in balances.items() if balance < 0}
