"""People and producers: shown in the reader's language, changed in the film's own file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from borderless.film.document import Post
from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles
from borderless.web.films.models import Film, Role
from borderless.web.films.store import files_of
from borderless.web.people.words import POSTS

DIRECTOR: dict[str, Any] = {
    "post": "director",
    "name": "Magnus von Horn",
    "nationality": ["Sweden"],
    "residence": "PL",
    "languages": [],
    "assumption": "",
    "note": "",
}
LAVA: dict[str, Any] = {
    "company": "Lava Films",
    "country": "PL",
    "role": "coproducer",
    "share": "35",
    "assumption": "",
    "note": "",
}


def address(film: Film, name: str = "people", *more: Any) -> str:
    return reverse(name, args=[film.pk, *more])


def document(film: Film) -> dict[str, Any]:
    film.refresh_from_db()
    kept: Any = film.newest().document
    return dict(kept)


def index_of(film: Film, part: str, key: str, value: str) -> int:
    return next(i for i, one in enumerate(document(film)[part]) if one[key] == value)


def form_of(html: str) -> dict[str, list[str]]:
    """What the fields of the page's form hold, as a browser would send them."""
    form = html[html.index('class="form"') :]
    held: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and 'type="checkbox"' not in tag:
            held.setdefault(name[1], []).append(value[1])
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        held[name] = re.findall(r'value="([^"]*)" selected', options)
    return held


def test_every_post_has_its_words() -> None:
    assert set(POSTS) == set(Post)


def test_countries_and_languages_in_the_readers_language(
    needle: Film, signed_in: Callable[[Any], Client], vera: Any
) -> None:
    vera.interface_language = "fr"
    vera.save()
    html = signed_in(vera).get(address(needle)).content.decode()
    for text in ("Magnus von Horn", "Suède", "Pologne", "Lava Films", "Réalisa"):
        assert text in html


def test_a_viewer_sees_no_share_and_no_assumption(
    needle: Film, signed_in: Callable[[Any], Client], vera: Any, fiona: Any
) -> None:
    seen = signed_in(fiona).get(address(needle)).content.decode()
    assert "35.0%" in seen
    assert "Assumption:" in seen
    hidden = signed_in(vera).get(address(needle)).content.decode()
    assert "35" not in re.sub(r"<[^>]*>", "", hidden[hidden.index("<main") :])
    assert "Assumption:" not in hidden
    for html in (seen, hidden):
        assert "Change<" not in html
        assert "New person" not in html


def test_an_untouched_form_changes_nothing(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    client = signed_in(ben)
    persons, producers = document(needle)["person"], document(needle)["coproducer"]
    for what, entries in (("person", persons), ("producer", producers)):
        for index in range(len(entries)):
            at = address(needle, "people-edit", what, index)
            held = form_of(client.get(at).content.decode())
            assert client.post(at, held).status_code == 302
    needle.refresh_from_db()
    assert needle.head == 1


def test_a_person_is_changed_in_one_line_of_the_file(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    before = files_of(needle.newest())["film.toml"].decode().splitlines()
    at = address(needle, "people-edit", "person", index_of(needle, "person", "post", "director"))
    answer = signed_in(ben).post(at, DIRECTOR | {"base": 1, "residence": "SE"})
    assert answer["Location"] == address(needle)
    needle.refresh_from_db()
    revision = needle.newest()
    assert revision.number == 2
    assert revision.what == "Changed the person Magnus von Horn"
    after = files_of(revision)["film.toml"].decode().splitlines()
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ('residence = "PL"', 'residence = "SE"')
    ]


def test_a_person_is_added_by_names_in_any_writing_and_taken_out(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    client = signed_in(ben)
    count = len(document(needle)["person"])
    given = {
        "base": 1,
        "post": "composer",
        "name": "Zoë D'Çosta",
        "nationality": ["cote d’ivoire", "DE", "", "Deutschland"],
        "residence": "",
        "languages": ["français", "pt-BR", "kk"],
    }
    assert client.post(address(needle, "people-new", "person"), given).status_code == 302
    added = document(needle)["person"][-1]
    assert added["nationality"] == ["CI", "DE"]
    assert added["languages"] == ["fr", "pt-BR", "kk"]
    assert added["residence"] is None
    held = form_of(client.get(address(needle, "people-edit", "person", count)).content.decode())
    assert [one for one in held["languages"] if one] == ["French", "pt-BR", "Kazakh"]
    client.post(address(needle, "people-delete", "person", count), {"base": 2})
    assert len(document(needle)["person"]) == count
    assert needle.newest().what == "Took out the person Zoë D'Çosta"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "This field is required"),
        ({"post": "king"}, "Select a valid choice"),
        ({"nationality": ["Sweden", "Atlantis"]}, "“Atlantis” is no country."),
        ({"languages": ["Klingonish"]}, "“Klingonish” is no language that we know"),
        ({"languages": [f"x{n}" for n in range(30)]}, "“x0” is no language"),
        ({"nationality": ["PL"] * 30}, "At most 20 can be kept."),
        ({"name": "A\x00"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    wrong: dict[str, Any], says: str, needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    given = DIRECTOR | {"base": 1, "note": "typed with care"} | wrong
    response = signed_in(ben).post(address(needle, "people-new", "person"), given)
    html = response.content.decode()
    assert response.status_code == 422
    assert says in html
    assert "typed with care" in html
    for typed in wrong.get("nationality", [])[:2]:
        assert typed in html
    needle.refresh_from_db()
    assert needle.head == 1


def shares(film: Film) -> dict[str, float | None]:
    held = [(one["country"], one["share"]) for one in document(film)["coproducer"]]
    return {country: None if share is None else float(share) for country, share in held}


def test_shares_are_changed_together_as_the_reader_writes_them(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    client = signed_in(ben)  # he lives in Poland: decimal commas
    at = address(needle, "people-edit", "producer", 1)
    html = client.get(at).content.decode()
    assert "Share of Nordisk Film Production, in percent" in html
    given = LAVA | {"base": 1, "share": "35,5 %", "share_0": "49,5", "share_2": "15"}
    assert client.post(at, given).status_code == 302
    assert shares(needle) == {"DK": 0.495, "PL": 0.355, "SE": 0.15}
    assert 'value="35,5"' in client.get(at).content.decode()
    client.post(at, given | {"base": 2, "share": "", "share_0": "50"})
    assert shares(needle) == {"DK": 0.5, "PL": None, "SE": 0.15}


@pytest.mark.parametrize(("share", "total"), [("36", "101"), ("34,5", "99,5"), ("100", "165")])
def test_shares_that_are_no_whole_are_told_with_their_sum(
    share: str, total: str, needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    at = address(needle, "people-edit", "producer", 1)
    response = signed_in(ben).post(at, LAVA | {"base": 1, "share": share})
    assert response.status_code == 422
    assert f"The shares sum to {total} %; together they are 100 %." in response.content.decode()
    assert f'value="{share}"' in response.content.decode()


def test_a_fourth_producer_takes_of_the_others(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    new = {"company": "Rigel", "country": "EE", "role": "coproducer", "share": "5", "base": 1}
    at = address(needle, "people-new", "producer")
    client = signed_in(ben)
    assert client.post(at, new).status_code == 422
    assert client.post(at, new | {"share_0": "45"}).status_code == 302
    assert shares(needle) == {"DK": 0.45, "PL": 0.35, "SE": 0.15, "EE": 0.05}


def test_an_executive_producer_holds_no_share(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    new = {"company": "Served", "country": "EE", "role": "executive", "share": "5", "base": 1}
    assert signed_in(ben).post(address(needle, "people-new", "producer"), new).status_code == 302
    assert shares(needle)["EE"] is None


@pytest.mark.parametrize("share", ["-1", "100,1", "a third", "1e9", "NaN", "∞"])
def test_no_share_beyond_a_whole(
    share: str, needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    at = address(needle, "people-edit", "producer", 1)
    response = signed_in(ben).post(at, LAVA | {"base": 1, "share": share})
    assert response.status_code == 422
    assert share in response.content.decode()


def test_who_takes_a_producer_out_says_who_holds_the_share(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    client = signed_in(ben)
    at = address(needle, "people-delete", "producer", 2)
    asked = client.post(at, {"base": 1})
    assert asked.status_code == 422
    html = asked.content.decode()
    assert "The shares sum to 85 %; together they are 100 %." in html
    held = form_of(html)
    assert (held["share_0"], held["share_1"]) == (["50"], ["35"])
    assert client.post(at, held | {"share_1": "50"}).status_code == 302
    assert shares(needle) == {"DK": 0.5, "PL": 0.5}
    for name in ("people", "overview", "finance"):
        assert client.get(address(needle, name)).status_code == 200


def test_two_people_who_change_different_entries_are_joined(
    needle: Film, anna: Any, ben: Any, signed_in: Callable[[Any], Client]
) -> None:
    director = address(
        needle, "people-edit", "person", index_of(needle, "person", "post", "director")
    )
    lava = address(
        needle, "people-edit", "producer", index_of(needle, "coproducer", "country", "PL")
    )
    signed_in(anna).post(director, DIRECTOR | {"base": 1, "residence": "SE"})
    signed_in(ben).post(lava, LAVA | {"base": 1, "company": "Lava Films sp. z o.o."})
    newest = document(needle)
    assert needle.head == 3
    assert any(one["company"] == "Lava Films sp. z o.o." for one in newest["coproducer"])
    assert next(one for one in newest["person"] if one["post"] == "director")["residence"] == "SE"


def test_two_people_who_change_the_same_thing_are_asked(
    needle: Film, anna: Any, ben: Any, signed_in: Callable[[Any], Client]
) -> None:
    at = address(needle, "people-edit", "person", index_of(needle, "person", "post", "director"))
    signed_in(anna).post(at, DIRECTOR | {"base": 1, "residence": "SE"})
    answer = signed_in(ben).post(at, DIRECTOR | {"base": 1, "residence": "DK"})
    draft = needle.drafts.get()
    assert answer["Location"] == reverse("merge", args=[needle.pk, draft.pk])


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("people-edit", ("person", 999)),
        ("people-edit", ("person", 10**30)),
        ("people-delete", ("producer", 999)),
        ("people-new", ("nobody",)),
    ],
)
def test_an_entry_that_is_not_there(
    name: str, more: tuple[Any, ...], needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    assert signed_in(ben).post(address(needle, name, *more), {"base": 1}).status_code == 404


@pytest.mark.parametrize("base", ["", "0", "99", "x", "9" * 30])
def test_a_base_that_is_no_revision(
    base: str, needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    at = address(needle, "people-edit", "person", 0)
    assert signed_in(ben).post(at, DIRECTOR | {"base": base}).status_code == 404


def test_who_only_looks_cannot_change(
    needle: Film, signed_in: Callable[[Any], Client], fiona: Any, sam: Any
) -> None:
    for user, status in ((fiona, 403), (sam, 404)):
        client = signed_in(user)
        assert client.get(address(needle, "people-new", "person")).status_code == status
        at = address(needle, "people-delete", "person", 0)
        assert client.post(at, {"base": 1}).status_code == status


def test_files_with_errors_lead_to_the_files(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    broken = {"film.toml": b"title = "}
    SaveFiles(Access(needle, Role.OWNER, anna), 1, broken, (), "Broken").run()
    html = signed_in(anna).get(address(needle)).content.decode()
    assert "have to be mended" in html
    assert reverse("files", args=[needle.pk]) in html
    assert "New person" not in html
    at = address(needle, "people-new", "person")
    assert signed_in(anna).get(at).status_code == 404
