"""Small drawings that fill whatever width they have, with letters of one size on desk and phone.

Across, places are percentages of the width; down, they are CSS pixels. Curves lie in an inner
drawing that is stretched, and their strokes are not. Colours come from the page's style sheet, by
class; there are no style attributes, which the page's policy forbids.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from babel.numbers import format_compact_decimal
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from borderless.dossier.scales import round_steps
from borderless.web.design import reader

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
"""Per cent of the width, and pixels from the top."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Values along one side of a drawing."""

    low: float
    high: float
    begin: float
    """Where `low` is: per cent of the width, or pixels from the top."""
    end: float

    def at(self, value: float) -> float:
        """Where a value is; within the ends."""
        if self.high <= self.low:
            return (self.begin + self.end) / 2
        part = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        return self.begin + part * (self.end - self.begin)


def steps(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers, evenly apart, around two ends."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        high = low + 1.0
    return round_steps(low, high, most)


def short(value: float) -> str:
    """A number as an axis has it: 1.2M, as the reader writes it."""
    size = abs(value)
    digits = 1 if size >= 1_000 and size % 10 ** (3 * int(math.log10(size) // 3)) else 0
    return format_compact_decimal(value, locale=reader.locale(), fraction_digits=digits)


class Plot:
    """A drawing in the making."""

    def __init__(self, height: float, label: str) -> None:
        self._height = round(height)
        self._label = label
        self._parts: list[SafeString] = []

    def rule(self, start: Point, end: Point, kind: str = "grid") -> None:
        """A straight line."""
        self._parts.append(
            format_html(
                '<line x1="{}%" y1="{}" x2="{}%" y2="{}" class="{}"/>',
                *map(_short, (*start, *end)),
                kind,
            )
        )

    def bar(self, left: float, right: float, top: float, bottom: float, kind: str) -> None:
        """A filled rectangle; as good as none is a hair wide."""
        left, right = min(left, right), max(left, right)
        self._parts.append(
            format_html(
                '<rect x="{}%" y="{}" width="{}%" height="{}" class="{}"/>',
                _short(left),
                _short(top),
                _short(max(right - left, 0.15)),
                _short(max(bottom - top, 0.0)),
                kind,
            )
        )

    def dot(self, at: Point, radius: float, kind: str) -> None:
        """A round mark."""
        self._parts.append(
            format_html(
                '<circle cx="{}%" cy="{}" r="{}" class="{}"/>', *map(_short, (*at, radius)), kind
            )
        )

    def word(self, at: Point, text: str, anchor: Anchor = "middle", kind: str = "soft") -> None:
        """A text, its line at the place."""
        self._parts.append(
            format_html(
                '<text x="{}%" y="{}" text-anchor="{}" class="{}">{}</text>',
                *map(_short, at),
                anchor,
                kind,
                text,
            )
        )

    def curve(self, points: Sequence[Point], kind: str) -> None:
        """A line through points."""
        self._stretched("M" + "L".join(f"{_short(x)},{_short(y)}" for x, y in points), kind)

    def band(self, upper: Sequence[Point], lower: Sequence[Point], kind: str) -> None:
        """What lies between two lines."""
        around = [*upper, *reversed(lower)]
        self._stretched("M" + "L".join(f"{_short(x)},{_short(y)}" for x, y in around) + "Z", kind)

    def _stretched(self, path: str, kind: str) -> None:
        self._parts.append(
            format_html(
                '<svg viewBox="0 0 100 {}" preserveAspectRatio="none" width="100%" height="{}">'
                '<path d="{}" class="{}" vector-effect="non-scaling-stroke"/></svg>',
                self._height,
                self._height,
                path,
                kind,
            )
        )

    def levels(self, scale: Scale, values: Iterable[float], unit: str = "") -> None:
        """Lines across at values, their figures above them at the left."""
        for value in values:
            y = scale.at(value)
            self.rule((0, y), (100, y), "zero" if value == 0 else "grid")
            self.word((0, y - 4), f"{short(value)}{unit}", "start")

    def drawn(self) -> SafeString:
        """The drawing."""
        inside = format_html_join("", "{}", ((part,) for part in self._parts))
        return format_html(
            '<svg class="plot" role="img" aria-label="{}" width="100%" height="{}">{}</svg>',
            self._label,
            self._height,
            inside,
        )


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
