"""The ground of a terrain model: exact where the city stands, in larger triangles where nothing does."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_cdt

from geodata.frame import CityFrame
from geodata.raster import Raster, coverage, filled
from geodata.report import Report
from geodata.spikes import without_spikes
from layers.tagged import tag
from layers.terrain import Terrain

from .still_water import with_level_water
from .terrain_error import with_errors

FINEST_M = 30.0  # as the finest model of the whole world
MOST_NODES = 600  # along the longer side
# How far the ground's triangles may lie from the model. Ours: under buildings and streets less than a kerb and a step;
# under paths and where nothing stands a share of the model's range of heights, at most about the error of such models
# (SRTM: 6 m at 90 % in Eurasia; Rodriguez, Morris & Belz 2006).
BUILT_M, STREET_M, LAKE_M = 0.25, 0.5, 0.02
PATH_SHARE, WILD_SHARE = 1 / 600, 1 / 200
MOST_PATH_M, MOST_WILD_M = 3.0, 10.0
MORE_PER_M = 0.02  # away from buildings and streets, so that no step stands between exact ground and coarse
PATHS = ("footway", "path", "steps", "track", "bridleway", "cycleway")
Mask = NDArray[np.bool_]


def terrain_of_raster(
    raster: Raster, frame: CityFrame, raw: Mapping[str, gpd.GeoDataFrame], *, source: str
) -> tuple[Terrain, Report]:
    """Return the ground of a raster over a frame, and what of it is missing.

    `raw` are the tables of what stands on it: `buildings` and `streets` say where it has to be exact, `water` where
    level.
    """
    west, south, east, north = frame.bounds
    step_m = max(FINEST_M, FINEST_M * np.ceil(max(east - west, north - south) / MOST_NODES / FINEST_M))
    smooth, spikes = without_spikes(raster, raster.cell_m(frame))
    whole, report = filled(smooth.warped(frame, step_m))
    model, is_lake, levelled = with_level_water(Terrain.from_raster(whole, source=source), raw)
    allowed = np.where(is_lake, LAKE_M, tolerance_m(model, raw))
    made = with_errors(model.simplified(allowed), smooth, frame, _built(raw))
    return made, spikes + coverage(raster, frame, step_m) + report + levelled


def _built(raw: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Return buildings and the streets that are no paths."""
    tables = {name: raw[name] for name in ("buildings", "streets") if name in raw and len(raw[name])}
    if "streets" in tables:
        is_path = tag(tables["streets"], "highway").isin(PATHS).to_numpy(bool)
        tables["streets"] = tables["streets"][~is_path]
    return tables


def tolerance_m(terrain: Terrain, raw: Mapping[str, gpd.GeoDataFrame]) -> NDArray[np.float64]:
    """Return how far the ground's triangles may lie from each of its nodes (ny, nx), by what stands near."""
    relief_m = float(np.ptp(terrain.heights))
    wild = min(max(STREET_M, relief_m * WILD_SHARE), MOST_WILD_M)
    path = min(max(STREET_M, relief_m * PATH_SHARE), MOST_PATH_M)
    allowed = np.full(terrain.heights.shape, wild)
    streets = raw.get("streets")
    if streets is not None and len(streets):
        is_path = tag(streets, "highway").isin(PATHS).to_numpy(bool)
        allowed[_beside(terrain, streets[is_path])] = path
        allowed[_beside(terrain, streets[~is_path])] = STREET_M
    buildings = raw.get("buildings")
    if buildings is not None and len(buildings):
        allowed[_beside(terrain, buildings)] = BUILT_M
    city = allowed <= STREET_M
    away_m = terrain.step_m * distance_transform_cdt(~city, "chessboard") if city.any() else np.inf
    return np.asarray(np.minimum(allowed, STREET_M + MORE_PER_M * away_m))


def _beside(terrain: Terrain, table: gpd.GeoDataFrame) -> Mask:
    """Return which nodes belong to a cell that shapes lie in, or to one beside it."""
    shapes = np.asarray(table.geometry.values, dtype=object)
    shapes = shapely.segmentize(shapes[shapely.length(shapes) > 0], terrain.step_m / 2)  # as mapped: some are a point
    ny, nx = terrain.heights.shape
    cells = np.round((shapely.get_coordinates(shapes) - terrain.corner) / terrain.step_m).astype(np.int64)
    cells = cells[((cells >= 0) & (cells < (nx, ny))).all(axis=1)]
    free = np.ones((ny, nx), bool)
    free[cells[:, 1], cells[:, 0]] = False
    return np.asarray(distance_transform_cdt(free, "chessboard") <= 1) if len(cells) else ~free
