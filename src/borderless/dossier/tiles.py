"""The tile map: every country a square of one size at its approximate place on a grid.

The layout is our own and lies in `country_tiles.toml`, one block for each part of the world.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LAYOUT = Path(__file__).parent / "country_tiles.toml"
EMPTY = "."


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the world."""

    name: str
    places: dict[str, tuple[int, int]]
    """Column and row of each country, from 0 at the upper left."""

    @property
    def columns(self) -> int:
        """Width of the block in tiles."""
        return 1 + max(column for column, _ in self.places.values())

    @property
    def rows(self) -> int:
        """Height of the block in tiles."""
        return 1 + max(row for _, row in self.places.values())


@cache
def blocks() -> tuple[Block, ...]:
    """Every block of the layout, in the order of the file."""
    data = tomllib.loads(LAYOUT.read_text("utf-8"))
    return tuple(
        Block(
            block["name"],
            {
                code: (column, row)
                for row, line in enumerate(block["rows"])
                for column, code in enumerate(line.split())
                if code != EMPTY
            },
        )
        for block in data["block"]
    )


def blocks_with(countries: Collection[str]) -> tuple[Block, ...]:
    """The blocks in which at least one of the countries lies."""
    return tuple(block for block in blocks() if not block.places.keys().isdisjoint(countries))


def without_tile(countries: Collection[str]) -> tuple[str, ...]:
    """The countries that have no tile, in the order given."""
    placed = {code for block in blocks() for code in block.places}
    return tuple(country for country in countries if country not in placed)
