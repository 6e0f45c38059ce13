"""Tables of layers from CityJSON files: buildings with their forms, water, green areas, trees."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .cityjson import CityModel, read_cityjson
from .cityjson_areas import areas_of, points_of
from .cityjson_buildings import SOLID_PARTS, buildings_of
from .cityjson_crs import horizontal
from .cityjson_own import OWN, is_own
from .errors import InputError
from .frame import CityFrame
from .language import N_
from .placing import OUTSIDE, crs_in_city
from .report import Report, ReportEntry, report_of
from .source import LICENCE_NOT_STATED, LayerFile, Source, id_from_file_name

# The layers that are made of a city model, and the types of objects that each takes.
LAYERS: Mapping[str, tuple[str, ...]] = {
    "buildings": SOLID_PARTS,
    "water": ("WaterBody",),
    "green_space": ("PlantCover",),
    "trees": ("SolitaryVegetationObject",),
}
INSIDES = "Building"  # what else begins so is of a building
FOUND = N_("features in the file")
KEPT = N_("features read")
OTHER_TYPES = N_("city objects of types that no layer takes")


@dataclass(frozen=True)
class CityTile:
    """A city model that has been read, with the file it is of and what was repaired in reading."""

    file: LayerFile
    model: CityModel
    report: Report

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of which the tile has objects."""
        types = set(self.model.objects["type"])
        return tuple(name for name, wanted in LAYERS.items() if types.intersection(wanted))

    @property
    def crs(self) -> str | None:
        """The horizontal coordinate system that the file or its recipe names."""
        stated = self.model.crs or self.file.crs
        return horizontal(stated) if stated else None

    @property
    def source(self) -> Source:
        """The tile as a source: what its metadata say of title, holder, licence and date; tier official."""
        metadata = self.model.metadata
        contact = metadata.get("pointOfContact", metadata.get("datasetPointOfContact"))
        named = contact.get("contactName") if isinstance(contact, Mapping) else None
        title = metadata.get("title", metadata.get("datasetTitle"))
        return Source(
            id=self.file.source or id_from_file_name(self.file.path),
            title=str(title or self.file.path.name),
            licence=str(_licence(metadata) or LICENCE_NOT_STATED),
            attribution=str(named or self.file.path.name),
            tier="official",
            date=str(metadata.get("referenceDate", metadata.get("datasetReferenceDate", ""))),
        ).of_file(self.file.path)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that a file of ours states; of any other file the file itself."""
        return tuple(self.model.sources.values()) or (self.source,)


def _licence(metadata: Mapping[str, object]) -> object:
    """Return the licence: CityJSON has no field of its own for it, but files and extensions have these."""
    for name in ("licence", "license"):
        if isinstance(metadata.get(name), str) and metadata[name]:
            return metadata[name]
    constraints = metadata.get("constraints")
    return constraints.get("legalConstraints") if isinstance(constraints, Mapping) else None


def read_city_tile(file: LayerFile) -> CityTile:
    """Return the tile of a CityJSON file. Raises InputError as `read_cityjson`."""
    model, report = read_cityjson(file)
    return CityTile(file, model, report)


def read_cityjson_table(file: LayerFile, *, frame: CityFrame) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the objects of a CityJSON file that are of `file.layer`, as `read.read_table` returns features."""
    tile = read_city_tile(file)
    table, report = tile_table(tile, file.layer, frame=frame)
    others = [t for layer, types in LAYERS.items() if layer != file.layer for t in types]
    return table, tile.report + report + _untaken(tile, file.layer, others)


def tile_table(tile: CityTile, layer: str, *, frame: CityFrame) -> tuple[gpd.GeoDataFrame, Report]:
    """Return a tile's objects of a layer that touch the frame, in its CRS; found = kept + dropped.

    Raises InputError where the tile has none, lies elsewhere, or names no coordinate system and none fits.
    """
    file = LayerFile(layer, tile.file.path, tile.file.source, tile.file.columns, tile.file.crs)
    if layer not in tile.layers:
        raise InputError(
            N_("{file}: holds no city objects for the layer “{layer}”. It has: {types}."),
            file=file.path,
            layer=layer,
            types=", ".join(_counts(tile.model.objects["type"])) or "–",
        )
    crs, placed = crs_in_city(_corners(tile), stated=tile.crs, file=file, frame=frame)
    if layer == "buildings":
        table, report = buildings_of(tile.model, layer=layer, frame=frame, crs=crs)
    elif layer == "trees":
        table, report = points_of(tile.model, LAYERS[layer], layer=layer, frame=frame, crs=crs)
    else:
        table, report = areas_of(tile.model, LAYERS[layer], layer=layer, frame=frame, crs=crs)
    here = shapely.intersects(np.asarray(table.geometry.values, dtype=object), shapely.box(*frame.bounds))
    found = len(table) + report.count(layer, "dropped")
    report = _counted(file, FOUND, found) + placed + report + report_of(layer, "dropped", OUTSIDE, table.index[~here])
    made = _with_own(_with_columns(table[here], tile, file), tile, layer)
    return made, report + _counted(file, KEPT, len(made))


def untaken(tile: CityTile) -> Report:
    """Return a report of the objects of which no layer is made."""
    return _untaken(tile, "cityjson", [t for types in LAYERS.values() for t in types])


def _untaken(tile: CityTile, layer: str, known: list[str]) -> Report:
    types = tile.model.objects["type"]
    own = LAYERS.get(layer, ())
    other = types[~types.isin([*known, *own]) & ~types.str.startswith(INSIDES)]
    counts = _counts(other)
    return Report((ReportEntry(layer, "assumed", OTHER_TYPES, len(other), tuple(counts)),)) if counts else Report()


def _counts(types: pd.Series) -> list[str]:
    return [f"{name}: {count}" for name, count in types.value_counts().items()]


def bounds_lonlat(tile: CityTile) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a tile's objects in degrees. Raises InputError without a coordinate system."""
    named = tile.model.metadata.get("referenceSystem")
    if tile.crs is None and named:
        raise InputError(
            N_("{file}: the coordinate system {crs} is not known. Correct metadata.referenceSystem."),
            file=tile.file.path,
            crs=named,
        )
    if tile.crs is None:
        raise InputError(
            N_("{file}: no coordinate system is named. Add metadata.referenceSystem, or crs to its recipe entry."),
            file=tile.file.path,
        )
    frame = CityFrame(tile.crs, (0, 0, 0, 0), (0, 0))
    lon, lat = frame.to_lonlat_points(*_corners(tile).T)
    real = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    if not real.any():
        raise InputError(
            N_("{file}: its coordinates are no place in {crs}. Correct metadata.referenceSystem."),
            file=tile.file.path,
            crs=tile.crs,
        )
    lon, lat = lon[real], lat[real]
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _corners(tile: CityTile) -> NDArray[np.float64]:
    """Return x and y (n, 2) of all points. Raises InputError where there are none."""
    points = tile.model.surfaces.points
    if not len(points):
        raise InputError(
            N_("{file}: none of its {count} features has a geometry that can be read. Check the export."),
            file=tile.file.path,
            count=len(tile.model.objects),
        )
    return points[:, :2]


def _with_columns(table: gpd.GeoDataFrame, tile: CityTile, file: LayerFile) -> gpd.GeoDataFrame:
    """Return the table with the attributes that the recipe names as columns of ours."""
    attributes = tile.model.objects["attributes"]
    known = sorted({str(name) for each in attributes for name in each})
    made = {}
    for ours, theirs in file.columns.items():
        if theirs not in known:
            raise InputError(
                N_("{file}: there is no column “{column}” for {name}. Its columns are: {columns}. Correct the recipe."),
                file=file.path,
                column=theirs,
                name=ours,
                columns=", ".join(known) or "–",
            )
        values = [attributes[id].get(theirs) for id in table.index]
        made[ours] = pd.Series(values, index=table.index, dtype=object)
    return table.assign(**made)


def _with_own(table: gpd.GeoDataFrame, tile: CityTile, layer: str) -> gpd.GeoDataFrame:
    """Return the table with a column `own` where the file is one of ours."""
    attributes, sources = tile.model.attributes, tile.model.sources
    return table.assign(**{OWN: [is_own(attributes[id], layer, sources) for id in table.index]}) if sources else table


def _counted(file: LayerFile, reason: str, count: int) -> Report:
    return Report((ReportEntry(file.layer, "found" if reason == FOUND else "kept", reason, count, (file.path.name,)),))
