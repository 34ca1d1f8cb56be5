"""The charts of the report: finance bars and the tile map, described with Altair.

They carry no words of the user's, only country names, figures and units; what a chart says is also
said in the page as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from borderless.dossier.drawing import STAND_IN, svg
from borderless.dossier.tiles import Block
from borderless.dossier.typography import percent

if TYPE_CHECKING:
    import altair as alt

STEPS = (Decimal("0.05"), Decimal("0.10"), Decimal("0.25"), Decimal("0.50"))
"""Where a country's share of the spend takes the next of the map's five tints (our choice)."""

WIDE, NARROW = 860, 340
"""Widths in CSS pixels at which charts are drawn: for a desk or a sheet, and for a phone."""

TILE = 44
"""Side of a tile with the space around it, in CSS pixels."""

_BAR, _LABELLED, _AXIS = 34, 66, 46
_WORDS = (
    (Decimal(10) ** 9, "billion"),
    (Decimal(10) ** 6, "million"),
    (Decimal(10) ** 3, "thousand"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked bar of finance, amounts in the reporting currency."""

    label: str
    parts: tuple[tuple[str, Decimal], ...]
    """Each an ink (accent, applied, planned, gap) and an amount that is not negative."""
    mark: Decimal | None = None
    """An amount to mark on the bar, such as what a country's share calls for."""


@dataclass(frozen=True, slots=True)
class Drawings:
    """Every chart of a report."""

    status: tuple[Markup, ...]
    countries: tuple[Markup, ...]
    blocks: tuple[Markup, ...]


def draw(
    status: Bar | None,
    countries: Sequence[Bar],
    blocks: Sequence[Block],
    spend: Mapping[str, Decimal],
    outlined: Sequence[str],
    budget: Decimal,
    currency: str,
) -> Drawings:
    """Draws the finance bars, each wide and narrow, and the blocks of the tile map.

    Args:
        status: the whole plan in one bar; `None` where there is nothing to draw.
        countries: a bar for each country.
        blocks: the parts of the tile map.
        spend: share of the spend (0-1) by country.
        outlined: the co-producing countries.
        budget: the whole that the bars' percentages are of.
        currency: of the bars' amounts.
    """
    return Drawings(
        tuple(_finance(i, [status], budget, currency, w) for i, w in enumerate((WIDE, NARROW)))
        if status
        else (),
        tuple(_finance(i, countries, budget, currency, w) for i, w in enumerate((WIDE, NARROW), 2))
        if countries
        else (),
        tuple(_map(i, block, spend, outlined) for i, block in enumerate(blocks, 4)),
    )


def step_of(share: Decimal | None) -> int:
    """Which of the map's tints a share of the spend takes: 0 (nothing) to 5."""
    if not share:
        return 0
    return 1 + sum(share > limit for limit in STEPS)


def unit_of(most: Decimal, currency: str) -> tuple[Decimal, str]:
    """The unit of an axis that reaches to `most`: its size, and its name ("million EUR")."""
    for size, word in _WORDS:
        if most >= 2 * size:
            return size, f"{word} {currency}"
    return Decimal(1), currency


# --- finance bars --------------------------------------------------------------------------------


def money_axis(width: int) -> dict[str, Any]:
    """How the axis under bars of money looks, by the width of the chart."""
    return {
        "grid": False,
        "tickCount": 4 if width == NARROW else 8,
        "format": "~f",
        "domainColor": STAND_IN["line"],
        "tickColor": STAND_IN["line"],
        "labelColor": STAND_IN["soft"],
        "titleColor": STAND_IN["soft"],
        "titleFontWeight": "normal",
        "titleAnchor": "end",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "labelFlush": True,
    }


def _finance(
    number: int, bars: Sequence[Bar], budget: Decimal, currency: str, width: int
) -> Markup:
    import altair as alt

    totals = [sum((amount for _, amount in bar.parts), Decimal(0)) for bar in bars]
    most = max([*totals, *(bar.mark for bar in bars if bar.mark is not None)])
    if most <= 0:
        return Markup("")
    size, unit = unit_of(most, currency)
    labelled = len(bars) > 1
    pitch = _LABELLED if labelled else _BAR
    height = pitch * len(bars)
    parts: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    texts, marks, labels = [], [], []
    for index, bar in enumerate(bars):
        bottom = float(pitch * (index + 1))
        top, start = bottom - _BAR, Decimal(0)
        labels.append({"x": 0, "y": top - 9, "text": bar.label})
        for ink, amount in bar.parts:
            if amount <= 0:
                continue
            end = start + amount
            row = {"x": float(start / size), "x2": float(end / size), "y": top, "y2": bottom}
            (gaps if ink == "gap" else parts).append({**row, **_look(ink)})
            if budget and float(amount / most) * width > 46:
                ink_on = STAND_IN["on-accent" if ink == "accent" else f"on-{ink}"]
                shown = percent(amount / budget, 0)
                texts.append({"x": row["x"], "y": top + _BAR / 2, "text": shown, "ink": ink_on})
            start = end
        if bar.mark is not None:
            at = float(bar.mark / size)
            marks.append({"x": at, "x2": at, "y": top - 3, "y2": bottom + 3})
    x = alt.X("x:Q").scale(domain=[0, float(most / size)], nice=False).title(unit)
    x = x.axis(**money_axis(width))
    y = alt.Y("y:Q").scale(domain=[height, 0], nice=False, zero=False).axis(None)
    layers: list[Any] = [
        _rects(gaps, x, y, strokeDash=[4, 3]),
        _rects(parts, x, y),
        _text(texts, x, y, 13, "ink", align="left", dx=8),
    ]
    if marks:
        # The paper around a mark sets it off from whatever it crosses.
        for ink, thick in (("paper", 6), ("ink", 2.5)):
            rule = alt.Chart(_rows(marks)).mark_rule(strokeWidth=thick, stroke=STAND_IN[ink])
            layers.append(rule.encode(x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2")))
    if labelled:
        layers.append(_text(labels, x, y, 13.5, None, align="left"))
    chart = alt.layer(*layers).properties(width=width - 4, height=height)
    return svg(number, chart, width, height + _AXIS, padding=2)


def _look(ink: str) -> dict[str, Any]:
    """How a part of a bar is drawn: firm money solid, hoped-for money outlined."""
    edge = {"gap": "soft", "planned": "accent"}.get(ink, "paper")
    return {
        "fill": STAND_IN[ink],
        "stroke": STAND_IN[edge],
        "width": 1 if edge == "paper" else 1.25,
    }


# --- the map -------------------------------------------------------------------------------------


def _map(
    number: int, block: Block, spend: Mapping[str, Decimal], outlined: Sequence[str]
) -> Markup:
    import altair as alt

    tiles, names, shares = [], [], []
    # Outlined tiles are drawn last, so that no neighbour covers their outline.
    for code, (column, row) in sorted(block.places.items(), key=lambda one: one[0] in outlined):
        step = step_of(spend.get(code))
        left, top = column * TILE + 3, row * TILE + 3
        edge = STAND_IN["ink"] if code in outlined else STAND_IN["line"]
        tiles.append(
            {
                "x": left,
                "x2": left + TILE - 6,
                "y": top,
                "y2": top + TILE - 6,
                "fill": STAND_IN[f"step-{step}"],
                "stroke": edge,
                "width": 3 if code in outlined else 0.75,
            }
        )
        on, middle = STAND_IN[f"on-{step}"], left + (TILE - 6) / 2
        y = top + (TILE - 6) * (0.36 if step else 0.52)
        names.append({"x": middle, "y": y, "text": code, "ink": on})
        if step:
            text = percent(spend[code], 0)
            shares.append({"x": middle, "y": top + (TILE - 6) * 0.73, "text": text, "ink": on})
    width, height = block.columns * TILE, block.rows * TILE
    x_axis = alt.X("x:Q").scale(domain=[0, width], nice=False, zero=False).axis(None)
    y_axis = alt.Y("y:Q").scale(domain=[height, 0], nice=False, zero=False).axis(None)
    chart = alt.layer(
        _rects(tiles, x_axis, y_axis, cornerRadius=3),
        _text(names, x_axis, y_axis, 14, "ink", align="center"),
        _text(shares, x_axis, y_axis, 11.5, "ink", align="center"),
    ).properties(width=width, height=height)
    return svg(number, chart, width, height)


# --- drawing -------------------------------------------------------------------------------------


def _as_given(field: str) -> dict[str, Any]:
    """A look that stands in the data itself, without a scale."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _rows(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    import altair as alt

    return alt.InlineData(values=[dict(row) for row in rows])


def _rects(rows: Sequence[Mapping[str, Any]], x: Any, y: Any, **mark: Any) -> Any:
    import altair as alt

    return (
        alt.Chart(_rows(rows))
        .mark_rect(**mark)
        .encode(
            x=x,
            x2=alt.X2("x2"),
            y=y,
            y2=alt.Y2("y2"),
            fill=_as_given("fill"),
            stroke=_as_given("stroke"),
            strokeWidth=_as_given("width"),
        )
    )


def _text(
    rows: Sequence[Mapping[str, Any]],
    x: Any,
    y: Any,
    size: float,
    ink: str | None,
    align: Literal["left", "center"],
    dx: float = 0,
) -> Any:
    import altair as alt

    mark = alt.Chart(_rows(rows)).mark_text(
        align=align, baseline="middle", fontSize=size, dx=dx, fill=STAND_IN["ink"]
    )
    looks = {"fill": _as_given(ink)} if ink else {}
    return mark.encode(x=x, y=y, text="text:N", **looks)
