"""Settings that hold for every test, and a browser for those that need one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from chromium import CHROMIUM, unfold

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest_plugins = ["web_fixtures"]

# A check on every change must give the same answer twice; people at their desks search on.
settings.register_profile("same", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("same")

# Workers that share the tests out are told a width; what is tested is output that is kept.
os.environ.pop("COLUMNS", None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, started once for the tests of a file."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Any]:
    """Opens the tests' `file` at a width and in a colour scheme; fails on a message or request."""
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
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.close()
    assert [one for one in heard if one != file.as_uri()] == []


@pytest.fixture
def unfolded(opened: Any) -> Any:
    """The same, with everything unfolded that a reader may unfold."""

    def open_(width: int, scheme: str = "light") -> Page:
        page: Page = opened(width, scheme)
        unfold(page)
        return page

    return open_
