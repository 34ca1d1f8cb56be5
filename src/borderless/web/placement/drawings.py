"""What a placement looks like: spend by country, and what more conditions would cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from babel.numbers import format_compact_decimal
from django.utils.safestring import SafeString

from borderless.web.design import reader
from borderless.web.jobs.plot import Plot, Scale, short, steps

if TYPE_CHECKING:
    from borderless.web.placement.answer_rows import Point

_ROW, _BAR = 60, 14


def spend(rows: Sequence[tuple[str, float, float]], label: str) -> SafeString | str:
    """Two bars for each country: today, and in the structure found."""
    most = max((max(before, after) for _name, before, after in rows), default=0.0)
    if most <= 0:
        return ""
    x = Scale(0.0, most, 0.0, 82.0)
    plot = Plot(_ROW * len(rows), label)
    for number, (name, before, after) in enumerate(rows):
        top = number * _ROW + 20.0
        plot.word((0, top - 6), name, "start", "")
        for amount, kind, y in ((before, "before", top), (after, "after", top + _BAR + 2)):
            if amount > 0:
                plot.bar(0.0, x.at(amount), y, y + _BAR, kind)
            word = "strong" if kind == "after" else "soft"
            plot.word((x.at(amount) + 1.0, y + 11), short(amount), "start", word)
    return plot.drawn()


def frontier(points: Sequence[Point], chosen: tuple[float, float], label: str) -> SafeString | str:
    """Net cost against a condition; a ring around the answer itself."""
    known = [(one, one.net) for one in points if one.net is not None]
    if len(known) < 2:
        return ""
    nets = [net for _point, net in known] + [chosen[1]]
    span = max(max(nets) - min(nets), max(abs(net) for net in nets) * 0.02)
    lines = steps(min(nets) - span * 0.1, min(nets) + span * 1.1, 4)
    y = Scale(lines[0], lines[-1], 210.0, 26.0)
    first, last = min(one.value for one in points), max(one.value for one in points)
    x = Scale(first, last, 14.0, 92.0)
    plot = Plot(246, label)
    plot.levels(y, lines)
    for one in points:
        plot.word((x.at(one.value), 232), one.label)
    plot.curve([(x.at(one.value), y.at(net)) for one, net in known], "median")
    plot.dot((x.at(chosen[0]), y.at(chosen[1])), 9.0, "ring")
    for one, net in known:
        at = (x.at(one.value), y.at(net))
        plot.dot(at, 4.0, "point" if one.proved else "point open")
        plot.word((at[0], at[1] - 14), _figure(net), "middle", "strong")
    return plot.drawn()


def _figure(net: float) -> str:
    """Three or four digits that tell points apart: 1.65M."""
    digits = 2 if abs(net) >= 1_000_000 else 0
    return format_compact_decimal(net, locale=reader.locale(), fraction_digits=digits)
