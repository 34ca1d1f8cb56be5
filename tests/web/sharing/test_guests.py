"""Guests: a link for a while, opened by a button, closed for good."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from borderless.web.films.access import GUEST_SESSION_KEY, Access
from borderless.web.films.actions.making import PutAway
from borderless.web.films.actions.sharing import EndGuestLink, MakeGuestLink
from borderless.web.films.models import Film, GuestLink, Role
from borderless.web.sharing.entrance import GUESSES, MOST_OPENED


def door(secret: str) -> str:
    return reverse("guest", args=[secret])


def overview(film: Film) -> str:
    return reverse("overview", args=[film.pk])


def test_a_link_is_looked_at_by_mail_programs_and_opened_by_a_person(
    needle: Film, guest_link: tuple[GuestLink, str]
) -> None:
    link, secret = guest_link
    guest = Client()
    looked = guest.get(door(secret))
    assert looked.status_code == 200
    assert needle.title in looked.content.decode()
    assert "no-store" in looked["Cache-Control"]
    link.refresh_from_db()
    assert link.last_used_at is None
    assert guest.get(overview(needle)).status_code == 302  # to sign in

    opened = guest.post(door(secret))
    assert opened["Location"] == overview(needle)
    link.refresh_from_db()
    assert link.last_used_at is not None
    html = guest.get(overview(needle)).content.decode()
    assert "You see this as a guest" in html
    share = guest.get(reverse("sharing", args=[needle.pk])).content.decode()
    assert "You see this film by a link for Ms Kim, a fund" in share
    assert "Ben" not in share[share.index("<main") :]


def test_a_guest_sees_what_the_link_says_and_changes_nothing(
    needle: Film, guest_link: tuple[GuestLink, str]
) -> None:
    link, secret = guest_link
    guest = Client()
    guest.post(door(secret))
    money = [reverse(name, args=[needle.pk]) for name in ("budget", "finance", "film-zip")]
    posts = [
        reverse("share-give", args=[needle.pk]),
        reverse("share-end", args=[needle.pk, needle.roles.first().pk]),  # type: ignore[union-attr]
        reverse("people-delete", args=[needle.pk, "person", 0]),
        reverse("film-put-away", args=[needle.pk]),
        reverse("film-import-over", args=[needle.pk]),
    ]
    assert {guest.get(one).status_code for one in money} == {403}
    GuestLink.objects.filter(pk=link.pk).update(role=Role.FINANCE_VIEWER)
    assert {guest.get(one).status_code for one in money} == {200}
    assert {guest.post(one, {"base": 1}).status_code for one in posts} == {403}


def test_the_session_of_a_guest_is_a_new_one(guest_link: tuple[GuestLink, str]) -> None:
    planted = Client()
    session = planted.session
    session["x"] = 1
    session.save()
    planted.cookies["borderless"] = str(session.session_key)
    planted.post(door(guest_link[1]))
    assert planted.cookies["borderless"].value != session.session_key


def test_who_is_signed_in_stays_so_under_the_same_key(
    needle: Film, guest_link: tuple[GuestLink, str], signed_in: Callable[[Any], Client], sam: Any
) -> None:
    client = signed_in(sam)
    before = client.session.session_key
    client.post(door(guest_link[1]))
    assert client.session.session_key == before
    assert client.get(overview(needle)).status_code == 200


@pytest.mark.parametrize("how", ["expired", "closed", "put away"])
def test_a_link_that_is_over_shows_a_calm_page_and_ends_what_it_opened(
    how: str, needle: Film, guest_link: tuple[GuestLink, str], anna: Any
) -> None:
    link, secret = guest_link
    guest = Client()
    guest.post(door(secret))
    assert guest.get(overview(needle)).status_code == 200
    access = Access(needle, Role.OWNER, anna)
    if how == "expired":
        GuestLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "closed":
        EndGuestLink(access, link).run()
    else:
        PutAway(access).run()
    assert guest.get(overview(needle)).status_code == 302
    for answer in (guest.get(door(secret)), guest.post(door(secret))):
        assert answer.status_code == 410
        html = answer.content.decode()
        assert "Ask whoever sent it to you for a new one." in html
        assert needle.title not in html


def test_guesses_are_counted_by_address_and_stop(guest_link: tuple[GuestLink, str]) -> None:
    from django.core.cache import cache

    cache.clear()
    guesser = Client(REMOTE_ADDR="203.0.113.7")
    answers = [guesser.get(door(f"wrong-{n}")).status_code for n in range(GUESSES + 1)]
    assert answers == [404] * GUESSES + [429]
    assert guesser.post(door(guest_link[1])).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.8").get(door(guest_link[1])).status_code == 200


@pytest.mark.parametrize("secret", ["x" * 5000, "%00", "ø", "..", "a b"])
def test_odd_secrets_open_nothing(secret: str, needle: Film) -> None:
    assert Client().get(f"/guest/{secret}/").status_code == 404


def test_a_browser_keeps_so_many_links_open(needle: Film, anna: Any) -> None:
    guest = Client()
    access = Access(needle, Role.OWNER, anna)
    tomorrow = timezone.now() + timedelta(days=1)
    for number in range(MOST_OPENED + 2):
        _link, secret = MakeGuestLink(access, str(number), Role.VIEWER, tomorrow).run()
        guest.post(door(secret))
        guest.post(door(secret))
    kept = guest.session[GUEST_SESSION_KEY]
    assert len(kept) == len(set(kept)) == MOST_OPENED


def test_a_links_secret_is_shown_once_and_kept_nowhere(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    client = signed_in(anna)
    until = timezone.localdate() + timedelta(days=90)
    given = {"label": "Ms Kim", "role": "finance_viewer", "until": until.isoformat()}
    made = client.post(reverse("link-make", args=[needle.pk]), given)
    assert "no-store" in made["Cache-Control"]
    found = re.search(r'value="http://testserver(/guest/([^/]+)/)"', made.content.decode())
    assert found
    link = needle.guest_links.get()
    assert link.digest == GuestLink.digest_of(found[2])
    assert (link.label, link.role, link.created_by) == ("Ms Kim", Role.FINANCE_VIEWER, anna)
    again = client.get(reverse("sharing", args=[needle.pk])).content.decode()
    assert "Ms Kim" in again
    assert found[2] not in again
    guest = Client()
    guest.post(found[1])
    assert guest.get(reverse("budget", args=[needle.pk])).status_code == 200


@pytest.mark.parametrize(
    ("days", "given", "says"),
    [
        (0, {}, "Choose a day from tomorrow on"),
        (91, {}, "Choose a day from tomorrow on"),
        (5, {"role": "editor"}, "Select a valid choice"),
        (5, {"label": ""}, "This field is required"),
        (5, {"until": "soon"}, "Enter a valid date"),
    ],
)
def test_a_link_that_may_not_be_made(
    days: int,
    given: dict[str, str],
    says: str,
    needle: Film,
    signed_in: Callable[[Any], Client],
    anna: Any,
) -> None:
    until = timezone.localdate() + timedelta(days=days)
    form = {"label": "Ms Kim", "role": "viewer", "until": until.isoformat()} | given
    response = signed_in(anna).post(reverse("link-make", args=[needle.pk]), form)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not needle.guest_links.exists()


def test_the_action_itself_asks_for_no_more_than_looking(needle: Film, anna: Any) -> None:
    access = Access(needle, Role.OWNER, anna)
    now = timezone.now()
    for role, until in (
        (Role.EDITOR, now + timedelta(days=3)),
        (Role.VIEWER, now - timedelta(days=1)),
        (Role.VIEWER, now + timedelta(days=92)),
    ):
        with pytest.raises(ValueError, match="uest"):
            MakeGuestLink(access, "x", role, until).run()


def test_a_link_is_closed_from_the_page(
    needle: Film, guest_link: tuple[GuestLink, str], signed_in: Callable[[Any], Client], anna: Any
) -> None:
    client = signed_in(anna)
    client.post(reverse("link-end", args=[needle.pk, guest_link[0].pk]))
    html = client.get(reverse("sharing", args=[needle.pk])).content.decode()
    assert "<td>Closed</td>" in html
    assert "The link for Ms Kim, a fund lets nobody in any more." in html
