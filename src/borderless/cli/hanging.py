"""Text in a column: wrapped lines hang below the first, and no line break parts an amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style

_SPACE = " "
"""The only place where a line may break: not the narrow spaces inside 1 234 567."""


class Hanging:
    """Pieces of text, each in one style, set as one paragraph."""

    def __init__(self, *pieces: str | tuple[str, str], indent: int = 0, by: int = 2) -> None:
        """`indent`: cells before the first line; `by`: so many more before the others."""
        self.indent = indent
        self.by = by
        self.words: list[list[tuple[str, str]]] = [[]]
        for piece in pieces:
            text, style = piece if isinstance(piece, tuple) else (piece, "")
            for number, word in enumerate(text.split(_SPACE)):
                if number and not word and self.words[-1]:
                    self.words[-1].append((_SPACE, ""))  # a wider gap belongs to the word before it
                    continue
                if number:
                    self.words.append([])
                if word:
                    self.words[-1].append((word, style))
        self.words = [word for word in self.words if word]

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From the longest word to all of it in one line."""
        lengths = [_length(word) for word in self.words] or [0]
        whole = self.indent + sum(lengths) + len(lengths) - 1
        least = self.indent + self.by + max(lengths)
        return Measurement(min(least, whole), whole)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Line by line."""
        for number, line in enumerate(self._lines(options.max_width)):
            yield Segment(_SPACE * (self.indent + (self.by if number else 0)))
            for at, word in enumerate(line):
                if at:
                    yield Segment(_SPACE)
                for text, style in word:
                    yield Segment(text, console.get_style(style) if style else Style.null())
            yield Segment.line()

    def _lines(self, width: int) -> Sequence[Sequence[Sequence[tuple[str, str]]]]:
        lines: list[list[list[tuple[str, str]]]] = [[]]
        used = self.indent
        for word in self.words:
            length = _length(word)
            if lines[-1] and used + 1 + length > width:
                lines.append([])
                used = self.indent + self.by
            used += length + (1 if lines[-1] else 0)
            lines[-1].append(word)
        return lines


def _length(word: Sequence[tuple[str, str]]) -> int:
    from rich.cells import cell_len

    return sum(cell_len(text) for text, _ in word)
