"""Points tests as data: rows, points, a pass mark, and floors for each group of rows."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from borderless.film.document import Post, Stage
from borderless.film.model import Kind
from borderless.rulebook.cited import Citation, Cited, RuleData

Points = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class Row(Cited):
    """A row of the table: what earns its points.

    `post` rows are answered from the film's people, `stage` rows from where that stage of the work
    is done, all others from the points that the producer claims in `[test.ID]` of film.toml. A
    claim also overrides an answer from people or places.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
    says: str
    points: Points
    """The most that the row can earn."""
    group: str = ""
    post: tuple[Post, ...] = ()
    """Any of these posts, held by somebody who counts, earns the points."""
    stage: Stage | None = None
    vfx: bool = False
    """The stage row looks at visual-effects work only."""


class Floor(Cited):
    """The least that a group of rows must earn, whatever the total."""

    group: str
    at_least: Points


class PointsTest(RuleData):
    """A points test; it passes at `pass_mark` points, or at a `pass_share` of those that apply."""

    rule: Literal["points"]
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: str
    authority: str = ""
    kind: tuple[Kind, ...] = ()
    """The kinds of work it is for; none named: all."""
    counts: Literal["parties", "territory", "claims"] = "claims"
    """Whose elements score: those of the treaty's Parties, of the `countries`, or as claimed."""
    countries: tuple[str, ...] = ()
    residents: bool | None = None
    """Whether residents count like nationals; not given: not known."""
    pass_mark: Points | None = None
    pass_share: Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    """Share of the points that apply to the film; rows nobody fills leave both sides."""
    floor: tuple[Floor, ...] = ()
    discretion: str = ""
    """When the authority may pass a film under the mark."""
    as_of: Day
    row: Annotated[tuple[Row, ...], Field(min_length=1)]
    source: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> PointsTest:
        if self.pass_mark is not None and self.pass_share is not None:
            raise ValueError("a test has a `pass_mark` or a `pass_share`, not both")
        ids = [row.id for row in self.row]
        if len(set(ids)) != len(ids):
            raise ValueError("two rows have the same id")
        groups = {row.group for row in self.row}
        for floor in self.floor:
            if floor.group not in groups:
                raise ValueError(f"the floor's group {floor.group!r} has no row")
        if self.pass_mark is not None and self.pass_mark > self.possible:
            raise ValueError(f"the pass mark {self.pass_mark} is above all points {self.possible}")
        return self

    @property
    def possible(self) -> Decimal:
        """All points of the table."""
        return sum((row.points for row in self.row), Decimal(0))
