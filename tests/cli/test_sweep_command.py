"""`borderless sweep` on real folders: the rows, the file, and a run that was killed going on."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import time
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


def rows_of(output: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(output[output.index("{") :])["rows"]
    return rows


def sweep(folder: Path, *options: str | Path) -> list[dict[str, Any]]:
    return rows_of(run("sweep", folder, "--json", "--jobs", "1", *options))


def table(file: Path) -> list[dict[str, str]]:
    """The rows of a file without their seconds."""
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    for row in rows:
        del row["seconds"]
    return rows


# --- plans ---------------------------------------------------------------------------------------


def test_every_set_has_its_row_and_todays_is_todays_plan() -> None:
    rows = sweep(NEEDLE, "--partners", "DK,SE,PL,NO,FR", "--choose", "1..4")
    assert len(rows) == 15, "the delegate's country is no partner"
    (today,) = [row for row in rows if set(row["partners"]) == {"SE", "PL"}]
    plan = json.loads(run("plan", NEEDLE, "--json"))
    assert today["gap"] == plan["summary"]["gap"]
    assert today["cost"] == plan["summary"]["budget"]
    assert today["official"] == "qualifies"
    assert today["shares"] == {"DK": 0.5, "PL": 0.35, "SE": 0.15}
    assert (today["shares_are"], today["incentives_by_country"]) == ("stated", {"PL": 756704.19})
    assert {row["shares_are"] for row in rows if row is not today} == {"equal"}
    assert {row["error"] for row in rows} == {""}


def test_a_new_partner_costs_what_a_partner_costs_and_brings_what_the_film_qualifies_for() -> None:
    folder = HADSEL
    (row,) = sweep(folder, "--partners", "NO,PL,US,SE", "--choose", "4")
    assert row["partner_cost"] > 0
    (alone,) = sweep(folder, "--partners", "NO,PL,US", "--choose", "3")
    assert row["net"] == pytest.approx(alone["net"] + row["partner_cost"])


def test_the_terminal_names_the_lowest_net_cost() -> None:
    output = run("sweep", NEEDLE, "--partners", "SE,PL", "--jobs", "1")
    assert "lowest net cost as an official co-production: SE, PL" in output
    assert "DK 50 %, SE 50 % (equal, not agreed)" in output


# --- the search ----------------------------------------------------------------------------------


def test_each_set_is_optimised_with_exactly_its_partners() -> None:
    options = ("--partners", "SE,PL,NO", "--choose", "2..3", "--optimise")
    rows = sweep(NEEDLE, *options)
    for row in rows:
        if not row["error"]:
            assert set(row["shares"]) == {"DK", *row["partners"]}
            assert row["outcome"] == "proved best"
            assert row["net"] == pytest.approx(row["objective"], abs=1)
    (today,) = sweep(NEEDLE, "--partners", "SE,PL", "--choose", "2")
    assert rows[0]["net"] <= today["net"]
    others = rows_of(run("sweep", NEEDLE, "--json", "--jobs", "2", *options))
    for row in [*rows, *others]:
        del row["seconds"]
    assert rows == others


def test_a_set_that_cannot_be_is_a_row_that_says_why(tmp_path: Path) -> None:
    film = tmp_path / "film"
    shutil.copytree(NEEDLE, film)
    toml = re.split(r"(?m)^\[+placement", (film / "film.toml").read_text("utf-8"))[0]
    (film / "film.toml").write_text(f"{toml}[placement]\npartners_at_most = 2\n", "utf-8")
    rows = sweep(film, "--partners", "SE,PL,NO", "--choose", "2..3", "--optimise")
    assert rows[-1]["outcome"] == "impossible"
    assert rows[-1]["error"].startswith("cannot stand together: ")
    assert rows[-1]["error"].endswith("; at most 2 partners beside Denmark.")
    assert rows[-1]["net"] is None
    assert rows[0]["outcome"] == "proved best"


# --- files ---------------------------------------------------------------------------------------


def test_a_csv_has_a_row_a_set_and_no_journal_is_left(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    run("sweep", NEEDLE, "--partners", "SE,PL,NO", "--out", target, "--jobs", "2")
    rows = table(target)
    assert [row["partners"] for row in rows] == [
        *("SE", "PL", "NO"),
        *("SE, PL", "SE, NO", "PL, NO"),
        "SE, PL, NO",
    ]
    assert rows[3]["incentives_PL"] == "756704.19"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_a_run_that_was_killed_goes_on_and_gives_the_same_file(tmp_path: Path) -> None:
    options = ["--partners", "SE,PL,NO,FR,DE,IT,ES,FI", "--choose", "1..3", "--jobs", "1"]
    run("sweep", NEEDLE, *options, "--out", tmp_path / "whole.csv")
    target, journal = tmp_path / "out.csv", tmp_path / ".out.csv.partial.jsonl"
    start = [sys.executable, "-c", "from borderless.cli import main; main()"]
    with subprocess.Popen([*start, "sweep", NEEDLE, *options, "--out", target]) as running:
        while not (journal.exists() and journal.stat().st_size):
            assert running.poll() is None
            time.sleep(0.005)
        running.kill()
    assert not target.exists(), "nothing half-written"
    output = run("sweep", NEEDLE, *options, "--out", target)
    assert "going on: " in output
    assert table(target) == table(tmp_path / "whole.csv")
    assert not journal.exists()


# --- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--choose", "3"), "--choose: read '3', but there are 2 partner countries"),
        (("--choose", "2..1"), "--choose: read '2..1', which runs backwards; write it as 1..2."),
        (("--choose", "some"), "--choose: read 'some', which is no number of partners"),
        (("--partners", "UK"), "--partners: unknown country 'UK'; did you mean GB?"),
        (("--partners", " , "), "--partners names no country; write some as SE,PL,NO."),
        (("--out", "x.xls"), "--out: 'x.xls' does not end with .csv or .parquet"),
        (("--currency", "€"), "--currency: unknown currency '€'; did you mean EUR?"),
        (("--as-of", "soon"), "--as-of: cannot read 'soon' as a day"),
        (("--time-limit", "0"), "--time-limit: read 0; give seconds above 0"),
        (("--time-limit", "nan"), "--time-limit: read nan; give seconds above 0"),
        (("--cluster", "here"), "--cluster: cannot read 'here' as a scheduler's address"),
        (("--cluster", "tcp://h:1", "--jobs", "2"), "--jobs is for this machine"),
        (("--rules", "nowhere"), "RUL100"),
    ],
)
def test_a_wrong_option_ends_with_one_sentence(options: tuple[str, ...], says: str) -> None:
    assert says in run("sweep", NEEDLE, "--partners", "SE,PL", *options, code=2)


def test_too_many_sets_are_refused_before_they_are_made() -> None:
    countries = "SE,PL,NO,FR,DE,IT,ES,FI,IE,CZ,HU,AT,BE,BG,CH,CY,EE,GR,HR,IS"
    output = run("sweep", NEEDLE, "--partners", countries, code=2)
    assert "that makes 1,048,575 sets of partners, more than 100,000" in output


def test_a_film_that_cannot_be_read_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    output = run("sweep", tmp_path, "--partners", "SE", "--out", tmp_path / "o.csv", code=2)
    assert "FLM002" in output
    assert list(tmp_path.iterdir()) == []


def test_a_scheduler_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("borderless.finance.batch.cluster._PATIENCE", 1)
    words = ("--cluster", "tcp://127.0.0.1:1", "--out", tmp_path / "o.csv")
    output = run("sweep", NEEDLE, "--partners", "SE", *words, code=2)
    assert "--cluster: the scheduler at tcp://127.0.0.1:1 does not answer" in output
