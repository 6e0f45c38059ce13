"""Buildings and their parts as closed solids on the ground."""

import geopandas as gpd
import numpy as np
import shapely

from .roof_columns import roof_table
from .roofs import Roofed, roofed
from .terrain import Terrain
from .triangulation import Floats


def building_solids(table: gpd.GeoDataFrame, terrain: Terrain) -> Roofed:
    """Return each row as a solid: from the lowest ground under it, or its min_height_m, to its height, roof included.

    The height stands on the mean ground of the outline's corners.
    """
    footprints = np.asarray(table.geometry.values, dtype=object)
    lowest, mean = ground_under(footprints, terrain)
    above = table["min_height_m"].to_numpy(float)
    base = np.where(above > 0, mean + above, lowest)
    top = mean + table["height_m"].to_numpy(float)
    return roofed(footprints, base, np.maximum(top, base + 0.1), roof_table(table))


def ground_under(areas: np.ndarray, terrain: Terrain) -> tuple[Floats, Floats]:
    """Return the lowest and the mean ground in metres at the corners of each area."""
    if terrain.is_flat:
        level = np.full(len(areas), float(terrain.heights[0, 0]))
        return level, level
    xy, row = shapely.get_coordinates(areas, return_index=True)
    ground = terrain.heights_at(xy)
    lowest = np.full(len(areas), np.inf)
    np.minimum.at(lowest, row, ground)
    count = np.maximum(np.bincount(row, minlength=len(areas)), 1)
    return lowest, np.bincount(row, weights=ground, minlength=len(areas)) / count
