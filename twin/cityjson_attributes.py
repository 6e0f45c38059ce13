"""Columns of layers as attributes of CityJSON, and those of a file of ours as columns again."""

import json
from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.cityjson_own import GROUND, LAYER, OWN
from geodata.language import N_
from geodata.report import Report, report_of
from geodata.source import TIER_TITLES
from layers.column import Column
from layers.layer import LayerKind

# Attributes that CityJSON and its readers know by names of their own.
NAMES: Mapping[str, str] = {
    "height_m": "measuredHeight",
    "levels": "storeysAboveGround",
    "year": "yearOfConstruction",
}
UNSEEN: Final = ("house_number", "roof_across")  # hidden on cards, but nothing else says them
NOT_TOLD: Final = ("has_parts",)  # follows from the parts that a layer has
GIVEN: Final = "attributes"  # the column with what a city model said besides

WRONG_VALUE = N_("value of a wrong type in a file of ours, taken as not known")


def attributes_of(table: gpd.GeoDataFrame, kind: LayerKind) -> list[dict[str, object]]:
    """Return what is known of each row: the attributes of a city model, and over them the columns of the layer."""
    shown = [column.name for column in written_columns(kind) if column.name in table]
    columns = [[_plain(value) for value in table[name].astype(object)] for name in shown]
    given = table[GIVEN] if GIVEN in table else [None] * len(table)
    made = []
    for stated, *values in zip(given, *columns, strict=True):
        own = json.loads(stated) if isinstance(stated, str) else {}
        said = {NAMES.get(n, n): v for n, v in zip(shown, values, strict=True) if v is not None}
        made.append({**own, LAYER: kind.name, **said})
    return made


def written_columns(kind: LayerKind) -> list[Column]:
    """Return the columns of a layer that are written: those that a card shows, and a few besides."""
    return [column for column in kind.all_columns if not column.hidden or column.name in UNSEEN]


def with_own_columns(table: gpd.GeoDataFrame, kind: LayerKind) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the objects of a city model with the columns of those that a file of ours tells, each as it was written.

    Tiers and methods are among them, so that an estimate stays one. What is written is what is known: a column that
    is not, is empty. `attributes` keeps the rest.
    """
    if OWN not in table:
        return table, Report()
    own, table = table[OWN].to_numpy(bool), table.drop(columns=OWN)
    rows, wrong = table.index[own], list[str]()
    columns, told = {}, [json.loads(text) for text in table[GIVEN][own]]
    for column in written_columns(kind):
        values = [each.get(NAMES.get(column.name, column.name)) for each in told]
        fitting = [value if value is None or _fits(value, column) else None for value in values]
        wrong += [
            f"{id} {column.name}" for id, v, f in zip(rows, values, fitting, strict=True) if v is not None and f is None
        ]
        columns[column.name] = _put(table, column.name, own, fitting)
    names = {LAYER, GROUND, *(NAMES.get(column.name, column.name) for column in written_columns(kind))}
    rest = [{name: value for name, value in each.items() if name not in names} for each in told]
    columns[GIVEN] = _put(table, GIVEN, own, [json.dumps(each, ensure_ascii=False) if each else None for each in rest])
    return table.assign(**columns), report_of(kind.name, "repaired", WRONG_VALUE, wrong)


def _put(table: gpd.GeoDataFrame, name: str, rows: np.ndarray, values: list[object]) -> pd.Series:
    """Return a column of a table with other values in some rows."""
    before = table[name].to_numpy(object) if name in table else np.full(len(table), None, object)
    made = before.copy()
    made[np.flatnonzero(rows)] = np.array([*values, None], object)[:-1]
    return pd.Series(made, index=table.index, dtype=object)


def _fits(value: object, column: Column) -> bool:
    """Return whether a value of JSON is of a column's type; of tiers, whether there is such a one."""
    is_tier = column.name == "tier" or column.name.endswith("_tier")
    if column.type in ("text", "time"):
        return isinstance(value, str) and (value in TIER_TITLES or not is_tier)
    if column.type == "boolean":
        return isinstance(value, bool)
    if column.type == "list":
        return isinstance(value, list)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (column.type == "number" or float(value).is_integer())  # type: ignore[arg-type]


def _plain(value: object) -> object:
    """Return a value as JSON has it; None for what is missing."""
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(inner) for inner in value] or None
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value
