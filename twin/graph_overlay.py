"""The mobility graph of an edited city, laid over that of the city it was made of where that is exact."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .changed_streets import ChangedStreets, changed_streets
from .city import GRAPH_LAYERS, City
from .edited_timetable import TRANSIT, with_waits
from .graph_from_city import (
    FACT_COLUMNS,
    MODES,
    STREET_COLUMNS,
    VEHICLE_OF_RULE,
    arcs_with_rules,
    graph_from_city,
    nodes_with_copies,
)
from .graph_parts import GraphParts, graph_parts
from .mobility import ARC_COLUMNS, MobilityGraph
from .slopes import Slopes, slopes_of
from .travel_modes import TRAVEL_MODES
from .travel_times import ends_only, link_seconds

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Links:
    """The links of changed streets: positions in the graph, each one's street in `changed`, slopes, seconds by mode.

    Seconds are links × (forward, backward) × modes, before and after.
    """

    link: Ints
    row: Ints
    before_s: Floats
    after_s: Floats


def edited_graph(base: City, edited: City) -> MobilityGraph:
    """Return the graph of a city that was made of another by edits: as if made anew of its layers.

    Where only times change, the arrays of the base are copied and these times written over; where streets open
    or rules of the road change, arcs are made anew between the same links; where streets are drawn or removed, or
    rules at nodes or lines change, all is.
    """
    made = _with_streets(base, edited)
    if made is not None and edited.read_timetable is not base.read_timetable:
        made = with_waits(made, edited.timetable) if edited.timetable is not None else None
    return made if made is not None else graph_from_city(edited)


def _with_streets(base: City, edited: City) -> MobilityGraph | None:
    """Return the graph of the base with edited streets; None where links or rules at nodes may differ."""
    graph = base.mobility
    if edited.changed_layers.isdisjoint(GRAPH_LAYERS):
        return graph
    changed = changed_streets(base, edited)
    if changed is None:
        return None
    if not len(changed.row):
        return graph
    links = _links_of(graph, changed, edited)
    table = _with_link_columns(graph.links, changed, links)
    if _only_times_change(changed, links):
        return _light(graph, table, _retimed(graph, links))
    return _with_new_arcs(base, edited, changed, links, table)


def _links_of(graph: MobilityGraph, changed: ChangedStreets, city: City) -> _Links:
    of_street = graph.links["street"].cat
    position = pd.Index(changed.before.index.astype(object)).get_indexer(of_street.categories.astype(object))
    code = of_street.codes.to_numpy()
    row = np.where(code >= 0, position[code], -1)
    link = np.flatnonzero(row >= 0)
    row = row[link]
    chosen = graph.links.iloc[link]
    z_m = graph.nodes["z_m"].to_numpy(float)

    def slopes(streets: gpd.GeoDataFrame) -> Slopes:
        off = (streets["bridge"].notna() | streets["tunnel"].notna()).to_numpy(bool)[row]
        incline = streets["incline_percent"].to_numpy(float)[row]
        return slopes_of(
            chosen.assign(off_ground=off, incline_percent=incline).reset_index(drop=True), z_m, city.terrain
        )

    # Both at once: what so few rows take is the number of calls, not of rows.
    facts = pd.concat([changed.facts_before, changed.facts_after], ignore_index=True)
    both = np.concatenate([row, row + len(changed.row)])
    was, is_now = slopes(changed.before), slopes(changed.after)
    pieces = Slopes(
        np.concatenate([was.link, is_now.link + len(row)]),
        np.concatenate([was.length_m, is_now.length_m]),
        np.concatenate([was.grade, is_now.grade]),
    )
    seconds = np.stack(link_seconds(facts, both, pieces, modes=graph.modes), axis=1)
    return _Links(link, row, seconds[: len(row)], seconds[len(row) :])


def _only_times_change(changed: ChangedStreets, links: _Links) -> bool:
    """Return whether arcs only get other times or close: none opens, and no rule at nodes binds otherwise."""
    opens = np.isinf(links.before_s) & np.isfinite(links.after_s)
    crossed = len(changed.closed_to_children) + len(changed.opened_to_children)
    return not opens.any() and not crossed and not _changes_private_streets(changed)


def _changes_private_streets(changed: ChangedStreets) -> bool:
    """Return whether a street becomes one in which trips only begin and end, or ceases to be one and stays open."""
    rows = np.arange(len(changed.before))
    for mode in ("walk", "bike", "car"):
        vehicle = VEHICLE_OF_RULE[TRAVEL_MODES[mode].vehicle]
        was, is_now = (ends_only(facts, rows, mode) for facts in (changed.facts_before, changed.facts_after))
        for k, direction in enumerate(("forward", "backward")):
            closed = (changed.facts_after[f"{vehicle}_{direction}"] == "no").to_numpy(bool)
            if (is_now[k] & ~was[k]).any() or (was[k] & ~is_now[k] & ~closed).any():
                return True
    return False


def _retimed(graph: MobilityGraph, links: _Links) -> dict[str, Floats]:
    """Return the seconds of all arcs for the modes for which those of some change; arcs that open stay closed here."""
    at = np.full(len(graph.links), -1)
    at[links.link] = np.arange(len(links.link))
    arc_link = graph.arcs["link"].to_numpy()
    arcs = np.flatnonzero(at[arc_link] >= 0)
    place, way = at[arc_link[arcs]], np.where(graph.arcs["forward"].to_numpy()[arcs], 0, 1)
    before, after = links.before_s[place, way], links.after_s[place, way]
    made = {}
    for k, mode in enumerate(graph.modes):
        was = graph.seconds(mode)[arcs]
        there = np.isfinite(was) & (before[:, k] != after[:, k])
        if there.any():
            seconds = graph.seconds(mode).copy()
            seconds[arcs[there]] = was[there] - before[there, k] + after[there, k]
            made[mode] = seconds
    return made


def _light(graph: MobilityGraph, links: gpd.GeoDataFrame, seconds: dict[str, Floats]) -> MobilityGraph:
    """Return the graph with other seconds of the same arcs; compiled arrays are kept, those that change are copied."""
    compiled = {
        mode: made.with_seconds(seconds[mode][made.arc]) if mode in seconds else made
        for mode, made in graph._compiled.items()
    }
    arcs = graph.arcs.assign(**seconds)
    changed = frozenset(seconds)
    return replace(
        graph, links=links, arcs=arcs, changed_modes=changed, _compiled=compiled, _base=graph
    )  # fmt: skip


def _with_new_arcs(
    base: City, edited: City, changed: ChangedStreets, links: _Links, table: gpd.GeoDataFrame
) -> MobilityGraph:
    """Return the graph with arcs made anew between the same links, and those of lines moved behind the new nodes."""
    graph, parts = base.mobility, _edited_parts(graph_parts(base), edited, changed, links)
    made = arcs_with_rules(parts)
    street_nodes = nodes_with_copies(parts, made)
    first = int((~graph.nodes["kind"].isin(["stop", "ride"])).sum())
    moved = len(street_nodes) - first
    lines = graph.arcs[graph.arcs["link"].to_numpy() >= len(parts.links)]
    ends = {end: np.where(lines[end] >= first, lines[end] + moved, lines[end]).astype(np.int32)
            for end in ("tail", "head")}  # fmt: skip
    arcs = pd.concat([made.table(MODES), lines.assign(**ends)], ignore_index=True)
    arcs = arcs.iloc[np.lexsort((arcs["link"], arcs["head"], arcs["tail"]))].reset_index(drop=True)
    of_lines = graph.nodes.iloc[first:]
    originals = (of_lines["original"] + moved).astype(np.int32)
    nodes = pd.concat([street_nodes, of_lines.assign(original=originals)], ignore_index=True)
    if moved:
        ends = {end: np.where(table[end] >= first, table[end] + moved, table[end]).astype(np.int32)
                for end in ("start", "end")}  # fmt: skip
        table = table.assign(**ends)
    differs = _differing_modes(graph.arcs, arcs) | ({TRANSIT} if moved else frozenset())
    return MobilityGraph(nodes, table, arcs, graph.report, changed_modes=differs, _tree=graph._tree, _base=graph)


def _edited_parts(parts: GraphParts, edited: City, changed: ChangedStreets, links: _Links) -> GraphParts:
    """Return the parts of the base with what changed streets are now."""
    facts = pd.DataFrame({name: _replaced(parts.facts[name], changed.row, changed.facts_after[name].to_numpy())
                          for name in parts.facts})  # fmt: skip
    seconds = []
    for k, before in enumerate(parts.seconds):
        after = before.copy()
        after[links.link] = links.after_s[:, k]
        seconds.append(after)
    closed = np.setdiff1d(parts.closed_to_children, changed.opened_to_children)
    closed = np.union1d(closed, changed.closed_to_children)
    return replace(
        parts, table=edited.streets, facts=facts, seconds=(seconds[0], seconds[1]), closed_to_children=closed
    )  # fmt: skip


def _differing_modes(before: pd.DataFrame, after: pd.DataFrame) -> frozenset[str]:
    """Return the modes whose open arcs are not the same, in the same order, in two tables of arcs."""
    modes = [name for name in before.columns if name not in ARC_COLUMNS]
    columns = [[table[name].to_numpy() for name in ARC_COLUMNS] for table in (before, after)]
    found = set()
    for mode in modes:
        seconds = [table[mode].to_numpy() for table in (before, after)]
        open_ = [np.isfinite(each) for each in seconds]
        pairs = zip(*([*of, s] for of, s in zip(columns, seconds, strict=True)), strict=True)
        if not all(np.array_equal(one[open_[0]], other[open_[1]]) for one, other in pairs):
            found.add(mode)
    return frozenset(found)


def _with_link_columns(links: gpd.GeoDataFrame, changed: ChangedStreets, of: _Links) -> gpd.GeoDataFrame:
    """Return the links with what their changed streets say now."""
    facts = {name: changed.facts_after[name] for name in FACT_COLUMNS}
    said = {name: changed.after[name] for name in STREET_COLUMNS}
    columns = {}
    for name, values in {**said, **facts, "wheelchair": changed.facts_after["wheelchair_forward"]}.items():
        new = values.astype(object).where(values.notna(), None).to_numpy(object)[of.row]
        old = links[name].iloc[of.link].astype(object)
        differs = (old.to_numpy(object) != new) & ~(old.isna().to_numpy() & pd.isna(new))
        if differs.any():
            columns[name] = _replaced(links[name], of.link[differs], new[differs])
    return links.assign(**columns)


def _replaced(column: pd.Series, at: Ints, values: NDArray[np.object_]) -> pd.Series:
    """Return a column with other values at some positions."""
    made = column.copy()
    if isinstance(made.dtype, pd.CategoricalDtype):
        missing = pd.Index([v for v in pd.unique(values) if not pd.isna(v) and v not in made.cat.categories])
        made = made.cat.add_categories(missing) if len(missing) else made
        made.iloc[at] = pd.Series(pd.Categorical(values, categories=made.cat.categories))
    else:
        made.iloc[at] = pd.Series(values).astype(made.dtype).to_numpy()
    return made
