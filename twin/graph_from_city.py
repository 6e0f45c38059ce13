"""The mobility graph of a city: its streets, bike lanes, barriers, crossings, turn restrictions and lines, joined."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geodata.language import N_
from geodata.report import Report, report_of

from .arcs import Arcs, arcs_of_links, with_banned_turns, with_barriers, with_ends_only
from .city import City
from .graph_parts import GraphParts, graph_parts
from .mobility import NODE_COLUMNS, SMALL_PART_NODES, MobilityGraph
from .stops_on_graph import with_lines
from .tags import ENDS
from .travel_modes import TRAVEL_MODES
from .travel_times import ends_only

MODES = tuple(TRAVEL_MODES)
LAYER = "mobility"  # the name of the graph in reports
STREET_COLUMNS = ("name", "class", "surface", "lit", "kerb", "lanes", "width_m", "layer")
FACT_COLUMNS = ("bike_facility", "stress_forward", "stress_backward", "speed_kmh", "speed_tier")
CODED_COLUMNS = ("kind", "street", "name", "class", "surface", "lit", "kerb", "wheelchair", "bike_facility", "tier")
VEHICLE_OF_RULE = {"foot": "foot", "wheelchair": "foot", "bicycle": "bicycle", "car": "car"}  # whose private streets
SMALL_PART = N_("part of a small piece of the street graph that nothing else reaches: no trip starts or ends there")


def graph_from_city(city: City) -> MobilityGraph:
    """Return the graph of a city's layers, with what was assumed or found no place in its report.

    Ways meet where they share a node (see `topology`); squares are walked straight across; heights come from
    the terrain, level on bridges and in tunnels. Barriers, private streets and banned turns are kept in
    copies of nodes (see `arcs`); lines of public transport join at their stops. Entries of the report stand
    under "mobility".
    """
    parts = graph_parts(city)
    report = parts.report + _small_parts(parts)
    streets = _graph(parts, Report(tuple(replace(entry, layer=LAYER) for entry in report.entries)))
    graph = with_lines(streets, city.timetable, parts.stops, city.terrain)
    links = graph.links.astype(dict.fromkeys(CODED_COLUMNS, "category"))
    return replace(graph, links=links, _base=city.base.mobility if city.base is not None else None)


def arcs_with_rules(parts: GraphParts) -> Arcs:
    """Return two arcs for each link with what nodes at their heads cost, bound by barriers, private streets, turns."""
    gates = parts.all_gates()
    delays = _of_nodes(parts, gates, [f"{mode}_s" for mode in MODES], missing=0.0).astype(float)
    start, end = parts.links["start"].to_numpy(np.int64), parts.links["end"].to_numpy(np.int64)
    forward, backward = parts.seconds
    made = arcs_of_links(start, end, forward + delays[end], backward + delays[start], node_count=len(parts.nodes))
    blocked = _of_nodes(parts, gates, [f"{mode}_blocked" for mode in MODES], missing=False).astype(bool)
    made = with_barriers(made, blocked)
    for vehicle in ("foot", "bicycle", "car"):
        modes = [k for k, mode in enumerate(MODES) if VEHICLE_OF_RULE[TRAVEL_MODES[mode].vehicle] == vehicle]
        inner_forward, inner_backward = ends_only(parts.facts, parts.row, MODES[modes[0]])
        bound = np.where(made.forward, inner_forward[made.link], inner_backward[made.link])
        behind = (_of_nodes(parts, gates, [vehicle], missing="yes") == ENDS)[:, 0]
        bound |= behind[made.original[made.tail]] | behind[made.original[made.head]]
        in_zone = parts.facts["in_zone"].to_numpy(bool)[parts.row][made.link] & (vehicle == "car")
        made = with_ends_only(made, bound & ~in_zone, modes=modes)
        zone = np.concatenate([in_zone & bound, np.zeros(len(made.link) - len(bound), bool)])
        made = with_ends_only(made, zone, modes=modes)  # after private streets: out of these one comes into the zone
    return with_banned_turns(made, parts.bans, mode=MODES.index("car"))


def _of_nodes(parts: GraphParts, gates: pd.DataFrame, columns: list[str], *, missing: object) -> NDArray[np.object_]:
    """Return columns of `gates` for each node of the streets."""
    rows = gates.index.get_indexer(pd.Index(parts.nodes["osm_node"]))
    values = np.full((len(rows), len(columns)), missing, dtype=object)
    values[rows >= 0] = gates[columns].to_numpy(object)[rows[rows >= 0]]
    return values


def _graph(parts: GraphParts, report: Report) -> MobilityGraph:
    arcs = arcs_with_rules(parts)
    return MobilityGraph(nodes_with_copies(parts, arcs), _link_table(parts), arcs.table(MODES), report)


def nodes_with_copies(parts: GraphParts, arcs: Arcs) -> pd.DataFrame:
    """Return the street nodes and their copies as the table of a graph."""
    nodes = parts.nodes.iloc[arcs.original].reset_index(drop=True)
    nodes = nodes.assign(original=arcs.original.astype(np.int32), kind=arcs.kind)
    return nodes.astype({"x_m": float, "y_m": float, "osm_node": np.int64})[list(NODE_COLUMNS)]


def _link_table(parts: GraphParts) -> gpd.GeoDataFrame:
    row, links, slopes = parts.row, parts.links, parts.slopes
    street, facts = parts.table.iloc[row], parts.facts.iloc[row]
    count = len(links)
    climb, descent = slopes.climb_m(count), slopes.descent_m(count)
    length = links["length_m"].to_numpy(float)
    taken = {name: street[name].to_numpy() for name in STREET_COLUMNS}
    known = {name: facts[name].to_numpy() for name in FACT_COLUMNS}
    columns = {
        "start": links["start"].to_numpy(np.int32),
        "end": links["end"].to_numpy(np.int32),
        "kind": "street",
        "street": street.index.to_numpy(object),
        **taken,
        "length_m": length,
        "climb_m": climb,
        "descent_m": descent,
        "grade": (climb - descent) / np.maximum(length, 0.01),
        "steps": facts["is_steps"].to_numpy(bool),
        "wheelchair": facts["wheelchair_forward"].to_numpy(object),
        **known,
        "bridge": street["bridge"].notna().to_numpy(bool),
        "tunnel": street["tunnel"].notna().to_numpy(bool),
        "tier": None,
    }
    return gpd.GeoDataFrame(columns, geometry=links.geometry.to_numpy(), crs=links.crs)


def _small_parts(parts: GraphParts) -> Report:
    """Return the streets of parts of the graph that are too small to be used."""
    start, end = parts.links["start"].to_numpy(), parts.links["end"].to_numpy()
    count = len(parts.nodes)
    _, part = connected_components(
        coo_matrix((np.ones(len(start)), (start, end)), shape=(count, count)), directed=False
    )
    small = np.bincount(part)[part[start]] < SMALL_PART_NODES
    ids = parts.table.index[np.unique(parts.row[small])]
    return report_of(LAYER, "assumed", SMALL_PART, ids)
