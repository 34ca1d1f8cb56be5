"""The topsheet: totals by account, country, phase and currency, with dated rates between them."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.dossier.topsheet import Topsheet, account_group, topsheet
from borderless.film.document import Stage
from borderless.film.model import BudgetLine, PinnedRates
from borderless.film.rates import NoRateError, rates_for

PINNED = PinnedRates(base="EUR", per_base={"PLN": Decimal(4), "DKK": Decimal("7.5")})
DAY = Day(2026, 3, 2)


def line(amount: str, currency: str = "EUR", **more: Any) -> BudgetLine:
    return BudgetLine(amount=Decimal(amount), currency=currency, **more)


def top(*lines: BudgetLine) -> Topsheet:
    rates, _ = rates_for(PINNED, DAY)
    return topsheet(lines, rates, "EUR")


def test_two_currencies_meet_at_a_dated_rate() -> None:
    found = top(line("100"), line("400", "PLN"), line("40", "PLN"))
    assert found.total == 210
    assert [
        (one.currency, int(one.own), int(one.amount), one.lines) for one in found.currencies
    ] == [
        ("EUR", 100, 100, 1),
        ("PLN", 440, 110, 2),
    ]
    assert [(one.currency, one.value, one.date, one.pinned) for one in found.rates] == [
        ("PLN", Decimal("0.25"), DAY, True)
    ]


def test_without_a_rate_nothing_is_added() -> None:
    with pytest.raises(NoRateError, match="XAU"):
        top(line("100"), line("1", "XAU"))


def test_countries_come_with_the_largest_first_and_what_is_open_last() -> None:
    found = top(line("10"), line("20", country="DK"), line("90", country="PL"))
    assert [(one.key, int(one.amount)) for one in found.countries] == [
        ("PL", 90),
        ("DK", 20),
        ("", 10),
    ]


def test_phases_come_in_the_order_of_making() -> None:
    found = top(
        line("1", phase=Stage.POST), line("2", phase=Stage.DEVELOPMENT), line("3"), line("4")
    )
    assert [(one.key, int(one.amount), one.lines) for one in found.phases] == [
        ("development", 2, 1),
        ("shoot", 7, 2),
        ("post", 1, 1),
    ]


@pytest.mark.parametrize(
    ("account", "group"),
    [
        ("1110", "1100"),
        ("1100", "1100"),
        ("2000-01", "2000"),
        ("110.20", "100"),
        ("11", "11"),
        ("A", "A"),
        ("A-10", "A"),
        ("", "Camera"),
        ("  ", "Camera"),
    ],
)
def test_an_account_belongs_to_its_hundred(account: str, group: str) -> None:
    assert account_group(line("1", account=account, department="Camera")) == group


def test_a_group_is_named_by_its_department_its_own_account_or_its_beginning() -> None:
    found = top(
        line("1", description="Bank"),
        line("1", account="3010", description="Hire"),
        line("1", account="3020", description="Fuel"),
        line("1", account="1110", description="Script editor"),
        line("2", account="1100", description="Writing"),
        line("4", account="2100", description="Gaffer", department="Light"),
        line("8", department="Transport"),
    )
    assert [(one.key, one.name, int(one.amount)) for one in found.accounts] == [
        ("1100", "Writing", 3),
        ("2100", "Light", 4),
        ("3000", "Hire …", 2),
        ("Transport", "", 8),
        ("", "Bank", 1),
    ]


AMOUNTS = st.decimals(0, 10**9, allow_nan=False, places=2)


@given(
    st.lists(
        st.builds(
            lambda amount, currency, account, country: line(
                str(amount), currency, account=account, country=country
            ),
            AMOUNTS,
            st.sampled_from(["EUR", "PLN", "DKK"]),
            st.sampled_from(["", "1100", "1110", "A"]),
            st.sampled_from([None, "DK", "PL"]),
        ),
        max_size=8,
    )
)
def test_every_way_of_adding_gives_the_same_total(lines: list[BudgetLine]) -> None:
    found = top(*lines)
    for parts in (found.accounts, found.countries, found.phases, found.currencies):
        assert abs(sum((one.amount for one in parts), Decimal(0)) - found.total) < Decimal("1e-9")
        assert sum(one.lines for one in parts) == len(lines)
