"""What the gap may be, and what drives it: a histogram, and the parts of the variance.

As in `charts`, they carry only names, figures and units, and what they say is said as text too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from borderless.dossier.charts import NARROW, WIDE, unit_of
from borderless.dossier.drawing import STAND_IN, svg
from borderless.dossier.lettering import broken, plain, text_width
from borderless.dossier.marks import down, figure, layer, layered, words
from borderless.dossier.scales import Scale, places_of, round_steps
from borderless.dossier.typography import money_words, percent

GAP, TORNADO = 66, 68
"""Number of the first chart of each kind in the page."""

_AXIS, _FIGURE, _SAME = 46, 12.5, 1e-9
_DEEP, _DEEP_NARROW, _HEAD, _FLAG = 190, 160, 40, 36
_BAR, _PITCH, _NAME, _LINE, _NAMES, _BESIDE = 15, 30, 13, 15, 240, 14


@dataclass(frozen=True, slots=True)
class GapBins:
    """How often the gap (money that is missing) lies where; below nothing it is a surplus."""

    edges: tuple[float, ...]
    """Of the bins, rising, one more than there are bins, in the reporting currency."""
    shares: tuple[float, ...]
    """Of all scenarios (0-1), one for each bin."""
    quantiles: tuple[tuple[str, float], ...]
    """Names ("5 %", "median") and gaps to be marked."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One uncertainty's part in how far the result spreads."""

    name: str
    share: float
    """Of the variance (0-1)."""
    error: float | None
    """Half the width of its 95 % interval (0-1); `None` where there is none."""


# --- the gap -------------------------------------------------------------------------------------


def gap_chart(bins: GapBins, currency: str) -> tuple[Markup, ...]:
    """The histogram of the gap, wide and narrow; nothing where there are no scenarios."""
    if not any(share > 0 for share in bins.shares):
        return ()
    return tuple(
        _gap(GAP + index, bins, currency, width) for index, width in enumerate((WIDE, NARROW))
    )


def gap_text(bins: GapBins, currency: str) -> str:
    """What the histogram shows, in a sentence."""
    said = [
        f"{name} {money_words(Decimal(str(value)), currency)}" for name, value in bins.quantiles
    ]
    closed = closing_share(bins)
    if closed is not None:
        said.append(f"none in {percent(Decimal(str(closed)), 0)} of the scenarios")
    return f"The gap: {'; '.join(said)}." if said else "The gap is not known."


def closing_share(bins: GapBins) -> float | None:
    """Share of the scenarios (0-1) without a gap; `None` where 0 lies inside a bin that has any."""
    if not any(share > 0 for share in bins.shares):
        return None
    near = (bins.edges[-1] - bins.edges[0]) * _SAME
    closed = 0.0
    for (left, right), share in zip(pairwise(bins.edges), bins.shares, strict=True):
        if right <= near:
            closed += share
        elif left < -near and share > 0:
            return None
    return closed


def _gap(number: int, bins: GapBins, currency: str, width: int) -> Markup:
    across, deep = width - 4, _DEEP if width == WIDE else _DEEP_NARROW
    tall = _heights(bins)
    lines = round_steps(0, max(tall) * 100, 4)
    named = [figure(line, places_of(lines)) for line in lines]
    left = max(text_width(one, 12) for one in named) + 14
    low, high = _ends(bins)
    whole, unit = unit_of(Decimal(str(max(high, -low))), currency)
    size = float(whole)
    scale = Scale(left, across - left, across, low / size, high / size)
    flags, rows = _flags(bins, scale, size)
    top = _HEAD + rows * _FLAG
    bottom = float(top + deep)
    x, y = scale.axis(width, unit), down(bottom)
    soft, ink = STAND_IN["soft"], STAND_IN["ink"]

    def up(per_cent: float) -> float:
        return bottom - per_cent / lines[-1] * deep

    # Where all scenarios are alike, a bin without breadth is to be seen too.
    thin = 0 if bins.edges[-1] > bins.edges[0] else scale.at(6) - scale.at(0)
    bars = [
        {"x": begin / size - thin, "x2": end / size + thin, "y": up(share * 100)}
        | {"y2": bottom, "fill": STAND_IN["accent" if end > 0 else "applied"]}
        for (first, last), share in zip(pairwise(bins.edges), tall, strict=True)
        for begin, end in ([(first, 0.0), (0.0, last)] if first < 0 < last else [(first, last)])
        if share > 0
    ]
    grid = [
        {"x": scale.at(left - 4), "x2": scale.high, "y": up(line), "y2": up(line)} for line in lines
    ]
    sides = [
        {"x": scale.at(left - 10), "y": up(line), "text": text, "ink": soft}
        for line, text in zip(lines, named, strict=True)
    ]
    title = [{"x": scale.at(0), "y": 8, "text": _counted(bins, size, unit), "ink": soft}]
    names, figures, marks = [], [], []
    for name, value, middle, row in flags:
        begin = _HEAD + row * _FLAG + 6
        shown = figure(value / size, 2 if size > 1000 else 0)
        names.append({"x": scale.at(middle), "y": begin, "text": name, "ink": soft})
        figures.append({"x": scale.at(middle), "y": begin + 15, "text": shown, "ink": ink})
        place = value / size
        marks.append({"x": place, "x2": place, "y": begin + 25, "y2": up(_over(bins, value)) - 2})
    zero = [{"x": 0, "x2": 0, "y": 18, "y2": bottom}] if low <= 0 <= high else []
    drawn = [
        layer("rule", grid, x, y, stroke=STAND_IN["line"], strokeWidth=1),
        layer("rect", bars, x, y, stroke=STAND_IN["paper"], strokeWidth=0.75),
        layer("rule", marks, x, y, stroke=ink, strokeWidth=1.25, strokeDash=[3, 3]),
        layer("rule", zero, x, y, stroke=STAND_IN["paper"], strokeWidth=5),
        layer("rule", zero, x, y, stroke=ink, strokeWidth=2),
        words(sides, x, y, "right"),
        words(title, x, y, "left"),
        words(names, x, y, "center"),
        words(figures, x, y, "center", _FIGURE),
        *(
            words([row], x, y, align, _FIGURE)
            for row, align in (_closing(bins, scale, across) if zero else ())
        ),
    ]
    return svg(number, layered(drawn, across, bottom), width, round(bottom) + _AXIS, padding=2)


def _heights(bins: GapBins) -> list[float]:
    """Heights of the bars: a bin twice as broad as the narrowest is half as tall for its share."""
    broad = [right - left for left, right in pairwise(bins.edges)]
    least = min((one for one in broad if one > 0), default=0.0)
    return [
        share * least / one if one > 0 else share
        for share, one in zip(bins.shares, broad, strict=True)
    ]


def _over(bins: GapBins, value: float) -> float:
    """Height of the bar at a gap, in per cent; the higher one where two meet."""
    pairs = zip(pairwise(bins.edges), _heights(bins), strict=True)
    return max((tall * 100 for (left, right), tall in pairs if left <= value <= right), default=0)


def _counted(bins: GapBins, size: float, unit: str) -> str:
    """What the heights count, with the breadth that they are for where bins are not alike."""
    broad = [right - left for left, right in pairwise(bins.edges)]
    if max(broad) - min(broad) <= max(broad) * 1e-6:
        return "% of the scenarios"
    each = min(broad) / size
    return f"% of the scenarios for each {figure(each, places_of([each]))} {unit}"


def _ends(bins: GapBins) -> tuple[float, float]:
    """Ends of the scale: all bins and marks, and nothing itself where it is not far off."""
    all_ = [bins.edges[0], bins.edges[-1], *(value for _, value in bins.quantiles)]
    low, high = min(all_), max(all_)
    if high <= low:
        return min(low - 1, 0), max(high + 1, 0)
    if 0 < low <= high - low:
        low = 0.0
    if 0 < -high <= high - low:
        high = 0.0
    return low, high


def _flags(
    bins: GapBins, scale: Scale, size: float
) -> tuple[list[tuple[str, float, float, int]], int]:
    """The quantiles' names, their gaps, middles in CSS pixels and rows, and how many rows."""
    found: list[tuple[str, float, float, int]] = []
    taken: list[list[tuple[float, float]]] = []
    nothing = scale.pixel(0) if scale.low <= 0 <= scale.high else math.inf
    for name, value in sorted(bins.quantiles, key=lambda one: one[1]):
        half = max(text_width(name, 12), text_width(figure(value / size, 2), _FIGURE)) / 2 + 5
        place = scale.pixel(value / size)
        # The line at nothing is as tall as the chart, so no words stand across it.
        if abs(place - nothing) < half:
            place = nothing + (half if value >= 0 else -half)
        middle = min(max(place, half), scale.across - half)
        row = next(
            (
                row
                for row, spans in enumerate(taken)
                if all(end <= middle - half or begin >= middle + half for begin, end in spans)
            ),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((middle - half, middle + half))
        found.append((name, value, middle, row))
    return found, len(taken)


def _closing(bins: GapBins, scale: Scale, across: float) -> list[tuple[dict[str, Any], str]]:
    """How often nothing is missing, and how often something is, on their sides of nothing."""
    closed = closing_share(bins)
    if closed is None:
        return []
    place, found = scale.pixel(0), []
    for word, share, align, room in (
        ("no gap", closed, "right", place),
        ("gap", 1 - closed, "left", across - place),
    ):
        text = f"{word} {percent(Decimal(str(share)), 0)}"
        pixel = place - 7 if align == "right" else place + 7
        if text_width(text, _FIGURE) + 7 <= room:
            row = {"x": scale.at(pixel), "y": 24, "text": text, "ink": STAND_IN["ink"]}
            found.append((row, align))
    return found


# --- the tornado ---------------------------------------------------------------------------------


def tornado_chart(contributions: Sequence[Contribution]) -> tuple[Markup, ...]:
    """The parts of the variance, the largest first, wide and narrow; nothing where all are 0."""
    if not any(one.share for one in contributions):
        return ()
    ordered = sorted(contributions, key=lambda one: -one.share)
    return tuple(
        _tornado(TORNADO + index, ordered, width) for index, width in enumerate((WIDE, NARROW))
    )


def tornado_text(contributions: Sequence[Contribution]) -> str:
    """What the tornado shows, in a sentence."""
    if not any(one.share for one in contributions):
        return "Nothing makes the result uncertain."
    said = []
    for one in sorted(contributions, key=lambda one: -one.share):
        error = f" (± {_points(one.error)})" if one.error else ""
        said.append(f"{plain(one.name)} {_part(one.share)}{error}")
    return f"Parts of the variance: {'; '.join(said)}."


def _tornado(number: int, ordered: Sequence[Contribution], width: int) -> Markup:
    across, beside = width - 4, width == WIDE
    shown = [_part(one.share) for one in ordered]
    lines = [broken(plain(one.name), _NAME, _NAMES if beside else across, 3) for one in ordered]
    ends = [one.share + (one.error or 0) for one in ordered]
    low = min(0.0, *(one.share - (one.error or 0) for one in ordered if one.share < 0), 0.0)
    left = _NAMES + _BESIDE if beside else 0
    room = max(text_width(one, _FIGURE) for one in shown) + 12
    scale = Scale(left, across - left - room, across, low * 100, max(*ends, 0.0) * 100)
    names, bars, errors, figures, y = [], [], [], [], 4.0
    for one, text, broken_, end in zip(ordered, shown, lines, ends, strict=True):
        above = 0 if beside else len(broken_) * (_LINE + 1) + 2
        pitch = max(_PITCH, len(broken_) * _LINE + 10) if beside else above + _BAR + 14
        middle = y + pitch / 2 if beside else y + above + _BAR / 2
        first = middle - (len(broken_) - 1) / 2 * _LINE if beside else y + 8
        for row, line in enumerate(broken_):
            names.append({"x": scale.at(0), "y": first + row * _LINE, "text": line})
        at, y = one.share * 100, y + pitch
        bars.append({"x": 0, "x2": at, "y": middle - _BAR / 2, "y2": middle + _BAR / 2})
        if one.error:
            begin = max(at - one.error * 100, scale.low)
            errors.append({"x": begin, "x2": end * 100, "y": middle, "y2": middle})
        place = scale.at(scale.pixel(max(at, end * 100, 0)) + 7)
        figures.append({"x": place, "y": middle + 0.5, "text": text})
    x, y_ = scale.axis(width, "% of the variance"), down(y)
    ink, line = STAND_IN["ink"], STAND_IN["line"]
    base = [
        {"x": 0, "x2": 0, "y": 4, "y2": y},
        {"x": scale.low, "x2": scale.high, "y": y, "y2": y},
    ]
    drawn = [
        layer("rule", base, x, y_, stroke=line, strokeWidth=1),
        layer("rect", bars, x, y_, fill=STAND_IN["accent"]),
        layer("rule", errors, x, y_, stroke=STAND_IN["paper"], strokeWidth=4.5),
        layer("rule", errors, x, y_, stroke=ink, strokeWidth=1.5),
        words(names, x, y_, "left", _NAME, fill=ink),
        words(figures, x, y_, "left", _FIGURE, fill=ink),
    ]
    return svg(number, layered(drawn, across, y), width, round(y) + _AXIS, padding=2)


def _part(share: float) -> str:
    """A share as a percentage; one that would be rounded to nothing is less than one."""
    return "<\u00a01\u00a0%" if 0 < share < 0.005 else percent(Decimal(str(share)), 0)


def _points(share: float) -> str:
    """A difference of shares in percentage points."""
    return figure(share * 100, 0)
