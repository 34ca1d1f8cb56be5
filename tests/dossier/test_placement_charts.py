"""The charts of the placement section: to scale, with units, in the page's colours."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from borderless.dossier.placement_charts import (
    FrontierDot,
    SpendPair,
    frontier_chart,
    spend_chart,
)
from borderless.dossier.report import TEMPLATES

D = Decimal
PAIRS = [
    SpendPair("Denmark", D(4_000_000), D(1_000_000)),
    SpendPair("Poland", D(1_000_000), D(3_000_000)),
    SpendPair("Iceland", D(0), D(500_000)),
]
DOTS = [
    FrontierDot(0, "0", 2_000_000, proved=True, chosen=False),
    FrontierDot(1, "1", 1_600_000, proved=False, chosen=False),
    FrontierDot(2, "2", 1_500_000, proved=True, chosen=False),
]
ANSWER = FrontierDot(1, "1", 1_650_000, proved=True, chosen=True)


def bars(svg: str, ink: str) -> list[float]:
    """Lengths of the bars of a colour, from above."""
    found = re.findall(r'd="M[-\d.]+,[-\d.]+h([\d.]+)v[^"]*"[^>]*fill="var\(--([\w-]+)\)', svg)
    return [float(length) for length, colour in found if colour == ink]


def texts(svg: str) -> list[str]:
    return [text.replace("\u202f", " ") for text in re.findall(r">([^<>]+)</text>", svg)]


def test_bars_are_as_long_as_their_money() -> None:
    for svg in spend_chart(PAIRS, "EUR"):
        before, after = bars(svg, "applied"), bars(svg, "accent")
        assert len(before) == 2, "nothing is not drawn"
        unit = before[0] / 4
        assert before[1] / unit == pytest.approx(1, abs=0.02)
        assert [length / unit for length in after] == pytest.approx([1, 3, 0.5], abs=0.02)


def test_figures_stand_beside_the_bars_and_the_axis_has_its_unit() -> None:
    wide, narrow = spend_chart(PAIRS, "EUR")
    for svg in (wide, narrow):
        shown = texts(svg)
        assert "million EUR" in shown
        assert {"Denmark", "Poland", "Iceland", "4.00", "1.00", "3.00", "0.50", "0.00"} <= set(
            shown
        )


def test_a_frontier_has_units_on_both_axes_and_rings_the_answer() -> None:
    wide, narrow = frontier_chart(0, [*DOTS, ANSWER], "partners besides Denmark", "EUR")
    for svg in (wide, narrow):
        shown = texts(svg)
        assert {"net cost, million EUR", "partners besides Denmark"} <= set(shown) or {
            "net cost, thousand EUR",
            "partners besides Denmark",
        } <= set(shown)
        assert {"0", "1", "2"} <= set(shown)
        assert "2.00" in shown
        assert "1.65" in shown, "the answer's own figure"
        assert "1.60" not in shown, "there is room for one figure"
        assert svg.count('stroke="var(--ink)"') == 1
        assert svg.count('fill="var(--paper)" stroke="var(--accent)"') == 1, "one is not proved"


def test_a_higher_cost_is_drawn_higher() -> None:
    wide, _ = frontier_chart(0, DOTS, "partners", "EUR")
    points = re.findall(r'transform="translate\(([\d.]+),([\d.]+)\)"[^>]*d="M[^"]*A', wide)
    heights = [float(y) for _, y in points]
    assert heights == sorted(heights)
    assert len(heights) == 3
    across = [float(x) for x, _ in points]
    assert across[1] - across[0] == pytest.approx(across[2] - across[1], abs=0.2)


@pytest.mark.parametrize("dots", [[], DOTS[:1], [DOTS[0], ANSWER]])
def test_one_condition_alone_is_no_frontier(dots: list[FrontierDot]) -> None:
    assert frontier_chart(0, dots, "partners", "EUR") == ()


@pytest.mark.parametrize(
    ("low", "high"), [(1, 1), (-500_000, 2_000_000), (0, 0), (999, 1001), (3e9, 9e9), (-5, -3)]
)
def test_any_costs_can_be_drawn(low: float, high: float) -> None:
    dots = [
        FrontierDot(0, "0", low, proved=True, chosen=False),
        FrontierDot(1, "1", high, proved=True, chosen=False),
    ]
    for svg in frontier_chart(1, dots, "partners", "EUR"):
        assert "NaN" not in svg
        lines = [one for one in texts(svg) if re.fullmatch(r"−?[\d ]+(\.\d+)?", one)]
        assert len(lines) >= 5, "three lines of the scale and two labels at least"
        _, _, width, height = map(float, re.findall(r'viewBox="([^"]+)"', svg)[0].split())
        for x, y in re.findall(r"translate\(([-\d.]+),([-\d.]+)\)", svg):
            assert -1 <= float(x) <= width
            assert -1 <= float(y) <= height


def test_nothing_spent_draws_nothing() -> None:
    assert spend_chart([], "EUR") == ()
    assert spend_chart([SpendPair("Denmark", D(0), D(0))], "EUR") == ()


def test_colours_are_variables_of_the_page_and_ids_never_meet() -> None:
    css = (TEMPLATES / "report.css").read_text("utf-8")
    charts = [
        *spend_chart(PAIRS, "EUR"),
        *frontier_chart(0, DOTS, "partners", "EUR"),
        *frontier_chart(1, DOTS, "share", "EUR"),
    ]
    for svg in charts:
        assert not re.search(r"#[0-9a-f]{3,6}\b", svg.replace("url(#", "")), "a fixed colour"
        assert "font-family" not in svg
        for ink in re.findall(r"var\(--([\w-]+)\)", svg):
            assert f"--{ink}:" in css
    ids = [one for svg in charts for one in re.findall(r' id="([^"]+)"', svg)]
    assert len(set(ids)) == len(ids)
