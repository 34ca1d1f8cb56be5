"""The pages of a film's files: who sees them, saving beside others, files out and in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from borderless.web.films.models import Film
from borderless.web.films.store import file_of

if TYPE_CHECKING:
    from django.test.utils import CaptureQueriesContext

    from borderless.web.accounts.models import User

pytestmark = pytest.mark.django_db

TOML = """\
title = "Salt"
currency = "EUR"
delegate = "DK"

[[coproducer]]
company = "North"
country = "DK"
share = 0.60

[[coproducer]]
company = "South"
country = "PL"
share = 0.40
"""
BUDGET = b"account,description,amount,country\n1100,Script,1000,DK\n2100,Crew,2000,PL\n"


@pytest.fixture
def salt(make_film: Callable[..., Film]) -> Film:
    files = {"film.toml": TOML.encode(), "budget.csv": BUDGET, "deck.pdf": b"%PDF-1.7 \x00"}
    return make_film(files)


@pytest.fixture
def at_anna(anna: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(anna)


def url(film: Film, more: str = "") -> str:
    return f"/films/{film.pk}/files/{more}"


def now(film: Film, path: str = "film.toml") -> bytes | None:
    film.refresh_from_db()
    return file_of(film.newest(), path)


def save(client: Client, film: Film, base: int, text: str, path: str = "film.toml") -> Any:
    return client.post(url(film, f"of/{path}/"), {"base": base, "text": text}, follow=True)


def upload(name: str, content: bytes, folder: str = "", base: int = 1) -> dict[str, Any]:
    return {"base": base, "folder": folder, "file": SimpleUploadedFile(name, content)}


# --- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees", "edits"),
    [
        ("anna", 200, 302),
        ("ben", 200, 302),
        ("fiona", 200, 403),
        ("vera", 403, 403),
        ("sam", 404, 404),
    ],
)
def test_who_sees_and_edits_files(
    needle: Film,
    request: pytest.FixtureRequest,
    sam: User,
    signed_in: Callable[..., Client],
    who: str,
    sees: int,
    edits: int,
) -> None:
    client = signed_in(request.getfixturevalue(who))
    for page in ("", "of/film.toml/", "of/film.toml/download/"):
        assert client.get(url(needle, page)).status_code == sees
    posts: list[tuple[str, dict[str, Any]]] = [
        ("of/film.toml/", {"base": 1, "text": now(needle) or b""}),
        ("of/budget.csv/delete/", {"base": 1}),
        ("upload/", upload("a.txt", b"a", base=2 if edits == 302 else 1)),
    ]
    for page, data in posts:
        assert client.post(url(needle, page), data).status_code == edits
    assert client.get(url(needle, "of/budget.csv/delete/")).status_code in (404, 405)


def test_who_only_looks_gets_no_buttons(
    needle: Film, fiona: User, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(fiona)
    assert "Take out" not in client.get(url(needle)).content.decode()
    text = client.get(url(needle, "of/film.toml/")).content.decode()
    assert " readonly" in text
    assert ">Save<" not in text


# --- seeing --------------------------------------------------------------------------------------


def test_the_list_says_since_when_a_file_is_what_it_is(salt: Film, at_anna: Client) -> None:
    save(at_anna, salt, 1, TOML.replace("Salt", "Salt and Light"))
    rows = at_anna.get(url(salt)).content.decode().split("<tbody>")[1].split("</tr>")
    assert "Revision 2" in rows[0]
    assert "Revision 1" in rows[1]


def test_the_list_takes_as_many_queries_for_many_revisions(
    salt: Film,
    at_anna: Client,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    with django_assert_max_num_queries(20) as first:
        at_anna.get(url(salt))
    queries = len(first)
    for number in range(1, 6):
        save(at_anna, salt, number, TOML.replace("Salt", f"Salt {number}"))
    at_anna.get(url(salt))
    with django_assert_max_num_queries(queries):
        at_anna.get(url(salt))


def test_a_file_with_an_error_shows_it_at_its_line(salt: Film, at_anna: Client) -> None:
    answer = save(at_anna, salt, 1, TOML.replace('country = "DK"', 'country = "Atlantis"'))
    text = answer.content.decode()
    assert "The film cannot be read like this." in text
    assert 'href="?line=7"' in text
    assert "Atlantis" in text
    row = at_anna.get(url(salt)).content.decode().split("<tbody>")[1].split("</tr>")[0]
    assert "<td>2 errors<" in row
    text = at_anna.get(url(salt, "of/film.toml/?line=7")).content.decode()
    assert 'data-line="7"' in text
    assert at_anna.get(url(salt, "of/film.toml/?line=x")).status_code == 200


def test_what_a_file_holds_is_never_part_of_the_page(salt: Film, at_anna: Client) -> None:
    evil = "</textarea><script>alert(1)</script>"
    at_anna.post(url(salt, "upload/"), upload("note.txt", evil.encode()))
    text = at_anna.get(url(salt, "of/note.txt/")).content.decode()
    assert "<script>alert" not in text
    assert "&lt;/textarea&gt;" in text


def test_a_file_that_is_no_text_is_for_downloading(salt: Film, at_anna: Client) -> None:
    text = at_anna.get(url(salt, "of/deck.pdf/")).content.decode()
    assert "This file is not shown as text (10 bytes)." in text
    assert "<textarea" not in text
    assert at_anna.post(url(salt, "of/deck.pdf/"), {"text": "x"}).status_code == 404


def test_a_text_that_begins_with_an_empty_line_keeps_it(salt: Film, at_anna: Client) -> None:
    at_anna.post(url(salt, "upload/"), upload("note.txt", b"\n\nlow"))
    assert ">\n\n\nlow</textarea>" in at_anna.get(url(salt, "of/note.txt/")).content.decode()


@pytest.mark.parametrize("path", ["other.toml", "../film.toml", "film.toml/x", "%00.txt"])
def test_a_file_that_is_not_there(salt: Film, at_anna: Client, path: str) -> None:
    assert at_anna.get(url(salt, f"of/{path}/")).status_code == 404
    assert at_anna.get(url(salt, f"of/{path}/download/")).status_code == 404
    assert at_anna.post(url(salt, f"of/{path}/delete/"), {"base": 1}).status_code == 404


# --- saving --------------------------------------------------------------------------------------


def test_a_saved_text_keeps_the_ends_of_its_lines(salt: Film, at_anna: Client) -> None:
    at_anna.post(url(salt, "upload/"), upload("note.txt", b"\xef\xbb\xbfone\r\ntwo\r\n"))
    save(at_anna, salt, 2, "one\r\nthree\r\n", "note.txt")
    assert now(salt, "note.txt") == b"\xef\xbb\xbfone\r\nthree\r\n"


def test_nothing_changed_is_no_revision(salt: Film, at_anna: Client) -> None:
    answer = save(at_anna, salt, 1, TOML.replace("\n", "\r\n"))
    assert "Nothing was changed." in answer.content.decode()
    assert now(salt) == TOML.encode()
    assert salt.head == 1


def test_whoever_changed_another_file_stands_in_no_way(salt: Film, at_anna: Client) -> None:
    save(at_anna, salt, 1, BUDGET.decode() + "3100,Music,700,SE\n", "budget.csv")
    answer = save(at_anna, salt, 1, TOML.replace("Salt", "Light"))
    assert "Saved as revision 3." in answer.content.decode()
    assert b"Light" in (now(salt) or b"")


def test_changes_of_other_lines_are_joined(salt: Film, at_anna: Client) -> None:
    save(at_anna, salt, 1, TOML.replace("Salt", "Light"))
    answer = save(at_anna, salt, 1, TOML.replace("0.60", "0.55").replace("0.40", "0.45"))
    assert "with what somebody else changed in other lines" in answer.content.decode()
    saved = TOML.replace("Salt", "Light").replace("0.60", "0.55").replace("0.40", "0.45")
    assert now(salt) == saved.encode()


def test_changes_of_one_line_are_shown_side_by_side(salt: Film, at_anna: Client) -> None:
    theirs = TOML.replace("Salt", "Light").replace("0.40", "0.45").replace("0.60", "0.55")
    save(at_anna, salt, 1, theirs)
    answer = save(at_anna, salt, 1, TOML.replace("Salt", "Dust"))
    assert answer.status_code == 409
    text = answer.content.decode()
    sides = text.split('<table class="sides">')[1].split("</table>")[0]
    assert "Light" in sides
    assert "Dust" in sides
    assert "0.55" not in sides  # what only the others changed is in both
    assert 'name="base" value="2"' in text
    typed = text.split("<textarea")[1].split("</textarea>")[0]
    assert "Dust" in typed
    assert "0.55" in typed
    assert now(salt) == theirs.encode()
    assert save(at_anna, salt, 2, theirs.replace("Light", "Dust")).status_code == 200
    assert now(salt) == theirs.replace("Light", "Dust").encode()


def test_a_file_that_was_taken_out_meanwhile(salt: Film, at_anna: Client) -> None:
    at_anna.post(url(salt, "upload/"), upload("note.txt", b"one\r\n"))
    at_anna.post(url(salt, "of/note.txt/delete/"), {"base": 2})
    answer = save(at_anna, salt, 2, "one\ntwo\n", "note.txt")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody took this file out after you opened it." in text
    assert "one\ntwo\n</textarea>" in text
    assert save(at_anna, salt, 3, "one\ntwo\n", "note.txt").status_code == 200
    assert now(salt, "note.txt") == b"one\ntwo\n"


def test_a_text_from_no_revision_is_not_thrown_away(salt: Film, at_anna: Client) -> None:
    for base in ("", "99", "-1", "x"):
        answer = at_anna.post(url(salt, "of/film.toml/"), {"base": base, "text": "mine"})
        assert answer.status_code == 409
        assert "mine</textarea>" in answer.content.decode()


@pytest.mark.parametrize("path", ["../x.toml", "a/../x.txt", ".hidden.txt", "con.txt", "a.html"])
def test_no_file_is_saved_under_a_wrong_name(salt: Film, at_anna: Client, path: str) -> None:
    assert at_anna.post(url(salt, f"of/{path}/"), {"base": 1, "text": "x"}).status_code == 404
    salt.refresh_from_db()
    assert salt.head == 1


# --- files in and out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("film.toml", "text/plain"),
        ("budget.csv", "text/csv"),
        ("deck.pdf", "application/octet-stream"),
    ],
)
def test_a_download_is_never_a_page(salt: Film, at_anna: Client, path: str, kind: str) -> None:
    answer = at_anna.get(url(salt, f"of/{path}/download/"))
    assert answer["Content-Type"].startswith(kind)
    assert answer["Content-Disposition"] == f'attachment; filename="{path}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == now(salt, path)


def test_an_older_file_can_be_downloaded(salt: Film, at_anna: Client) -> None:
    save(at_anna, salt, 1, TOML.replace("Salt", "Light"))
    old = at_anna.get(url(salt, "of/film.toml/download/?revision=1"))
    assert old.content == TOML.encode()
    assert at_anna.get(url(salt, "of/film.toml/download/?revision=9")).status_code == 404


def test_a_file_is_brought_into_a_folder_and_replaced(salt: Film, at_anna: Client) -> None:
    at_anna.post(url(salt, "upload/"), upload("en.srt", b"1\n", "/subtitles/"))
    assert now(salt, "subtitles/en.srt") == b"1\n"
    at_anna.post(url(salt, "upload/"), upload("en.srt", b"2\n", "subtitles", base=2))
    assert now(salt, "subtitles/en.srt") == b"2\n"
    answer = at_anna.post(
        url(salt, "upload/"), upload("en.srt", b"2\n", "subtitles", base=3), follow=True
    )
    assert "byte for byte" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "folder", "says"),
    [
        ("run.exe", "", "is of a kind that"),
        ("a.txt", "../up", "is no name for a file"),
        ("a.txt", "a/b/c/d/e/f/g", "is no name for a file"),
        ("Film.TOML", "", "their names are alike"),
        ("a.txt", "film.toml", "their names are alike"),
    ],
)
def test_what_may_not_be_brought(
    salt: Film, at_anna: Client, name: str, folder: str, says: str
) -> None:
    answer = at_anna.post(url(salt, "upload/"), upload(name, b"x", folder))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    salt.refresh_from_db()
    assert salt.head == 1


def test_a_file_that_is_too_large(salt: Film, at_anna: Client, settings: Any) -> None:
    settings.UPLOAD_BYTES = 1_000_000
    answer = at_anna.post(url(salt, "upload/"), upload("a.txt", b"x" * 1_000_001))
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()


def test_a_file_that_somebody_replaced_meanwhile_is_left(salt: Film, at_anna: Client) -> None:
    at_anna.post(url(salt, "upload/"), upload("deck.pdf", b"%PDF-2"))
    at_anna.post(url(salt, "upload/"), upload("other.txt", b"x", base=1))  # another file: no matter
    answer = at_anna.post(url(salt, "upload/"), upload("deck.pdf", b"%PDF-3", base=1))
    assert answer.status_code == 409
    assert "Somebody changed this file meanwhile." in answer.content.decode()
    answer = at_anna.post(url(salt, "of/deck.pdf/delete/"), {"base": 1}, follow=True)
    assert "it was not taken out" in answer.content.decode()
    assert now(salt, "deck.pdf") == b"%PDF-2"


def test_a_film_without_its_files_can_be_helped(salt: Film, at_anna: Client) -> None:
    for base, path in enumerate(("film.toml", "budget.csv", "deck.pdf"), 1):
        at_anna.post(url(salt, f"of/{path}/delete/"), {"base": base})
    assert "No file. A film needs at least film.toml." in at_anna.get(url(salt)).content.decode()
    at_anna.post(url(salt, "upload/"), upload("film.toml", TOML.encode(), base=4))
    salt.refresh_from_db()
    assert salt.newest().document is not None
