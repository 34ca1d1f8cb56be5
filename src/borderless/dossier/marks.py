"""Marks of a chart whose places, texts and colours stand in their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from borderless.dossier.drawing import STAND_IN
from borderless.finance.wording import grouped

Row = Mapping[str, Any]

_CHANNELS = (("fill", "fill"), ("stroke", "stroke"), ("ink", "fill"))
HALO = {"stroke": STAND_IN["paper"], "strokeWidth": 5, "strokeJoin": "round"}
"""The paper around a figure, which sets it off from the line that it crosses."""


def across(width: float) -> Any:
    """Places from the left in CSS pixels, without an axis."""
    import altair as alt

    return alt.X("x:Q").scale(domain=[0, width], nice=False, zero=False).axis(None)


def down(height: float) -> Any:
    """Places from the top in CSS pixels, without an axis."""
    import altair as alt

    return alt.Y("y:Q").scale(domain=[height, 0], nice=False, zero=False).axis(None)


def layer(kind: str, rows: Sequence[Row], x: Any, y: Any, **looks: Any) -> Any:
    """Marks of one kind, one for each row; a line or an area runs through all of them.

    Returns:
        An Altair chart, or `None` where there are no rows.
    """
    import altair as alt

    if not rows:
        return None
    mark = getattr(alt.Chart(alt.InlineData(values=[dict(row) for row in rows])), f"mark_{kind}")
    channels: dict[str, Any] = {"x": x, "y": y}
    for second, channel in (("x2", alt.X2), ("y2", alt.Y2)):
        if second in rows[0]:
            channels[second] = channel(second)
    for field, channel_name in _CHANNELS:
        if field in rows[0]:
            channels[channel_name] = {
                "field": field,
                "type": "nominal",
                "scale": None,
                "legend": None,
            }
    if kind == "text":
        channels["text"] = "text:N"
    return mark(**looks).encode(**channels)


def words(rows: Sequence[Row], x: Any, y: Any, align: str, size: float = 12, **looks: Any) -> Any:
    """Texts, each in the middle of its line."""
    return layer("text", rows, x, y, align=align, fontSize=size, baseline="middle", **looks)


def layered(layers: Sequence[Any], width: float, height: float) -> Any:
    """One chart of those layers that are there, the first at the bottom."""
    import altair as alt

    there = [one for one in layers if one is not None]
    return alt.layer(*there).properties(width=width, height=height)


def figure(value: float | Decimal, places: int) -> str:
    """A figure of a chart: grouped, with a true minus, and nothing is never below nothing."""
    rounded = round(Decimal(str(value)), places)
    return grouped(rounded if rounded else abs(rounded), places).replace("-", "−")


def apart(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Places near those wanted, at least so far apart, in their order, between two ends.

    Where there is no room for all between the ends, the last ones go beyond the far end.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed: list[float] = []
    for rank, index in enumerate(order):
        at = max(wanted[index], low + rank * least)
        placed.append(max(at, placed[-1] + least) if placed else at)
    limit = max(high, low + least * (len(wanted) - 1))
    for rank in range(len(placed) - 1, -1, -1):
        placed[rank] = min(placed[rank], limit)
        limit = placed[rank] - least
    found = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        found[index] = placed[rank]
    return found
