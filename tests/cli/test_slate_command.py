"""`borderless slate`: many films, a row each, and none that stops another."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from borderless.cli.app import app

ROOT = Path(__file__).parents[2]
NEEDLE = ROOT / "examples" / "the-girl-with-the-needle"
HADSEL = ROOT / "examples" / "one-day-in-hadsel"
runner = CliRunner()


def run(*words: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def slate(*words: str | Path) -> list[dict[str, Any]]:
    output = run("slate", *words, "--json", "--jobs", "1")
    rows: list[dict[str, Any]] = json.loads(output[output.index("{") :])["rows"]
    return rows


def test_each_film_is_optimised() -> None:
    rows = slate(NEEDLE, HADSEL)
    assert [row["title"] for row in rows] == ["The Girl with the Needle", "One Day in Hadsel"]
    for row in rows:
        assert row["outcome"] == "proved best"
        assert row["gain"] == pytest.approx(row["before_net"] - row["after_net"])
        assert row["gain"] >= 0
        assert row["moves"] > 0


def test_a_film_that_cannot_be_read_is_a_row_and_stops_no_other(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(NEEDLE, broken)
    (broken / "budget.csv").write_text("account;amount\n1100;12.600,5O\n")
    rows = slate(tmp_path / "nowhere", NEEDLE, broken, HADSEL, "--no-optimise")
    assert [row["outcome"] for row in rows] == ["", "planned", "", "planned"]
    assert "There is no folder" in rows[0]["error"]
    assert "12.600,5O" in rows[2]["error"]
    assert rows[2]["folder"] == str(broken)
    assert [row["error"] for row in rows[1::2]] == ["", ""]


def test_a_day_before_the_rulebook_is_each_films_row() -> None:
    rows = slate(NEEDLE, HADSEL, "--no-optimise", "--as-of", "1950-01-01")
    assert all("FIN601" in row["error"] for row in rows)


def test_a_films_own_rules_are_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(NEEDLE, own)
    (own / "rules").mkdir()
    rule = ROOT / "src/borderless/rulebook/data/incentives/pl-rebate.toml"
    text = rule.read_text("utf-8").replace("rate = 0.30", "rate = 0.10")
    assert text != rule.read_text("utf-8")
    (own / "rules" / "pl-rebate.toml").write_text(text, "utf-8")
    ours, theirs = slate(NEEDLE, own, "--no-optimise")
    assert theirs["before_net"] > ours["before_net"]
    (own / "rules" / "pl-rebate.toml").write_text("rule = 1")
    ours, theirs = slate(NEEDLE, own, "--no-optimise")
    assert "RUL103" in theirs["error"]
    assert ours["error"] == ""


def test_the_file_keeps_the_order_and_guards_against_formulas(tmp_path: Path) -> None:
    film = tmp_path / "=1+1"
    shutil.copytree(HADSEL, film)
    toml = (film / "film.toml").read_text("utf-8")
    toml = toml.replace('title = "One Day in Hadsel"', 'title = "=HYPERLINK(1)"', 1)
    (film / "film.toml").write_text(toml, "utf-8")
    target = tmp_path / "out.csv"
    run("slate", film, tmp_path / "nowhere", NEEDLE, "--no-optimise", "--out", target)
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"), newline="")))
    assert [row["title"] for row in rows] == ["'=HYPERLINK(1)", "", "The Girl with the Needle"]
    assert [bool(row["error"]) for row in rows] == [False, True, False]
    assert not (tmp_path / ".out.csv.partial.jsonl").exists()


def test_the_terminal_has_a_line_a_film(tmp_path: Path) -> None:
    output = run("slate", NEEDLE, tmp_path / "nowhere", "--no-optimise", "--jobs", "1")
    assert "The Girl with the Needle" in output
    assert "FLM001" in output


def test_rules_that_cannot_be_read_stop_the_run() -> None:
    assert "RUL100" in run("slate", NEEDLE, "--rules", "nowhere", code=2)
