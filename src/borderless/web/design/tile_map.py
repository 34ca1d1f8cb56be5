"""The report's tile map for pages: squares for countries, shaded, with what each says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from borderless.dossier.tiles import Block, blocks_with
from borderless.web.design import reader

PITCH = 48
"""Distance between two tiles, in the drawing's units; a tile is 44 wide."""


@dataclass(frozen=True, slots=True)
class Shade:
    """What a country's tile shows."""

    step: int
    """From 0, nothing, to 5, most."""
    says: str = ""
    """The sentence about it; left out: the country's name."""
    figure: str = ""
    """A very short figure under the code, such as 35 %."""
    outlined: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A square at its place."""

    code: str
    x: int
    y: int
    step: int
    says: str
    figure: str
    outlined: bool
    href: str


@dataclass(frozen=True, slots=True)
class TileBlock:
    """One part of the world, ready to be drawn by `components/tilemap.html`."""

    says: str
    """The map in words: every country that is shaded, with what it says."""
    width: int
    height: int
    tiles: tuple[Tile, ...]

    @property
    def has_links(self) -> bool:
        """Whether tiles can be pressed; then each speaks for itself."""
        return any(tile.href for tile in self.tiles)


def tile_blocks(shades: Mapping[str, Shade]) -> tuple[TileBlock, ...]:
    """The blocks in which the countries (ISO 3166-1) lie; all other tiles stay pale."""
    return tuple(_drawn(block, shades) for block in blocks_with(shades))


def _drawn(block: Block, shades: Mapping[str, Shade]) -> TileBlock:
    tiles = []
    for code, (column, row) in block.places.items():
        shade = shades.get(code, Shade(0))
        tiles.append(
            Tile(
                code=code,
                x=column * PITCH,
                y=row * PITCH,
                step=shade.step,
                says=shade.says or reader.country(code),
                figure=shade.figure,
                outlined=shade.outlined,
                href=shade.href,
            )
        )
    said = [tile.says for tile in tiles if tile.code in shades]
    return TileBlock(
        says=_("Map: %(countries)s") % {"countries": "; ".join(said)},
        width=block.columns * PITCH,
        height=block.rows * PITCH,
        tiles=tuple(tiles),
    )
