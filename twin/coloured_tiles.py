"""The colours of tiles that a browser has already: one letter for each feature, instead of the tiles drawn again."""

import json

from .city import City
from .painting import Painting
from .tiles import TileIndex, cells_of

FIRST_LETTER = ord("A")


def tile_classes(painting: Painting, city: City, index: TileIndex) -> dict[str, str]:
    """Return for each tile of the painted layer, by its hash, the classes of its features: A is the first of the scale.

    The letters stand in the order of the tile's features, as its cell array `row` counts them.
    """
    layer = city.layers[painting.layer]
    cells = cells_of(layer.kind, layer.table, city.frame)
    rows = cells.groupby(cells.to_numpy()).indices
    letters = painting.scale.class_of(painting.values.reindex(layer.table.index)) + FIRST_LETTER
    return {
        tile.hash: letters[rows[tile.cell]].tobytes().decode("ascii")
        for tile in index.tiles
        if tile.layer == painting.layer and tile.cell in rows
    }


def classes_json(classes: dict[str, str]) -> str:
    """Return the classes of tiles as browsers fetch them."""
    return json.dumps(classes, separators=(",", ":"))
