"""The folder's receipts and sales files, as text or as workbooks, from people one does not know."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date as Day
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.takings_table import Takings, read_receipts, read_sales, read_takings

RECEIPTS = "date,amount,currency\n2026-03-31,5,EUR\n"
SALES = "territory,low,mid,high,currency\nPL,1,2,3,EUR\n"


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_folder_with_both_files(tmp_path: Path) -> None:
    (tmp_path / "receipts.csv").write_text(RECEIPTS)
    (tmp_path / "sales.xlsx").write_bytes(
        workbook(Sales=[["territory", "low", "mid", "high", "currency"], ["PL", 1, 2, 3, "EUR"]])
    )
    takings, findings = read_takings(tmp_path, "EUR")
    assert findings == []
    assert takings.files == ("receipts.csv", "sales.xlsx")
    assert [one.amount for one in takings.receipts] == [5]
    assert [(one.territory, one.mid) for one in takings.estimates] == [("PL", Decimal(2))]


def test_a_folder_without_either_or_no_folder(tmp_path: Path) -> None:
    assert read_takings(tmp_path, "EUR") == (Takings(), [])
    assert read_takings(tmp_path / "none", "EUR") == (Takings(), [])


def test_files_that_the_user_names(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "receipts.csv").write_text("not this one\n")
    (tmp_path / "statement 3.txt").write_text(RECEIPTS)
    (tmp_path / "link.csv").symlink_to(tmp_path / "statement 3.txt")
    for name in ("statement 3.txt", "link.csv"):
        takings, findings = read_takings(tmp_path / "film", "EUR", receipts=tmp_path / name)
        assert (takings.files, findings) == ((name,), [])
        assert len(takings.receipts) == 1
    takings, (finding,) = read_takings(
        tmp_path / "film", "EUR", sales=tmp_path / "no.csv", receipts=tmp_path / "link.csv"
    )
    assert (finding.code, takings.estimates) == ("FLM007", ())
    takings, (finding,) = read_takings(tmp_path / "x", "EUR", sales=tmp_path)
    assert (finding.code, takings) == ("FLM006", Takings())


def test_two_files_for_one_thing(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(SALES)
    (tmp_path / "sales.xlsx").write_bytes(b"")
    takings, (finding,) = read_takings(tmp_path, "EUR")
    assert (finding.code, takings) == ("FLM062", Takings())


@pytest.mark.parametrize("name", ["Receipts.csv", "receipts 2026.csv", "receipts.xls"])
def test_a_file_with_nearly_the_name_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(RECEIPTS)
    takings, findings = read_takings(tmp_path, "EUR")
    assert takings == Takings()
    assert [finding.code for finding in findings] == ["FLM063"]


def test_huge_files_and_links_out_of_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "receipts.csv").write_text(RECEIPTS * 10)
    (tmp_path / "sales.csv").write_text(SALES)
    (tmp_path / "film" / "sales.csv").symlink_to(tmp_path / "sales.csv")
    takings, findings = read_takings(tmp_path / "film", "EUR", limit_bytes=100)
    assert takings == Takings()
    assert [finding.code for finding in findings] == ["FLM005", "FLM006"]


def test_a_workbook_with_dates_percentages_and_numbers() -> None:
    receipts, findings = read_receipts(
        "receipts.xlsx",
        workbook(
            Receipts=[
                ["Statement 3"],
                [],
                ["Date", "Gross receipts (PLN)", "Country", "Window"],
                [Day(2026, 3, 31), 1234.5, "Poland", "cinema"],
                # A workbook keeps no time zone.
                [datetime(2026, 4, 30, 10, 15), "1 234,50", "PL", "TV"],  # noqa: DTZ001
                [None, "=SUM(B4:B5)", None, None],
            ]
        ),
        "EUR",
    )
    assert [(one.date, one.amount, one.currency, one.row) for one in receipts] == [
        (Day(2026, 3, 31), Decimal("1234.5"), "PLN", 4),
        (Day(2026, 4, 30), Decimal("1234.50"), "PLN", 5),
    ]
    assert [finding.code for finding in findings] == ["FLM064", "FLM037"]
    estimates, findings = read_sales(
        "sales.xlsx",
        workbook(
            Sales=[["Territory", "Low", "Mid", "High", "Chance %"], ["PL", 1, 2, 3, 0.6]],
        ),
        "EUR",
    )
    assert estimates[0].chance == Decimal("0.6")


def test_the_sheet_whose_headings_fit_is_read() -> None:
    content = workbook(
        Cover=[["Account", "Description", "Amount"], ["1", "a", 5]],
        Estimates=[["Territory", "Take", "Ask"], ["France", 100, 400], ["Razem", 100, 400]],
        Notes=[["Buyers are waiting for a first cut"]],
    )
    (estimate,), findings = read_sales("sales.xlsx", content, "EUR")
    assert (estimate.territory, estimate.mid, estimate.row) == ("FR", Decimal(200), 2)
    assert str(findings[0]) == (
        "sales.xlsx: FLM039 The sheet 'Estimates' was read; not read: 'Cover', 'Notes'."
    )


def test_a_date_that_a_workbook_keeps_as_a_number() -> None:
    content = workbook(R=[["date", "amount", "currency"], [46112, 5, "EUR"]])
    receipts, (finding,) = read_receipts("receipts.xlsx", content, "EUR")
    assert receipts == ()
    assert "46112 is a spreadsheet's number for 2026-03-31" in finding.message


def test_formula_cells_are_text_without_effect() -> None:
    content = (
        "date,amount,currency,note\n"
        '2026-03-31,5,EUR,\'=HYPERLINK("http://x")\n'
        '2026-03-31,"=1+1",EUR,\n'
    )
    (receipt,), (finding,) = read_receipts("receipts.csv", content.encode(), "EUR")
    assert receipt.note == '=HYPERLINK("http://x")'
    assert finding.code == "FLM066"
    assert finding.place is not None
    assert finding.place.line == 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("receipts.xlsx", b""),
        ("receipts.xlsx", b"date,amount\n2026-03-31,5\n"),
        ("receipts.xlsx", b"PK\x03\x04 and nothing else"),
        ("receipts.xls", b"\xd0\xcf\x11\xe0" + bytes(600)),
        ("receipts.xlsx", workbook(Empty=[])),
        ("receipts.xlsx", workbook(R=[["date", "amount"]])),
    ],
)
def test_workbooks_that_hold_no_receipts(name: str, content: bytes) -> None:
    receipts, (finding,) = read_receipts(name, content, "EUR")
    assert receipts == ()
    assert finding.code in {"FLM035", "FLM079"}
    assert "budget" not in f"{finding.message} {finding.fix}"


WHOLE = workbook(R=[["date", "amount", "currency"], [Day(2026, 3, 31), 5, "EUR"]])


@given(st.binary(min_size=1, max_size=60), st.integers(0, 4000))
def test_no_damage_raises(noise: bytes, at: int) -> None:
    content = WHOLE[:at] + noise + WHOLE[at + len(noise) :]
    receipts, findings = read_receipts("receipts.xlsx", content, "EUR")
    assert receipts or findings
