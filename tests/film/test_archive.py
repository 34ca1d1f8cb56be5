"""A folder as a ZIP comes back byte for byte; whatever else is in an archive is refused or told."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.archive import Limits, checked_name, pack, unpack
from borderless.finding import Finding

FILM = {"film.toml": b'title = "X"\n', "budget.csv": b"account;amount\n", "rules/own.toml": b""}


def zipped(entries: dict[str, bytes], **how: object) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in how.items():
                setattr(entry, key, value)
            archive.writestr(entry, content)
    return made.getvalue()


def codes(findings: list[Finding]) -> list[str]:
    return [one.code for one in findings]


def test_it_works() -> None:
    assert unpack(pack(FILM)) == (FILM, [])


NAMES = st.lists(
    st.text("abcdeåéß한 _-0123456789", min_size=1, max_size=12).map(str.strip).filter(bool),
    min_size=1,
    max_size=3,
).map(lambda parts: "/".join(parts) + ".csv")


@given(st.dictionaries(NAMES, st.binary(max_size=300), min_size=1, max_size=6))
def test_what_is_packed_comes_back(files: dict[str, bytes]) -> None:
    if len({name.casefold() for name in files}) < len(files):
        return
    if any(isinstance(checked_name(name), Finding) or checked_name(name) != name for name in files):
        return
    files = {"film.toml": b""} | files  # so that no folder is around everything
    assert unpack(pack(files)) == (files, [])


def test_equal_folders_give_equal_archives() -> None:
    assert pack(FILM) == pack(dict(reversed(FILM.items())))


def test_one_folder_around_everything_is_taken_off() -> None:
    inside = {f"My film/{name}": content for name, content in FILM.items()}
    assert unpack(zipped(inside)) == (FILM, [])


def test_leftovers_are_told() -> None:
    more = {"__MACOSX/._film.toml": b"x", ".DS_Store": b"x", "film.toml.1.bak": b"x"}
    files, findings = unpack(zipped(FILM | more))
    assert files == FILM
    assert codes(findings) == ["FLM085"] * 3


def test_a_kind_of_file_that_runs_is_left_out() -> None:
    files, findings = unpack(zipped(FILM | {"setup.exe": b"MZ", "page.html": b"<script>"}))
    assert files == FILM
    assert "setup.exe" in findings[0].message
    assert codes(findings) == ["FLM085", "FLM085"]


@pytest.mark.parametrize(
    "name",
    [
        "../film.toml",
        "a/../../film.toml",
        "/etc/film.toml",
        "C:/film.toml",
        "a//b.csv",
        "con.csv",
        "a\x1fb.csv",
        ".hidden.csv",
        "a\u202eb.csv",
        " film.toml",
        "a/" * 7 + "b.csv",
        "a" * 201 + ".csv",
    ],
)
def test_a_name_that_leads_astray_is_refused(name: str) -> None:
    files, findings = unpack(zipped(FILM | {name: b"x"}))
    assert files == {}
    assert codes(findings) == ["FLM082"]


def test_a_link_is_refused() -> None:
    link = (stat.S_IFLNK | 0o777) << 16
    files, findings = unpack(zipped({"film.toml": b"/etc/passwd"}, external_attr=link))
    assert files == {}
    assert codes(findings) == ["FLM082"]


def test_names_that_differ_in_capitals_only_are_refused() -> None:
    files, findings = unpack(zipped({"film.toml": b"", "budget.csv": b"", "Budget.csv": b""}))
    assert files == {}
    assert codes(findings) == ["FLM084"]


def test_a_bomb_is_counted_while_it_is_unpacked() -> None:
    limits = Limits(each=1_000_000, all=1_500_000)
    bomb = zipped({"film.toml": b"", "a.csv": bytes(50_000_000)})
    assert len(bomb) < 100_000
    files, findings = unpack(bomb, limits)
    assert files == {}
    assert codes(findings) == ["FLM081"]
    halves = zipped({"film.toml": b"", "a.csv": bytes(900_000), "b.csv": bytes(900_000)})
    assert codes(unpack(halves, limits)[1]) == ["FLM081"]


def test_a_size_that_lies_is_found() -> None:
    content = zipped({"film.toml": b"x" * 1000})
    lying = content.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    files, findings = unpack(lying)
    assert files == {}
    assert codes(findings) == ["FLM080"]


def test_too_many_files() -> None:
    many = {f"{number}.csv": b"" for number in range(12)}
    assert codes(unpack(zipped(many), Limits(files=10))[1]) == ["FLM081"]


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive", pack(FILM)[:-30], b"\x00" * 500])
def test_what_is_no_archive_is_told(content: bytes) -> None:
    files, findings = unpack(content)
    assert files == {}
    assert codes(findings) == ["FLM080"]


def test_a_locked_archive_is_told() -> None:
    content = bytearray(zipped({"film.toml": b"x"}))
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1
    files, findings = unpack(bytes(content))
    assert files == {}
    assert codes(findings) == ["FLM080"]


def test_an_archive_of_nothing_is_told() -> None:
    assert codes(unpack(zipped({}))[1]) == ["FLM080"]
    assert codes(unpack(zipped({"photo.exe": b""}))[1]) == ["FLM085", "FLM080"]


@given(st.binary(max_size=400), st.integers(0, 400))
def test_nothing_in_an_archive_raises(noise: bytes, at: int) -> None:
    content = pack(FILM)
    at = min(at, len(content))
    unpack(content[:at] + noise + content[at + len(noise) :])


def test_a_broken_stream_is_told() -> None:
    content = bytearray(pack({"film.toml": bytes(range(256)) * 20}))
    packed = zlib.compress(b"")
    content[60:66] = packed[:6]
    files, findings = unpack(bytes(content))
    assert files == {}
    assert codes(findings) == ["FLM080"]
