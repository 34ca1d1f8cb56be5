"""The placement section in a real browser: desk and phone, light and dark, and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from placement_answers import answer

from borderless.dossier.report import report_html
from chromium import READABLE, barriers, contrasts, needs_chromium

pytestmark = needs_chromium

VIEWS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = answer(proposals=True, instead="No treaty binds the three; each state is asked alone.")
    target = tmp_path_factory.mktemp("placement") / "plan.html"
    target.write_text(report_html(made.before.plan, [], made), "utf-8")
    return target


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_nothing_overflows_the_page(unfolded: Any, width: int) -> None:
    page = unfolded(width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    outside = page.evaluate(
        """() => [...document.querySelectorAll('#placement *')].filter(one => {
             const box = one.getBoundingClientRect()
             return box.width && (box.right > innerWidth + 1 || box.left < -1)
               && !one.closest('.scroll, .unseen, thead')
           }).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert outside == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_text_stands_out_from_its_ground(unfolded: Any, width: int, scheme: str) -> None:
    found = contrasts(unfolded(width, scheme))
    assert [one for one in found if one[0] < READABLE] == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_no_barrier(unfolded: Any, width: int, scheme: str) -> None:
    assert barriers(unfolded(width, scheme)) == []


@pytest.mark.parametrize(
    ("width", "shown", "hidden"), [(1280, "wide", "narrow"), (360, "narrow", "wide")]
)
def test_charts_are_drawn_for_the_width(unfolded: Any, width: int, shown: str, hidden: str) -> None:
    page = unfolded(width)
    for number in range(3):
        assert page.locator(f"#placement .{shown} svg").nth(number).is_visible()
        assert not page.locator(f"#placement .{hidden} svg").nth(number).is_visible()


def test_on_a_phone_each_figure_says_which_side_it_is_of(unfolded: Any) -> None:
    says = "one => getComputedStyle(one, '::before').content"
    cell = "#placement .compare td.n"
    assert unfolded(360).locator(cell).first.evaluate(says) == '"today"'
    assert unfolded(1280).locator(cell).first.evaluate(says) == "none"


def test_the_section_is_printed_with_its_tables_on_one_column(unfolded: Any) -> None:
    page = unfolded(1280, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#placement table.compare").first.is_visible()
    assert page.locator("#placement details table").first.is_visible()
    assert page.locator("#placement .wide svg").first.is_visible()
