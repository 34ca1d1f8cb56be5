"""The rulebook as a list and as a map."""

from __future__ import annotations

from datetime import date as Day

import pytest
from django.utils import translation

from borderless.web.films.reading import our_library
from borderless.web.rules.browsing import Asked, incentive_map, is_stale, listed, status_of
from borderless.web.rules.examples import examples_with

TODAY = Day(2026, 11, 25)


def ids(asked: Asked) -> list[str]:
    return [one.id for one in listed(our_library(), asked, TODAY)]


def test_every_rule_where_nothing_is_asked() -> None:
    assert ids(Asked()) == sorted(our_library().rules)


@pytest.mark.parametrize(
    ("asked", "some", "none"),
    [
        (Asked(kind="incentive"), "pl-rebate", "coe-2017"),
        (Asked(country="PL"), "pl-rebate", "gb-avec"),
        (Asked(kind="treaty", country="PL"), "coe-2017", "pl-rebate"),
        (Asked(words="REBATE"), "pl-rebate", "coe-2017"),
        (Asked(words="poland"), "pl-rebate", "gb-avec"),
        (Asked(country="ZZ"), "", "pl-rebate"),
    ],
)
def test_what_fits(asked: Asked, some: str, none: str) -> None:
    found = ids(asked)
    assert some in found or not found
    assert none not in found


def test_countries_are_looked_for_in_the_readers_language() -> None:
    with translation.override("fr"):
        assert "pl-rebate" in ids(Asked(words="Pologne"))


def test_every_rule_is_verified_or_open_and_none_both() -> None:
    verified, open_ = ids(Asked(standing="verified")), ids(Asked(standing="open"))
    assert sorted(verified + open_) == ids(Asked())
    assert {status_of(our_library().rules[one]) for one in verified} == {"verified"}


def test_a_rule_is_stale_when_nobody_looked_for_a_year() -> None:
    library = our_library()
    rule = library.rules["pl-rebate"]
    checked = rule.as_of  # type: ignore[union-attr]
    assert not is_stale(library, rule, checked)
    assert not is_stale(library, rule, checked.replace(year=checked.year + 1))
    assert is_stale(library, rule, Day(checked.year + 2, 1, 1))
    assert not is_stale(library, library.rules["governing"], TODAY)  # says no day


def test_the_map_counts_incentives_and_leads_to_them() -> None:
    shades = incentive_map(our_library(), "film=1")
    counted = {code: int(shade.figure) for code, shade in shades.items()}
    assert sum(counted.values()) == sum(bool(one.country) for one in our_library().incentives())
    assert shades["PL"].href == "/rulebook/?kind=incentive&country=PL&film=1"
    assert shades["PL"].says.startswith("Poland: ")


def test_examples_that_rest_on_a_rule() -> None:
    assert "the-girl-with-the-needle" in {one.slug for one in examples_with("pl-rebate")}
    assert "the-girl-with-the-needle" in {one.slug for one in examples_with("coe-2017")}
    assert "one-day-in-hadsel" in {one.slug for one in examples_with("no-nfi-incentive")}
    assert examples_with("no-such-rule") == ()
