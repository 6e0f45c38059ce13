"""Buildings as they look from afar: blocks without roofs, then boxes, then only what can still be told apart."""

import geopandas as gpd
import numpy as np
import shapely

from .building_solids import ground_under
from .mesh import Mesh, extruded, joined
from .terrain import Terrain
from .triangulation import Floats, Ints

# From where boxes stand for blocks, 5 m are a pixel or two: what is smaller is left out.
LEAST_M2, LEAST_M = 60.0, 8.0  # ground and height: one of them has to be there
WALLS_FROM_M = 9.0  # lower ones show their roofs alone
BOXED_SHARE = 0.6  # of its box that a footprint has to fill to be drawn as one
CORNERS_M = 3.0  # how far others may lie from their outline


def building_blocks(table: gpd.GeoDataFrame, terrain: Terrain, drawn: Ints) -> Mesh:
    """Return the rows `drawn` as blocks with flat tops, half-way up the roof."""
    outlines = np.asarray(table.geometry.values[drawn], dtype=object)
    base, top = _heights(table.iloc[drawn], terrain)
    return extruded(outlines, base, top).at_rows(drawn)


def building_boxes(table: gpd.GeoDataFrame, terrain: Terrain, drawn: Ints) -> Mesh:
    """Return those of the rows `drawn` that are seen from afar, as boxes; low ones without walls."""
    outlines = np.asarray(table.geometry.values[drawn], dtype=object)
    seen = (shapely.area(outlines) >= LEAST_M2) | (table["height_m"].to_numpy(float)[drawn] >= LEAST_M)
    drawn, outlines = drawn[seen], outlines[seen]
    base, top = _heights(table.iloc[drawn], terrain)
    box = shapely.minimum_rotated_rectangle(outlines)
    fills = shapely.area(outlines) >= BOXED_SHARE * shapely.area(box)
    plans = np.where(fills, box, shapely.simplify(outlines, CORNERS_M))
    high = top - base >= WALLS_FROM_M
    low = extruded(plans[~high], base[~high], top[~high]).at_rows(drawn[~high])
    return joined([_without_walls(low), extruded(plans[high], base[high], top[high]).at_rows(drawn[high])])


def _heights(table: gpd.GeoDataFrame, terrain: Terrain) -> tuple[Floats, Floats]:
    """Return from where to where blocks reach that have about the volume of the buildings with their roofs."""
    lowest, level = ground_under(table, terrain)
    above = np.nan_to_num(table["min_height_m"].to_numpy(float))
    roof = np.nan_to_num(table["roof_height_m"].to_numpy(float))
    base = np.where(above > 0, level + above, lowest)
    return base, np.maximum(level + table["height_m"].to_numpy(float) - roof / 2, base + 0.1)


def _without_walls(block: Mesh) -> Mesh:
    """Return the tops of blocks made by `extruded`, whose points come first."""
    none = np.empty(0, np.int64)
    points = block.points[: len(block.points) // 2]
    return Mesh(points, block.triangles, block.triangle_row, none.reshape(0, 4), none)
