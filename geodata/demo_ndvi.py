"""The invented satellite picture of the embedded city: what grows on its lawns, in its gardens and its fields."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize

from .demo_plan import random_for
from .frame import CityFrame
from .ndvi import CELL_M, Ndvi
from .raster import Raster
from .source import Source

STEP_M = 15.0  # a quarter of a cell that is shown
OPEN_LAND = 0.55
# What the ground has after land use, from what is painted first to what is painted last.
LAND = {"residential": 0.38, "industrial": 0.16, "commercial": 0.14, "retail": 0.12, "railway": 0.24, "military": 0.4,
        "farmland": 0.7}  # fmt: skip
GREEN = {"grass": 0.52, "forest": 0.84, "park": 0.66, "garden": 0.58, "cemetery": 0.5, "allotments": 0.6,
         "orchard": 0.7, "meadow": 0.68, "scrub": 0.66, "pitch": 0.5, "playground": 0.4,
         "sports_centre": 0.42}  # fmt: skip
VACANT, BUILT, WATER, ROAD = 0.44, 0.08, -0.15, 0.12
ROAD_HALF_M = 5.0


def demo_ndvi(frame: CityFrame, raw: Mapping[str, gpd.GeoDataFrame], *, source: Source) -> Ndvi:
    """Return a vegetation index that fits the invented tables, the same on every call; its tier is synthetic."""
    west, south, east, north = frame.bounds
    shape = (int(np.ceil((north - south) / STEP_M)) + 8, int(np.ceil((east - west) / STEP_M)) + 8)
    transform = Affine(STEP_M, 0, west - 4 * STEP_M, 0, -STEP_M, north + 4 * STEP_M)
    painted = [*_areas(raw["land_use"], LAND), *_areas(raw["green_space"], GREEN)]
    painted += [(shape_, VACANT) for shape_ in raw["vacant_land"].geometry]
    roads = raw["streets"].geometry[~raw["streets"]["highway"].isin(("footway", "path", "steps", "cycleway"))]
    painted += [(road, ROAD) for road in shapely.buffer(np.asarray(roads, dtype=object), ROAD_HALF_M)]
    painted += [(shape_, BUILT) for shape_ in raw["buildings"].geometry]
    painted += [(shape_, WATER) for shape_ in raw["water"].geometry if shape_.geom_type.endswith("Polygon")]
    values = rasterize(painted, shape, fill=OPEN_LAND, transform=transform, dtype="float32")
    values = np.clip(values + _swell(shape), -1, 1).astype(np.float32)
    made = Raster(values, transform, frame.crs, source=source.id)
    return Ndvi(made.warped(frame, CELL_M), made.warped(frame, CELL_M), source.tier, source.id)


def _areas(table: gpd.GeoDataFrame, index: Mapping[str, float]) -> list[tuple[shapely.Geometry, float]]:
    """Return areas with the value of the first tag that has one, in the order of the values' table."""
    value = pd.Series(np.nan, index=table.index)
    for key in ("leisure", "landuse", "natural"):
        if key in table:
            value = value.fillna(table[key].map(index))
    known = value.notna().to_numpy(bool)
    order = np.argsort(-table.geometry.area.to_numpy()[known], kind="stable")  # small ones lie on large ones
    pairs = list(zip(table.geometry[known], value[known].to_numpy(float), strict=True))
    return [pairs[n] for n in order]


def _swell(shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return soft differences from place to place, and a little noise."""
    row, column = np.mgrid[: shape[0], : shape[1]] * STEP_M
    soft = 0.06 * np.sin(column / 310 + 0.4) * np.cos(row / 270) + 0.04 * np.sin((column + 2 * row) / 530)
    return np.asarray(soft + random_for("ndvi").normal(0, 0.03, shape), np.float64)
