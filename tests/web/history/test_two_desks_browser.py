"""Two people editing the same thing at once, each at a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from borderless.web.films.models import Film, RevisionKind
from chromium import barriers
from web_fixtures import needs_browser

if TYPE_CHECKING:
    from borderless.web.accounts.models import User
    from web_fixtures import Desk

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]


def test_the_second_sees_both_changes_and_chooses(
    needle: Film, anna: User, ben: User, desk: Callable[..., Desk]
) -> None:
    source = f"/films/{needle.pk}/finance/sources/0/"
    desk_of_anna = desk(anna)
    hers, his = desk_of_anna.open(source), desk(ben).open(source)
    his.locator("[name=amount]").fill("13000000")
    his.get_by_role("button", name="Save", exact=True).click()
    his.get_by_text("Saved as revision 2.").wait_for()

    hers.locator("[name=amount]").fill("14000000,50")
    hers.get_by_role("button", name="Save", exact=True).click()
    hers.get_by_role("heading", name="Somebody saved before you").wait_for()
    assert hers.locator("input[type=radio]:checked").count() == 0
    clash = hers.get_by_role("group").filter(has_text="Danish Film Institute")
    assert "12.600.000" in clash.inner_text()
    assert barriers(hers) == []

    # She leaves; the history leads back to what she has not saved.
    desk_of_anna.open(f"/films/{needle.pk}/history/")
    hers.get_by_role("region", name="not saved yet").get_by_role("link").click()
    hers.get_by_role("radio", name="Mine 14.000.000,5").focus()
    hers.keyboard.press("Space")
    hers.keyboard.press("Enter")  # sends the form
    hers.get_by_text("Saved as revision 3.").wait_for()
    needle.refresh_from_db()
    newest = needle.newest()
    assert newest.document is not None
    assert newest.document["source"][0]["amount"] == "14000000.50"
    assert (newest.kind, newest.author) == (RevisionKind.MERGED, anna)


def test_changes_of_different_things_need_no_choice(
    needle: Film, anna: User, ben: User, desk: Callable[..., Desk]
) -> None:
    hers = desk(anna, width=360, scheme="dark").open(f"/films/{needle.pk}/finance/sources/0/")
    his = desk(ben).open(f"/films/{needle.pk}/finance/sources/1/")
    for page, amount in ((his, "2100000"), (hers, "14000000")):
        page.locator("[name=amount]").fill(amount)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Saved as revision").wait_for()
    assert hers.get_by_text("joined with the change of Ben").is_visible()
    needle.refresh_from_db()
    document = needle.newest().document
    assert document is not None
    assert [one["amount"] for one in document["source"][:2]] == ["14000000", "2100000"]


def test_on_a_phone_in_the_dark(
    needle: Film, anna: User, ben: User, desk: Callable[..., Desk]
) -> None:
    source = f"/films/{needle.pk}/finance/sources/0/"
    hers, his = desk(anna, width=360, scheme="dark").open(source), desk(ben).open(source)
    for page, amount in ((his, "13000000"), (hers, "14000000")):
        page.locator("[name=amount]").fill(amount)
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url(lambda url: "/sources/" not in url)
    assert barriers(hers) == []
    assert hers.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hers.get_by_role("button", name="Throw my change away").click()
    hers.get_by_role("dialog").get_by_role("button", name="Throw away").click()
    hers.get_by_text("Your unsaved change is thrown away.").wait_for()
    needle.refresh_from_db()
    assert needle.head == 2
