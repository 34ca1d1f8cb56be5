"""budget.xlsx: the right sheet, formulas and their results, and workbooks made to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.styles import Font

from borderless.film.budget_xlsx_edits import _with_results
from borderless.film.folder import CannotWriteError, FilmFolder, read_film, write_film
from borderless.film.model import BudgetLine
from borderless.film.sheet_rows import RowMap
from borderless.finding import Finding, Severity

HEAD = ["account", "description", "phase", "country", "amount", "currency", "labour"]
ROWS: list[list[Any]] = [
    ["Salt, budget of 3 May"],
    HEAD,
    ["1100", "Script", "development", "DK", 1000.5, "EUR", 1],
    ["2100", "Crew", "shoot", "PL", 2000, "EUR", 0.6],
    ["2200", "Camera", "shoot", "PL", "=1000*3", "EUR", None],
    [None, "Total", None, None, "=SUM(E3:E5)"],
]
RESULTS = {"Budget": {"E5": 3000, "E6": 6000.5}, "Top": {"B2": 6000.5}}


def workbook() -> Workbook:
    """A topsheet, and the budget with formulas."""
    book = Workbook()
    top = book.worksheets[0]
    top.title = "Top"
    top.append(["Salt"])
    top.append(["In all", "=Budget!E6"])
    sheet = book.create_sheet("Budget")
    for row in ROWS:
        sheet.append(row)
    return book


def saved(book: Workbook, results: dict[str, dict[str, Any]] | None = None) -> bytes:
    """The workbook as a spreadsheet program saves it: with the results of its formulas."""
    out = io.BytesIO()
    book.save(out)
    return _with_results(out.getvalue(), book, RESULTS if results is None else results)


def folder_with(folder: Path, content: bytes) -> FilmFolder:
    (folder / "film.toml").write_text('title = "Salt"\ndelegate = "DK"\n')
    (folder / "budget.xlsx").write_bytes(content)
    return read_film(folder)


def lines_of(read: FilmFolder) -> tuple[BudgetLine, ...]:
    assert read.film is not None, read.findings
    return read.film.budget


def told(read: FilmFolder, code: str) -> Finding:
    found = [finding for finding in read.findings if finding.code == code]
    assert len(found) == 1, read.findings
    return found[0]


def test_the_sheet_with_the_budget_is_found(tmp_path: Path) -> None:
    read = folder_with(tmp_path, saved(workbook()))
    assert [line.amount for line in lines_of(read)] == [Decimal("1000.5"), 2000, 3000]
    assert [line.labour for line in lines_of(read)] == [1, Decimal("0.6"), 0]
    assert [line.row for line in lines_of(read)] == [3, 4, 5]
    assert told(read, "FLM039").message == "The sheet 'Budget' was read; not read: 'Top'."
    assert "row 6 ('Total')" in told(read, "FLM051").message
    assert str(read.place_of("budget", 1, "country")) == "budget.xlsx:4 country"


def test_a_hidden_sheet_is_not_preferred(tmp_path: Path) -> None:
    book = workbook()
    old = book.copy_worksheet(book["Budget"])
    old.title, old.sheet_state = "Old", "hidden"
    old["H2"] = "note"
    read = folder_with(tmp_path, saved(book))
    finding = told(read, "FLM039")
    assert finding.message == "The sheet 'Budget' was read; not read: 'Old', 'Top'."
    assert finding.fix == "If 'Old' is the budget, save it alone as budget.xlsx."


def test_a_formula_without_a_result_is_not_taken_for_nothing(tmp_path: Path) -> None:
    read = folder_with(tmp_path, saved(workbook(), {}))
    finding = told(read, "FLM037")
    assert finding.severity is Severity.ERROR
    assert finding.place is not None
    assert finding.place.line == 5
    assert read.film is None


def test_an_error_of_the_spreadsheet(tmp_path: Path) -> None:
    read = folder_with(tmp_path, saved(workbook(), {"Budget": {"E5": "#REF!", "E6": 1}}))
    assert "'#REF!' is not a number" in told(read, "FLM041").message


def test_what_floats_add_is_left_out(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["description", "amount"])
    book.worksheets[0].append(["Crew", 0.1 + 0.2])
    assert lines_of(folder_with(tmp_path, saved(book)))[0].amount == Decimal("0.3")


def test_a_bold_sum_without_a_name_is_a_total(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["account", "description", "amount"], ["1", "A", 1], ["2", "B", 2], [None, "", 3]):
        sheet.append(row)
    sheet["C4"].font = Font(bold=True)
    assert [line.amount for line in lines_of(folder_with(tmp_path, saved(book)))] == [1, 2]


# What is no workbook, or made to do harm.


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def entities() -> bytes:
    """A workbook whose XML declares an entity, as attacks do."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(workbook()))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "xl/workbook.xml":
                declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
                data = declared + data.replace(b"Budget", b"&b;")
            new.writestr(part.filename, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: b"", "it is not a workbook"),
        (lambda: b"account,amount\n", "it is not a workbook"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
        (lambda: saved(workbook())[:-200], "it is not a workbook"),
        (bomb, "50 MB in 1 parts"),
        (many_parts, "in 5001 parts"),
        (entities, "cannot be opened"),
    ],
    ids=["empty", "text", "protected", "cut short", "bomb", "parts", "entities"],
)
def test_what_cannot_be_opened(tmp_path: Path, made: Callable[[], bytes], words: str) -> None:
    read = folder_with(tmp_path, made())
    assert [finding.code for finding in read.findings] == ["FLM035"]
    assert words in read.findings[0].message
    assert read.film is None


def test_a_workbook_without_a_header_row(tmp_path: Path) -> None:
    assert "It is empty" in told(folder_with(tmp_path, saved(Workbook())), "FLM030").message


@pytest.mark.parametrize("cell", ["A300000", "ZZ5"])
def test_a_stray_cell_far_away(tmp_path: Path, cell: str) -> None:
    book = workbook()
    book["Budget"][cell] = "x"
    assert told(folder_with(tmp_path, saved(book)), "FLM036").severity is Severity.ERROR


# Writing back.


def rewritten(read: FilmFolder, *lines: BudgetLine) -> Any:
    assert read.film is not None
    write_film(read, read.film.model_copy(update={"budget": lines}), read.path)
    return load_workbook(read.path / "budget.xlsx")


def test_nothing_changed_is_the_same_to_the_byte(tmp_path: Path) -> None:
    read = folder_with(tmp_path, saved(workbook()))
    assert read.film is not None
    assert write_film(read, read.film, tmp_path) == []


def test_changed_cells_change_alone(tmp_path: Path) -> None:
    made = workbook()
    made["Budget"]["E4"].font = Font(bold=True)
    made["Budget"]["I4"] = "mine"
    made["Budget"]["I2"] = "asked by"
    read = folder_with(tmp_path, saved(made))
    script, crew, camera = lines_of(read)
    crew = crew.model_copy(update={"amount": Decimal("2500.25"), "country": "SE", "note": "=x"})
    book = rewritten(read, script, crew, camera)
    sheet = book["Budget"]
    assert [cell.value for cell in sheet[4]] == [
        "2100", "Crew", "shoot", "SE", 2500.25, "EUR", 0.6, None, "mine", "'=x",
    ]  # fmt: skip
    assert sheet["E4"].font.b
    assert sheet["J2"].value == "note"
    assert sheet["E5"].value == "=1000*3"
    assert sheet["E6"].value == "=SUM(E3:E5)"
    assert lines_of(read_film(tmp_path)) == (script, crew, camera)


def test_results_of_formulas_are_kept_and_computed_anew(tmp_path: Path) -> None:
    read = folder_with(tmp_path, saved(workbook()))
    script, crew, camera = lines_of(read)
    rewritten(read, script, crew.model_copy(update={"amount": Decimal(1)}), camera)
    book = load_workbook(tmp_path / "budget.xlsx", data_only=True)
    assert book["Budget"]["E5"].value == 3000
    assert book["Budget"]["E6"].value == 4001.5
    assert book.calculation.fullCalcOnLoad
    assert "FLM052" not in [finding.code for finding in read_film(tmp_path).findings]


def test_rows_come_and_go_and_formulas_follow(tmp_path: Path) -> None:
    made = workbook()
    made["Budget"].merge_cells("A1:C1")
    made["Budget"].row_dimensions[6].height = 30
    read = folder_with(tmp_path, saved(made))
    script, _, camera = lines_of(read)
    extra = camera.model_copy(update={"row": None, "account": "2300", "amount": Decimal(7)})
    first = script.model_copy(update={"row": None, "description": "Idea"})
    book = rewritten(read, first, script, camera, extra)
    sheet = book["Budget"]
    assert [[cell.value for cell in row[:5]] for row in sheet.iter_rows(min_row=3)] == [
        ["1100", "Idea", "development", "DK", 1000.5],
        ["1100", "Script", "development", "DK", 1000.5],
        ["2200", "Camera", "shoot", "PL", "=1000*3"],
        ["2300", "Camera", "shoot", "PL", 7],
        [None, "Total", None, None, "=SUM(E3:E6)"],
    ]
    assert book["Top"]["B2"].value == "=Budget!E7"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.row_dimensions[7].height == 30
    assert sheet.row_dimensions[6].height is None
    again = read_film(tmp_path)
    assert [line.description for line in lines_of(again)] == ["Idea", "Script", "Camera", "Camera"]
    assert "FLM052" not in [finding.code for finding in again.findings]


def test_lines_change_places_with_all_their_cells(tmp_path: Path) -> None:
    made = workbook()
    made["Budget"]["I2"], made["Budget"]["I5"] = "asked by", "Ann"
    read = folder_with(tmp_path, saved(made))
    script, crew, camera = lines_of(read)
    sheet = rewritten(read, camera, script, crew)["Budget"]
    assert sheet["I3"].value == "Ann"
    assert [line.description for line in lines_of(read_film(tmp_path))] == [
        "Camera",
        "Script",
        "Crew",
    ]


def test_a_total_without_a_name_gets_one_when_its_lines_are_in_two_currencies(
    tmp_path: Path,
) -> None:
    made = workbook()
    made["Budget"]["B6"] = None
    read = folder_with(tmp_path, saved(made))
    script, crew, camera = lines_of(read)
    crew = crew.model_copy(update={"currency": "PLN", "amount": Decimal(8000)})
    sheet = rewritten(read, script, crew, camera)["Budget"]
    assert [cell.value for cell in sheet[6]][:5] == [None, "Total", None, None, "=SUM(E3:E5)"]
    assert lines_of(read_film(tmp_path)) == (script, crew, camera)


def test_a_line_that_would_be_read_as_a_total_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["description", "amount"], ["A", 1], ["B", 2]):
        book.worksheets[0].append(row)
    read = folder_with(tmp_path, saved(book, {}))
    one, two = lines_of(read)
    with pytest.raises(CannotWriteError, match=r"look at the line 'Total'"):
        rewritten(read, one, two.model_copy(update={"description": "Total"}))


def test_a_workbook_whose_charts_would_be_lost_is_left_alone(tmp_path: Path) -> None:
    made = workbook()
    made["Top"].add_chart(BarChart(), "D4")
    read = folder_with(tmp_path, saved(made))
    before = (tmp_path / "budget.xlsx").read_bytes()
    with pytest.raises(CannotWriteError, match="charts, pictures or links"):
        rewritten(read, *lines_of(read)[:2])
    assert (tmp_path / "budget.xlsx").read_bytes() == before


ROWS_3_TO_5 = RowMap({4}, {5: 2}, head=2)


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=E3+E5", "=E3+E4"),
        ("=E4", "=#REF!"),
        ("=SUM(E3:E5)", "=SUM(E3:E6)"),
        ("=SUM($E$4:$E$5)", "=SUM($E$4:$E$6)"),
        ("=SUM(E4:E4)", "=SUM(#REF!)"),
        ("=E9*LOG10(E10)", "=E10*LOG10(E11)"),
        ("=SUM(8:9)", "=SUM(9:10)"),
        ('=IF(A9="A9",1,"E10")', '=IF(A10="A9",1,"E10")'),
        ("=Top!E9+'My rates'!E9", "=Top!E9+'My rates'!E9"),
        ("=Budget!E9+'Budget'!$E$9", "=Budget!E10+'Budget'!$E$10"),
        ("=RATE2018*2018", "=RATE2018*2018"),
    ],
)
def test_formulas_follow_the_rows(formula: str, moved: str) -> None:
    assert ROWS_3_TO_5.formula(formula, here=True, title="Budget") == moved


def test_formulas_of_another_sheet_follow_only_what_they_name() -> None:
    assert ROWS_3_TO_5.formula("=E9+Budget!E9", here=False, title="Budget") == "=E9+Budget!E10"
