"""Small raw tables and contexts that the tests of layers make for themselves."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely

from geodata.frame import CityFrame
from geodata.report import Report
from geodata.source import OSM_SOURCE, Recipe, Source
from layers.layer import Context, Layer, LayerKind, with_columns
from layers.terrain import Terrain

BOUNDS = (0.0, 0.0, 1000.0, 1000.0)
FRAME = CityFrame(crs="EPSG:3844", bounds=BOUNDS, origin=(500.0, 500.0))
FLAT = Terrain.flat(FRAME)
# Ground that rises 1 m for each metre east, on nodes 100 m apart.
SLOPE = Terrain(FRAME.crs, BOUNDS, (0.0, 0.0), 100.0, np.tile(np.arange(11, dtype=np.float32) * 100, (11, 1)), "dem")


def context_of(*, raw: Mapping[str, gpd.GeoDataFrame] | None = None, source: Source = OSM_SOURCE) -> Context:
    recipe = Recipe("tiny", {"ro": "Mic", "en": "Tiny"}, (21.1, 45.7, 21.3, 45.8), (21.2, 45.75), sources=(source,))
    return Context(FRAME, recipe, raw or {})


def raw_table(*rows: tuple[str, shapely.Geometry, Mapping[str, object]]) -> gpd.GeoDataFrame:
    """Return a raw OSM table of (id, geometry, tags), as the reader makes it."""
    tags = [dict(row[2]) for row in rows]
    geometry = [row[1] for row in rows]
    keys = {key for each in tags for key in each}
    columns = {key: [each.get(key) for each in tags] for key in sorted(keys)}
    return gpd.GeoDataFrame(columns, index=[row[0] for row in rows], geometry=geometry, crs=FRAME.crs)


def layer_of(kind: LayerKind, raw: gpd.GeoDataFrame, context: Context | None = None) -> tuple[Layer, Report]:
    """Return the layer of a raw table, made as the build makes it."""
    context = context or context_of()
    assert kind.from_osm is not None
    assert kind.complete is not None
    table, read = kind.from_osm(raw, context)
    table, completed = kind.complete(with_columns(table, kind), context)
    return Layer.checked(kind, table), read + completed


def square(x: float, y: float, size: float) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points)
