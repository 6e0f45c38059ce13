"""Places along streets: where marked crossings lie, and how far junctions reach, as metres along each line."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.language import N_

from .column import Column
from .crossings import NO_MARKINGS, classes
from .joined_ways import is_list
from .layer import Context
from .tagged import tag
from .triangulation import Floats, Ints

DRIVEN = ("trunk", "primary", "secondary", "tertiary", "residential", "living_street", "service")
LINED = ("trunk", "primary", "secondary", "tertiary")  # with lines between their lanes
ON_LINE_M = 0.1
# Where cars are parked along a street: on the carriageway, in bays beside it, on its kerb.
IN_BAYS, ON_KERB = ("street_side",), ("half_on_kerb", "on_kerb")
PARKED_AT = ("lane", *IN_BAYS, *ON_KERB)
BEYOND_M = 2.0  # how far beyond the edge of the other street a junction reaches

COLUMNS = (
    Column("crossed_m", "list", N_("Marked crossings along it"), hidden=True),
    Column("junctions_m", "list", N_("Junctions along it"), hidden=True),
)


def with_places(table: gpd.GeoDataFrame, context: Context) -> gpd.GeoDataFrame:
    """Return streets with `crossed_m`, metres along each line, and `junctions_m`, [from, to, from, to, …] along it.

    Junctions are found of streets with lines between lanes or parked cars, where another street for cars meets them
    or two do at their end. Rows that have places keep them; without raw tables none is found.
    """
    if not context.raw:
        return table
    found = {"crossed_m": _crossings(table, context), "junctions_m": _junctions(table)}
    made = {}
    for name, places in found.items():
        values = [old if is_list(old) else places.get(row) for row, old in enumerate(table[name].astype(object))]
        made[name] = pd.Series(values, index=table.index, dtype=object)
    return table.assign(**made)


def _crossings(table: gpd.GeoDataFrame, context: Context) -> Mapping[int, list[float]]:
    """Return where marked crossings lie on streets for cars, by row; each on the first of those that meet there."""
    raw = context.raw.get("crossings")
    rows = np.flatnonzero(table["class"].isin(DRIVEN).to_numpy(bool))
    if raw is None or not len(raw) or not len(rows):
        return {}
    marked = classes(raw).isin(["marked", "signal_crossing"]) & ~tag(raw, "crossing:markings").isin(NO_MARKINGS)
    points = np.asarray(raw.geometry.values[marked.to_numpy(bool)], dtype=object)
    points = points[shapely.get_type_id(points) == 0]
    lines = np.asarray(table.geometry.values, dtype=object)
    point, line = shapely.STRtree(lines[rows]).query(points, predicate="dwithin", distance=ON_LINE_M)
    order = np.lexsort([rows[line], point])
    point, row = point[order], rows[line[order]]
    first = np.diff(point, prepend=-1) != 0
    along = shapely.line_locate_point(lines[row[first]], points[point[first]]).round(2)
    return {int(k): sorted(each.tolist()) for k, each in pd.Series(along).groupby(row[first])}


def _junctions(table: gpd.GeoDataFrame) -> Mapping[int, list[float]]:
    """Return how far junctions reach along streets that are drawn with lines or parked cars, by row."""
    rows = np.flatnonzero(table["class"].isin(DRIVEN).to_numpy(bool))
    lines = np.asarray(table.geometry.values[rows], dtype=object)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    if not len(xy):
        return {}
    _, node = np.unique(np.round(xy * 100).astype(np.int64), axis=0, return_inverse=True)
    node = node.ravel()
    is_end = np.concatenate([[True], line[1:] != line[:-1]]) | np.concatenate([line[1:] != line[:-1], [True]])
    arms = np.bincount(node, weights=np.where(is_end, 1, 2))
    half = table["width_m"].to_numpy(float)[rows][line] / 2
    reach = _widest_other(node, line, half) + BEYOND_M
    drawn = (
        table["class"].isin(LINED)
        | parked_at(table, "left").isin(PARKED_AT)
        | parked_at(table, "right").isin(PARKED_AT)
    ).to_numpy(bool)[rows]
    at = np.flatnonzero((arms[node] > 2) & drawn[line])
    along = _along(xy, line)
    spans = np.column_stack([along[at] - reach[at], along[at] + reach[at]]).round(2)
    by_row = pd.DataFrame(spans).groupby(rows[line[at]])
    return {int(row): each.to_numpy().ravel().tolist() for row, each in by_row}


def parked_at(table: pd.DataFrame, side: str) -> pd.Series:
    """Return where cars are parked on a side of each street, None where it is not said."""
    own = tag(table, f"parking_{side}")
    return own.where(own.notna(), tag(table, "parking_both"))


def parked(raw: gpd.GeoDataFrame, side: str) -> pd.Series:
    """Return where cars are parked on a side: as tagged, or as the older `parking:lane` says it."""
    older = tag(raw, f"parking:lane:{side}")
    none = older.astype(object).where(older.notna(), "").str.startswith(("no", "fire_lane", "separate"))
    named = older.mask(older.notna(), "lane").mask(none, "no")
    own = tag(raw, f"parking:{side}")
    return own.where(own.notna(), named)


def _widest_other(node: Ints, line: Ints, half_m: Floats) -> Floats:
    """Return for each point of a line half the width of the widest other line at its node."""
    order = np.lexsort([-half_m, node])
    widest = order[np.flatnonzero(np.diff(node[order], prepend=-1))]  # of each node, by its number
    second = np.zeros(len(widest))
    np.maximum.at(second, node, np.where(line == line[widest][node], 0, half_m))
    return np.where(line == line[widest][node], second[node], half_m[widest][node])


def _along(xy: Floats, line: Ints) -> Floats:
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[np.diff(line, prepend=-1) != 0] = 0
    total = np.cumsum(step)
    start = np.flatnonzero(np.diff(line, prepend=-1))
    return np.asarray(total - total[start][np.searchsorted(start, np.arange(len(line)), side="right") - 1])
