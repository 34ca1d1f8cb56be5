"""The gap and what drives it: to scale, split at nothing, the largest first."""

from __future__ import annotations

import re

import pytest
from test_recoupment_charts import HOSTILE, inside, texts

from borderless.dossier.report import TEMPLATES
from borderless.dossier.risk_charts import (
    Contribution,
    GapBins,
    closing_share,
    gap_chart,
    gap_text,
    tornado_chart,
    tornado_text,
)

BINS = GapBins(
    (-2_000_000.0, -1_000_000.0, 0.0, 1_000_000.0, 2_000_000.0),
    (0.1, 0.2, 0.4, 0.3),
    (("5 %", -1_500_000.0), ("median", 500_000.0), ("95 %", 1_800_000.0)),
)
DRIVERS = [
    Contribution("Overspend", 0.2, 0.02),
    Contribution("The Polish rebate comes later", 0.6, 0.05),
    Contribution("Exchange rates", 0.003, None),
]


def bars(svg: str) -> list[tuple[str, float, float]]:
    """Colours, lengths and heights of the bars in the order in which they are drawn."""
    found = re.findall(
        r'd="M[-\d.]+,[-\d.]+h([\d.]+)v([\d.]+)[^"]*"[^>]*fill="var\(--([\w-]+)\)', svg
    )
    return [(ink, float(length), float(height)) for length, height, ink in found]


def plainly(text: str) -> str:
    return re.sub(r"[\u202f\u00a0]", " ", text)


def test_bars_are_as_tall_as_their_shares() -> None:
    for svg in gap_chart(BINS, "EUR"):
        tall = [height for _, _, height in bars(svg)]
        unit = tall[0] / 0.1
        assert [height / unit for height in tall] == pytest.approx([0.1, 0.2, 0.4, 0.3], abs=0.005)


def test_missing_money_has_the_accent_and_a_surplus_has_not() -> None:
    for svg in gap_chart(BINS, "EUR"):
        assert [ink for ink, _, _ in bars(svg)] == ["applied", "applied", "accent", "accent"]


def test_quantiles_and_both_sides_of_nothing_are_named_with_their_figures() -> None:
    for svg in gap_chart(BINS, "EUR"):
        assert {
            *("% of the scenarios", "million EUR", "no gap 30 %", "gap 70 %"),
            *("5 %", "−1.50", "median", "0.50", "95 %", "1.80"),
        } <= {plainly(text) for text in texts(svg)}


def test_a_bin_around_nothing_is_split_and_no_share_is_made_up() -> None:
    bins = GapBins((-1000.0, 3000.0), (1.0,), ())
    assert closing_share(bins) is None
    for svg in gap_chart(bins, "EUR"):
        (first, short, _), (second, long, _) = bars(svg)
        assert (first, second) == ("applied", "accent")
        assert long / short == pytest.approx(3, abs=0.05)
        assert not any("gap" in text for text in texts(svg))


def test_a_broad_bin_is_as_low_as_it_is_broad() -> None:
    bins = GapBins((0.0, 1000.0, 3000.0), (0.5, 0.5), ())
    for svg in gap_chart(bins, "EUR"):
        (_, _, tall), (_, _, low) = bars(svg)
        assert tall / low == pytest.approx(2, abs=0.02)
        assert "% of the scenarios for each 1 thousand EUR" in texts(svg)


@pytest.mark.parametrize(
    "bins",
    [
        GapBins((0.0, 0.0), (1.0,), (("5 %", 0.0), ("median", 0.0), ("95 %", 0.0))),
        GapBins((7000.0, 7000.0), (1.0,), (("median", 7000.0),)),
        GapBins((1e7, 1.05e7, 1.1e7), (0.5, 0.5), (("median", 1.05e7),)),
        GapBins((-2e8, -1e8, 0.0), (0.0, 1.0), (("5 %", -1.9e8), ("95 %", -1.0))),
        GapBins((1000.0, 2000.0), (1.0,), tuple((f"{n} %", 1000.0 + n) for n in range(9))),
        GapBins((-1.0, 1.0), (1.0,), (("95 %", 500.0),)),
    ],
)
def test_any_gap_can_be_drawn(bins: GapBins) -> None:
    for svg in gap_chart(bins, "ISK"):
        assert "NaN" not in svg
        assert bars(svg)
        assert inside(svg)


@pytest.mark.parametrize("bins", [GapBins((), (), ()), GapBins((0.0, 1.0), (0.0,), ())])
def test_without_scenarios_nothing_is_drawn(bins: GapBins) -> None:
    assert gap_chart(bins, "EUR") == ()
    assert gap_text(bins, "EUR") == "The gap is not known."
    assert closing_share(bins) is None


def test_the_gap_in_a_sentence() -> None:
    assert plainly(gap_text(BINS, "EUR")) == (
        "The gap: 5 % −1 500 000 EUR; median 500 000 EUR; 95 % 1 800 000 EUR;"
        " none in 30 % of the scenarios."
    )


def test_the_largest_part_of_the_variance_comes_first() -> None:
    for svg in tornado_chart(DRIVERS):
        longest, middle, least = (length for _, length, _ in bars(svg))
        assert longest / middle == pytest.approx(3, abs=0.02)
        assert least < middle
        shown = [plainly(text) for text in texts(svg)]
        assert {"% of the variance", "60 %", "20 %", "&lt; 1 %", "Overspend"} <= set(shown)
        assert shown.index("60 %") < shown.index("20 %")


def test_intervals_reach_as_far_as_their_errors() -> None:
    for svg in tornado_chart(DRIVERS):
        lines = [tag for tag in re.findall(r"<line[^>]*>", svg) if 'stroke="var(--ink)"' in tag]
        wide, slim = (abs(float(re.findall(r'x2="([-\d.]+)"', tag)[0])) for tag in lines)
        assert wide / slim == pytest.approx(2.5, abs=0.05), "5 points and 2; the third has none"
        assert wide / bars(svg)[0][1] == pytest.approx(0.1 / 0.6, abs=0.005)


@pytest.mark.parametrize(
    "drivers",
    [
        [Contribution(HOSTILE, 1.0, None)],
        [Contribution(f"{HOSTILE}{n}", 0.5 / (n + 1) - 0.04, 0.03) for n in range(25)],
        [Contribution("Offsets", -0.2, 0.1), Contribution("Rate", 1.2, None)],
        [Contribution("Offsets", -0.2, None)],
    ],
)
def test_any_parts_can_be_drawn(drivers: list[Contribution]) -> None:
    for svg in tornado_chart(drivers):
        assert "NaN" not in svg
        assert inside(svg)


def test_parts_in_a_sentence() -> None:
    assert plainly(tornado_text(DRIVERS)) == (
        "Parts of the variance: The Polish rebate comes later 60 % (± 5); Overspend 20 % (± 2);"
        " Exchange rates < 1 %."
    )
    assert tornado_text([]) == "Nothing makes the result uncertain."
    assert tornado_chart([]) == tornado_chart([Contribution("Rate", 0, None)]) == ()


def test_nothing_is_hostile_fixed_or_fetched() -> None:
    css = (TEMPLATES / "report.css").read_text("utf-8")
    drivers = [*DRIVERS, Contribution(HOSTILE, 0.1, None)]
    charts = [*gap_chart(BINS, "EUR"), *tornado_chart(drivers)]
    for svg in charts:
        assert "<script" not in svg
        assert not re.search(r"(href|src|url\(|@import|http|font-family)", svg)
        assert not re.search(r"#[0-9a-f]{3,6}\b", svg), "a fixed colour"
        assert all(f"--{ink}:" in css for ink in re.findall(r"var\(--([\w-]+)\)", svg))
    assert charts == [*gap_chart(BINS, "EUR"), *tornado_chart(drivers)]
    ids = [one for svg in charts for one in re.findall(r' id="([^"]+)"', svg)]
    assert len(set(ids)) == len(ids)
