"""The list of the files that a browser draws: one mesh of one layer in one square, and what stands for it from afar."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.frame import CityFrame
from layers.layer import Layer, LayerKind
from layers.tile_squares import squares_of

GROUND = "ground"
WHOLE = "all"


@dataclass(frozen=True)
class TileFile:
    """A file of a tile: named by its content, with its compressed size."""

    hash: str
    bytes: int


@dataclass(frozen=True)
class Tile:
    """One drawable square of a layer. `cell` is "column_row" in squares of the layer's `tile_m`, or "all".

    `bytes` is its compressed size, `count` its number of features, `bounds` (xmin, ymin, zmin,
    xmax, ymax, zmax) in metres relative to the frame's origin. `coarser` are the files that stand for it from
    farther away, one for each of `DETAILS`, or none where it looks the same from everywhere; their faces have the
    same rows.
    """

    layer: str
    cell: str
    hash: str
    bytes: int
    count: int
    bounds: tuple[float, float, float, float, float, float]
    coarser: tuple[TileFile, ...] = ()

    @property
    def files(self) -> tuple[TileFile, ...]:
        """Its files, from near to far; one may stand for two distances."""
        return TileFile(self.hash, self.bytes), *self.coarser


@dataclass(frozen=True)
class TileIndex:
    """All tiles of a city, in the order of layers and cells."""

    tiles: tuple[Tile, ...] = field(repr=False)

    def to_json(self) -> str:
        """Return the index as JSON text."""
        return json.dumps({"tiles": [asdict(t) for t in self.tiles]}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "TileIndex":
        """Return the index of its JSON text."""
        tiles = json.loads(text)["tiles"]
        return cls(tuple(_tile_from(fields) for fields in tiles))

    @property
    def bytes(self) -> int:
        """What all tiles weigh as they travel, drawn from near."""
        return sum(tile.bytes for tile in self.tiles)

    @property
    def hashes(self) -> frozenset[str]:
        """The names of all files."""
        return frozenset(file.hash for tile in self.tiles for file in tile.files)


def _tile_from(fields: dict[str, Any]) -> Tile:
    coarser = tuple(TileFile(**file) for file in fields.get("coarser", ()))  # stores of before had none
    return Tile(**{**fields, "bounds": tuple(fields["bounds"]), "coarser": coarser})


def cells_of(kind: LayerKind, table: gpd.GeoDataFrame, frame: CityFrame) -> pd.Series:
    """Return the cell of each row: that of the middle of its bounds, counted from the frame's corner."""
    if kind.tile_m is None or not len(table):
        return pd.Series(WHOLE, index=table.index, dtype=object)
    number = squares_of(table.geometry.bounds.to_numpy(), frame.bounds[:2], kind.tile_m)
    first = number.min(axis=0)
    column, row = (number - first).T
    codes, cell = np.unique(column * (row.max() + 1) + row, return_inverse=True)
    names = [f"{code // (row.max() + 1) + first[0]}_{code % (row.max() + 1) + first[1]}" for code in codes]
    return pd.Series(np.array(names, dtype=object)[cell], index=table.index, dtype=object)


def tile_ids(layer: Layer, cell: str, frame: CityFrame) -> pd.Index:
    """Return the ids of a tile's features; the cell array `row` counts in them."""
    cells = cells_of(layer.kind, layer.table, frame)
    return cells.index[cells == cell]
