"""The ladder of recoupment: how far the receipts reach through the tiers.

Every rung begins where the one above it ends, so that what was paid lies left of the gross
receipts and what is still owed lies beyond them, all on one scale of money.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from borderless.dossier.charts import NARROW, WIDE, unit_of
from borderless.dossier.drawing import STAND_IN, svg
from borderless.dossier.lettering import broken, plain, text_width
from borderless.dossier.marks import down, figure, layer, layered, words
from borderless.dossier.placement_words import short_money
from borderless.dossier.scales import Scale
from borderless.dossier.typography import money_words

FIRST = 60
"""Number of the first chart in the page; those of the report and the placement are below it."""

_BAR, _PITCH, _AXIS = 14, 32, 46
_HEAD, _HEAD_NARROW = 26, 44
_NAME, _LINE = 13, 15
_NAMES, _BESIDE, _BETWEEN = 200, 14, 18
_FIGURES = 12.5
_REASON = 150
_FARTHER = Decimal("1.5")
"""A gross that fills a rung is marked where it makes the scale no longer than so many times."""

_PAID, _OWED, _FULL = "paid", "owed", "full at a gross of"
_NO_CEILING, _NONE = "no ceiling", "–"


@dataclass(frozen=True, slots=True)
class Rung:
    """One tier of the ladder, amounts in the currency of the account."""

    name: str
    paid: Decimal
    owed: Decimal | None
    """All that it may take, with what it was paid; `None` where it has no ceiling."""
    filled_at: Decimal | None
    """Gross receipts at which it has all that it is owed; `None` where there are none such."""
    reason: str
    """Why `filled_at` is not given, in few words."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A rung in its place: where on the scale of money it begins and ends."""

    rung: Rung
    name: str
    begin: Decimal
    paid: Decimal
    """End of what was paid."""
    owed: Decimal
    """End of what is still owed."""


@dataclass(frozen=True, slots=True)
class _Ladder:
    """All rungs in their places, and how far the scale reaches."""

    steps: tuple[_Step, ...]
    gross: Decimal
    reach: Decimal
    currency: str

    def scale(self, left: float, plot: float, across: float) -> Scale:
        """Where money lies, by the CSS pixels to nothing, from there to the end, and in all."""
        return Scale(left, plot, across, 0, self.money(self.reach))

    def money(self, amount: Decimal) -> float:
        """An amount in the unit of the axis."""
        return float(amount / unit_of(self.reach, self.currency)[0])

    @property
    def unit(self) -> str:
        """Name of the axis."""
        return unit_of(self.reach, self.currency)[1]

    @property
    def received(self) -> float:
        """The gross receipts on the axis, where returns of money never leave less than nothing."""
        return self.money(max(self.gross, Decimal(0)))


def ladder_chart(rungs: Sequence[Rung], gross: Decimal, currency: str) -> tuple[Markup, ...]:
    """The ladder, wide and narrow; nothing where no rung has anything to take.

    Args:
        rungs: the tiers, the first to be paid first.
        gross: the receipts that ran through them, in the account's currency.
        currency: of the account.
    """
    steps = tuple(_steps(rungs))
    reach = max([gross, *(step.owed for step in steps)])
    if not steps or reach <= 0:
        return ()
    full = [rung.filled_at for rung in rungs if rung.filled_at is not None]
    reach = max([reach, *(one for one in full if one <= reach * _FARTHER)])
    ladder = _Ladder(steps, gross, reach, currency)
    return _wide(FIRST, ladder), _narrow(FIRST + 1, ladder)


def ladder_text(rungs: Sequence[Rung], gross: Decimal, currency: str) -> str:
    """What the ladder shows, in a sentence."""
    if not rungs:
        return "The recoupment schedule has no tiers."
    said = []
    for rung in rungs:
        of = f"of {money_words(rung.owed, currency)}" if rung.owed is not None else _NO_CEILING
        if rung.filled_at is not None:
            full = f"{_FULL} {money_words(rung.filled_at, currency)}"
        else:
            full = plain(rung.reason)
        said.append(
            f"{plain(rung.name)}: {money_words(rung.paid, currency)}"
            f"{' ' if rung.owed is not None else ', '}{of}{', ' if full else ''}{full}"
        )
    return f"Gross receipts of {money_words(gross, currency)} pay, in order: {'; '.join(said)}."


def _steps(rungs: Sequence[Rung]) -> Iterator[_Step]:
    begin = Decimal(0)
    for rung in rungs:
        paid = max(rung.paid, Decimal(0))
        owed = max(paid, rung.owed or Decimal(0))
        yield _Step(rung, plain(rung.name), begin, begin + paid, begin + owed)
        begin += paid


# --- wide: names on the left, figures in columns on the right ------------------------------------


def _wide(number: int, ladder: _Ladder) -> Markup:
    across = WIDE - 4
    rungs = [step.rung for step in ladder.steps]
    columns = (
        (f"{_PAID}, {ladder.currency}", [_exact(rung.paid) for rung in rungs]),
        (
            f"{_OWED}, {ladder.currency}",
            [_NO_CEILING if rung.owed is None else _exact(rung.owed) for rung in rungs],
        ),
        (_FULL, [_filled(rung, _FIGURES, _REASON) for rung in rungs]),
    )
    rooms = [
        max(text_width(head, 12), *(text_width(one, _FIGURES) for one in shown)) + _BETWEEN
        for head, shown in columns
    ]
    left = _NAMES + _BESIDE
    scale = ladder.scale(left, across - left - sum(rooms), across)
    names, middles, y = [], [], float(_HEAD)
    for step in ladder.steps:
        lines = broken(step.name, _NAME, _NAMES, 3)
        pitch = _PITCH + (len(lines) - 1) * (_LINE - 3)
        middles.append(y + pitch / 2)
        for index, line in enumerate(lines):
            at = y + pitch / 2 + (index - (len(lines) - 1) / 2) * _LINE
            names.append(_said(scale, 0, at, line, "ink"))
        y += pitch
    figures, right = [], left + scale.plot
    for (head, shown), room in zip(columns, rooms, strict=True):
        right += room
        figures.append(_said(scale, right, 9, head, "soft"))
        for text, middle, rung in zip(shown, middles, rungs, strict=True):
            firm = shown is columns[0][1] and rung.paid
            figures.append(_said(scale, right, middle, text, "ink" if firm else "soft"))
    height = y + 4
    x, down_ = scale.axis(WIDE, ladder.unit), down(height)
    label, align = _gross_label(ladder, scale, 9)
    drawn = [
        *_rungs(ladder, middles, [(18, height)], x, down_, joined=True),
        words(names, x, down_, "left", _NAME),
        words(figures, x, down_, "right", _FIGURES),
        words([label], x, down_, align, _FIGURES),
    ]
    return svg(number, layered(drawn, across, height), WIDE, round(height) + _AXIS, padding=2)


# --- narrow: names and figures above the bars ----------------------------------------------------


def _narrow(number: int, ladder: _Ladder) -> Markup:
    across = NARROW - 4
    scale = ladder.scale(0, across - 14, across)
    begins = [_said(scale, 0, 9, f"{_PAID} of {_OWED}, {ladder.currency}", "soft")]
    ends = [_said(scale, across, 9, _FULL, "soft")]
    names, middles, y = [], [], float(_HEAD_NARROW)
    for step in ladder.steps:
        for line in broken(step.name, _NAME, across):
            names.append(_said(scale, 0, y + 9, line, "ink"))
            y += _LINE + 1
        left, right = _pair(step.rung, ladder.currency, across)
        begins.append(_said(scale, 0, y + 9, left, "soft"))
        ends.append(_said(scale, across, y + 9, right, "soft"))
        middles.append(y + 20 + _BAR / 2)
        y += 20 + _BAR + 16
    height = y - 8
    x, down_ = scale.axis(NARROW, ladder.unit), down(height)
    label, align = _gross_label(ladder, scale, 30)
    # No line runs through the words between the bars.
    gross = [(38, 44), *((middle - 10, middle + 10) for middle in middles), (height - 4, height)]
    drawn = [
        *_rungs(ladder, middles, gross, x, down_, joined=False),
        words(names, x, down_, "left", _NAME),
        words(begins, x, down_, "left"),
        words(ends, x, down_, "right"),
        words([label], x, down_, align),
    ]
    return svg(number, layered(drawn, across, height), NARROW, round(height) + _AXIS, padding=2)


def _pair(rung: Rung, currency: str, room: float) -> tuple[str, str]:
    """What stands under a name: paid of owed, and where it is full; shorter where need be."""
    left = right = ""
    for shown in (_exact, lambda one: short_money(one, currency).removesuffix(f" {currency}")):
        of = f", {_NO_CEILING}" if rung.owed is None else f" of {shown(rung.owed)}"
        left = f"{shown(rung.paid)}{of}"
        right = "" if rung.filled_at is None else shown(rung.filled_at)
        if text_width(left, 12) + text_width(right, 12) + _BETWEEN <= room:
            break
    if rung.filled_at is None:
        right = _filled(rung, 12, room - text_width(left, 12) - _BETWEEN)
    return left, right


# --- both ----------------------------------------------------------------------------------------


def _exact(amount: Decimal) -> str:
    return figure(amount, 0)


def _filled(rung: Rung, size: float, room: float) -> str:
    """The gross that fills a rung, or why there is none where that has room."""
    if rung.filled_at is not None:
        return _exact(rung.filled_at)
    reason = plain(rung.reason)
    return reason if reason and text_width(reason, size) <= room else _NONE


def _said(scale: Scale, pixel: float, y: float, text: str, ink: str) -> dict[str, Any]:
    return {"x": scale.at(pixel), "y": y, "text": text, "ink": STAND_IN[ink]}


def _gross_label(ladder: _Ladder, scale: Scale, y: float) -> tuple[dict[str, Any], str]:
    """The name of the upright line, on the side of it that has room."""
    text = f"gross {_exact(ladder.gross)} {ladder.currency}"
    place, room = scale.pixel(ladder.received), text_width(text, _FIGURES)
    if place + room <= scale.left + scale.plot:
        return _said(scale, place, y, text, "ink"), "left"
    if place >= room:
        return _said(scale, place, y, text, "ink"), "right"
    return _said(scale, scale.left, y, text, "ink"), "left"


def _rungs(
    ladder: _Ladder,
    middles: Sequence[float],
    gross: Sequence[tuple[float, float]],
    x: Any,
    y: Any,
    *,
    joined: bool,
) -> Iterator[Any]:
    """The bars around their middles, the gross receipts across them, and where they will be full.

    The line of the gross receipts is in pieces, each with its top and bottom, down to the axis.
    Where there are no words between the bars, each is `joined` to the next.
    """
    half, bottom = _BAR / 2, gross[-1][1]
    money = ladder.money
    paid, owed, rings = [], [], []
    sides = [{"x": 0, "x2": money(ladder.reach), "y": bottom, "y2": bottom}]
    if joined:
        sides.append({"x": 0, "x2": 0, "y": middles[0] - _BAR, "y2": bottom})
    for index, (step, middle) in enumerate(zip(ladder.steps, middles, strict=True)):
        begin, end, last = money(step.begin), money(step.paid), money(step.owed)
        tall = {"y": middle - half, "y2": middle + half}
        if step.paid > step.begin:
            paid.append({"x": begin, "x2": end, **tall})
        if step.owed > step.paid:
            owed.append({"x": end, "x2": last, **tall})
        if joined and index + 1 < len(middles):
            sides.append({"x": end, "x2": end, "y": middle, "y2": middles[index + 1]})
        full = step.rung.filled_at
        if full is not None and ladder.gross < full <= ladder.reach:
            rings.append({"x": money(full), "y": middle})
    received = [
        {"x": ladder.received, "x2": ladder.received, "y": top, "y2": end} for top, end in gross
    ]
    accent, soft, ink = STAND_IN["accent"], STAND_IN["soft"], STAND_IN["ink"]
    open_ = {"fill": STAND_IN["gap"], "stroke": soft, "strokeDash": [4, 3]}
    ring = {"size": 52, "strokeWidth": 1.5, "filled": False, "opacity": 1}
    yield layer("rule", sides, x, y, stroke=STAND_IN["line"], strokeWidth=1)
    yield layer("rect", owed, x, y, **open_)
    yield layer("rect", paid, x, y, fill=accent, stroke=accent, strokeWidth=0.75)
    yield layer("rule", received, x, y, stroke=ink, strokeWidth=1.25)
    yield layer("point", rings, x, y, fill=STAND_IN["paper"], stroke=ink, **ring)
