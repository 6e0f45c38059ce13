"""Searches of a graph as arrays: times from seeds, trees and paths, tables of times, sums within reach.

Every answer is exact, in float64: what Dijkstra's method gives. The loops are in `kernels`, compiled at their first
call and kept compiled on disk. Wrong arguments are mistakes of the calling code, so they raise ValueError.
"""

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .compiled_graph import CompiledGraph, Floats, Ints, check_nodes, check_seconds
from .threads import in_threads

__all__ = [
    "CompiledGraph", "SeedLists", "at_places", "count_within", "nearest", "path", "sum_within", "times", "times_many",
    "tree",
]  # fmt: skip


class SeedLists(Protocol):
    """Places as nodes and the seconds to (or from) them; place k has nodes[indptr[k]:indptr[k + 1]]."""

    @property
    def indptr(self) -> NDArray[np.integer]:
        """Where the nodes of each place begin, and the end."""

    @property
    def nodes(self) -> NDArray[np.integer]:
        """The nodes of all places, one place after another."""

    @property
    def seconds(self) -> Floats:
        """The seconds between place and node; inf is never reached."""


def times(graph: CompiledGraph, seeds: ArrayLike, seed_s: ArrayLike, *, limit_s: float = np.inf) -> Floats:
    """Return the seconds from the nearest seed to every node, each seed starting at its own; inf beyond the limit."""
    nodes, starts, _ = _sorted_seeds(graph, seeds, seed_s)
    return _searched(graph, nodes, starts, limit_s, is_tracked=False)[0]


def at_places(places: SeedLists, node_s: Floats) -> Floats:
    """Return for each place the least of its seconds to a node and `node_s` of it; inf for one that leads to none."""
    from . import kernels

    least = np.empty(len(places.indptr) - 1)
    indptr, nodes = np.asarray(places.indptr, np.int64), np.asarray(places.nodes, np.int32)
    kernels.least_of_places(indptr, nodes, places.seconds, node_s, least)
    return least


def tree(graph: CompiledGraph, seeds: ArrayLike, seed_s: ArrayLike, *, limit_s: float = np.inf) -> tuple[Floats, Ints]:
    """Return (seconds, via): `via` is the position of the last arc to each node, -1 at seeds and where nobody gets."""
    nodes, starts, _ = _sorted_seeds(graph, seeds, seed_s)
    seconds, via, _ = _searched(graph, nodes, starts, limit_s, is_tracked=True)
    return seconds, via


def path(graph: CompiledGraph, via: Ints, node: int) -> Ints:
    """Return the positions of the arcs from the seed to a node; none at a seed and where nobody gets."""
    if len(via) != graph.node_count or not 0 <= node < graph.node_count:
        raise ValueError(f"node {node} or a tree of {len(via)} nodes does not fit a graph of {graph.node_count} nodes")
    tail, positions = graph.tail, []
    while (position := via[node]) >= 0:
        positions.append(position)
        node = tail[position]
    return np.array(positions[::-1], np.int32)


def nearest(
    graph: CompiledGraph,
    seeds: ArrayLike,
    seed_s: ArrayLike,
    *,
    limit_s: float = np.inf,
    label: ArrayLike | None = None,
) -> tuple[Floats, Ints]:
    """Return (seconds, label of the nearest seed) of every node; -1 where none is. Labels default to 0…n-1."""
    nodes, starts, order = _sorted_seeds(graph, seeds, seed_s)
    labels = np.arange(np.size(seeds), dtype=np.int32) if label is None else np.asarray(label, np.int32)
    if labels.shape != np.shape(seeds):
        raise ValueError(f"{labels.size} labels for {np.size(seeds)} seeds")
    seconds, _, origin = _searched(graph, nodes, starts, limit_s, is_tracked=True)
    return seconds, np.append(labels[order], np.int32(-1))[origin]


def times_many(graph: CompiledGraph, origins: SeedLists, targets: SeedLists, *, limit_s: float = np.inf) -> Floats:
    """Return seconds, origins × targets, both ends' own seconds included; inf beyond the limit. Uses all cores."""
    from . import kernels

    limit, (width, buckets) = _checked_limit(limit_s), graph.ring
    start, goal = _sorted_lists(graph, origins), _sorted_lists(graph, targets)
    between = np.empty((len(start[0]) - 1, len(goal[0]) - 1))
    width = _wide_enough(width, start[2])

    def fill(first: int, last: int) -> None:
        kernels.times_between(
            graph.indptr, graph.head, graph.seconds, *start, *goal, limit, width, buckets, first, last, between
        )

    in_threads(fill, len(between))
    return between


def sum_within(graph: CompiledGraph, origins: SeedLists, limit: float, *, weight: ArrayLike) -> Floats:
    """Return for each origin the weight of all nodes within the limit, in float64. `weight`: one for each node."""
    from . import kernels

    limit, weights, (width, buckets) = _checked_limit(limit), _checked_weight(graph, weight), graph.ring
    start = _sorted_lists(graph, origins)
    sums = np.empty(len(start[0]) - 1)
    width = _wide_enough(width, start[2])

    def fill(first: int, last: int) -> None:
        kernels.sums_from(
            graph.indptr, graph.head, graph.seconds, *start, weights, limit, width, buckets, first, last, sums
        )

    in_threads(fill, len(sums))
    return sums


def count_within(graph: CompiledGraph, limit: float, *, weight: ArrayLike) -> Floats:
    """Return for every node the weight of all nodes within the limit, its own included, in float64.

    The limit is in the unit of the graph's `seconds`: with metres as `seconds` it is a distance. `weight`: one
    for each node.
    """
    from . import kernels

    limit, weights = _checked_limit(limit), _checked_weight(graph, weight)
    order = kernels.clustered_order(graph.indptr, graph.head)
    place = np.empty(graph.node_count, np.int32)
    place[order] = np.arange(graph.node_count, dtype=np.int32)
    near = CompiledGraph.from_arcs(place[graph.tail], place[graph.head], graph.seconds, node_count=graph.node_count)
    sums, (width, buckets) = np.empty(graph.node_count), near.ring

    def fill(first: int, last: int) -> None:
        nodes = first * kernels.LANES, min(last * kernels.LANES, graph.node_count)
        kernels.sums_within(near.indptr, near.head, near.seconds, weights[order], limit, width, buckets, *nodes, sums)

    in_threads(fill, -(-graph.node_count // kernels.LANES))
    return sums[place]


def _searched(
    graph: CompiledGraph, seeds: Ints, seed_s: Floats, limit_s: float, *, is_tracked: bool
) -> tuple[Floats, Ints, Ints]:
    """Return (seconds, via, origin) of every node; the last two empty unless tracked."""
    from . import kernels  # numba takes half a second to import; much of the twin needs no search

    limit, (width, buckets) = _checked_limit(limit_s), graph.ring
    seconds = np.full(graph.node_count, np.inf)
    via, origin = np.full((2, graph.node_count if is_tracked else 0), -1, np.int32)
    after, before = kernels.new_ring(graph.node_count, buckets)
    kernels.search(
        graph.indptr, graph.head, graph.seconds, seeds, seed_s, limit, _wide_enough(width, seed_s),
        after, before, seconds, via, origin, np.empty(0, bool), 0,
    )  # fmt: skip
    return seconds, via, origin


def _sorted_seeds(graph: CompiledGraph, seeds: ArrayLike, seed_s: ArrayLike) -> tuple[Ints, Floats, NDArray[np.int64]]:
    """Return checked seeds that are reached at all, sorted by their seconds, and the position of each."""
    nodes, starts = np.asarray(seeds), np.asarray(seed_s, np.float64)
    if nodes.shape != starts.shape or nodes.ndim != 1:
        raise ValueError(f"{nodes.size} seeds with {starts.size} seconds: one for each is needed")
    check_nodes(nodes, graph.node_count, "seed")
    check_seconds(starts, "seed")
    order = np.argsort(starts, kind="stable")[: np.count_nonzero(starts < np.inf)]
    return nodes[order].astype(np.int32), starts[order], order


def _sorted_lists(graph: CompiledGraph, places: SeedLists) -> tuple[Ints, Ints, Floats]:
    """Return checked (indptr, nodes, seconds) with the nodes of each place sorted by their seconds, without inf."""
    indptr, nodes = np.asarray(places.indptr), np.asarray(places.nodes)
    seconds = np.asarray(places.seconds, np.float64)
    if len(nodes) != len(seconds) or not len(indptr) or indptr[0] != 0 or indptr[-1] != len(nodes):
        raise ValueError(f"places of {len(nodes)} nodes and {len(seconds)} seconds, which indptr has to span")
    if (np.diff(indptr) < 0).any():
        raise ValueError("indptr falls: the nodes are not sorted by place")
    check_nodes(nodes, graph.node_count, "seed")
    check_seconds(seconds, "seed")
    place = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    order = np.lexsort((seconds, place))
    order = order[seconds[order] < np.inf]
    spans = np.searchsorted(place[order], np.arange(len(indptr))).astype(np.int32)
    return spans, nodes[order].astype(np.int32), seconds[order]


def _wide_enough(width: float, seed_s: Floats) -> float:
    """Return a width of buckets in which the number of the last seed's is exact."""
    return max(width, float(seed_s.max(initial=0.0)) * 2.0**-50)


def _checked_limit(limit: float) -> float:
    if not limit >= 0:
        raise ValueError(f"a limit of {limit} is not 0 or more")
    return float(limit)


def _checked_weight(graph: CompiledGraph, weight: ArrayLike) -> Floats:
    weights = np.array(weight, np.float64)
    if weights.shape != (graph.node_count,):
        raise ValueError(f"{weights.size} weights for {graph.node_count} nodes")
    return weights
