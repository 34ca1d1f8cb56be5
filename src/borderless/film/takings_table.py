"""receipts.csv and sales.csv of a film's folder, read with every fault at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from borderless.film.faults import fault, quoted
from borderless.film.plain_files import read_plain
from borderless.film.takings import Estimate, Receipt
from borderless.film.takings_receipts import read_receipts
from borderless.film.takings_sales import read_sales
from borderless.film.takings_words import FileKind
from borderless.finding import Finding, Place

__all__ = ["Takings", "read_receipts", "read_sales", "read_takings"]

FILES: dict[FileKind, tuple[str, str]] = {
    "receipts": ("receipts.csv", "receipts.xlsx"),
    "sales": ("sales.csv", "sales.xlsx"),
}
_TABLES = frozenset({".csv", ".xlsx", ".xls", ".ods", ".txt", ".xlsm", ".numbers", ".tsv"})


@dataclass(frozen=True, slots=True)
class Takings:
    """What the folder says of the film's receipts."""

    receipts: tuple[Receipt, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    files: tuple[str, ...] = ()
    """Names of the files read."""


def read_takings(
    folder: Path,
    film_currency: str,
    *,
    receipts: Path | None = None,
    sales: Path | None = None,
    limit_bytes: int = 20_000_000,
) -> tuple[Takings, list[Finding]]:
    """The receipts and sales estimates of a film.

    Args:
        folder: the film's folder; it need not have either file.
        film_currency: ISO 4217; of rows that name none.
        receipts: a file anywhere; left out: receipts.csv or receipts.xlsx of the folder.
        sales: the same for sales.csv or sales.xlsx.
        limit_bytes: larger files are not read.

    Returns:
        The rows that can be read, and every fault of the others; nothing raises. With an error
        among the findings, what was read is not all that is there.
    """
    findings: list[Finding] = []
    files: list[str] = []

    def content_of(kind: FileKind, given: Path | None) -> tuple[str, bytes] | None:
        found = _given(given, limit_bytes) if given else _found(folder, kind, limit_bytes)
        if found is None:
            return None
        if isinstance(found, Finding):
            findings.append(found)
            return None
        files.append(found[0])
        return found

    taken: tuple[Receipt, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    if file := content_of("receipts", receipts):
        taken, told = read_receipts(*file, film_currency)
        findings += told
    if file := content_of("sales", sales):
        estimates, told = read_sales(*file, film_currency)
        findings += told
    return Takings(taken, estimates, tuple(files)), findings


def _given(path: Path, limit_bytes: int) -> tuple[str, bytes] | Finding:
    """A file that the user named: any plain file, also through a link."""
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        missing = isinstance(error, FileNotFoundError)
        message = f"There is no file {quoted(path, 4096)}."
        if not missing:
            message = f"{quoted(path, 4096)} cannot be opened: {reason}."
        return fault("FLM007", message, Place(str(path)), "Check its name and who may read it.")
    content = read_plain(real.parent, real.name, limit_bytes)
    return content if isinstance(content, Finding) else (path.name, content)


def _found(folder: Path, kind: FileKind, limit_bytes: int) -> tuple[str, bytes] | Finding | None:
    """The folder's own file; None where it has none, or no folder is there."""
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except (OSError, ValueError):
        return None
    found = [name for name in FILES[kind] if name in names]
    if len(found) > 1:
        message = f"There are both {' and '.join(found)}; neither was read."
        return fault("FLM062", message, Place(found[0]), "Keep the one that holds.")
    if found:
        content = read_plain(folder, found[0], limit_bytes)
        return content if isinstance(content, Finding) else (found[0], content)
    near = next((name for name in names if _is_near(name, kind)), None)
    if near is None:
        return None
    message = f"{quoted(near)} was not read: {kind} are read from {' or '.join(FILES[kind])}."
    return fault("FLM063", message, Place(near), "Rename it, if it is meant.")


def _is_near(name: str, kind: FileKind) -> bool:
    lower = name.lower()
    return lower.startswith(kind) and Path(lower).suffix in _TABLES
