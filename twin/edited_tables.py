"""Cities with some rows of a layer added, changed or removed; the layer itself fills in what follows from them."""

import math
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.frame import CityFrame
from geodata.language import N_
from geodata.source import LICENCE_NOT_STATED, Source
from layers.building_heights import with_heights
from layers.layer import Context, Layer, LayerKind, layer_kinds, with_columns
from layers.residents import residents_per_m2, with_residents_at
from layers.roof_columns import with_roofs

from .city import City
from .edited_layers import EditedLayers

if TYPE_CHECKING:
    from .edit import Edit

SKETCHED: Final = "sketched"  # tier and, below, source of what a planner draws
SKETCH = "sketch"
SKETCH_SOURCE = Source(
    id=SKETCH, title=N_("Drawn in a scenario"), licence=LICENCE_NOT_STATED, attribution=N_("Drawn in a scenario"),
    tier=SKETCHED,
)  # fmt: skip
TOLD_BY: Final = ("name", "class")  # what tells an object from its neighbours, besides its shape
SHAPE: Final = "geometry"
LONLAT_DIGITS = 7  # 1e-7 degrees are about a centimetre
FROM_GEOMETRY = ("length_m", "area_m2", "footprint_m2")  # columns that a new shape makes anew


def in_city(geometry: BaseGeometry, frame: CityFrame) -> BaseGeometry:
    """Return a shape of longitudes and latitudes in the city's coordinates."""

    def metres(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(frame.from_lonlat_points(lonlat[:, 0], lonlat[:, 1]))

    made: BaseGeometry = shapely.transform(geometry, metres)
    return made


def shape_text(geometry: BaseGeometry, frame: CityFrame) -> str:
    """Return a shape of the city as WKT in longitude and latitude, to the centimetre: what an edit expected."""

    def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(frame.to_lonlat_points(xy[:, 0], xy[:, 1]))

    said: str = shapely.to_wkt(shapely.transform(shapely.force_2d(geometry), degrees), rounding_precision=LONLAT_DIGITS)
    return said


def expected_values(city: City, layer: str, ids: Sequence[str], columns: Sequence[str]) -> dict[str, dict[str, object]]:
    """Return what objects are by now: name, class, shape, by which they are found again, and some further columns."""
    table = city.layers[layer].table
    names = [name for name in dict.fromkeys((*TOLD_BY, *columns)) if name in table and name != SHAPE]
    rows = table[[*names, SHAPE]].loc[list(ids)]
    values = [plain_values(row) for _, row in rows[names].astype(object).iterrows()]
    shapes = [shape_text(shape, city.frame) for shape in rows.geometry]
    return {id: {**said, SHAPE: shape} for id, said, shape in zip(ids, values, shapes, strict=True)}


def plain_values(row: pd.Series) -> dict[str, object]:
    """Return a row as values that JSON has; what is missing is None."""
    return {str(name): _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(inner) for inner in value]
    if isinstance(value, BaseGeometry):
        return value.wkt
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value


def is_same_value(one: object, other: object) -> bool:
    """Return whether two plain values say the same; an empty text says as little as none."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other)
    return one == other or {one, other} <= {None, ""}


def rows_with_values(rows: pd.DataFrame, columns: Mapping[str, object]) -> list[str]:
    """Return the ids of rows that hold some values already, all of them."""
    names = list(columns)
    said = [plain_values(row) for _, row in rows[names].astype(object).iterrows()]
    same = [all(is_same_value(row[name], columns[name]) for name in names) for row in said]
    return [str(id) for id in rows.index[same]]


def new_rows(
    city: City, layer: str, ids: Sequence[str], shapes: Sequence[BaseGeometry], columns: Mapping[str, object]
) -> gpd.GeoDataFrame:
    """Return new rows of a layer, sketched, completed as the layer completes its own; `columns` hold for each.

    Raises TableError for values of a wrong type.
    """
    kind = layer_kinds()[layer]
    fixed = {"tier": SKETCHED, "source": SKETCH}
    made = pd.DataFrame({**columns, **fixed}, index=pd.Index(list(ids), dtype=object, name="id"))
    table = gpd.GeoDataFrame(made, geometry=np.array(shapes, dtype=object), crs=city.frame.crs)
    return completed(city, with_columns(table, kind), kind)


def completed(city: City, rows: gpd.GeoDataFrame, kind: LayerKind) -> gpd.GeoDataFrame:
    """Return rows with what follows from their columns, such as lengths, heights and residents."""
    if kind.name == "buildings":
        made = _completed_buildings(city, rows)
    elif kind.complete is not None:
        made, _ = kind.complete(rows, Context(frame=city.frame, recipe=city.recipe))
    else:
        made = rows
    return Layer.checked(kind, made).table


def _completed_buildings(city: City, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return buildings with height, floor area, dwellings and residents, these at the rate of the city."""
    storey = city.recipe.storey_height_m
    rows = with_columns(rows, layer_kinds()["buildings"])
    rows = rows.assign(footprint_m2=rows.geometry.area.round(1), has_parts=False)
    made, _ = with_heights(rows, storey_height_m=storey)
    made, _ = with_roofs(made, layer="buildings", storey_height_m=storey)
    return with_residents_at(made, residents_per_m2=residents_per_m2(city.buildings), storey_height_m=storey)


def with_table(city: City, layer: str, table: gpd.GeoDataFrame) -> City:
    """Return the city with another table in a layer; other layers are shared, those of a store stay unread."""
    changed, unread = ({}, city.layers) if not isinstance(city.layers, ChainMap) else city.layers.maps
    made = ChainMap({**changed, layer: Layer(layer_kinds()[layer], table)}, unread)  # type: ignore[arg-type]
    sources = city.sources if city.source_of(SKETCH) else (*city.sources, SKETCH_SOURCE)
    return replace(city, layers=made, read_graph=None, sources=sources, base=city.base or city)


def edited(city: City, edits: Sequence["Edit"]) -> City:
    """Return a city with edits made that it allows; tables they change can be let go of, for they can be made again."""
    made = city
    for edit in edits:
        made = edit.apply(made)
    return remade(made, city, edits)


def remade(made: City, city: City, edits: Sequence["Edit"]) -> City:
    """Return what became of a city by edits, its changed tables such that they can be let go of."""
    if made is city or not isinstance(made.layers, ChainMap):
        return made
    changed, unread = made.layers.maps
    layers = EditedLayers(changed, lambda: _changed_layers(edited(city, edits)))
    return replace(made, layers=ChainMap(layers, unread))  # type: ignore[arg-type]


def _changed_layers(city: City) -> Mapping[str, Layer]:
    assert isinstance(city.layers, ChainMap)
    return dict(city.layers.maps[0])


def with_rows(city: City, layer: str, rows: gpd.GeoDataFrame) -> City:
    """Return the city with further rows at the end of a layer, or with these in the places of those of their ids."""
    table = city.layers[layer].table
    known = rows.index.isin(table.index)
    at = table.index.get_indexer(rows.index[known])
    if known.any():
        keep = np.ones(len(table), bool)
        keep[at] = False
        order = np.concatenate([np.flatnonzero(keep), at])
        made = pd.concat([table[keep], rows[known]]).iloc[np.argsort(order)]
    else:
        made = table
    made = pd.concat([made, rows[~known]]) if not known.all() else made
    return with_table(city, layer, made.rename_axis("id"))


def without_rows(city: City, layer: str, ids: Sequence[str]) -> City:
    """Return the city without some rows of a layer."""
    table = city.layers[layer].table
    return with_table(city, layer, table[~table.index.isin(list(ids))])


def with_values(city: City, layer: str, ids: Sequence[str], columns: Mapping[str, object]) -> City:
    """Return the city with other values in some columns of some rows, which are sketched then.

    A value may be one for all ids, or a sequence with one for each. All other columns are shared. A column of texts
    that the table lacks, as of a city built before there was such a column, is added.
    """
    table = city.layers[layer].table
    at = table.index.get_indexer(pd.Index(list(ids), dtype=object))
    changed = {}
    for name, value in {**columns, "tier": SKETCHED, "source": SKETCH}.items():
        column = table[name].copy() if name in table else pd.Series(None, table.index, dtype=table["source"].dtype)
        column.iloc[at] = value
        changed[name] = column
    return with_table(city, layer, table.assign(**changed))
