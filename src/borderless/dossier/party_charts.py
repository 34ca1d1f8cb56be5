"""How likely each party has its money back, month by month: one small chart for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from borderless.dossier.charts import NARROW, WIDE
from borderless.dossier.drawing import STAND_IN, svg
from borderless.dossier.lettering import broken, plain, text_width
from borderless.dossier.marks import across, down, layer, layered, words
from borderless.dossier.month_axis import Frame, month, month_marks
from borderless.dossier.typography import NOT_KNOWN, percent

FIRST = 64
"""Number of the first chart in the page; the cash balance is below it."""

_LINE, _SMALL, _PITCH = 12.5, 11.5, 15
_COLUMNS, _COLUMNS_NARROW, _GUTTER, _PANEL, _BETWEEN, _FOOT = 3, 2, 28, 64, 20, 40


@dataclass(frozen=True, slots=True)
class RecoupedLine:
    """How likely a party has its money back."""

    party: str
    points: tuple[tuple[Day, float], ...]
    """Days, and the probability (0-1) that it is recouped by then."""


_Panel = tuple[RecoupedLine, Frame, list[str]]
"""A party, where its chart is, and the lines of its name."""


def recouped_chart(lines: Sequence[RecoupedLine]) -> tuple[Markup, ...]:
    """A small chart for each party, wide and narrow; nothing where no month is known."""
    if not any(line.points for line in lines):
        return ()
    return tuple(
        _recouped(FIRST + index, lines, width) for index, width in enumerate((WIDE, NARROW))
    )


def recouped_text(lines: Sequence[RecoupedLine]) -> str:
    """What the small charts show, in a sentence: how likely each party is paid in the end."""
    if not any(line.points for line in lines):
        return "How likely the parties have their money back is not known."
    said = []
    for line in lines:
        if line.points:
            day, share = max(line.points)
            said.append(f"{plain(line.party)} {_percent(share)} by {month(day)}")
        else:
            said.append(f"{plain(line.party)} {NOT_KNOWN}")
    return f"How likely each party has its money back: {'; '.join(said)}."


def _recouped(number: int, lines: Sequence[RecoupedLine], width: int) -> Markup:
    scale = text_width("100 %", _SMALL) + 6
    # A single chart is not as broad as a page.
    most, least = (_COLUMNS, 2) if width == WIDE else (_COLUMNS_NARROW, 1)
    columns = min(most, max(len(lines), least))
    each = (width - scale - _GUTTER * (columns - 1)) / columns
    days = [day for line in lines for day, _ in line.points]
    panels: list[_Panel] = []
    top = 0.0
    for begin in range(0, len(lines), columns):
        row = lines[begin : begin + columns]
        titles = [broken(plain(line.party), _LINE, each - 48, 3) for line in row]
        top += _PITCH * max(len(title) for title in titles) + 10
        for column, (line, title) in enumerate(zip(row, titles, strict=True)):
            left = scale + column * (each + _GUTTER)
            frame = Frame(left, left + each, top, top + _PANEL, min(days), max(days), 0, 1)
            panels.append((line, frame, title))
        top += _PANEL + _BETWEEN
    height = top - _BETWEEN + _FOOT
    x, y = across(width), down(height)
    drawn = [*_curves(panels, x, y), *_letters(panels, columns, x, y)]
    return svg(number, layered(drawn, width, height), width, round(height))


def _curves(panels: Sequence[_Panel], x: Any, y: Any) -> Iterator[Any]:
    """The curves on their tint, and the lines at 0 and 100 %."""
    curves = [
        [
            {"x": at, "y": frame.down(min(max(share, 0), 1)), "y2": frame.bottom}
            for day, share in sorted(line.points)
            for at in frame.spread(day, alone=len(line.points) == 1)
        ]
        for line, frame, _ in panels
    ]
    grid = [
        {"x": frame.left, "x2": frame.right, "y": frame.down(at), "y2": frame.down(at)}
        for _, frame, _ in panels
        for at in (0, 1)
    ]
    for curve in curves:
        yield layer("area", curve, x, y, fill=STAND_IN["step-1"])
    yield layer("rule", grid, x, y, stroke=STAND_IN["line"], strokeWidth=1)
    for curve in curves:
        line = [{"x": point["x"], "y": point["y"]} for point in curve]
        yield layer("line", line, x, y, stroke=STAND_IN["accent"], strokeWidth=2)


def _letters(panels: Sequence[_Panel], columns: int, x: Any, y: Any) -> Iterator[Any]:
    """Names and figures above, the scale at the first of a row, months below the last."""
    soft, ink = STAND_IN["soft"], STAND_IN["ink"]
    names, figures, sides, ticks, months = [], [], [], [], []
    for index, (line, frame, title) in enumerate(panels):
        above = frame.top - 16
        for row, text in enumerate(reversed(title)):
            names.append({"x": frame.left, "y": above - _PITCH * row, "text": text, "ink": ink})
        shown = _percent(max(line.points)[1]) if line.points else "–"
        figures.append({"x": frame.right, "y": above, "text": shown, "ink": ink})
        if index % columns == 0:
            for text, at in (("0", 0), ("100 %", 1)):
                row_ = {"x": frame.left - 6, "y": frame.down(at), "text": text, "ink": soft}
                sides.append(row_)
        if index + columns >= len(panels):
            marks, named = month_marks(frame)
            ticks += marks
            months += named
    yield layer("rule", ticks, x, y, stroke=STAND_IN["line"], strokeWidth=1)
    yield words(names, x, y, "left", _LINE)
    yield words(figures, x, y, "right", _LINE)
    yield words(sides, x, y, "right", _SMALL)
    yield words(months, x, y, "center", _SMALL)


def _percent(share: float) -> str:
    return percent(Decimal(str(share)), 0)
