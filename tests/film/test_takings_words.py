"""The words of receipts.csv and sales.csv: none means two things, and the closest is offered."""

from __future__ import annotations

import re
import tomllib

import pytest

from borderless.film.budget_words import country_named, folded
from borderless.film.places import check_country
from borderless.film.recoupment import Medium
from borderless.film.takings_words import (
    WORDS,
    is_broad,
    medium_meant,
    territory_meant,
    words,
    world_meant,
)

DATA = tomllib.loads(WORDS.read_text("utf-8"))
RECEIPTS = DATA["columns"]["receipts"]
SHARED = {name: RECEIPTS[name] for name in ("territory", "medium", "deal", "currency", "note")}


@pytest.mark.parametrize(
    "lists",
    [
        RECEIPTS,
        DATA["columns"]["sales"] | SHARED,
        DATA["kinds"],
        DATA["media"] | DATA["broad_media"] | {"all": DATA["all_media"]["words"]},
        DATA["world"] | DATA["territories"] | DATA["groups"] | DATA["parts_of_the_world"],
    ],
    ids=["receipts", "sales", "kinds", "media", "territories"],
)
def test_no_word_means_two_things(lists: dict[str, str]) -> None:
    meanings: dict[str, set[str]] = {}
    for meaning, listed in lists.items():
        for word in listed.split(","):
            meanings.setdefault(folded(word), set()).add(meaning)
    assert {word: two for word, two in meanings.items() if len(two) > 1} == {}


def test_no_group_of_countries_hides_a_country() -> None:
    assert [word for word in words().groups if country_named(word)] == []
    codes = " ".join(words().groups.values()).split()
    assert [check_country(code) for code in codes] == codes
    assert all(check_country(code) == code for code in words().territories.values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PL", "PL"),
        ("pl", "PL"),
        ("Poland", "PL"),
        ("Polska", "PL"),
        ("Allemagne", "DE"),
        ("DEU", "DE"),
        ("USA", "US"),
        ("U.K.", "GB"),
        ("Turkey", "TR"),
        ("Holland", "NL"),
        ("South Korea", "KR"),
        ("World", None),
        ("ROW", None),
        ("Rest of World", None),
        ("Reste du monde", None),
        ("rest der Welt", None),
        ("Reszta świata", None),
        ("Resten af verden", None),
    ],
)
def test_territories(text: str, code: str | None) -> None:
    assert territory_meant(text) == code


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Polnad", "unknown country 'Polnad'; did you mean PL?"),
        ("Rest of wrld", "unknown country 'Rest of wrld'; did you mean 'rest of world'?"),
        ("Benelux", "'Benelux' is several countries (BE, LU, NL); a row is one country"),
        ("Latin America", "'Latin America' is several countries; a row is one country"),
        ("US-CA", "'US-CA' is a region; a territory is a country, here US"),
    ],
)
def test_what_is_not_one_country(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        territory_meant(text)


def test_the_whole_world_is_told_from_its_rest() -> None:
    assert [world_meant(text) for text in ("Worldwide", "ROW", "PL")] == ["whole", "rest", None]


@pytest.mark.parametrize(
    ("medium", "said"),
    [
        (Medium.THEATRICAL, "theatrical cinema kino salles cine biograf Kina Box-Office"),
        (Medium.TELEVISION, "TV télévision Fernsehen telewizja televisión fjernsyn Pay-TV"),
        (Medium.SVOD, "SVOD svod S-VOD abonnement streaming"),
        (Medium.TVOD, "TVOD VOD EST VàD"),
        (Medium.VIDEO, "DVD Blu-ray vidéo wideo"),
        (Medium.AIRLINE, "airline airlines Flug samoloty Inflight"),
        (Medium.FESTIVAL, "festival festiwale"),
    ],
)
def test_media_in_many_languages(medium: Medium, said: str) -> None:
    assert {medium_meant(text) for text in said.split()} == {medium}


@pytest.mark.parametrize("text", ["All rights", "tous droits", "Alle Rechte", "wszystkie prawa"])
def test_all_rights_are_no_medium(text: str) -> None:
    assert medium_meant(text) is None


def test_an_unknown_medium_offers_the_closest() -> None:
    with pytest.raises(ValueError, match="did you mean 'cinema'"):
        medium_meant("cinma")
    assert is_broad("vod")
    assert not is_broad("tvod")
