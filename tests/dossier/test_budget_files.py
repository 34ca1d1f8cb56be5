"""The budget as CSV and workbook: the same budget when it is read back, and no formula in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from borderless.dossier.budget_files import HEADS, budget_csv, budget_workbook
from borderless.dossier.topsheet import topsheet
from borderless.film.budget_changes import content
from borderless.film.document import Stage
from borderless.film.folder import read_film
from borderless.film.model import BudgetLine, Film
from borderless.film.rates import rates_for
from borderless.film.wishes import LinePlace
from borderless.finding import has_errors

RICH = BudgetLine(
    account="1100",
    description='Script, "final"; two drafts',
    phase=Stage.DEVELOPMENT,
    department="Story",
    amount=Decimal("12600.50"),
    currency="DKK",
    country="DK",
    region="DK-84",
    labour=Decimal("0.605"),
    vfx=True,
    above_the_line=True,
    person="Ann",
    resident=False,
    places=(
        LinePlace(place="PL", factor=Decimal("0.85")),
        LinePlace(place="SE", quote=Decimal("1200000.5"), currency="SEK"),
        LinePlace(place="NO-18"),
    ),
    pinned=False,
    whole=True,
    assumption="As in the last film",
    note="First line\nsecond line",
)


def film(*lines: BudgetLine) -> Film:
    return Film(title="Salt", delegate="DK", budget=lines)


def read_back(folder: Path, name: str, made: bytes) -> tuple[BudgetLine, ...]:
    for old in folder.glob("budget.*"):
        old.unlink()
    (folder / "film.toml").write_text('title = "Salt"\ndelegate = "DK"\n', "utf-8")
    (folder / name).write_bytes(made)
    read = read_film(folder)
    assert not has_errors(read.findings), read.findings
    assert read.film is not None
    return read.film.budget


def workbook_of(one: Film) -> bytes:
    rates, _ = rates_for(one.rates, Day(2026, 3, 2))
    return budget_workbook(one, topsheet(one.budget, rates, one.currency))


def bare(lines: Sequence[BudgetLine], currency: str | None = None) -> list[Any]:
    return [content(one, currency) for one in lines]


def test_every_field_comes_back_from_each_sort_of_file(tmp_path: Path) -> None:
    one = film(RICH, BudgetLine(amount=Decimal("0.1"), currency="EUR"))
    for name, made in (
        ("budget.csv", budget_csv(one)),
        ("budget.csv", budget_csv(one, decimal=",")),
        ("budget.xlsx", workbook_of(one)),
        ("budget.xlsx", budget_workbook(one, None)),
    ):
        assert bare(read_back(tmp_path, name, made)) == bare(one.budget, "EUR"), name


def test_the_heads_are_those_of_a_budget() -> None:
    assert {head.replace(" ", "_") for head in HEADS} == set(BudgetLine.model_fields) - {"row"}


def test_a_spreadsheet_with_commas_gets_semicolons() -> None:
    made = budget_csv(film(RICH), decimal=",").decode("utf-8")
    assert made.startswith("\ufeffaccount;description;")
    assert ";12600,50;DKK;" in made
    assert "PL 0,85 | SE 1200000,50 SEK | NO-18" in made


@pytest.mark.parametrize(
    "text", ["=1+1", "+45 1234", "-5", "@SUM(A1)", "'=1", "'quoted'", "''-x", "- dash"]
)
def test_no_text_is_run_and_none_is_changed(tmp_path: Path, text: str) -> None:
    one = film(BudgetLine(description=text, note=text, amount=Decimal(5), currency="EUR"))
    made = budget_csv(one)
    row = made.decode("utf-8").splitlines()[1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.split(","))
    assert bare(read_back(tmp_path, "budget.csv", made)) == bare(one.budget)
    made = workbook_of(one)
    assert bare(read_back(tmp_path, "budget.xlsx", made)) == bare(one.budget)
    sheet = load_workbook(io.BytesIO(made))["Budget"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_the_topsheet_stands_first_and_names_its_rates() -> None:
    one = film(RICH, BudgetLine(account="2100", amount=Decimal(50), currency="EUR", country="PL"))
    book = load_workbook(io.BytesIO(workbook_of(one)))
    assert book.sheetnames == ["Topsheet", "Budget"]
    rows = [[cell.value for cell in row] for row in book["Topsheet"].iter_rows()]
    assert rows[0][0] == "Salt"
    assert ["PL", "Poland", 50, None] in rows
    assert ["EUR", None, 50, 50] in rows
    assert any(str(row[0]).startswith("1 DKK = 0.13") for row in rows)
    assert any("ECB reference rate, 2026-" in str(row[0]) for row in rows)


def test_marks_that_no_file_can_hold_are_left_out(tmp_path: Path) -> None:
    one = film(BudgetLine(description="a\x01b\ud800c", amount=Decimal(5), currency="EUR"))
    for name, made in (("budget.csv", budget_csv(one)), ("budget.xlsx", workbook_of(one))):
        assert [line.description for line in read_back(tmp_path, name, made)] == ["abc"]


TEXTS = st.text("abc ,;\"'=+-@\t\n|żø0", max_size=8).map(str.strip)
LINES = st.builds(
    BudgetLine,
    account=st.sampled_from(["", "1100", "007", "1.10"]),
    description=TEXTS.map(lambda text: f"x{text}"),
    department=TEXTS,
    amount=st.decimals(0, 10**9, places=2, allow_nan=False),
    currency=st.sampled_from(["EUR", "DKK", "PLN"]),
    country=st.sampled_from([None, "DK", "PL"]),
    labour=st.sampled_from([Decimal(0), Decimal(1), Decimal("0.5"), Decimal("0.333")]),
    phase=st.sampled_from(list(Stage)),
    vfx=st.booleans(),
    resident=st.sampled_from([None, True, False]),
    note=st.none() | TEXTS.map(lambda text: text or None),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, min_size=1, max_size=5), comma=st.booleans())
def test_any_budget_comes_back(tmp_path: Path, lines: list[BudgetLine], *, comma: bool) -> None:
    one = film(*lines)
    made = budget_csv(one, decimal="," if comma else ".")
    assert bare(read_back(tmp_path, "budget.csv", made)) == bare(one.budget)
    assert bare(read_back(tmp_path, "budget.xlsx", workbook_of(one))) == bare(one.budget)
