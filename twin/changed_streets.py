"""Which streets of a city differ from those of another, and what moving along them was and is."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .child_crossings import CROSSED_BY, CrossingNodes, crossing_nodes, nodes_closed_to_children
from .city import City
from .kept_rows import positions_before
from .street_access import KEYS, SIDEPATH_M
from .tags import Tags
from .travel_times import street_facts

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
RULES = ("barriers", "crossings", "turn_restrictions")
# Columns on which nodes, links and heights depend.
SHAPING = ("node_ids", "bridge", "tunnel", "area", "incline_percent")
# Columns that may send walkers and riders to the path beside the street.
SENT_BESIDE = tuple(sorted({key for vehicle in ("foot", "bicycle") for key in KEYS[vehicle]}))
BESIDE_M = SIDEPATH_M + 1.0  # as far as a path beside a street may lie, rounding included


@dataclass(frozen=True)
class ChangedStreets:
    """Streets that may be another thing to move along than before: their rows and facts, before and after.

    `row`: positions in the city's table; the tables have these rows only. `closed_to_children`:
    OpenStreetMap nodes where children could cross before and cannot now; `opened_to_children`: the other way round.
    """

    row: Ints
    before: gpd.GeoDataFrame
    after: gpd.GeoDataFrame
    facts_before: pd.DataFrame
    facts_after: pd.DataFrame
    closed_to_children: Ints
    opened_to_children: Ints


def changed_streets(base: City, edited: City) -> ChangedStreets | None:
    """Return what differs; None where nodes, links or rules at nodes may differ too."""
    if not all(_same_table(base, edited, name) for name in RULES):
        return None
    before, after = base.streets, edited.streets
    if not before.index.equals(after.index):
        return None
    differs = _differing_columns(before, after)
    lanes = _streets_of_changed_lanes(base.bike_lanes, edited.bike_lanes)
    if differs is None:
        return None
    row = np.flatnonzero(differs | before.index.isin(lanes))
    told = base.kept("told to take the path beside", lambda: _told(base.streets)).copy()
    told[row] |= _told(_rows(after, row, SENT_BESIDE))
    row = _with_sidepaths(before, told, row)
    nodes, near = _nodes_and_neighbours(base, row)
    seen = _with_paths_beside(before, told, np.union1d(row, near))
    facts = [facts_of_streets(base).iloc[seen], _facts(edited, seen)]
    crossings = crossings_of(base)
    closed = [
        np.intersect1d(nodes_closed_to_children(_rows(table, seen, CROSSED_BY), made, crossings), nodes)
        for table, made in zip((before, after), facts, strict=True)
    ]
    at = np.searchsorted(seen, row)
    return ChangedStreets(
        row, before.iloc[row], after.iloc[row], facts[0].iloc[at], facts[1].iloc[at],
        np.setdiff1d(closed[1], closed[0]), np.setdiff1d(closed[0], closed[1]),
    )  # fmt: skip


def _same_table(base: City, edited: City, name: str) -> bool:
    one, other = base.layers[name], edited.layers[name]
    return one is other or one.table.equals(other.table)


def _differing_columns(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> Bools | None:
    """Return which rows differ in some column; None where one differs in its course."""
    if not _same_course(before, after).all():
        return None
    made = np.zeros(len(before), bool)
    for name in before.columns.drop(before.geometry.name):
        differs = _differs(before[name], after[name])
        if differs.any() and name in SHAPING:
            return None
        made |= differs
    return made


def _same_course(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> Bools:
    shapes = (np.asarray(table.geometry.values, dtype=object) for table in (before, after))
    return np.asarray(shapely.equals_identical(*shapes), bool)


def _differing_rows(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> Bools:
    """Return which of the same streets differ in some column, or in their course."""
    columns = before.columns.drop(before.geometry.name)
    differs = [~_same_course(before, after), *(_differs(before[name], after[name]) for name in columns)]
    return np.asarray(np.logical_or.reduce(differs), bool)


def share_values(one: pd.Series, other: pd.Series) -> bool:
    """Return whether two columns are one in memory, as those are that an edit left alone; False may be a mistake."""
    arrays = [column.array for column in (one, other)]
    if all(hasattr(array, "__arrow_array__") for array in arrays):
        return arrays[0].__arrow_array__() is arrays[1].__arrow_array__()
    return isinstance(one.dtype, np.dtype) and np.shares_memory(one.to_numpy(), other.to_numpy())


def _differs(one: pd.Series, other: pd.Series) -> Bools:
    if share_values(one, other):
        return np.zeros(len(one), bool)
    if one.dtype == object:
        pairs = zip(one.tolist(), other.tolist(), strict=True)
        return np.array([a is not b and _plain(a) != _plain(b) for a, b in pairs], bool)
    missing = one.isna().to_numpy(bool), other.isna().to_numpy(bool)
    equal = (one == other).fillna(value=False).to_numpy(bool)
    return ~(equal | (missing[0] & missing[1]))


def _plain(value: object) -> object:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _streets_of_changed_lanes(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> list[object]:
    """Return the ids of the streets of which some bike lane is new, gone or different."""
    if before is after:
        return []
    both = before.index.intersection(after.index)
    one, other = before.loc[both], after.loc[both]
    columns = before.columns.drop(before.geometry.name)
    differs = np.logical_or.reduce([_differs(one[name], other[name]) for name in columns])
    rows = [one[differs], other[differs], before.drop(index=both), after.drop(index=both)]
    return [street for table in rows for street in table["street_id"].dropna()]


def _with_sidepaths(streets: gpd.GeoDataFrame, told: Bools, row: Ints) -> Ints:
    """Return rows, and the streets whose users are told to take the path beside them where such a path may be one."""
    others = np.flatnonzero(told)
    return np.union1d(row, others[_near(streets, others, row)]) if len(others) and len(row) else row


def _with_paths_beside(streets: gpd.GeoDataFrame, told: Bools, row: Ints) -> Ints:
    """Return rows, and what may be the path beside those whose users are told to take it."""
    of_paths = row[told[row]]
    if not len(of_paths):
        return row
    every = np.arange(len(streets))
    return np.union1d(row, every[_near(streets, every, of_paths)])


def _rows(streets: gpd.GeoDataFrame, row: Ints, columns: Sequence[str]) -> pd.DataFrame:
    """Return some rows of some columns: taking all sixty of them takes longer than what is asked of them."""
    return pd.DataFrame({name: streets[name].iloc[row] for name in columns if name in streets.columns})


def _told(streets: pd.DataFrame) -> Bools:
    tags = Tags(streets)
    return np.asarray(np.logical_or.reduce([tags.is_one_of(key, "use_sidepath") for key in SENT_BESIDE]), bool)


def _near(streets: gpd.GeoDataFrame, some: Ints, others: Ints) -> Bools:
    lines = np.asarray(streets.geometry.values, dtype=object)
    return _lines_near(lines[some], lines[others])


def _lines_near(lines: NDArray[np.object_], others: NDArray[np.object_]) -> Bools:
    found, _ = shapely.STRtree(others).query(lines, predicate="dwithin", distance=BESIDE_M)
    return np.isin(np.arange(len(lines)), found)


def _nodes_and_neighbours(base: City, row: Ints) -> tuple[Ints, Ints]:
    """Return the OpenStreetMap nodes of some streets, and all streets that have one of them."""
    node, of = base.kept("nodes of streets", lambda: _nodes_of_streets(base.streets["node_ids"].tolist()))
    nodes = np.unique(node[np.isin(of, row)])
    return nodes, np.unique(of[np.isin(node, nodes)])


def _nodes_of_streets(ids: Sequence[Sequence[int] | None]) -> tuple[Ints, Ints]:
    known = [[] if one is None else one for one in ids]
    of = np.repeat(np.arange(len(known)), [len(one) for one in known])
    return np.fromiter((node for one in known for node in one), np.int64, len(of)), of


def facts_of_streets(city: City) -> pd.DataFrame:
    """Return the facts (`street_facts`) of all streets of a city; made once, those of unchanged streets by the base."""
    return city.kept("facts of streets", lambda: _facts_of_all(city), needs=("streets", "bike_lanes"))


def _facts_of_all(city: City) -> pd.DataFrame:
    base = city.base
    if base is None or city.made_anew:
        return street_facts(city.streets, city.bike_lanes)
    known, (row, seen) = facts_of_streets(base), _rows_of_changed_facts(base, city)
    at = positions_before(base.streets.index, city.streets.index)
    made, facts = {}, _facts(city, seen)
    here = np.searchsorted(seen, row)
    for name in known:
        made[name] = known[name].to_numpy()[at]
        made[name][row] = facts[name].to_numpy()[here]
    return pd.DataFrame(made, index=city.streets.index)


def _rows_of_changed_facts(base: City, city: City) -> tuple[Ints, Ints]:
    """Return the streets whose facts may differ from those in the base, and those from which they are told."""
    before, after = base.streets, city.streets
    at = positions_before(before.index, after.index)
    old = np.flatnonzero(at >= 0)
    differs = np.ones(len(after), bool)
    was, is_now = before.iloc[at[old]], after.iloc[old]
    differs[old] = _differing_rows(was, is_now)
    lanes = _streets_of_changed_lanes(base.bike_lanes, city.bike_lanes)
    row = np.flatnonzero(differs | after.index.isin(lanes))
    told = base.kept("told to take the path beside", lambda: _told(before))[at]
    told[row] = _told(_rows(after, row, SENT_BESIDE))
    gone = np.ones(len(before), bool)
    gone[at[old[~differs[old]]]] = False
    lines = [np.asarray(table.geometry.values, dtype=object) for table in (after, before)]
    others = np.flatnonzero(told)
    near = _lines_near(lines[0][others], np.concatenate([lines[0][row], lines[1][gone]]))
    row = np.union1d(row, others[near])
    return row, _with_paths_beside(after, told, row)


def crossings_of(city: City) -> CrossingNodes:
    """Return the nodes where streets of a city are crossed; made once."""
    return city.kept("crossing nodes", lambda: crossing_nodes(city.crossings), needs=["crossings"])


def _facts(city: City, row: Ints) -> pd.DataFrame:
    """Return what moving along some streets needs to know."""
    streets = city.streets.iloc[row]
    lanes = city.bike_lanes
    return street_facts(streets, lanes[lanes["street_id"].isin(streets.index)])
