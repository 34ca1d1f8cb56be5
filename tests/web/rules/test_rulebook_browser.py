"""The rulebook in a real browser: filters without loading anew, the map, phones, both looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from chromium import barriers
from web_fixtures import needs_browser

if TYPE_CHECKING:
    from borderless.web.accounts.models import User
    from web_fixtures import Desk

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/rulebook/",
    "/rulebook/hu-rebate/",
    "/rulebook/coe-2017/",
    "/rulebook/gb-avec/try/?as_of=2026-03-01&figure-core_total=9500000&figure-core_local=9000000",
)


def test_the_list_follows_what_is_chosen_and_its_address_can_be_shared(
    sam: User, desk: Callable[..., Desk]
) -> None:
    page = desk(sam).open("/rulebook/")
    page.get_by_label("Country").select_option("PL")
    page.get_by_label("Kind").select_option("incentive")
    page.get_by_role("heading", name="1 rule fits").wait_for()
    page.get_by_label("Search").press_sequentially("rebate")
    page.wait_for_url("**/rulebook/?q=rebate&kind=incentive&country=PL&standing=")
    again = page.context.new_page()
    again.goto(page.url)
    assert again.get_by_role("heading", name="1 rule fits").is_visible()
    assert again.get_by_label("Country").input_value() == "PL"


def test_from_the_map_to_a_value_by_date_and_a_trial(sam: User, desk: Callable[..., Desk]) -> None:
    page = desk(sam).open("/rulebook/")
    page.get_by_role("link", name="Poland: Polish 30 % cash rebate").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Polish 30 % cash rebate").click()
    assert page.get_by_role("table", name="Each value by date").get_by_text("30%").count()
    page.get_by_role("link", name="Try it with figures").click()
    page.locator("[name=figure-spend_local]").fill("10,000,000")
    page.locator("[name=figure-spend_total]").fill("20,000,000")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("heading", name="What it gives").wait_for()
    assert page.get_by_text("3,000,000.00\xa0PLN").first.is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_everybody_can_read_it(
    width: int, scheme: str, sam: User, desk: Callable[..., Desk]
) -> None:
    sitting = desk(sam, width=width, scheme=scheme)
    for address in PAGES:
        page = sitting.open(address)
        assert barriers(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
