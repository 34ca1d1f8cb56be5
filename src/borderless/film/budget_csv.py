"""budget.csv: from bytes to rows, keeping where every cell stands so that it can be rewritten.

Producers export from spreadsheets of every age and country: the encoding, the separator and the
ends of lines are found out, reported when they had to be guessed, and kept when writing.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from borderless.film.budget_cells import Record
from borderless.film.budget_columns import ROWS_SEARCHED, field_of
from borderless.film.faults import fault, quoted
from borderless.finding import Finding, Place

DELIMITERS = (",", ";", "\t", "|")
MOST_ROWS, MOST_COLUMNS = 200_000, 500

Encoding = Literal["utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp1250"]
_BOMS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGN_IN_WORD = re.compile(
    r"(?<=[^\W\d_])[^\x00-\x7f\w\s’‘“”–—…]|[^\x00-\x7f\w\s€£’‘“”–—…](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[¹²³]|[¹²³](?=[^\W\d_])"
)
_SEP = re.compile(r"sep=(.)(?:\r\n|\r|\n|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row's place in the text: each cell as (start, end), quotation marks included."""

    line: int
    spans: tuple[tuple[int, int], ...]
    end: int
    """Where the next row begins, after this one's line ending."""


@dataclass(frozen=True, slots=True)
class CsvText:
    """A CSV as text, and how to turn text back into its bytes."""

    text: str
    bom: bytes
    encoding: Encoding
    delimiter: str
    newline: str
    rows: tuple[CsvRow, ...]
    records: tuple[Record, ...]


def read_csv(name: str, content: bytes) -> tuple[CsvText | None, list[Finding]]:
    """The rows of a CSV file; None with a finding when it is not one."""
    decoded = _decode(name, content)
    if isinstance(decoded, Finding):
        return None, [decoded]
    text, bom, encoding, findings = decoded
    if "\x00" in text:
        message = "The file holds zero bytes, so it is not text in an encoding we can tell."
        return None, [fault("FLM008", message, Place(name), _SAVE_AS)]
    delimiter = _delimiter(text)
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
    rows, records, problem = _split(text, delimiter, name)
    if problem:
        return None, [*findings, problem]
    return CsvText(text, bom, encoding, delimiter, newline, rows, records), findings


_SAVE_AS = "Save the budget as CSV with the encoding UTF-8, or as budget.xlsx."


def _decode(name: str, content: bytes) -> Finding | tuple[str, bytes, Encoding, list[Finding]]:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            try:
                return content[len(bom) :].decode(encoding), bom, encoding, []
            except UnicodeDecodeError as error:
                message = f"The file begins as {encoding.upper()}, but byte {error.start} is not."
                return fault("FLM008", message, Place(name), _SAVE_AS)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        message = "The file is called .csv, but it is a workbook or another kind of document."
        return fault("FLM008", message, Place(name), _SAVE_AS)
    try:
        return content.decode("utf-8"), b"", "utf-8", []
    except UnicodeDecodeError:
        pass
    guess = _windows_guess(content)
    if guess is None:
        message = "The file is text in no encoding that we can tell."
        return fault("FLM008", message, Place(name), _SAVE_AS)
    text, encoding = guess
    where = next(n for n, char in enumerate(text) if not char.isascii())
    words = re.findall(r"\S+", text[max(0, where - 20) : where + 20])
    sample = next((w for w in words if not w.isascii()), "")
    region = "Central European" if encoding == "cp1250" else "Western"
    message = (
        f"The file is not UTF-8, so it was read as {region} Windows text ({encoding}); "
        f"is {quoted(sample, 30)} spelt right?"
    )
    place = Place(name, len(re.findall(r"\r\n|\r|\n", text[:where])) + 1)
    return text, b"", encoding, [fault("FLM038", message, place, "Save it as UTF-8 to be sure.")]


def _windows_guess(content: bytes) -> tuple[str, Encoding] | None:
    """Western or Central European: the reading with fewer signs inside words wins.

    Polish ł, ż and ą are ³, ¿ and ¹ when read as Western text.
    """
    readings: list[tuple[int, str, Encoding]] = []
    for encoding in ("cp1252", "cp1250"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings.append((len(_SIGN_IN_WORD.findall(text)), text, encoding))
    if not readings:
        return None
    _, text, found = min(readings, key=lambda reading: reading[0])
    return text, found


def _delimiter(text: str) -> str:
    """The separator under which the first rows look most like a budget's header."""
    if found := _SEP.match(text):
        return found[1]
    head = text[:200_000]
    best, best_score = DELIMITERS[0], (0, 0)
    for delimiter in DELIMITERS:
        if delimiter not in head:
            continue
        _, records, _ = _split(head, delimiter, "", ROWS_SEARCHED)
        known = max(
            (len({field_of(str(cell))[0] for cell in r.cells} - {None}) for r in records), default=0
        )
        widest = max((len(record.cells) for record in records), default=0)
        if (known, widest) > best_score:
            best, best_score = delimiter, (known, widest)
    return best


def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    """A cell and what ends it: the separator, the end of the line, or the end of the text."""
    mark = re.escape(delimiter)
    return re.compile(
        rf'("(?:[^"]|"")*"[^{mark}\r\n]*|[^"{mark}\r\n][^{mark}\r\n]*|)({mark}|\r\n|\r|\n|\Z)'
    )


def _split(
    text: str, delimiter: str, name: str, most: int = MOST_ROWS
) -> tuple[tuple[CsvRow, ...], tuple[Record, ...], Finding | None]:
    """All rows with their cells; stops with a finding at a quotation mark that is never closed."""
    match = _cell_pattern(delimiter).match
    rows: list[CsvRow] = []
    records: list[Record] = []
    at, line, end = 0, 1, len(text)
    if found := _SEP.match(text):
        at = found.end()
        rows.append(CsvRow(1, ((0, at),), at))
        records.append(Record(1, (text[:at].strip(),)))
        line = 2
    while at < end:
        spans: list[tuple[int, int]] = []
        cells: list[str] = []
        start_line = line
        while True:
            found = match(text, at)
            if found is None:
                problem = _unclosed(name, text, at, start_line)
                return tuple(rows), tuple(records), problem
            raw = found[1]
            spans.append(found.span(1))
            if raw[:1] == '"':
                line += _lines_in(raw)
                close = raw.rindex('"')
                cells.append(raw[1:close].replace('""', '"') + raw[close + 1 :])
            else:
                cells.append(raw)
            at = found.end()
            if found[2] != delimiter:
                break
        line += 1
        rows.append(CsvRow(start_line, tuple(spans), at))
        records.append(Record(start_line, tuple(cells)))
        if len(spans) > MOST_COLUMNS or len(rows) > most:
            if most != MOST_ROWS:
                break
            return tuple(rows), tuple(records), too_large(name, len(rows), len(spans), start_line)
    return tuple(rows), tuple(records), None


def too_large(name: str, rows: int, columns: int, line: int) -> Finding:
    """The finding for a table that no budget needs."""
    message = (
        f"Row {line} is past what is read of a budget: {MOST_ROWS} rows and {MOST_COLUMNS} columns "
        f"(here {rows} and {columns})."
    )
    return fault("FLM036", message, Place(name, line), "Delete what is not a budget line.")


def _lines_in(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _unclosed(name: str, text: str, at: int, line: int) -> Finding:
    line_end = re.compile(r"[\r\n]|\Z").search(text, at)
    read = text[at : line_end.start() if line_end else at + 40]
    message = f"The quotation mark that opens {quoted(read, 40)} is never closed."
    return fault("FLM034", message, Place(name, line), "Close it, or write it twice if it is text.")
