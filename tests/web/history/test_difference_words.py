"""Values of the document in the reader's way of writing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from decimal import Decimal

import pytest
from django.utils import translation

from borderless.web.design import reader
from borderless.web.history.words import MOST, is_share, said


@pytest.fixture(autouse=True)
def in_poland() -> Iterator[None]:
    """English pages read in Warsaw write as English does; Polish ones with decimal commas."""
    with translation.override("pl"):
        reader.reads_in("PL")
        yield
        reader.reads_in("")


@pytest.mark.parametrize(
    ("value", "names", "words"),
    [
        (None, (), ""),
        ("DK", ("delegate",), "DK"),
        (Decimal("12600000"), ("source", "amount"), "12\xa0600\xa0000"),
        (Decimal("999.50"), ("budget", "amount"), "999,5"),
        (Decimal("0.335"), ("coproducer", "share"), "33,5%"),
        (Decimal("0.23"), ("cash", "vat", "rate", "PL"), "23%"),
        (Decimal("7.4378"), ("rates", "per_base", "DKK"), "7,4378"),
        (Day(2024, 3, 1), ("dates", "delivery"), "1 mar 2024"),
        (("da", "pl"), ("languages",), "da; pl"),
        (
            {"name": "DR", "kind": "broadcaster_presale", "paid": ({"share": Decimal("0.5")},)},
            ("source",),
            "name: DR; kind: broadcaster_presale; paid: share: 50%",
        ),
    ],
)
def test_values(value: object, names: tuple[str, ...], words: str) -> None:
    assert said(value, names) == words


def test_long_values_are_cut() -> None:
    assert said("a" * 1000) == "a" * (MOST - 1) + "…"


def test_the_document_says_what_is_a_share() -> None:
    assert is_share(("recoupment", "deal", "fee"))
    assert is_share(("placement", "option", "at_least"))
    assert not is_share(("placement", "spend", "at_least"))  # money
    assert not is_share(("source", "amount"))
