"""Drawings that fill their width: where values stand, and nothing of the user's unescaped."""

from __future__ import annotations

from django.utils import translation

from borderless.web.jobs.plot import Plot, Scale, short, steps


def test_a_scale_keeps_within_its_ends() -> None:
    scale = Scale(-10.0, 30.0, 0.0, 80.0)
    assert [scale.at(value) for value in (-10, 0, 30, 99)] == [0.0, 20.0, 80.0, 80.0]
    assert Scale(5.0, 5.0, 0.0, 100.0).at(5.0) == 50.0


def test_steps_reach_around_both_ends() -> None:
    lines = steps(-430_000.0, 1_250_000.0)
    assert lines[0] <= -430_000 and lines[-1] >= 1_250_000
    assert 0.0 in lines
    assert len(steps(0.0, 0.0)) >= 2


def test_figures_are_short_in_the_reader_s_language() -> None:
    with translation.override("en"):
        assert [short(value) for value in (0, 500, 1_500_000, -2_000_000)] == [
            "0",
            "500",
            "1.5M",
            "-2M",
        ]
    with translation.override("fr"):
        assert short(1_500_000).replace("\u00a0", " ") == "1,5 M"


def test_words_are_escaped_and_there_is_no_style() -> None:
    plot = Plot(100, 'A "label" <b>')
    plot.word((50, 10), "<script>")
    plot.bar(10, 5, 20, 30, "short")
    plot.curve([(0, 0), (100, 50)], "median")
    drawn = plot.drawn()
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert 'aria-label="A &quot;label&quot; &lt;b&gt;"' in drawn
    assert "style=" not in drawn
    assert 'x="5%"' in drawn and 'width="5%"' in drawn
