"""A film's folder: read whole with every problem at once, written back with nothing lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from borderless.film.budget_csv import CsvText, read_csv
from borderless.film.budget_table import BudgetTable, read_table
from borderless.film.budget_xlsx import Sheet, read_xlsx
from borderless.film.faults import fault, quoted
from borderless.film.film_toml import FilmToml, parse_toml, stated_currency
from borderless.film.film_toml import read_film as film_of
from borderless.film.model import Film
from borderless.film.plain_files import CannotWriteError, read_plain, replace_file
from borderless.finding import Finding, Place, has_errors

__all__ = [
    "BudgetFile",
    "CannotWriteError",
    "FilmFolder",
    "changed_files",
    "read_film",
    "write_film",
]

FILM = "film.toml"
BUDGETS = ("budget.csv", "budget.xlsx")


@dataclass(frozen=True, slots=True)
class BudgetFile:
    """A budget as it was read."""

    name: str
    content: bytes
    source: CsvText | Sheet
    table: BudgetTable


@dataclass(frozen=True, slots=True)
class FilmFolder:
    """What was found in a film's folder, with the originals from which it can be rewritten."""

    path: Path
    film: Film | None
    """None when a finding is an error, so that nobody plans with half a film."""
    findings: tuple[Finding, ...]
    toml: FilmToml | None = field(default=None, repr=False)
    budget: BudgetFile | None = field(default=None, repr=False)

    def place_of(self, *path: str | int) -> Place | None:
        """File and line of a part of the film, such as ("source", 2, "amount"), 0-based.

        Parts that are not written stand where what encloses them is; None without a file.
        """
        if path[:1] == ("budget",):
            return self._budget_place(path[1:])
        return self.toml.place(path) if self.toml else None

    def _budget_place(self, path: tuple[str | int, ...]) -> Place | None:
        if self.budget is None:
            return None
        table, line = self.budget.table, None
        if path and isinstance(path[0], int) and path[0] < len(table.lines):
            line = table.lines[path[0]].row
        elif table.header:
            line = table.header.record.line
        name = str(path[-1]) if path and isinstance(path[-1], str) else None
        return Place(self.budget.name, line, name)


def read_film(folder: Path, *, limit_bytes: int = 20_000_000) -> FilmFolder:
    """The film in a folder of film.toml and budget.csv or budget.xlsx.

    Never raises for what is in the folder: every problem of every file is a finding. Files over
    `limit_bytes` are not read.
    """
    names = _names_in(folder)
    if isinstance(names, Finding):
        return FilmFolder(folder, None, (names,))
    toml, findings = _read_toml(folder, names, limit_bytes)
    currency = stated_currency(toml)
    budget, budget_findings = _read_budget(folder, names, limit_bytes, currency)
    film = None
    if toml:
        lines = budget.table.lines if budget else ()
        film, film_findings = film_of(toml, lines, whole=not has_errors(budget_findings))
        findings += film_findings
    findings += budget_findings
    if has_errors(findings):
        film = None
    return FilmFolder(folder, film, tuple(findings), toml, budget)


def write_film(original: FilmFolder, film: Film, target: Path) -> list[Path]:
    """Writes `film`, which was changed from `original.film`, into the folder `target`.

    What did not change is kept to the byte: comments, order, unknown columns, encoding. Only
    film.toml and the budget are written, and only where they differ from what `target` has. A
    replaced file leaves a numbered copy, such as film.toml.1.bak.

    Returns:
        The files written.

    Raises:
        CannotWriteError: the original has errors, or the change cannot be written without loss;
            nothing was changed.
        OSError: the disk or its permissions do not allow it.
    """
    contents = changed_files(original, film)
    target.mkdir(parents=True, exist_ok=True)
    other = [name for name in BUDGETS if name not in contents and (target / name).exists()]
    if other and len(contents) > 1:
        raise CannotWriteError(f"{target} has a {other[0]} already; a film has one budget.")
    return [
        target / name for name, content in contents.items() if replace_file(target / name, content)
    ]


def changed_files(original: FilmFolder, film: Film) -> dict[str, bytes]:
    """film.toml and the budget of a changed film, each proved by reading it again.

    Args:
        original: the folder as it was read.
        film: the film, changed from `original.film`.

    Raises:
        CannotWriteError: the original has errors, or the change cannot be written without loss.
    """
    from borderless.film.film_toml_edits import edited_toml

    if original.film is None or original.toml is None:
        raise CannotWriteError(
            f"{original.path} cannot be written back until its errors are mended."
        )
    contents = {FILM: edited_toml(original.toml, original.film, film)}
    if original.budget is not None:
        contents[original.budget.name] = _edited_budget(original.budget, original.film, film)
    elif film.budget:
        from borderless.film.budget_csv_edits import new_csv

        contents[BUDGETS[0]] = new_csv(film)
    return contents


def _edited_budget(budget: BudgetFile, old: Film, new: Film) -> bytes:
    if isinstance(budget.source, CsvText):
        from borderless.film.budget_csv_edits import edited_csv

        return edited_csv(budget.source, budget.content, budget.table, old, new)
    from borderless.film.budget_xlsx_edits import edited_xlsx

    return edited_xlsx(budget.source, budget.content, budget.table, old, new)


def _names_in(folder: Path) -> list[str] | Finding:
    place = Place(str(folder))
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        message = f"There is no folder {_path(folder)}."
        fix = "Start one with `borderless new`, or check its name."
    except NotADirectoryError:
        message = f"{_path(folder)} is a file; a film is a folder with film.toml and budget.csv."
        fix = f"Name the folder it is in, {_path(folder.parent)}."
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        message = f"The folder {_path(folder)} cannot be opened: {_reason(error)}."
        return fault("FLM007", message, place, "Check its name and who may read it.")
    return fault("FLM001", message, place, fix)


def _path(folder: Path) -> str:
    return quoted(folder, 4096)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _read_toml(
    folder: Path, names: list[str], limit_bytes: int
) -> tuple[FilmToml | None, list[Finding]]:
    if FILM not in names:
        near = next((n for n in names if _is_near(n, "film", {".toml", ".txt", ".tml"})), None)
        message = f"There is no {FILM} in {_path(folder)}"
        message += f", but {quoted(near)}." if near else "."
        fix = f"Rename {near} to {FILM}." if near else "Start one with `borderless new`."
        return None, [fault("FLM002", message, Place(FILM), fix)]
    content = read_plain(folder, FILM, limit_bytes)
    return (None, [content]) if isinstance(content, Finding) else parse_toml(FILM, content)


def _is_near(name: str, stem: str, suffixes: set[str]) -> bool:
    lower = name.lower()
    return not lower.startswith((".", "~")) and stem in lower and Path(lower).suffix in suffixes


def _read_budget(
    folder: Path, names: list[str], limit_bytes: int, currency: str | None
) -> tuple[BudgetFile | None, list[Finding]]:
    found = [name for name in BUDGETS if name in names]
    if len(found) > 1:
        message = f"There are two budgets, {' and '.join(found)}; neither was read."
        return None, [fault("FLM004", message, Place(found[0]), "Keep the one that holds.")]
    if not found:
        suffixes = {".csv", ".xlsx", ".xls", ".ods", ".txt", ".xlsm", ".numbers", ".tsv"}
        near = next((n for n in names if _is_near(n, "budget", suffixes)), None)
        message = f"There is no {' or '.join(BUDGETS)} in {_path(folder)}"
        message += f", but {quoted(near)}." if near else "."
        fix = "Export the budget as CSV, or save it as .xlsx, under one of these names."
        return None, [fault("FLM003", message, Place(BUDGETS[0]), fix)]
    name = found[0]
    content = read_plain(folder, name, limit_bytes)
    if isinstance(content, Finding):
        return None, [content]
    source: CsvText | Sheet | None
    if name.endswith(".csv"):
        source, findings = read_csv(name, content)
    else:
        source, findings = read_xlsx(name, content)
    if source is None:
        return None, findings
    table = read_table(source.records, name, currency)
    return BudgetFile(name, content, source, table), [*findings, *table.findings]
