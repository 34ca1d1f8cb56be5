"""The workbook, opened again: its figures, its formats, and texts that no spreadsheet runs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from ferry import RECEIPTS, SALES
from openpyxl import Workbook, load_workbook
from test_waterfall_json import paid

from borderless.dossier.waterfall_xlsx import write_waterfall
from borderless.dossier.workbook import Column, Sheet, write_workbook
from borderless.finance.recoupment.waterfall import Waterfall


def written(waterfall: Waterfall, target: Path) -> Workbook:
    write_waterfall(waterfall, waterfall.findings, target)
    return load_workbook(target)


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *others = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in others]


@pytest.fixture
def waterfall(tmp_path: Path) -> Waterfall:
    return paid(tmp_path, RECEIPTS)


@pytest.fixture
def book(waterfall: Waterfall, tmp_path: Path) -> Workbook:
    return written(waterfall, tmp_path / "out.xlsx")


def test_its_sheets(book: Workbook, tmp_path: Path) -> None:
    assert book.sheetnames == ["Summary", "Positions", "Statements", "Payouts", "Receipts"]
    (tmp_path / "sales").mkdir()
    estimated = written(paid(tmp_path / "sales", sales=SALES), tmp_path / "cases.xlsx")
    assert estimated.sheetnames[-1] == "Cases"
    cases = rows(estimated, "Cases")
    assert (cases[0]["Low"], cases[0]["Mid"], cases[0]["High"]) == (70_000, 160_000, 290_000)
    assert estimated["Cases"]["B3"].number_format == "0.00%"


def test_payouts_sum_to_the_receipts_and_to_each_partys_total(
    book: Workbook, waterfall: Waterfall
) -> None:
    *lines, _ = [row for row in rows(book, "Payouts") if row["Party"]]
    for party in waterfall.parties:
        own = [row["Paid"] or 0 for row in lines if row["Party"] == party]
        assert round(Decimal(sum(own)), 2) == waterfall.settlement.total(party)
    assert round(sum(row["Paid"] or 0 for row in lines), 2) == 250_000


def test_statements_add_up(book: Workbook) -> None:
    fund = [row for row in rows(book, "Statements") if row["Party"] == "Fund"]
    last = fund[-1]
    assert last["Position"] == "all positions"
    assert (last["From"].date(), last["To"].date()) == (date(2027, 1, 1), date(2027, 6, 30))
    assert (last["Prior"], last["Current"], last["Cumulative"]) == (23_225, 9_950, 33_175)
    investor = [row for row in rows(book, "Statements") if row["Party"] == "Investor"]
    second = next(row for row in investor if row["Actual"])
    assert (second["Calculated"], second["Actual"], second["Difference so far"]) == (0, 60_000, 0)


def test_positions_are_in_their_own_currency(book: Workbook) -> None:
    sheet = book["Positions"]
    guarantee = next(row for row in sheet.iter_rows() if row[1].value == "Kino, minimum guarantee")
    assert guarantee[4].value == "PLN"
    assert guarantee[5].value == 200_000
    assert guarantee[5].number_format.startswith("#,##0.00")
    award = next(row for row in sheet.iter_rows() if row[1].value == "award")
    assert award[10].value == "the event 'Oscar' has no day yet"


def test_receipts_show_the_deal_that_each_was_matched_to(book: Workbook) -> None:
    found = {row["Row"]: row["Matched to"] for row in rows(book, "Receipts") if row["Row"]}
    assert found == {2: "Agent", 3: "Kino", 4: "DR", 5: "Investor", 6: "Agent"}
    assert rows(book, "Receipts")[-1]["Counted, EUR"] == 250_000


def test_what_users_wrote_is_text_and_no_formula(book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@"]
    assert {cell.value for cell in risky} == {"=Kino Polska", "+cmd"}
    assert all(cell.quotePrefix for cell in risky)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "\tx", "a\x07b", "x" * 40_000]
)
def test_any_text_can_be_written(text: str, tmp_path: Path) -> None:
    sheet = Sheet("S", [Column("", 10), Column("", 10)])
    sheet.add(text, Decimal(1))
    write_workbook([sheet], text, date(2026, 1, 1), tmp_path / "x.xlsx")
    cell = load_workbook(tmp_path / "x.xlsx")["S"]["A2"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\x07", "")[:32_767]


def test_it_is_made_for_paper_and_for_scrolling(book: Workbook) -> None:
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.column_dimensions["A"].width > 5


def test_a_currency_without_decimals_has_none(tmp_path: Path) -> None:
    sheet = Sheet("S", [Column("", 10, "JPY"), Column("", 10, "EUR"), Column("", 10, "KWD")])
    sheet.add(Decimal(1500), Decimal("1500.5"), Decimal("1.125"))
    write_workbook([sheet], "t", date(2026, 1, 1), tmp_path / "x.xlsx")
    (_, row) = load_workbook(tmp_path / "x.xlsx")["S"].iter_rows()
    forms = [cell.number_format.split(";")[0] for cell in row]
    assert forms == ["#,##0", "#,##0.00", "#,##0.000"]


def test_the_same_waterfall_is_the_same_bytes(waterfall: Waterfall, tmp_path: Path) -> None:
    write_waterfall(waterfall, waterfall.findings, tmp_path / "a.xlsx")
    write_waterfall(waterfall, waterfall.findings, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"2026-06-30T00:00:00Z" in archive.read("docProps/core.xml")
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
