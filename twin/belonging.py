"""What of a city belongs to one neighbourhood, so that it can be seen and counted alone."""

from collections.abc import Collection, Hashable, Iterable, Mapping

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.neighbourhoods import KIND

from .city import City
from .homes import BUILDINGS, building_middles
from .tiles import Tile, cells_of

Bools = NDArray[np.bool_]
BORDER_M = 12.0  # a street along a border belongs to both sides: half the width of a wide one, and what maps are off by
NONE = np.empty(0, np.intp)
LINE = 1  # the dimension of a line, as shapely says it


def rows_within(city: City, layers: Iterable[Layer], area: str) -> dict[str, Bools]:
    """Return for each layer which of its rows belong to a neighbourhood, by the id of that. KeyError: not there.

    An object belongs where its middle lies: half-way along a line, the centroid of an area. Lines count up to
    `BORDER_M` beyond the border. Of the neighbourhoods themselves only the one belongs.
    """
    outline = city.layers[KIND.name].table.geometry.loc[area]
    wider = shapely.buffer(outline, BORDER_M)
    shapely.prepare(outline)
    shapely.prepare(wider)
    return {layer.kind.name: _within(city, layer, area, outline, wider) for layer in layers}


def _within(city: City, layer: Layer, area: str, outline: shapely.Geometry, wider: shapely.Geometry) -> Bools:
    name, table = layer.kind.name, layer.table
    if name == KIND.name:
        return np.asarray(table.index == area, bool)
    if name == BUILDINGS and table is city.layers[BUILDINGS].table:
        x, y = building_middles(city).T
        return np.asarray(shapely.contains_xy(outline, x, y), bool)
    return _middles_within(table, outline, wider)


def _middles_within(table: gpd.GeoDataFrame, outline: shapely.Geometry, wider: shapely.Geometry) -> Bools:
    shapes = np.asarray(table.geometry.values, dtype=object)
    is_line = np.asarray(shapely.get_dimensions(shapes) == LINE, bool)
    middles = shapely.centroid(shapes)
    middles[is_line] = shapely.line_interpolate_point(shapes[is_line], 0.5, normalized=True)
    x, y = shapely.get_x(middles), shapely.get_y(middles)
    inside, near = shapely.contains_xy(outline, x, y), shapely.contains_xy(wider, x, y)
    return np.asarray(np.where(is_line, near, inside), bool)


def tile_rows_within(
    city: City, layers: Mapping[str, Layer], tiles: Collection[Tile], within: Mapping[str, Bools]
) -> dict[str, str]:
    """Return for each tile of which something does not belong, by its hash, "1" or "0" for each of its features.

    "" where nothing does. The letters stand in the order of the tile's features, as its cell array `row` counts them.
    """
    rows = {name: _rows_by_cell(layers[name], city) for name in {tile.layer for tile in tiles} & within.keys()}
    found: dict[str, str] = {}
    for tile in tiles:
        if tile.layer in rows:
            inside = within[tile.layer][rows[tile.layer].get(tile.cell, NONE)]
            if not inside.all():
                found[tile.hash] = "".join(np.where(inside, "1", "0")) if inside.any() else ""
    return found


def _rows_by_cell(layer: Layer, city: City) -> Mapping[Hashable, NDArray[np.intp]]:
    cells = cells_of(layer.kind, layer.table, city.frame)
    return {cell: np.asarray(rows, np.intp) for cell, rows in cells.groupby(cells.to_numpy()).indices.items()}
