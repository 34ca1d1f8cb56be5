"""The layout of the tile map."""

from __future__ import annotations

import pytest

from borderless.dossier.tiles import Block, blocks, blocks_with, without_tile
from borderless.film.places import check_country

EUROPE = [
    "AD",
    "AL",
    "AM",
    "AT",
    "AZ",
    "BA",
    "BE",
    "BG",
    "BY",
    "CH",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GB",
    "GE",
    "GR",
    "HR",
    "HU",
    "IE",
    "IS",
    "IT",
    "LI",
    "LT",
    "LU",
    "LV",
    "MC",
    "MD",
    "ME",
    "MK",
    "MT",
    "NL",
    "NO",
    "PL",
    "PT",
    "RO",
    "RS",
    "RU",
    "SE",
    "SI",
    "SK",
    "SM",
    "TR",
    "UA",
    "VA",
    "XK",
]
ELSEWHERE = [
    "US",
    "CA",
    "MX",
    "BR",
    "AR",
    "CL",
    "CO",
    "AU",
    "NZ",
    "JP",
    "KR",
    "CN",
    "IN",
    "ZA",
    "MA",
    "TN",
    "EG",
    "JO",
    "AE",
    "SA",
    "IL",
]


def block(name: str) -> Block:
    return next(one for one in blocks() if one.name == name)


def test_all_of_europe_has_a_tile() -> None:
    assert set(block("Europe").places) == set(EUROPE)


def test_the_film_countries_elsewhere_have_a_tile() -> None:
    assert without_tile(ELSEWHERE) == ()


def test_every_tile_is_a_country_and_has_one_place() -> None:
    codes = [code for one in blocks() for code in one.places]
    assert len(set(codes)) == len(codes)
    assert [check_country(code) for code in codes] == codes


@pytest.mark.parametrize(
    ("west", "east"), [("PT", "ES"), ("IE", "GB"), ("NO", "SE"), ("DE", "PL"), ("AT", "HU")]
)
def test_neighbours_lie_side_by_side(west: str, east: str) -> None:
    places = block("Europe").places
    assert places[west][1] == places[east][1]
    assert places[west][0] + 1 == places[east][0]


def test_a_block_is_as_large_as_its_outermost_tiles() -> None:
    assert (block("Europe").columns, block("Europe").rows) == (10, 10)


def test_only_the_parts_of_the_world_that_take_part_are_shown() -> None:
    assert [one.name for one in blocks_with(["DK", "CA"])] == ["Europe", "Americas"]
    assert blocks_with(["AQ"]) == ()
    assert without_tile(["AQ", "DK", "TV"]) == ("AQ", "TV")
