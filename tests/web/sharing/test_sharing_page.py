"""Who sees what: roles given, changed and ended, the company, and the folder in and out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from borderless.film.archive import pack
from borderless.web.accounts.models import Organisation, OrganisationMember
from borderless.web.films.access import Access
from borderless.web.films.actions.sharing import (
    EndRole,
    GiveRole,
    LastOwnerError,
    MoveToHouse,
    ReplaceFolder,
)
from borderless.web.films.models import Film, FilmRole, RevisionKind, Role
from borderless.web.films.store import files_of
from borderless.web.sharing.who_sees import who_sees
from web_fixtures import EXAMPLES, folder_files

NAMES = sorted(one.name for one in EXAMPLES.iterdir() if (one / "film.toml").exists())


def address(film: Film, name: str = "sharing", *more: Any) -> str:
    return reverse(name, args=[film.pk, *more])


def role(film: Film, user: Any) -> FilmRole:
    return FilmRole.objects.get(film=film, user=user)


def house_of(*members: Any, admin: Any = None) -> Organisation:
    house = Organisation.objects.create(name="Shore Films")
    for one in members:
        OrganisationMember.objects.create(organisation=house, user=one, is_admin=one == admin)
    return house


def seen_by(client: Client, film: Film) -> str:
    return client.get(address(film)).content.decode()


# --- the page ------------------------------------------------------------------------------------


def test_everybody_with_what_they_see_and_why(needle: Film, anna: Any, vera: Any, sam: Any) -> None:
    needle.organisation = house_of(vera, sam, admin=sam)
    needle.save()
    rows = [
        (str(one.user), one.role, one.sees_money, one.edits, one.why) for one in who_sees(needle)
    ]
    assert rows == [
        ("Anna", "owner", True, True, "own role"),
        ("Sam", "owner", True, True, "company"),
        ("Ben", "editor", True, True, "own role"),
        ("Vera", "editor", True, True, "own role and company"),
        ("Fiona", "finance_viewer", True, False, "own role"),
    ]


def test_only_an_owner_sees_addresses_and_forms(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, ben: Any, vera: Any
) -> None:
    owner = seen_by(signed_in(anna), needle)
    assert "ben@example.org" in owner
    assert "Give the role" in owner
    for user in (ben, vera):
        html = seen_by(signed_in(user), needle)
        assert "Anna" in html
        assert "@example.org" not in html
        assert "Give the role" not in html
        assert "Guests" not in html
        assert "Leave this film" in html
    assert "Download the folder" not in seen_by(signed_in(vera), needle)


def test_no_id_stands_twice(needle: Film, signed_in: Callable[[Any], Client], anna: Any) -> None:
    ids = re.findall(r' id="([^"]+)"', seen_by(signed_in(anna), needle))
    assert sorted(ids) == sorted(set(ids))


# --- roles ---------------------------------------------------------------------------------------


def test_a_role_is_given_by_address_in_any_case(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, sam: Any
) -> None:
    client = signed_in(anna)
    given = {"email": "SAM@Example.org", "role": "finance_viewer"}
    assert client.post(address(needle, "share-give"), given).status_code == 302
    assert role(needle, sam).role == Role.FINANCE_VIEWER
    assert role(needle, sam).granted_by == anna
    assert "Sam sees the film now: Finance viewer." in seen_by(client, needle)
    assert signed_in(sam).get(address(needle, "overview")).status_code == 200


def test_an_unknown_address_offers_a_guest_link_for_it(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    given = {"email": "kim@fund.example", "role": "viewer"}
    response = signed_in(anna).post(address(needle, "share-give"), given)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Nobody has an account with this address." in html
    assert re.search(r'name="label" value="kim@fund.example"', html)
    assert 'href="#link-label"' in html


def test_an_address_that_nobody_confirmed_is_nobodys(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, sam: Any
) -> None:
    EmailAddress.objects.filter(user=sam).update(verified=False)
    given = {"email": sam.email, "role": "viewer"}
    assert signed_in(anna).post(address(needle, "share-give"), given).status_code == 422
    sam.is_active = False
    sam.save()
    EmailAddress.objects.filter(user=sam).update(verified=True)
    assert signed_in(anna).post(address(needle, "share-give"), given).status_code == 422


@pytest.mark.parametrize("given", [{}, {"email": "x"}, {"email": "sam@example.org", "role": "god"}])
def test_a_role_that_is_none(
    given: dict[str, str], needle: Film, signed_in: Callable[[Any], Client], anna: Any, sam: Any
) -> None:
    assert signed_in(anna).post(address(needle, "share-give"), given).status_code == 422
    assert not FilmRole.objects.filter(user=sam).exists()


def test_nobody_may_ask_for_many_addresses(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invite": "3/h/user"}
    client = signed_in(anna)
    asked = [client.post(address(needle, "share-give"), {"email": f"x{n}@y.org"}) for n in range(5)]
    assert [one.status_code for one in asked] == [422, 422, 422, 429, 429]


def test_a_role_is_changed_and_ended_with_effect_at_once(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, fiona: Any
) -> None:
    owner, looker = signed_in(anna), signed_in(fiona)
    budget = address(needle, "budget")
    assert looker.get(budget).status_code == 200
    at = role(needle, fiona).pk
    owner.post(address(needle, "share-change", at), {"role": "viewer"})
    assert looker.get(budget).status_code == 403
    owner.post(address(needle, "share-end", at))
    assert looker.get(address(needle, "overview")).status_code == 404


def test_the_last_owner_stays(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, ben: Any
) -> None:
    owner = signed_in(anna)
    at = role(needle, anna).pk
    for path, given in (
        (address(needle, "share-end", at), {}),
        (address(needle, "share-change", at), {"role": "viewer"}),
        (address(needle, "share-give"), {"email": anna.email, "role": "editor"}),
    ):
        assert owner.post(path, given)["Location"] == address(needle)
        assert "A film needs an owner." in seen_by(owner, needle)
        assert role(needle, anna).role == Role.OWNER
    owner.post(address(needle, "share-change", role(needle, ben).pk), {"role": "owner"})
    assert owner.post(address(needle, "share-end", at))["Location"] == reverse("home")
    assert owner.get(address(needle)).status_code == 404


def test_an_owner_who_is_not_active_does_not_count(needle: Film, anna: Any, ben: Any) -> None:
    access = Access(needle, Role.OWNER, anna)
    GiveRole(access, ben, Role.OWNER).run()
    ben.is_active = False
    ben.save()
    with pytest.raises(LastOwnerError):
        EndRole(access, role(needle, anna)).run()


def test_somebody_leaves_by_themselves_and_takes_nobody_along(
    needle: Film, signed_in: Callable[[Any], Client], vera: Any, ben: Any
) -> None:
    client = signed_in(vera)
    assert client.post(address(needle, "share-end", role(needle, ben).pk)).status_code == 403
    assert client.post(address(needle, "share-end", role(needle, vera).pk)).status_code == 302
    assert client.get(address(needle)).status_code == 404


def test_only_an_owner_gives_changes_and_moves(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any, sam: Any
) -> None:
    at = role(needle, ben).pk
    posts = [
        (address(needle, "share-give"), {"email": "sam@example.org", "role": "owner"}),
        (address(needle, "share-change", at), {"role": "owner"}),
        (address(needle, "share-house"), {}),
        (address(needle, "link-make"), {"label": "Me", "role": "viewer"}),
    ]
    for user, status in ((ben, 403), (sam, 404)):
        assert {signed_in(user).post(*one).status_code for one in posts} == {status}
    assert role(needle, ben).role == Role.EDITOR


@pytest.mark.parametrize("name", ["share-change", "share-end", "link-end"])
def test_what_is_of_another_film_or_of_none_is_not_found(
    name: str,
    needle: Film,
    make_film: Callable[..., Film],
    signed_in: Callable[[Any], Client],
    anna: Any,
) -> None:
    other = make_film("the-lunchbox").roles.get()
    for at in (other.pk, 10**6, 10**30):
        assert (
            signed_in(anna).post(address(needle, name, at), {"role": "viewer"}).status_code == 404
        )
    other.refresh_from_db()
    assert other.role == Role.OWNER


# --- the company ---------------------------------------------------------------------------------


def test_a_film_goes_into_a_company_and_out(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, sam: Any
) -> None:
    house = house_of(anna, sam)
    owner, member = signed_in(anna), signed_in(sam)
    owner.post(address(needle, "share-house"), {"organisation": house.pk})
    assert member.get(address(needle, "budget")).status_code == 200
    owner.post(address(needle, "share-house"), {"organisation": ""})
    assert member.get(address(needle, "budget")).status_code == 404


def test_nobody_puts_a_film_into_a_company_of_others(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, sam: Any
) -> None:
    house = house_of(sam)
    response = signed_in(anna).post(address(needle, "share-house"), {"organisation": house.pk})
    assert response.status_code == 422
    with pytest.raises(PermissionDenied):
        MoveToHouse(Access(needle, Role.OWNER, anna), house).run()
    needle.refresh_from_db()
    assert needle.organisation is None


def test_to_save_the_company_as_it_is_changes_nothing(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, sam: Any
) -> None:
    needle.organisation = house_of(sam, admin=sam)  # anna owns the film but is no member
    needle.save()
    client = signed_in(anna)
    assert f'<option value="{needle.organisation.pk}" selected>' in seen_by(client, needle)
    client.post(address(needle, "share-house"), {"organisation": needle.organisation.pk})
    needle.refresh_from_db()
    assert needle.organisation is not None


def test_a_film_that_only_its_company_owns_stays_there(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, sam: Any
) -> None:
    needle.organisation = house_of(sam, admin=sam)
    needle.save()
    client = signed_in(sam)
    client.post(address(needle, "share-end", role(needle, anna).pk))
    assert not FilmRole.objects.filter(film=needle, user=anna).exists()
    client.post(address(needle, "share-house"), {"organisation": ""})
    needle.refresh_from_db()
    assert needle.organisation is not None
    assert "A film needs an owner." in seen_by(client, needle)


# --- the folder ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_folder_comes_back_byte_for_byte(
    name: str, make_film: Callable[..., Film], signed_in: Callable[[Any], Client], anna: Any
) -> None:
    film = make_film(name)
    answer = signed_in(anna).get(address(film, "film-zip"))
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        held = {one: archive.read(one) for one in archive.namelist()}
    assert held == folder_files(EXAMPLES / name)


def test_out_and_in_again_is_no_change(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    client = signed_in(ben)
    folder = client.get(address(needle, "film-zip")).content
    answer = send(client, needle, folder)
    assert answer["Location"] == address(needle)
    needle.refresh_from_db()
    assert needle.head == 1
    assert "byte for byte" in seen_by(client, needle)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('A "film"; x=y\r\nSet-Cookie: a=b', "a-film-xy-set-cookie-ab.zip"),
        ("../../etc/passwd", "etcpasswd.zip"),
        ("기생충", "film.zip"),
        ("Pigen med nålen", "pigen-med-nalen.zip"),
    ],
)
def test_the_archives_name_is_safe(
    title: str, name: str, needle: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    Film.objects.filter(pk=needle.pk).update(title=title)
    answer = signed_in(fiona).get(address(needle, "film-zip"))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def send(client: Client, film: Film, content: bytes, base: int = 1) -> Any:
    archive = SimpleUploadedFile("f.zip", content, "application/zip")
    return client.post(address(film, "film-import-over"), {"archive": archive, "base": base})


def test_another_folder_is_one_more_revision(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    files = folder_files(EXAMPLES / "the-lunchbox")
    assert send(signed_in(ben), needle, pack(files)).status_code == 302
    needle.refresh_from_db()
    assert needle.title == "The Lunchbox"
    revision = needle.newest()
    assert (revision.number, revision.kind, revision.author) == (2, RevisionKind.IMPORTED, ben)
    assert files_of(revision) == files  # nothing of the other folder is left


def test_a_folder_from_before_somebodys_change_does_not_hide_it(
    needle: Film, signed_in: Callable[[Any], Client], ben: Any, anna: Any
) -> None:
    ReplaceFolder(Access(needle, Role.OWNER, anna), 1, {"film.toml": b"title = 'B'"}).run()
    client = signed_in(ben)
    send(client, needle, pack(folder_files(EXAMPLES / "the-lunchbox")))
    needle.refresh_from_db()
    assert needle.head == 2
    assert "Somebody saved in between." in seen_by(client, needle)


@pytest.mark.parametrize("content", [b"", b"nothing", pack({"a/../../film.toml": b"x"})])
def test_a_broken_archive_leaves_the_film_as_it_is(
    content: bytes, needle: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    response = send(signed_in(ben), needle, content)
    assert response.status_code == 422
    assert "Nothing was imported." in response.content.decode() or not content
    needle.refresh_from_db()
    assert needle.head == 1


def test_who_only_looks_brings_no_folder_and_a_viewer_takes_none(
    needle: Film, signed_in: Callable[[Any], Client], fiona: Any, vera: Any, sam: Any
) -> None:
    content = pack({"film.toml": b"x"})
    statuses = [send(signed_in(one), needle, content).status_code for one in (fiona, vera, sam)]
    assert statuses == [403, 403, 404]
    with pytest.raises(PermissionDenied):
        ReplaceFolder(Access(needle, Role.FINANCE_VIEWER, fiona), 1, {}).run()
    takes = [signed_in(one).get(address(needle, "film-zip")).status_code for one in (vera, sam)]
    assert takes == [403, 404]
