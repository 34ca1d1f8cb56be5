"""Turning a chart into SVG that takes its colours and its fonts from the page.

vl-convert draws without a browser or a network, in stand-in colours; here these become CSS
variables, so that one drawing serves light, dark and paper.
"""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

INKS = (
    *("paper", "ink", "soft", "line"),
    *("accent", "on-accent", "applied", "on-applied", "planned", "on-planned", "gap", "on-gap"),
    *(f"step-{step}" for step in range(6)),
    *(f"on-{step}" for step in range(6)),
)
"""The colours of a chart, each a CSS variable of the page (`--accent`, `--step-3`)."""

STAND_IN = {ink: f"#0c0d{index:02x}" for index, ink in enumerate(INKS, 0x10)}
"""The colour that a drawing has where an ink is meant."""

_INK_OF = {colour: ink for ink, colour in STAND_IN.items()}
_TAG = re.compile(r"<(/?)(\w+)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_DROPPED = {
    "aria-label",
    "aria-roledescription",
    "aria-hidden",
    "role",
    "class",
    "pointer-events",
    "font-family",
    "opacity",
}
_LONG = re.compile(r"-?\d+\.\d{2,}")
_NOTHING = re.compile(
    r"<g(\s[^<>]*)?(?<!/)></g>|<g(\s[^<>]*)?/>|<path d=\"(M0,0h0v0h0Z)?\"[^<>]*/>"
)


def svg(number: int, chart: Any, width: int, height: int, padding: int = 0) -> Markup:
    """Draws a chart at a fixed size.

    Args:
        number: its number in the page, so that no two charts share an id.
        chart: an Altair chart, coloured in `STAND_IN` colours.
        width: of the drawing, in CSS pixels.
        height: of the drawing, in CSS pixels.
        padding: room around the chart on the left, right and top, in CSS pixels.
    """
    import vl_convert

    # Sizes are fixed here: nothing is laid out by fonts that the reader may not have.
    spec = chart.configure_view(stroke=None, fill=None).to_dict()
    spec["autosize"] = {"type": "none"}
    spec["padding"] = {"left": padding, "right": padding, "top": padding, "bottom": 0}
    spec["background"] = None
    drawn = vl_convert.vegalite_to_svg(spec)
    return Markup(_dressed(drawn, number, width, height))  # noqa: S704 - our own figures only


def _dressed(drawn: str, number: int, width: int, height: int) -> str:
    """The drawing with CSS variables for colours, the page's fonts, and nothing superfluous."""
    body = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    body = _TAG.sub(_dress, body)
    body = body.replace('id="', f'id="chart-{number}-').replace("url(#", f"url(#chart-{number}-")
    before = ""
    while before != body:
        before, body = body, _NOTHING.sub("", body)
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' aria-hidden="true" focusable="false">{body}</svg>'
    )


def _dress(tag: re.Match[str]) -> str:
    closing, name, inside, empty = tag.groups()
    kept = []
    for key, value in _ATTRIBUTE.findall(inside):
        if value in _INK_OF:
            # No style attribute: a page may be served under a policy that forbids them.
            kept.append(f' {key}="var(--{_INK_OF[value]})"')
        elif key not in _DROPPED:
            kept.append(f' {key}="{_LONG.sub(_shorter, value)}"')
    return f"<{closing}{name}{''.join(kept)}{empty}>"


def _shorter(number: re.Match[str]) -> str:
    return f"{float(number.group()):.1f}".removesuffix(".0")
