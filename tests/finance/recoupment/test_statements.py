"""Periods that tile time, and statements in which prior, current and cumulative always add up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from told_contracts import codes, paid, told

from borderless.film.recoupment import Statements
from borderless.finance.recoupment.settlement import Payment, PaymentKind
from borderless.finance.recoupment.statements import Period, periods_of, statements_of

QUARTERLY = (Statements(every=3, years=1), Statements(every=12))
LADDER = """
[[recoupment.tier]]
name = "loan"
[[recoupment.tier.claim]]
party = "Bank"
amount = 100_000
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
"""
RECEIPTS = """
date,kind,amount,party
2025-02-01,receipt,60000,
2025-05-01,receipt,30000,
2025-05-02,receipt,20000,
2025-06-01,payment,60000,Bank
2025-12-01,payment,39000,Bank
"""


def test_quarterly_for_a_year_then_yearly() -> None:
    periods = periods_of(date(2025, 1, 31), date(2027, 6, 1), QUARTERLY)
    assert [(str(one.first), str(one.last)) for one in periods] == [
        ("2025-01-31", "2025-04-29"),
        ("2025-04-30", "2025-07-30"),
        ("2025-07-31", "2025-10-30"),
        ("2025-10-31", "2026-01-30"),
        ("2026-01-31", "2027-01-30"),
        ("2027-01-31", "2028-01-30"),
    ]


steps = st.lists(
    st.builds(
        Statements,
        every=st.sampled_from([1, 2, 3, 4, 6, 12]),
        years=st.one_of(st.none(), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=3,
)
days = st.dates(date(2020, 1, 1), date(2024, 12, 31))


@given(days, st.integers(0, 4000), steps)
def test_periods_tile_time(starts: date, length: int, every: list[Statements]) -> None:
    ends = starts + timedelta(days=length)
    periods = periods_of(starts, ends, every)
    assert periods[0].first == starts
    assert periods[-1].first <= ends <= periods[-1].last
    for one, other in pairwise(periods):
        assert other.first == one.last + timedelta(days=1)
        assert one.first <= one.last


def test_a_film_that_has_not_begun_has_no_periods() -> None:
    assert periods_of(date(2026, 1, 1), date(2025, 1, 1), QUARTERLY) == ()


def test_prior_current_cumulative_by_position(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, LADDER, RECEIPTS)
    bank = [one for one in waterfall.statements if one.party == "Bank"]
    rows = [
        tuple(str(int(x)) for x in (one.prior, one.current, one.cumulative)) for one in bank[1].rows
    ]
    assert bank[1].period == Period(date(2025, 4, 1), date(2025, 6, 30))
    assert rows == [("60000", "40000", "100000")]
    assert [one.actual for one in bank[:4]] == [0, 60_000, 0, 39_000]
    assert bank[1].drift == 40_000
    assert bank[-1].drift == 1_000


def test_who_reports_no_payments_has_no_difference(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, LADDER, RECEIPTS)
    producer = [one for one in waterfall.statements if one.party == "Producer"]
    assert {one.actual for one in producer} == {None}
    assert {one.drift for one in producer} == {None}


def test_a_difference_is_told_above_half_a_percent(tmp_path: Path) -> None:
    _, findings = told(tmp_path / "a", LADDER, RECEIPTS)
    assert "FIN816" in codes(findings)
    _, findings = told(tmp_path / "b", LADDER, RECEIPTS.replace("39000", "39600"))
    assert "FIN816" not in codes(findings)


def test_a_compensation_stands_apart_in_its_period() -> None:
    payments = [
        Payment(date(2025, 1, 5), "Ada", "fee", Decimal(10)),
        Payment(date(2025, 2, 5), "Ada", "fee", Decimal(-3), PaymentKind.COMPENSATION),
    ]
    periods = periods_of(date(2025, 1, 1), date(2025, 2, 28), (Statements(every=1),))
    _, second = statements_of(payments, periods, ["Ada"])
    (row,) = second.rows
    assert [int(x) for x in (row.prior, row.current, row.compensation, row.cumulative)] == [
        10,
        -3,
        -3,
        7,
    ]


cents = st.integers(-500, 5000).map(lambda n: Decimal(n) / 100)
payments_made = st.lists(
    st.builds(
        Payment,
        day=days,
        party=st.sampled_from(["Ada", "Bo"]),
        position=st.sampled_from(["a", "b", "c"]),
        amount=cents,
    ),
    max_size=20,
)


@given(payments_made, steps)
def test_statements_carry_every_payment_once(
    payments: list[Payment], every: list[Statements]
) -> None:
    periods = periods_of(date(2020, 1, 1), date(2024, 12, 31), every)
    found = statements_of(payments, periods, ["Ada", "Bo"])
    for party in ("Ada", "Bo"):
        own = [one for one in found if one.party == party]
        whole = sum((one.amount for one in payments if one.party == party), Decimal(0))
        assert sum((one.calculated for one in own), Decimal(0)) == whole
        assert own[-1].calculated_so_far == whole
        for one, other in pairwise(own):
            before = {row.position: row.cumulative for row in one.rows}
            for row in other.rows:
                assert row.prior == before.get(row.position, 0)
                assert row.cumulative == row.prior + row.current
