"""The report in a real browser: narrow and wide, light and dark, by keyboard, on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich_film import film_data, plan_of

from borderless.dossier.report import report_html
from chromium import READABLE, contrasts, needs_chromium, scroll_by_keyboard, unfold

if TYPE_CHECKING:
    pass

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = film_data()
    data["title"] = "The Salt Ferry" + ", a film with a long title" * 4
    data["source"][0]["name"] = "Fonds-ohne-Umbruch-" * 6
    plan, _ = plan_of(data)
    target = tmp_path_factory.mktemp("report") / "plan.html"
    target.write_text(report_html(plan, []), "utf-8")
    return target


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
@pytest.mark.parametrize("unfolded", [False, True])
def test_nothing_overflows_the_page(opened: Any, width: int, unfolded: bool) -> None:
    page = opened(width)
    if unfolded:
        unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    outside = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(one => {
             const box = one.getBoundingClientRect()
             return box.width && box.right > innerWidth + 1 && !one.closest('.scroll, .unseen')
           }).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(opened: Any, scheme: str) -> None:
    page = opened(1280, scheme)
    unfold(page)
    found = contrasts(page)
    assert len(found) > 300
    assert [one for one in found if one[0] < READABLE] == []


def luminance(colour: str) -> float:
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    return sum(v * weight for v, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ground", "text"),
    [
        *(("accent", "on-accent"), ("applied", "on-applied"), ("planned", "on-planned")),
        *((f"step-{step}", f"on-{step}") for step in range(6)),
    ],
)
def test_text_in_charts_stands_out(opened: Any, scheme: str, ground: str, text: str) -> None:
    page = opened(1280, scheme)
    colours = page.evaluate(
        """names => names.map(name => {
             const one = document.createElement('i')
             one.style.color = `var(--${name})`
             document.body.append(one)
             return getComputedStyle(one).color
           })""",
        [ground, text],
    )
    low, high = sorted(luminance(colour) for colour in colours)
    assert (high + 0.05) / (low + 0.05) >= READABLE


def test_light_is_light_and_dark_is_dark(opened: Any) -> None:
    script = "getComputedStyle(document.body).backgroundColor"
    assert luminance(opened(1280, "light").evaluate(script)) > 0.9
    assert luminance(opened(1280, "dark").evaluate(script)) < 0.05


def test_charts_use_the_fonts_of_the_page_and_are_drawn_for_the_width(opened: Any) -> None:
    for width, shown, hidden in ((1280, "wide", "narrow"), (360, "narrow", "wide")):
        page = opened(width)
        assert page.locator(f"#short .{shown} svg").first.is_visible()
        assert not page.locator(f"#short .{hidden} svg").first.is_visible()
        fonts = page.evaluate(
            "[document.querySelector('svg text'), document.body]"
            ".map(one => getComputedStyle(one).fontFamily)"
        )
        assert fonts[0] == fonts[1]


def test_the_keyboard_skips_to_the_plan_and_unfolds_steps(opened: Any) -> None:
    page = opened(1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"

    steps = page.locator(".plan-table details").first
    summary = steps.locator("summary")
    for _ in range(60):
        if summary.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    outline = summary.evaluate("one => getComputedStyle(one).outlineWidth")
    assert outline == "3px"
    assert not steps.locator("ol").is_visible()
    page.keyboard.press("Enter")
    assert steps.locator("ol").is_visible()


def test_a_wide_table_is_scrolled_by_keyboard_inside_its_own_frame(opened: Any) -> None:
    moved, page_moved = scroll_by_keyboard(opened(360), "#official .scroll")
    assert moved > 0
    assert page_moved == 0


def test_the_plan_is_printed_with_its_steps_on_white_paper(opened: Any, tmp_path: Path) -> None:
    page = opened(1280, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert luminance(page.evaluate("getComputedStyle(document.body).backgroundColor")) > 0.9
    height = page.evaluate(
        "document.querySelector('.plan-table details ol').getBoundingClientRect().height"
    )
    assert height > 100
    assert not page.locator("nav.contents").is_visible()
    target = tmp_path / "plan.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    written = target.read_bytes()
    assert written.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", written))
    assert 5 <= pages <= 40
    assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12]", written), "A4"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_no_barrier(opened: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page = opened(width, scheme)
    unfold(page)
    found = axe.Axe().run(page).response["violations"]
    grave = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
