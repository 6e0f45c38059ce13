"""The mobility graph of a city: its streets, bike lanes, barriers, crossings, turn restrictions and lines, joined."""

from dataclasses import dataclass, replace

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
from .mobility import NODE_COLUMNS, SMALL_PART_NODES, MobilityGraph
from .node_access import node_access, turn_bans
from .slopes import Slopes, node_heights, slopes_of
from .squares import links_across
from .stops_on_graph import JoinedStops, with_joined_stops, with_lines
from .street_access import ENDS, NO
from .topology import nodes_and_links
from .travel_modes import TRAVEL_MODES
from .travel_times import ends_only, link_seconds, street_facts
from .turns import Bans, bans_of_links

MODES = tuple(TRAVEL_MODES)
LAYER = "mobility"  # the name of the graph in reports
STREET_COLUMNS = ("name", "class", "surface", "lit", "kerb", "lanes", "width_m", "layer")
FACT_COLUMNS = ("bike_facility", "stress_forward", "stress_backward", "speed_kmh", "speed_tier")
CODED_COLUMNS = ("kind", "street", "name", "class", "surface", "lit", "kerb", "wheelchair", "bike_facility", "tier")
VEHICLE_OF_RULE = {"foot": "foot", "wheelchair": "foot", "bicycle": "bicycle", "car": "car"}  # whose private streets
NO_PLACE = N_("a turn restriction between ways that do not meet in the graph")
SMALL_PART = N_("part of a small piece of the street graph that nothing else reaches: no trip starts or ends there")


@dataclass(frozen=True)
class _Streets:
    """Streets as nodes and links; `row` of a link is the position of its street in `facts` and in `table`."""

    table: gpd.GeoDataFrame
    facts: pd.DataFrame
    nodes: pd.DataFrame
    links: gpd.GeoDataFrame
    slopes: Slopes
    stops: JoinedStops

    @property
    def row(self) -> NDArray[np.int64]:
        """The position of each link's street in `table` and `facts`."""
        return np.asarray(self.links["row"], np.int64)


def graph_from_city(city: City) -> MobilityGraph:
    """Return the graph of a city's layers, with what was assumed or found no place in its report.

    Ways meet where they share a node (see `topology`); squares are walked straight across; heights come from
    the terrain, level on bridges and in tunnels. Barriers, private streets and banned turns are kept in
    copies of nodes (see `arcs`); lines of public transport join at their stops. Entries of the report stand
    under "mobility".
    """
    facts, report = street_facts(city.streets, city.bike_lanes)
    gates, told = node_access(city.barriers, city.crossings, city.streets, facts)
    streets, joined = _streets(city, facts, gates)
    rules, left_out = turn_bans(city.turn_restrictions)
    bans, lost = bans_of_links(rules, streets.nodes, streets.links, _ways(streets))
    arcs = _with_rules(_plain_arcs(streets, gates), streets, gates, bans)
    report += told + joined + left_out + report_of(LAYER, "assumed", NO_PLACE, lost) + _small_parts(streets)
    graph = _graph(streets, arcs, Report(tuple(replace(entry, layer=LAYER) for entry in report.entries)))
    graph = with_lines(graph, city.timetable, streets.stops, city.terrain)
    return replace(graph, links=graph.links.astype(dict.fromkeys(CODED_COLUMNS, "category")))


def _streets(city: City, facts: pd.DataFrame, gates: pd.DataFrame) -> tuple[_Streets, Report]:
    table = city.streets
    nodes, links = nodes_and_links(table, cut_at=gates.index.to_list())
    links = pd.concat([links, links_across(table, nodes, links)], ignore_index=True)
    walkable = (facts["foot_forward"] != NO).to_numpy(bool)[links["row"]]
    nodes, links, stops, report = with_joined_stops(nodes, links, city.timetable, walkable=walkable)
    street = table.iloc[links["row"].to_numpy()]
    off_ground = street["bridge"].notna() | street["tunnel"].notna()
    links = links.assign(
        length_m=links.length,
        off_ground=off_ground.to_numpy(bool),
        incline_percent=street["incline_percent"].to_numpy(float),
    )
    z_m = node_heights(nodes["x_m"].to_numpy(), nodes["y_m"].to_numpy(), links, city.terrain)
    slopes = slopes_of(links, z_m, city.terrain)
    return _Streets(table, facts, nodes.assign(z_m=z_m), links, slopes, stops), report


def _ways(streets: _Streets) -> pd.Series:
    """Return the OpenStreetMap way of each link, "way/12" for its piece "way/12#1" too."""
    ways = pd.Series(streets.table.index.astype("str")).str.replace(r"#.*", "", regex=True)
    return ways.iloc[streets.row].reset_index(drop=True)


def _plain_arcs(streets: _Streets, gates: pd.DataFrame) -> Arcs:
    """Return two arcs for each link, with the seconds that lights and crossings at their heads cost."""
    forward, backward = link_seconds(streets.facts, streets.row, streets.slopes)
    delays = _of_nodes(streets, gates, [f"{mode}_s" for mode in MODES], missing=0.0).astype(float)
    start, end = streets.links["start"].to_numpy(np.int64), streets.links["end"].to_numpy(np.int64)
    return arcs_of_links(start, end, forward + delays[end], backward + delays[start], node_count=len(streets.nodes))


def _with_rules(arcs: Arcs, streets: _Streets, gates: pd.DataFrame, bans: Bans) -> Arcs:
    """Return the arcs bound by barriers, private streets and gates, and turn restrictions."""
    blocked = _of_nodes(streets, gates, [f"{mode}_blocked" for mode in MODES], missing=False).astype(bool)
    made = with_barriers(arcs, blocked)
    for vehicle in ("foot", "bicycle", "car"):
        modes = [k for k, mode in enumerate(MODES) if VEHICLE_OF_RULE[TRAVEL_MODES[mode].vehicle] == vehicle]
        forward, backward = ends_only(streets.facts, streets.row, MODES[modes[0]])
        bound = np.where(made.forward, forward[made.link], backward[made.link])
        behind = (_of_nodes(streets, gates, [vehicle], missing="yes") == ENDS)[:, 0]
        bound |= behind[made.original[made.tail]] | behind[made.original[made.head]]
        made = with_ends_only(made, bound, modes=modes)
    return with_banned_turns(made, bans, mode=MODES.index("car"))


def _of_nodes(streets: _Streets, gates: pd.DataFrame, columns: list[str], *, missing: object) -> NDArray[np.object_]:
    """Return columns of `gates` for each node of the streets."""
    rows = gates.index.get_indexer(pd.Index(streets.nodes["osm_node"]))
    values = np.full((len(rows), len(columns)), missing, dtype=object)
    values[rows >= 0] = gates[columns].to_numpy(object)[rows[rows >= 0]]
    return values


def _graph(streets: _Streets, arcs: Arcs, report: Report) -> MobilityGraph:
    original = arcs.original
    nodes = streets.nodes.iloc[original].reset_index(drop=True)
    nodes = nodes.assign(original=original.astype(np.int32), kind=arcs.kind)
    nodes = nodes.astype({"x_m": float, "y_m": float, "osm_node": np.int64})[list(NODE_COLUMNS)]
    return MobilityGraph(nodes, _link_table(streets), arcs.table(MODES), report)


def _link_table(streets: _Streets) -> gpd.GeoDataFrame:
    row, links, slopes = streets.row, streets.links, streets.slopes
    street, facts = streets.table.iloc[row], streets.facts.iloc[row]
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


def _small_parts(streets: _Streets) -> Report:
    """Return the streets of parts of the graph that are too small to be used."""
    start, end = streets.links["start"].to_numpy(), streets.links["end"].to_numpy()
    count = len(streets.nodes)
    _, part = connected_components(
        coo_matrix((np.ones(len(start)), (start, end)), shape=(count, count)), directed=False
    )
    small = np.bincount(part)[part[start]] < SMALL_PART_NODES
    ids = streets.table.index[np.unique(streets.row[small])]
    return report_of(LAYER, "assumed", SMALL_PART, ids)
