"""What lies on the ground that a picture shows: objects of each layer and what they add up to, residents, dwellings."""

import math
from collections.abc import Collection
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from layers.layer import Layer, LayerKind, Total
from twin.belonging import Bools
from twin.homes import BUILDINGS, PEOPLE, home_rows, inhabited

from .isolating import Alone
from .sheet import Sheet
from .summary import Amount, LayerSummary, amount_of

SURFACE = 2  # the dimension of a polygon, as shapely says it


@dataclass(frozen=True)
class LayerInView:
    """The objects of one layer that lie in an area wholly or in part, in all and by the entries of its legend.

    Lengths and areas are of the parts inside; what is counted, such as sockets, is of whole objects.
    """

    layer: Layer = field(repr=False)
    count: int
    amount: Amount | None
    entry_counts: tuple[int, ...]
    entry_amounts: tuple[Amount | None, ...]


@dataclass(frozen=True)
class InView:
    """An area of the ground and what is on it.

    Residents and dwellings are of the buildings whose middle lies in it; NaN for a city that knows of none. `tiers`
    say how true they are, the most frequent first. `alone` is the neighbourhood that alone was counted.
    """

    area_m2: float
    residents: float
    dwellings: float
    tiers: tuple[str, ...]
    layers: tuple[LayerInView, ...]
    alone: Alone | None = None


def in_view(
    sheet: Sheet, corners: Collection[tuple[float, float]], names: Collection[str], *, alone: Alone | None = None
) -> InView:
    """Return what of some layers lies in the hull of some points (frame's CRS), cut at the city's bounds.

    `alone`: only what belongs to that neighbourhood. Not for the event loop.
    """
    area = shapely.box(*sheet.city.frame.bounds) & shapely.MultiPoint(list(corners)).convex_hull
    shapely.prepare(area)
    residents, dwellings, tiers = _people(sheet, area, alone)
    layers = tuple(
        _layer(summary, area, None if alone is None else alone.rows[name])
        for name, summary in sheet.summaries.items()
        if name in names
    )
    ground = area if alone is None else area & alone.outline
    return InView(float(ground.area), residents, dwellings, tiers, layers, alone)


def _people(sheet: Sheet, area: shapely.Geometry, alone: Alone | None) -> tuple[float, float, tuple[str, ...]]:
    living = inhabited(sheet.city)
    if not len(living):
        return math.nan, math.nan, ()
    inside = shapely.contains_xy(area, living["x_m"].to_numpy(), living["y_m"].to_numpy())
    if alone is not None:
        inside = inside & alone.rows[BUILDINGS][home_rows(sheet.city)]
    homes = living[inside]
    residents, dwellings = (float(homes[name].sum()) for name in PEOPLE)
    tiers = sheet.city.layers[BUILDINGS].table["residents_tier"].loc[homes.index].dropna().value_counts()
    return residents, dwellings, tuple(str(tier) for tier in tiers.index)


def _layer(summary: LayerSummary, area: shapely.Geometry, belongs: Bools | None) -> LayerInView:
    kind, table = summary.layer.kind, summary.layer.table
    rows = np.sort(table.sindex.query(area, predicate="intersects"))
    rows = rows if belongs is None else rows[belongs[rows]]
    inside = table[_needed(table, kind)].iloc[rows]
    within = np.asarray(shapely.covered_by(np.asarray(inside.geometry.values, dtype=object), area), bool)
    if len(rows) == len(table) and within.all():
        return LayerInView(summary.layer, summary.count, summary.amount, summary.entry_counts, summary.entry_amounts)
    cut = _cut(inside, within, area, kind.total)
    entry, entries = kind.style.entry_index(inside), range(len(kind.style.entries))
    counts = tuple(int((entry == i).sum()) for i in entries)
    is_plain = kind.total is None or len(entries) == 1
    amounts = tuple(None if is_plain else amount_of(cut[entry == i], kind.total) for i in entries)
    return LayerInView(summary.layer, len(rows), amount_of(cut, kind.total), counts, amounts)


def _needed(table: gpd.GeoDataFrame, kind: LayerKind) -> list[str]:
    """Return the columns that are counted by; taking the rows of all of them would be most of the work."""
    summed = None if kind.total is None else kind.total.column
    return [name for name in table if name in (kind.style.column, summed, table.geometry.name)]


def _cut(
    table: gpd.GeoDataFrame, within: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], area: shapely.Geometry,
    total: Total | None,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Return a table with the parts of its objects inside an area, and what its layer adds up in proportion."""
    if total is None or total.forms is not None or within.all():
        return table
    whole = np.asarray(table.geometry.values, dtype=object)
    parts = whole.copy()
    parts[~within] = shapely.intersection(whole[~within], area)
    cut = table.set_geometry(gpd.GeoSeries(parts, index=table.index, crs=table.crs))
    if total.column is None:
        return cut
    is_area = shapely.get_dimensions(whole) == SURFACE
    size = np.where(is_area, shapely.area(whole), shapely.length(whole))
    left = np.where(is_area, shapely.area(parts), shapely.length(parts))
    share = np.divide(left, size, out=np.ones_like(size), where=size > 0)
    return cut.assign(**{total.column: table[total.column].astype("float64") * share})
