"""The room that words take in a chart, whose fonts are the reader's and therefore not known.

Widths are guessed from the widest of the usual fonts, so that words never run into each other;
what has no room is broken over lines, then cut with an ellipsis. The page always says it whole.
"""

from __future__ import annotations

import re
import unicodedata

_ELLIPSIS = "…"
_PIECE = re.compile(r"[^\s-]*(?:-+|\s+|$)")
_JOINERS = "\u200c\u200d"
_SLIM = frozenset("iIjlftr.,:;'|!()[]/·’ \u00a0\u202f\u2009")
_BROAD = frozenset("mwMW@%…—")
_WIDTHS = {"slim": 0.41, "broad": 1.0, "capital": 0.76, "square": 1.05, "other": 0.64}
"""Ems that a letter takes at most, in the widest of the usual fonts (DejaVu Sans)."""


def plain(name: str) -> str:
    """A name on one line, without letters that are not seen or that turn the line around."""
    kept = "".join(
        letter if letter in _JOINERS or unicodedata.category(letter)[0] != "C" else " "
        for letter in name
    )
    return " ".join(kept.split())


def text_width(text: str, size: float) -> float:
    """CSS pixels that a text takes at most at a font size, also in CSS pixels."""
    return size * sum(_ems(letter) for letter in text)


def fitted(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where it would be wider than the room."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(kept + _ELLIPSIS, size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;.-(") + _ELLIPSIS


def broken(text: str, size: float, room: float, at_most: int = 2) -> list[str]:
    """The text over so many lines at most, the last one cut with an ellipsis where need be.

    Lines end at a space or after a hyphen; only a word wider than the room is broken anywhere.
    """
    pieces = [part for word in _PIECE.findall(text) for part in _parts(word, size, room)]
    lines = [""]
    for index, piece in enumerate(pieces):
        if not lines[-1] or text_width((lines[-1] + piece).rstrip(), size) <= room:
            lines[-1] += piece
        elif len(lines) < at_most:
            lines.append(piece)
        else:
            lines[-1] += "".join(pieces[index:])
            break
    return [fitted(line.rstrip(), size, room) for line in lines]


def _parts(word: str, size: float, room: float) -> list[str]:
    """A word in parts that have room, each as long as it can be."""
    parts = [""]
    for letter in word:
        if parts[-1] and text_width((parts[-1] + letter).rstrip(), size) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def _ems(letter: str) -> float:
    if unicodedata.combining(letter) or letter in _JOINERS:
        return 0
    if letter in _SLIM:
        return _WIDTHS["slim"]
    if letter in _BROAD:
        return _WIDTHS["broad"]
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDTHS["square"]
    return _WIDTHS["capital" if letter.isupper() else "other"]
