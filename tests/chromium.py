"""A page in a real Chromium, and what is asked of every page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
READABLE = 4.5
"""Least contrast of text against its ground (WCAG 2.2, 1.4.3)."""

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed; the browser tests need it"
)

_CONTRASTS = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number)
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
  const ground = one => {
    for (; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor)
      if (colour.length === 3 || colour[3] > 0) return colour
    }
    return [255, 255, 255]
  }
  return [...document.querySelectorAll('main *')]
    .filter(one => !one.closest('svg') && one.getClientRects().length
      && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(one => {
      const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground(one))]
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.outerHTML.slice(0, 90)]
    })
}"""


def unfold(page: Page) -> None:
    """Opens everything that a reader may unfold."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def contrasts(page: Page) -> list[Any]:
    """Each visible text's contrast against its ground, with the beginning of its element."""
    found: list[Any] = page.evaluate(_CONTRASTS)
    return found


def barriers(page: Page) -> list[Any]:
    """What axe finds serious or critical, with the first elements that have it."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    return [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in axe.Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def scroll_by_keyboard(page: Page, frame: str) -> tuple[int, int]:
    """How far one key moves a frame to the right, and how far the page with it."""
    page.locator(frame).first.focus()
    page.keyboard.press("ArrowRight")
    # Not wait_for_function, which the page's own policy against scripts forbids.
    for _ in range(100):
        if page.evaluate("document.activeElement.scrollLeft") > 0:
            break
        page.wait_for_timeout(20)
    moved: int = page.evaluate("document.activeElement.scrollLeft")
    with_it: int = page.evaluate("scrollX")
    return moved, with_it
