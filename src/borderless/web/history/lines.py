"""Two texts line by line, as far as that is worth reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff

MOST_LINES = 400
"""Lines of a difference that a page shows."""
MOST_PAIRS = 1_000_000
"""Old lines times new lines between what is the same above and below; comparing takes longer the
more there are, and nobody reads it."""


@dataclass(frozen=True, slots=True)
class LineDifference:
    """What differs between two texts, as programmers are used to see it."""

    lines: tuple[str, ...] = ()
    """Each begins with a sign: `@` where it stands, `-` taken out, `+` put in, or a blank."""
    cut: bool = False
    """Whether there are more than are shown."""
    too_much: bool = False
    """Whether so much differs that it was not compared."""


def line_difference(old: str, new: str) -> LineDifference:
    """What differs between two texts; without lines where nothing does."""
    before, after = old.splitlines(), new.splitlines()
    above, below = _same_ends(before, after)
    if (len(before) - above - below) * (len(after) - above - below) > MOST_PAIRS:
        return LineDifference(too_much=True)
    # What is the same at both ends is left out, but for the two lines that are shown around.
    start = max(0, above - 2)
    olds = before[start : len(before) - max(0, below - 2)]
    news = after[start : len(after) - max(0, below - 2)]
    found = [
        _moved_down(line, start) if line.startswith("@@") else line
        for line in list(unified_diff(olds, news, lineterm="", n=2))[2:]
    ]
    return LineDifference(tuple(found[:MOST_LINES]), len(found) > MOST_LINES)


def _same_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(before), len(after))
    above = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - above
    below = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    return above, below


def _moved_down(head: str, lines: int) -> str:
    """The head of a hunk, `@@ -1,3 +1,4 @@`, counted from the text's first line."""
    _, old, new, _ = head.split(" ")
    return f"@@ {_counted(old, lines)} {_counted(new, lines)} @@"


def _counted(span: str, lines: int) -> str:
    first, comma, length = span[1:].partition(",")
    return f"{span[0]}{int(first) + lines}{comma}{length}"
