"""One column of a layer's table: what it is called, and its values in its type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import pandas as pd

from geodata.errors import TableError
from geodata.language import N_

ColumnType = Literal["text", "number", "integer", "boolean", "time", "list", "bytes"]


@dataclass(frozen=True)
class Column:
    """One column of a layer's table. `values` are titles of coded values, for cards and tables.

    One text may hold several codes, parted by ";" as OpenStreetMap does.
    A `hidden` column is data for other code (such as node ids) and is not shown on cards.
    """

    name: str
    type: ColumnType
    title: str
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False


# Every layer has these besides its own columns.
STANDARD_COLUMNS = (
    Column("name", "text", N_("Name")),
    Column("class", "text", N_("Class")),
    Column("tier", "text", N_("How true")),
    Column("source", "text", N_("Source")),
    Column("edited", "text", N_("Last edited")),
)

_TIMES = "datetime64[ms, UTC]"  # as Parquet gives them back: columns of two units do not join
_DTYPES: Mapping[ColumnType, str] = {"number": "float64", "integer": "Int64", "boolean": "boolean"}


def typed(table: gpd.GeoDataFrame, column: Column, *, layer: str) -> pd.Series:
    """Return a column of a table in its type, empty where there is none.

    Raises TableError for values of a wrong type.
    """
    missing = column.name not in table
    values: pd.Series = pd.Series(None, index=table.index, dtype=object) if missing else table[column.name]
    try:
        if column.type == "time":
            return pd.to_datetime(values, utc=True).astype(pd.api.types.pandas_dtype(_TIMES))
        if column.type in _DTYPES:
            return values.astype(pd.api.types.pandas_dtype(_DTYPES[column.type]))
        if column.type == "text":
            return _texts(values).astype("str")
        return values.astype(object).where(values.notna(), None)
    except (TypeError, ValueError) as error:
        raise TableError(
            N_("{layer}: the column {column} holds values of a wrong type ({error}). Correct them."),
            layer=layer,
            column=column.name,
            error=error,
        ) from None


def _texts(values: pd.Series) -> pd.Series:
    """Return values as texts: files give house numbers and postcodes as numbers, 300001.0 among them."""
    if values.dtype == "str" or pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"):
        return values
    objects = values.astype(object).where(values.notna(), None)
    whole = [int(v) if isinstance(v, float) and v.is_integer() else v for v in objects]
    return pd.Series([None if v is None else str(v) for v in whole], index=values.index, dtype=object)
