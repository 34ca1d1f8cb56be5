"""Numbers as people in different countries type them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

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

SIGNS = st.sampled_from([".", ","])
AMOUNTS = st.decimals(0, 10**12, places=2)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1234.5", "1234.5", ""),
        ("1 234,50 zł", "1234.50", "zł"),
        ("1.234.567,89", "1234567.89", ""),
        ("1,234,567.89", "1234567.89", ""),
        ("12'600'000 CHF", "12600000", "CHF"),
        ("12_600_000 DKK", "12600000", "DKK"),
        ("12.6m DKK", "12600000", "DKK"),
        ("1,2 Mio. €", "1200000", "€"),
        ("3 mln PLN", "3000000", "PLN"),
        ("45 MEUR", "45000000", "EUR"),
        ("250 TDKK", "250000", "DKK"),
        ("1 500,-", "1500", ""),
        ("$ 500 USD", "500", "USD"),
        ("US$500", "500", "US$"),
        ("1,23,45,678", "12345678", ""),
        ("(500)", "-500", ""),
        ("−500", "-500", ""),
        ("60 %", "0.6", ""),
        ("62,5%", "0.625", ""),
        (".5", "0.5", ""),
        ("1\u202f234\u00a0567", "1234567", ""),
        ("007", "7", ""),
    ],
)
def test_what_people_write(text: str, value: str, currency: str) -> None:
    read = read_numeral(text)
    assert (read.value, read.currency, read.ambiguous) == (Decimal(value), currency, False)


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "12x", "1.2.34", "12 34 5", "1,234.567,8", "--5", "(5", "5)", "(-5)", "+-5",
     "nan", "inf", "1e999", "1.2E+07", "5 EUR USD", "5 %%", "9" * 21, "1 2", "٣"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(NumeralError):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "alone", "with_comma", "with_point"),
    [("1.234", "1234", "1234", "1.234"), ("12,345", "12345", "12.345", "12345")],
)
def test_one_separator_before_three_digits_needs_its_column(
    text: str, alone: str, with_comma: str, with_point: str
) -> None:
    assert read_numeral(text).ambiguous
    assert read_number(text) == Decimal(alone)
    assert read_number(text, decimal_comma=True) == Decimal(with_comma)
    assert read_number(text, decimal_comma=False) == Decimal(with_point)


@pytest.mark.parametrize("text", ["0.125", "1234.567", "0,999"])
def test_three_digits_that_can_only_be_decimals(text: str) -> None:
    assert read_numeral(text).value == Decimal(text.replace(",", "."))
    assert not read_numeral(text).ambiguous


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["1.234", "5,50"], ","),
        (["1.234", "5.678"], None),
        (["1.234.567"], ","),
        (["1.5", "1,5"], None),
        (["12", "x", ""], None),
    ],
)
def test_the_sign_of_a_column(texts: list[str], sign: str | None) -> None:
    assert decimal_sign(texts) == sign


def test_currency_signs() -> None:
    assert currency_of_sign("€", None) == "EUR"
    assert currency_of_sign("kr", "NOK") == "NOK"
    assert currency_of_sign("$", "CAD") == "CAD"
    assert currency_of_sign("pln", None) == "PLN"
    with pytest.raises(ValueError, match="'kr' could be DKK, NOK, SEK or ISK"):
        currency_of_sign("kr", "EUR")
    with pytest.raises(ValueError, match=r"'\$' could be USD, CAD, AUD or another"):
        currency_of_sign("$", "EUR")


def grouped(value: Decimal, group: str, sign: str) -> str:
    return f"{value:,.2f}".replace(".", "d").replace(",", group).replace("d", sign)


@given(AMOUNTS, st.sampled_from([" ", "\u00a0", "\u202f", "'", "’", ".", ","]), SIGNS)
def test_any_grouping_is_read_back(value: Decimal, group: str, sign: str) -> None:
    if group != sign:
        assert read_number(grouped(value, group, sign)) == value


@given(st.decimals(-(10**14), 10**14, places=4), SIGNS)
def test_what_is_written_is_read_the_same_by_everybody(
    value: Decimal, sign: Literal[".", ","]
) -> None:
    text = written(value, sign)
    read = read_numeral(text)
    assert read.value == read_number(text, decimal_comma=sign == ",") == value
    assert not read.ambiguous


@given(st.sampled_from(["1 234,50", "€ 1.234", "12,00 zł", "5", "kr 1 000 000", "1'234"]), AMOUNTS)
def test_a_rewritten_cell_keeps_its_currency_and_has_the_value(old: str, value: Decimal) -> None:
    text = rewritten(old, value, ",")
    read = read_numeral(text, decimal_comma=True)
    assert (read.value, read.currency) == (value, read_numeral(old).currency)


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("1 234,50 zł", "1000000.5", "1 000 000,50 zł"),
        ("€ 1.234", "98765", "€ 98.765"),
        ("12,00", "7", "7,00"),
        ("12", "7.5", "7,50"),
        ("1,2 Mio. €", "1300000", "1300000 €"),
        ("(500)", "7", "7"),
    ],
)
def test_the_manner_of_a_cell(old: str, value: str, new: str) -> None:
    assert rewritten(old, Decimal(value), ",") == new


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        value = read_number(text)
    except NumeralError as error:
        assert str(error)
    else:
        assert value.is_finite()
