"""Accounts deleted: what stands in the way, what goes, what stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from borderless.web.accounts.actions import MakeOrganisation
from borderless.web.accounts.leaving import DeleteAccount, StillTiedError, owned_alone, ties_of
from borderless.web.accounts.local import local_owner
from borderless.web.accounts.models import Organisation, OrganisationMember, User
from borderless.web.films.models import Blob, Film, FilmRole, Revision, Role
from web_fixtures import PASSWORD

SignedIn = Callable[[User], Client]


def test_the_only_owner_of_a_film_cannot_go(anna: User, needle: Film) -> None:
    with pytest.raises(StillTiedError) as error:
        DeleteAccount(anna).run()
    assert error.value.ties.films == (needle,)
    assert User.objects.filter(pk=anna.pk).exists()


def test_one_of_two_owners_can_go_and_the_history_stays(
    anna: User, ben: User, needle: Film
) -> None:
    FilmRole.objects.filter(film=needle, user=ben).update(role=Role.OWNER)
    DeleteAccount(anna).run()
    assert Revision.objects.get(film=needle).author is None
    assert not User.objects.filter(email="anna@example.org").exists()


def test_an_owner_who_is_no_longer_active_looks_after_nothing(
    anna: User, ben: User, needle: Film
) -> None:
    FilmRole.objects.filter(film=needle, user=ben).update(role=Role.OWNER)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert ties_of(anna).films == (needle,)


def test_a_companys_other_admin_owns_its_films_too(anna: User, sam: User, needle: Film) -> None:
    house = MakeOrganisation(sam, "Nordisk").run()
    needle.organisation = house
    needle.save()
    assert not ties_of(anna)
    assert not ties_of(sam)


def test_the_only_admin_with_others_around_cannot_go(anna: User, ben: User) -> None:
    house = MakeOrganisation(anna, "Nordisk").run()
    OrganisationMember.objects.create(organisation=house, user=ben)
    assert ties_of(anna).organisations == (house,)
    assert not ties_of(ben)


def test_a_company_of_one_goes_with_the_one(anna: User) -> None:
    MakeOrganisation(anna, "Nordisk").run()
    DeleteAccount(anna).run()
    assert not Organisation.objects.exists()


def test_films_put_away_go_for_good_but_not_the_bytes_of_others(
    anna: User, sam: User, make_film: Callable[..., Film]
) -> None:
    files = {"film.toml": b'title = "Same"\n', "note.md": b"of both"}
    mine = make_film(files | {"own.md": b"of mine only"})
    make_film(files, owner=sam)
    mine.deleted_at = timezone.now()
    mine.save()
    assert list(owned_alone(anna)) == [mine]
    DeleteAccount(anna).run()
    assert not Film.objects.filter(pk=mine.pk).exists()
    kept = {bytes(content) for content in Blob.objects.values_list("content", flat=True)}
    assert b"of both" in kept
    assert b"of mine only" not in kept


@pytest.mark.django_db
def test_the_local_owner_cannot_go() -> None:
    with pytest.raises(PermissionDenied):
        DeleteAccount(local_owner()).run()


def test_the_page_asks_who_it_is_then_says_what_is_in_the_way(
    signed_in: SignedIn, anna: User, ben: User, needle: Film
) -> None:
    desk = signed_in(anna)
    asked = desk.get("/accounts/profile/delete/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    desk.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = desk.get("/accounts/profile/delete/").content.decode()
    assert "Films that only you own" in page
    assert "The Girl with the Needle" in page
    assert '<button class="button danger">' not in page
    assert desk.post("/accounts/profile/delete/", {"sure": "on"}).status_code == 422
    FilmRole.objects.filter(film=needle, user=ben).update(role=Role.OWNER)
    assert desk.post("/accounts/profile/delete/", {}).status_code == 422
    answer = desk.post("/accounts/profile/delete/", {"sure": "on"}, follow=True)
    assert "Your account is deleted" in answer.content.decode()
    assert not User.objects.filter(pk=anna.pk).exists()
