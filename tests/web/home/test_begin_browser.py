"""How a film begins, in a real browser: by title, out of a folder, as a copy of an example."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from borderless.film.archive import pack
from borderless.web.films.models import Film
from borderless.web.films.store import files_of
from chromium import barriers, contrasts, unfold
from web_fixtures import EXAMPLES, folder_files, needs_browser

if TYPE_CHECKING:
    from borderless.web.accounts.models import User
    from web_fixtures import Desk

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "films": "/",
    "new": "/films/new/",
    "import": "/films/import/",
    "overview": "/films/FILM/",
    "people": "/films/FILM/people/",
    "person": "/films/FILM/people/person/0/",
    "producer": "/films/FILM/people/producer/1/",
    "share": "/films/FILM/share/",
}


def test_a_new_film_on_a_phone(sam: User, desk: Callable[..., Desk]) -> None:
    page = desk(sam, width=360).open("/")
    page.get_by_role("link", name="New film").click()
    page.get_by_label("Title").fill("Strand")
    page.get_by_label("Country of the delegate producer").select_option(label="Norway")
    page.get_by_role("button", name="Make the film").click()
    page.get_by_role("heading", level=1, name="Strand").wait_for()
    assert page.get_by_text("Next:").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (Film.objects.get().newest().document or {})["delegate"] == "NO"


def test_a_folder_is_imported_and_comes_back_the_same(
    sam: User, desk: Callable[..., Desk], tmp_path: Path
) -> None:
    files = folder_files(EXAMPLES / "the-girl-with-the-needle")
    archive = tmp_path / "needle.zip"
    archive.write_bytes(pack(files))
    page = desk(sam).open("/films/import/")
    page.get_by_label("The film's folder as a .zip file").set_input_files(archive)
    page.get_by_role("button", name="Import").click()
    page.get_by_text("The plan closes").wait_for()
    page.get_by_role("link", name="Share").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the folder").click()
    assert coming.value.suggested_filename == "the-girl-with-the-needle.zip"
    assert Path(coming.value.path()).read_bytes() == archive.read_bytes()
    assert files_of(Film.objects.get().newest()) == files


def test_a_copy_of_an_example(sam: User, desk: Callable[..., Desk]) -> None:
    page = desk(sam).open("/")
    page.get_by_role("button", name="Open a copy of The Lunchbox").click()
    page.get_by_text("This is your own copy of the example").wait_for()
    page.get_by_role("link", name="Borderless").first.click()
    assert page.get_by_role("row", name="The Lunchbox").is_visible()


def test_a_person_is_added_with_names_from_the_lists(
    needle: Film, ben: User, desk: Callable[..., Desk]
) -> None:
    page = desk(ben).open(f"/films/{needle.pk}/people/")
    page.get_by_role("link", name="New person").click()
    page.get_by_label("Post").select_option(label="Editor (picture)")
    page.get_by_label("Name", exact=True).fill("Zofia Nowak")
    page.get_by_label("Nationality 1").fill("Poland")
    page.get_by_label("Language 1", exact=True).fill("Polish")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="Zofia Nowak")
    row.wait_for()
    assert "Poland" in row.inner_text()
    row.get_by_role("button", name="Take out").click()
    page.get_by_role("dialog").get_by_role("button", name="Take out").click()
    page.get_by_text("Saved as revision 3.").wait_for()
    assert page.get_by_role("row", name="Zofia Nowak").count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_pages_without_barriers_in_light_and_dark(
    width: int, scheme: str, needle: Film, anna: User, guest_link: Any, desk: Callable[..., Desk]
) -> None:
    desk_ = desk(anna, width=width, scheme=scheme)
    pages = PAGES | {"guest": f"/guest/{guest_link[1]}/"}
    found = []
    for name, path in pages.items():
        page = desk_.open(path.replace("FILM", str(needle.pk)))
        unfold(page)
        found += [(name, one) for one in barriers(page)]
        found += [(name, one) for one in contrasts(page) if one[0] < 4.5]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((name, "wider than the screen"))
    assert found == []
