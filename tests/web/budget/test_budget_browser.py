"""The budget's sheet as people use it: typing, pasting from a spreadsheet, the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from borderless.web.films.models import Film
from chromium import barriers
from web_fixtures import EXAMPLES, folder_files, needs_browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from borderless.web.accounts.models import User
    from web_fixtures import Desk

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]
LEAVES = "addEventListener('beforeunload', event => event.stopImmediatePropagation(), true)"

PASTE = """text => {
  const data = new DataTransfer()
  data.setData('text/plain', text)
  document.activeElement.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}"""


def cell(page: Page, row: int, column: str) -> Any:
    names = page.locator("#sheet thead th[data-c]").evaluate_all(
        "all => all.map(one => one.dataset.c)"
    )
    at = names.index(column)
    return page.locator("#sheet tbody tr").nth(row).locator("td").nth(at)


def saved(page: Page, number: int) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text(f"Saved as revision {number}.").wait_for()


def newest(film: Film) -> dict[str, Any]:
    film.refresh_from_db()
    document: dict[str, Any] | None = film.newest().document
    assert document is not None
    return document


def test_a_block_of_a_hundred_rows_from_a_spreadsheet(
    needle: Film, ben: User, desk: Callable[..., Desk]
) -> None:
    page = desk(ben).open(f"/films/{needle.pk}/budget/")
    before = len(newest(needle)["budget"])
    cell(page, before - 1, "account").click()
    page.get_by_role("button", name="Row below").click()
    block = "\n".join(
        f"9{n:03}\tPasted line {n}\tPost-production\t{n}.000,50\tPLN\tPoland" for n in range(100)
    )
    page.evaluate(PASTE, block)
    assert page.locator("#sheet tbody tr").count() == before + 100
    saved(page, 2)
    lines = newest(needle)["budget"]
    assert len(lines) == before + 100
    last = lines[-1]
    assert (last["account"], last["amount"], last["currency"]) == ("9099", "99000.50", "PLN")
    assert (last["country"], last["phase"]) == ("PL", "post")


def test_a_block_with_its_headings_is_taken_by_them(
    needle: Film, ben: User, desk: Callable[..., Desk]
) -> None:
    page = desk(ben).open(f"/films/{needle.pk}/budget/")
    cell(page, 0, "account").click()
    block = (
        "Note\tKwota (PLN)\tLabour\tColour\tOpis\n"
        '"two\nlines"\t1.500,50\t0,6\tred\tDźwig\n'
        "\t2000\t1\tblue\tBus"
    )
    page.evaluate(PASTE, block)
    page.get_by_text("Not taken, as the sheet has no such column: Colour").wait_for()
    assert cell(page, 0, "note").is_visible()
    assert cell(page, 0, "labour").inner_text() == "60"
    saved(page, 2)
    first, second = newest(needle)["budget"][:2]
    assert (first["description"], first["amount"], first["labour"]) == ("Dźwig", "1500.50", "0.60")
    assert first["note"] == "two\nlines"
    assert (second["description"], second["labour"]) == ("Bus", "1")
    page.locator("#sheet td.is-focus").wait_for()  # where one was before it was saved


def test_sums_follow_what_is_typed(needle: Film, anna: User, desk: Callable[..., Desk]) -> None:
    page = desk(anna, locale="en-GB").open(f"/films/{needle.pk}/budget/")
    denmark = page.locator('[data-live="country"] tr[data-text="Denmark"] td')
    before = denmark.inner_text()
    cell(page, 0, "amount").click()
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    assert denmark.inner_text() != before
    page.get_by_text("About, as typed; exact when it is saved.").wait_for()
    page.keyboard.press("Control+z")
    assert denmark.inner_text() == before
    cell(page, 0, "country").click()
    page.keyboard.type("Iceland")
    page.keyboard.press("Enter")
    assert page.locator('[data-live="country"] tr[data-text="Iceland"]').count() == 1
    page.evaluate(LEAVES)


def test_a_note_of_two_lines_outlives_a_look_into_it(
    needle: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(f"/films/{needle.pk}/budget/")
    page.get_by_text("Columns").first.click()
    page.get_by_role("checkbox", name="Note").check()
    cell(page, 0, "note").click()
    page.evaluate(PASTE, '"one\ntwo"')
    page.keyboard.press("F2")
    page.keyboard.press("Enter")
    assert cell(page, 0, "note").text_content() == "one\ntwo"
    page.evaluate(LEAVES)


def test_a_finger_taps_twice_to_type(needle: Film, anna: User, desk: Callable[..., Desk]) -> None:
    page = desk(anna, width=360, has_touch=True).open(f"/films/{needle.pk}/budget/")
    cell(page, 1, "description").tap()
    assert page.locator("#sheet input").count() == 0
    cell(page, 1, "description").tap()
    page.locator("#sheet input").fill("Tapped")
    page.keyboard.press("Enter")
    assert cell(page, 1, "description").inner_text() == "Tapped"
    page.evaluate(LEAVES)


def test_what_was_typed_into_an_older_revision_is_joined(
    needle: Film, anna: User, ben: User, desk: Callable[..., Desk], signed_in: Callable[..., Any]
) -> None:
    page = desk(anna).open(f"/films/{needle.pk}/budget/")
    cell(page, 0, "description").click()
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    rows: list[Any] = [{"n": n} for n in range(len(newest(needle)["budget"]))]
    rows[5] = {"n": 5, "set": {"description": "Theirs"}}
    rows.pop(3)
    url = f"/films/{needle.pk}/budget/save/"
    assert signed_in(ben).post(url, {"base": 1, "rows": json.dumps(rows)}).status_code == 200
    page.evaluate(LEAVES)
    page.reload()
    page.get_by_role("link", name="Put them back").click()
    page.get_by_text("This is revision 1; the film is at 2.").wait_for()
    assert cell(page, 0, "description").inner_text() == "Mine"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as revision 3, joined with the change of Ben.").wait_for()
    lines = newest(needle)["budget"]
    assert (lines[0]["description"], lines[4]["description"]) == ("Mine", "Theirs")
    assert len(lines) == len(rows)


def test_a_session_that_ended_loses_nothing(
    needle: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    at = desk(anna)
    page = at.open(f"/films/{needle.pk}/budget/")
    cell(page, 0, "description").click()
    page.keyboard.type("Late at night")
    page.keyboard.press("Enter")
    cookies = at.context.cookies()
    at.context.clear_cookies(name="borderless")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Sign in again").wait_for()
    page.evaluate(LEAVES)
    at.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.reload()
    page.get_by_role("button", name="Put them back").click()
    saved(page, 2)
    assert newest(needle)["budget"][0]["description"] == "Late at night"


def test_the_keyboard_alone(needle: Film, anna: User, desk: Callable[..., Desk]) -> None:
    page = desk(anna).open(f"/films/{needle.pk}/budget/")
    cell(page, 0, "account").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Another name")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1234,5")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+s")
    page.get_by_text("Saved as revision 2.").wait_for()
    line = newest(needle)["budget"][1]
    assert (line["description"], line["amount"]) == ("Another name", "1234.50")


def test_what_cannot_be_read_is_marked_and_nothing_is_saved(
    needle: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    at = desk(anna)
    page = at.open(f"/films/{needle.pk}/budget/")
    cell(page, 2, "country").click()
    page.keyboard.type("Atlantis")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="3 · Country: “Atlantis” is no country.").wait_for()
    assert page.locator("[data-said]").inner_text() == "“Atlantis” is no country."
    assert cell(page, 2, "country").get_attribute("aria-invalid") == "true"
    newest(needle)
    assert needle.head == 1
    at.heard[:] = [text for text in at.heard if "422" not in text]  # the browser's own note of it
    page.evaluate(LEAVES)


def test_a_finding_is_mended_where_it_points(
    make_film: Callable[..., Film], anna: User, desk: Callable[..., Desk]
) -> None:
    files = folder_files(EXAMPLES / "the-lunchbox")
    lines = files["budget.csv"].decode().splitlines()
    head = lines[0].split(",")
    at = head.index("country")
    row = lines[3].split(",")
    row[at] = ""
    lines[3] = ",".join(row)
    film = make_film(files | {"budget.csv": "\n".join(lines).encode() + b"\n"})
    page = desk(anna).open(f"/films/{film.pk}/")
    page.get_by_role("link", name="budget.csv:4").first.click()
    page.wait_for_url("**/budget/?row=4")
    focused = page.locator("#sheet td.is-focus")
    assert focused.inner_text() == ""
    page.keyboard.type("India")
    page.keyboard.press("Enter")
    saved(page, 2)
    page.goto(page.url.split("budget/", maxsplit=1)[0])
    assert page.get_by_text("FIN107").count() == 0


def test_what_was_typed_survives_the_page(
    needle: Film, anna: User, desk: Callable[..., Desk]
) -> None:
    page = desk(anna).open(f"/films/{needle.pk}/budget/")
    cell(page, 0, "description").click()
    page.keyboard.type("Half a thought")
    page.keyboard.press("Enter")
    page.evaluate(LEAVES)
    page.reload()
    page.get_by_role("button", name="Put them back").click()
    assert cell(page, 0, "description").inner_text() == "Half a thought"
    saved(page, 2)
    assert newest(needle)["budget"][0]["description"] == "Half a thought"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_nobody_is_kept_out(
    needle: Film, anna: User, desk: Callable[..., Desk], width: int, scheme: str
) -> None:
    page = desk(anna, width=width, scheme=scheme).open(f"/films/{needle.pk}/budget/")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
