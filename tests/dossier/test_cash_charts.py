"""The cash balance by month: to scale, lowest points ringed, names beside their lines."""

from __future__ import annotations

import re
from datetime import date

import pytest
from test_recoupment_charts import inside, texts

from borderless.dossier.cash_charts import FanPoint, fan_chart, fan_text
from borderless.dossier.report import TEMPLATES


def fan(*plans: float | None, spread: float = 1_000_000) -> list[FanPoint]:
    """A month for each balance of the plan; the quantiles spread around it or around 0."""
    found = []
    for number, plan in enumerate(plans):
        middle, day = plan or 0.0, date(2024 + number // 12, number % 12 + 1, 28)
        found.append(
            FanPoint(
                day,
                middle - spread,
                middle - spread / 3,
                middle,
                middle + spread / 3,
                middle + spread,
                plan,
            )
        )
    return found


FAN = fan(500_000, -2_000_000, 1_000_000)


def rings(svg: str) -> list[tuple[float, float]]:
    found = re.findall(r'transform="translate\(([\d.]+),([\d.]+)\)"[^>]*d="M[^"]*A', svg)
    return [(float(x), float(y)) for x, y in found]


def test_the_fan_has_its_unit_its_months_and_the_names_of_its_lines() -> None:
    for svg in fan_chart(FAN, "EUR"):
        assert {
            *("cash balance, million EUR", "95 %", "75 %", "median", "25 %", "5 %", "plan"),
            *("Feb", "Mar", "2024", "0", "−4"),
        } <= set(texts(svg))


def test_the_lowest_balances_are_ringed_with_their_figures() -> None:
    for svg in fan_chart(FAN, "EUR"):
        assert {"−3.00", "−2.00"} <= set(texts(svg))
        (low_x, low_y), (plan_x, plan_y) = rings(svg)
        assert low_x == plan_x
        assert low_y > plan_y, "what is less lies below"


def test_bands_are_drawn_in_two_tints_under_one_line_of_the_accent() -> None:
    for svg in fan_chart(FAN, "EUR"):
        assert svg.count('fill="var(--step-1)"') == 1
        assert svg.count('fill="var(--step-2)"') == 1
        assert svg.count('stroke="var(--accent)"') == 1
        assert svg.count('stroke-dasharray="5,3"') == 1


def test_a_plan_that_says_nothing_in_between_is_drawn_in_pieces() -> None:
    for svg in fan_chart(fan(1.0, 2.0, None, 3.0, None, spread=9), "EUR"):
        assert svg.count('stroke-dasharray="5,3"') == 2
        assert "plan" not in texts(svg), "it has no end beside which it could be named"


@pytest.mark.parametrize(
    "points",
    [
        fan(0.0, spread=0),
        fan(0.0, 0.0, 0.0, spread=0),
        fan(-5e6, -5e6),
        fan(*[200e6] * 200, spread=5e8),
        fan(1000.0, -1000.0, spread=10),
        fan(None, None),
        fan(0.3, -0.2, spread=0.1),
    ],
)
def test_any_balances_can_be_drawn(points: list[FanPoint]) -> None:
    for svg in fan_chart(points, "ISK"):
        assert "NaN" not in svg
        assert "median" in texts(svg)
        assert inside(svg)


def test_months_in_any_order_give_the_same_fan_to_the_byte() -> None:
    assert fan_chart(FAN, "EUR") == fan_chart(FAN[::-1], "EUR")
    assert fan_text(FAN, "EUR") == fan_text(FAN[::-1], "EUR")


def test_the_fan_in_a_sentence() -> None:
    said = re.sub(r"[\u202f\u00a0]", " ", fan_text(FAN, "EUR"))
    assert said == (
        "Cash balance from Jan 2024 to Mar 2024: at the end 1 000 000 EUR in the median and"
        " 0 EUR to 2 000 000 EUR in nine of ten scenarios; the 5 % quantile is lowest in"
        " Feb 2024, −3 000 000 EUR; the plan’s own line is lowest in Feb 2024, −2 000 000 EUR."
    )
    assert "plan" not in fan_text(fan(None), "EUR")
    assert fan_text([], "EUR") == "No cash balance is known."
    assert fan_chart([], "EUR") == ()


def test_nothing_is_hostile_fixed_or_fetched() -> None:
    css = (TEMPLATES / "report.css").read_text("utf-8")
    charts = fan_chart(FAN, "EUR")
    for svg in charts:
        assert "<script" not in svg
        assert not re.search(r"(href|src|url\(|@import|http|font-family)", svg)
        assert not re.search(r"#[0-9a-f]{3,6}\b", svg), "a fixed colour"
        assert all(f"--{ink}:" in css for ink in re.findall(r"var\(--([\w-]+)\)", svg))
    assert charts == fan_chart(FAN, "EUR"), "the same to the byte"
