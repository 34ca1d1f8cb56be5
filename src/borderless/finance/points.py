"""Points tests applied to a film: what each row earns, and whether the mark is reached."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from borderless.film.document import Stage
from borderless.film.model import Film
from borderless.finding import Verdict
from borderless.rulebook.points import PointsTest, Row

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class RowScored:
    """One row of the table."""

    row: Row
    earned: Decimal | None
    """`None`: not known."""
    because: str
    applies: bool = True
    """A row that nobody fills leaves both sides of a test that passes by share."""


@dataclass(frozen=True, slots=True)
class Score:
    """A points test applied to a film."""

    test: PointsTest
    rows: tuple[RowScored, ...]
    earned: Decimal
    """Points that are certain."""
    open: Decimal
    """Points that are not known."""
    possible: Decimal
    """Points that the rows which apply could earn."""
    needed: Decimal | None
    """The mark to reach; `None` where the rulebook does not know it."""
    verdict: Verdict
    floors_missed: tuple[str, ...]

    @property
    def short(self) -> Decimal:
        """Points still missing for certain."""
        return max((self.needed or NOTHING) - self.earned, NOTHING)


def score(film: Film, test: PointsTest, countries: Collection[str]) -> Score:
    """Applies a points test to a film.

    Args:
        film: the film; its `[test.ID]` claims override what people and places answer.
        test: the table.
        countries: whose people and places count: the Parties of the treaty, or the states named.
    """
    rows = tuple(_scored(film, test, row, countries) for row in test.row)
    if test.pass_share is not None:
        rows = tuple(
            row if row.earned is not None or row.because else _absent(row.row) for row in rows
        )
    rows = tuple(row if row.because else RowScored(row.row, None, "not given") for row in rows)
    counted = [row for row in rows if row.applies]
    earned = sum((row.earned for row in counted if row.earned is not None), NOTHING)
    open_ = sum((row.row.points for row in counted if row.earned is None), NOTHING)
    possible = sum((row.row.points for row in counted), NOTHING)
    needed = test.pass_mark
    if test.pass_share is not None:
        needed = test.pass_share * possible
    floors, floor_verdict = _floors(test, counted)
    return Score(
        test,
        rows,
        earned,
        open_,
        possible,
        needed,
        _verdict(earned, open_, needed, floor_verdict),
        floors,
    )


def _verdict(earned: Decimal, open_: Decimal, needed: Decimal | None, floors: Verdict) -> Verdict:
    if needed is None:
        return Verdict.NOT_KNOWN
    if earned + open_ < needed or floors is Verdict.DOES_NOT:
        return Verdict.DOES_NOT
    return floors if earned >= needed else Verdict.NOT_KNOWN


def _floors(test: PointsTest, rows: list[RowScored]) -> tuple[tuple[str, ...], Verdict]:
    missed: list[str] = []
    verdict = Verdict.QUALIFIES
    for floor in test.floor:
        own = [row for row in rows if row.row.group == floor.group]
        earned = sum((row.earned for row in own if row.earned is not None), NOTHING)
        most = earned + sum((row.row.points for row in own if row.earned is None), NOTHING)
        if earned >= floor.at_least:
            continue
        missed.append(floor.group)
        if most < floor.at_least:
            verdict = Verdict.DOES_NOT
        elif verdict is Verdict.QUALIFIES:
            verdict = Verdict.NOT_KNOWN
    return tuple(missed), verdict


def _absent(row: Row) -> RowScored:
    return RowScored(row, NOTHING, "nobody in this post; the row does not apply", applies=False)


def _scored(film: Film, test: PointsTest, row: Row, countries: Collection[str]) -> RowScored:
    claims = film.test.get(test.id, {})
    if row.id in claims:
        return RowScored(row, min(claims[row.id], row.points), "as claimed in film.toml")
    if row.post:
        return _by_people(film, test, row, countries)
    if row.stage:
        return _by_place(film, row, row.stage, countries, by_mark=test.pass_share is None)
    return RowScored(row, None, "")


def _by_people(film: Film, test: PointsTest, row: Row, countries: Collection[str]) -> RowScored:
    people = [one for one in film.person if one.post in row.post]
    if not people:
        return RowScored(row, None, "")
    answers: list[bool | None] = []
    for one in people:
        if set(one.nationality) & set(countries):
            answers.append(True)
        elif one.residence in countries:
            answers.append(test.residents)
        else:
            answers.append(False if one.nationality else None)
    names = ", ".join(
        f"{one.name} ({'/'.join(one.nationality) or 'nationality not given'})" for one in people
    )
    # A row with several posts ("production or costume design") is earned by any of them; a post
    # shared by people from inside and outside is for the authority to weigh.
    if all(answers) or (len(row.post) > 1 and any(answers)):
        return RowScored(row, row.points, names)
    if None not in answers and not any(answers):
        return RowScored(row, NOTHING, names)
    return RowScored(row, None, f"{names}: ask the authority")


def _by_place(
    film: Film, row: Row, stage: Stage, countries: Collection[str], *, by_mark: bool
) -> RowScored:
    phases = [one for one in film.phase if one.stage is stage and one.country]
    lines = [one for one in film.budget if one.phase is stage and one.country]
    if row.vfx:
        phases = [one for one in phases if one.vfx]
        lines = [one for one in film.budget if one.vfx and one.country]
    places = sorted({str(one.country) for one in (phases or lines)})
    if not places:
        if row.vfx and (film.phase or film.budget):
            # Where the mark is a share of what applies, a film is not judged by effects it lacks.
            return RowScored(row, NOTHING, "no visual effects planned", applies=by_mark)
        return RowScored(row, None, "")
    text = ", ".join(places)
    inside = [place in countries for place in places]
    if all(inside):
        return RowScored(row, row.points, text)
    if not any(inside):
        return RowScored(row, NOTHING, text)
    return RowScored(row, None, f"{text}: partly outside, ask the authority")
