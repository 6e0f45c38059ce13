"""Buildings and their parts as closed solids on the ground."""

import geopandas as gpd
import numpy as np
import shapely

from .roof_columns import roof_table
from .roofs import Roofed, roofed
from .terrain import Terrain
from .triangulation import Floats


def building_solids(table: gpd.GeoDataFrame, terrain: Terrain) -> Roofed:
    """Return each row as a solid: from the lowest ground, or its min_height_m, to its height, roof included."""
    footprints = np.asarray(table.geometry.values, dtype=object)
    lowest, level = ground_under(table, terrain)
    above = table["min_height_m"].to_numpy(float)
    base = np.where(above > 0, level + above, lowest)
    top = level + table["height_m"].to_numpy(float)
    return roofed(footprints, base, np.maximum(top, base + 0.1), roof_table(table))


def ground_under(table: gpd.GeoDataFrame, terrain: Terrain) -> tuple[Floats, Floats]:
    """Return the lowest ground in metres along each outline, and the ground that its height stands on.

    That is the mean at the outline's corners, or so much more that the ground uphill does not reach above the walls.
    """
    if terrain.is_flat:
        level = np.full(len(table), float(terrain.heights[0, 0]))
        return level, level
    outlines = np.asarray(table.geometry.values, dtype=object)
    xy, row = shapely.get_coordinates(outlines, return_index=True)
    count = np.maximum(np.bincount(row, minlength=len(outlines)), 1)
    mean = np.bincount(row, weights=terrain.heights_at(xy), minlength=len(outlines)) / count
    xy, row = shapely.get_coordinates(terrain.along(shapely.boundary(outlines)), return_index=True)
    ground = terrain.heights_at(xy)
    lowest, highest = np.full(len(outlines), np.inf), np.full(len(outlines), -np.inf)
    np.minimum.at(lowest, row, ground)
    np.maximum.at(highest, row, ground)
    roof = np.nan_to_num(table["roof_height_m"].to_numpy(float))
    return lowest, np.maximum(mean, highest - (table["height_m"].to_numpy(float) - roof))
