"""The list of a film's files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from borderless.finding import Finding, Place, Severity
from borderless.web.files.listing import in_the_way, last_changes, listed


def found(severity: Severity, file: str | None) -> Finding:
    return Finding("FLM010", severity, "Wrong.", Place(file, 1) if file else None)


def test_the_film_and_its_budget_come_first() -> None:
    sizes = {"a.txt": 3, "budget.csv": 2, "film.toml": 1}
    assert [one.path for one in listed(sizes, [], {})] == ["film.toml", "budget.csv", "a.txt"]


def test_findings_are_counted_by_file() -> None:
    findings = [
        found(Severity.ERROR, "film.toml"),
        found(Severity.ERROR, "film.toml"),
        found(Severity.WARNING, "film.toml"),
        found(Severity.INFO, "film.toml"),
        found(Severity.ERROR, None),
    ]
    (one,) = listed({"film.toml": 1}, findings, {"film.toml": 7})
    assert (one.errors, one.warnings, one.changed) == (2, 1, 7)


def test_each_file_since_when_it_is_what_it_is() -> None:
    manifests = [
        (4, {"film.toml": "c", "budget.csv": "x", "new.txt": "n"}),
        (3, {"film.toml": "b", "budget.csv": "x"}),
        (2, {"film.toml": "c", "budget.csv": "x"}),
        (1, {"film.toml": "a", "budget.csv": "x"}),
    ]
    assert last_changes(manifests) == {"film.toml": 4, "new.txt": 4, "budget.csv": 1}


def test_what_did_not_change_in_all_that_was_looked_at_is_left_out() -> None:
    manifests = [(9, {"film.toml": "b", "old.txt": "o"}), (8, {"film.toml": "a", "old.txt": "o"})]
    assert last_changes(manifests) == {"film.toml": 9}


def test_no_more_revisions_are_read_than_are_needed() -> None:
    def manifests() -> Iterator[tuple[int, dict[str, str]]]:
        yield 3, {"film.toml": "b"}
        yield 2, {"film.toml": "a"}
        pytest.fail("read further than needed")

    assert last_changes(manifests()) == {"film.toml": 3}


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("budget.csv", None),
        ("Budget.CSV", "budget.csv"),
        ("budget.csv/a.txt", "budget.csv"),
        ("subtitles", "subtitles/en.srt"),
        ("subtitles/de.srt", None),
        ("Subtitles/en.srt", "subtitles/en.srt"),
    ],
)
def test_files_that_no_folder_could_hold_together(path: str, other: str | None) -> None:
    assert in_the_way(path, ["budget.csv", "subtitles/en.srt"]) == other
