"""The rows of a sweep and of a slate, and the columns of their files.

Amounts are in the row's `currency`, rounded to its cents; what is not known is `None`, never 0.
`seconds` is no part of a result: it is the last column, and two rows that differ only in it are
equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from borderless.finance.batch.partner_sets import SharesAre
from borderless.finance.wording import number_words

Cell = str | int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class SweepRow:
    """One set of partners."""

    partners: tuple[str, ...]
    """Countries beside the delegate's."""
    currency: str
    shares: dict[str, Decimal | None] = field(default_factory=dict)
    """By country, the delegate's first, 0-1."""
    shares_are: SharesAre | Literal[""] = ""
    official: str = ""
    """Whether the film can be an official co-production: qualifies, does not, not known."""
    text: str = ""
    """Names of the convention or treaty that governs, or may."""
    incentives: Decimal | None = None
    """All schemes that the plan counts, at face value."""
    incentives_by_country: dict[str, Decimal] = field(default_factory=dict)
    grants: Decimal | None = None
    """Typed public money."""
    cost: Decimal | None = None
    partner_cost: Decimal | None = None
    """Of having the partners that today's film does not have."""
    net: Decimal | None = None
    """Cost and partner cost less grants and expected incentives."""
    gap: Decimal | None = None
    """What the finance plan lacks; negative where it has more than the budget."""
    problems: str = ""
    """Codes of the errors that the plan has."""
    outcome: str = ""
    """"planned", or how the search ended."""
    objective: float | None = None
    bound: float | None = None
    search_gap: float | None = None
    """Distance of objective and bound as a share of the objective, 0-1."""
    error: str = ""
    seconds: float | None = field(default=None, compare=False)
    kind: Literal["sweep"] = "sweep"


@dataclass(frozen=True, slots=True)
class SlateRow:
    """One film of many."""

    folder: str
    """As the user named it."""
    title: str = ""
    currency: str = ""
    outcome: str = ""
    before_net: Decimal | None = None
    """Cost less grants and expected incentives, as the film is today."""
    after_net: Decimal | None = None
    gain: Decimal | None = None
    gap: Decimal | None = None
    """What the finance plan lacks, after the search where there was one."""
    moves: int | None = None
    objective: float | None = None
    bound: float | None = None
    search_gap: float | None = None
    error: str = ""
    seconds: float | None = field(default=None, compare=False)
    kind: Literal["slate"] = "slate"


Row = SweepRow | SlateRow


class Kind(StrEnum):
    """What sort of value a column holds."""

    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file."""

    name: str
    kind: Kind
    cell: Callable[[Any], Cell]


def columns_of(rows: Sequence[Row]) -> list[Column]:
    """The columns of these rows, which are all of one sort; the same for any order of them."""
    if rows and isinstance(rows[0], SlateRow):
        return [_plain(name, kind) for name, kind in _SLATE]
    columns: list[Column] = []
    for name, kind in _SWEEP:
        columns.append(
            Column(name, kind, _WRITTEN[name]) if name in _WRITTEN else _plain(name, kind)
        )
        if name == "incentives":
            countries = {
                country
                for row in rows
                if isinstance(row, SweepRow)
                for country in row.incentives_by_country
            }
            columns += [_of_country(country) for country in sorted(countries)]
    return columns


def shares_text(row: SweepRow) -> str:
    """Shares as people write them: DK 50 %, PL 35 %, SE 15 %."""
    return ", ".join(
        f"{country} {'not known' if share is None else number_words(share, 'share')}"
        for country, share in row.shares.items()
    )


_SWEEP = (
    ("partners", Kind.TEXT),
    ("shares", Kind.TEXT),
    ("shares_are", Kind.TEXT),
    ("official", Kind.TEXT),
    ("text", Kind.TEXT),
    ("incentives", Kind.MONEY),
    ("grants", Kind.MONEY),
    ("cost", Kind.MONEY),
    ("partner_cost", Kind.MONEY),
    ("net", Kind.MONEY),
    ("gap", Kind.MONEY),
    ("currency", Kind.TEXT),
    ("problems", Kind.TEXT),
    ("outcome", Kind.TEXT),
    ("objective", Kind.NUMBER),
    ("bound", Kind.NUMBER),
    ("search_gap", Kind.NUMBER),
    ("error", Kind.TEXT),
    ("seconds", Kind.NUMBER),
)
_SLATE = (
    ("title", Kind.TEXT),
    ("folder", Kind.TEXT),
    ("outcome", Kind.TEXT),
    ("before_net", Kind.MONEY),
    ("after_net", Kind.MONEY),
    ("gain", Kind.MONEY),
    ("gap", Kind.MONEY),
    ("currency", Kind.TEXT),
    ("moves", Kind.WHOLE),
    ("objective", Kind.NUMBER),
    ("bound", Kind.NUMBER),
    ("search_gap", Kind.NUMBER),
    ("error", Kind.TEXT),
    ("seconds", Kind.NUMBER),
)
_WRITTEN: dict[str, Callable[[SweepRow], Cell]] = {
    "partners": lambda row: ", ".join(row.partners),
    "shares": shares_text,
}


def _plain(name: str, kind: Kind) -> Column:
    def cell(row: Row) -> Cell:
        value: Cell = getattr(row, name)
        return value

    return Column(name, kind, cell)


def _of_country(country: str) -> Column:
    def cell(row: SweepRow) -> Cell:
        nothing = None if row.incentives is None else Decimal("0.00")
        return row.incentives_by_country.get(country, nothing)

    return Column(f"incentives_{country}", Kind.MONEY, cell)
