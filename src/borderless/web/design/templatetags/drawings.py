"""What small drawings in templates need: where the parts of a bar stand, and report charts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from borderless.web.design import reader

register = template.Library()

HOLDS_TEXT = 0.11
"""Least share of a bar that has room for its percentage on a phone."""
_STYLE = re.compile(r' style="((?:(?:fill|stroke):var\(--[a-z0-9-]+\);?)+)"')


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar; positions are percentages of its width, from the left."""

    label: str
    ink: str
    percent: str
    """The share as the reader writes it."""
    start: str
    middle: str
    width: str
    holds_text: bool


@register.filter
def side_by_side(parts: Iterable[Any]) -> list[Segment]:
    """Lays parts (share 0-1, ink, label) one after another in the direction of reading.

    What goes beyond a whole shrinks all, so that a surplus stays inside the frame. Parts of
    nothing are left out.
    """
    given = [(part, max(0.0, float(_of(part, "share") or 0))) for part in parts]
    whole = max(1.0, sum(share for _, share in given))
    segments, start = [], 0.0
    for part, share in given:
        if not share:
            continue
        width = share / whole
        left = 1 - start - width if get_language_bidi() else start
        segments.append(
            Segment(
                label=str(_of(part, "label")),
                ink=str(_of(part, "ink")),
                percent=reader.percent(share),
                start=f"{100 * left:.3f}",
                middle=f"{100 * (left + width / 2):.3f}",
                width=f"{100 * width:.3f}",
                holds_text=width >= HOLDS_TEXT,
            )
        )
        start += width
    return segments


def _of(part: Any, name: str) -> Any:
    return part.get(name) if isinstance(part, dict) else getattr(part, name)


@register.filter
def drawing(svg: str) -> SafeString:
    """A chart of `borderless.dossier.drawing` for a page whose policy allows no style attributes.

    Its colours become attributes of the drawing: `fill="var(--accent)"`. The chart must be ours.
    """

    def attributes(match: re.Match[str]) -> str:
        pairs = (pair.split(":", 1) for pair in match.group(1).strip(";").split(";"))
        return "".join(f' {name}="{value}"' for name, value in pairs)

    return mark_safe(_STYLE.sub(attributes, str(svg)))  # noqa: S308 (drawn by us, texts escaped)


@register.filter
def is_web_address(url: str | None) -> bool:
    """Whether a source's address may be a link: http and https only."""
    return bool(url) and str(url).lower().startswith(("https://", "http://"))


@register.filter
def page_numbers(paginator: Paginator[Any], current: int) -> Sequence[int | None]:
    """Numbers of pages around the current one; None where some are left out."""
    last = paginator.num_pages
    shown = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    numbers: list[int | None] = []
    for number in shown:
        if numbers and number - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
