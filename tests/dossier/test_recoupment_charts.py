"""The ladder of recoupment: to scale, each rung where the one above ends, names made harmless."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from borderless.dossier.recoupment_charts import Rung, ladder_chart, ladder_text
from borderless.dossier.report import TEMPLATES

D = Decimal
RUNGS = [
    Rung("Sales commission", D(500_000), None, None, "a share, never full"),
    Rung("Bank loan", D(1_500_000), D(1_500_000), D(1_800_000), ""),
    Rung("Equity", D(2_000_000), D(3_000_000), D(5_200_000), ""),
    Rung("Deferred fees", D(0), D(250_000), D(90_000_000), ""),
]
GROSS = D(4_000_000)
HOSTILE = '<script>alert("x")</script> & <svg/onload=1> ' + "Fonds-ohne-Umbruch-" * 9


def texts(svg: str) -> list[str]:
    return [text.replace("\u202f", " ") for text in re.findall(r">([^<>]+)</text>", svg)]


def bars(svg: str, ink: str) -> list[tuple[float, float]]:
    """Beginnings and lengths of the bars of a colour, from above."""
    found = re.findall(r'd="M([-\d.]+),[-\d.]+h([\d.]+)v[^"]*"[^>]*fill="var\(--([\w-]+)\)', svg)
    return [(float(left), float(length)) for left, length, colour in found if colour == ink]


def inside(svg: str) -> bool:
    """Whether every text and mark lies within the drawing."""
    _, _, width, height = map(float, re.findall(r'viewBox="([^"]+)"', svg)[0].split())
    places = re.findall(r"translate\(([-\d.]+),([-\d.]+)\)", svg)
    return all(-1 <= float(x) <= width and -1 <= float(y) <= height for x, y in places)


def test_each_rung_begins_where_the_one_above_it_ends() -> None:
    for svg in ladder_chart(RUNGS, GROSS, "EUR"):
        paid = bars(svg, "accent")
        unit = paid[0][1] / 0.5
        assert [length / unit for _, length in paid] == pytest.approx([0.5, 1.5, 2], abs=0.02)
        for (left, length), (following, _) in pairwise(paid):
            assert following == pytest.approx(left + length, abs=0.3)


def test_what_is_still_owed_follows_what_was_paid() -> None:
    for svg in ladder_chart(RUNGS, GROSS, "EUR"):
        paid, owed = bars(svg, "accent"), bars(svg, "gap")
        unit = paid[0][1] / 0.5
        assert [length / unit for _, length in owed] == pytest.approx([1, 0.25], abs=0.02)
        end = sum(paid[-1])
        assert [left for left, _ in owed] == pytest.approx([end, end], abs=0.3)


def test_wide_figures_stand_in_columns_under_their_names() -> None:
    wide, _ = ladder_chart(RUNGS, GROSS, "EUR")
    assert {
        *("paid, EUR", "owed, EUR", "full at a gross of", "gross 4 000 000 EUR", "million EUR"),
        *("2 000 000", "3 000 000", "5 200 000", "no ceiling", "a share, never full"),
        *("Sales commission", "Bank loan", "Equity", "Deferred fees"),
    } <= set(texts(wide))


def test_narrow_figures_stand_above_the_bars() -> None:
    _, narrow = ladder_chart(RUNGS, GROSS, "EUR")
    assert {
        *("paid of owed, EUR", "full at a gross of", "gross 4 000 000 EUR", "million EUR"),
        *("500 000, no ceiling", "2 000 000 of 3 000 000", "0 of 250 000", "90 000 000"),
    } <= set(texts(narrow))


def test_a_ring_marks_where_a_rung_will_be_full_if_that_is_not_too_far() -> None:
    for svg in ladder_chart(RUNGS, GROSS, "EUR"):
        assert svg.count('fill="var(--paper)" stroke="var(--ink)"') == 1, (
            "equity; not the loan, full"
        )


def test_a_reason_without_room_is_left_to_the_text() -> None:
    rungs = [Rung("Profits", D(10), None, None, "for as long as the film takes any money at all")]
    wide, narrow = ladder_chart(rungs, D(10), "EUR")
    for svg in (wide, narrow):
        assert "–" in texts(svg)
    assert "for as long as the film takes any money at all" in ladder_text(rungs, D(10), "EUR")


def test_long_yen_are_shortened_on_a_phone() -> None:
    rungs = [Rung("Loan", D(120_000_000_000), D(300_000_000_000), D(990_000_000_000), "")]
    wide, narrow = ladder_chart(rungs, D(150_000_000_000), "JPY")
    assert {"300 000 000 000", "billion JPY"} <= set(texts(wide))
    assert {"120 000.00m of 300 000.00m", "990 000.00m"} <= set(texts(narrow))


@pytest.mark.parametrize(
    ("rungs", "gross"),
    [
        ([], D(0)),
        ([], D(1000)),
        ([Rung("Profits", D(0), None, None, "nothing reaches it")], D(0)),
        ([Rung("Loan", D(0), D(0), D(0), "")], D(-5)),
    ],
)
def test_without_money_nothing_is_drawn(rungs: list[Rung], gross: Decimal) -> None:
    assert ladder_chart(rungs, gross, "EUR") == ()


@pytest.mark.parametrize("count", [1, 2, 25])
@pytest.mark.parametrize("scale", [1, 1000, 200_000])
@pytest.mark.parametrize("gross", [D(-1), D(0), D(700), D(90_000)])
def test_any_ladder_can_be_drawn(count: int, scale: int, gross: Decimal) -> None:
    rungs = [
        Rung(f"{HOSTILE}{n}", D(n * 10) * scale, D(1000) * scale, D(n * 900) * scale, "why not")
        for n in range(count)
    ]
    for svg in ladder_chart(rungs, gross * scale, "ISK"):
        assert "NaN" not in svg
        assert inside(svg)


def test_compensations_below_nothing_are_said_and_not_drawn() -> None:
    rungs = [Rung("Fund", D(-2000), D(5000), None, ""), Rung("Bank", D(3000), D(3000), D(9000), "")]
    wide, _ = ladder_chart(rungs, D(1000), "EUR")
    assert "−2 000" in texts(wide)
    assert len(bars(wide, "accent")) == 1


def test_a_hostile_name_is_only_text() -> None:
    for svg in ladder_chart([Rung(HOSTILE, D(5), D(9), D(9), HOSTILE)], D(5), "EUR"):
        assert "&lt;script&gt;" in svg
        tags = set(re.findall(r"<([\w/]+)", svg)) - {"svg", "/svg", "g", "/g", "path", "text"}
        assert tags <= {"/text", "line", "rect"}
        assert not re.search(r"(href|src|url\(|@import|http)", svg)


def test_the_same_ladder_is_the_same_to_the_byte() -> None:
    assert ladder_chart(RUNGS, GROSS, "EUR") == ladder_chart(RUNGS, GROSS, "EUR")


def test_colours_are_variables_of_the_page_and_ids_never_meet() -> None:
    css = (TEMPLATES / "report.css").read_text("utf-8")
    charts = ladder_chart(RUNGS, GROSS, "EUR")
    for svg in charts:
        assert not re.search(r"#[0-9a-f]{3,6}\b", svg), "a fixed colour"
        assert "font-family" not in svg
        assert all(f"--{ink}:" in css for ink in re.findall(r"var\(--([\w-]+)\)", svg))
    ids = [one for svg in charts for one in re.findall(r' id="([^"]+)"', svg)]
    assert len(set(ids)) == len(ids)


def test_the_sentence_says_what_each_tier_takes_and_where_it_is_full() -> None:
    said = re.sub(r"[\u202f\u00a0]", " ", ladder_text(RUNGS[:3], GROSS, "EUR"))
    assert said == (
        "Gross receipts of 4 000 000 EUR pay, in order: Sales commission: 500 000 EUR,"
        " no ceiling, a share, never full; Bank loan: 1 500 000 EUR of 1 500 000 EUR,"
        " full at a gross of 1 800 000 EUR; Equity: 2 000 000 EUR of 3 000 000 EUR,"
        " full at a gross of 5 200 000 EUR."
    )
    assert ladder_text([], GROSS, "EUR") == "The recoupment schedule has no tiers."
