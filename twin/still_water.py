"""Lakes, basins and pools lie level in the ground that everything stands on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.language import N_
from geodata.report import Report, report_of
from layers.tagged import class_from_tags
from layers.terrain import Terrain
from layers.water import KIND, RULES

STILL = ("lake", "basin", "pool")
SHORE_SHARE = 0.1  # of the heights around: water lies at or just below its shore, a share of which is error
ENOUGH_INSIDE = 3  # nodes in the water itself, of which the middle one tells its height better than the shore
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]


def with_level_water(terrain: Terrain, raw: Mapping[str, gpd.GeoDataFrame]) -> tuple[Terrain, Mask, Report]:
    """Return the ground with each still water at one height, the nodes (ny, nx) around it, and what was levelled.

    Waters smaller than a cell lie as the ground does. All corners of the cells that a larger one lies in take one
    height; of waters that share cells the lower one keeps its level. Rivers and canals keep their fall.
    Method: hydro-flattening (Heidemann, USGS Lidar Base Specification, 2012), on the model's own grid.
    """
    level = np.zeros(terrain.heights.shape, bool)
    lakes = [] if terrain.is_flat else list(_still(raw, least_m2=terrain.step_m**2))
    heights, found = terrain.heights.copy(), []
    for id, shape in lakes:
        row, column = _corners(terrain, shape)
        if len(row):
            found.append((_height_m(terrain, shape, row, column), id, row, column))
    for height, _, row, column in sorted(found, key=lambda lake: (-lake[0], lake[1])):
        heights[row, column] = height
        level[row, column] = True
    ids = [id for _, id, _, _ in found]
    reason = N_("still water, made level in the terrain model")
    return replace(terrain, heights=heights), level, report_of(KIND.name, "repaired", reason, ids)


def _still(raw: Mapping[str, gpd.GeoDataFrame], *, least_m2: float) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield the still waters of at least some area, with their ids."""
    water = raw.get("water")
    if water is None or not len(water):
        return
    kinds = class_from_tags(water, RULES, other="lake").isin(STILL).to_numpy(bool)
    shapes = np.asarray(water.geometry.values, dtype=object)
    areas = kinds & (shapely.area(shapes) >= least_m2)
    for k in np.flatnonzero(areas):
        yield str(water.index[k]), shapely.make_valid(shapes[k])


def _height_m(terrain: Terrain, shape: BaseGeometry, row: Ints, column: Ints) -> float:
    """Return how high a water lies: the middle of the heights in it, else what a tenth of those around lie below."""
    around = terrain.heights[row, column]
    x, y = terrain.corner[0] + column * terrain.step_m, terrain.corner[1] + row * terrain.step_m
    inside = around[shapely.contains_xy(shape, x, y)]
    return float(np.median(inside) if len(inside) >= ENOUGH_INSIDE else np.quantile(around, SHORE_SHARE))


def _corners(terrain: Terrain, shape: BaseGeometry) -> tuple[Ints, Ints]:
    """Return row and column of the corners of all cells of the grid that a shape lies in."""
    ny, nx = terrain.heights.shape
    corner, step = np.asarray(terrain.corner), terrain.step_m
    low, high = (
        np.floor((np.array(each) - corner) / step).astype(np.int64) for each in np.split(np.array(shape.bounds), 2)
    )
    low, high = np.maximum(low, 0), np.minimum(high, [nx - 2, ny - 2])
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1)))
    x, y = corner[0] + column * step, corner[1] + row * step
    shapely.prepare(shape)
    within = shapely.intersects(shape, shapely.box(x, y, x + step, y + step))
    nodes = np.unique(np.concatenate([(row[within] + up) * nx + column[within] + on for up in (0, 1) for on in (0, 1)]))
    return nodes // nx, nodes % nx
