"""What the layer panel says about each layer, found once for all sessions, and again where time changes it."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.source import Source
from layers.layer import Layer, Total
from twin.city import City


@dataclass(frozen=True)
class Amount:
    """What some features add up to, in their layer's unit; at least that much where numbers are missing."""

    value: float
    at_least: bool = False


@dataclass(frozen=True)
class LayerSummary:
    """How many features a layer has, how many of each legend entry, what they add up to, and where they come from.

    An amount is None where the layer has no total or nothing of it is known.
    """

    layer: Layer = field(repr=False)
    count: int
    amount: Amount | None
    entry_counts: tuple[int, ...]
    entry_amounts: tuple[Amount | None, ...]
    sources: tuple[Source, ...]


def summaries_of(city: City, *, moment: datetime, names: Container[str] | None = None) -> dict[str, LayerSummary]:
    """Return the summary of every layer, or of some, as it is at a moment. Reads tables: not for the event loop."""
    wanted = {name: layer for name, layer in city.layers.items() if names is None or name in names}
    return {name: summary_of(city, layer.at(moment)) for name, layer in wanted.items()}


def live_summaries_of(city: City, *, moment: datetime) -> dict[str, LayerSummary]:
    """Return the summaries of those layers that depend on the moment. Not for the event loop."""
    live = {name: layer for name, layer in city.layers.items() if layer.kind.at is not None}
    return {name: summary_of(city, layer.at(moment)) for name, layer in live.items()}


def summary_of(city: City, layer: Layer) -> LayerSummary:
    """Return the summary of one layer, which may be other than the city has it. Reads its table."""
    kind, table = layer.kind, layer.table
    entries = range(len(kind.style.entries))
    entry = kind.style.entry_index(table)
    counts = entry.value_counts()
    of_entries = [int(counts.get(i, 0)) for i in entries]
    amount = amount_of(table, kind.total)
    amounts = _amounts_of_entries(table, kind.total, entry, of_entries)
    used = [city.source_of(str(id)) for id in table["source"].dropna().unique()]
    sources = tuple(source for source in used if source is not None)
    return LayerSummary(layer, len(table), amount, tuple(of_entries), tuple(amounts), sources)


def _amounts_of_entries(
    table: gpd.GeoDataFrame, total: Total | None, entry: pd.Series, counts: Sequence[int]
) -> list[Amount | None]:
    if total is None or len(counts) == 1:  # one colour: its amount is the layer's
        return [None] * len(counts)
    added_up = table[[total.column or table.geometry.name]]
    return [amount_of(added_up[entry == i], total) if count else None for i, count in enumerate(counts)]


def amount_of(table: gpd.GeoDataFrame, total: Total | None) -> Amount | None:
    """Return what the features of a table add up to; None without a total, or when no number is known."""
    if total is None or not len(table):
        return None
    if total.column is None:
        areas = np.asarray(table.geometry.values, dtype=object)
        covered = float(shapely.union_all(areas[shapely.get_dimensions(areas) == 2]).area)
        return Amount(covered * total.factor) if covered else None
    numbers = table[total.column].astype("float64")
    if numbers.isna().all():
        return None
    # A lake has no length and is none the less whole; a station without a number of bikes does have bikes.
    return Amount(float(numbers.sum()) * total.factor, at_least=total.forms is not None and bool(numbers.isna().any()))
