"""The placement section in a real browser: desk and phone, light and dark, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from placement_answers import answer
from test_report_browser import CHROMIUM, CONTRASTS, READABLE

from borderless.dossier.report import report_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed; the browser tests need it"
)

VIEWS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = answer(proposals=True, instead="No treaty binds the three; each state is asked alone.")
    target = tmp_path_factory.mktemp("placement") / "plan.html"
    target.write_text(report_html(made.before.plan, [], made), "utf-8")
    return target


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Any]:
    """Opens the page at a width and in a colour scheme, with everything unfolded."""
    pages = []

    def open_(width: int, scheme: str = "light") -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.close()


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_nothing_overflows_the_page(opened: Any, width: int) -> None:
    page = opened(width)
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
    for number in range(3):
        assert page.locator(f"#placement .{shown} svg").nth(number).is_visible()
        assert not page.locator(f"#placement .{hidden} svg").nth(number).is_visible()


def test_on_a_phone_each_figure_says_which_side_it_is_of(opened: Any) -> None:
    says = "one => getComputedStyle(one, '::before').content"
    cell = "#placement .compare td.n"
    assert opened(360).locator(cell).first.evaluate(says) == '"today"'
    assert opened(1280).locator(cell).first.evaluate(says) == "none"


def test_the_section_is_printed_with_its_tables_on_one_column(opened: Any) -> None:
    page = opened(1280, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#placement table.compare").first.is_visible()
    assert page.locator("#placement details table").first.is_visible()
    assert page.locator("#placement .wide svg").first.is_visible()
