"""The report's two pictures: who brings the finance, and where the budget is spent.

The bars are plain boxes that the style sheet draws, so they fit any width and print crisply. The map
is drawn by Vega-Lite, without a browser; its colours are stand-ins that become the page's own custom
properties, so that one drawing serves light, dark and paper.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from borderless.film.model import Status
from borderless.film.places import country_name
from borderless.finance.plan import Plan

NOTHING = Decimal(0)
_TILE = 40
_SPACE = 4
_CLASSES = (
    (Decimal(0), "none"),
    (Decimal("0.10"), "up to 10 %"),
    (Decimal("0.25"), "10 to 25 %"),
    (Decimal("0.50"), "25 to 50 %"),
    (Decimal(10), "more than 50 %"),
)
"""Upper bounds of the map's classes of spend, as shares of the production cost."""

# Stand-ins no chart would choose by itself; each becomes a custom property of the page.
_FILL = tuple(f"#0fa1{n:x}1" for n in range(len(_CLASSES)))
_INK = tuple(f"#0fa1{n:x}2" for n in range(len(_CLASSES)))
_OUTLINE = "#0fa1f3"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar."""

    kind: str
    """confirmed | applied | planned | gap"""
    amount: Decimal
    percent: Decimal
    """Of the width of the whole picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: the whole film, or what one country's co-producers bring."""

    name: str
    parts: tuple[Part, ...]
    total: Decimal
    share: Decimal | None
    """Of the budget, 0-1."""
    held: Decimal | None = None
    """Where the country's share in the film falls, in percent of the width."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Finance by co-producing country and status, on one scale."""

    rows: tuple[Bar, ...]
    ticks: tuple[tuple[int, Decimal], ...]
    """Percent of the budget, and where it falls in percent of the width."""
    text: str
    """The same in words."""


def finance_bars(plan: Plan) -> Bars | None:
    """The finance plan as bars; `None` without a budget to measure it by."""
    summary = plan.summary
    budget = summary.budget
    if budget <= 0:
        return None
    countries = list(dict.fromkeys([*plan.shares, *(row.country for row in plan.sources)]))
    sums = {country: _by_status(plan, country) for country in countries}
    gap = max(summary.gap, NOTHING)
    widest = max(budget, summary.financed)

    def bar(name: str, amounts: Mapping[str, Decimal], held: Decimal | None = None) -> Bar:
        parts = tuple(
            Part(kind, amount, amount / widest * 100) for kind, amount in amounts.items() if amount
        )
        total = sum((part.amount for part in parts if part.kind != "gap"), NOTHING)
        at = None if held is None else held * budget / widest * 100
        return Bar(name, parts, total, total / budget, at)

    whole = {
        "confirmed": summary.secured,
        "applied": summary.applied,
        "planned": summary.planned,
        "gap": gap,
    }
    rows = [bar("Whole film", whole)]
    if len(countries) > 1:
        rows += [
            bar(country_name(code), sums[code], plan.shares.get(code))
            for code in countries
            if code in plan.shares or sum(sums[code].values())
        ]
    words = [
        f"{row.name}: "
        + (", ".join(f"{part.kind} {plan.money(part.amount)}" for part in row.parts) or "nothing")
        for row in rows
    ]
    return Bars(
        tuple(rows),
        tuple((percent, percent * budget / widest) for percent in (0, 25, 50, 75, 100)),
        f"Finance by co-producing country and status, in {plan.currency}; the budget is"
        f" {plan.money(budget)}. {'; '.join(words)}.",
    )


def _by_status(plan: Plan, country: str) -> dict[str, Decimal]:
    return {
        status.value: sum(
            (
                row.amount or NOTHING
                for row in plan.sources
                if row.country == country and row.status is status
            ),
            NOTHING,
        )
        for status in (Status.CONFIRMED, Status.APPLIED, Status.PLANNED)
    }


@dataclass(frozen=True, slots=True)
class SpendRow:
    """Production cost in one country; money in the reporting currency."""

    country: str
    """"" where the budget does not say."""
    name: str
    amount: Decimal
    share: Decimal | None
    coproduces: bool
    on_map: bool


@dataclass(frozen=True, slots=True)
class SpendMap:
    """Where the budget is spent."""

    svg: str
    legend: tuple[tuple[int, str], ...]
    rows: tuple[SpendRow, ...]
    text: str


def spend_map(plan: Plan) -> SpendMap:
    """The tile map with its figures, largest spend first; co-producing countries are outlined."""
    spend = plan.budget_by_country
    cost = sum(spend.values(), NOTHING)
    codes = dict.fromkeys([*plan.shares, *spend])
    rows = sorted(
        (
            SpendRow(
                code,
                country_name(code) if code else "Place not given",
                spend.get(code, NOTHING),
                spend.get(code, NOTHING) / cost if cost else None,
                code in plan.shares,
                code in tiles(),
            )
            for code in codes
        ),
        key=lambda row: -row.amount,
    )
    shown = [
        f"{row.name} {plan.money(row.amount)}{' (co-producing)' if row.coproduces else ''}"
        for row in rows
    ]
    return SpendMap(
        _map_svg(rows),
        tuple((number, says) for number, (_, says) in enumerate(_CLASSES)),
        tuple(rows),
        f"Production cost by country of spend: {'; '.join(shown)}.",
    )


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Column and row of each country's square."""
    text = (Path(__file__).parent / "country_tiles.toml").read_text("utf-8")
    return {code: (place[0], place[1]) for code, place in tomllib.loads(text)["tile"].items()}


def spend_class(share: Decimal | None) -> int:
    """The map's class for a share of the production cost."""
    if not share:
        return 0
    return next(number for number, (top, _) in enumerate(_CLASSES) if share <= top)


def _map_svg(rows: Sequence[SpendRow]) -> str:
    import altair as alt
    import vl_convert

    known = {row.country: row for row in rows}
    squares = [_square(code, place, known.get(code)) for code, place in tiles().items()]
    width = max(square["x2"] for square in squares) + _SPACE
    height = max(square["y2"] for square in squares) + _SPACE
    # Outlined squares are drawn last, so that no neighbour covers their line.
    squares.sort(key=lambda square: square["line"])
    base = alt.Chart(alt.Data(values=squares))
    at = {
        "x": alt.X("x:Q", scale=None, axis=None),
        "y": alt.Y("y:Q", scale=None, axis=None),
    }
    centre = {"x": alt.X("cx:Q", scale=None), "y": alt.Y("cy:Q", scale=None)}
    fill = alt.Fill("fill:N", scale=None, legend=None)
    ink = alt.Color("ink:N", scale=None, legend=None)
    chart = (
        alt.layer(
            base.mark_rect(cornerRadius=5, stroke=_OUTLINE).encode(
                **at,
                x2="x2:Q",
                y2="y2:Q",
                fill=fill,
                strokeWidth=alt.StrokeWidth("line:Q", scale=None, legend=None),
            ),
            base.transform_filter("!datum.percent")
            .mark_text(fontSize=17)
            .encode(**centre, text="code:N", color=ink),
            base.transform_filter("datum.percent")
            .mark_text(fontSize=17, fontWeight="bold", dy=-7)
            .encode(**centre, text="code:N", color=ink),
            base.transform_filter("datum.percent")
            .mark_text(fontSize=13, dy=10)
            .encode(**centre, text="percent:N", color=ink),
        )
        .properties(width=width, height=height, padding=0)
        .configure(aria=False, background="transparent")
        .configure_view(stroke=None)
    )
    return _for_page(vl_convert.vegalite_to_svg(chart.to_dict()))


def _square(code: str, place: tuple[int, int], row: SpendRow | None) -> dict[str, int | str]:
    column, line = place
    left, top = column * _TILE + _SPACE, line * _TILE + _SPACE
    number = spend_class(row.share) if row else 0
    share = row.share if row and row.share else None
    return {
        "x": left,
        "y": top,
        "x2": left + _TILE - _SPACE,
        "y2": top + _TILE - _SPACE,
        "cx": left + (_TILE - _SPACE) / 2,
        "cy": top + (_TILE - _SPACE) / 2 + 1,
        "code": code,
        "fill": _FILL[number],
        "ink": _INK[number],
        "line": 3 if row and row.coproduces else 0,
        "percent": "" if share is None else _short(share),
    }


def _short(share: Decimal) -> str:
    return "<1 %" if share < Decimal("0.01") else f"{share * 100:.0f} %"


def _for_page(svg: str) -> str:
    """The drawing with the page's colours and fonts, as an element the page can name."""
    for number in range(len(_CLASSES)):
        svg = svg.replace(_FILL[number], f"var(--map-{number})")
        svg = svg.replace(_INK[number], f"var(--map-ink-{number})")
    svg = svg.replace(_OUTLINE, "var(--ink)")
    svg = re.sub(r' font-family="[^"]*"', "", svg)
    view = re.search(r'viewBox="([^"]*)"', svg)
    assert view, "a drawing has a view box"
    inner = svg[svg.index(">") + 1 :]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="{view[1]}" role="img"'
        f' aria-labelledby="map-text">{inner}'
    )
