"""The charts of the placement section: spend by country, and what more conditions would cost.

As in `charts`, they carry only names of countries, figures and units, and everything is laid out
here, not by fonts that the reader may not have.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup

from borderless.dossier.charts import NARROW, WIDE, money_axis, unit_of
from borderless.dossier.drawing import STAND_IN, svg
from borderless.dossier.marks import HALO, down, figure, layer
from borderless.dossier.scales import places_of
from borderless.finance.wording import grouped

FIRST = 40
"""Number of the first chart in the page; the report's own are below it."""

_BAR, _PITCH, _AXIS = 15, 66, 46
_LEFT, _TOP, _DEEP, _BELOW = 44, 48, 200, 48
_NAME = 44
"""Room for the name or the figure of a point, in CSS pixels."""

_SAME = 5e-4


@dataclass(frozen=True, slots=True)
class SpendPair:
    """Spend in one country, today and in the structure found, in the reporting currency."""

    name: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class FrontierDot:
    """The net cost of the best structure under one condition."""

    at: float
    """Where on the axis below."""
    label: str
    net: float
    proved: bool
    chosen: bool
    """The answer itself, which need not lie on the frontier: it may keep today's partners."""


def spend_chart(pairs: Sequence[SpendPair], currency: str) -> tuple[Markup, ...]:
    """Two bars for each country, wide and narrow; nothing where nothing is spent."""
    if not any(pair.before > 0 or pair.after > 0 for pair in pairs):
        return ()
    return tuple(
        _spend(FIRST + index, pairs, currency, width) for index, width in enumerate((WIDE, NARROW))
    )


def frontier_chart(
    number: int, dots: Sequence[FrontierDot], below: str, currency: str
) -> tuple[Markup, ...]:
    """Net cost against a condition, wide and narrow; nothing for less than two conditions.

    Args:
        number: 0 for the first frontier of the page, 1 for the next.
        dots: the points, in the order of the axis, and the answer.
        below: what the axis below counts.
        currency: of the net cost.
    """
    if len({dot.at for dot in dots if not dot.chosen}) < 2:
        return ()
    first = FIRST + 2 * (number + 1)
    return tuple(
        _frontier(first + index, dots, below, currency, width)
        for index, width in enumerate((WIDE, NARROW))
    )


# --- spend ---------------------------------------------------------------------------------------


def _spend(number: int, pairs: Sequence[SpendPair], currency: str, width: int) -> Markup:
    import altair as alt

    most = max(max(pair.before, pair.after) for pair in pairs)
    size, unit = unit_of(most, currency)
    plot = width - 4
    # Room at the right end for the figure beside the longest bar.
    reach = float(most / size) * plot / (plot - 58)
    height = _PITCH * len(pairs)
    bars, values, names = [], [], []
    for index, pair in enumerate(pairs):
        top = _PITCH * index + 26
        names.append({"x": 0, "y": top - 12, "text": pair.name, "ink": STAND_IN["ink"]})
        for row, (amount, ink) in enumerate(((pair.before, "applied"), (pair.after, "accent"))):
            y = top + row * (_BAR + 3)
            end = float(max(amount, Decimal(0)) / size)
            if end > 0:
                bars.append({"x": 0, "x2": end, "y": y, "y2": y + _BAR, "fill": STAND_IN[ink]})
            shown = grouped(amount / size, 2 if size > 1000 else 0)
            ink_of = STAND_IN["ink" if row else "soft"]
            values.append({"x": end, "y": y + _BAR / 2 + 0.5, "text": shown, "ink": ink_of})
    x = alt.X("x:Q").scale(domain=[0, reach], nice=False).title(unit)
    x = x.axis(**money_axis(width))
    y = down(height)
    layers = [
        layer("rect", bars, x, y),
        layer("text", values, x, y, align="left", dx=6, fontSize=12.5, baseline="middle"),
        layer("text", names, x, y, align="left", fontSize=13.5, baseline="middle"),
    ]
    chart = alt.layer(*layers).properties(width=plot, height=height)
    return svg(number, chart, width, height + _AXIS, padding=2)


# --- frontiers -----------------------------------------------------------------------------------


def _frontier(
    number: int, dots: Sequence[FrontierDot], below: str, currency: str, width: int
) -> Markup:
    import altair as alt

    nets = [dot.net for dot in dots]
    size, unit = unit_of(Decimal(str(max(*nets, -min(nets), 1))), currency)
    lines = _round_steps(min(nets) / float(size), max(nets) / float(size))
    bottom, top, height = lines[0], lines[-1], _TOP + _DEEP + _BELOW
    left, right = _LEFT, width - 30
    line_dots = _on_the_line(dots)
    first, last = min(dot.at for dot in dots), max(dot.at for dot in dots)

    def across(at: float) -> float:
        return left + 22 + (at - first) / (last - first) * (right - left - 22)

    def up(net: float) -> float:
        return _TOP + (top - net / float(size)) / (top - bottom) * _DEEP

    soft, ink = STAND_IN["soft"], STAND_IN["ink"]
    places = places_of(lines)
    rules = [
        {
            "x": left,
            "x2": width,
            "y": (y := up(line * float(size))),
            "y2": y,
            "stroke": STAND_IN["line"],
        }
        for line in lines
    ]
    scale = [
        {"x": left - 8, "y": up(line * float(size)), "text": figure(line, places), "ink": soft}
        for line in lines
    ]
    named = _apart(dots, across)
    labels = [
        {"x": across(dot.at), "y": _TOP + _DEEP + 18, "text": dot.label, "ink": soft}
        for dot in named
    ]
    decimals = 2 if size > 1000 else 0
    values = [
        {
            "x": across(dot.at),
            "y": up(dot.net) - 15,
            "text": figure(dot.net / float(size), decimals),
            "ink": ink,
        }
        for dot in named
    ]
    halos = [{**value, "ink": STAND_IN["paper"]} for value in values]
    path = [
        {
            "x": across(a.at),
            "y": up(a.net),
            "x2": across(b.at),
            "y2": up(b.net),
            "stroke": STAND_IN["accent"],
        }
        for a, b in pairwise(line_dots)
    ]
    points = [
        {
            "x": across(dot.at),
            "y": up(dot.net),
            "fill": STAND_IN["accent" if dot.proved else "paper"],
            "stroke": STAND_IN["accent"],
        }
        for dot in line_dots
    ]
    rings = [
        {"x": across(dot.at), "y": up(dot.net), "fill": STAND_IN["paper"], "stroke": ink}
        for dot in dots
        if dot.chosen
    ]
    x = alt.X("x:Q").scale(domain=[0, width], nice=False, zero=False).axis(None)
    y = down(height)
    titles = [
        {"x": 0, "y": 9, "text": f"net cost, {unit}", "ink": soft},
    ]
    ends = [{"x": width, "y": height - 8, "text": below, "ink": soft}]
    layers = [
        layer("rule", rules, x, y, strokeWidth=1),
        layer("rule", path, x, y, strokeWidth=1.75),
        layer("point", rings, x, y, size=210, strokeWidth=2, filled=False, opacity=1),
        layer("point", points, x, y, size=62, strokeWidth=1.75, filled=False, opacity=1),
        layer("text", scale, x, y, align="right", fontSize=12, baseline="middle"),
        layer("text", labels, x, y, align="center", fontSize=12, baseline="middle"),
        layer("text", halos, x, y, align="center", fontSize=12.5, baseline="middle", **HALO),
        layer("text", values, x, y, align="center", fontSize=12.5, baseline="middle"),
        layer("text", titles, x, y, align="left", fontSize=12, baseline="middle"),
        layer("text", ends, x, y, align="right", fontSize=12, baseline="middle"),
    ]
    layers = [layer for layer in layers if layer is not None]
    chart = alt.layer(*layers).properties(width=width, height=height)
    return svg(number, chart, width, height)


def _on_the_line(dots: Sequence[FrontierDot]) -> list[FrontierDot]:
    """The points that the line runs through: the answer too, where no other has its place."""
    found = [dot for dot in dots if not dot.chosen]
    for dot in dots:
        if dot.chosen and all(abs(dot.at - other.at) > _SAME for other in found):
            found.append(dot)
    return sorted(found, key=lambda dot: dot.at)


def _apart(dots: Sequence[FrontierDot], across: Callable[[float], float]) -> list[FrontierDot]:
    """The points that are named: the answer always, others where there is room for their names."""
    named: list[FrontierDot] = []
    for dot in sorted(dots, key=lambda one: not one.chosen):
        if all(abs(across(dot.at) - across(other.at)) >= _NAME for other in named):
            named.append(dot)
    return named


def _round_steps(low: float, high: float) -> list[float]:
    """Three to seven round numbers, evenly apart, that reach around both ends."""
    # Costs that hardly differ are not to look as if they did.
    span = max(high - low, abs(high) * 0.02, 1e-6)
    power = 10.0 ** math.floor(math.log10(span))
    step = next(step for step in (power / 5, power / 2, power, 2 * power) if span / step <= 5)
    begin, end = math.floor(low / step), math.ceil(high / step)
    end = max(end, begin + 2)
    return [round(number * step, 9) for number in range(begin, end + 1)]
