"""Changes that came too late: shown beside what was saved meanwhile, joined, or thrown away."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from borderless.film.model import Film as FilmDocument
from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles, SaveFilm
from borderless.web.films.models import Draft, Film, FilmRole, Revision, RevisionKind, Role
from borderless.web.films.pages import document_at

Edit = Callable[[dict[str, Any]], None]


def institute(**said: str) -> Edit:
    """Changes what the Danish Film Institute gives."""

    def edit(data: dict[str, Any]) -> None:
        next(one for one in data["source"] if one["name"] == "Danish Film Institute").update(said)

    return edit


def titled(title: str) -> Edit:
    return lambda data: data.update(title=title)


def changed(film: Film, base: int, *edits: Edit) -> FilmDocument:
    document = document_at(Access(film, Role.EDITOR, None), base)
    assert document is not None
    data = document.model_dump(mode="json", by_alias=True)
    for edit in edits:
        edit(data)
    return FilmDocument.model_validate(data)


def saved(film: Film, author: Any, *edits: Edit) -> Revision:
    film.refresh_from_db()
    document = changed(film, film.head, *edits)
    revision = SaveFilm(Access(film, Role.EDITOR, author), film.head, document, "Theirs").run()
    assert revision is not None
    return revision


def draft_of(film: Film, author: Any, *edits: Edit, base: int = 1, back_to: str = "") -> Draft:
    document = changed(film, base, *edits).model_dump(mode="json", by_alias=True)
    return Draft.objects.create(
        film=film, author=author, base=base, document=document, what="Mine", back_to=back_to
    )


@pytest.fixture
def late(needle: Film, anna: Any, ben: Any) -> Draft:
    """Anna's change of the title and of what the institute gives, after Ben changed both."""
    saved(needle, ben, institute(amount="13000000", status="applied"), titled("Ben's title"))
    return draft_of(needle, anna, institute(amount="14000000"), titled("Anna's title"))


def address(draft: Draft, name: str = "merge") -> str:
    return reverse(name, args=[draft.film_id, draft.pk])


def clashes_of(text: str) -> list[str]:
    return re.findall(r'name="clash" value="([^"]*)"', text)


def choices(text: str, pick: Callable[[int], str]) -> dict[str, str]:
    return {f"clash-{key}": pick(n) for n, key in enumerate(clashes_of(text))}


def newest(film: Film) -> Revision:
    film.refresh_from_db()
    return film.newest()


def document(revision: Revision) -> dict[str, Any]:
    assert revision.document is not None
    found: dict[str, Any] = revision.document
    return found


def institute_in(revision: Revision) -> dict[str, Any]:
    return next(
        one for one in document(revision)["source"] if one["name"] == "Danish Film Institute"
    )


def test_was_mine_and_theirs_with_nothing_chosen(
    late: Draft, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    text = signed_in(anna).get(address(late)).content.decode()
    assert len(clashes_of(text)) == 2
    assert " checked" not in text
    for words in ("Anna's title", "Ben's title"):
        assert escape(words) in text
    for amount in ("12.600.000", "13.000.000", "14.000.000"):
        assert amount in text
    assert "saved by Ben" in text
    assert escape('source "Danish Film Institute", status') in text  # theirs alone


def test_each_clash_needs_a_choice(
    late: Draft, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    desk = signed_in(anna)
    text = desk.get(address(late)).content.decode()
    first = dict(list(choices(text, lambda n: "mine").items())[:1])
    response = desk.post(address(late), {"base": "2"} | first)
    assert response.status_code == 422
    assert response.content.decode().count(" checked") == 1
    assert newest(late.film).number == 2
    odd = dict.fromkeys(choices(text, str), "both")
    assert desk.post(address(late), {"base": "2"} | odd).status_code == 422


@pytest.mark.parametrize(("mine", "title"), [(0, "Anna's title"), (1, "Ben's title")])
def test_what_is_chosen_is_saved_as_one_revision(
    mine: int, title: str, late: Draft, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    desk = signed_in(anna)
    text = desk.get(address(late)).content.decode()
    chosen = choices(text, lambda n: "mine" if n == mine else "theirs")
    response = desk.post(address(late), {"base": "2"} | chosen, follow=True)
    assert "Saved as revision 3." in response.content.decode()
    revision = newest(late.film)
    assert (revision.number, revision.kind, revision.author) == (3, RevisionKind.MERGED, anna)
    assert (document(revision)["title"], revision.what) == (title, "Mine")
    assert institute_in(revision)["amount"] == ("13000000" if mine == 0 else "14000000")
    assert institute_in(revision)["status"] == "applied"  # no clash, so theirs stays
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("side", "title", "number"), [("mine", "Anna's title", 3), ("theirs", "Ben's title", 2)]
)
def test_one_side_everywhere(
    side: str, title: str, number: int, late: Draft, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    desk = signed_in(anna)
    keys = clashes_of(desk.get(address(late)).content.decode())
    response = desk.post(
        address(late), {"base": "2", "clash": keys, "everything": side}, follow=True
    )
    assert response.status_code == 200
    revision = newest(late.film)
    assert (revision.number, document(revision)["title"]) == (number, title)
    assert not Draft.objects.exists()


def test_changes_of_different_things_stand_together(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, ben: Any
) -> None:
    saved(needle, ben, titled("Ben's title"))
    draft = draft_of(needle, anna, institute(amount="14000000"), back_to=f"/films/{needle.pk}/")
    desk = signed_in(anna)
    assert "can stand together" in desk.get(address(draft)).content.decode()
    response = desk.post(address(draft), {"base": "2"})
    assert (response.status_code, response["Location"]) == (302, f"/films/{needle.pk}/")
    revision = newest(needle)
    assert document(revision)["title"] == "Ben's title"
    assert institute_in(revision)["amount"] == "14000000"


def test_saved_again_meanwhile_keeps_the_choices_that_still_hold(
    late: Draft, signed_in: Callable[[Any], Client], anna: Any, ben: Any
) -> None:
    desk = signed_in(anna)
    text = desk.get(address(late)).content.decode()
    saved(late.film, ben, institute(amount="15000000"))
    response = desk.post(address(late), {"base": "2"} | choices(text, lambda n: "theirs"))
    assert response.status_code == 409
    again = response.content.decode()
    assert "Somebody has saved again." in again
    assert "15.000.000" in again
    assert 'name="base" value="3"' in again
    # The title that Ben wanted is as it was seen; his amount is another and is asked anew.
    assert re.findall(r'name="clash-([^"]*)" value="theirs" checked', again) == ["title"]
    assert newest(late.film).number == 3
    chosen = choices(again, lambda n: "theirs")
    assert desk.post(address(late), {"base": "3"} | chosen).status_code == 302


@pytest.mark.parametrize("base", ["", "x", "0", "1", "99", "9" * 500])
def test_an_odd_base_saves_nothing(
    base: str, late: Draft, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    desk = signed_in(anna)
    keys = clashes_of(desk.get(address(late)).content.decode())
    response = desk.post(address(late), {"base": base, "clash": keys, "everything": "mine"})
    assert response.status_code == 409
    assert newest(late.film).number == 2


def test_shares_that_only_together_are_a_whole_are_chosen_together(
    needle: Film, signed_in: Callable[[Any], Client], anna: Any, ben: Any
) -> None:
    def shares(*of: str) -> Edit:
        def edit(data: dict[str, Any]) -> None:
            for one, share in zip(data["coproducer"], of, strict=False):
                one["share"] = share

        return edit

    saved(needle, ben, shares("0.45", "0.40", "0.15"))
    draft = draft_of(needle, anna, shares("0.50", "0.30", "0.20"))
    desk = signed_in(anna)
    [key] = clashes_of(desk.get(address(draft)).content.decode())
    response = desk.post(address(draft), {"base": "2", f"clash-{key}": "mine"})
    assert response.status_code == 302
    film = newest(needle).document
    assert film
    assert [one["share"] for one in film["coproducer"]] == ["0.5", "0.3", "0.2"]


@pytest.fixture
def broken(late: Draft, ben: Any) -> Draft:
    """Ben has saved a film.toml that cannot be read."""
    put = {"film.toml": b"title = \n"}
    SaveFiles(Access(late.film, Role.EDITOR, ben), newest(late.film).number, put, (), "").run()
    return late


def test_files_that_cannot_be_read_leave_mine_to_take_along(
    broken: Draft, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    desk = signed_in(anna)
    text = desk.get(address(broken)).content.decode()
    assert "have errors just now" in text
    assert address(broken, "merge-file") in text
    assert desk.post(address(broken), {"base": "3", "everything": "mine"}).status_code == 409
    response = desk.get(address(broken, "merge-file"))
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        film = archive.read("film.toml").decode()
        assert "budget.csv" in archive.namelist()
    assert 'title = "Anna\'s title"' in film
    assert "14_000_000" in film or "14000000" in film


def test_a_draft_of_files_that_never_could_be_read_is_a_document_to_take_along(
    broken: Draft, signed_in: Callable[[Any], Client], anna: Any
) -> None:
    Draft.objects.filter(pk=broken.pk).update(base=3)
    desk = signed_in(anna)
    assert "have errors just now" in desk.get(address(broken)).content.decode()
    response = desk.get(address(broken, "merge-file"))
    assert json.loads(response.content)["title"] == "Anna's title"
    Draft.objects.filter(pk=broken.pk).update(document={"title": 5})
    assert desk.get(address(broken)).status_code == 200
    assert desk.get(address(broken, "merge-file")).status_code == 200


def test_a_draft_is_thrown_away(late: Draft, signed_in: Callable[[Any], Client], anna: Any) -> None:
    desk = signed_in(anna)
    assert desk.get(address(late, "merge-discard")).status_code == 405
    response = desk.post(address(late, "merge-discard"), follow=True)
    assert "thrown away" in response.content.decode()
    assert not Draft.objects.exists()
    assert newest(late.film).number == 2
    assert desk.get(address(late)).status_code == 404


def test_a_draft_is_its_author_s_alone(
    late: Draft,
    signed_in: Callable[[Any], Client],
    anna: Any,
    ben: Any,
    fiona: Any,
    vera: Any,
    sam: Any,
) -> None:
    for user, wanted in ((ben, 404), (fiona, 403), (vera, 403), (sam, 404)):
        desk = signed_in(user)
        assert desk.get(address(late)).status_code == wanted
        assert desk.get(address(late, "merge-file")).status_code == wanted
        assert desk.post(address(late), {"base": "2"}).status_code == wanted
        assert desk.post(address(late, "merge-discard")).status_code == wanted
    FilmRole.objects.filter(film=late.film, user=anna).update(role=Role.FINANCE_VIEWER)
    assert signed_in(anna).get(address(late)).status_code == 403
    assert Draft.objects.filter(pk=late.pk).exists()


def test_a_draft_of_another_film_is_not_there(
    late: Draft, make_film: Callable[..., Film], signed_in: Callable[[Any], Client], anna: Any
) -> None:
    other = make_film("one-day-in-hadsel")
    path = reverse("merge", args=[other.pk, late.pk])
    assert signed_in(anna).get(path).status_code == 404
