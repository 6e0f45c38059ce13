"""The mobility graph of an edited city, laid over that of the city it was made of where that is exact."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .arcs import Arcs, with_barriers
from .changed_streets import ChangedStreets, changed_streets
from .city import City
from .graph_from_city import FACT_COLUMNS, STREET_COLUMNS, VEHICLE_OF_RULE, graph_from_city
from .mobility import MobilityGraph
from .node_access import node_access, turn_bans
from .slopes import Slopes, slopes_of
from .street_access import ENDS
from .travel_modes import TRAVEL_MODES
from .travel_times import ends_only, link_seconds

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
CHILDREN = tuple(name for name, mode in TRAVEL_MODES.items() if not mode.crosses_alone)


@dataclass(frozen=True)
class _Links:
    """The links of changed streets: positions in the graph, each one's street in `changed`, slopes, seconds by mode.

    Seconds are links × (forward, backward) × modes, before and after.
    """

    link: Ints
    row: Ints
    before_s: Floats
    after_s: Floats


@dataclass(frozen=True)
class _Opened:
    """Arcs that some mode may use and could not before: where, and the seconds of each mode (inf for the others)."""

    tail: Ints
    head: Ints
    link: Ints
    forward: Bools
    seconds: Floats


def edited_graph(base: City, edited: City) -> MobilityGraph:
    """Return the graph of a city that was made of another by edits: as if made anew of its layers.

    Times between the nodes they share are those of a graph made anew. That is what is done where streets
    were drawn or removed, or rules of the road change at nodes in ways that an overlay cannot say.
    """
    made = overlay(base, edited)
    return made if made is not None else graph_from_city(edited)


def overlay(base: City, edited: City) -> MobilityGraph | None:
    """Return the base city's graph with the changes of an edited one laid over it; None where that is not exact."""
    changed = changed_streets(base, edited)
    if changed is None:
        return None
    graph = base.mobility
    if not len(changed.row):
        return graph
    modes = graph.modes
    links = _links_of(graph, changed, edited)
    if _moves_stops(graph, changed, links) or _changes_private_streets(changed):
        return None
    opened = _opened(base, graph, changed, links)
    if opened is None or not _have_no_copies(graph, changed.closed_to_children, CHILDREN):
        return None
    seconds = _retimed(graph, links)
    table = _with_link_columns(graph.links, changed, links)
    if not len(opened.link) and not len(changed.closed_to_children):
        return _light(graph, table, seconds)
    return _rebound(graph, table, seconds, opened, changed.closed_to_children, modes)


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

    def timed(streets: gpd.GeoDataFrame, facts: pd.DataFrame) -> Floats:
        return np.stack(link_seconds(facts, row, slopes(streets), modes=graph.modes), axis=1)

    before_s = timed(changed.before, changed.facts_before)
    return _Links(link, row, before_s, timed(changed.after, changed.facts_after))


def _moves_stops(graph: MobilityGraph, changed: ChangedStreets, links: _Links) -> bool:
    """Return whether stops may stand beside another street now, as streets open or close to walkers."""
    access = (graph.links["kind"] == "stop_access").to_numpy(bool)
    if not access.any():
        return False
    if changed.opened_to_walkers.any():
        return True
    closed = links.link[changed.closed_to_walkers[links.row]]
    ends = graph.links[["start", "end"]].to_numpy()
    return bool(np.isin(graph.links["start"].to_numpy()[access], ends[closed]).any())


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


def _opened(base: City, graph: MobilityGraph, changed: ChangedStreets, links: _Links) -> _Opened | None:
    """Return the arcs to be opened; None where a rule at their ends would bind them."""
    opens = np.isinf(links.before_s) & np.isfinite(links.after_s)
    place, way = np.nonzero(opens.any(axis=2))
    ends = graph.links[["start", "end"]].to_numpy(np.int64)[links.link[place]]
    forward = way == 0
    tail, head = np.where(forward, ends[:, 0], ends[:, 1]), np.where(forward, ends[:, 1], ends[:, 0])
    seconds = np.where(opens[place, way], links.after_s[place, way], np.inf)
    if not len(place):
        return _Opened(tail, head, links.link[place], forward, seconds)
    gates = base.kept("gates", lambda: node_access(base.barriers, base.crossings)[0])
    osm_node = graph.nodes["osm_node"].to_numpy()
    delay = gates.reindex(osm_node[head])[[f"{mode}_s" for mode in graph.modes]].fillna(0.0).to_numpy(float)
    for k, mode in enumerate(graph.modes):
        bound = np.isfinite(seconds[:, k])
        if not bound.any():
            continue
        nodes = np.unique(np.concatenate([tail[bound], head[bound]]))
        at = gates.reindex(osm_node[nodes]).dropna(subset=["foot"])
        rule = VEHICLE_OF_RULE[TRAVEL_MODES[mode].vehicle]
        own = changed.facts_after[[f"{rule}_forward", f"{rule}_backward"]].to_numpy(object)
        private = own[links.row[place[bound]], way[bound]] == ENDS
        if private.any() or at[f"{mode}_blocked"].any() or (at[rule] == ENDS).any():
            return None
        if mode == "car" and np.isin(osm_node[nodes], turn_bans(base.turn_restrictions)[0]["via_node"]).any():
            return None
        if not _may_be_entered(graph, nodes, mode):
            return None
    return _Opened(tail, head, links.link[place], forward, seconds + delay)


def _may_be_entered(graph: MobilityGraph, nodes: Ints, mode: str) -> bool:
    """Return whether an arc between some nodes needs no copy of them, and copies need no new way to them."""
    touched = _touched(graph, mode)
    original = graph.nodes["original"].to_numpy()
    copies = np.flatnonzero(np.isin(original, nodes) & (original != np.arange(len(original))))
    kinds = graph.nodes["kind"].to_numpy(object)[copies]
    if np.isin(kinds, ["barrier"]).any() and mode in CHILDREN:
        return False
    with_copy = original[copies[touched[copies]]]
    return bool(touched[with_copy].all())


def _have_no_copies(graph: MobilityGraph, nodes: Ints, modes: Sequence[str]) -> bool:
    """Return whether no copy of some OpenStreetMap nodes has open arcs of some modes."""
    if not len(nodes):
        return True
    original = graph.nodes["original"].to_numpy()
    copies = np.isin(graph.nodes["osm_node"].to_numpy(), nodes) & (original != np.arange(len(original)))
    return not any((_touched(graph, mode) & copies).any() for mode in modes)


def _touched(graph: MobilityGraph, mode: str) -> Bools:
    """Return which nodes have an open arc of a mode."""
    open_ = np.isfinite(graph.seconds(mode))
    touched = np.zeros(len(graph.nodes), bool)
    for end in ("tail", "head"):
        touched[graph.arcs[end].to_numpy()[open_]] = True
    return touched


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
    trees = {mode: tree for mode, tree in graph._trees.items() if mode not in seconds}
    return replace(graph, links=links, arcs=graph.arcs.assign(**seconds), _compiled=compiled, _trees=trees)


def _rebound(
    graph: MobilityGraph,
    links: gpd.GeoDataFrame,
    seconds: dict[str, Floats],
    opened: _Opened,
    closed_to_children: Ints,
    modes: Sequence[str],
) -> MobilityGraph:
    """Return the graph with arcs opened, and with nodes that children do not pass."""
    nodes, arcs = graph.nodes, graph.arcs
    every = np.column_stack([seconds.get(mode, graph.seconds(mode)) for mode in modes])
    columns = [arcs[name].to_numpy() for name in ("tail", "head", "link", "forward")]
    new = (opened.tail, opened.head, opened.link, opened.forward)
    tail, head, link, forward = (np.concatenate(pair) for pair in zip(columns, new, strict=True))
    made = Arcs(
        tail.astype(np.int64), head.astype(np.int64), link.astype(np.int64), forward.astype(bool),
        np.vstack([every, opened.seconds]), nodes["original"].to_numpy(np.int64), nodes["kind"].to_numpy(object),
    )  # fmt: skip
    blocked = np.zeros((len(nodes), len(modes)), bool)
    is_original = nodes["original"].to_numpy() == np.arange(len(nodes))
    at = np.flatnonzero(np.isin(nodes["osm_node"].to_numpy(), closed_to_children) & is_original)
    blocked[np.ix_(at, np.flatnonzero(np.isin(list(modes), CHILDREN)))] = True
    made = with_barriers(made, blocked)
    copies = made.original[len(nodes) :]
    added = nodes.iloc[copies].assign(original=copies.astype(np.int32), kind=made.kind[len(nodes) :])
    grown = pd.concat([nodes, added.astype(nodes.dtypes.to_dict())], ignore_index=True) if len(copies) else nodes
    return MobilityGraph(grown, links, made.table(modes), graph.report)


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
