"""Tables from files: any usual format of features in, one clean table in the city's coordinate system out."""

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .cityjson_file import is_cityjson
from .errors import InputError
from .features import FileFeatures
from .frame import CityFrame
from .language import N_
from .placing import placed
from .read_cityjson import read_cityjson_table
from .read_csv import read_csv
from .read_vector import read_gdal, read_geojson, read_parquet
from .report import Action, Report, ReportEntry, report_of
from .source import LayerFile

READERS: Mapping[str, Callable[[LayerFile], FileFeatures]] = {
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".gpkg": read_gdal,
    ".shp": read_gdal,
    ".zip": read_gdal,
    ".fgb": read_gdal,
    ".parquet": read_parquet,
    ".geoparquet": read_parquet,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
}
CITYJSON = (".city.json", ".city.jsonl", ".jsonl")  # named among what is known; any .json and .zip is looked into

FOUND = N_("features in the file")
KEPT = N_("features read")
NO_GEOMETRY = N_("no geometry")
NO_COORDINATES = N_("geometry without finite coordinates")
FLATTENED = N_("heights in the geometry, left out")
INVALID = N_("geometry that crosses itself, repaired")
COLLAPSED = N_("nothing left after the geometry was repaired")
MIXED = N_("geometry of another kind than most of the file")
TWICE = N_("id that stands in the file before")

TAKEN = "_in_file"  # added to a file's column whose name the mapping or the table needs


def read_table(file: LayerFile, *, frame: CityFrame, repeated_ids: bool = False) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the features of a file in the frame's CRS, and what was kept, repaired, dropped and assumed.

    Index `id`: the file's id column (`file.id`, else one called "id"), else the ids its format gives its
    features, else "<file stem>/<row>". Columns named in `file.columns` get our name, the others keep theirs.
    A row whose id an earlier one has is dropped, unless `repeated_ids`: then whoever asked picks among them.
    Geometry is valid, 2D and touches the frame; kinds may be mixed. Found = kept + dropped.
    Raises InputError for a file that cannot be read, lies elsewhere, or lacks a mapped column.
    A CityJSON file, known by its content, is read by `read_cityjson`: buildings keep their forms in columns.
    """
    if is_cityjson(file.path):
        return read_cityjson_table(file, frame=frame)
    features = _read(file)
    ids, columns = _ids(features, file), _columns(features.values, file)
    table = gpd.GeoDataFrame(columns.set_axis(ids), geometry=features.geometry).rename_axis("id")
    table, bare = _with_geometry(table, file)
    table, moved = placed(table, stated=features.crs, file=file, frame=frame)
    table, mended = _valid(table, file.layer)
    table, once = (table, Report()) if repeated_ids else _once(table, file.layer)
    report = features.report + bare + moved + mended + once + _kinds(table, file.layer)
    found = len(ids) + features.report.count(file.layer, "dropped")
    return table, _counted(file, FOUND, found) + report + _counted(file, KEPT, len(table))


def _counted(file: LayerFile, reason: str, count: int) -> Report:
    action: Action = "found" if reason == FOUND else "kept"
    return Report((ReportEntry(file.layer, action, reason, count, (file.path.name,)),))


def _read(file: LayerFile) -> FileFeatures:
    reader = READERS.get(file.path.suffix.lower())
    if reader is None:
        raise InputError(
            N_("{file}: files of this kind are not read. Known: {known}."),
            file=file.path,
            known=", ".join([*READERS, *CITYJSON]),
        )
    try:
        empty = file.path.stat().st_size == 0
        features = None if empty else reader(file)
    except OSError:
        raise InputError(N_("{file}: there is no such file, or it may not be read."), file=file.path) from None
    if features is None:
        raise InputError(N_("{file}: the file is empty. Check the export."), file=file.path)
    lost = features.report.count(file.layer, "dropped")
    if not len(features.geometry) and lost:
        raise _no_geometry(file, lost)
    if not len(features.geometry):
        raise InputError(N_("{file}: holds no features. Check the export."), file=file.path)
    return features


def _no_geometry(file: LayerFile, count: int) -> InputError:
    return InputError(
        N_("{file}: none of its {count} features has a geometry that can be read. Check the export."),
        file=file.path,
        count=count,
    )


def _ids(features: FileFeatures, file: LayerFile) -> pd.Index:
    """Return the features' ids as text, by column, by format, or by row, whichever there is first."""
    values = features.values
    named = file.id or file.columns.get("id")
    if named is not None and named not in values:
        raise _no_column(named, "id", values, file)
    column = values.get(named or "id")
    given = column if column is not None else features.ids
    rows = pd.Series([f"{file.path.stem}/{n}" for n in values.index], index=values.index, dtype=object)
    if given is None:
        return pd.Index(rows, dtype=object)
    if given.dtype.kind == "f" and (given.dropna() % 1 == 0).all():
        given = given.astype("Int64")
    texts = given.astype(object).where(given.notna(), None)
    texts = texts.map(str, na_action="ignore").str.strip()
    return pd.Index(texts.where(texts.notna() & (texts != ""), rows), dtype=object)


def _columns(values: pd.DataFrame, file: LayerFile) -> pd.DataFrame:
    """Return the columns under our names; a column in the way of another is renamed, never lost."""
    mapping = {ours: theirs for ours, theirs in file.columns.items() if ours != "id"}
    for ours, theirs in mapping.items():
        if theirs not in values:
            raise _no_column(theirs, ours, values, file)
    renamed = {ours: values[theirs] for ours, theirs in mapping.items()}
    id_column = file.id or file.columns.get("id") or "id"
    for name in values:
        if name in mapping.values() or name == id_column == "id":
            continue
        blocked = name in renamed or name in ("id", "geometry")
        renamed[f"{name}{TAKEN}" if blocked else str(name)] = values[name]
    return pd.DataFrame(renamed, index=values.index)


def _no_column(theirs: str, ours: str, values: pd.DataFrame, file: LayerFile) -> InputError:
    return InputError(
        N_("{file}: there is no column “{column}” for {name}. Its columns are: {columns}. Correct the recipe."),
        file=file.path,
        column=theirs,
        name=ours,
        columns=", ".join(map(str, values.columns)) or "–",
    )


def _with_geometry(table: gpd.GeoDataFrame, file: LayerFile) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the rows that have a geometry with finite coordinates, without heights."""
    layer, ids, geometry = file.layer, table.index, np.asarray(table.geometry.array)
    missing = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    finite = np.isfinite(shapely.bounds(geometry)).all(axis=1)
    solid = finite & (shapely.has_z(geometry) | shapely.has_m(geometry))
    if not finite.any():
        raise _no_geometry(file, len(table))
    report = report_of(layer, "dropped", NO_GEOMETRY, ids[missing])
    report += report_of(layer, "dropped", NO_COORDINATES, ids[~missing & ~finite])
    report += report_of(layer, "repaired", FLATTENED, ids[solid])
    return table.set_geometry(shapely.force_2d(geometry))[finite], report


def _valid(table: gpd.GeoDataFrame, layer: str) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the table with self-crossing polygons made valid; what collapses in this is dropped."""
    geometry = np.asarray(table.geometry.array).copy()
    crossing = ~shapely.is_valid(geometry)
    geometry[crossing] = shapely.make_valid(geometry[crossing], method="structure", keep_collapsed=False)
    gone = shapely.is_empty(geometry)
    report = report_of(layer, "repaired", INVALID, table.index[crossing & ~gone])
    report += report_of(layer, "dropped", COLLAPSED, table.index[gone])
    return table.set_geometry(geometry, crs=table.crs)[~gone], report


def _once(table: gpd.GeoDataFrame, layer: str) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the table without rows whose id an earlier row has."""
    twice = table.index.duplicated()
    return table[~twice], report_of(layer, "dropped", TWICE, table.index[twice])


def _kinds(table: gpd.GeoDataFrame, layer: str) -> Report:
    """Report features that are not points, lines or areas like most; the layer decides about them."""
    dimensions = shapely.get_dimensions(np.asarray(table.geometry.array))
    usual = np.bincount(dimensions).argmax() if len(table) else 0
    return report_of(layer, "assumed", MIXED, table.index[dimensions != usual])
