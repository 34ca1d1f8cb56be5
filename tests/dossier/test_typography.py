"""Figures, dates and user text as they are set."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.dossier.typography import (
    css_string,
    day,
    file_name,
    full_sentence,
    money,
    money_words,
    number,
    percent,
    prose,
    sentence,
    web_address,
)


def test_money_is_grouped_and_never_parted_from_its_currency() -> None:
    assert money_words(Decimal("1234567.5"), "EUR") == "1\u202f234\u202f568\u00a0EUR"
    assert money(Decimal("-950.125"), "DKK", 2) == (
        '<span class="num">\u2212950.12\u00a0DKK</span>'
    )


def test_what_is_not_known_is_said_and_never_a_zero() -> None:
    assert money(None, "EUR") == number(None) == '<span class="unknown">not known</span>'
    assert percent(None) == money_words(None, "EUR") == "not known"


def test_a_loss_that_rounds_to_nothing_has_no_sign() -> None:
    assert percent(Decimal("-0.0001")) == "0.0\u00a0%"
    assert money_words(Decimal("-0.4"), "EUR") == "0\u00a0EUR"


def test_percentages_have_as_many_decimals_in_every_row() -> None:
    shown = [percent(Decimal(share)) for share in ("0.5", "1", "0.33333")]
    assert shown == ["50.0\u00a0%", "100.0\u00a0%", "33.3\u00a0%"]


def test_a_date_is_written_in_full() -> None:
    assert day(date(2026, 3, 2)) == "2\u00a0March 2026"
    assert day(None) == "date not known"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("needs 4 000 PLN", "needs 4 000\u00a0PLN"),
        ("30 % of it", "30\u00a0% of it"),
        ("at most EUR 125m", "at most EUR\u00a0125m"),
        ("three LPs and 4 Of them", "three LPs and 4 Of them"),
    ],
)
def test_amounts_inside_sentences_do_not_break(written: str, shown: str) -> None:
    assert prose(written) == shown


def test_sentences_open_with_a_capital_and_close_with_one_full_stop() -> None:
    assert sentence("ask the authority") == "Ask the authority"
    assert full_sentence("it decides..") == full_sentence("it decides") == "It decides."
    assert sentence("") == ""


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//example.org", "law.html", "http://[x", ""],
)
def test_only_web_addresses_are_followed(address: str) -> None:
    assert web_address(address) == ""


def test_web_addresses_stay_as_they_are() -> None:
    assert web_address("https://example.org/law?a=1#b") == "https://example.org/law?a=1#b"


def test_a_file_is_named_without_its_folders() -> None:
    assert file_name("/home/ida/film/rules/dk.toml") == "dk.toml"
    assert file_name(r"C:\Users\ida\dk.toml") == "dk.toml"
    assert file_name("") == ""


@given(st.text())
def test_a_css_string_is_read_back_as_it_was_and_holds_no_way_out(text: str) -> None:
    written = css_string(text)
    inside = written[1:-1]
    assert re.fullmatch(r"([0-9A-Za-z]|\\[0-9a-f]{6} )*", inside)
    read = re.sub(r"\\([0-9a-f]{6}) ", lambda one: chr(int(one[1], 16)), inside)
    assert read == text.replace("\x00", "")
