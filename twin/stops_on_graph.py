"""Lines of public transport on the graph of streets: stops stand beside the way their passengers come by."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_
from geodata.report import Report, report_of
from layers.terrain import Terrain

from .cuts import with_cuts
from .mobility import ARC_COLUMNS, MobilityGraph
from .timetable import Timetable
from .transit import TransitPieces, transit_pieces
from .travel_modes import KMH, TRAVEL_MODES

STOP_REACH_M = 150.0  # a stop farther from every way on foot than this cannot be reached; platforms lie within
TOO_FAR = N_("a stop too far from every way on foot")


@dataclass(frozen=True)
class JoinedStops:
    """The stops that passengers reach: the row of each in the timetable's stops, and its node on the street."""

    stop: NDArray[np.int64]
    node: NDArray[np.int64]


def with_joined_stops(
    nodes: pd.DataFrame,
    links: gpd.GeoDataFrame,
    timetable: Timetable | None,
    *,
    walkable: NDArray[np.bool_],
    is_new: NDArray[np.bool_],
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, JoinedStops, Report]:
    """Return nodes and links (of `nodes_and_links`) cut beside each stop, and what became of the stops.

    `walkable`: which links are open to walkers; `is_new`: which an edit drew. A stop stands on the nearest of the
    others and, where new ones are nearer, on each of those too: so nobody has it farther because one was built.
    """
    none = np.zeros(0, np.int64)
    if timetable is None or not len(timetable.stops) or not walkable.any():
        return nodes, links, JoinedStops(none, none), Report()
    points = shapely.points(timetable.stops[["x_m", "y_m"]].to_numpy(float))
    lines = np.asarray(links.geometry.values, dtype=object)
    stop, link = _ways_beside(points, lines, np.flatnonzero(walkable & ~is_new), np.flatnonzero(walkable & is_new))
    fraction = shapely.line_locate_point(lines[link], points[stop], normalized=True)
    nodes, links, at = with_cuts(nodes, links, link, fraction)
    lost = np.setdiff1d(np.arange(len(points)), stop)
    report = report_of("transit", "dropped", TOO_FAR, timetable.stops.index[lost])
    return nodes, links, JoinedStops(stop, at), report


def _ways_beside(
    points: NDArray[np.object_], lines: NDArray[np.object_], old: NDArray[np.int64], new: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (stop, link): the nearest old link of each stop, and all new ones that are nearer; by stop."""
    (stop, near), metres = shapely.STRtree(lines[old]).query_nearest(
        points, max_distance=STOP_REACH_M, return_distance=True, all_matches=False
    )
    reach_m = np.full(len(points), STOP_REACH_M)
    reach_m[stop] = metres
    beside, at = shapely.STRtree(lines[new]).query(points, predicate="dwithin", distance=reach_m)
    stops, ways = np.concatenate([stop, beside]).astype(np.int64), np.concatenate([old[near], new[at]])
    order = np.lexsort((ways, stops))
    return stops[order], ways[order]


def with_lines(
    graph: MobilityGraph, timetable: Timetable | None, joined: JoinedStops, terrain: Terrain
) -> MobilityGraph:
    """Return the graph with the lines of a timetable: nodes "stop" and "ride", links from street to stop to line."""
    if timetable is None or not len(joined.stop):
        return graph
    pieces = transit_pieces(timetable)
    first = len(graph.nodes)
    places = _places(pieces)
    heights = np.asarray(terrain.heights_at(places), float)
    kind = np.repeat(["stop", "ride"], [len(pieces.stops), len(pieces.rides)])
    number = first + np.arange(len(places))
    nodes = pd.DataFrame(
        {
            "x_m": places[:, 0], "y_m": places[:, 1], "z_m": heights, "osm_node": -1,
            "original": number.astype(np.int32), "kind": kind,
        }
    )  # fmt: skip
    links, arcs = _links_and_arcs(graph, pieces, joined, places, first)
    every = pd.concat([graph.arcs, arcs], ignore_index=True)
    order = np.lexsort((every["link"], every["head"], every["tail"]))
    return MobilityGraph(
        pd.concat([graph.nodes, nodes], ignore_index=True),
        pd.concat([graph.links, links], ignore_index=True),
        every.iloc[order].reset_index(drop=True),
        graph.report,
    )


def _places(pieces: TransitPieces) -> NDArray[np.float64]:
    """Return x and y of stops and, after them, of being aboard at a stop."""
    of_stops = pieces.stops.set_index("stop")[["x_m", "y_m"]]
    return np.vstack([of_stops.to_numpy(float), of_stops.loc[pieces.rides["stop"]].to_numpy(float)])


def _links_and_arcs(
    graph: MobilityGraph, pieces: TransitPieces, joined: JoinedStops, places: NDArray[np.float64], first: int
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return links to the stops, which lead both ways, and of the lines, which lead forward."""
    street_xy = graph.nodes[["x_m", "y_m"]].to_numpy(float)[joined.node]
    walks = shapely.linestrings(np.stack([street_xy, places[joined.stop]], axis=1))
    tail, head = pieces.arcs["tail"].to_numpy(np.int64), pieces.arcs["head"].to_numpy(np.int64)
    rides = pieces.arcs["geometry"].to_numpy(object)
    to_stop = {"start": joined.node, "end": first + joined.stop, "kind": "stop_access", "name": None, "class": None}
    names = pieces.stops["name"].to_numpy(object)[joined.stop]
    of_lines = {
        "start": first + tail,
        "end": first + head,
        "kind": pieces.arcs["kind"].to_numpy(object),
        "name": pieces.arcs["line"].to_numpy(object),
        "class": pieces.arcs["mode"].to_numpy(object),
        "tier": pieces.arcs["tier"].to_numpy(object),
    }
    made = pd.concat([pd.DataFrame({**to_stop, "name": names}), pd.DataFrame(of_lines)], ignore_index=True)
    geometry = np.concatenate([walks, rides])
    length = shapely.length(geometry)
    fixed = {"length_m": length, "climb_m": 0.0, "descent_m": 0.0, "grade": 0.0}
    flags = dict.fromkeys(("steps", "bridge", "tunnel"), False)
    links = gpd.GeoDataFrame(made.assign(**fixed, **flags), geometry=geometry, crs=graph.links.crs)
    links = links.reindex(columns=graph.links.columns).astype({"start": np.int32, "end": np.int32})
    walk_s = length[: len(walks)] / (TRAVEL_MODES["transit"].flat_kmh / KMH)
    number = len(graph.links) + np.arange(len(links))
    there, back = number[: len(walks)], number[: len(walks)]
    start, end = links["start"].to_numpy(), links["end"].to_numpy()
    arcs = pd.DataFrame(
        {
            "tail": np.concatenate([start, end[: len(walks)]]).astype(np.int32),
            "head": np.concatenate([end, start[: len(walks)]]).astype(np.int32),
            "link": np.concatenate([there, number[len(walks) :], back]).astype(np.int32),
            "forward": np.repeat([True, False], [len(links), len(walks)]),
            **dict.fromkeys((m for m in graph.modes if m != "transit"), np.inf),
            "transit": np.concatenate([walk_s, pieces.arcs["seconds"].to_numpy(float), walk_s]),
        }
    )
    return links, arcs[[*ARC_COLUMNS, *graph.modes]]
