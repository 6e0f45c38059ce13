"""The trips that residents make from home, as shortest ways to a sample of homes: what closures are weighed by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .mobility import MobilityGraph
from .rerouting import Homes, Trips, Ways, loads, trips_to
from .snapping import end_seeds, start_seeds

SCREEN_STEP = 5


@dataclass(frozen=True)
class HomeTrips:
    """The trips of a mode: `open_` are positions of the graph's arcs that `ways` holds, in its order.

    `arc_load` and `link_load`: trips over each open arc and each link of the graph. `stand_in`: for each node one that
    is as good to come to, see `rerouting.most_added`.
    """

    open_: NDArray[np.int64]
    ways: Ways
    homes: Homes
    trips: Trips
    arc_load: NDArray[np.float64]
    link_load: NDArray[np.float64]
    stand_in: NDArray[np.int32]

    @cached_property
    def few(self) -> Trips:
        """The trips to every fifth destination."""
        return self.trips.every(SCREEN_STEP)


def home_trips(graph: MobilityGraph, living: pd.DataFrame, *, mode: str, destinations: int) -> HomeTrips:
    """Return one trip from each resident of some homes (places with residents) to a sample of them, by a mode."""
    seconds = graph.seconds(mode)
    open_ = np.flatnonzero(np.isfinite(seconds))
    tail, head = (graph.arcs[end].to_numpy(np.int32)[open_] for end in ("tail", "head"))
    ways = Ways.from_arcs(tail, head, seconds[open_], node_count=len(graph.nodes))
    seeds = start_seeds(graph, living, mode=mode)
    starts = Homes(
        seeds.indptr.astype(np.int32), seeds.nodes.astype(np.int32), seeds.seconds, living["residents"].to_numpy(float)
    )
    roots = _destination_nodes(graph, living, mode, destinations)
    trips = trips_to(ways, starts, roots)
    arc_load = loads(ways, trips)
    link_load = np.zeros(len(graph.links))
    np.add.at(link_load, graph.arcs["link"].to_numpy()[open_], arc_load)
    return HomeTrips(open_, ways, starts, trips, arc_load, link_load, _stand_ins(graph, open_))


def _stand_ins(graph: MobilityGraph, open_: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return for each node its original where all that leads on from it leads on from there too, else the node."""
    original = graph.nodes["original"].to_numpy()
    arcs = graph.arcs.iloc[open_]
    tail = arcs["tail"].to_numpy()
    steps = pd.MultiIndex.from_arrays([original[tail], arcs["link"], arcs["head"]])
    is_copy = original[tail] != tail
    fits = np.ones(len(original), bool)
    fits[tail[is_copy & ~steps.isin(steps[~is_copy])]] = False
    return np.where(fits, original, np.arange(len(original))).astype(np.int32)


def _destination_nodes(graph: MobilityGraph, living: pd.DataFrame, mode: str, count: int) -> list[NDArray[np.int64]]:
    """Return for each sampled home the nodes that are its junction: the one it is reached by first, and its copies."""
    lines = np.asarray(graph.links.geometry.values, dtype=object)[living["link"].to_numpy()]
    points = shapely.line_interpolate_point(lines, living["fraction"].to_numpy(float), normalized=True)
    order = np.argsort(gpd.GeoSeries(points, crs=graph.links.crs).hilbert_distance().to_numpy(), kind="stable")
    total = np.cumsum(living["residents"].to_numpy(float)[order])
    at = np.searchsorted(total, (np.arange(count) + 0.5) / count * total[-1])
    sample = living.iloc[order[at]]  # a large house may stand in it several times
    ends = end_seeds(graph, sample, mode=mode)
    original = graph.nodes["original"].to_numpy()
    chosen = []
    for k in range(len(sample)):
        own = slice(ends.indptr[k], ends.indptr[k + 1])
        if ends.indptr[k] < ends.indptr[k + 1]:
            chosen.append(original[ends.nodes[own][np.argmin(ends.seconds[own])]])
    by_original = np.argsort(original, kind="stable")
    first = np.searchsorted(original[by_original], np.arange(len(original) + 1))
    return [by_original[first[node] : first[node + 1]] for node in chosen]


def arcs_of_sets(
    graph: MobilityGraph, open_: NDArray[np.int64], sets: Sequence[NDArray[np.int64]]
) -> list[NDArray[np.int32]]:
    """Return the arcs of sets of links by their position among the open ones."""
    start, arcs = graph.arcs_of_links
    at = np.full(len(graph.arcs), -1, np.int32)
    at[open_] = np.arange(len(open_))
    found = [at[np.concatenate([arcs[start[link] : start[link + 1]] for link in links])] for links in sets]
    return [positions[positions >= 0] for positions in found]
