"""The first page: a person's films, and the ways to begin one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from borderless.film.archive import pack
from borderless.film.scaffold import scaffold
from borderless.web.accounts.models import Organisation, OrganisationMember
from borderless.web.films.models import Film, RevisionKind, Role
from borderless.web.films.store import files_of
from borderless.web.home.examples import examples
from borderless.web.home.views import PAGE
from web_fixtures import EXAMPLES, folder_files

NAMES = sorted(one.name for one in EXAMPLES.iterdir() if (one / "film.toml").exists())


def upload(content: bytes, name: str = "film.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/zip")


def mine(html: str) -> str:
    """The list of films, without the examples beneath it."""
    return html[html.index("<main") :].split("<h2>Examples", maxsplit=1)[0]


@pytest.fixture
def new(tmp_path: Any) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in scaffold(tmp_path / "film", "Shore", "PL")}


def test_nobody_is_asked_to_sign_in(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_somebody_new_is_shown_three_ways_in(signed_in: Callable[[Any], Client], sam: Any) -> None:
    html = signed_in(sam).get("/").content.decode()
    assert "No film yet" in html
    for way in ("film-new", "film-import"):
        assert f'href="{reverse(way)}"' in html
    for name in NAMES:
        assert f'action="{reverse("film-example", args=[name])}"' in html


def test_a_row_says_whether_it_closes_what_is_next_and_who_changed_it(
    needle: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    html = mine(signed_in(fiona).get("/").content.decode())
    for text in (needle.title, "Closes", "5,076,525", "apply for Polish", "Finance viewer", "Anna"):
        assert text in html


def test_a_viewers_row_has_no_money(
    needle: Film, signed_in: Callable[[Any], Client], vera: Any
) -> None:
    html = mine(signed_in(vera).get("/").content.decode())
    assert needle.title in html
    assert "Viewer" in html
    assert "EUR" not in html
    assert "rebate" not in html


def test_films_of_a_company_are_listed_by_what_one_is_there(
    needle: Film, signed_in: Callable[[Any], Client], vera: Any, sam: Any
) -> None:
    house = Organisation.objects.create(name="Shore Films")
    OrganisationMember.objects.create(organisation=house, user=vera)
    OrganisationMember.objects.create(organisation=house, user=sam, is_admin=True)
    needle.organisation = house
    needle.save()
    html = mine(signed_in(vera).get("/").content.decode())
    assert "Editor" in html  # more than her own role as a viewer
    assert "Shore Films" in html
    assert "Owner" in mine(signed_in(sam).get("/").content.decode())
    assert needle.title in mine(signed_in(sam).get("/?q=shore").content.decode())


def test_search_and_pages(
    make_film: Callable[..., Film],
    new: dict[str, bytes],
    signed_in: Callable[[Any], Client],
    anna: Any,
) -> None:
    for number in range(PAGE + 2):
        make_film(new | {"film.toml": new["film.toml"].replace(b"Shore", b"Shore %d" % number)})
    client = signed_in(anna)
    first, second = client.get("/").content.decode(), client.get("/?page=2").content.decode()
    shown = [set(re.findall(r'dir="auto">(Shore \d+)<', mine(html))) for html in (first, second)]
    assert [len(one) for one in shown] == [PAGE, 2]
    assert not shown[0] & shown[1]
    found = mine(client.get("/?q=SHORE 1&page=1").content.decode())
    assert "Shore 1<" in found
    assert "Shore 2<" not in found
    assert (
        "No film of yours is called “Nothing &lt;b&gt;”"
        in client.get("/?q=Nothing <b>").content.decode()
    )


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=-1", "?page=99999999999999999999", "?q=%00", "?q=%00x", "?q=%"]
)
def test_odd_addresses_are_answered(
    query: str, needle: Film, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    assert signed_in(anna).get(f"/{query}").status_code == 200


def test_queries_do_not_grow_with_the_films(
    make_film: Callable[..., Film],
    new: dict[str, bytes],
    signed_in: Callable[[Any], Client],
    anna: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in(anna)
    counts = []
    for films in (1, 6):
        for number in range(films):
            make_film(new | {"note.txt": f"{films} {number}".encode()})
        client.get("/")
        with django_assert_max_num_queries(14) as counted:
            client.get("/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_a_new_film_explains_itself(signed_in: Callable[[Any], Client], sam: Any) -> None:
    client = signed_in(sam)
    assert "Country of the delegate producer" in client.get(reverse("film-new")).content.decode()
    answer = client.post(reverse("film-new"), {"title": "Ørken “blå”", "delegate": "NO"})
    film = Film.objects.get()
    assert answer["Location"] == reverse("overview", args=[film.pk])
    assert film.title == "Ørken “blå”"
    revision = film.newest()
    assert revision.kind == RevisionKind.CREATED
    assert (revision.document or {})["delegate"] == "NO"
    assert film.roles.get().role == Role.OWNER
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"title": "", "delegate": "NO"}, "This field is required"),
        ({"title": "A", "delegate": "QQ"}, "Select a valid choice"),
        ({"title": "A\x00B", "delegate": "NO"}, "Null characters"),
        ({"title": "A" * 201, "delegate": "NO"}, "at most 200"),
    ],
)
def test_a_new_film_needs_a_title_and_a_country(
    given: dict[str, str], says: str, signed_in: Callable[[Any], Client], sam: Any
) -> None:
    response = signed_in(sam).post(reverse("film-new"), given)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Film.objects.exists()


def test_a_film_for_a_company_only_by_its_members(
    signed_in: Callable[[Any], Client], sam: Any, anna: Any
) -> None:
    own, other = (Organisation.objects.create(name=name) for name in ("Own", "Other"))
    OrganisationMember.objects.create(organisation=own, user=sam)
    client = signed_in(sam)
    given = {"title": "Shore", "delegate": "PL"}
    refused = client.post(reverse("film-new"), given | {"organisation": other.pk})
    assert refused.status_code == 422
    client.post(reverse("film-new"), given | {"organisation": own.pk})
    assert Film.objects.get().organisation == own


@pytest.mark.parametrize("name", NAMES)
def test_an_example_opens_as_ones_own_copy_byte_for_byte(
    name: str, signed_in: Callable[[Any], Client], sam: Any
) -> None:
    answer = signed_in(sam).post(reverse("film-example", args=[name]))
    film = Film.objects.get()
    assert answer["Location"] == reverse("overview", args=[film.pk])
    assert files_of(film.newest()) == folder_files(EXAMPLES / name)
    assert film.newest().document is not None


def test_examples_are_found_and_others_are_not(
    signed_in: Callable[[Any], Client], sam: Any
) -> None:
    assert sorted(one.slug for one in examples()) == NAMES
    assert signed_in(sam).post(reverse("film-example", args=["nothing"])).status_code == 404
    assert signed_in(sam).get(reverse("film-example", args=[NAMES[0]])).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_an_imported_folder_keeps_every_byte(
    name: str, signed_in: Callable[[Any], Client], sam: Any
) -> None:
    files = folder_files(EXAMPLES / name)
    inside = pack({f"{name}/{path}": content for path, content in files.items()})
    answer = signed_in(sam).post(reverse("film-import"), {"archive": upload(inside)})
    film = Film.objects.get()
    assert answer["Location"] == reverse("overview", args=[film.pk])
    assert files_of(film.newest()) == files


def test_a_folder_with_faults_comes_too_and_is_called_as_its_archive(
    signed_in: Callable[[Any], Client], sam: Any
) -> None:
    files = {"film.toml": b"title = ", "budget.csv": b"nothing"}
    client = signed_in(sam)
    answer = client.post(reverse("film-import"), {"archive": upload(pack(files), "My film.zip")})
    film = Film.objects.get()
    assert film.title == "My film"
    assert files_of(film.newest()) == files
    assert "There is no plan yet" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"this is no archive", "FLM08"),
        (pack({"../film.toml": b"x"}), "FLM08"),
        (pack({"film.toml": b"x", "FILM.toml": b"y"}), "FLM08"),
        (b"", "empty"),
    ],
)
def test_what_is_wrong_with_an_archive_is_told_and_nothing_is_imported(
    content: bytes, says: str, signed_in: Callable[[Any], Client], sam: Any
) -> None:
    response = signed_in(sam).post(reverse("film-import"), {"archive": upload(content)})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Film.objects.exists()


def test_what_is_left_out_is_told_without_flooding_the_page(
    signed_in: Callable[[Any], Client], sam: Any, new: dict[str, bytes]
) -> None:
    client = signed_in(sam)
    rest = {f"{number}.exe": b"MZ" for number in range(9)}
    answer = client.post(reverse("film-import"), {"archive": upload(pack(new | rest))})
    html = client.get(answer["Location"]).content.decode()
    assert html.count('<span lang="en">') >= 3
    assert "6 more files were left out." in html
    assert set(files_of(Film.objects.get().newest())) == set(new)


def test_an_upload_that_is_too_large_is_refused(
    signed_in: Callable[[Any], Client], sam: Any, settings: Any, new: dict[str, bytes]
) -> None:
    settings.UPLOAD_BYTES = 100
    response = signed_in(sam).post(reverse("film-import"), {"archive": upload(pack(new))})
    assert response.status_code == 422
    assert "which is the most this server takes" in response.content.decode()
    assert not Film.objects.exists()


def test_a_folder_that_takes_more_room_than_a_film_may_leaves_nothing_behind(
    signed_in: Callable[[Any], Client], sam: Any, settings: Any, new: dict[str, bytes]
) -> None:
    settings.FILM_BYTES = 100
    response = signed_in(sam).post(reverse("film-import"), {"archive": upload(pack(new))})
    assert response.status_code == 413
    assert "Nothing was saved" in response.content.decode()
    assert not Film.objects.exists()
