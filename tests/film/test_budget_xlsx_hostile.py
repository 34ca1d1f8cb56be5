"""budget.xlsx from people one does not know: nothing expands, nothing hangs, nothing raises."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.budget_xlsx import read_xlsx
from borderless.film.folder import read_film, write_film

SHEET = "xl/worksheets/sheet1.xml"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["account", "description", "phase", "amount"])
    book.active.append(["1", "a", "shoot", "1 234,50 zł"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def patched(change: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose sheet was changed by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == SHEET else data)
    return out.getvalue()


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    sheet, (finding,) = read_xlsx("budget.xlsx", patched(lambda data: bomb + data))
    assert sheet is None
    assert finding.code == "FLM035"


@pytest.mark.parametrize("row", [1_048_577, 900_000_000])
def test_a_row_beyond_every_sheet_ends_the_reading(row: int) -> None:
    far = str(row).encode()
    content = patched(
        lambda data: data.replace(b'<row r="2"', b'<row r="' + far + b'"').replace(
            b'2"', far + b'"'
        )
    )
    sheet, (finding,) = read_xlsx("budget.xlsx", content)
    assert sheet is None
    assert finding.code == "FLM036"
    assert finding.place is not None
    assert finding.place.line == 1_048_577


@given(st.binary(min_size=1, max_size=60), st.integers(0, 4000))
def test_no_damage_raises(noise: bytes, at: int) -> None:
    content = WHOLE[:at] + noise + WHOLE[at + len(noise) :]
    sheet, findings = read_xlsx("budget.xlsx", content)
    assert sheet is not None or findings


WHOLE = workbook()


def test_a_changed_text_amount_keeps_the_currency_it_named(tmp_path: Path) -> None:
    (tmp_path / "film.toml").write_text('title = "x"\ndelegate = "DK"\n')
    (tmp_path / "budget.xlsx").write_bytes(WHOLE)
    original = read_film(tmp_path)
    assert original.film is not None
    (line,) = original.film.budget
    changed = original.film.model_copy(
        update={"budget": (line.model_copy(update={"amount": Decimal("7.5")}),)}
    )
    write_film(original, changed, tmp_path / "new")
    again = read_film(tmp_path / "new").film
    assert again is not None
    assert [(one.amount, one.currency) for one in again.budget] == [(Decimal("7.5"), "PLN")]
