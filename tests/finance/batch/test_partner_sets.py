"""Sets of partners, and the film as each set would make it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from films import film

from borderless.film.model import Film
from borderless.finance.batch.partner_sets import (
    EQUAL,
    film_of_set,
    film_to_search,
    number_of_sets,
    parse_choose,
    partner_sets,
)
from borderless.rulebook.library import load

LIBRARY = load()[0]
SHARES = {"DK": "0.5", "PL": "0.35", "SE": "0.15"}


def shares(made: Film) -> list[tuple[str, str, Decimal | None]]:
    return [(one.country, one.company, one.share) for one in made.coproducer]


# --- how many ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("2", [2]), ("1..4", [1, 2, 3, 4]), (" 0 .. 1 ", [0, 1]), ("", [1, 2, 3, 4]), ("4..4", [4])],
)
def test_choose_is_a_number_or_a_range(text: str, sizes: list[int]) -> None:
    assert list(parse_choose(text, 4)) == sizes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("two", "read 'two', which is no number of partners; write it as 2, or as 1..4"),
        ("1-4", "read '1-4', which is no number of partners; write it as 2, or as 1..4"),
        ("-1", "read '-1', which is no number of partners; write it as 2, or as 1..4"),
        ("1..", "read '1..', which is no number of partners; write it as 2, or as 1..4"),
        ("²", "read '²', which is no number of partners; write it as 2, or as 1..4"),
        ("9" * 5000, "which is no number of partners"),
        ("4..1", "read '4..1', which runs backwards; write it as 1..4"),
        ("2..5", "read '2..5', but there are 4 partner countries to choose from"),
    ],
)
def test_a_wrong_choose_is_told_with_what_would_be_right(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="read") as caught:
        parse_choose(text, 4)
    assert says in str(caught.value)


def test_sets_come_small_first_in_the_order_of_the_names() -> None:
    found = list(partner_sets(["SE", "PL", "NO"], range(1, 3)))
    assert found == [("SE",), ("PL",), ("NO",), ("SE", "PL"), ("SE", "NO"), ("PL", "NO")]
    assert number_of_sets(3, range(1, 3)) == 6


# --- the film ------------------------------------------------------------------------------------


def test_todays_set_is_todays_film() -> None:
    today = film(SHARES)
    assert film_of_set(today, ("SE", "PL"), LIBRARY) == (today, "stated")


def test_a_new_company_is_to_be_found_and_shares_are_equal_with_the_rest_to_the_delegate() -> None:
    made, shares_are = film_of_set(film(SHARES), ("PL", "NO"), LIBRARY)
    assert shares(made) == [
        ("DK", "Film DK", Decimal("0.34")),
        ("PL", "Film PL", Decimal("0.33")),
        ("NO", "to be found (NO)", Decimal("0.33")),
    ]
    assert shares_are == "equal"
    assert {one.assumption for one in made.coproducer} == {EQUAL}


def test_two_companies_of_a_country_divide_its_share_and_a_service_producer_stays() -> None:
    companies = [
        {"company": "A", "country": "DK", "role": "delegate"},
        {"company": "B", "country": "PL"},
        {"company": "C", "country": "PL"},
        {"company": "S", "country": "NO", "role": "executive"},
    ]
    made, _ = film_of_set(film(SHARES, coproducer=companies), ("PL", "SE"), LIBRARY)
    assert shares(made) == [
        ("DK", "A", Decimal("0.34")),
        ("PL", "B", Decimal("0.17")),
        ("PL", "C", Decimal("0.16")),
        ("SE", "to be found (SE)", Decimal("0.33")),
        ("NO", "S", None),
    ]


def test_the_money_of_a_leaving_country_leaves_with_it() -> None:
    sources = [
        {"name": "DFI", "coproducer": "DK", "amount": 1},
        {"name": "PISF", "coproducer": "PL", "amount": 1},
        {"incentive": "pl-rebate"},
        {"name": "sales", "amount": 1},
    ]
    made, _ = film_of_set(film(SHARES, source=sources), ("SE",), LIBRARY)
    assert [one.name for one in made.source] == ["DFI", "sales"]


def test_the_delegate_alone() -> None:
    made, _ = film_of_set(film(SHARES), (), LIBRARY)
    assert shares(made) == [("DK", "Film DK", Decimal(1))]


# --- for the search ------------------------------------------------------------------------------


def test_the_search_must_have_the_set_and_is_offered_no_others() -> None:
    wishes = {
        "official": "required",
        "partner": [
            {"country": "PL", "share_at_least": "0.2", "keep": False},
            {"country": "FR", "company": "Films"},
            {"country": "DK", "share_at_least": "0.4"},
        ],
    }
    made = film_to_search(film(SHARES, placement=wishes), ("PL", "NO"), LIBRARY)
    assert [(one.country, one.keep, one.share_at_least) for one in made.placement.partner] == [
        ("DK", None, Decimal("0.4")),
        ("PL", True, Decimal("0.2")),
        ("NO", True, None),
    ]
    assert made.placement.official == "required"
    assert [one.country for one in made.coproducer] == ["DK", "PL"], "SE is not in the set"
