from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.money import CurrencyMismatchError, Money, minor_units

amounts = st.decimals(-(10**12), 10**12, places=6)


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(CurrencyMismatchError, match="EUR and DKK cannot be added"):
        Money(Decimal(1), "EUR") + Money(Decimal(1), "DKK")


def test_rounded_once_half_to_even() -> None:
    assert Money(Decimal("0.125"), "EUR").rounded().amount == Decimal("0.12")
    assert Money(Decimal("0.135"), "EUR").rounded().amount == Decimal("0.14")
    assert Money(Decimal("2.5"), "KRW").rounded().amount == Decimal(2)


def test_minor_units_are_the_currencys() -> None:
    assert [minor_units(code) for code in ("EUR", "JPY", "KRW", "TND")] == [2, 0, 0, 3]


def test_shown_with_groups_that_do_not_break() -> None:
    assert str(Money(Decimal("1234567.5"), "PLN")) == "1\u202f234\u202f567.50 PLN"


def test_nothing_is_still_an_amount() -> None:
    assert bool(Money.zero("EUR")), "a benefit of zero is known; only None is not known"


@given(amounts, amounts, amounts)
def test_arithmetic_is_exact(a: Decimal, b: Decimal, c: Decimal) -> None:
    one, two, three = (Money(value, "EUR") for value in (a, b, c))
    assert (one + two) + three == one + (two + three)
    assert (one + two) - two == one
    negative = -one
    assert -negative == one
