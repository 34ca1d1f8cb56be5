"""The files of a revision as they are listed, and a text file as it is shown and typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from borderless.finding import Finding, Severity

TEXTS = frozenset(
    {".toml", ".csv", ".tsv", ".txt", ".md", ".fountain", ".srt", ".vtt", ".ass", ".ssa"}
    | {".json", ".ttml", ".xml", ".fdx", ".dfxp", ".ics", ".vcf"}
)
MOST_SHOWN = 1_000_000
"""Bytes of a text that a page shows; longer ones are for an editor."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in the list."""

    path: str
    size: int
    """Bytes."""
    errors: int
    warnings: int


def listed(sizes: Mapping[str, int], findings: Sequence[Finding]) -> list[Listed]:
    """Files by path, film.toml and the budget first; findings counted by file."""
    counts: Counter[tuple[str, Severity]] = Counter(
        (one.place.file, one.severity) for one in findings if one.place
    )
    return [
        Listed(path, size, counts[path, Severity.ERROR], counts[path, Severity.WARNING])
        for path, size in sorted(sizes.items(), key=lambda one: (_rank(one[0]), one[0]))
    ]


def _rank(path: str) -> int:
    if path == "film.toml":
        return 0
    return 1 if path.startswith("budget.") else 2


@dataclass(frozen=True, slots=True)
class Text:
    """A text file: what is shown, and how its bytes were."""

    shown: str
    """With plain line feeds."""
    newline: str
    has_bom: bool

    def typed(self, text: str) -> bytes:
        """The bytes of what a browser sent back, in the manner of the file."""
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        body = plain.replace("\n", self.newline).encode("utf-8")
        return (_BOM if self.has_bom else b"") + body


def is_text(path: str) -> bool:
    """Whether a file of this name is shown and edited as text."""
    return PurePosixPath(path).suffix.lower() in TEXTS


def text_of(path: str, content: bytes) -> Text | None:
    """A file as text; None for what is none, is too long, or mixes its line ends."""
    if not is_text(path) or len(content) > MOST_SHOWN:
        return None
    has_bom = content.startswith(_BOM)
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    shown = text.replace("\r\n", "\n")
    made = Text(shown, newline, has_bom)
    # What was not touched must come back byte for byte, or it is not shown for editing.
    return made if "\x00" not in text and made.typed(shown) == content else None


def lines_with(findings: Sequence[Finding], path: str) -> list[Finding]:
    """The findings of one file, by line."""
    here = [one for one in findings if one.place and one.place.file == path]
    return sorted(here, key=lambda one: (one.place.line or 0) if one.place else 0)
