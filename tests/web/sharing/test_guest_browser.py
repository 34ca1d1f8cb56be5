"""A guest link from its making to its end, with two people at their browsers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from borderless.web.films.models import Film, GuestLink
from web_fixtures import needs_browser

if TYPE_CHECKING:
    from borderless.web.accounts.models import User
    from web_fixtures import Desk

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]


def test_a_guest_comes_in_by_the_link_until_it_ends(
    needle: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(f"/films/{needle.pk}/share/")
    page.get_by_label("For whom").fill("Ms Kim, a fund")
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Guest link", exact=True).input_value()
    path = address[address.index("/guest/") :]

    guest = desk(width=360)
    shown = guest.open(path)
    shown.get_by_role("button", name="Look at the film").click()
    shown.get_by_text("You see this as a guest").wait_for()
    assert shown.get_by_role("link", name="Budget").count() == 0
    assert "Magnus von Horn" in shown.inner_text("main")
    assert "EUR" not in shown.inner_text("main")

    page.reload()
    assert path not in page.content()
    GuestLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    shown.reload()
    shown.wait_for_url("**/accounts/login/**")
    response = guest.page.goto(guest.url + path)
    assert response is not None
    assert response.status == 410
    assert shown.get_by_role("heading", name="This link is closed").is_visible()
    guest.heard.clear()  # the browser says that the page was a 410


def test_a_role_is_given_changed_and_taken_away(
    needle: Film, anna: User, sam: User, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(f"/films/{needle.pk}/share/")
    page.get_by_label("E-mail address").fill(sam.email)
    page.get_by_role("button", name="Give the role").click()
    page.get_by_text("Sam sees the film now: Viewer.").wait_for()
    page.get_by_label("Role of Sam").select_option(label="Editor")
    row = page.get_by_role("row", name="Sam")
    row.get_by_role("button", name="Change").click()
    page.get_by_text("The role of Sam is changed.").wait_for()
    page.get_by_role("row", name="Sam").get_by_role("button", name="Take away").click()
    page.get_by_role("dialog").get_by_role("button", name="Take away").click()
    page.get_by_text("Sam has no role here any more.").wait_for()
    assert page.get_by_role("row", name="Sam").count() == 0
