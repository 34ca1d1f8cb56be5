"""Rows as files: what spreadsheets make of them, and nothing half-written."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

from borderless.finance.batch.rows import SlateRow, SweepRow
from borderless.finance.batch.table import cannot_write, csv_text, write_table

SWEEP = [
    SweepRow(
        ("PL", "SE"),
        "EUR",
        {"DK": Decimal("0.5"), "PL": Decimal("0.35"), "SE": None},
        "stated",
        incentives=Decimal("10.50"),
        incentives_by_country={"PL": Decimal("10.50")},
        gap=Decimal("-155.18"),
        objective=1234567.89,
        seconds=0.5,
    ),
    SweepRow(
        ("SE",), "EUR", incentives=Decimal("2.00"), incentives_by_country={"SE": Decimal("2.00")}
    ),
    SweepRow(("NO",), "EUR", error="no rate"),
]


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_sweep_has_a_column_for_each_country_that_pays() -> None:
    rows = read(csv_text(SWEEP))
    assert [row["partners"] for row in rows] == ["PL, SE", "SE", "NO"]
    assert rows[0]["shares"] == "DK 50 %, PL 35 %, SE not known"
    assert [row["incentives_PL"] for row in rows] == ["10.50", "0.00", ""]
    assert [row["incentives_SE"] for row in rows] == ["0.00", "2.00", ""]
    assert rows[0]["objective"] == "1234567.89"
    assert [row["error"] for row in rows] == ["", "", "no rate"]


def test_the_seconds_are_the_last_column() -> None:
    header = csv_text(SWEEP).decode("utf-8-sig").splitlines()[0].split(",")
    assert header[-2:] == ["error", "seconds"]
    assert csv_text([SlateRow("a")]).decode("utf-8-sig").splitlines()[0].endswith("error,seconds")


@pytest.mark.parametrize(
    "title",
    [
        "=HYPERLINK(0)",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        '=cmd|"/c calc"!A0',
    ],
)
def test_a_text_that_a_spreadsheet_would_compute_is_kept_a_text(title: str) -> None:
    content = csv_text([SlateRow("a", title=title, gap=Decimal("-5.00"))])
    (row,) = read(content)
    assert row["title"] == f"'{title}"
    assert row["gap"] == "-5.00", "a number of ours is a number"


def test_an_ordinary_text_is_written_as_it_is() -> None:
    (row,) = read(csv_text([SlateRow("a", title='Pigen, "nålen" = 1\nog 2')]))
    assert row["title"] == 'Pigen, "nålen" = 1\nog 2'


def test_a_parquet_file_has_exact_money_and_no_zero_for_what_is_not_known(tmp_path: Path) -> None:
    write_table(SWEEP, tmp_path / "out.parquet")
    table = parquet.read_table(tmp_path / "out.parquet")
    rows = table.to_pylist()
    assert rows[0]["gap"] == Decimal("-155.18")
    assert rows[0]["incentives_SE"] == Decimal("0.00")
    assert rows[2]["incentives_SE"] is None
    assert table.column_names[-1] == "seconds"


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "out.csv"
    write_table(SWEEP, target)
    write_table(SWEEP[:1], target)
    assert target.read_bytes() == csv_text(SWEEP[:1])
    assert [one.name for one in target.parent.iterdir()] == ["out.csv"]


def test_what_cannot_be_written_is_told_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "does not end with .csv or .parquet" in cannot_write(tmp_path / "out.xls")
    (tmp_path / "d.csv").mkdir()
    assert "is a folder" in cannot_write(tmp_path / "d.csv")
    assert cannot_write(tmp_path / "OUT.PARQUET") == ""
    monkeypatch.setattr("borderless.finance.batch.table.find_spec", lambda _: None)
    assert "pip install 'borderless[parquet]'" in cannot_write(tmp_path / "out.parquet")
