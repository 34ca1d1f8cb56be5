"""Names of files, alone and beside each other, as a folder on a disk can hold them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from borderless.film.archive import pack
from borderless.web.films.access import Access
from borderless.web.films.actions.filing import (
    PutFile,
    TakeFile,
    WrongNameError,
    folder_of,
    unfit_names,
)
from borderless.web.films.models import Film, Role
from borderless.web.films.reading import read_files, unpacked
from borderless.web.films.store import files_of

LONG = "한" * 84  # of three bytes each: with .txt 256


@pytest.mark.parametrize(
    "paths",
    [
        ["film.toml", "budget.csv", "subtitles/pl.srt", "subtitles/da.srt"],
        ["Größe 한국.txt", "żółć/żółć.txt"],
        [f"{LONG[1:]}.txt"],
        [],
    ],
)
def test_names_that_are_fit(paths: list[str]) -> None:
    assert unfit_names(paths) is None
    with unpacked(dict.fromkeys(paths, b"x")) as folder:
        assert sum(one.is_file() for one in folder.rglob("*")) == len(paths)


@pytest.mark.parametrize(
    ("paths", "code", "says"),
    [
        ([f"{LONG}.txt"], "FLM082", "256 bytes"),
        ([f"{LONG}{LONG}/a.txt"], "FLM082", "too long a name"),
        (["a.txt", "a.txt/b.txt"], "FLM084", "a file and the folder"),
        (["a.txt/b/c.txt", "a.txt"], "FLM084", "a file and the folder"),
    ],
)
def test_names_that_no_folder_holds(
    paths: list[str],
    code: str,
    says: str,
    needle: Film,
    anna: Any,
    signed_in: Callable[[Any], Client],
) -> None:
    found = unfit_names(paths)
    assert found is not None
    assert found.code == code
    assert says in found.message
    archive = pack(files_of(needle.newest()) | dict.fromkeys(paths, b"x"))
    assert folder_of(archive) == ({}, [found])
    for path in (reverse("film-import"), reverse("film-import-over", args=[needle.pk])):
        sent = {"base": "1", "archive": SimpleUploadedFile("film.zip", archive)}
        response = signed_in(anna).post(path, sent)
        assert response.status_code == 422
        assert code in response.content.decode()
    assert Film.objects.get().revisions.count() == 1


def test_a_long_name_is_refused_beside_the_upload(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    sent = {"base": "1", "file": SimpleUploadedFile(f"{LONG}.txt", b"x")}
    response = signed_in(anna).post(reverse("file-upload", args=[needle.pk]), sent)
    assert response.status_code == 422
    assert "too long a name" in response.content.decode()
    assert needle.revisions.count() == 1


@pytest.mark.parametrize(
    "name",
    ["../x.toml", "/x.toml", "C:/x.toml", "x.exe", "film.toml/x.txt", "con.txt", "a\x00.txt"],
)
def test_a_file_of_a_wrong_name_is_not_put(name: str, needle: Film, anna: Any) -> None:
    with pytest.raises(WrongNameError):
        PutFile(Access(needle, Role.OWNER, anna), 1, name, b"x").run()
    assert needle.revisions.count() == 1


def test_a_file_is_put_and_taken_out(needle: Film, anna: Any) -> None:
    access = Access(needle, Role.OWNER, anna)
    put = PutFile(access, 1, "Gro\u0308ße.txt", b"").run()
    assert put is not None
    assert "Größe.txt" in put.manifest  # one name, however it is typed
    assert PutFile(access, 2, "Größe.txt", b"").run() is None
    assert TakeFile(access, 2, "nothing.txt").run() is None
    taken = TakeFile(access, 2, "Größe.txt").run()
    assert taken is not None
    assert "Größe.txt" not in taken.manifest


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("budget.csv", b""),
        ("budget.csv", b"\xff\xfe"),
        ("budget.csv", "Konto;Betrag\n1;2\x00".encode("utf-16")),
        ("budget.csv", "Beløb;Land\n1;DK".encode("cp1252")),
        ("budget.xlsx", b"PK\x03\x04"),
        ("sales.csv", b"\x00\x00"),
        ("receipts.csv", b"\x81\x8d"),
        ("film.toml", b"\xff"),
        ("film.toml", b"\xef\xbb\xbf"),
        ("rules/x.toml", b"\x00"),
        ("note.txt", b"\xff\xfe\x00"),
    ],
)
def test_no_content_closes_a_page(
    name: str, content: bytes, needle: Film, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    files = {path: old for path, old in files_of(needle.newest()).items() if path[:6] != name[:6]}
    reading = read_files(files | {name: content})
    assert all("/tmp" not in one.message for one in reading.findings)
    PutFile(Access(needle, Role.OWNER, anna), 1, name, content).run()
    client = signed_in(anna)
    assert client.get("/").status_code == 200
    for page in ("overview", "people", "budget", "finance", "recoupment", "files", "history"):
        assert client.get(reverse(page, args=[needle.pk])).status_code == 200, page
    for page in ("file", "file-download"):
        assert client.get(reverse(page, args=[needle.pk, name])).status_code == 200, page
