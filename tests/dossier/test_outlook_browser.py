"""Cash flow, who is paid back and what can go wrong in a real browser, and on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_outlook_report import assessed
from test_outlook_report import page as report_page

from chromium import READABLE, barriers, contrasts, needs_chromium, scroll_by_keyboard

pytestmark = needs_chromium

VIEWS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
SECTIONS = "#cash, #recoupment, #risk"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("outlook") / "plan.html"
    target.write_text(report_page(*assessed()), "utf-8")
    return target


@pytest.mark.parametrize("width", [320, 360, 740, 800, 960, 1280])
def test_nothing_overflows_the_page(unfolded: Any, width: int) -> None:
    page = unfolded(width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    outside = page.evaluate(
        """sections => [...document.querySelectorAll(sections)].flatMap(section => {
             const end = section.getBoundingClientRect().right
             return [...section.querySelectorAll('*')].filter(one => {
               const box = one.getBoundingClientRect()
               return box.width && (box.right > end + 1 || box.left < -1)
                 && !one.closest('.scroll, .unseen, thead, svg')
             })
           }).map(one => one.outerHTML.slice(0, 120))""",
        SECTIONS,
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
    for section, charts in (("#recoupment", 1), ("#risk", 4)):
        assert page.locator(f"{section} .{shown} svg").count() == charts
        for number in range(charts):
            assert page.locator(f"{section} .{shown} svg").nth(number).is_visible()
            assert not page.locator(f"{section} .{hidden} svg").nth(number).is_visible()


def test_figures_of_a_column_end_at_one_line(unfolded: Any) -> None:
    ends = unfolded(1280).evaluate(
        """() => [...document.querySelectorAll('#cash .calendar')].flatMap(table => {
             const columns = table.querySelectorAll('thead .n').length
             return [...Array(columns).keys()].map(column => new Set(
               [...table.querySelectorAll('tbody tr:not(.marked)')].map(row => {
                 const range = document.createRange()
                 range.selectNodeContents(row.querySelectorAll('td')[column].firstChild)
                 return Math.round(range.getBoundingClientRect().right)
               })).size)
           })"""
    )
    assert set(ends) == {1}


def test_a_phone_has_words_where_a_desk_has_columns(unfolded: Any) -> None:
    says = "one => getComputedStyle(one, '::before').content"
    cell = "#cash .calendar tbody td"
    assert unfolded(360).locator(cell).first.evaluate(says) == '"costs "'
    assert unfolded(1280).locator(cell).first.evaluate(says) == "none"


def test_a_wide_table_is_scrolled_by_keyboard_inside_its_own_frame(unfolded: Any) -> None:
    moved, page_moved = scroll_by_keyboard(unfolded(360), "#risk .scroll")
    assert moved > 0
    assert page_moved == 0


def test_the_sections_are_printed_unfolded_on_white_paper(unfolded: Any, tmp_path: Path) -> None:
    page = unfolded(1280, "dark")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false })")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for table in ("#cash details table", "#risk details table", "#recoupment .positions"):
        assert page.locator(table).first.evaluate("one => one.offsetHeight") > 100
    for chart in ("#recoupment .wide svg", "#risk .wide svg"):
        assert page.locator(chart).first.is_visible()
    target = tmp_path / "plan.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", target.read_bytes()))
    assert 15 <= pages <= 40
