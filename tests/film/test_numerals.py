"""Numbers as people in different countries type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.numerals import (
    NumeralError,
    currency_of_sign,
    decimal_sign,
    read_number,
    read_numeral,
    rewritten,
    written,
)

STYLES = (
    # thousands, decimal sign
    ("", "."),
    ("", ","),
    (",", "."),
    (".", ","),
    (" ", ","),
    (" ", "."),
    ("\u00a0", ","),
    ("\u202f", ","),
    ("'", "."),
    ("’", "."),
)


def styled(value: Decimal, thousands: str, sign: str) -> str:
    whole, _, fraction = f"{abs(value):,f}".partition(".")
    text = whole.replace(",", thousands) + (sign + fraction if fraction else "")
    return f"-{text}" if value < 0 else text


@given(
    st.decimals(-(10**12), 10**12, places=2) | st.decimals(-(10**9), 10**9, places=3),
    st.sampled_from(STYLES),
)
def test_a_number_in_any_style_is_read_back(value: Decimal, style: tuple[str, str]) -> None:
    thousands, sign = style
    assert read_number(styled(value, thousands, sign), decimal_comma=sign == ",") == value


@given(st.integers(-(10**12), 10**12), st.sampled_from([" ", "\u00a0", "\u202f", "'", "’", ""]))
def test_a_whole_number_needs_no_hint_where_the_separator_is_no_decimal_sign(
    value: int, thousands: str
) -> None:
    assert read_number(styled(Decimal(value), thousands, ".")) == value


@given(st.decimals(0, 10**14, places=4), st.sampled_from([".", ","]))
def test_what_we_write_is_never_ambiguous(value: Decimal, sign: str) -> None:
    numeral = read_numeral(written(value, "." if sign == "." else ","))
    assert (numeral.value, numeral.ambiguous) == (value, False)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1 234,50 zł", "1234.50", "zł"),
        ("1 234,50 PLN", "1234.50", "PLN"),
        ("€1,234.50", "1234.50", "€"),
        ("12.6m DKK", "12600000", "DKK"),
        ("12 600 000,50 DKK", "12600000.50", "DKK"),
        ("12_600_000 DKK", "12600000", "DKK"),
        ("2,5 mio. EUR", "2500000", "EUR"),
        ("450 000", "450000", ""),
        ("1.234.567,80", "1234567.80", ""),
        ("12,34,567.50", "1234567.50", ""),
        ("(1 200)", "-1200", ""),
        ("−5", "-5", ""),
        ("5-", "-5", ""),
        ("1 500,-", "1500", ""),
        ("60 %", "0.6", ""),
        ("$ 500 USD", "500", "USD"),
        ("0,125", "0.125", ""),
        (".5", "0.5", ""),
    ],
)
def test_numbers_of_daily_use(text: str, value: str, currency: str) -> None:
    numeral = read_numeral(text)
    assert (numeral.value, numeral.currency) == (Decimal(value), currency)
    assert "E" not in str(numeral.value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "(12,600)", "125.000 EUR"])
def test_one_separator_before_three_digits_is_thousands_and_said_so(text: str) -> None:
    numeral = read_numeral(text)
    assert numeral.ambiguous
    assert numeral.value == int(numeral.value)
    assert abs(numeral.value) >= 1000


def test_the_column_decides_what_one_cell_cannot() -> None:
    assert read_number("1.234", decimal_comma=True) == 1234
    assert read_number("1.234", decimal_comma=False) == Decimal("1.234")


@pytest.mark.parametrize(
    ("column", "sign"),
    [
        (["1.234", "5,50"], ","),
        (["1,234", "5.50"], "."),
        (["1.234.567"], ","),
        (["1'234.5", "text", ""], "."),
        (["1.234", "5.678"], None),
        (["1 234", "5"], None),
        (["1,234.50", "1.234,50"], None),
        ([], None),
    ],
)
def test_the_decimal_sign_of_a_column(column: list[str], sign: str | None) -> None:
    assert decimal_sign(column) == sign


@pytest.mark.parametrize(
    "text",
    [
        "", "abc", "NaN", "inf", "12.5.2020", "2024-01-02", "1 2", "1,234,56", "--5", "(-5)",
        "(5", "5)", "1e6", "1.26E+07", "5 EUR USD", "5²", "१२", "1" * 21, "12 apples",
    ],
)  # fmt: skip
def test_what_is_not_one_number_is_refused(text: str) -> None:
    with pytest.raises(NumeralError):
        read_numeral(text)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        assert read_number(text).is_finite()
    except NumeralError as error:
        assert str(error).startswith(("'", '"'))


def test_signs_that_several_currencies_share_need_one_at_hand() -> None:
    assert currency_of_sign("kr.", "NOK") == "NOK"
    assert currency_of_sign("zł", None) == "PLN"
    assert currency_of_sign("pln", None) == "PLN"
    with pytest.raises(ValueError, match="could be DKK, NOK, SEK or ISK"):
        currency_of_sign("kr", "EUR")
    with pytest.raises(ValueError, match="unknown currency 'ZZZ'"):
        currency_of_sign("ZZZ", None)


@pytest.mark.parametrize(
    ("old", "value", "sign", "new"),
    [
        ("1 234,50 zł", "2000000.5", ",", "2 000 000,50 zł"),
        ("€1,234.50", "9", ".", "€9.00"),
        ("1.234,00", "5000", ",", "5.000,00"),
        ("1'000.00", "1234567.25", ".", "1'234'567.25"),
        ("1234", "5000.5", None, "5000.50"),
        ("", "5000.5", ",", "5000,50"),
    ],
)
def test_a_changed_number_keeps_the_manner_of_the_old_one(
    old: str, value: str, sign: str | None, new: str
) -> None:
    assert rewritten(old, Decimal(value), sign) == new  # type: ignore[arg-type]
