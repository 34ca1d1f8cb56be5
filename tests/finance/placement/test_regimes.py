"""Regimes part the sets of co-producing countries as `treaties` sees each single set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from films import european_team, people, situation
from films import film as coproduction
from hypothesis import given, settings
from hypothesis import strategies as st

from borderless.film.model import Coproducer, Film
from borderless.finance.placement.options import choices_of
from borderless.finance.placement.regimes import (
    Regime,
    regimes_of,
    unofficial_regimes,
    with_partners,
)
from borderless.finance.situation import Situation
from borderless.finance.treaties import official_status, open_routes
from borderless.finance.treaty_checks import party_standing
from borderless.finding import Verdict
from borderless.rulebook.library import Library, Rule, load
from borderless.rulebook.treaty import Governing, Treaty

OURS, _ = load()
TEN = ("DK", "PL", "FR", "IN", "US", "DE", "AT", "CH", "GB", "CA")
AFRESH = ("GB", "DK", "SE", "PL", "FR", "NO")
OFFICIAL = {Verdict.QUALIFIES: True, Verdict.NOT_KNOWN: None, Verdict.DOES_NOT: False}


def today_of(delegate: str, library: Library, **changes: Any) -> Situation:
    return situation(coproduction({delegate: "1"}, **changes), library)


def sets_of(pool: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Every set with the first of the pool, the delegate's country, in it."""
    for size in range(most):
        for others in combinations(pool[1:], size):
            yield (pool[0], *others)


def admits(regime: Regime, countries: Sequence[str]) -> bool:
    inside = set(countries)
    sizes = {"one": len(inside) == 1, "two": len(inside) == 2, "many": len(inside) > 2}
    return sizes[regime.size] and all(
        one.at_least <= len(inside & one.countries) <= one.at_most for one in regime.members
    )


def the_regime(regimes: Sequence[Regime], countries: Sequence[str]) -> Regime:
    found = [regime for regime in regimes if admits(regime, countries)]
    assert len(found) == 1, (countries, [regime.name for regime in found])
    return found[0]


def texts_by_routes(today: Situation, countries: Sequence[str]) -> list[str]:
    """The texts that govern or may govern this one set."""
    day = today.dates.get("shooting_start") or today.as_of
    routes, _ = open_routes(replace(today, film=with_partners(today.film, countries)), day)
    return list(dict.fromkeys(text for _, text, _ in routes))


def with_shares(today: Situation, countries: Sequence[str]) -> Film:
    """The set with shares that every text allows: a tenth for outsiders, equal parts for others."""
    made = with_partners(today.film, countries)
    day = today.dates.get("shooting_start") or today.as_of
    texts = [today.library.treaty(one) for one in ("coe-2017", "coe-1992")]
    outside = {
        country
        for country in countries
        if len(countries) > 2
        and not any(text and party_standing(text, country, day) is not False for text in texts)
    }
    tenth = Decimal("0.1")
    each = (1 - tenth * len(outside)) / (len(countries) - len(outside) or 1)
    partners = tuple(
        one.model_copy(update={"share": tenth if one.country in outside else each})
        for one in made.coproducer
    )
    return made.model_copy(update={"coproducer": partners})


# --- our law, every set of up to four -------------------------------------------------------------


@pytest.mark.parametrize("pool", [TEN, AFRESH, ("FR", *TEN[:2], *TEN[3:]), ("IN", "FR", "GB")])
def test_exactly_one_regime_admits_each_set_and_has_its_texts(pool: tuple[str, ...]) -> None:
    today = today_of(pool[0], OURS)
    regimes = regimes_of(today, choices_of(today), pool)
    for countries in sets_of(pool, 4):
        regime = the_regime(regimes, countries)
        texts = [] if len(countries) == 1 else texts_by_routes(today, countries)
        assert [text.id for text in regime.texts] == texts, countries


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="a European team"),
        pytest.param(
            {"person": people(director="US", writer="US", composer="US", first_role="US")},
            id="too few points",
        ),
        pytest.param({"person": european_team()[:5]}, id="people not yet known"),
        pytest.param({"kind": "animation"}, id="an animation"),
        pytest.param({"format": "series", "episodes": 6}, id="a series, which few texts cover"),
    ],
)
@pytest.mark.parametrize("pool", [TEN, AFRESH])
def test_official_is_what_the_single_set_is_told(
    pool: tuple[str, ...], changes: dict[str, Any]
) -> None:
    today = today_of(pool[0], OURS, **changes)
    regimes = regimes_of(today, choices_of(today), pool)
    told, expected = {}, {}
    for countries in sets_of(pool, 4):
        status = official_status(replace(today, film=with_shares(today, countries)))
        expected[countries] = OFFICIAL[status.verdict]
        told[countries] = the_regime(regimes, countries).official
    assert told == expected


def test_the_day_of_the_shoot_decides_which_treaty_is_in_force() -> None:
    before = today_of("CH", OURS, dates={"shooting_start": "2023-05-01"})
    after = today_of("CH", OURS, dates={"shooting_start": "2026-05-01"})
    for today, text in ((before, "ca-ch-1987"), (after, "ca-ch-2023")):
        regimes = regimes_of(today, choices_of(today), ("CH", "CA", "FR"))
        assert [one.id for one in the_regime(regimes, ("CH", "CA")).texts] == [text]


def test_one_country_alone_has_one_regime_that_is_not_official() -> None:
    today = today_of("DK", OURS)
    (only,) = regimes_of(today, choices_of(today), ("DK",))
    assert (only.size, only.texts, only.official) == ("one", (), False)
    assert unofficial_regimes(today, ("DK",)) == []


@pytest.mark.parametrize("pool", [TEN, ("DK", "PL")])
def test_unofficial_regimes_part_all_sets_but_the_delegate_alone(pool: tuple[str, ...]) -> None:
    today = today_of(pool[0], OURS)
    regimes = unofficial_regimes(today, pool)
    assert {one.official for one in regimes} == {False}
    assert {one.texts for one in regimes} == {()}
    for countries in sets_of(pool, 5):
        found = [one for one in regimes if admits(one, countries)]
        assert len(found) == (len(countries) > 1), countries


# --- any law: conventions whose Parties are certain, probable or none -----------------------------

SIX = ("DK", "PL", "SE", "FR", "US", "IN")
STANDING = st.sampled_from(["in_force", "declared", "signed"])


def convention(name: str, standing: dict[str, str], needed: int) -> Treaty:
    # Two more Parties, since a text has two; the film's countries are not among them.
    others = [{"country": one} for one in ("BR", "KR")]
    parties = [{"country": one, "standing": how} for one, how in standing.items()]
    return Treaty.model_validate(
        {
            "rule": "treaty",
            "id": name,
            "name": name,
            "kind": "convention",
            "in_force": date(2000, 1, 1),
            "status": "verified",
            "as_of": date(2026, 1, 1),
            "many_parties": needed,
            "two": {"minimum": "0.1"},
            "many": {"minimum": "0.05", "maximum": "0.8"},
            "party": [*parties, *others],
        }
    )


def law_of(texts: Sequence[Treaty]) -> Library:
    """No law but these conventions, which govern in this order."""
    routes = [
        {
            "name": f"{size}-{text.id}",
            "says": text.id,
            "states": size,
            "text": text.id,
            "unless": [f"{size}-{one.id}" for one in texts[:number]],
        }
        for size in ("two", "many")
        for number, text in enumerate(texts)
    ]
    governing = Governing.model_validate({"rule": "governing", "route": routes})
    rules: dict[str, Rule] = {"governing": governing, **{text.id: text for text in texts}}
    return Library(OURS.vocabulary, OURS.settings, rules)


def parts_every_set(texts: Sequence[Treaty]) -> None:
    today = today_of("DK", law_of(texts))
    regimes = regimes_of(today, choices_of(today), SIX)
    for countries in sets_of(SIX, len(SIX)):
        regime = the_regime(regimes, countries)
        by_routes = [] if len(countries) == 1 else texts_by_routes(today, countries)
        assert [text.id for text in regime.texts] == by_routes, countries
        if len(countries) > 1:
            verdict = official_status(replace(today, film=equally(today, countries))).verdict
            expected = OFFICIAL[verdict]
            # A regime weighs the doubt whether its last text binds once for all its sets, so it
            # may leave open what is sure of a set with enough Parties besides those in doubt.
            doubt = regime.texts and None in standings(today, regime.texts[-1], countries)
            if not (doubt and regime.official is None and expected is True):
                assert regime.official is expected, countries


def standings(today: Situation, text: Treaty, countries: Sequence[str]) -> list[bool | None]:
    day = today.dates.get("shooting_start") or today.as_of
    return [party_standing(text, country, day) for country in countries]


def equally(today: Situation, countries: Sequence[str]) -> Film:
    partners = tuple(
        Coproducer(company=one, country=one, share=1 / Decimal(len(countries))) for one in countries
    )
    return today.film.model_copy(update={"coproducer": partners})


@st.composite
def conventions(draw: st.DrawFn, needed: st.SearchStrategy[int]) -> list[Treaty]:
    return [
        convention(
            f"text-{number}",
            draw(st.dictionaries(st.sampled_from(SIX), STANDING, max_size=len(SIX))),
            draw(needed),
        )
        for number in range(draw(st.integers(1, 3)))
    ]


@settings(max_examples=60, deadline=None)
@given(conventions(st.just(3)))
def test_regimes_part_every_set_whatever_the_conventions_say(texts: list[Treaty]) -> None:
    parts_every_set(texts)


@settings(max_examples=60, deadline=None)
@given(conventions(st.integers(2, 4)))
def test_each_convention_may_ask_for_its_own_number_of_parties(texts: list[Treaty]) -> None:
    parts_every_set(texts)
