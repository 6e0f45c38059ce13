"""Features of GeoJSON, GeoPackage, Shapefile, FlatGeobuf and GeoParquet files, as they stand in the file."""

import json
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from .encoding import decoded
from .errors import InputError
from .features import FileFeatures
from .frame import WGS84
from .language import N_
from .report import Report, report_of
from .source import LayerFile

GDAL_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, RuntimeError, OSError)
GDAL_WARNING = N_("remark of the file reader")
OTHER_TABLES = N_("further tables of the file, not read")
ZIPPED = (".shp", ".gpkg", ".fgb")


def read_geojson(file: LayerFile) -> FileFeatures:
    """Return the features of a GeoJSON file: a FeatureCollection, a Feature or a bare geometry.

    WGS 84 by the standard (RFC 7946), or what a "crs" member of the older standard names.
    Raises InputError with line and column where the JSON breaks off.
    """
    text, report = decoded(file.path.read_bytes(), layer=file.layer, name=file.path.name)
    features, document = _geojson_features(text, file)
    geometry = _geojson_geometry([f.get("geometry") for f in features])
    numbers = pd.RangeIndex(1, len(features) + 1)
    unread = np.array([g is None and bool(f.get("geometry")) for g, f in zip(geometry, features, strict=True)], bool)
    names = [f"{file.path.name}:{n}" for n in numbers[unread]]
    report += report_of(file.layer, "dropped", N_("geometry that cannot be read"), names)
    properties = [f.get("properties") or {} for f in features]
    ids = pd.Series([f.get("id") for f in features], index=numbers, dtype=object)
    return FileFeatures(
        values=pd.DataFrame(properties, index=numbers)[~unread],
        geometry=geometry[~unread],
        crs=_geojson_crs(document) or (WGS84 if file.crs is None else None),
        ids=ids[~unread] if ids.notna().any() else None,
        report=report,
    )


def _geojson_features(text: str, file: LayerFile) -> tuple[list[Mapping[str, object]], Mapping[str, object]]:
    if not text.strip():
        raise InputError(N_("{file}: the file is empty. Check the export."), file=file.path)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            N_("{file}: the JSON breaks off or is wrong at line {line}, column {column}. Export or download it again."),
            file=file.path,
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise InputError(N_("{file}: the JSON is nested too deeply. Export it again."), file=file.path) from None
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return [f if isinstance(f, dict) else {} for f in document["features"]], document
    if kind == "Feature":
        return [document], document
    if kind == "GeometryCollection" or (kind and "coordinates" in document):
        return [{"geometry": document}], document
    raise InputError(
        N_("{file}: is JSON, but no GeoJSON: there is no FeatureCollection in it. Export it as GeoJSON."),
        file=file.path,
    )


def _geojson_geometry(members: Sequence[object]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return shapely geometries; None where there is none or it is no geometry."""
    texts = [json.dumps(m) if isinstance(m, dict) else None for m in members]
    return np.asarray(shapely.from_geojson(np.array(texts, dtype=object), on_invalid="ignore"))


def _geojson_crs(document: Mapping[str, object]) -> str | None:
    member = document.get("crs")
    properties = member.get("properties") if isinstance(member, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    return str(name) if name else None


def read_parquet(file: LayerFile) -> FileFeatures:
    """Return the features of a GeoParquet file."""
    try:
        table = gpd.read_parquet(file.path)
    except (pyarrow.ArrowException, ValueError, OSError, KeyError) as error:
        raise InputError(
            N_("{file}: cannot be read as GeoParquet: {error} Write it again, for example with geopandas."),
            file=file.path,
            error=_one_line(error),
        ) from None
    ids = None
    if table.index.dtype.kind not in "iu":
        ids = pd.Series(table.index.astype(str), index=pd.RangeIndex(1, len(table) + 1))
    return _features(table, ids=ids)


def read_gdal(file: LayerFile) -> FileFeatures:
    """Return the features of a GeoPackage, Shapefile or FlatGeobuf file, also zipped.

    Of several tables the first one with geometry is read and the others are reported.
    """
    try:
        with warnings.catch_warnings(record=True) as remarks:
            warnings.simplefilter("always")
            path = _inside_zip(file.path) if file.path.suffix.lower() == ".zip" else str(file.path)
            tables = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
            spatial = [name for name, kind in tables if kind is not None]
            if not spatial:
                raise InputError(N_("{file}: holds no table with geometry. Check the export."), file=file.path)
            table = gpd.read_file(path, layer=spatial[0], fid_as_index=True)
    except GDAL_ERRORS as error:
        raise InputError(
            N_("{file}: cannot be read: {error} Check that it is whole, or export it again as GeoPackage."),
            file=file.path,
            error=_one_line(error),
        ) from None
    report = report_of(file.layer, "assumed", GDAL_WARNING, dict.fromkeys(_one_line(r.message) for r in remarks))
    report += report_of(file.layer, "assumed", OTHER_TABLES, spatial[1:])
    ids = None
    if file.path.suffix.lower() == ".gpkg":  # elsewhere the feature number is no more than the position
        ids = pd.Series([f"{file.path.stem}/{n}" for n in table.index], index=pd.RangeIndex(1, len(table) + 1))
    return _features(table, ids=ids, report=report)


def _inside_zip(path: Path) -> str:
    """Return GDAL's name of the one file of features inside a zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(ZIPPED) and not n.startswith("__MACOSX")]
    except zipfile.BadZipFile:
        raise InputError(N_("{file}: is no zip file, or breaks off. Download it again."), file=path) from None
    if len(names) != 1:
        raise InputError(
            N_("{file}: must hold one Shapefile, GeoPackage or FlatGeobuf, not {count}. Zip one of them alone."),
            file=path,
            count=len(names),
        )
    return f"/vsizip/{path.resolve()}/{names[0]}"


def _features(table: gpd.GeoDataFrame, *, ids: pd.Series | None, report: Report | None = None) -> FileFeatures:
    geometry = table.geometry
    values = pd.DataFrame(table.drop(columns=geometry.name))
    values.index = pd.RangeIndex(1, len(table) + 1)
    crs = geometry.crs.to_string() if geometry.crs is not None else None
    return FileFeatures(values, np.asarray(geometry.array), crs=crs, ids=ids, report=report or Report())


def _one_line(error: object) -> str:
    """Return the first statement of a library's message as one line that ends in a full stop."""
    return " ".join(str(error).split(";")[0].split()).rstrip(".") + "."
