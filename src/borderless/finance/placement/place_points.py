"""Points for where work is done: moving it out of the Parties may cost a film its official status.

A table gives points for the shoot, the post-production and the effects where they are made in the
co-producing Parties. Where the people's points alone do not reach the mark, enough of these rows
must keep some of their work inside. The shoot's phases are not moved by a search, so its row stands
as it is wherever the schedule names places.
"""

from __future__ import annotations

from decimal import Decimal

from borderless.film.document import Stage
from borderless.film.model import Film
from borderless.finance.linear_model import INFINITY, Affine, LinearModel
from borderless.finance.placement.options import Choices
from borderless.finance.placement.regimes import Regime, casts, with_people
from borderless.finance.placement.spend import Spend
from borderless.finance.points import score
from borderless.finance.situation import Situation
from borderless.rulebook.points import PointsTest, Row
from borderless.rulebook.treaty import Treaty


def hold_place_points(
    model: LinearModel, situation: Situation, choices: Choices, regime: Regime, spend: Spend
) -> None:
    """Rows that keep enough of the work inside the Parties of each text of the regime."""
    for text in regime.texts:
        test_id = text.points.get(situation.film.kind)
        test = situation.library.points(test_id) if test_id else None
        if test is not None:
            _hold(model, situation, choices, text, test, spend)


def _hold(
    model: LinearModel,
    situation: Situation,
    choices: Choices,
    text: Treaty,
    test: PointsTest,
    spend: Spend,
) -> None:
    film = situation.film
    claimed = film.test.get(test.id, {})
    moving = {
        row.id: row
        for row in test.row
        if row.stage and row.id not in claimed and _may_move(film, row)
    }
    if not moving:
        return
    most = max(
        _others(with_people(film, choices, cast), text, test, moving) for cast in casts(choices)
    )
    possible = sum((row.points for row in test.row), Decimal(0))
    mark = test.pass_mark
    if test.pass_share is not None:
        mark = test.pass_share * possible
    if mark is None or most >= mark:
        return
    earned = Affine()
    for row in moving.values():
        assert row.stage is not None
        inside, outside = spend.stage_by_party(row.stage, text.parties, vfx=row.vfx)
        if not outside.terms:
            earned = earned + float(row.points)
            continue
        name = f"{text.name}: {row.says}"
        stays = model.binary(name)
        # A thousandth of a unit of money there is some work there.
        model.row(inside - stays * 1e-3, 0.0, INFINITY, name)
        earned = earned + stays * float(row.points)
    model.row(earned, float(mark - most), INFINITY, f"{text.name}: points for places")


def _may_move(film: Film, row: Row) -> bool:
    """Whether the row is decided by lines, or by phases that follow their lines."""
    scheduled = any(one.stage is row.stage and one.country for one in film.phase)
    return not (row.stage is Stage.SHOOT and scheduled)


def _others(film: Film, text: Treaty, test: PointsTest, moving: dict[str, Row]) -> Decimal:
    """The most that the rows earn which no line decides; what is open counts as earned."""
    return sum(
        (
            row.row.points if row.earned is None else row.earned
            for row in score(film, test, text.parties).rows
            if row.row.id not in moving
        ),
        Decimal(0),
    )
