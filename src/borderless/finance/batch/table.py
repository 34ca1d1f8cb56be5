"""Rows as CSV or Parquet, written whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

from borderless.film.plain_files import write_whole
from borderless.finance.batch.rows import Cell, Column, Kind, Row, columns_of

SUFFIXES = (".csv", ".parquet")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters by which a spreadsheet takes a text for a formula, wide forms among them."""


def cannot_write(target: Path) -> str:
    """Why a file of this name cannot be written, in one sentence; "" where it can."""
    if target.suffix.lower() not in SUFFIXES:
        return f"{target.name!r} does not end with .csv or .parquet, the two forms that there are."
    if target.is_dir():
        return f"{target} is a folder; name a file in it."
    if target.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        return "a Parquet file needs pyarrow: pip install 'borderless[parquet]', or choose .csv."
    return ""


def write_table(rows: Sequence[Row], target: Path) -> None:
    """Writes the rows in their order, in the form that the name's ending says.

    Raises:
        OSError: the disk or its permissions do not allow it; what was at `target` is still there.
    """
    content = _parquet(rows) if target.suffix.lower() == ".parquet" else csv_text(rows)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content, 0o644)


def csv_text(rows: Sequence[Row]) -> bytes:
    """The rows as CSV: UTF-8 with the mark by which spreadsheets know it, a point for decimals."""
    columns = columns_of(rows)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(column, row) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(column: Column, row: Row) -> str:
    value = column.cell(row)
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return f"{value:f}" if isinstance(value, Decimal) else repr(value)


def _parquet(rows: Sequence[Row]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    kinds = {
        Kind.TEXT: pyarrow.string(),
        Kind.MONEY: pyarrow.decimal128(28, 2),
        Kind.NUMBER: pyarrow.float64(),
        Kind.WHOLE: pyarrow.int64(),
    }
    columns = columns_of(rows)
    schema = pyarrow.schema([(column.name, kinds[column.kind]) for column in columns])
    cells: dict[str, list[Cell]] = {
        column.name: [column.cell(row) for row in rows] for column in columns
    }
    sink = io.BytesIO()
    parquet.write_table(pyarrow.table(cells, schema=schema), sink)
    return sink.getvalue()
