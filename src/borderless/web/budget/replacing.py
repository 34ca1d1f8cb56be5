"""What another budget file would change, before anybody takes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from borderless.film.budget_changes import changes_between, content
from borderless.film.folder import BUDGETS
from borderless.film.model import BudgetLine
from borderless.finding import Finding
from borderless.web.films.models import Revision
from borderless.web.films.reading import read_files, reading_of
from borderless.web.films.store import files_of


@dataclass(frozen=True, slots=True)
class Replacement:
    """A budget file beside the one that is there."""

    name: str
    content: bytes
    findings: tuple[Finding, ...]
    added: int
    changed: int
    removed: int
    before: tuple[tuple[str, Decimal], ...]
    """Totals by currency; currencies are never added."""
    after: tuple[tuple[str, Decimal], ...]


def replacement(revision: Revision, name: str, bytes_: bytes) -> Replacement:
    """Reads the film with another budget file."""
    files = {path: one for path, one in files_of(revision).items() if path not in BUDGETS}
    reading = read_files(files | {name: bytes_})
    old_film = reading_of(revision).film
    old = tuple(_rowless(line) for line in old_film.budget) if old_film else ()
    new = tuple(_rowless(line) for line in reading.film.budget) if reading.film else ()
    changes = changes_between(old, new)
    kept = [one for one in changes if one.origin is not None]
    return Replacement(
        name,
        bytes_,
        reading.findings,
        len(changes) - len(kept),
        sum(1 for one in kept if content(one.line) != content(old[one.origin or 0])),
        len(old) - len(kept),
        _totals(old),
        _totals(new),
    )


def _rowless(line: BudgetLine) -> BudgetLine:
    """A line to be known by what it says: its row in another file means nothing."""
    return line.model_copy(update={"row": None})


def _totals(lines: tuple[BudgetLine, ...]) -> tuple[tuple[str, Decimal], ...]:
    totals: dict[str, Decimal] = {}
    for line in lines:
        totals[line.currency] = totals.get(line.currency, Decimal(0)) + line.amount
    return tuple(sorted(totals.items()))
