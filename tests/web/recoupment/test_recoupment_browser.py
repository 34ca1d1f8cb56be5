"""The recoupment in a real browser: the ladder by keyboard, a tier put down, what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from borderless.web.films.models import Film
from chromium import barriers, contrasts, unfold
from web_fixtures import Desk, needs_browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]


def address(film: Film) -> str:
    return f"/films/{film.pk}/recoupment/"


def paid(page: Page) -> list[tuple[str, int]]:
    """Who is paid what at the gross where the mark stands."""
    rows = page.locator("[data-paid] tr").all_inner_texts()
    cells = [row.split("\t") for row in rows]
    return [(name, int(amount.replace(".", ""))) for name, amount, _ in cells]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_anybody_can_read_it(
    needle: Film, anna: Any, desk: Callable[..., Desk], width: int, scheme: str
) -> None:
    page = desk(anna, width=width, scheme=scheme).open(address(needle))
    unfold(page)
    assert barriers(page) == []
    assert [found for found in contrasts(page) if found[0] < 4.5] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_ladder_by_keyboard(needle: Film, anna: Any, desk: Callable[..., Desk]) -> None:
    page = desk(anna).open(address(needle))
    slide = page.get_by_label("Slide")
    mark = page.locator("[data-at]")
    slide.focus()
    page.keyboard.press("Home")
    assert {amount for _, amount in paid(page)} == {0}
    assert mark.get_attribute("x1") == "0"
    sums, places = [], []
    for _ in range(5):
        page.keyboard.press("PageUp")
        gross = int(slide.input_value())
        assert page.get_by_label("Gross receipts, EUR").input_value() == str(gross)
        sums.append((gross, sum(amount for _, amount in paid(page))))
        places.append(float(mark.get_attribute("x1") or 0))
    assert places == sorted(set(places))
    for gross, whole in sums:
        assert whole == pytest.approx(gross, abs=10), "all of it goes to somebody, but rounding"
    assert "EUR" in (slide.get_attribute("aria-valuetext") or "")


def test_a_typed_gross_moves_the_mark_and_is_paid_out(
    needle: Film, anna: Any, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(address(needle))
    field = page.get_by_label("Gross receipts, EUR")
    field.fill("2.000.000")
    near = dict(paid(page))
    assert sum(near.values()) == pytest.approx(2_000_000, abs=10)
    field.fill("two million")
    assert dict(paid(page)) == near, "what is no number is left to the server"
    field.fill("2.000.000")
    field.press("Enter")
    page.get_by_role("link", name="Back to the film's own receipts").wait_for()
    assert dict(paid(page)) == near
    assert field.input_value() == "2.000.000"


def test_a_tier_goes_down_by_keyboard(needle: Film, anna: Any, desk: Callable[..., Desk]) -> None:
    page = desk(anna).open(address(needle))
    page.get_by_role("button", name=re.compile("Down.*Account manager")).focus()
    page.keyboard.press("Enter")
    page.get_by_text("Saved as revision 2").first.wait_for()
    names = page.locator("#tiers .ordered b").all_inner_texts()
    assert names[:2] == ["Producer's investment", "Account manager"]
