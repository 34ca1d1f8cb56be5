"""The cash balance by month as a fan: the darker the ground, the likelier a balance.

Everything is laid out here, as in `placement_charts`, and words stand beside what they name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from borderless.dossier.charts import NARROW, WIDE, unit_of
from borderless.dossier.drawing import STAND_IN, svg
from borderless.dossier.lettering import text_width
from borderless.dossier.marks import HALO, across, apart, down, figure, layer, layered, words
from borderless.dossier.month_axis import Frame, month, month_marks
from borderless.dossier.scales import places_of, round_steps
from borderless.dossier.typography import money_words

FIRST = 62
"""Number of the first chart in the page; the ladder is below it."""

_TOP, _BELOW, _DEEP, _DEEP_NARROW = 28, 44, 250, 210
_LINE = 12.5
_UNDER = 24
"""Room for a figure below the lowest balance, in CSS pixels."""
_ENDS = (
    *(("high", "95 %"), ("three_quarters", "75 %"), ("median", "median")),
    *(("quarter", "25 %"), ("low", "5 %"), ("plan", "plan")),
)


@dataclass(frozen=True, slots=True)
class FanPoint:
    """The cash balance at the end of a month, in the reporting currency."""

    day: Day
    low: float
    """5 % quantile of all scenarios."""
    quarter: float
    median: float
    three_quarters: float
    high: float
    """95 % quantile."""
    plan: float | None
    """As the plan has it, if all goes as planned; `None` where it says nothing."""


def fan_chart(points: Sequence[FanPoint], currency: str) -> tuple[Markup, ...]:
    """The cash balance by month, wide and narrow; nothing where there is no month."""
    if not points:
        return ()
    ordered = sorted(points, key=lambda point: point.day)
    return tuple(
        _fan(FIRST + index, ordered, currency, width) for index, width in enumerate((WIDE, NARROW))
    )


def fan_text(points: Sequence[FanPoint], currency: str) -> str:
    """What the fan shows, in a sentence: its ends, and where it is lowest."""
    if not points:
        return "No cash balance is known."

    def money(value: float) -> str:
        return money_words(Decimal(str(value)), currency)

    ordered = sorted(points, key=lambda point: point.day)
    last, lowest = ordered[-1], min(ordered, key=lambda point: point.low)
    said = (
        f"Cash balance from {month(ordered[0].day)} to {month(last.day)}: at the end"
        f" {money(last.median)} in the median and {money(last.low)} to {money(last.high)} in nine"
        f" of ten scenarios; the 5 % quantile is lowest in {month(lowest.day)},"
        f" {money(lowest.low)}"
    )
    planned = [(point.plan, point.day) for point in ordered if point.plan is not None]
    if planned:
        value, day = min(planned)
        said += f"; the plan’s own line is lowest in {month(day)}, {money(value)}"
    return f"{said}."


def _fan(number: int, points: Sequence[FanPoint], currency: str, width: int) -> Markup:
    values = [value for point in points for field, _ in _ENDS if (value := _of(point, field))]
    low, high = min([0.0, *values]), max([0.0, *values])
    size = float(unit_of(Decimal(str(max(high, -low))), currency)[0])
    lines = round_steps(low / size, high / size)
    deep = _DEEP if width == WIDE else _DEEP_NARROW
    if (low / size - lines[0]) / (lines[-1] - lines[0]) * deep < _UNDER:
        lines = [2 * lines[0] - lines[1], *lines]
    scale = [figure(line, places_of(lines)) for line in lines]
    frame = Frame(
        left=max(text_width(one, 12) for one in scale) + 14,
        right=width - text_width("median", _LINE) - 16,
        top=_TOP,
        bottom=_TOP + deep,
        first=points[0].day,
        last=points[-1].day,
        least=lines[0] * size,
        most=lines[-1] * size,
    )
    height = frame.bottom + _BELOW
    x, y = across(width), down(height)
    soft, ink, paper = STAND_IN["soft"], STAND_IN["ink"], STAND_IN["paper"]
    grid = [_level(frame, line * size) for line in lines if line]
    unit = unit_of(Decimal(str(max(high, -low))), currency)[1]
    named = [{"x": 0, "y": 8, "text": f"cash balance, {unit}", "ink": soft}]
    figures = [
        {"x": frame.left - 10, "y": frame.down(line * size), "text": text, "ink": soft}
        for line, text in zip(lines, scale, strict=True)
    ]
    ticks, months = month_marks(frame)
    lowest, said = _lowest(points, frame, size)
    leaders, ends = _ends(points[-1], frame, alone=len(points) == 1)
    drawn = [
        layer("area", _band(points, frame, "low", "high"), x, y, fill=STAND_IN["step-1"]),
        layer(
            "area", _band(points, frame, "quarter", "three_quarters"), x, y, fill=STAND_IN["step-2"]
        ),
        layer("rule", grid, x, y, stroke=STAND_IN["line"], strokeWidth=1),
        layer("rule", [_level(frame, 0)], x, y, stroke=ink, strokeWidth=1),
        layer("rule", ticks, x, y, stroke=STAND_IN["line"], strokeWidth=1),
        *(
            layer("line", line, x, y, stroke=STAND_IN["accent"], strokeWidth=2.25)
            for line in _lines(points, frame, "median")
        ),
        *(
            layer("line", line, x, y, stroke=ink, strokeWidth=1.5, strokeDash=[5, 3])
            for line in _lines(points, frame, "plan")
        ),
        layer("rule", leaders, x, y, stroke=soft, strokeWidth=0.75),
        layer("point", lowest, x, y, fill=paper, stroke=ink, size=38, strokeWidth=1.5, opacity=1),
        words(said, x, y, "center", _LINE, **HALO | {"strokeWidth": 3}),
        words(said, x, y, "center", _LINE),
        words(figures, x, y, "right"),
        words(months, x, y, "center"),
        words(named, x, y, "left"),
        words(ends, x, y, "left", _LINE),
    ]
    return svg(number, layered(drawn, width, height), width, round(height))


def _of(point: FanPoint, field: str) -> float | None:
    value: float | None = getattr(point, field)
    return value


def _level(frame: Frame, value: float) -> dict[str, float]:
    """A line across the whole frame."""
    y = frame.down(value)
    return {"x": frame.left - 4, "x2": frame.right, "y": y, "y2": y}


def _band(
    points: Sequence[FanPoint], frame: Frame, lower: str, upper: str
) -> list[dict[str, float]]:
    return [
        {
            "x": at,
            "y": frame.down(getattr(point, upper)),
            "y2": frame.down(getattr(point, lower)),
        }
        for point in points
        for at in frame.spread(point.day, alone=len(points) == 1)
    ]


def _lines(
    points: Sequence[FanPoint], frame: Frame, field: str
) -> Iterator[list[dict[str, float]]]:
    """A line in as many pieces as it is known in; a piece of one month is a short level."""
    for known, run in groupby(points, key=lambda point: _of(point, field) is not None):
        piece = list(run)
        if known:
            yield [
                {"x": at, "y": frame.down(getattr(point, field))}
                for point in piece
                for at in frame.spread(point.day, alone=len(piece) == 1)
            ]


def _lowest(
    points: Sequence[FanPoint], frame: Frame, size: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A ring where the 5 % quantile is lowest and one where the plan is, with their figures."""
    found = [(*min((point.low, point.day) for point in points), 15)]
    planned = [(point.plan, point.day) for point in points if point.plan is not None]
    if planned:
        found.append((*min(planned), -14))
    rings: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for value, day, beside in found:
        x, y = frame.across(day), frame.down(value)
        text = figure(value / size, 2 if size > 1000 else 0)
        half = text_width(text, _LINE) / 2
        row = {"x": min(max(x, frame.left + half), frame.right - half), "y": y + beside}
        rings.append({"x": x, "y": y})
        said.append({**row, "text": text, "ink": STAND_IN["ink"]})
    if len(said) == 2 and rings[0] == rings[1]:
        return rings[:1], said[:1]
    return rings, said


def _ends(
    point: FanPoint, frame: Frame, *, alone: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The names of the lines, beside their ends and apart from each other."""
    shown = [(name, value) for field, name in _ENDS if (value := _of(point, field)) is not None]
    wanted = [frame.down(value) for _, value in shown]
    placed = apart(wanted, 15, frame.top, frame.bottom)
    right = frame.spread(point.day, alone=alone)[-1]
    leaders, texts = [], []
    for (name, _), end, at in zip(shown, wanted, placed, strict=True):
        leaders.append({"x": right + 2, "x2": right + 10, "y": end, "y2": at})
        ink = STAND_IN[{"median": "accent", "plan": "ink"}.get(name, "soft")]
        texts.append({"x": right + 13, "y": at, "text": name, "ink": ink})
    return leaders, texts
