"""A new film's folder reads without errors, whatever its title and country."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from borderless.film.folder import read_film
from borderless.film.scaffold import FolderNotEmptyError, scaffold


@pytest.mark.parametrize("country", ["DK", "PL", "US", "KR", "XK"])
def test_it_reads_without_findings(tmp_path: Path, country: str) -> None:
    folder = tmp_path / "new" / "film"
    assert scaffold(folder, "Salt", country) == [folder / "film.toml", folder / "budget.csv"]
    read = read_film(folder)
    assert [str(finding) for finding in read.findings] == []
    assert read.film is not None
    assert read.film.delegate == country
    assert {one.country for one in read.film.coproducer} > {country}
    assert sum(one.share or 0 for one in read.film.coproducer) == 1
    spent = sum(line.amount for line in read.film.budget)
    assert spent == sum(source.amount or 0 for source in read.film.source) == Decimal(1_000_000)


def test_a_small_code_is_a_country_too(tmp_path: Path) -> None:
    scaffold(tmp_path, "Salt", "se")
    film = read_film(tmp_path).film
    assert film is not None
    assert film.delegate == "SE"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.text(min_size=1).filter(str.strip))
def test_any_title_is_kept(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("film")
    scaffold(folder, title, "DK")
    film = read_film(folder).film
    assert film is not None
    assert film.title == title.strip()


def test_a_title_like_a_mark_of_the_template(tmp_path: Path) -> None:
    scaffold(tmp_path, "@delegate@ @title@", "DK")
    film = read_film(tmp_path).film
    assert film is not None
    assert film.title == "@delegate@ @title@"


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FolderNotEmptyError, match=r"is not empty \(it has notes\.txt\)"):
        scaffold(tmp_path, "Salt", "DK")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "film").write_text("mine")
    with pytest.raises(FolderNotEmptyError, match="is a file"):
        scaffold(tmp_path / "film", "Salt", "DK")
    assert (tmp_path / "film").read_text() == "mine"


@pytest.mark.parametrize(("title", "country"), [("Salt", "UK"), (" ", "DK")])
def test_nothing_is_written_for_a_bad_answer(tmp_path: Path, title: str, country: str) -> None:
    with pytest.raises(ValueError, match=r"did you mean GB\?|no title"):
        scaffold(tmp_path / "film", title, country)
    assert not (tmp_path / "film").exists()


def test_what_may_change_holds_without_the_comment_signs(tmp_path: Path) -> None:
    scaffold(tmp_path, "Salt", "DK")
    path = tmp_path / "film.toml"
    before, _, rest = path.read_text("utf-8").partition("# [placement]\n")
    block, _, after = rest.partition("\n\n")
    rows = ["[placement]", *(row.removeprefix("# ") for row in block.splitlines())]
    path.write_text("\n".join([before, *rows, "", after]), "utf-8")
    read = read_film(tmp_path)
    assert [str(finding) for finding in read.findings] == []
    assert read.film is not None
    assert [one.place for one in read.film.placement.option] == ["PL"]
