"""From the text columns of a raw OSM table to the typed columns of a layer."""

from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.language import N_
from geodata.report import Report, report_of
from geodata.tags import Reader, reading_report, values

from .layer import Context, LegendEntry

# A class, the tag's key, and the values that make an object one of it (None: any value but "no").
ClassRule = tuple[str, str, frozenset[str] | None]
# For each column of numbers: how a text is read, and the tags it is read from, the first that is there.
Readers = Mapping[str, tuple[Reader, tuple[str, ...]]]


def tag(raw: gpd.GeoDataFrame, key: str) -> pd.Series:
    """Return the values of a tag as objects, None where it is missing; all None without its column."""
    if key not in raw:
        return pd.Series(None, index=raw.index, dtype=object)
    values: pd.Series = raw[key]
    return values.astype(object).where(values.notna(), None)


def has_tag(raw: gpd.GeoDataFrame, key: str, accepted: frozenset[str] | None = None) -> pd.Series:
    """Return whether a tag has an accepted value; without `accepted` whether it is there and not "no"."""
    column = tag(raw, key)
    return column.isin(accepted) if accepted else column.notna() & (column != "no")


def class_from_tags(raw: gpd.GeoDataFrame, rules: Sequence[ClassRule], *, other: str = "other") -> pd.Series:
    """Return the class of the first rule that fits each object, `other` where none does."""
    classes = pd.Series(other, index=raw.index, dtype=object)
    for name, key, accepted in reversed(rules):
        if key in raw:
            classes[has_tag(raw, key, accepted)] = name
    return classes


def first_of(raw: gpd.GeoDataFrame, keys: Iterable[str]) -> pd.Series:
    """Return the first value that one of several tags has."""
    found = pd.Series(None, index=raw.index, dtype=object)
    for key in keys:
        if key in raw:
            found = found.where(found.notna(), tag(raw, key))
    return found


def numbers_from_tags(raw: gpd.GeoDataFrame, readers: Readers, *, layer: str) -> tuple[dict[str, pd.Series], Report]:
    """Return a column of numbers for each name, read from the first of its tags that is there.

    The report says which texts were read by a choice or not at all.
    """
    columns, report = {}, Report()
    for name, (read, keys) in readers.items():
        texts = first_of(raw, keys).rename(keys[0])
        columns[name] = values(texts, read)
        report += reading_report(texts, read, layer=layer)
    return columns, report


def pieces_found(raw: gpd.GeoDataFrame, *, layer: str) -> Report:
    """Return the second and further rows of lines that a file's edge cuts, so that a report's sum closes."""
    number = raw.index.to_series().str.extract(r"#(\d+)$")[0].astype("float64")
    reason = N_("further piece of a line that the edge of the file cuts")
    return report_of(layer, "found", reason, raw.index[(number > 1).to_numpy()])


def address_text(raw: gpd.GeoDataFrame) -> pd.Series:
    """Return street and house number as they are written in Romania, the street alone without a number."""
    street, number = tag(raw, "addr:street"), tag(raw, "addr:housenumber")
    both = street.notna() & number.notna()
    address = street.copy()
    address[both] = street[both] + " " + number[both]
    return address


def typed_table(raw: gpd.GeoDataFrame, context: Context, columns: Mapping[str, pd.Series | object]) -> gpd.GeoDataFrame:
    """Return the layer's columns beside name, tier, source and edited, which every raw table gives alike.

    The rows are as true as the recipe's first source says: "mapped" for OpenStreetMap, "synthetic"
    for the embedded city.
    """
    source = context.recipe.sources[0]
    standard = {"name": tag(raw, "name"), "tier": source.tier, "source": source.id, "edited": tag(raw, "edited")}
    made = pd.DataFrame({**standard, **columns}, index=raw.index)
    return gpd.GeoDataFrame(made, geometry=raw.geometry.values, crs=raw.crs)


def titles(entries: Iterable[LegendEntry]) -> dict[str, str]:
    """Return the titles of a legend's values, for a column of coded values."""
    return {entry.value: entry.title for entry in entries}


def length_m(table: gpd.GeoDataFrame) -> pd.Series:
    """Return the length of each line in metres, to the decimetre."""
    return pd.Series(np.round(table.geometry.length, 1), index=table.index)


def area_m2(table: gpd.GeoDataFrame) -> pd.Series:
    """Return the area of each polygon in m², to the decimetre squared; missing for points and lines."""
    area: pd.Series = table.geometry.area.round(1)
    return area.where(area > 0)
