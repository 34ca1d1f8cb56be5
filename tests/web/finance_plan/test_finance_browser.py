"""The finance plan in a real browser: a source added and a status chosen by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from borderless.web.films.models import Film
from chromium import barriers, contrasts, unfold
from web_fixtures import Desk, needs_browser

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]


def address(film: Film) -> str:
    return f"/films/{film.pk}/finance/"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_anybody_can_read_it(
    needle: Film, anna: Any, desk: Callable[..., Desk], width: int, scheme: str
) -> None:
    page = desk(anna, width=width, scheme=scheme).open(address(needle))
    unfold(page)
    assert barriers(page) == []
    assert [found for found in contrasts(page) if found[0] < 4.5] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_source_is_added_by_keyboard(needle: Film, anna: Any, desk: Callable[..., Desk]) -> None:
    page = desk(anna).open(address(needle))
    page.get_by_role("link", name="New source").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name").focus()
    page.keyboard.type("The aunt")
    page.keyboard.press("Tab")
    page.keyboard.type("Equity")
    page.keyboard.press("Tab")
    page.keyboard.type("Denmark")
    page.keyboard.press("Tab")
    page.keyboard.type("1.000,50")
    page.keyboard.press("Enter")
    row = page.get_by_role("row", name="The aunt Equity")
    row.wait_for()
    assert "1.000" in row.inner_text(), "whole units, as the grid writes them"
    needle.refresh_from_db()
    document = needle.newest().document
    assert document is not None
    source = document["source"][-1]
    assert (source["amount"], source["kind"], source["coproducer"]) == ("1000.50", "equity", "DK")


def test_a_status_waits_for_its_button(needle: Film, anna: Any, desk: Callable[..., Desk]) -> None:
    page = desk(anna).open(address(needle))
    status = page.get_by_label("Status of DR")
    button = page.get_by_role("button", name="Save the status of DR")
    assert not button.is_visible()
    status.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert status.input_value() == "planned"
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Saved as revision 2").first.wait_for()
    assert page.get_by_label("Status of DR").input_value() == "planned"
