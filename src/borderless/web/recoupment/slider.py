"""Who has what at each gross: data for the slider, and the drawing under it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import ngettext

from borderless.dossier.waterfall_words import party_name
from borderless.finance.recoupment.ladder import Curve
from borderless.web.design import reader

WIDTH, HEIGHT = 960, 320
_BANDS = 5
"""So many parties have a band of their own; smaller ones are drawn as one, above them."""
_CENT = 0.005
"""Less than this is what float64 leaves of nothing."""


@dataclass(frozen=True, slots=True)
class Band:
    """One party's money as a band of the drawing."""

    party: str
    ink: int
    points: str
    """Of an SVG polygon."""


@dataclass(frozen=True, slots=True)
class Slider:
    """Everything that the slider and its drawing need; money in the account's currency."""

    data: str
    """JSON: gross amounts, by party what each is paid at them, and how numbers are typed."""
    most: int
    step: int
    at: int
    """Where it stands at first."""
    bands: tuple[Band, ...]
    marks: tuple[str, ...]
    """Of the gross axis, evenly from its beginning to its end."""
    width: int = WIDTH
    height: int = HEIGHT


def slider_of(curve: Curve, at: Decimal) -> Slider | None:
    """The slider of a waterfall; None where no gross is looked at."""
    most = curve.gross[-1] if curve.gross else 0.0
    if most <= 0:
        return None
    parties = {
        party: values
        for party, values in curve.parties.items()
        if max(values, default=0.0) >= _CENT
    }
    step = _step(most / 200)
    data = {
        "decimal": "," if reader.decimal_comma() else ".",
        "gross": [round(value, 2) for value in curve.gross],
        "parties": [
            [party_name(party), [round(value, 2) for value in values]]
            for party, values in parties.items()
        ],
    }
    return Slider(
        json.dumps(data),
        int(most),
        step,
        min(int(at), int(most)),
        tuple(_bands(curve, parties, most)),
        tuple(reader.number(most * part / 4) for part in range(5)),
    )


def _step(value: float) -> int:
    """A round step of at least one."""
    size = 1
    while size * 10 <= value:
        size *= 10
    return max(1, next((size * by for by in (1, 2, 5, 10) if size * by >= value), size))


def _bands(curve: Curve, parties: dict[str, tuple[float, ...]], most: float) -> list[Band]:
    """One above the other in the order of the schedule; the smallest together on top."""
    by_size = sorted(parties, key=lambda party: parties[party][-1], reverse=True)
    own = set(by_size if len(by_size) <= _BANDS + 1 else by_size[:_BANDS])
    shown = [(party_name(party), values) for party, values in parties.items() if party in own]
    others = [values for party, values in parties.items() if party not in own]
    if others:
        name = ngettext("%(count)s other", "%(count)s others", len(others))
        together = tuple(map(sum, zip(*others, strict=True)))
        shown.append((name % {"count": len(others)}, together))
    lower = [0.0] * len(curve.gross)
    bands = []
    for number, (name, values) in enumerate(shown):
        upper = [low + value for low, value in zip(lower, values, strict=True)]
        there = [_point(curve.gross[n], upper[n], most) for n in range(len(upper))]
        back = [_point(curve.gross[n], lower[n], most) for n in reversed(range(len(lower)))]
        bands.append(Band(name, number, " ".join([*there, *back])))
        lower = upper
    return bands


def _point(gross: float, paid: float, most: float) -> str:
    return f"{WIDTH * gross / most:.1f},{HEIGHT - HEIGHT * paid / most:.1f}"
