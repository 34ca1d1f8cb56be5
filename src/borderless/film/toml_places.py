"""On which line each key of a TOML text stands.

The standard parser keeps no positions. This scanner walks a text that the parser has already
accepted, so it checks nothing and only needs to find where keys and values begin and end.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Keys = tuple[str | int, ...]
"""A path into the document: table keys by name, array elements by 0-based number."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_INLINE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""(?:"{0,2}(?!"))?', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(?:[^']|'(?!''))*'''(?:'{0,2}(?!'))?", re.DOTALL)
_PLAIN = re.compile(r"[^,\]}#\n]+")


def key_lines(text: str) -> dict[Keys, int]:
    """1-based lines of all keys, tables and array elements in a valid TOML text.

    A table or array that is opened several times (`[a.b]`, then `[a.c]`) has the line of its
    first mention.
    """
    return _Scanner(text).scan()


def headings(text: str) -> list[tuple[int, Keys]]:
    """The headings `[table]` and `[[array]]` of a valid TOML text: 1-based line and path.

    The path of an entry of an array of tables ends with its 0-based number.
    """
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.headings


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.newlines = [found.start() for found in re.finditer("\n", text)]
        self.lines: dict[Keys, int] = {}
        self.entries: dict[Keys, int] = {}  # array of tables -> how many so far
        self.headings: list[tuple[int, Keys]] = []

    def scan(self) -> dict[Keys, int]:
        here: Keys = ()
        while True:
            self.skip(_BLANK)
            if self.at >= len(self.text):
                return self.lines
            if self.text[self.at] == "[":
                line = self.line()
                here = self.header()
                self.headings.append((line, here))
            else:
                self.pair(here)

    def skip(self, pattern: re.Pattern[str]) -> None:
        if found := pattern.match(self.text, self.at):
            self.at = found.end()

    def line(self) -> int:
        return bisect_right(self.newlines, self.at - 1) + 1

    def header(self) -> Keys:
        line = self.line()
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        *parents, last = self.key()
        self.at += 2 if many else 1
        here: Keys = ()
        for part in parents:
            here = self.inside(self.mention((*here, part), line))
        here = self.mention((*here, last), line)
        if not many:
            return here
        number = self.entries.get(here, 0)
        self.entries[here] = number + 1
        return self.mention((*here, number), line)

    def inside(self, keys: Keys) -> Keys:
        """A path through an array of tables means its latest entry."""
        return (*keys, self.entries[keys] - 1) if keys in self.entries else keys

    def mention(self, keys: Keys, line: int) -> Keys:
        self.lines.setdefault(keys, line)
        return keys

    def pair(self, here: Keys) -> None:
        line = self.line()
        for part in self.key():
            here = self.mention((*here, part), line)
        self.at += 1  # the equals sign
        self.skip(_INLINE)
        self.value(here)

    def key(self) -> list[str]:
        """A dotted key; leaves the position at the `=` or `]` after it."""
        parts = []
        while True:
            self.skip(_INLINE)
            char = self.text[self.at]
            pattern = _BASIC if char == '"' else _LITERAL if char == "'" else _BARE
            found = pattern.match(self.text, self.at)
            assert found is not None, "the text was not valid TOML"
            self.at = found.end()
            parts.append(_unquoted(found[0]))
            self.skip(_INLINE)
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def value(self, here: Keys) -> None:
        char = self.text[self.at]
        if char == "[":
            self.array(here)
        elif char == "{":
            self.table(here)
        elif self.text.startswith('"""', self.at):
            self.skip(_LONG_BASIC)
        elif self.text.startswith("'''", self.at):
            self.skip(_LONG_LITERAL)
        elif char == '"':
            self.skip(_BASIC)
        elif char == "'":
            self.skip(_LITERAL)
        else:
            self.skip(_PLAIN)

    def array(self, here: Keys) -> None:
        self.at += 1
        number = 0
        while True:
            self.skip(_BLANK)
            if self.text[self.at] == "]":
                self.at += 1
                return
            self.value(self.mention((*here, number), self.line()))
            number += 1
            self.skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1

    def table(self, here: Keys) -> None:
        self.at += 1
        while True:
            self.skip(_BLANK)
            if self.text[self.at] == "}":
                self.at += 1
                return
            self.pair(here)
            self.skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1


def _unquoted(key: str) -> str:
    if key[0] == '"':
        return str(tomllib.loads(f"key = {key}")["key"]) if "\\" in key else key[1:-1]
    return key[1:-1] if key[0] == "'" else key
