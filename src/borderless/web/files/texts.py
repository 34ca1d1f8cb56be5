"""Text files: as they are shown and typed, joined with what others typed, and side by side."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import PurePosixPath

from borderless.film.budget_csv import read_csv

TEXTS = frozenset(
    {".toml", ".csv", ".tsv", ".txt", ".md", ".fountain", ".srt", ".vtt", ".ass", ".ssa"}
    | {".json", ".ttml", ".xml", ".fdx", ".dfxp", ".ics", ".vcf"}
)
MOST_SHOWN = 1_000_000
"""Bytes of a text that a page shows; longer ones are for an editor."""
MOST_PAIRS = 1_000_000
"""Old lines times new lines between what is the same above and below; more are not compared."""
MOST_ROWS = 400
"""Lines of two texts that a page shows beside each other."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text file: what is shown, and how its bytes were."""

    shown: str = ""
    """With plain line feeds."""
    newline: str = "\n"
    bom: bytes = b""
    encoding: str = "utf-8"

    def typed(self, text: str) -> bytes:
        """The bytes of what a browser sent back, in the manner of the file.

        Letters that its encoding lacks make it UTF-8, with a mark that says so.
        """
        body = plain(text).replace("\n", self.newline)
        try:
            return self.bom + body.encode(self.encoding)
        except UnicodeEncodeError:
            return codecs.BOM_UTF8 + body.encode("utf-8")


def plain(text: str) -> str:
    """A text with plain line feeds, without zero bytes, which no text file holds."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def is_text(path: str) -> bool:
    """Whether a file of this name is shown and edited as text."""
    return PurePosixPath(path).suffix.lower() in TEXTS


def text_of(path: str, content: bytes) -> Text | None:
    """A file as text; None for what is none, is too long, or mixes its line ends."""
    if not is_text(path) or len(content) > MOST_SHOWN:
        return None
    decoded = _decoded(path, content)
    if decoded is None:
        return None
    text, bom, encoding = decoded
    newline = "\r\n" if "\r\n" in text else "\n"
    made = Text(text.replace("\r\n", "\n"), newline, bom, encoding)
    # What was not touched must come back byte for byte, or it is not shown for editing.
    return made if made.typed(made.shown) == content else None


def _decoded(path: str, content: bytes) -> tuple[str, bytes, str] | None:
    for bom, encoding in (*_BOMS, (b"", "utf-8")):
        if content.startswith(bom):
            try:
                return content[len(bom) :].decode(encoding), bom, encoding
            except UnicodeDecodeError:
                break
    if not path.lower().endswith(".csv"):
        return None
    table, _findings = read_csv(path, content)  # it knows old spreadsheets' encodings
    return (table.text, table.bom, table.encoding) if table else None


# --- two people's texts --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Joined:
    """Two people's changes of one text, put together."""

    text: str
    """Where they clash, it has what stands in mine."""
    clashes: int


def joined(base: str, theirs: str, mine: str) -> Joined:
    """Puts two changes of a text together, line by line.

    Changes that touch the same line, or lines next to each other, clash unless they are the same.

    Args:
        base: the text that both were made from.
        theirs: as somebody saved it meanwhile.
        mine: as it is to be saved now.
    """
    was = base.split("\n")
    both = [_changes(was, text.split("\n")) for text in (theirs, mine)]
    if both[0] is None or both[1] is None:
        return Joined(mine, 1)
    changes = sorted(
        (start, end, new, is_mine)
        for is_mine, found in zip((False, True), both, strict=True)
        for start, end, new in found or ()
    )
    made: list[str] = []
    at = clashes = 0
    while changes:
        start, end = changes[0][:2]
        group = []
        while changes and changes[0][0] <= end:
            group.append(changes.pop(0))
            end = max(end, group[-1][1])
        versions = [
            _version(was, start, end, [one[:3] for one in group if one[3] == whose])
            for whose in (False, True)
        ]
        touched = {one[3] for one in group}
        clashes += len(touched) == 2 and versions[0] != versions[1]
        made += was[at:start] + versions[True in touched]
        at = end
    return Joined("\n".join(made + was[at:]), clashes)


def _changes(old: list[str], new: list[str]) -> list[tuple[int, int, list[str]]] | None:
    """Spans of the old lines, each with the lines in its place; None where too much differs."""
    above, below = _same_ends(old, new)
    olds, news = old[above : len(old) - below], new[above : len(new) - below]
    if len(olds) * len(news) > MOST_PAIRS:
        return None
    return [
        (above + i1, above + i2, news[j1:j2])
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, olds, news, False).get_opcodes()
        if tag != "equal"
    ]


def _version(
    was: list[str], start: int, end: int, changes: list[tuple[int, int, list[str]]]
) -> list[str]:
    """What one person's changes make of the lines from `start` up to `end`."""
    made: list[str] = []
    at = start
    for first, last, new in changes:
        made += was[at:first] + new
        at = last
    return made + was[at:end]


def _same_ends(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many lines are the same above and below."""
    above = _same(old, new)
    return above, _same(old[above:][::-1], new[above:][::-1])


def _same(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


@dataclass(frozen=True, slots=True)
class Beside:
    """A line of one text beside that of another; without numbers where lines are left out."""

    left_number: int | None = None
    left: str = ""
    right_number: int | None = None
    right: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """Two texts side by side: what differs, with two lines around it."""

    rows: tuple[Beside, ...] = ()
    cut: bool = False
    """Whether there are more than are shown."""
    too_much: bool = False
    """Whether so much differs that it was not compared."""


def side_by_side(left: str, right: str) -> Sides:
    """Two texts side by side; no rows where they are the same."""
    lefts, rights = left.split("\n"), right.split("\n")
    changes = _changes(lefts, rights)
    if changes is None:
        return Sides(too_much=True)
    rows: list[Beside] = []
    shown = shift = 0  # left lines shown already; by how much the right numbers are ahead
    for number, (start, end, new) in enumerate(changes):
        first = max(shown, start - 2)
        if first > shown:
            rows.append(Beside())
        rows += _alike(lefts, first, start, shift)
        rows += _differing(lefts[start:end], new, start, start + shift)
        shift += len(new) - (end - start)
        following = changes[number + 1][0] if number + 1 < len(changes) else len(lefts)
        shown = min(end + 2, following)
        rows += _alike(lefts, end, shown, shift)
    return Sides(tuple(rows[:MOST_ROWS]), len(rows) > MOST_ROWS)


def _alike(lines: Sequence[str], start: int, end: int, shift: int) -> list[Beside]:
    return [Beside(at + 1, lines[at], at + shift + 1, lines[at]) for at in range(start, end)]


def _differing(
    lefts: Sequence[str], rights: Sequence[str], left_at: int, right_at: int
) -> list[Beside]:
    return [
        Beside(
            None if left is None else left_at + number,
            left or "",
            None if right is None else right_at + number,
            right or "",
            differs=True,
        )
        for number, (left, right) in enumerate(zip_longest(lefts, rights), 1)
    ]
