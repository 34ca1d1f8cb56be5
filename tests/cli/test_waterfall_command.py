"""`borderless waterfall`: what people see, wrong input in one sentence, no half-written file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from borderless.cli.app import app
from borderless.cli.waterfall import read_gross

ROOT = Path(__file__).parents[2]
NEEDLE = ROOT / "examples" / "the-girl-with-the-needle"
runner = CliRunner()

FILM = """
title = "The Ferry"
delegate = "DK"
currency = "EUR"
as_of = 2026-06-30
[dates]
release = 2025-01-01
[rates.per_base]
PLN = 4
[[recoupment.deal]]
name = "Angel"
party = "Angel Films"
territories = ["DK"]
fee = 0.25
costs = 20_000
[[recoupment.agent]]
name = "Wisła Sales"
commission = 0.2
expenses = 10_000
[[recoupment.tier]]
name = "loan"
[[recoupment.tier.claim]]
party = "Bank"
amount = 50_000
[[recoupment.tier]]
name = "equity"
[[recoupment.tier.claim]]
party = "Investor"
amount = 100_000
premium = 0.2
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
"""
RECEIPTS = """date,kind,amount,territory,party
2025-03-31,receipt,60000,DK,
2025-06-30,receipt,100000,FR,
2025-07-30,payment,40000,,Bank
"""


def run(*words: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, ["waterfall", *(str(word) for word in words)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output.replace("\u202f", " ")


def data_of(*words: str | Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run(*words, "--json"))
    return data


@pytest.fixture
def film(tmp_path: Path) -> Path:
    folder = tmp_path / "ferry"
    folder.mkdir()
    (folder / "film.toml").write_text(FILM, "utf-8")
    (folder / "budget.csv").write_text("account,description,amount\n1,Film,1000\n", "utf-8")
    (folder / "receipts.csv").write_text(RECEIPTS, "utf-8")
    return folder


# --- what people see -----------------------------------------------------------------------------


def test_the_first_lines_are_the_answer(film: Path) -> None:
    lines = run(film).splitlines()
    assert lines[0] == (
        "The Ferry  160 000.00 EUR of receipts as reported to 2026-06-30 · loan recouped, equity to"
        " 33 % · nothing undistributed"
    )
    # 60 000: fee 15 000, costs 20 000, 25 000 to the agent; 125 000 there: 25 000 and 10 000, so
    # 90 000 come into the account and 40 000 reach equity, which is owed 120 000.
    assert lines[1].startswith("next: equity, owed another 80 000.00 EUR; filled when a further ")
    assert lines[1].endswith(" EUR of gross comes in the same way")


def test_what_is_next_is_true(film: Path) -> None:
    said = run(film).splitlines()[1]
    further = int(said.split("a further ")[1].split(" EUR")[0].replace(" ", ""))
    denmark, france = (f"{further * part / 8:.2f}" for part in (3, 5))
    more = f"2026-06-30,receipt,{denmark},DK,\n2026-06-30,receipt,{france},FR,\n"
    (film / "receipts.csv").write_text(RECEIPTS + more, "utf-8")
    assert "loan, equity recouped" in run(film)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_amounts_are_whole_at_any_width(
    film: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = run(film)
    assert max(len(line) for line in text.splitlines()) <= width
    for amount in ("40 000.00", "80 000.00", "60 000.00 EUR came in", "50 000.00"):
        assert amount in text, amount


def test_every_party_with_what_it_says_it_was_paid(film: Path) -> None:
    text = run(film)
    (row,) = [line for line in text.splitlines() if line.startswith("Bank ")]
    assert row.split("  ")[-2:] == ["40 000.00", "10 000.00"]
    assert "nothing: Producer" in text
    assert "FIN816" in text


def test_explained_line_by_line(film: Path) -> None:
    text = run(film, "--explain", "angel films")
    assert "2025-03-31  row 2  Angel, Denmark: 60 000.00 EUR" in text
    assert "Angel, fee: 25 % of 60 000.00 EUR, what reached it" in text
    assert "owed 20 000.00 EUR, then 0.00" in text
    assert text.split("in all")[1].split()[:2] == ["35", "000.00"]
    assert "Where its positions stand" in text
    lines = data_of(film, "--explain", "Angel Films")["lines"]
    assert [one["paid"] for one in lines] == [15_000, 20_000]


def test_estimates_and_a_gross_simulate_until_receipts_come(film: Path) -> None:
    (film / "sales.csv").write_text("territory,low,mid,high\nDK,50000,90000,200000\n", "utf-8")
    assert data_of(film)["simulated"] is False
    (film / "receipts.csv").unlink()
    text = run(film)
    assert "90 000.00 EUR simulated: the middle of the sales estimates" in text
    assert "together they are no forecast" in text
    quick = data_of(film, "--gross", "1,5m")
    assert (quick["simulated"], quick["received"]) == (True, 1_500_000)
    given = film.parent / "theirs.csv"
    given.write_text("territory,low,mid,high\nFR,1000,2000,3000\n", "utf-8")
    assert data_of(film, "--sales", given)["received"] == 2_000


def test_receipts_from_elsewhere_up_to_a_day_in_another_currency(film: Path) -> None:
    given = film.parent / "statement-q2.csv"
    given.write_text("date,amount,territory\n2025-03-31,7,DK\n2025-05-31,8,FR\n", "utf-8")
    assert data_of(film, "--receipts", given)["received"] == 15
    assert data_of(film, "--receipts", given, "--until", "2025-04-30")["received"] == 7
    told = data_of(film, "--currency", "pln")
    bank = next(one for one in told["parties"] if one["party"] == "Bank")
    assert (told["currency"], bank["in"]) == ("EUR", {"currency": "PLN", "total": 200_000})
    assert "in all, PLN" in run(film, "--currency", "PLN")


def test_before_anything_came(film: Path) -> None:
    text = run(film, "--until", "2024-01-01")
    assert text.startswith("The Ferry  nothing has come in to 2024-01-01 · ")
    assert "next: loan: its 50 000.00 EUR is put in on 2025-01-01" in text
    (film / "receipts.csv").write_text("date,amount\n", "utf-8")
    assert "there are no receipts and no sales estimates yet" in run(film)
    (film / "receipts.csv").write_text("date,amount\n2025-06-30,-500\n", "utf-8")
    assert "−500.00 EUR of receipts as reported" in run(film)


def test_the_example_and_the_documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    shown = (
        (ROOT / "docs" / "recoupment.md").read_text("utf-8").split("```text\n")[1].split("```")[0]
    )
    real = [line.rstrip() for line in run(NEEDLE).splitlines()]
    missing = [line for line in shown.splitlines() if line != "…" and line not in real]
    assert missing == []


# --- a workbook ----------------------------------------------------------------------------------


def test_a_workbook_is_written_whole(film: Path, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out.xlsx"
    assert f"wrote {target}" in run(film, "--xlsx", target)
    assert [file.name for file in target.parent.iterdir()] == ["out.xlsx"]
    assert load_workbook(target)["Summary"]["A2"].value == "The Ferry"
    told = json.loads(runner.invoke(app, ["waterfall", str(film), "--json"]).stdout)
    assert told["received"] == 160_000


def test_a_workbook_that_cannot_be_written_leaves_nothing(film: Path, tmp_path: Path) -> None:
    assert "ending .xlsx" in run(film, "--xlsx", tmp_path / "out.xls", code=2)
    (tmp_path / "file").write_text("here", "utf-8")
    run(film, "--xlsx", tmp_path / "file" / "out.xlsx", code=2)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ferry", "file"]


# --- what is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--receipts", "nope.csv"], "--receipts nope.csv: there is no such file."),
        (["--sales", "nope.csv"], "--sales nope.csv: there is no such file."),
        (["--until", "30.6.2026"], "--until: cannot read '30.6.2026' as a day"),
        (["--explain", "Investr"], "nobody is called 'Investr'; did you mean 'Investor'?"),
        (["--explain", "wisla"], "did you mean 'Wisła Sales'?"),
        (["--explain", "x"], "there are Angel Films, Wisła Sales, Bank, Investor, Producer."),
        (["--gross", "plenty"], "--gross: 'plenty' is not a number; write it as 5m, 800k"),
        (["--gross", "5m", "--receipts", "FILM/receipts.csv"], "--gross stands for receipts"),
        (["--currency", "euro"], "--currency: "),
        (["--as-of", "1066-10-14"], "FIN601"),
    ],
)
def test_wrong_options_end_with_one_sentence(film: Path, words: list[str], said: str) -> None:
    assert said in run(film, *(word.replace("FILM", str(film)) for word in words), code=2)


def test_faults_of_the_files_stop_everything(film: Path) -> None:
    (film / "receipts.csv").write_text("date,amount,deal\n2025-06-30,5,Angle\n", "utf-8")
    text = run(film, code=2)
    assert "receipts.csv:2 deal: FIN804" in text
    assert "no waterfall: 1 problem to mend" in text
    (film / "receipts.csv").write_text("date,amount\nsoon,5\n", "utf-8")
    assert "receipts.csv:2 date: FLM065" in run(film, code=2)
    (film / "film.toml").write_text(FILM.split("[[recoupment.deal]]", maxsplit=1)[0], "utf-8")
    (film / "receipts.csv").unlink()
    assert "FIN807" in run(film, code=2)
    findings = json.loads(runner.invoke(app, ["waterfall", str(film), "--json"]).stdout)["findings"]
    assert [one["code"] for one in findings if one["severity"] == "error"] == ["FIN807"]


def test_strict_turns_errors_into_exit_code_one(film: Path, tmp_path: Path) -> None:
    run(film, "--strict")
    bare = tmp_path / "bare"
    shutil.copytree(film, bare)
    text = FILM.split("[[recoupment.tier]]", maxsplit=1)[0]
    (bare / "film.toml").write_text(text, "utf-8")
    assert "FIN808" in run(bare)
    assert "goes to nobody" in run(bare, "--strict", code=1)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("5m", "5000000 EUR"),
        ("1.5m USD", "1500000 USD"),
        ("800k", "800000 EUR"),
        ("1 500 000", "1500000 EUR"),
        ("1,5m", "1500000 EUR"),
        ("1.500.000,00", "1500000 EUR"),
        ("€2m", "2000000 EUR"),
        ("12 Mio. PLN", "12000000 PLN"),
        ("0.25m", "250000 EUR"),
    ],
)
def test_a_gross_as_people_write_it(text: str, money: str) -> None:
    read = read_gross(text, "EUR")
    assert f"{read.amount:.0f} {read.currency}" == money


@pytest.mark.parametrize(
    "text", ["", " ", "m", "-5m", "0", "5 %", "5m XXQ", "5m 3", "1e9", "nan", "$5m"]
)
def test_a_gross_that_cannot_be_read_is_one_sentence(film: Path, text: str) -> None:
    if not text.strip():
        return
    said = run(film, f"--gross={text}", code=2)
    assert said.startswith("--gross: ")
    assert len(said.strip().splitlines()) == 1
