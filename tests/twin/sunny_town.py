"""Towns of a few blocks on a small map, for tests of sun and sight. Metres from the frame's origin."""

import dataclasses
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.frame import CityFrame
from geodata.recipe_file import bundled_recipe
from layers.layer import Layer, layer_kinds
from layers.terrain import Terrain
from twin.city import City

FRAME = CityFrame.from_lonlat((21.222, 45.751, 21.229, 45.756), crs="EPSG:3844")
ORIGIN = FRAME.origin


def block(x: float, y: float, width: float, depth: float) -> shapely.Polygon:
    """Return a rectangle by its south-west corner, in metres from the origin."""
    return shapely.box(x, y, x + width, y + depth)


def sunny_town(
    blocks: Sequence[tuple[shapely.Polygon, float]] = (), *, terrain: Terrain | None = None, residents: float = 10.0
) -> City:
    """Return a city of blocks (outline, height in metres), ids b/0, b/1 …, each with so many residents."""
    recipe = bundled_recipe("timisoara")
    lon, lat = FRAME.to_lonlat_points(*ORIGIN)
    recipe = dataclasses.replace(recipe, centre_lonlat=(float(lon), float(lat)), bounds_lonlat=FRAME.bounds_lonlat)
    count = len(blocks)
    columns = {
        "height_m": [height for _, height in blocks],
        "height_tier": ["mapped"] * count,
        "has_parts": [False] * count,
        "residents": [residents] * count,
        "residents_tier": ["estimated"] * count,
        "residential_m2": [100.0] * count,
        "dwellings": [4] * count,
    }
    layers = {"buildings": layer_of("buildings", "b", [shape for shape, _ in blocks], columns)}
    return City(recipe, FRAME, terrain or Terrain.flat(FRAME), layers)


def layer_of(
    name: str, prefix: str, shapes: Sequence[shapely.Geometry], columns: dict[str, list[object]] | dict[str, object]
) -> Layer:
    placed = [shapely.affinity.translate(shape, *ORIGIN) for shape in shapes]
    index = pd.Index([f"{prefix}/{k}" for k in range(len(shapes))], name="id", dtype=object)
    said = {"tier": ["mapped"] * len(shapes), **columns}
    table = gpd.GeoDataFrame(pd.DataFrame(said, index=index), geometry=placed, crs=FRAME.crs)
    return Layer.checked(layer_kinds()[name], table)


def ridge(height_m: float, *, step_m: float = 20.0) -> Terrain:
    """Return flat ground with a wall of mountain along the south edge of the map."""
    west, south, east, north = FRAME.bounds
    rows, columns = int((north - south) / step_m) + 2, int((east - west) / step_m) + 2
    heights = np.zeros((rows, columns), np.float32)
    heights[:3] = height_m
    return Terrain(FRAME.crs, FRAME.bounds, (west, south), step_m, heights)
