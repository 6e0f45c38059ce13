"""How finely tiles are drawn: what stands for each from afar, as browsers fetch it, and how far that is."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from twin.tiles import Tile

from .handouts import Handouts, gzipped

if TYPE_CHECKING:
    from .sheet import Sheet

# To here a tile is drawn in full, to there by its middle file; 2.5 km are two metres a pixel on an office screen.
REACH_M = (2500.0, 6000.0)


def detail_book(tiles: Iterable[Tile]) -> bytes:
    """Return as gzipped JSON what stands for tiles from afar, by the name of their file from near; b"" for nothing.

    For each: its box [xmin, ymin, zmin, xmax, ymax, zmax] in whole metres, its bytes from near, then name and bytes of
    each coarser file.
    """
    book = {
        tile.hash: [
            [round(value) for value in tile.bounds],
            tile.bytes,
            *([file.hash, file.bytes] for file in tile.coarser),
        ]
        for tile in tiles
        if tile.coarser
    }
    return gzipped(json.dumps(book, separators=(",", ":")).encode()) if book else b""


def books_of(sheets: Iterable["Sheet"], handouts: Handouts) -> list[str]:
    """Return the addresses of the books of all tiles that some sheets are drawn with; that of the base comes first."""
    books: dict[str, None] = {}
    for sheet in sheets:
        if sheet.base is not None:
            books |= dict.fromkeys(books_of([sheet.base], handouts))
        if sheet.book:
            books[handouts.share_gzipped(sheet.book, "application/json")] = None
    return list(books)
