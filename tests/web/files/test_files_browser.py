"""A film's files in a real browser: the text with its line numbers, findings, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from borderless.web.films.models import Film
from borderless.web.films.store import file_of
from chromium import barriers
from web_fixtures import EXAMPLES, folder_files, needs_browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from borderless.web.accounts.models import User
    from web_fixtures import Desk

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]
LEAVES = "addEventListener('beforeunload', event => event.stopImmediatePropagation(), true)"


def chosen(page: Page) -> str:
    text: str = page.evaluate(
        "(area => area.value.slice(area.selectionStart, area.selectionEnd))"
        "(document.querySelector('textarea[data-editor]'))"
    )
    return text


def newest(film: Film, path: str = "film.toml") -> str:
    film.refresh_from_db()
    return (file_of(film.newest(), path) or b"").decode()


@pytest.fixture
def broken(make_film: Callable[..., Film]) -> Film:
    """A film whose delegate is from nowhere."""
    files = folder_files(EXAMPLES / "the-lunchbox")
    text = files["film.toml"].decode().replace('delegate = "IN"', 'delegate = "Atlantis"')
    return make_film(files | {"film.toml": text.encode()})


def test_a_film_that_cannot_be_read_is_mended_at_the_line(
    broken: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(f"/films/{broken.pk}/budget/")
    page.get_by_role("link", name="film.toml:11").first.click()
    page.wait_for_url("**/of/film.toml/?line=11")
    area = page.get_by_label("Text", exact=True)
    assert chosen(page).startswith('delegate = "Atlantis"')
    assert "Atlantis" in page.locator("#line-said").inner_text()
    assert page.locator(".editor-lines b").first.inner_text() == "11"
    lines = newest(broken).count("\n") + 1
    assert page.locator(".editor-lines > div").count() == lines

    # To another line and back by the finding, with what was typed still there.
    page.keyboard.type('delegate = "IN" # mended')
    page.keyboard.press("Control+Home")
    page.locator("#line-said:empty").wait_for(state="attached")
    assert page.locator(".editor-lines b").count() == 0  # the line is another one now
    page.get_by_role("link", name="film.toml:11").click()
    assert chosen(page) == 'delegate = "IN" # mended'
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator(".editor-lines > div").count() == lines + 1
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as revision 2.").wait_for()
    assert 'delegate = "IN" # mended\n' in newest(broken)
    assert area.input_value() == newest(broken)
    broken.refresh_from_db()
    assert broken.newest().document is not None


def test_the_second_sees_both_texts_and_chooses(
    needle: Film, anna: User, ben: User, desk: Callable[..., Desk]
) -> None:
    at_anna = desk(anna)
    path = f"/films/{needle.pk}/files/of/film.toml/"
    hers, his = at_anna.open(path), desk(ben).open(path)
    old = newest(needle)
    title = old.index("title = ")
    line = old[title : old.index("\n", title)]
    for page, text in ((his, 'title = "Naalen"'), (hers, 'title = "Igła"')):
        page.get_by_label("Text", exact=True).fill(old.replace(line, text, 1))
        page.get_by_role("button", name="Save", exact=True).click()
    his.get_by_text("Saved as revision 2.").wait_for()
    hers.get_by_role("region", name="Both texts side by side").wait_for()
    row = hers.locator(".sides .differs")
    assert row.locator("code").all_inner_texts() == ['title = "Naalen"', 'title = "Igła"']
    assert barriers(hers) == []
    hers.get_by_role("button", name="Save mine").click()
    hers.get_by_text("Saved as revision 3.").wait_for()
    assert newest(needle) == old.replace(line, 'title = "Igła"', 1)
    at_anna.heard[:] = [text for text in at_anna.heard if "409" not in text]


def test_what_was_typed_survives_the_page(
    needle: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(f"/films/{needle.pk}/files/of/film.toml/")
    area = page.get_by_label("Text", exact=True)
    area.press("Control+Home")
    page.keyboard.type("# half a thought\n")
    typed = area.input_value()
    page.evaluate(LEAVES)
    page.reload()
    page.get_by_role("button", name="Put it back").click()
    assert area.input_value() == typed
    assert page.locator(".editor-lines > div").count() == typed.count("\n") + 1
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as revision 2.").wait_for()
    assert newest(needle) == typed


def test_a_file_is_brought_and_taken_out(
    needle: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(f"/films/{needle.pk}/files/")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "diary.txt", "mimeType": "text/plain", "buffer": b"Day one\n"}
    )
    page.get_by_role("button", name="Bring it").click()
    page.get_by_role("link", name="diary.txt", exact=True).wait_for()
    page.get_by_role("button", name="Take out diary.txt").click()
    page.get_by_role("dialog").get_by_role("button", name="Take out").click()
    page.get_by_text("diary.txt is taken out; the history has it.").wait_for()
    assert newest(needle, "diary.txt") == ""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_nobody_is_kept_out(
    broken: Film, anna: User, desk: Callable[..., Desk], width: int, scheme: str
) -> None:
    page = desk(anna, width=width, scheme=scheme).open(f"/films/{broken.pk}/files/")
    for path in ("", "of/film.toml/?line=11"):
        page.goto(page.url.split("files/", maxsplit=1)[0] + f"files/{path}")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
