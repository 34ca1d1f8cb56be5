"""The charts: to scale, in the page's colours, and without anything from outside."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from borderless.dossier.charts import Bar, Drawings, draw, step_of, unit_of
from borderless.dossier.drawing import INKS
from borderless.dossier.report import TEMPLATES
from borderless.dossier.tiles import blocks_with

D = Decimal


def drawn(status: Bar | None = None, *countries: Bar) -> Drawings:
    return draw(
        status,
        countries,
        blocks_with(["DK"]),
        {"DK": D("0.6"), "IS": D("0.04")},
        ["DK"],
        D(8_000_000),
        "EUR",
    )


STATUS = Bar("", (("accent", D(4_000_000)), ("planned", D(1_000_000)), ("gap", D(3_000_000))))


def widths(svg: str) -> dict[str, float]:
    """Width of each filled rectangle by its colour."""
    found = re.findall(r'd="M[-\d.]+,[-\d.]+h([\d.]+)v[^"]*"[^>]*fill="var\(--([\w-]+)\)', svg)
    return {ink: float(width) for width, ink in found}


def test_a_bar_is_as_long_as_its_money() -> None:
    wide, narrow = drawn(STATUS).status
    for svg in (wide, narrow):
        parts = widths(svg)
        whole = sum(parts.values())
        assert parts["accent"] / whole == pytest.approx(4 / 8, abs=0.001)
        assert parts["planned"] / whole == pytest.approx(1 / 8, abs=0.001)
        assert parts["gap"] / whole == pytest.approx(3 / 8, abs=0.001)


def test_a_part_that_is_nothing_is_not_drawn() -> None:
    wide, _ = drawn(Bar("", (("accent", D(5)), ("applied", D(0))))).status
    assert "accent" in widths(wide)
    assert "applied" not in widths(wide)


def test_the_axis_has_its_unit_and_the_bars_their_percentage_of_the_budget() -> None:
    wide, _ = drawn(STATUS).status
    assert ">million EUR</text>" in wide
    assert ">50\u00a0%</text>" in wide
    assert ">12\u00a0%</text>" in wide


def test_every_colour_is_a_variable_that_the_page_defines() -> None:
    css = (TEMPLATES / "report.css").read_text("utf-8")
    country = Bar("Denmark", STATUS.parts, D(2_000_000))
    made = drawn(STATUS, country, country)
    for svg in (*made.status, *made.countries, *made.blocks):
        assert not re.search(r"#[0-9a-f]{3,6}\b", svg.replace("url(#", "")), "a fixed colour"
        assert "font-family" not in svg
        for ink in re.findall(r"var\(--([\w-]+)\)", svg):
            assert f"--{ink}:" in css
    assert all(f"--{ink}:" in css for ink in INKS)


def test_ids_of_two_charts_never_meet() -> None:
    made = drawn(STATUS, STATUS, STATUS)
    charts = (*made.status, *made.countries, *made.blocks)
    ids = [one for svg in charts for one in re.findall(r' id="([^"]+)"', svg)]
    assert len(set(ids)) == len(ids)


def test_a_tile_is_tinted_by_its_share_and_named_with_it() -> None:
    (europe,) = drawn().blocks
    assert europe.count('fill="var(--step-5)"') == 1
    assert europe.count('fill="var(--step-1)"') == 1
    assert europe.count('fill="var(--step-0)"') == 48
    assert ">60\u00a0%</text>" in europe
    assert ">DK</text>" in europe


def test_nothing_to_draw_draws_nothing() -> None:
    made = drawn()
    assert made.status == made.countries == ()


def test_tints_rise_with_the_share() -> None:
    shares = [None, D(0), D("0.0001"), D("0.05"), D("0.0501"), D("0.2"), D("0.5"), D("0.51"), D(1)]
    steps = [step_of(share) for share in shares]
    assert steps == [0, 0, 1, 1, 2, 3, 4, 5, 5]
    assert all(low <= high for low, high in pairwise(steps))


@pytest.mark.parametrize(
    ("most", "unit"),
    [
        ("1500", (D(1), "EUR")),
        ("90000", (D(1000), "thousand EUR")),
        ("1999999", (D(1000), "thousand EUR")),
        ("2000000", (D(10) ** 6, "million EUR")),
        ("40000000000", (D(10) ** 9, "billion EUR")),
    ],
)
def test_the_unit_fits_the_amount(most: str, unit: tuple[Decimal, str]) -> None:
    assert unit_of(D(most), "EUR") == unit
