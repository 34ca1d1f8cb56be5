"""The history in a real browser: a revision restored, by the dialog and by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFilm
from borderless.web.films.models import Film, Role
from borderless.web.films.pages import document_at
from chromium import barriers
from web_fixtures import needs_browser

if TYPE_CHECKING:
    from borderless.web.accounts.models import User
    from web_fixtures import Desk

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def retitled(needle: Film, ben: User) -> Film:
    document = document_at(Access(needle, Role.EDITOR, ben), 1)
    assert document is not None
    changed = document.model_copy(update={"title": "The Needle"})
    SaveFilm(Access(needle, Role.EDITOR, ben), 1, changed, "Another title").run()
    return needle


def test_a_revision_is_looked_at_and_restored(
    retitled: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(f"/films/{retitled.pk}/history/")
    page.get_by_role("link", name="Revision 2").click()
    change = page.get_by_role("listitem").filter(has_text="film, title")
    assert change.locator("del").inner_text() == "The Girl with the Needle"
    assert change.locator("ins").inner_text() == "The Needle"
    page.get_by_role("link", name="The whole history").click()
    restore = page.get_by_role("button", name="Restore revision 1")
    restore.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("nothing is lost").wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("link", name="Revision 3").count() == 0
    restore.click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    page.get_by_text("Revision 1 is restored as revision 3.").wait_for()
    retitled.refresh_from_db()
    assert (retitled.head, retitled.title) == (3, "The Girl with the Needle")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_everybody_can_read_it(
    width: int, scheme: str, retitled: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    sitting = desk(anna, width=width, scheme=scheme)
    for path in ("", "2/", "1/?since=2"):
        page = sitting.open(f"/films/{retitled.pk}/history/{path}")
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
