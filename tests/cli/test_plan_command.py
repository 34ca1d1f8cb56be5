"""`borderless plan` on real folders: what people see, exit codes, and nothing half-written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
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


def plan(folder: Path, *options: str | Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run("plan", folder, "--json", *options))
    return data


# --- the examples --------------------------------------------------------------------------------


def test_the_girl_with_the_needle_closes_and_is_official_under_either_convention() -> None:
    data = plan(NEEDLE)
    assert data["summary"]["closes"]
    assert data["official"]["verdict"] == "qualifies"
    assert set(data["official"]["governing"]) == {"coe-1992", "coe-2017"}
    points = {test["id"]: test["points"] for test in data["treaties"]}
    assert (points["coe-1992"]["earned"], points["coe-2017"]["earned"]) == (19, 21)
    rebate = next(one for one in data["incentives"] if one["id"] == "pl-rebate")
    assert rebate["in_plan"]
    assert rebate["explanation"]["amount"] == 3_657_000
    assert [one for one in data["findings"] if one["severity"] == "error"] == []


def test_an_example_repeats_that_its_figures_are_assumptions() -> None:
    data = plan(NEEDLE)
    assert len(data["assumptions"]) >= 3
    assert any(one["code"] == "FIN109" for one in data["findings"])


def test_one_day_in_hadsel_is_short_and_falls_under_1992() -> None:
    data = plan(HADSEL)
    assert not data["summary"]["closes"]
    assert data["official"]["governing"] == ["coe-1992"]
    assert data["official"]["verdict"] == "qualifies"
    assert data["shares"]["US"] == 0.1


@pytest.mark.parametrize("folder", [NEEDLE, HADSEL])
def test_the_examples_have_no_fault_of_ours(folder: Path) -> None:
    codes = {one["code"] for one in plan(folder)["findings"]}
    ours = {code for code in codes if code.startswith(("RUL", "FLM", "RAT"))}
    assert ours == set()
    warnings = {one["code"] for one in plan(folder)["findings"] if one["severity"] == "warning"}
    assert "FIN208" not in warnings, "no amount rests on an unverified value"


def test_the_terminal_says_the_answer_first() -> None:
    lines = run("plan", NEEDLE).splitlines()
    assert lines[0].startswith("The Girl with the Needle  budget 5\u202f076\u202f525 EUR")
    assert lines[0].endswith("closes")
    assert lines[1].startswith("next: ")


def test_every_counted_step_cites_its_article() -> None:
    for one in plan(NEEDLE)["incentives"]:
        if one["in_plan"]:
            for step in one["explanation"]["steps"]:
                assert step["reference"]["article"], step


def test_another_currency_and_another_day() -> None:
    data = plan(NEEDLE, "--currency", "pln", "--as-of", "2023-01-02")
    assert data["currency"] == "PLN"
    assert data["as_of"] == "2023-01-02"
    assert {rate["to"] for rate in data["rates"]} == {"PLN"}


def test_strict_turns_errors_into_exit_code_one() -> None:
    run("plan", NEEDLE, "--strict")
    run("plan", HADSEL, "--strict", code=1)


def test_html_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "needle.html"
    assert f"wrote {target}" in run("plan", NEEDLE, "--html", target)
    text = target.read_text("utf-8")
    assert text.lstrip().lower().startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    assert [file.name for file in target.parent.iterdir()] == ["needle.html"]


# --- rules of one's own --------------------------------------------------------------------------


def test_rules_beside_the_film_are_read_and_shown_as_theirs(tmp_path: Path) -> None:
    film = tmp_path / "film"
    shutil.copytree(NEEDLE, film)
    (film / "rules").mkdir()
    from borderless.rulebook.library import DATA

    rule = (DATA / "incentives" / "pl-rebate.toml").read_text("utf-8")
    (film / "rules" / "mine.toml").write_text(rule.replace("rate = 0.30", "rate = 0.10"), "utf-8")
    data = plan(film)
    rebate = next(one for one in data["incentives"] if one["id"] == "pl-rebate")
    assert rebate["explanation"]["amount"] == 1_219_000
    step = rebate["explanation"]["steps"][0]
    assert step["reference"]["theirs"].endswith("mine.toml")


# --- bad input -----------------------------------------------------------------------------------

FILM = """
title = "A film"
delegate = "DK"
as_of = 2026-03-02
"""
BUDGET = "account,amount,currency,country\n1000,100000,DKK,DK\n"


def folder(tmp_path: Path, film: str = FILM, budget: str = BUDGET) -> Path:
    made = tmp_path / "film"
    made.mkdir()
    (made / "film.toml").write_text(dedent(film), "utf-8")
    (made / "budget.csv").write_text(dedent(budget), "utf-8")
    return made


@pytest.mark.parametrize(
    ("film", "budget", "places"),
    [
        (FILM.replace('"DK"', '"Denmark"'), BUDGET, ["film.toml:3"]),
        (FILM + 'currency = "EURO"\n', BUDGET, ["film.toml:5"]),
        (FILM + '[[person]]\npost = "directr"\nname = "A"\n', BUDGET, ["film.toml:6"]),
        (FILM, BUDGET.replace("100000", "-100000"), ["budget.csv:2"]),
        (FILM, BUDGET.replace("100000", ""), ["budget.csv:2"]),
        (FILM, BUDGET.replace("100000", "NaN"), ["budget.csv:2"]),
        (FILM, BUDGET + BUDGET, ["budget.csv:3"]),
        (FILM.replace('delegate = "DK"', 'delegate = "DK'), BUDGET, ["film.toml:3"]),
        (FILM, BUDGET.replace("DKK", "RSD"), ["RSD"]),
        (FILM.replace("2026-03-02", "1985-01-01"), BUDGET, ["1985-01-01"]),
        (
            FILM + '[[coproducer]]\ncompany = "A"\ncountry = "DK"\nshare = 0.5\n'
            '[[coproducer]]\ncompany = "B"\ncountry = "SE"\nshare = 0.4\n',
            BUDGET,
            ["film.toml", "0.9"],
        ),
        (
            FILM.replace('"DK"', '"Denmark"'),
            BUDGET.replace("100000", "-1").replace(",DK\n", ",Xx\n"),
            ["film.toml:3", "budget.csv:2 amount", "budget.csv:2 country"],
        ),
    ],
)
def test_bad_input_is_told_with_its_place_and_writes_nothing(
    tmp_path: Path, film: str, budget: str, places: list[str]
) -> None:
    made = folder(tmp_path, film, budget)
    target = tmp_path / "out.html"
    text = run("plan", made, "--html", target, code=2)
    for place in places:
        assert place in text, text
    assert not target.exists()


def test_no_folder(tmp_path: Path) -> None:
    assert "no plan" in run("plan", tmp_path / "nowhere", code=2)


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--as-of", "soon", "cannot read 'soon' as a day"),
        ("--currency", "EURO", "unknown currency"),
    ],
)
def test_a_wrong_option_is_one_sentence(option: str, value: str, says: str) -> None:
    assert says in run("plan", NEEDLE, option, value, code=2)


def test_faults_are_data_too(tmp_path: Path) -> None:
    made = folder(tmp_path, FILM.replace('"DK"', '"Denmark"'))
    result = runner.invoke(app, ["plan", str(made), "--json"])
    assert result.exit_code == 2
    data = json.loads(result.stdout)
    assert data["findings"][0]["line"] == 3


def test_markup_in_a_title_is_text(tmp_path: Path) -> None:
    made = folder(tmp_path, FILM.replace('"A film"', '"[red]A film[/red]"'))
    assert "[red]A film[/red]" in run("plan", made)


# --- starting ------------------------------------------------------------------------------------


def test_new_makes_a_film_that_plans_at_once(tmp_path: Path) -> None:
    made = tmp_path / "my-film"
    assert "now: borderless plan" in run("new", made, "--title", "My film", "--delegate", "PL")
    assert plan(made)["film"] == "My film"
    assert "not empty" in run("new", made, code=2)


def test_a_cold_start_loads_no_charts_solvers_or_arrays() -> None:
    program = (
        "import sys; from borderless.cli.plan import run_plan; from pathlib import Path;"
        f"run_plan(Path({str(NEEDLE)!r}), '', '', [], as_json=True, html=None, strict=False);"
        "heavy = {'altair', 'vl_convert', 'numpy', 'pandas', 'jinja2', 'openpyxl', 'tomlkit'};"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
