"""`borderless cashflow` on real folders: what people see, exit codes, the workbook."""

from __future__ import annotations

import io
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer

from borderless.cli.cashflow import run_cashflow

ROOT = Path(__file__).parents[2]
NEEDLE = ROOT / "examples" / "the-girl-with-the-needle"
HADSEL = ROOT / "examples" / "one-day-in-hadsel"
LUNCHBOX = ROOT / "examples" / "the-lunchbox"
LOANS = """
[[cash.loan]]
kind = "senior"
fee = 0.02
rate = 0.08

[[cash.loan]]
kind = "tax_credit"
against = ["pl-rebate"]
advance = 0.85

[[cash.loan]]
name = "=HYPERLINK(\\"http://example.org\\")"
kind = "overdraft"
"""


def data(folder: Path, capsys: pytest.CaptureFixture[str], **options: Any) -> dict[str, Any]:
    assert run_cashflow(folder, "", "", [], as_json=True, **options) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def text(folder: Path, capsys: pytest.CaptureFixture[str], **options: Any) -> str:
    assert run_cashflow(folder, "", "", [], **options) == 0
    return capsys.readouterr().out


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The needle without the loans that its [cash] holds."""
    folder = tmp_path / "film"
    shutil.copytree(NEEDLE, folder)
    toml = (folder / "film.toml").read_text("utf-8")
    before, rest = toml.split("[cash]\n")
    after = rest[rest.index("[recoupment]") :]
    (folder / "film.toml").write_text(before + after, "utf-8")
    return folder


@pytest.fixture
def with_loans(bare: Path) -> Path:
    with (bare / "film.toml").open("a", encoding="utf-8") as file:
        file.write(LOANS)
    return bare


@pytest.mark.parametrize("folder", [NEEDLE, HADSEL, LUNCHBOX])
def test_the_examples_have_a_cash_flow_that_adds_up(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = data(folder, capsys)
    closing = found["periods"][-1]["closing"]
    flows = sum(item["total_reported"] for item in found["items"])
    assert closing == pytest.approx(flows, abs=0.5)
    owed = found["identity"]["drawn"] - found["identity"]["repaid"]
    assert closing == pytest.approx(owed - found["identity"]["missing"], abs=0.01)
    codes = {one["code"] for one in found["findings"]}
    assert "FIN862" not in codes
    assert ("FIN852" in codes) == (folder != NEEDLE)  # only the needle has loans


def test_the_girl_with_the_needle_is_lowest_before_its_delivery(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = data(bare, capsys)
    assert found["summary"]["lowest"]["day"] < "2024-03-01"
    assert found["bridge"]["size"] > -found["summary"]["lowest"]["amount"]
    rebate = next(one for one in found["items"] if one["name"] == "Polish 30 % cash rebate")
    assert (rebate["currency"], rebate["total"]) == ("PLN", 3_657_000)


def test_the_terminal_says_the_answer_first_and_shows_weeks_in_the_shoot(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = text(bare, capsys).splitlines()
    assert lines[0].startswith("The Girl with the Needle  cash flow in EUR, 2022-08-01 to")
    assert lines[1].startswith("lowest point: −")
    assert lines[2].startswith("no loan is planned: a bridge of")
    assert any(line.startswith("7–13 Nov 2022, w45") for line in lines)
    assert any(line.startswith("Jul 2023") for line in lines)


def test_with_loans_the_account_holds_and_the_loop_is_shown(
    with_loans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = data(with_loans, capsys)
    assert found["fixed_point"]["settled"]
    assert found["fixed_point"]["residual"] < 0.01
    assert found["summary"]["lowest"]["amount"] == 0
    assert [one["kind"] for one in found["loans"]] == ["senior", "tax_credit", "overdraft"]
    credit = found["loans"][1]
    net = credit["pledged"] * 0.85 * (1 - credit["fee_share"]) - credit["interest"]
    assert credit["net"] == pytest.approx(net, abs=0.02)
    shown = text(with_loans, capsys)
    assert "loans and their costs agree after" in shown
    assert "peak borrowing" in shown


def test_words_of_the_user_are_shown_as_they_are(
    with_loans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = (with_loans / "film.toml").read_text("utf-8")
    toml = toml.replace('name = "DR"', 'name = "[red]DR[/red]"')
    toml = toml.replace(
        '{ event = "delivery", share = 0.1 }', '{ event = "[b]end[/b]", share = 0.1 }'
    )
    (with_loans / "film.toml").write_text(toml, "utf-8")
    shown = text(with_loans, capsys)
    assert "[red]DR[/red]" in shown
    assert "10 % at [b]end[/b]" in shown


def test_strict_fails_where_cash_falls_below_zero(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cashflow(NEEDLE, "", "", [], strict=True) == 0
    assert run_cashflow(bare, "", "", [], strict=True) == 1
    assert "FIN851" in capsys.readouterr().out


def test_confirmed_money_only(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(NEEDLE, capsys, confirmed_only=True)
    statuses = {one["status"] for one in found["items"] if one["side"] == "source"}
    assert statuses == {"confirmed"}


def test_a_film_without_dates_stops_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "film.toml").write_text('title = "A film"\ndelegate = "DK"\n', "utf-8")
    (tmp_path / "budget.csv").write_text("description,amount\nCrew,1000\n", "utf-8")
    assert run_cashflow(tmp_path, "", "", []) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "FIN841" in shown.err
    assert "no cash flow: 1 problem to mend" in shown.err


# --- the workbook --------------------------------------------------------------------------------


def sheet_sums(sheet: Any, column: int) -> dict[str, float]:
    """A column of the cash-flow sheet worked out as a spreadsheet would: rows of items by name."""
    found: dict[str, float] = {}
    for row in sheet.iter_rows(min_row=6):
        name, value = row[0].value, row[column - 1].value
        if isinstance(value, int | float) and isinstance(name, str):
            found[name] = found.get(name, 0.0) + value
    return found


def test_the_workbook_has_periods_across_and_totals_as_formulas(
    with_loans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out" / "cash.xlsx"
    found = data(with_loans, capsys, xlsx=target)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Cash flow", "Instalments", "Loans", "Findings", "Read with"]
    sheet = book["Cash flow"]
    assert sheet.freeze_panes == "G6"
    labels = [cell.value for cell in sheet[4][6:]]
    assert labels == [period["label"] for period in found["periods"]]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6) if row[0].value}
    assert rows["Sources, total"][6].value.startswith("=SUM(G7:")
    closing, opening = rows["Closing balance"], rows["Opening balance"]
    assert opening[7].value == f"=G{closing[0].row}"
    balance = 0.0
    for column, period in enumerate(found["periods"], start=7):
        balance += sum(sheet_sums(sheet, column).values())
        assert balance == pytest.approx(period["closing"], abs=0.02)


def test_what_people_wrote_is_never_a_formula(
    with_loans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = (with_loans / "film.toml").read_text("utf-8")
    toml = toml.replace('name = "DR"', 'name = "@SUM(1)\\u0007"')
    (with_loans / "film.toml").write_text(toml, "utf-8")
    target = tmp_path / "cash.xlsx"
    text(with_loans, capsys, xlsx=target)
    book = openpyxl.load_workbook(io.BytesIO(target.read_bytes()))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert "HYPERLINK" not in cell.value
                elif isinstance(cell.value, str) and cell.value[:1] in "=+-@":
                    assert cell.quotePrefix, cell.value
    names = [row[0].value for row in book["Cash flow"].iter_rows(min_row=6)]
    assert "@SUM(1)" in names
    assert any(str(name).startswith("=HYPERLINK") for name in names)


def test_a_workbook_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(typer.Exit) as stopped:
        run_cashflow(NEEDLE, "", "", [], xlsx=tmp_path / "file" / "cash.xlsx")
    assert stopped.value.exit_code == 2
    assert "cannot be written" in capsys.readouterr().err


def test_amounts_of_the_json_are_in_cents(capsys: pytest.CaptureFixture[str]) -> None:
    for item in data(NEEDLE, capsys)["items"]:
        assert round(Decimal(str(item["total"])), 2) == Decimal(str(item["total"]))
