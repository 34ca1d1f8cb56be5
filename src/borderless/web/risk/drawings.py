"""What the scenarios look like: the fan of balances, the gap, what drives it, who is paid back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as Day
from itertools import pairwise

from babel.dates import format_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from borderless.web.design import reader
from borderless.web.jobs.plot import Anchor, Plot, Scale, short, steps
from borderless.web.risk.rows import Balance, Chance, Part

_ROW, _BAR = 46, 16


def fan(balances: Sequence[Balance], label: str) -> SafeString | str:
    """The balance of the account over time: 5 to 95 %, 25 to 75 %, the middle, and the plan."""
    if not balances:
        return ""
    values = [value for one in balances for value in (*one.quantiles, one.plan)]
    lines = steps(min(0.0, *values), max(0.0, *values))
    height, top, bottom = 300.0, 22.0, 270.0
    y = Scale(lines[0], lines[-1], bottom, top)
    x = _days([one.day for one in balances])
    plot = Plot(height, label)
    for low, high, kind in ((0, 4, "outer"), (1, 3, "inner")):
        plot.band(
            [(x.at(one.day.toordinal()), y.at(one.quantiles[high])) for one in balances],
            [(x.at(one.day.toordinal()), y.at(one.quantiles[low])) for one in balances],
            kind,
        )
    plot.levels(y, lines)
    plot.curve([(x.at(one.day.toordinal()), y.at(one.quantiles[2])) for one in balances], "median")
    plot.curve([(x.at(one.day.toordinal()), y.at(one.plan)) for one in balances], "plan")
    _months(plot, x, bottom)
    return plot.drawn()


def gap(
    edges: Sequence[float],
    shares: Sequence[float],
    marks: Sequence[tuple[str, float]],
    label: str,
) -> SafeString | str:
    """How often how much is missing; left of nothing there is a surplus."""
    if not any(shares):
        return ""
    least = min(right - left for left, right in pairwise(edges))
    tall = [
        share * least / (right - left)
        for share, (left, right) in zip(shares, pairwise(edges), strict=True)
    ]
    height, top, bottom = 260.0, 52.0, 228.0
    x = Scale(edges[0], edges[-1], 0.5, 99.5)
    y = Scale(0.0, max(tall), bottom, top)
    plot = Plot(height, label)
    for (left, right), one in zip(pairwise(edges), tall, strict=True):
        if one:
            kind = "short" if right > 0 else "enough"
            plot.bar(x.at(left), x.at(right) - 0.15, y.at(one), bottom, kind)
    plot.rule((0, bottom), (100, bottom), "zero")
    for value in steps(edges[0], edges[-1], 4):
        if edges[0] <= value <= edges[-1] and 4 < x.at(value) < 96:
            plot.word((x.at(value), bottom + 18), short(value))
    if edges[0] < 0 < edges[-1]:
        plot.rule((x.at(0), 40), (x.at(0), bottom), "zero")
    for number, (name, value) in enumerate(marks):
        at = x.at(value)
        row = 12 + 15 * (number % 3)
        plot.rule((at, row + 4), (at, bottom), "mark")
        anchor: Anchor = "start" if at < 60 else "end"
        plot.word((at + (0.8 if at < 60 else -0.8), row), f"{name}: {short(value)}", anchor, "")
    return plot.drawn()


def tornado(parts: Sequence[Part], label: str) -> SafeString | str:
    """What each uncertainty contributes to the variance of the gap, with its 95 % interval."""
    if not any(one.total for one in parts):
        return ""
    most = max(one.total + 1.96 * one.error for one in parts)
    x = Scale(0.0, most, 0.0, 86.0)
    plot = Plot(_ROW * len(parts) + 4, label)
    for number, one in enumerate(parts):
        top = number * _ROW + 22.0
        middle = top + _BAR / 2
        plot.word((0, top - 6), one.name, "start", "")
        plot.bar(0.0, x.at(one.total), top, top + _BAR, "after")
        end = x.at(one.total + 1.96 * one.error)
        plot.rule((x.at(max(one.total - 1.96 * one.error, 0.0)), middle), (end, middle), "error")
        plot.word((end + 1.0, middle + 4), reader.percent(one.total, 0), "start", "strong")
    return plot.drawn()


def recouped(chance: Chance) -> SafeString | str:
    """How likely one party has its money back, over time."""
    if not chance.by_day:
        return ""
    bottom = 66.0
    y = Scale(0.0, 1.0, bottom, 6.0)
    x = _days([day for day, _share in chance.by_day])
    points = [(x.at(day.toordinal()), y.at(share)) for day, share in chance.by_day]
    if len(points) == 1:
        points = [(0.0, points[0][1]), (100.0, points[0][1])]
    label = _("%(party)s: money back in %(share)s of the scenarios by the end") % {
        "party": chance.name,
        "share": reader.percent(chance.by_day[-1][1], 0),
    }
    plot = Plot(88, label)
    plot.band(points, [(at, bottom) for at, _y in points], "outer")
    plot.rule((0, y.at(1)), (100, y.at(1)))
    plot.rule((0, bottom), (100, bottom), "zero")
    plot.curve(points, "median")
    first, last = chance.by_day[0][0], chance.by_day[-1][0]
    plot.word((0, bottom + 17), str(first.year), "start")
    plot.word((100, bottom + 17), str(last.year), "end")
    return plot.drawn()


def _days(days: Iterable[Day]) -> Scale:
    ordered = sorted(day.toordinal() for day in days)
    return Scale(ordered[0], ordered[-1], 0.0, 100.0)


def _months(plot: Plot, x: Scale, bottom: float) -> None:
    """Names below at the beginnings of years, or of months where it is short."""
    first, last = Day.fromordinal(round(x.low)), Day.fromordinal(round(x.high))
    years = [Day(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    pattern = "yyyy"
    if len(years) < 3:
        months = (last.year - first.year) * 12 + last.month - first.month
        every = 3 if months > 6 else 1
        marks = [
            Day(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
            for n in range(1, months + 1)
        ]
        years = [one for one in marks if (one.month - 1) % every == 0]
        pattern = "MMM yy"
    for day in years:
        at = x.at(day.toordinal())
        plot.rule((at, bottom), (at, bottom + 5), "grid")
        if 3 < at < 95:
            plot.word((at, bottom + 19), format_date(day, pattern, locale=reader.locale()))
