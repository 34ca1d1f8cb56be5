"""Placement and risk in a browser, with a worker beside: run, watch, accept, cancel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from workers import worker

from borderless.web.films.models import Film, RevisionKind
from chromium import barriers, unfold
from web_fixtures import Desk, needs_browser

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]


def fits(desk: Desk) -> bool:
    """Whether nothing sticks out to the side, and axe finds nothing serious."""
    unfold(desk.page)
    assert barriers(desk.page) == []
    wide: bool = desk.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return not wide


def test_a_placement_is_run_to_its_end_and_a_move_accepted(
    desk: Callable[..., Desk], make_film: Callable[..., Film], anna: Any, tmp_path: Path
) -> None:
    film = make_film("one-day-in-hadsel")
    path = f"/films/{film.pk}/placement/"
    with worker(tmp_path, slow=False):
        at = desk(anna)
        page = at.open(path)
        page.get_by_role("button", name="Find the best placement").click()
        expect(page.get_by_text("Proved best: net cost")).to_be_visible(timeout=60_000)
    page.get_by_role("checkbox", name="Sound editing and mix").check()
    expect(page.get_by_role("heading", name="What 1 step comes to")).to_be_visible()
    expect(page.locator("#effect")).to_contain_text("Sound editing and mix: France → Ireland")
    assert fits(at)
    page.get_by_role("button", name="Accept the chosen").click()
    expect(page.get_by_text("1 step accepted as revision 2.")).to_be_visible()
    film.refresh_from_db()
    revision = film.newest()
    assert (revision.number, revision.kind) == (2, RevisionKind.PLACED)
    assert revision.what == "Sound editing and mix: France → Ireland"
    phone = desk(anna, width=360, scheme="dark")
    phone.open(path)
    assert fits(phone)


def test_a_run_of_many_scenarios_is_cancelled(
    desk: Callable[..., Desk], needle: Film, anna: Any, tmp_path: Path
) -> None:
    with worker(tmp_path, slow=False):
        at = desk(anna)
        page = at.open(f"/films/{needle.pk}/risk/")
        page.get_by_role("textbox", name="Another number").fill("10000000")
        page.locator("input[value=other]").check()
        page.get_by_role("button", name="Run the scenarios").click()
        expect(page.get_by_text("scenarios", exact=False).first).to_be_visible()
        expect(page.locator("#job-now")).to_contain_text("of 10.000.000 scenarios", timeout=60_000)
        assert fits(at)
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("what was found until then is shown")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("of 10.000.000 asked for")).to_be_visible()
    assert fits(at)
    phone = desk(anna, width=360, scheme="dark")
    phone.open(f"/films/{needle.pk}/risk/")
    assert fits(phone)
