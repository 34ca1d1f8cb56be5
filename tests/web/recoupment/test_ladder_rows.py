"""The slider's drawing, the order of tiers and the lines of claims, without a page."""

from __future__ import annotations

import json
from datetime import date as Day
from decimal import Decimal

import pytest

from borderless.film.recoupment import Claim, Interest, Recoupment, Tier
from borderless.finance.recoupment.ladder import Curve
from borderless.web.recoupment.slider import HEIGHT, WIDTH, slider_of
from borderless.web.recoupment.tiers import claim_words, moved, tier_rows


def curve(**parties: float) -> Curve:
    """Each party with the same part of every gross up to 1,000."""
    gross = (0.0, 500.0, 1000.0)
    paid = {name: tuple(part * at for at in gross) for name, part in parties.items()}
    return Curve(gross, paid, {}, Day(2026, 1, 1))


def points(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (one.split(",") for one in text.split())]


def test_bands_lie_on_each_other_and_fill_the_drawing() -> None:
    slider = slider_of(curve(A=0.75, B=0.25), Decimal(400))
    assert slider
    lower, upper = (points(band.points) for band in slider.bands)
    assert lower == [
        (0, HEIGHT),
        (480, 200),
        (WIDTH, 80),
        (WIDTH, HEIGHT),
        (480, HEIGHT),
        (0, HEIGHT),
    ]
    assert upper[:3] == [(0, HEIGHT), (480, 160), (WIDTH, 0)]
    assert upper[3:] == lower[2::-1], "it begins where the lower one ends"
    assert (slider.at, slider.most, slider.step) == (400, 1000, 5)


def test_the_smallest_are_drawn_as_one_and_listed_as_all() -> None:
    parts = dict(zip("ABCDEFGH", (1, 30, 2, 20, 15, 12, 10, 10), strict=True))
    slider = slider_of(curve(**{name: part / 100 for name, part in parts.items()}), Decimal(0))
    assert slider
    assert [band.party for band in slider.bands] == ["B", "D", "E", "F", "G", "3 others"]
    assert [band.ink for band in slider.bands] == [0, 1, 2, 3, 4, 5]
    assert points(slider.bands[-1].points)[2] == (WIDTH, 0)
    assert [name for name, _ in json.loads(slider.data)["parties"]] == list("ABCDEFGH")


def test_who_never_has_a_cent_is_left_out() -> None:
    slider = slider_of(curve(A=1, B=0.000001), Decimal(0))
    assert slider
    assert [band.party for band in slider.bands] == ["A"]


def test_what_is_beyond_the_drawing_stands_at_its_end() -> None:
    slider = slider_of(curve(A=1), Decimal(10**12))
    assert slider
    assert slider.at == 1000


def test_without_a_gross_there_is_no_slider() -> None:
    assert slider_of(Curve((), {}, {}, Day(2026, 1, 1)), Decimal(0)) is None
    assert slider_of(Curve((0.0,), {"A": (0.0,)}, {}, Day(2026, 1, 1)), Decimal(0)) is None


TIERS = tuple(Tier(name=name, claim=(Claim(party=name, share=Decimal(1)),)) for name in "ABC")


@pytest.mark.parametrize(
    ("index", "by", "order"),
    [(0, 1, "BAC"), (2, -1, "ACB"), (0, -1, "ABC"), (2, 1, "ABC"), (9, -1, "ABC")],
)
def test_a_tier_moves_a_place_and_not_beyond(index: int, by: int, order: str) -> None:
    assert "".join(tier.name for tier in moved(TIERS, index, by)) == order


def test_the_ends_of_the_list_are_known() -> None:
    rows = tier_rows(Recoupment(tier=TIERS), "EUR")
    assert [(row.name, row.is_first, row.is_last) for row in rows] == [
        ("A", True, False),
        ("B", False, False),
        ("C", False, True),
    ]


def test_a_claim_in_words() -> None:
    claim = Claim(
        party="Bank",
        share=Decimal("0.125"),
        amount=Decimal(5000),
        currency="PLN",
        premium=Decimal("0.2"),
        interest=Interest(rate=Decimal("0.075")),
        at_most=Decimal(9000),
    )
    words = claim_words(claim, "EUR").replace("\u00a0", " ")
    assert words == (
        "Bank: 12.50%, until 5,000 PLN, and 20% on top, with 7.5% a year, at most 9,000 PLN"
    )
