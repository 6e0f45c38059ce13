"""How far the ground lies from the file it was made of: on a coarser grid, in larger triangles, with level water."""

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.frame import CityFrame
from geodata.raster import Raster
from layers.terrain import Terrain

MOST_CELLS = 1_000_000  # of the file that are compared; of a finer one every second, third … row and column
Floats = NDArray[np.float64]


def with_errors(terrain: Terrain, raster: Raster, frame: CityFrame, built: Mapping[str, gpd.GeoDataFrame]) -> Terrain:
    """Return the ground with how far it lies from `raster`: at its cells, and along the shapes of `built`.

    Compared with the raster's own heights in the middle of its cells, bilinear between them; where it has none, with
    nothing.
    """
    xy = [_along(table, terrain.step_m / 2) for table in built.values()]
    here = _off(terrain, raster, frame, np.concatenate([np.empty((0, 2)), *xy]))
    anywhere = _off(terrain, raster, frame, _cells(raster, frame))
    greatest = float(here.max(initial=0.0))
    return replace(
        terrain,
        error_m=max(float(anywhere.max(initial=0.0)), greatest),
        built_error_m=greatest,
        built_error_90_m=float(np.quantile(here, 0.9)) if len(here) else 0.0,
    )


def _along(table: gpd.GeoDataFrame, step_m: float) -> Floats:
    """Return points (n, 2) along the shapes of a table, at most so far apart."""
    shapes = np.asarray(table.geometry.values, dtype=object)
    return np.asarray(shapely.get_coordinates(shapely.segmentize(shapes[shapely.length(shapes) > 0], step_m)))


def _cells(raster: Raster, frame: CityFrame) -> Floats:
    """Return the middles (n, 2) of a raster's cells in the frame's CRS."""
    every = int(np.ceil(np.sqrt(raster.values.size / MOST_CELLS)))
    rows, columns = np.mgrid[: raster.values.shape[0] : every, : raster.values.shape[1] : every] + 0.5
    x, y = raster.transform @ (columns.ravel(), rows.ravel())
    return np.column_stack(frame.from_crs_points(x, y, crs=raster.crs))


def _off(terrain: Terrain, raster: Raster, frame: CityFrame, xy: Floats) -> Floats:
    """Return how many metres the ground lies from the raster at those of some points that it covers in the frame."""
    west, south, east, north = frame.bounds
    xy = xy[(xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)]
    off = np.abs(terrain.heights_at(xy) - raster.sampled(*frame.to_crs_points(xy[:, 0], xy[:, 1], crs=raster.crs)))
    return np.asarray(off[np.isfinite(off)])
