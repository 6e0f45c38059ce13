"""Times in a graph of which a few arcs changed, made of those before: only what the change can reach is searched again.

The method is that of Ramalingam & Reps 1996, "An incremental algorithm for a generalization of the shortest-path
problem", Journal of Algorithms 21: nodes that lose every way as short as before are found in the order of their times,
and searched again from those that keep theirs.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .compiled_graph import CompiledGraph, Floats

MOST_SHARE = 0.25  # of the nodes: where more lose their way, searching anew is faster


@dataclass(frozen=True)
class ChangedArcs:
    """Two graphs of the same arcs, and those of them that take other seconds: their ends, what they took and take."""

    graph: CompiledGraph = field(repr=False)
    before: CompiledGraph = field(repr=False)
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    was_s: Floats
    now_s: Floats


def changed_arcs(graph: CompiledGraph, before: CompiledGraph) -> ChangedArcs:
    """Return what differs between two graphs of the same arcs."""
    arcs = np.flatnonzero(graph.seconds != before.seconds)
    tail, head = graph.tail[arcs].astype(np.int64), graph.head[arcs].astype(np.int64)
    return ChangedArcs(graph, before, tail, head, before.seconds[arcs], graph.seconds[arcs])


def repaired_times(
    changed: ChangedArcs, seeds: ArrayLike, seed_s: ArrayLike, before_s: Floats
) -> tuple[Floats, NDArray[np.bool_]] | None:
    """Return the seconds from every node to the nearest seed, and where they may differ from `before_s`.

    `before_s` are the times of the same seeds before the arcs changed: `search.times` of the reversed graph; they are
    given back themselves where nothing differs. None where so many nodes lost their way that a search is
    faster, whatever way they find.
    """
    graph, back = changed.graph, changed.graph.reversed()
    seeds, seed_s = np.asarray(seeds, np.int64), np.asarray(seed_s, np.float64)
    if not _is_touched(changed.head, changed.tail, changed.was_s, changed.now_s, before_s):
        return before_s, np.zeros(len(before_s), np.bool_)
    seconds, differs = before_s.copy(), np.zeros(len(before_s), np.bool_)
    done = _repair(
        back.indptr, back.head, back.seconds, graph.indptr, graph.head, graph.seconds,
        changed.head, changed.tail, changed.was_s, changed.now_s,
        seeds, seed_s, seconds, differs,
        int(MOST_SHARE * len(seconds)) + 1,
    )  # fmt: skip
    return (seconds, differs) if done else None


@numba.njit(cache=True, nogil=True)
def _is_touched(start, end, was_s, now_s, seconds):  # type: ignore[no-untyped-def]
    """Return whether some node's way led along a changed arc, or leads along one now."""
    for k in range(len(start)):
        if seconds[start[k]] + min(was_s[k], now_s[k]) <= seconds[end[k]] and seconds[start[k]] < np.inf:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _repair(  # type: ignore[no-untyped-def]
    out_ptr, out_head, out_s, in_ptr, in_head, in_s, start, end, was_s, now_s, seeds, seed_s, seconds, differs, most
):  # fmt: skip
    """Write the new times over those before and mark the nodes looked at; return False where they are too many.

    Arcs lead away from the seeds here: `out_` those from each node, `in_` those to it; `start`, `end`, `was_s`,
    `now_s` are the changed ones.
    """
    at_seed = np.full(len(seconds), np.inf)
    for k in range(len(seeds)):
        at_seed[seeds[k]] = min(at_seed[seeds[k]], seed_s[k])
    lost = np.zeros(len(seconds), np.bool_)
    nodes = [np.int64(0) for _ in range(0)]
    heap = [(0.0, np.int64(0)) for _ in range(0)]
    for k in range(len(start)):
        if now_s[k] > was_s[k] and seconds[end[k]] < np.inf and seconds[start[k]] + was_s[k] == seconds[end[k]]:
            heappush(heap, (seconds[end[k]], end[k]))
    while heap:
        time, node = heappop(heap)
        if lost[node]:
            continue
        keeps = at_seed[node] == time
        for arc in range(in_ptr[node], in_ptr[node + 1]):
            if keeps:
                break
            other = in_head[arc]  # strictly nearer, so that two nodes at no distance do not keep each other
            keeps = not lost[other] and seconds[other] < time and seconds[other] + in_s[arc] == time
        if keeps:
            continue
        lost[node] = True
        nodes.append(node)
        if len(nodes) > most:
            return False
        for arc in range(out_ptr[node], out_ptr[node + 1]):
            other = out_head[arc]
            if not lost[other] and seconds[other] < np.inf and time + out_s[arc] <= seconds[other]:
                heappush(heap, (seconds[other], np.int64(other)))
    for node in nodes:
        seconds[node] = np.inf
        differs[node] = True
    for node in nodes:
        best = at_seed[node]
        for arc in range(in_ptr[node], in_ptr[node + 1]):
            if not lost[in_head[arc]]:
                best = min(best, seconds[in_head[arc]] + in_s[arc])
        if best < np.inf:
            seconds[node] = best
            heappush(heap, (best, node))
    for k in range(len(start)):
        if now_s[k] < was_s[k] and seconds[start[k]] + now_s[k] < seconds[end[k]]:
            seconds[end[k]] = seconds[start[k]] + now_s[k]
            differs[end[k]] = True
            heappush(heap, (seconds[end[k]], end[k]))
    while heap:
        time, node = heappop(heap)
        if time > seconds[node]:
            continue
        for arc in range(out_ptr[node], out_ptr[node + 1]):
            other = out_head[arc]
            if time + out_s[arc] < seconds[other]:
                seconds[other] = time + out_s[arc]
                differs[other] = True
                heappush(heap, (seconds[other], np.int64(other)))
    return True
