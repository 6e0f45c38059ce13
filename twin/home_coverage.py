"""Which homes reach each of many candidate sites within some seconds."""

import numba
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .coverage import Coverage, words_of
from .kernels import new_ring, search
from .mobility import MobilityGraph
from .pairs import pairs_on_links
from .snapping import end_seeds, start_seeds
from .threads import in_threads


def home_coverage(
    graph: MobilityGraph, sites: pd.DataFrame, exits: pd.DataFrame, *, mode: str, limit_s: float
) -> Coverage:
    """Return which homes reach each site (a place: link, fraction) within the limit; `exits`: as of `home_exits`.

    One search backwards from each site, ended at the limit, on all cores.
    """
    back = graph.compiled(mode).reversed()
    width, buckets = back.ring
    ends, starts = end_seeds(graph, sites, mode=mode), start_seeds(graph, exits, mode=mode)
    whose = exits["home"].to_numpy(np.int64)
    count = int(whose.max(initial=-1)) + 1
    home_of = np.repeat(whose, np.diff(starts.indptr))
    order = np.argsort(starts.nodes, kind="stable")
    at_node = np.searchsorted(starts.nodes[order], np.arange(back.node_count + 1)).astype(np.int64)
    by_node, start_s = home_of[order].astype(np.int64), starts.seconds[order]
    bits = np.zeros((len(sites), words_of(count)), np.uint64)

    def fill(first: int, last: int) -> None:
        _cover(
            back.indptr, back.head, back.seconds, ends.indptr.astype(np.int64), ends.nodes, ends.seconds,
            at_node, by_node, start_s, float(limit_s), float(width), int(buckets), first, last, bits,
        )  # fmt: skip

    in_threads(fill, len(sites))
    exit_, site, seconds = pairs_on_links(graph, exits, sites, mode=mode)
    near = np.flatnonzero(seconds <= limit_s)
    _mark(bits, site[near], whose[exit_[near]])
    return Coverage(bits, count)


@numba.njit(cache=True, nogil=True)
def _cover(  # type: ignore[no-untyped-def]
    indptr, head, seconds, end_start, end_node, end_s, at_node, by_node, start_s, limit, width, buckets,
    first, last, bits,
):  # fmt: skip
    """Set in rows first…last-1 the bits of the homes from which each site is within the limit."""
    node_count = len(indptr) - 1
    after, before = new_ring(node_count, buckets)
    reached = np.empty(node_count, np.float64)
    none, wanted = np.empty(0, np.int32), np.empty(0, np.bool_)
    for row in range(first, last):
        reached[:] = np.inf
        own = slice(end_start[row], end_start[row + 1])
        near = np.argsort(end_s[own])
        search(
            indptr, head, seconds, end_node[own][near], end_s[own][near], limit, width,
            after, before, reached, none, none, wanted, 0,
        )  # fmt: skip
        for node in range(node_count):
            if reached[node] < np.inf:
                for k in range(at_node[node], at_node[node + 1]):
                    if reached[node] + start_s[k] <= limit:
                        bits[row, by_node[k] >> 6] |= np.uint64(1) << np.uint64(by_node[k] & 63)


@numba.njit(cache=True, nogil=True)
def _mark(bits: NDArray[np.uint64], rows: NDArray[np.int64], homes: NDArray[np.int64]) -> None:
    """Set the bit of each home in its row."""
    for k in range(len(rows)):
        bits[rows[k], homes[k] >> 6] |= np.uint64(1) << np.uint64(homes[k] & 63)
