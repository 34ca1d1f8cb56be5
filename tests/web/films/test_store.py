"""Revisions in the database: whole or not at all, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from borderless.web.films.actions.saving import document_json
from borderless.web.films.models import Blob, Film, Holding, Revision, RevisionKind
from borderless.web.films.reading import reading_of
from borderless.web.films.store import (
    NoRoomError,
    StaleError,
    add_revision,
    file_of,
    files_of,
    room_used,
)

FILES = {"film.toml": b'title = "A"\n', "budget.csv": b"a;b\r\n1;2\r\n", "sub/note.txt": b""}


def add(film: Film, files: dict[str, bytes], base: int, **given: Any) -> Revision | None:
    more: dict[str, Any] = {"author": None, "kind": RevisionKind.FILES, "what": "", "title": None}
    return add_revision(film, files, None, base=base, **(more | given))


@pytest.fixture
def film(db: None) -> Film:
    made = Film.objects.create(title="A film")
    add(made, FILES, 0)
    return made


def test_files_come_back_byte_for_byte(film: Film) -> None:
    assert files_of(film.newest()) == FILES
    assert list(files_of(film.newest())) == sorted(FILES)
    assert file_of(film.newest(), "budget.csv") == b"a;b\r\n1;2\r\n"
    assert file_of(film.newest(), "sub/note.txt") == b""
    assert file_of(film.newest(), "other.txt") is None


def test_a_content_is_kept_once(film: Film) -> None:
    kept = Blob.objects.count()
    add(film, FILES | {"copy.csv": FILES["budget.csv"]}, 1)
    assert Blob.objects.count() == kept
    other = Film.objects.create(title="Another")
    add(other, FILES, 0)
    assert Blob.objects.count() == kept
    assert room_used(other) == room_used(film) == sum(map(len, FILES.values()))


def test_the_same_folder_is_no_revision(film: Film) -> None:
    assert add(film, dict(reversed(FILES.items())), 1) is None
    assert Film.objects.get().head == 1


@pytest.mark.parametrize("base", [0, 2, 999_999_999])
def test_a_change_from_another_revision_is_refused_whole(base: int, film: Film) -> None:
    with pytest.raises(StaleError) as stale:
        add(film, {"film.toml": b"mine"}, base)
    assert (stale.value.base, stale.value.head) == (base, 1)
    assert film.revisions.count() == 1
    assert not Blob.objects.filter(content=b"mine").exists()


def test_without_room_nothing_is_saved(film: Film, settings: Any) -> None:
    settings.FILM_BYTES = room_used(film) + 3
    kept = Blob.objects.count(), Holding.objects.count()
    with pytest.raises(NoRoomError) as full:
        add(film, FILES | {"film.toml": b"1234"}, 1)
    assert (full.value.used, full.value.most) == (settings.FILM_BYTES + 1, settings.FILM_BYTES)
    assert (Blob.objects.count(), Holding.objects.count()) == kept
    film.refresh_from_db()
    assert (film.head, film.revisions.count()) == (1, 1)
    assert add(film, FILES | {"film.toml": b"123"}, 1) is not None


def test_what_a_film_has_already_takes_no_room(film: Film, settings: Any) -> None:
    add(film, {"film.toml": b"x"}, 1)
    settings.FILM_BYTES = room_used(film)
    assert add(film, FILES, 2) is not None  # as it is when an older revision is restored


@pytest.mark.parametrize(
    ("title", "listed"),
    [
        (None, "A film"),
        ("", "A film"),
        ("Ørken “blå”", "Ørken “blå”"),
        ("x" * 400, "x" * 300),
        ("A\x00B", "AB"),
        ("\x00", "A film"),
    ],
)
def test_the_title_is_one_that_lists_can_hold(title: str | None, listed: str, film: Film) -> None:
    add(film, {"film.toml": b"x"}, 1, title=title, what="w" * 400)
    film.refresh_from_db()
    assert film.title == listed
    assert film.newest().what == "w" * 300


def test_a_revision_never_changes(make_film: Callable[..., Film], settings: Any) -> None:
    film = make_film("the-girl-with-the-needle")
    first = Revision.objects.values().get(film=film)
    files = files_of(film.newest())
    for base, more in enumerate((b"\n# a\n", b"\n# b\n", b""), start=1):
        changed = files | {"film.toml": files["film.toml"] + more}
        saved = add(film, changed, base)
        assert saved is not None
        assert document_json(reading_of(saved)) == first["document"]
    assert Revision.objects.values().get(film=film, number=1) == first
    assert files_of(film.revisions.get(number=1)) == files
    assert list(film.revisions.values_list("number", flat=True)) == [4, 3, 2, 1]
