"""Land that may lie untended: overgrown as a satellite sees it, among buildings, and without a use on the map."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_
from geodata.ndvi import Ndvi
from geodata.report import Report, report_of
from geodata.selection import any_of

from .layer import Context
from .tagged import has_tag
from .vegetation import cells_of

Mask = NDArray[np.bool_]

OVERGROWN = 0.4  # the middle of the vegetation layer's scale: more plants than bare ground
LEAST_CELLS = 2  # one cell alone may be what a neighbour's trees reach over
CITY_CELLS = 3  # gaps between buildings of up to twice as many cells are within the city
FIELDS_FROM_HA = 15.0  # what is larger than the largest block between streets is a field
CLASS = "untended"
METHOD = N_("NDVI of 0.4 or more in cells among buildings that nothing on the map touches but foot paths")
FOUND = N_("patches of overgrown land without a use on the map, seen by satellite")
# What lies on a cell takes it: not land that is zoned for housing, business, industry or railways as a whole.
TAKEN_BY = ("buildings", "building_parts", "streets", "green_space", "water", "tracks", "parking", "vacant_land",
            "amenities", "charging_stations")  # fmt: skip
PATHS = any_of("path", "track", "footway", "steps", "bridleway", "cycleway", "proposed", "abandoned")
USED_LANDS: Mapping[str, frozenset[str]] = {
    "landuse": any_of("farmland", "farmyard", "greenhouse_horticulture", "plant_nursery", "vineyard", "animal_keeping",
                      "military", "religious", "education", "institutional", "landfill", "quarry", "garages"),
    "power": any_of("plant", "substation"),
    "tourism": any_of("museum", "zoo", "theme_park", "camp_site"),
}  # fmt: skip


def untended_land(context: Context) -> tuple[gpd.GeoDataFrame | None, Report]:
    """Return patches of whole cells with their mean index, None without a picture or a map of buildings."""
    picture, buildings = context.ndvi, context.raw.get("buildings")
    if picture is None or buildings is None or not len(buildings):
        return None, Report()
    cells = cells_of(picture)
    inside = _within_the_city(picture, buildings)
    chosen = np.flatnonzero((cells["ndvi"] >= OVERGROWN).to_numpy(bool) & inside.ravel())
    squares = np.asarray(cells.geometry.values, dtype=object)[chosen]
    for name in TAKEN_BY:
        free = ~_touched(squares, _taking(name, context))
        chosen, squares = chosen[free], squares[free]
    free = ~_touched(squares, _used_lands(context))
    patches = _patches(cells.iloc[chosen[free]], picture)
    return patches, report_of("vacant_land", "found", FOUND, patches.index)


def _within_the_city(picture: Ndvi, buildings: gpd.GeoDataFrame) -> Mask:
    """Return the cells that hold buildings, with the gaps between them closed (dilation, then erosion)."""
    raster = picture.shown
    middle = shapely.get_coordinates(shapely.centroid(np.asarray(buildings.geometry.values, dtype=object)))
    column, row = (each.astype(int) for each in raster.cells(middle[:, 0], middle[:, 1]))
    rows, columns = raster.values.shape
    holds = np.zeros((rows, columns), bool)
    in_grid = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    holds[row[in_grid], column[in_grid]] = True
    grown = np.pad(holds, 2 * CITY_CELLS)
    for _ in range(CITY_CELLS):
        grown = _grown(grown)
    for _ in range(CITY_CELLS):
        grown = ~_grown(~grown)
    return grown[2 * CITY_CELLS : -2 * CITY_CELLS, 2 * CITY_CELLS : -2 * CITY_CELLS]


def _grown(cells: Mask) -> Mask:
    """Return cells and all that touch one, at the side or the corner."""
    wide = cells.copy()
    wide[:, 1:] |= cells[:, :-1]
    wide[:, :-1] |= cells[:, 1:]
    high = wide.copy()
    high[1:] |= wide[:-1]
    high[:-1] |= wide[1:]
    return high


def _taking(name: str, context: Context) -> NDArray[np.object_]:
    """Return the shapes of a raw table that take the land they lie on; of streets those that are not paths."""
    raw = context.raw.get(name)
    if raw is None or not len(raw):
        return np.empty(0, dtype=object)
    rows = raw[~has_tag(raw, "highway", PATHS)] if name == "streets" else raw
    return np.asarray(rows.geometry.values, dtype=object)


def _used_lands(context: Context) -> NDArray[np.object_]:
    raw = context.raw.get("land_use")
    if raw is None or not len(raw):
        return np.empty(0, dtype=object)
    used = has_tag(raw, "amenity")
    for key, values in USED_LANDS.items():
        used |= has_tag(raw, key, values)
    return np.asarray(raw[used].geometry.values, dtype=object)


def _touched(squares: NDArray[np.object_], shapes: NDArray[np.object_]) -> Mask:
    touched = np.zeros(len(squares), bool)
    if len(squares) and len(shapes):
        touched[shapely.STRtree(shapes).query(squares, predicate="intersects")[0]] = True
    return touched


def _patches(cells: gpd.GeoDataFrame, picture: Ndvi) -> gpd.GeoDataFrame:
    """Return cells that share a side as one patch each; what is too small or a field is left out."""
    squares = np.asarray(cells.geometry.values, dtype=object)
    parts = np.asarray(shapely.get_parts(shapely.union_all(squares)), dtype=object)
    size = shapely.area(parts)
    cell = float(picture.shown.transform.a) ** 2
    parts = parts[(size > (LEAST_CELLS - 0.5) * cell) & (size < FIELDS_FROM_HA * 1e4)]
    part, square = shapely.STRtree(squares).query(parts, predicate="covers")
    first = pd.Series(cells.index.to_numpy(dtype=object)[square]).groupby(part).first()
    mean = pd.Series(cells["ndvi"].to_numpy(float)[square]).groupby(part).mean().round(3)
    columns = {
        "class": CLASS, "ndvi": mean.to_numpy(float), "method": METHOD,
        "tier": picture.tier, "source": picture.source,
    }  # fmt: skip
    index = pd.Index([f"untended/{id.removeprefix('ndvi/')}" for id in first], dtype=object, name="id")
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=index), geometry=parts, crs=cells.crs)
