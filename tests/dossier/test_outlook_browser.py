"""Cash flow, who is paid back and what can go wrong in a real browser, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_outlook_report import assessed
from test_outlook_report import page as report_page
from test_report_browser import CHROMIUM, CONTRASTS, READABLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed; the browser tests need it"
)

VIEWS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
SECTIONS = "#cash, #recoupment, #risk"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("outlook") / "plan.html"
    target.write_text(report_page(*assessed()), "utf-8")
    return target


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Any]:
    """Opens the page with everything unfolded; fails on any message or request."""
    pages = []
    heard: list[str] = []

    def open_(width: int, scheme: str = "light") -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: heard.append(request.url))
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.close()
    assert [one for one in heard if one != file.as_uri()] == []


@pytest.mark.parametrize("width", [320, 360, 740, 800, 960, 1280])
def test_nothing_overflows_the_page(opened: Any, width: int) -> None:
    page = opened(width)
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
def test_text_stands_out_from_its_ground(opened: Any, width: int, scheme: str) -> None:
    contrasts = opened(width, scheme).evaluate(CONTRASTS)
    assert [one for one in contrasts if one[0] < READABLE] == []


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_no_barrier(opened: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    found = axe.Axe().run(opened(width, scheme)).response["violations"]
    grave = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []


@pytest.mark.parametrize(
    ("width", "shown", "hidden"), [(1280, "wide", "narrow"), (360, "narrow", "wide")]
)
def test_charts_are_drawn_for_the_width(opened: Any, width: int, shown: str, hidden: str) -> None:
    page = opened(width)
    for section, charts in (("#recoupment", 1), ("#risk", 4)):
        assert page.locator(f"{section} .{shown} svg").count() == charts
        for number in range(charts):
            assert page.locator(f"{section} .{shown} svg").nth(number).is_visible()
            assert not page.locator(f"{section} .{hidden} svg").nth(number).is_visible()


def test_figures_of_a_column_end_at_one_line(opened: Any) -> None:
    ends = opened(1280).evaluate(
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


def test_a_phone_has_words_where_a_desk_has_columns(opened: Any) -> None:
    says = "one => getComputedStyle(one, '::before').content"
    cell = "#cash .calendar tbody td"
    assert opened(360).locator(cell).first.evaluate(says) == '"costs "'
    assert opened(1280).locator(cell).first.evaluate(says) == "none"


def test_a_wide_table_is_scrolled_by_keyboard_inside_its_own_frame(opened: Any) -> None:
    page = opened(360)
    frame = page.locator("#risk .scroll").first
    frame.focus()
    page.keyboard.press("ArrowRight")
    # Not wait_for_function, which the page's own policy against scripts forbids.
    for _ in range(100):
        if page.evaluate("document.activeElement.scrollLeft") > 0:
            break
        page.wait_for_timeout(20)
    assert page.evaluate("document.activeElement.scrollLeft") > 0
    assert page.evaluate("scrollX") == 0


def test_the_sections_are_printed_unfolded_on_white_paper(opened: Any, tmp_path: Path) -> None:
    page = opened(1280, "dark")
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
