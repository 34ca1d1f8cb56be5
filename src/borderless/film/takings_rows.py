"""receipts.csv and sales.csv: from bytes to rows, whether they come as text or as a workbook.

The readers of the budget do the work; they look for a budget's headings, so that the separator and
the sheet are chosen anew here, by the headings of the file at hand.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import replace
from pathlib import PurePath

from borderless.film.budget_cells import Record, is_blank
from borderless.film.budget_columns import ROWS_SEARCHED
from borderless.film.budget_csv import DELIMITERS, CsvText, read_csv
from borderless.film.budget_xlsx import Sheet, read_xlsx, sheet_records, sheet_rows
from borderless.film.faults import fault, quoted
from borderless.film.takings_columns import best_headings
from borderless.film.takings_words import FileKind
from borderless.finding import Finding, Place

_HEAD = 200_000  # characters in which the separator shows
_SHEETS_NAMED = 5
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xls"})


def read_rows(
    kind: FileKind, name: str, content: bytes
) -> tuple[list[Record] | None, list[Finding]]:
    """The rows of a file that are not blank; None with a finding when it cannot be read."""
    records: tuple[Record, ...] | None
    if PurePath(name).suffix.lower() in _WORKBOOKS:
        records, findings = _sheet_rows(kind, name, content)
    else:
        records, findings = _csv_rows(kind, name, content)
    findings = [_reworded(finding, kind) for finding in findings]
    if records is None:
        return None, findings
    return [record for record in records if not is_blank(record) or record.formulas], findings


def _csv_rows(
    kind: FileKind, name: str, content: bytes
) -> tuple[tuple[Record, ...] | None, list[Finding]]:
    text, findings = read_csv(name, content)
    if text is None:
        return None, findings
    if re.match(r"sep=.[\r\n]", text.text, re.IGNORECASE):  # the file itself says which
        return text.records, findings
    head = text.text[:_HEAD]
    scores = {text.delimiter: _score(kind, text.records)}
    for delimiter in DELIMITERS:
        if delimiter not in scores and delimiter in head:
            again = _parted(name, head, delimiter)
            scores[delimiter] = _score(kind, again.records) if again else (0, 0)
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if best == text.delimiter or scores[best] == scores[text.delimiter]:
        return text.records, findings
    again = _parted(name, text.text, best)
    if again is None:
        return text.records, findings
    # The row that names the separator is not in the file.
    return tuple(replace(r, line=r.line - 1) for r in again.records[1:]), findings


def _parted(name: str, text: str, delimiter: str) -> CsvText | None:
    return read_csv(name, f"sep={delimiter}\n{text}".encode())[0]


def _score(kind: FileKind, records: tuple[Record, ...]) -> tuple[int, int]:
    """Columns that the header row names; without one, the width of the widest row."""
    named = best_headings(kind, records)[0]
    width = 0 if named else max((len(r.cells) for r in records[:ROWS_SEARCHED]), default=0)
    return named, width


def _sheet_rows(
    kind: FileKind, name: str, content: bytes
) -> tuple[tuple[Record, ...] | None, list[Finding]]:
    from openpyxl import load_workbook

    sheet, findings = read_xlsx(name, content)
    if sheet is None:
        return None, findings
    # Safe to be opened once more, since the budget's reader has looked at it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        try:
            sheets = [one for one in values.worksheets if hasattr(one, "iter_rows")]
            ranked = max(
                (
                    best_headings(kind, tuple(sheet_rows(one, ROWS_SEARCHED)))[0],
                    one.sheet_state == "visible",
                    -n,
                )
                for n, one in enumerate(sheets)
            )
            chosen = sheets[-ranked[2]]
            others = [one.title for one in sheets if one is not chosen]
            if chosen.title == sheet.title or not ranked[0]:
                return sheet.records, _which_sheet(name, sheet, others)
            records, problem = sheet_records(name, chosen, formulas[chosen.title])
            if problem:
                return None, [problem]
            return records, _which_sheet(name, Sheet(chosen.title, records), others)
        finally:
            values.close()
            formulas.close()


def _which_sheet(name: str, sheet: Sheet, others: list[str]) -> list[Finding]:
    others = [title for title in others if title != sheet.title]
    if not others:
        return []
    shown = ", ".join(quoted(title) for title in others[:_SHEETS_NAMED])
    more = len(others) - _SHEETS_NAMED
    shown += f" and {more} more" if more > 0 else ""
    message = f"The sheet {quoted(sheet.title)} was read; not read: {shown}."
    return [fault("FLM039", message, Place(name))]


def _reworded(finding: Finding, kind: FileKind) -> Finding:
    """A finding of the budget's readers, in the words of the file at hand."""
    message = finding.message.replace("than any budget", "than any such file")
    message = message.replace("is read of a budget", "is read of such a file")
    fix = {
        "FLM008": f"Save it as CSV with the encoding UTF-8, or as {kind}.xlsx.",
        "FLM035": "Open it in a spreadsheet program and save it without a password as .xlsx, "
        f"or as {kind}.csv.",
        "FLM036": "Delete what stands far below or beside the table.",
    }.get(finding.code, finding.fix)
    return replace(finding, message=message, fix=fix)
