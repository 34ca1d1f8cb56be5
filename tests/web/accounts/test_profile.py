"""The profile: what is kept, what is refused in words, and one's data to take along."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import translation

from borderless.web.accounts import choices
from borderless.web.accounts.models import User

if TYPE_CHECKING:
    from borderless.web.films.models import Film

SignedIn = Callable[[User], Client]
GIVEN = {
    "name": "Anna Lind",
    "craft": "producer",
    "country": "DK",
    "city": "København",
    "time_zone": "Europe/Copenhagen",
    "languages": ["Danish", "polski", "en", ""],
    "interface_language": "",
}


def test_a_profile_is_kept(signed_in: SignedIn, anna: User) -> None:
    answer = signed_in(anna).post("/accounts/profile/", GIVEN)
    assert answer.status_code == 302
    anna.refresh_from_db()
    assert (anna.name, anna.craft, anna.city) == ("Anna Lind", "producer", "København")
    assert anna.languages == ["da", "pl", "en"]
    page = signed_in(anna).get("/accounts/profile/").content.decode()
    assert 'value="Danish"' in page
    assert 'value="Polish"' in page


def test_a_language_nobody_knows_is_named_and_nothing_typed_is_lost(
    signed_in: SignedIn, anna: User
) -> None:
    given = GIVEN | {"languages": ["Danish", "Moominish"]}
    answer = signed_in(anna).post("/accounts/profile/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Moominish” is no language that we know" in page
    assert 'value="Moominish"' in page
    assert 'value="Anna Lind"' in page
    anna.refresh_from_db()
    assert anna.name == "Anna"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "ZZ"),
        ("time_zone", "Europe/Gotham"),
        ("craft", "wizard"),
        ("interface_language", "tlh"),
        ("name", ""),
        ("name", "x" * 121),
        ("languages", [f"{code}" for code in choices.language_codes()[:13]]),
        ("city", "a\x00b"),
    ],
)
def test_what_is_on_no_list_is_refused(
    signed_in: SignedIn, anna: User, field: str, value: object
) -> None:
    answer = signed_in(anna).post("/accounts/profile/", GIVEN | {field: value})
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()


def test_the_language_of_the_profile_holds_on_this_device_too(
    signed_in: SignedIn, anna: User
) -> None:
    desk = signed_in(anna)
    desk.cookies["django_language"] = "de"
    desk.post("/accounts/profile/", GIVEN | {"interface_language": "pl"})
    assert desk.cookies["django_language"].value == ""
    assert '<html lang="pl"' in desk.get("/accounts/profile/").content.decode()


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("en", "Polish", "pl"),
        ("en", "  polish ", "pl"),
        ("en", "PL", "pl"),
        ("pl", "duński", "da"),
        ("pl", "dunski", "da"),
        ("pl", "Danish", "da"),
        ("en", "한국어", "ko"),
        ("en", "français", "fr"),
        ("en", "", None),
        ("en", "Moominish", None),
    ],
)
def test_languages_are_known_by_many_names(language: str, typed: str, code: str | None) -> None:
    with translation.override(language):
        assert choices.language_typed(typed) == code


def test_lists_are_in_the_readers_order() -> None:
    with translation.override("de"):
        names = [name for _code, name in choices.countries()]
    assert names.index("Ägypten") < names.index("Belgien")
    areas = dict(choices.time_zones())
    assert ("Europe/Warsaw", "Europe/Warsaw") in areas["Europe"]
    assert ("America/New_York", "America/New York") in areas["America"]


def test_a_zone_kept_from_elsewhere_stays_choosable(signed_in: SignedIn, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(time_zone="UTC")
    answer = signed_in(anna).post("/accounts/profile/", GIVEN | {"time_zone": "UTC"})
    assert answer.status_code == 302


def test_ones_own_data(signed_in: SignedIn, anna: User, needle: Film) -> None:
    answer = signed_in(anna).get("/accounts/profile/export/")
    assert "attachment" in answer.headers["Content-Disposition"]
    data = json.loads(answer.content)
    assert data["profile"]["email"] == "anna@example.org"
    assert data["email_addresses"] == [
        {"email": "anna@example.org", "verified": True, "primary": True}
    ]
    assert data["films"] == [{"id": str(needle.pk), "title": needle.title, "role": "owner"}]
    assert data["revisions"][0]["number"] == 1
    assert "password" not in answer.content.decode()
