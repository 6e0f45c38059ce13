"""City models beside a map: tiles of CityJSON whose buildings replace those of the map that they cover."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geodata.language import N_
from geodata.read_cityjson import CityTile, bounds_lonlat, read_city_tile
from geodata.report import Report, report_of
from geodata.source import LayerFile, Recipe, id_from_file_name, recipe_of_box
from layers.surfaces import FORM

from .cityjson_attributes import GIVEN

BUILDINGS, PARTS = "buildings", "building_parts"
COVERED = 0.5  # the share of a building of the map under the tile from which on it is replaced
MARGIN_DEG = 2e-4  # some 20 m around a tile: its outermost buildings stand on ground too
TOUCHING_M2 = 0.5  # two footprints that share less only touch
# What a building of the tile takes over from the map where the tile says nothing; the second from a building that
# it alone replaces, as they are told of the whole building.
OF_ANY = ("class", "building", "name", "levels", "roof_material", "roof_colour", "material", "colour", "year")
OF_ONE = ("address", "house_number", "postcode", "flats")

REPLACED = N_("replaced by the city model, which covers half of it or more")
SAME_ID = N_("replaced by the object of the same id in the city model")
REPLACED_PART = N_("part of a building that the city model replaces")
OVERLAPS = N_("lies in part under the city model, and stays")
TAKEN_OVER = N_("what the city model does not state of use, name or storeys is taken from the map")
IN_TWO = N_("in two city models, taken from the first")


def read_tiles(paths: Sequence[Path]) -> list[CityTile]:
    """Return the city models of some files. Raises InputError for one that cannot be read."""
    tiles = [read_city_tile(LayerFile(BUILDINGS, path, id_from_file_name(path))) for path in paths]
    return tiles if len(tiles) < 2 else [replace(tile, report=_naming_its_file(tile)) for tile in tiles]


def _naming_its_file(tile: CityTile) -> Report:
    """Return what was repaired in reading a tile, its file's name before each id."""
    name = tile.file.path.name
    told = [
        replace(entry, examples=tuple(e if e.startswith(name) else f"{name}: {e}" for e in entry.examples))
        for entry in tile.report.entries
    ]
    return Report(tuple(told))


def recipe_of_tiles(tiles: Sequence[CityTile]) -> Recipe:
    """Return a recipe for the place of some tiles: their box, the first one's CRS where it is in metres."""
    boxes = np.array([bounds_lonlat(tile) for tile in tiles])
    west, south = boxes[:, :2].min(axis=0) - MARGIN_DEG
    east, north = boxes[:, 2:].max(axis=0) + MARGIN_DEG
    made = recipe_of_box((west, south, east, north), id=id_from_file_name(tiles[0].file.path))
    crs = tiles[0].crs
    metric = crs is not None and CRS(crs).is_projected and CRS(crs).axis_info[0].unit_name == "metre"
    return replace(made, sources=tuple(s for tile in tiles for s in tile.sources), crs=crs if metric else None)


def without_replaced_parts(
    raw: Mapping[str, gpd.GeoDataFrame], tables: Sequence[gpd.GeoDataFrame]
) -> tuple[Mapping[str, gpd.GeoDataFrame], Report]:
    """Return raw tables of the map without the building parts that stand on buildings of tiles."""
    tiles = [table for table in tables if FORM in table]
    parts = raw.get(PARTS)
    if not tiles or parts is None or not len(parts):
        return raw, Report()
    footprints = np.concatenate([np.asarray(table.geometry.values, dtype=object) for table in tiles])
    shapes = shapely.make_valid(np.asarray(parts.geometry.values, dtype=object))
    inside, _ = shapely.STRtree(footprints).query(shapely.point_on_surface(shapes), predicate="within")
    gone = np.zeros(len(parts), bool)
    gone[inside] = True
    return {**raw, PARTS: parts[~gone]}, report_of(PARTS, "dropped", REPLACED_PART, parts.index[gone])


def without_same_ids(tables: Sequence[gpd.GeoDataFrame], layer: str) -> tuple[list[gpd.GeoDataFrame], Report]:
    """Return tables of a layer without the objects of the map that a city model has under the same id."""
    ids = {id for table in tables if GIVEN in table for id in table.index}
    made, report = [], Report()
    for table in tables:
        same = table.index.isin(ids) & (GIVEN not in table)
        report += report_of(layer, "dropped", SAME_ID, table.index[same])
        made.append(table[~same])
    return made, report


def merged_with_tiles(tables: Sequence[gpd.GeoDataFrame]) -> tuple[list[gpd.GeoDataFrame], Report]:
    """Return tables of buildings in which those of tiles stand for the buildings of the map that they cover.

    A building of the map of which half or more lies under a tile is replaced; what the tile does not state of it
    (use, name, storeys; address and flats where one replaces one) is taken over.
    """
    others = [table for table in tables if FORM not in table and len(table)]
    tiles, report = _once([table for table in tables if FORM in table])
    if not tiles or not others:
        return [*others, *tiles], report
    made = []
    for table in others:
        under = _Under(table, tiles)
        made.append(table[~under.replaced])
        tiles, told = under.taken_over()
        report += told + report_of(BUILDINGS, "dropped", REPLACED, table.index[under.replaced])
        report += report_of(BUILDINGS, "assumed", OVERLAPS, table.index[under.overlapping])
    return [*made, *tiles], report


def _once(tiles: Sequence[gpd.GeoDataFrame]) -> tuple[list[gpd.GeoDataFrame], Report]:
    made, seen, report = list[gpd.GeoDataFrame](), set[object](), Report()
    for table in tiles:
        twice = table.index.isin(list(seen))
        report += report_of(BUILDINGS, "dropped", IN_TWO, table.index[twice])
        made.append(table[~twice])
        seen |= set(table.index)
    return made, report


class _Under:
    """Which buildings of a map lie under tiles, by how much, and under which of their buildings."""

    def __init__(self, table: gpd.GeoDataFrame, tiles: Sequence[gpd.GeoDataFrame]) -> None:
        self.table, self.tiles = table, tiles
        shapes = shapely.make_valid(np.asarray(table.geometry.values, dtype=object))
        roofs = np.concatenate([np.asarray(tile.geometry.values, dtype=object) for tile in tiles])
        of, at = shapely.STRtree(roofs).query(shapes, predicate="intersects")
        shared = shapely.area(shapely.intersection(shapes[of], roofs[at]))
        real = shared > TOUCHING_M2
        self.of, self.at, self.shared = of[real], at[real], shared[real]
        covered = np.bincount(self.of, self.shared, len(shapes))
        self.replaced: NDArray[np.bool_] = covered >= np.maximum(COVERED * shapely.area(shapes), TOUCHING_M2)
        self.overlapping: NDArray[np.bool_] = (covered > 0) & ~self.replaced
        self.count = len(roofs)

    def taken_over(self) -> tuple[list[gpd.GeoDataFrame], Report]:
        """Return the tiles with what they do not state taken from the building each replaces most of."""
        main = np.full(self.count, -1)
        order = np.argsort(self.shared, kind="stable")
        order = order[self.replaced[self.of[order]]]
        main[self.at[order]] = self.of[order]  # the largest comes last and stays
        times = np.bincount(main[main >= 0], minlength=len(self.table))
        alone = (main >= 0) & (times[main] == 1)
        starts = np.cumsum([0, *(len(tile) for tile in self.tiles)])
        made, filled = [], list[object]()
        for tile, start in zip(self.tiles, starts, strict=False):
            rows = slice(start, start + len(tile))
            changed = self._filled(tile, main[rows], alone[rows])
            filled += tile.index[main[rows] >= 0].tolist()
            made.append(changed)
        return made, report_of(BUILDINGS, "assumed", TAKEN_OVER, filled)

    def _filled(self, tile: gpd.GeoDataFrame, main: NDArray[np.int64], alone: NDArray[np.bool_]) -> gpd.GeoDataFrame:
        columns = {}
        for names, here in ((OF_ANY, main >= 0), (OF_ONE, alone)):
            for name in (n for n in names if n in self.table):
                own = tile[name] if name in tile else pd.Series(None, index=tile.index, dtype=object)
                values = own.astype(object).to_numpy(object, copy=True)
                fill = here & own.isna().to_numpy(bool)
                values[fill] = self.table[name].astype(object).to_numpy(object)[main[fill]]
                columns[name] = pd.Series(values, index=tile.index, dtype=object)
        return tile.assign(**columns)
