"""A TOML text in pieces, one for each heading, so that one can change while the others stay.

Every piece is a TOML text of its own, which tomlkit edits; pieces nobody touches are never
parsed, and stay the same to the byte.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from borderless.film.toml_places import Keys, headings
from borderless.film.toml_values import entry_text, heading_text, item_of


@dataclass(slots=True)
class Piece:
    """A heading with its keys, the comments right above it, and what stands below."""

    keys: Keys
    head: str = ""
    core: str = ""
    tail: str = ""

    def text(self) -> str:
        """The piece as it stands in the file."""
        return self.head + self.core + self.tail


class TomlPieces:
    """A valid TOML text that is edited key by key."""

    def __init__(self, text: str) -> None:
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.pieces = list(_split(text))

    def text(self) -> str:
        """The whole text as edited."""
        return "".join(piece.text() for piece in self.pieces)

    def read(self, path: Keys) -> Any:
        """The value written at `path` as tomlkit has it; None when none is written."""
        for piece, doc, table, rest in self._homes(path):
            del piece, doc
            if len(rest) == 1 and _has(table, rest[0]):
                return table[rest[0]]
        return None

    def set(self, path: Keys, value: Any) -> None:
        """Writes a value; the tables around it are made where they are missing."""
        if isinstance(value, Mapping) and not self._is_inline(path):
            self._open(path)
            for key, part in value.items():
                self.set((*path, key), part)
            return
        self._remove_pieces(self._pieces_of(path))
        homes = list(self._homes(path))
        exact = next((home for home in homes if len(home[3]) == 1), None)
        if exact is None:
            started = next((home for home in homes if _is_inside(home, path)), None)
            if started is None:
                self._open(path[:-1])
                self.set(path, value)
                return
            piece, doc, table, rest = started
            for key in reversed(rest[1:]):
                value = {key: value}
            table[rest[0]] = item_of(value, None)
        else:
            piece, doc, table, rest = exact
            self._assign(table, rest[0], value)
        self._store(piece, doc)

    def delete(self, path: Keys) -> None:
        """Removes a key, or a table with all that is in it."""
        self._remove_pieces(self._pieces_of(path))
        for piece, doc, table, rest in self._homes(path):
            if len(rest) == 1 and _has(table, rest[0]):
                del table[rest[0]]
                self._store(piece, doc)
                return

    def arrange(self, path: Keys, order: Sequence[int | Mapping[str, Any]]) -> None:
        """Gives the array of tables at `path` these entries: old ones by number, new by value."""
        pieces = self._pieces_of(path)
        if not pieces and self.read(path) is not None:
            self._arrange_inline(path, order)
            return
        if not pieces and self._is_inline(path):
            self.set(path, list(order))
            return
        depth = len(path)
        groups: dict[int, list[Piece]] = {}
        for piece in pieces:
            if len(piece.keys) > depth:
                groups.setdefault(int(piece.keys[depth]), []).append(piece)
        kept = [number for number in order if isinstance(number, int)]
        above = self._above(path)
        self._remove_pieces([p for n, group in groups.items() if n not in kept for p in group])
        if kept != sorted(kept):
            self._gather(path, [p for number in kept for p in groups[number]])
        first = next(iter(self._pieces_of(path)), None)
        before = above if first is None else None
        for number, entry in enumerate(order):
            if isinstance(entry, int):
                group = groups[entry]
            else:
                group = [Piece((*path, number), core=entry_text(path, entry, self.newline))]
                self._insert(group[0], before, first)
            for piece in group:
                piece.keys = (*path, number, *piece.keys[depth + 1 :])
            before = group[-1]

    def _above(self, path: Keys) -> Piece | None:
        """The piece behind which the array at `path` begins or, where there is none, would."""
        if pieces := self._pieces_of(path):
            at = _index(self.pieces, pieces[0])
            return self.pieces[at - 1] if at else None
        around = self._pieces_of(path[:-1]) if path[:-1] else []
        return around[-1] if around else None

    def _pieces_of(self, path: Keys) -> list[Piece]:
        """The pieces at `path` and below it, in the file's order."""
        return [piece for piece in self.pieces if piece.keys[: len(path)] == path]

    def _arrange_inline(self, path: Keys, order: Sequence[int | Mapping[str, Any]]) -> None:
        for piece, doc, table, rest in self._homes(path):
            if len(rest) != 1 or not _has(table, rest[0]):
                continue
            key = rest[0]
            old = table[key].unwrap()
            kept = [n for n in order if isinstance(n, int)]
            if kept == sorted(kept):
                for number in reversed(range(len(old))):
                    if number not in kept:
                        del table[key][number]
                for number, entry in enumerate(order):
                    if not isinstance(entry, int):
                        table[key].insert(number, item_of(entry, None))
            else:
                entries = [old[entry] if isinstance(entry, int) else entry for entry in order]
                table[key] = item_of(entries, None)
            self._store(piece, doc)
            return

    def _homes(self, path: Keys) -> Iterator[tuple[Piece, Any, Any, Keys]]:
        """Pieces that may hold `path`, innermost first: how far each goes, and what is left."""
        import tomlkit

        prefixes = [p for p in self.pieces if p.keys == path[: len(p.keys)] and p.keys != path]
        for piece in sorted(prefixes, key=lambda p: len(p.keys), reverse=True):
            doc = tomlkit.parse(piece.core)
            table: Any = doc
            for key in piece.keys:
                if isinstance(key, str):
                    table = table[key]
                elif isinstance(table, list):  # in its own piece, an entry stands alone
                    table = table[0]
            rest = path[len(piece.keys) :]
            while len(rest) > 1 and _has(table, rest[0]):
                inner = table[rest[0]]
                if not isinstance(inner, Mapping | list):
                    break
                table, rest = inner, rest[1:]
            yield piece, doc, table, rest

    def _is_inline(self, path: Keys) -> bool:
        """Whether the table at `path` is, or has to be, written in another's piece."""
        if self._pieces_of(path):
            return False
        path = (*path, "")
        return any(_is_inside(home, path) for home in self._homes(path))

    def _open(self, path: Keys) -> None:
        """Makes sure that a table has a piece of its own."""
        if any(piece.keys == path for piece in self.pieces) or not path:
            return
        new = Piece(path, core=f"[{heading_text(path)}]{self.newline}")
        below, same = self._pieces_of(path), self._pieces_of(path[:1])
        if below:
            self._insert(new, None, below[0])
        else:
            self._insert(new, same[-1] if same else None, None)

    def _insert(self, new: Piece, before: Piece | None, first: Piece | None) -> None:
        """Puts a piece after `before`, else in front of `first`, else at the end."""
        if before is None and first is not None:
            new.tail = self.newline
            self.pieces.insert(_index(self.pieces, first), new)
            return
        before = before or self.pieces[-1]
        if before.core and not before.core.endswith("\n"):
            before.core += self.newline
        at = _index(self.pieces, before) + 1
        is_last = at == len(self.pieces)
        has_comment = "#" in before.tail
        if is_last and has_comment:
            before.tail += "" if before.tail.endswith("\n") else self.newline
            new.head = self.newline
        else:
            new.tail = before.tail if before.tail.strip() or not is_last else ""
            before.tail = self.newline if before.text().strip() else ""
        self.pieces.insert(at, new)

    def _gather(self, path: Keys, ordered: list[Piece]) -> None:
        """Puts all pieces of an array in this order where its first one stands."""
        gathered = self._pieces_of(path)
        at = _index(self.pieces, gathered[0])
        tails = [piece.tail for piece in gathered]
        self.pieces = [piece for piece in self.pieces if piece.keys[: len(path)] != path]
        self.pieces[at:at] = ordered
        for piece, tail in zip(ordered, tails, strict=True):
            piece.tail = tail
            if not piece.core.endswith("\n"):
                piece.core += self.newline

    def _remove_pieces(self, gone: list[Piece]) -> None:
        """Removes pieces; comments below them that speak of what follows stay."""
        for piece in gone:
            at = _index(self.pieces, piece)
            del self.pieces[at]
            if "#" in piece.tail:
                above = self.pieces[at - 1]
                above.tail = above.tail.rstrip(" \t\r\n") + self.newline * bool(above.tail.strip())
                above.tail += piece.tail

    def _assign(self, table: Any, key: Any, value: Any) -> None:
        old = table[key] if _has(table, key) else None
        if isinstance(old, list) and isinstance(value, list | tuple):
            written = [part.unwrap() if hasattr(part, "unwrap") else part for part in old]
            if written == list(value)[: len(written)] and not isinstance(old, dict):
                for part in list(value)[len(written) :]:
                    old.append(item_of(part, None))
                return
        table[key] = item_of(value, old)

    def _store(self, piece: Piece, doc: Any) -> None:
        import tomlkit

        core = tomlkit.dumps(doc)
        if core and not core.endswith("\n"):
            core += "\n"
        if self.newline == "\r\n":
            core = re.sub(r"(?<!\r)\n", "\r\n", core)
        piece.core = core


def _is_inside(home: tuple[Piece, Any, Any, Keys], path: Keys) -> bool:
    """Whether a table on the way to `path` is written among the keys of the piece."""
    return len(path) - len(home[3]) > len(home[0].keys)


def _has(table: Any, key: str | int) -> bool:
    if isinstance(table, Mapping):
        return key in table
    return isinstance(table, list) and isinstance(key, int) and key < len(table)


def _index(pieces: list[Piece], wanted: Piece) -> int:
    return next(n for n, piece in enumerate(pieces) if piece is wanted)


def _split(text: str) -> Iterator[Piece]:
    rows = re.findall(r"[^\n]*\n|[^\n]+", text)
    starts = headings(text.replace("\r\n", "\n"))
    bounds = [0, *(line - 1 for line, _ in starts), len(rows)]
    head = ""
    for number, keys in enumerate([(), *(keys for _, keys in starts)]):
        own = rows[bounds[number] : bounds[number + 1]]
        end = len(own)
        while end and (not own[end - 1].strip() or own[end - 1].lstrip().startswith("#")):
            end -= 1
        if not _stands_alone("".join(own[:end])):  # what looked like a comment is in a long text
            end = len(own)
        tail = own[end:]
        above = len(tail)
        while number < len(starts) and above and tail[above - 1].strip():
            above -= 1
        yield Piece(keys, head, "".join(own[:end]), "".join(tail[:above]))
        head = "".join(tail[above:])
    if head:
        yield Piece((), head)


def _stands_alone(core: str) -> bool:
    try:
        tomllib.loads(core)
    except tomllib.TOMLDecodeError:
        return False
    return True
