"""`borderless optimise`: the answer, its exit codes, what is written, and how it is stopped."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from threading import Event
from typing import Any

import pytest
from typer.testing import CliRunner

from borderless.cli import optimise as verb
from borderless.cli.app import app
from borderless.cli.optimise import read_search
from borderless.cli.progress import progress_words
from borderless.finance.placement import Goal, Progress, Search
from borderless.finance.placement import optimise as engine
from borderless.finding import Finding, Severity

ROOT = Path(__file__).parents[2]
NEEDLE = ROOT / "examples" / "the-girl-with-the-needle"
HADSEL = ROOT / "examples" / "one-day-in-hadsel"
runner = CliRunner()


def run(*words: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, ["optimise", *(str(word) for word in words)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output.replace("\u202f", " ")


def data_of(*words: str | Path, code: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run(*words, "--json", "--no-frontier", code=code))
    return data


# A film of two lines: the sound mix may go from Denmark to Poland.
FILM = """
title = "A film"
delegate = "DK"
as_of = 2026-03-02
minutes = 90
[dates]
shooting_start = 2026-09-01
delivery = 2027-10-30
[[coproducer]]
company = "A"
country = "DK"
role = "delegate"
share = 0.6
[[coproducer]]
company = "B"
country = "PL"
share = 0.4
[facts.pl-rebate]
polish_applicant = true
qualification_test = true
"""
OPEN = """
[[placement.option]]
lines = ["Sound mix"]
place = "PL"
factor = 0.5
"""
CLASH = """
[[placement.spend]]
place = "PL"
at_most = 600_000
[[placement.spend]]
place = "DK"
at_most = 1_050_000
"""
BUDGET = """
account,description,phase,amount,currency,country
1000,Shoot,shoot,1000000,EUR,DK
2000,Polish shoot,shoot,500000,EUR,PL
3000,Sound mix,post,300000,EUR,DK
"""


def folder(tmp_path: Path, film: str = FILM + OPEN) -> Path:
    made = tmp_path / "film"
    made.mkdir()
    (made / "film.toml").write_text(dedent(film).lstrip(), "utf-8")
    (made / "budget.csv").write_text(dedent(BUDGET).lstrip(), "utf-8")
    return made


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", [NEEDLE, HADSEL])
def test_the_examples_have_a_proved_answer_that_costs_no_more_than_today(example: Path) -> None:
    data = data_of(example)
    assert data["status"] == "proved"
    assert data["gap"] <= 1e-4
    assert data["after"]["net"] <= data["before"]["net"]


def test_the_verdict_comes_first_then_the_tables() -> None:
    text = run(NEEDLE)
    first = text.splitlines()[0]
    assert first.startswith("The Girl with the Needle  Proved best")
    assert "less than today" in first
    headings = [
        "Today and the best (EUR)",
        "Official co-production",
        "Partners and spend by country (EUR)",
        "Moves",
        "What one more EUR of spend brings back",
        "By partners besides Denmark (EUR)",
        "By share of Denmark (EUR)",
        "Findings",
        "Read with",
    ]
    places = [text.index(f"\n{heading}\n") for heading in headings]
    assert places == sorted(places)
    assert "From the linear relaxation at the answer, every yes-or-no held." in text


def test_figures_of_a_column_end_at_the_same_place() -> None:
    lines = run(NEEDLE, "--no-frontier").splitlines()
    start = lines.index("Partners and spend by country (EUR)")
    table = [line.rstrip() for line in lines[start + 1 : start + 5]]
    assert len({len(line) for line in table}) == 1, table


def test_a_cheaper_place_is_found_and_shown_as_a_move(tmp_path: Path) -> None:
    made = folder(tmp_path)
    text = run(made, "--no-frontier")
    assert "Sound mix: DK → PL" in text
    assert "By partners" not in text
    data = data_of(made)
    (move,) = [one for one in data["moves"] if one["kind"] == "line"]
    assert (move["what"], move["before"], move["after"]) == ("Sound mix", "DK", "PL")
    assert not data["proposals"]
    assert data["after"]["cost"] == 1_650_000


def test_a_film_that_names_no_places_gets_proposals_and_is_told_how_to_give_its_own(
    tmp_path: Path,
) -> None:
    made = folder(tmp_path, FILM)
    assert data_of(made)["proposals"]
    assert "give your own, with what they cost, as [[placement.option]]" in run(made)


def test_nothing_to_decide_says_that_nothing_improves(tmp_path: Path) -> None:
    pinned = FILM + '[placement]\npinned = ["Sound mix", "Shoot", "Polish shoot"]\n'
    text = run(folder(tmp_path, pinned), "--no-frontier")
    assert "Nothing improves on today: proved best, net cost 1.80m EUR" in text
    assert "none: today's structure stays as it is" in text


def test_goal_currency_and_day_are_taken(tmp_path: Path) -> None:
    data = data_of(
        folder(tmp_path),
        "--maximise",
        "local-spend:PL",
        "--currency",
        "pln",
        "--as-of",
        "2026-02-02",
    )
    assert data["goal"] == {"maximise": "local-spend", "place": "PL"}
    assert (data["currency"], data["as_of"]) == ("PLN", "2026-02-02")


def test_wishes_that_clash_end_with_one(tmp_path: Path) -> None:
    made, new = folder(tmp_path, FILM + OPEN + CLASH), tmp_path / "new"
    text = run(made, "--write", new, "--html", tmp_path / "a.html", code=1)
    assert "These wishes cannot all stand: " in text
    assert f"{new} was not written: there is no film to write" in text
    assert not new.exists()
    assert "These wishes cannot all stand" in (tmp_path / "a.html").read_text("utf-8")
    data = data_of(made, code=1)
    assert data["status"] == "impossible"
    assert data["after"] is None
    assert "at most 600 000 EUR of the cost is spent in Poland" in [
        wish.replace("\u202f", " ") for wish in data["conflict"]
    ]


def test_strict_turns_errors_of_the_plan_found_into_exit_code_one(tmp_path: Path) -> None:
    made = folder(tmp_path)  # no source of finance: the plan does not close
    run(made, "--no-frontier")
    text = run(made, "--no-frontier", "--strict", code=1)
    assert "error" in text


# --- what is written -----------------------------------------------------------------------------


def test_the_film_found_is_a_folder_that_plans(tmp_path: Path) -> None:
    made, new = folder(tmp_path), tmp_path / "found"
    (made / "rules").mkdir()
    (made / "notes.txt").write_text("mine", "utf-8")
    text = run(made, "--no-frontier", "--write", new)
    assert f"wrote film.toml and budget.csv into {new}; nothing else of {made} was copied" in text
    assert f"--rules {made / 'rules'}" in text
    assert sorted(file.name for file in new.iterdir()) == ["budget.csv", "film.toml"]
    assert "3000,Sound mix,post,150000" in (new / "budget.csv").read_text("utf-8")
    again = runner.invoke(app, ["plan", str(new), "--json"])
    assert json.loads(again.output)["summary"]["budget"] == 1_650_000
    assert (made / "budget.csv").read_text("utf-8") == dedent(BUDGET).lstrip(), "ours is as it was"


def test_a_folder_that_holds_a_film_is_refused_before_the_search(tmp_path: Path) -> None:
    made = folder(tmp_path)
    text = run(made, "--write", made, code=2)
    assert text == f"--write {made}: has a film.toml already; name a new folder.\n"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    made, file = folder(tmp_path), tmp_path / "file"
    file.write_text("mine", "utf-8")
    assert "is a file; name a new folder" in run(made, "--write", file, code=2)


def test_the_page_has_the_section_and_stays_todays_plan(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "page.html"
    assert f"wrote {target}" in run(folder(tmp_path), "--html", target)
    text = target.read_text("utf-8")
    assert 'id="placement"' in text
    assert "for a budget of" in text
    assert [file.name for file in target.parent.iterdir()] == ["page.html"]


def test_the_programme_is_written_for_other_solvers(tmp_path: Path) -> None:
    text = run(folder(tmp_path), "--no-frontier", "--export", tmp_path / "out" / "film.mps")
    files = sorted((tmp_path / "out").iterdir())
    assert files
    for file in files:
        assert f"wrote {file}" in text
        assert "ROWS" in file.read_text("utf-8")


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    made, new = folder(tmp_path), tmp_path / "found"
    (tmp_path / "file").write_text("mine", "utf-8")
    text = run(
        *(made, "--no-frontier", "--write", new, "--export", tmp_path / "a.mps"),
        *("--html", tmp_path / "file" / "page.html"),
        code=2,
    )
    assert "--html" in text
    assert "cannot be written" in text
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "film"]


# --- wrong options and files ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--maximise", "profit", "'profit'; write net, soft-money or local-spend:PL"),
        ("--maximise", "net:PL", "'net:PL'; write net, soft-money or local-spend:PL"),
        ("--maximise", "local-spend", "write net, soft-money or local-spend:PL"),
        ("--maximise", "local-spend:Poland", "did you mean PL?"),
        ("--gap", "small", "cannot read 'small'"),
        ("--gap", "2", "a share from 0 to 1"),
        ("--gap", "-1 %", "a share from 0 to 1"),
        ("--gap", "nan", "a share from 0 to 1"),
        ("--time-limit", "0", "give seconds above 0"),
        ("--threads", "0", "give 1 or more"),
        ("--export", "film.txt", "such as film.mps"),
        ("--as-of", "soon", "cannot read 'soon' as a day"),
        ("--currency", "EURO", "unknown currency"),
    ],
)
def test_a_wrong_option_is_one_sentence(option: str, value: str, says: str) -> None:
    text = run(NEEDLE, option, value, code=2)
    assert says in text
    assert len(text.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "gap"),
    [("0.01 %", 1e-4), ("0.02", 0.02), ("1e-6", 1e-6), ("0,5 %", 0.005), ("0", 0.0)],
)
def test_a_gap_is_a_share_or_a_percentage(text: str, gap: float) -> None:
    assert read_search("net", text, 60, 1, frontier=True).gap == pytest.approx(gap)


def test_options_become_the_search() -> None:
    found = read_search("local-spend:pl-10", "0.01 %", 5, 2, frontier=False)
    assert found == Search(Goal("local-spend", "PL-10"), 5, 1e-4, 2, frontier=False)


def test_a_film_with_errors_is_not_searched(tmp_path: Path) -> None:
    made, target = folder(tmp_path, FILM.replace('"DK"', '"Denmark"', 1)), tmp_path / "a.html"
    text = run(made, "--html", target, code=2)
    assert "film.toml:2" in text
    assert "no answer: 1 problem to mend" in text
    assert not target.exists()
    faults = json.loads(runner.invoke(app, ["optimise", str(made), "--json"]).stdout)
    assert faults["findings"][0]["line"] == 2


def test_what_stops_the_search_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Finding("FIN700", Severity.ERROR, "The film has no budget.")
    monkeypatch.setattr(verb, "optimise", lambda *_, **__: (None, [stop]))
    text = run(NEEDLE, code=2)
    assert "FIN700 The film has no budget." in text
    assert "no answer: 1 problem to mend" in text


# --- progress, and how it is stopped -------------------------------------------------------------


def test_progress_is_one_line() -> None:
    seen = Progress("three partners [x]", 3_210_000.0, 3_200_000.0, 4.2)
    figures = " · best 3 210 000 · bound 3 200 000 · gap 0.31 % · 4 s"
    shown = progress_words(seen, 80).replace("\u202f", " ")
    assert shown == f"three partners [x]{figures}"
    short = progress_words(seen, 66).replace("\u202f", " ")
    assert short == f"three partn…{figures}"
    assert len(short) == 66
    assert progress_words(Progress("reading", None, None, 0.0), 80) == "reading · 0 s"
    assert progress_words(Progress("a", None, None, 0), 80, stopping=True).endswith("best found")


def test_nothing_of_the_progress_is_written_where_nobody_watches(tmp_path: Path) -> None:
    result = runner.invoke(app, ["optimise", str(folder(tmp_path)), "--json", "--no-frontier"])
    assert result.stderr == ""


def interrupted(times: int) -> Callable[..., Any]:
    """The engine behind a search in which Ctrl-C is pressed."""

    def stub(*words: Any, cancel: Event, **more: Any) -> Any:
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGINT)
            assert cancel.wait(20)
            # The second must not come before the first was heard.
            Event().wait(0.3)
        return engine(*words, **more)

    return stub


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX does")
def test_ctrl_c_stops_with_the_best_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(verb, "optimise", interrupted(1))
    before = signal.getsignal(signal.SIGINT)
    text = run(folder(tmp_path), "--no-frontier")
    assert "stopping with the best found; Ctrl-C again leaves at once" in text
    assert "Today and the best (EUR)" in text
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX does")
def test_a_second_ctrl_c_leaves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(verb, "optimise", interrupted(2))
    target = tmp_path / "a.html"
    text = run(folder(tmp_path), "--html", target, code=130)
    assert "Today and the best" not in text
    assert not target.exists()


def test_an_error_of_the_engine_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(verb, "optimise", broken)
    assert isinstance(runner.invoke(app, ["optimise", str(NEEDLE)]).exception, ZeroDivisionError)


def test_a_cold_start_of_plan_loads_no_solver() -> None:
    program = (
        "import sys; from borderless.cli.plan import run_plan; from pathlib import Path;"
        f"run_plan(Path({str(NEEDLE)!r}), '', '', [], as_json=True, html=None, strict=False);"
        "heavy = {'highspy', 'numpy', 'altair', 'borderless.finance.placement'};"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_markup_in_a_title_is_text(tmp_path: Path) -> None:
    made = folder(tmp_path, (FILM + OPEN).replace('"A film"', '"[red]A film[/red]"'))
    assert "[red]A film[/red]" in run(made, "--no-frontier")


def test_rules_beside_the_film_are_read(tmp_path: Path) -> None:
    made = tmp_path / "film"
    shutil.copytree(NEEDLE, made)
    (made / "rules").mkdir()
    from borderless.rulebook.library import DATA

    rule = (DATA / "incentives" / "pl-rebate.toml").read_text("utf-8")
    (made / "rules" / "mine.toml").write_text(rule.replace("rate = 0.30", "rate = 0.10"), "utf-8")
    (claim,) = data_of(made)["before"]["claims"]
    assert claim["amount"] == 252_234.73
