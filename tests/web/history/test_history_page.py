"""The history page: every revision, what each changed, and the way back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles, SaveFilm
from borderless.web.films.models import Draft, Film, Revision, RevisionKind, Role
from borderless.web.films.pages import document_at
from web_fixtures import EXAMPLES, folder_files

AMOUNTS = ("12600000", "12,600,000", "12.600.000", "12 600 000", "13100200", "13,100,200")
"""The Danish Film Institute's money, before and after, in the usual groupings."""


@pytest.fixture
def changed(needle: Film, ben: Any) -> Film:
    """Ben has raised what the institute gives, and says so; then moved the director."""
    what = "The institute gives 13,100,200 DKK"
    source, person = "Danish Film Institute", "Magnus von Horn"
    _save(needle, ben, what, "source", source, "amount", "13100200")
    _save(needle, ben, "Person changed", "person", person, "residence", "SE")
    return needle


def _save(film: Film, author: Any, what: str, part: str, name: str, key: str, value: Any) -> None:
    access = Access(film, Role.EDITOR, author)
    document = document_at(access, film.head)
    assert document is not None
    data = document.model_dump(mode="json", by_alias=True)
    next(one for one in data[part] if one["name"] == name)[key] = value
    saved = SaveFilm(access, film.head, type(document).model_validate(data), what).run()
    assert saved is not None


def address(film: Film, name: str = "history", *more: Any) -> str:
    return reverse(name, args=[film.pk, *more])


def test_revisions_with_author_kind_and_words(
    changed: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    text = signed_in(fiona).get(address(changed)).content.decode()
    assert [int(one) for one in re.findall(r"/history/(\d+)/\">", text)] == [3, 2, 1]
    assert "Ben" in text
    assert "Anna" in text
    assert "The institute gives 13,100,200 DKK" in text
    assert "Restore" not in text  # she may only look


def test_what_changed_in_a_revision(
    changed: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    text = signed_in(ben).get(address(changed, "revision", 2)).content.decode()
    assert escape('source "Danish Film Institute", amount') in text
    assert re.search(r"<del[^>]*>12.600.000</del>", text)
    assert re.search(r"<ins[^>]*>13.100.200</ins>", text)
    assert "film.toml" in text


def test_any_two_are_compared_in_either_direction(
    changed: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    desk = signed_in(fiona)
    text = desk.get(address(changed, "revision", 3) + "?since=1").content.decode()
    assert "What changed since revision 1" in text
    assert text.count('<li>\n  <span><span class="word">changed</span>') == 2
    text = desk.get(address(changed, "revision", 1) + "?since=3").content.decode()
    assert "revision 3, which came later" in text
    assert re.search(r"<ins[^>]*>12,600,000</ins>", text)


@pytest.mark.parametrize("page", ["history", "2", "3", "1?since=3", "3?since=1"])
def test_a_viewer_reads_no_money_and_nobody_elses_words(
    page: str, changed: Film, signed_in: Callable[[Any], Client], vera: Any
) -> None:
    path = address(changed)
    if page != "history":
        number, _, query = page.partition("?")
        path = f"{address(changed, 'revision', number)}?{query}"
    text = signed_in(vera).get(path).content.decode()
    shown = re.sub(r"[\xa0\u202f]", " ", text)
    assert [amount for amount in AMOUNTS if amount in shown] == []
    assert "The institute" not in text
    assert "Danish Film Institute" not in text
    assert "film.toml" not in text
    assert "Revision" in text


def test_a_viewer_reads_what_is_no_money(
    changed: Film, signed_in: Callable[[Any], Client], vera: Any
) -> None:
    desk = signed_in(vera)
    assert (
        "director Magnus von Horn, residence"
        in desk.get(address(changed, "revision", 3)).content.decode()
    )
    text = desk.get(address(changed, "revision", 2)).content.decode()
    assert "1 change of money is not shown to your role." in text


@pytest.mark.parametrize(
    "query", ["?since=0", "?since=-1", "?since=x", "?since=", "?since=٣x", "?since=%00"]
)
def test_an_odd_number_to_compare_with_means_the_one_before(
    query: str, changed: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    response = signed_in(fiona).get(address(changed, "revision", 3) + query)
    assert response.status_code == 200


@pytest.mark.parametrize("number", ["4", "99999999999999999999999999"])
def test_a_revision_that_is_not_there(
    number: str, changed: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    desk = signed_in(fiona)
    there = address(changed, "revision", 3)
    assert desk.get(there.replace("/3/", f"/{number}/")).status_code == 404
    assert desk.get(f"{there}?since={number}").status_code in (200, 404)


def test_pages_of_a_long_history_take_the_same_queries(
    needle: Film,
    signed_in: Callable[[Any], Client],
    anna: Any,
    django_assert_max_num_queries: Any,
) -> None:
    desk = signed_in(anna)
    first = needle.newest()
    numbers = range(2, 502)
    Revision.objects.bulk_create(
        Revision(
            film=needle,
            number=number,
            author=anna,
            kind=RevisionKind.EDITED,
            what=f"Change {number}",
            manifest=first.manifest,
            document=first.document,
            digest=first.digest,
        )
        for number in numbers
    )
    Film.objects.filter(pk=needle.pk).update(head=501)
    with django_assert_max_num_queries(9) as asked:
        text = desk.get(address(needle)).content.decode()
    assert text.count("/restore/") == 29  # the newest has nothing to restore
    assert not [one for one in asked if '"document"' in one["sql"]]
    for page in ("17", "18", "0", "-1", "x", "9" * 5000):
        assert desk.get(address(needle), {"page": page}).status_code == 200


def test_an_older_revision_becomes_the_newest(
    changed: Film, signed_in: Callable[[Any], Client], ben: Any
) -> None:
    response = signed_in(ben).post(
        address(changed, "revision-restore", 1), {"base": "3"}, follow=True
    )
    assert "Revision 1 is restored as revision 4." in response.content.decode()
    changed.refresh_from_db()
    newest = changed.newest()
    assert (newest.number, newest.kind, newest.author) == (4, RevisionKind.RESTORED, ben)
    assert newest.digest == changed.revisions.get(number=1).digest


def test_nothing_is_restored_over_what_somebody_saved_meanwhile(
    changed: Film, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    desk = signed_in(anna)
    response = desk.post(address(changed, "revision-restore", 1), {"base": "2"}, follow=True)
    assert "nothing was restored" in response.content.decode()
    desk.post(address(changed, "revision-restore", 1), {})
    desk.post(address(changed, "revision-restore", 1), {"base": "9" * 400})
    changed.refresh_from_db()
    assert changed.head == 3


def test_restoring_what_is_there_already_adds_nothing(
    changed: Film, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    response = signed_in(anna).post(
        address(changed, "revision-restore", 3), {"base": "3"}, follow=True
    )
    assert "The film is like that already." in response.content.decode()
    changed.refresh_from_db()
    assert changed.head == 3


def test_the_folder_of_an_old_revision_byte_for_byte(
    changed: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    response = signed_in(fiona).get(address(changed, "revision-zip", 1))
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(folder_files(EXAMPLES / "the-girl-with-the-needle").items()) <= set(files.items())
    assert response["Content-Disposition"].endswith('the-girl-with-the-needle-1.zip"')


def test_a_title_over_two_lines_names_a_file_all_the_same(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    Film.objects.filter(pk=needle.pk).update(title="바늘을 든\r\nX: 소녀")
    response = signed_in(anna).get(address(needle, "revision-zip", 1))
    assert response.status_code == 200


def test_who_may_do_what(
    changed: Film, signed_in: Callable[[Any], Client], fiona: Any, vera: Any, sam: Any
) -> None:
    for user, path, wanted in (
        (vera, address(changed), 200),
        (vera, address(changed, "revision", 1), 200),
        (vera, address(changed, "revision-zip", 1), 403),
        (fiona, address(changed, "revision-zip", 1), 200),
        (sam, address(changed), 404),
        (sam, address(changed, "revision", 1), 404),
        (sam, address(changed, "revision-zip", 1), 404),
    ):
        assert signed_in(user).get(path).status_code == wanted, (user, path)
    for user, wanted in ((vera, 403), (fiona, 403), (sam, 404)):
        response = signed_in(user).post(address(changed, "revision-restore", 1), {"base": "3"})
        assert response.status_code == wanted


def test_a_file_with_errors_is_compared_line_by_line(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    text = bytes(folder_files(EXAMPLES / "the-girl-with-the-needle")["film.toml"])
    broken = {"film.toml": text.replace(b'format = "feature"', b'format = "<featur>"')}
    SaveFiles(Access(needle, Role.OWNER, anna), 1, broken, (), "").run()
    page = signed_in(anna).get(address(needle, "revision", 2)).content.decode()
    assert "have errors" in page
    assert "+format = &quot;&lt;featur&gt;&quot;" in page


def test_ones_own_drafts_are_listed_for_their_author_alone(
    changed: Film, signed_in: Callable[[Any], Client], anna: Any, ben: Any
) -> None:
    Draft.objects.create(
        film=changed, author=ben, base=1, document=changed.newest().document, what="Ben's change"
    )
    assert escape("Ben's change") in signed_in(ben).get(address(changed)).content.decode()
    assert escape("Ben's change") not in signed_in(anna).get(address(changed)).content.decode()
