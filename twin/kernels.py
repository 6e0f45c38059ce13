"""Compiled searches of a graph: loops over plain arrays that give up Python's lock, for `twin.search` alone.

All of them keep the nodes that wait to be searched in a ring of buckets, each as wide as a part of a usual arc
(Dial 1969, Comm. ACM 12(11), algorithm 360; with buckets wider than the shortest arc Meyer and Sanders 2003,
J. Algorithms 49(1)). A node whose time falls after it was searched waits again, so the answer is what Dijkstra's
method gives, to the last bit; first in, first out within a bucket keeps the worst case polynomial. A node stands in
one bucket at most, so nothing can overflow.

A ring of buckets is two arrays, `after` and `before`, that link the waiting nodes of each bucket in both directions;
after[node] is -1 for a node that does not wait. Bucket b stands in them at node_count + b: their length is the number
of nodes and of buckets, a power of two. Graphs are `indptr`, `head`, `seconds` as in `CompiledGraph`.

All stand in one file, because what numba keeps compiled is made anew when its own file changes, not another's.
"""

import numpy as np
from numba import config, njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

# The cores this process may use, or what the environment says.
THREADS: int = config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
LANES = 16  # searches that run side by side in `sums_within`: two AVX-512 registers of float64


@njit(cache=True, nogil=True)
def new_ring(node_count: int, buckets: int) -> tuple[Ints, Ints]:
    """Return an empty ring of buckets."""
    after = np.full(node_count + buckets, -1, np.int32)
    before = np.empty(node_count + buckets, np.int32)
    for bucket in range(node_count, node_count + buckets):
        after[bucket] = bucket
        before[bucket] = bucket
    return after, before


@njit(cache=True, nogil=True)
def _enter(after: Ints, before: Ints, node: int, bucket: int) -> None:
    last = before[bucket]
    after[last] = node
    before[node] = last
    after[node] = bucket
    before[bucket] = node


@njit(cache=True, nogil=True)
def _leave(after: Ints, before: Ints, node: int) -> None:
    after[before[node]] = after[node]
    before[after[node]] = before[node]
    after[node] = -1


@njit(cache=True, nogil=True)
def empty_ring(after: Ints, before: Ints, node_count: int) -> None:
    """Take out what still waits."""
    for bucket in range(node_count, len(after)):
        while after[bucket] != bucket:
            _leave(after, before, after[bucket])


@njit(cache=True, nogil=True)
def arc_sizes(seconds: Floats) -> tuple[float, float]:
    """Return the mean and the greatest of the finite seconds; zeros where there are none."""
    total, count, most = 0.0, 0, 0.0
    for value in seconds:
        if value < np.inf:
            total += value
            count += 1
            most = max(most, value)
    return total / max(count, 1), most


@njit(cache=True, nogil=True)
def search(
    indptr: Ints, head: Ints, seconds: Floats, seeds: Ints, seed_s: Floats, limit: float, width: float,
    after: Ints, before: Ints, reached: Floats, via: Ints, origin: Ints, wanted: NDArray[np.bool_], wanted_count: int,
) -> None:  # fmt: skip
    """Fill `reached` with the seconds from the nearest seed, up to the limit; it comes filled with inf.

    `seeds` are sorted by `seed_s`, which are finite. `width` is a bucket's, in seconds; the ring spans the longest arc.
    `via` (the arc into each node) and `origin` (the position of its seed) are filled too unless they are empty.
    With `wanted_count` > 0 the search ends when so many nodes of `wanted` have their time; it takes their marks away.
    """
    node_count = len(indptr) - 1
    mask = len(after) - node_count - 1
    per_s = 1.0 / width
    is_tracked, may_stop = len(via) > 0, wanted_count > 0
    waiting, seed, now = 0, 0, 0
    while not (may_stop and wanted_count == 0):
        if waiting == 0:
            if seed == len(seeds) or seed_s[seed] > limit:
                return
            now = int(seed_s[seed] * per_s)
        bucket = node_count + (now & mask)
        while seed < len(seeds) and seed_s[seed] <= limit and int(seed_s[seed] * per_s) <= now:
            node = seeds[seed]
            if seed_s[seed] < reached[node]:
                waiting += _improve(after, before, reached, node, seed_s[seed], bucket)
                if is_tracked:
                    via[node], origin[node] = -1, seed
            seed += 1
        while after[bucket] != bucket:
            node = after[bucket]
            _leave(after, before, node)
            waiting -= 1
            if may_stop and wanted[node]:
                wanted[node] = False
                wanted_count -= 1
            from_s = reached[node]
            for arc in range(indptr[node], indptr[node + 1]):
                to, at_s = head[arc], from_s + seconds[arc]
                if at_s < reached[to] and at_s <= limit:
                    waiting += _improve(after, before, reached, to, at_s, node_count + (int(at_s * per_s) & mask))
                    if is_tracked:
                        via[to], origin[to] = arc, origin[node]
        now += 1


@njit(cache=True, nogil=True)
def _improve(after: Ints, before: Ints, reached: Floats, node: int, at_s: float, bucket: int) -> int:
    """Give a node an earlier time and its place in the ring; return how many nodes more wait now."""
    reached[node] = at_s
    is_waiting = after[node] >= 0
    if is_waiting:
        _leave(after, before, node)
    _enter(after, before, node, bucket)
    return 0 if is_waiting else 1


@njit(cache=True, nogil=True)
def times_between(
    indptr: Ints, head: Ints, seconds: Floats,
    from_start: Ints, from_node: Ints, from_s: Floats, to_start: Ints, to_node: Ints, to_s: Floats,
    limit: float, width: float, buckets: int, first: int, last: int, between: Floats,
) -> None:  # fmt: skip
    """Fill the rows first…last-1 of `between` (origins × targets) with seconds, inf beyond the limit.

    Origin k starts at from_node[from_start[k]:from_start[k + 1]], sorted by their seconds; targets likewise.
    """
    node_count = len(indptr) - 1
    after, before = new_ring(node_count, buckets)
    reached = np.empty(node_count, np.float64)
    wanted = np.empty(node_count, np.bool_)
    none = np.empty(0, np.int32)
    for row in range(first, last):
        reached[:] = np.inf
        wanted[:] = False
        count = 0
        for node in to_node:
            if not wanted[node]:
                wanted[node] = True
                count += 1
        own = slice(from_start[row], from_start[row + 1])
        search(
            indptr, head, seconds, from_node[own], from_s[own], limit, width,
            after, before, reached, none, none, wanted, count,
        )  # fmt: skip
        empty_ring(after, before, node_count)
        for target in range(len(to_start) - 1):
            best = np.inf
            for k in range(to_start[target], to_start[target + 1]):
                best = min(best, reached[to_node[k]] + to_s[k])
            between[row, target] = best if best <= limit else np.inf


@njit(cache=True, nogil=True)
def sums_from(
    indptr: Ints, head: Ints, seconds: Floats, from_start: Ints, from_node: Ints, from_s: Floats,
    weight: Floats, limit: float, width: float, buckets: int, first: int, last: int, sums: Floats,
) -> None:  # fmt: skip
    """Fill sums[first:last] with the weight of all nodes that each origin reaches within the limit."""
    node_count = len(indptr) - 1
    after, before = new_ring(node_count, buckets)
    reached = np.empty(node_count, np.float64)
    none, wanted = np.empty(0, np.int32), np.empty(0, np.bool_)
    for row in range(first, last):
        reached[:] = np.inf
        own = slice(from_start[row], from_start[row + 1])
        search(
            indptr, head, seconds, from_node[own], from_s[own], limit, width,
            after, before, reached, none, none, wanted, 0,
        )  # fmt: skip
        total = 0.0
        for node in range(node_count):
            if reached[node] < np.inf:
                total += weight[node]
        sums[row] = total


@njit(cache=True, nogil=True)
def least_of_places(indptr: NDArray[np.int64], nodes: Ints, seconds: Floats, node_s: Floats, least: Floats) -> None:
    """Write for each place the least of its seconds to a node and that node's own; inf for one without nodes."""
    for place in range(len(least)):
        best = np.inf
        for k in range(indptr[place], indptr[place + 1]):
            best = min(best, seconds[k] + node_s[nodes[k]])
        least[place] = best


@njit(cache=True, nogil=True)
def clustered_order(indptr: Ints, head: Ints) -> Ints:
    """Return all nodes in an order in which those near each other stand together: clumps of LANES neighbours."""
    node_count = len(indptr) - 1
    order = np.empty(node_count, np.int32)
    is_placed = np.zeros(node_count, np.bool_)
    # A node enters these once for each arc to it and once as a root: they cannot overflow.
    fringe = np.empty(len(head) + node_count, np.int32)
    clump = np.empty(len(head) + node_count, np.int32)
    placed = 0
    for root in range(node_count):
        if is_placed[root]:
            continue
        fringe[0] = root
        open_ends = 1
        while open_ends > 0:
            open_ends -= 1
            clump[0] = fringe[open_ends]
            taken, first, last = 0, 0, 1
            while first < last and taken < LANES:
                node = clump[first]
                first += 1
                if is_placed[node]:
                    continue
                is_placed[node] = True
                order[placed] = node
                placed += 1
                taken += 1
                for arc in range(indptr[node], indptr[node + 1]):
                    if not is_placed[head[arc]]:
                        clump[last] = head[arc]
                        last += 1
            for k in range(last - 1, first - 1, -1):
                if not is_placed[clump[k]]:
                    fringe[open_ends] = clump[k]
                    open_ends += 1
    return order


@njit(cache=True, nogil=True)
def sums_within(
    indptr: Ints, head: Ints, seconds: Floats, weight: Floats, limit: float, width: float, buckets: int,
    first: int, last: int, sums: Floats,
) -> None:  # fmt: skip
    """Fill sums[first:last] with the weight of all nodes within the limit of each of these nodes.

    Searches from LANES nodes at a time, side by side in vector registers: `reached` has a lane for each. Neighbours
    walk through the same streets, so nodes should stand in `clustered_order`.
    """
    node_count = len(indptr) - 1
    beyond = np.nextafter(limit, np.inf)  # less than this is within the limit: one comparison does both
    after, before = new_ring(node_count, buckets)
    reached = np.full((node_count, LANES), beyond, np.float64)
    due, here = np.empty(node_count, np.float64), np.empty(LANES, np.float64)
    touched, is_touched = np.empty(node_count, np.int32), np.zeros(node_count, np.bool_)
    for start in range(first, last, LANES):
        end = min(start + LANES, last)
        count = 0
        for node in range(start, end):
            reached[node, node - start] = due[node] = 0.0
            touched[count], is_touched[node] = node, True
            count += 1
            _enter(after, before, node, node_count)
        count = _search_lanes(
            indptr, head, seconds, width, after, before, reached, due, here, touched, is_touched, count
        )  # fmt: skip
        here[:] = 0.0
        for k in range(count):
            node = touched[k]
            is_touched[node] = False
            for lane in range(LANES):
                here[lane] += weight[node] if reached[node, lane] < beyond else 0.0
                reached[node, lane] = beyond
        sums[start:end] = here[: end - start]


@njit(cache=True, nogil=True)
def _search_lanes(
    indptr: Ints, head: Ints, seconds: Floats, width: float, after: Ints, before: Ints, reached: Floats,
    due: Floats, here: Floats, touched: Ints, is_touched: NDArray[np.bool_], count: int,
) -> int:  # fmt: skip
    """Search from the nodes that wait, all of them in the first bucket; return how many nodes are `touched` now.

    A node waits where the first of its lanes is due and is searched again when any lane improves.
    """
    node_count = len(indptr) - 1
    mask, per_s = len(after) - node_count - 1, 1.0 / width
    waiting, now = count, 0
    while waiting > 0:
        bucket = node_count + (now & mask)
        while after[bucket] != bucket:
            node = after[bucket]
            _leave(after, before, node)
            waiting -= 1
            for lane in range(LANES):
                here[lane] = reached[node, lane]
            for arc in range(indptr[node], indptr[node + 1]):
                to = head[arc]
                if not _improve_lanes(reached, to, here, seconds[arc]):
                    continue
                if not is_touched[to]:
                    touched[count], is_touched[to] = to, True
                    count += 1
                due_s = due[node] + seconds[arc]
                if after[to] >= 0:
                    if due[to] <= due_s:
                        continue
                    _leave(after, before, to)
                    waiting -= 1
                due[to] = due_s
                _enter(after, before, to, node_count + (int(due_s * per_s) & mask))
                waiting += 1
        now += 1
    return count


@njit(cache=True, nogil=True, fastmath={"nnan", "nsz"})  # no NaN comes here: lanes may go as vectors
def _improve_lanes(reached: Floats, to: int, here: Floats, step_s: float) -> bool:
    """Lower the times of a node to `here` plus a step in each lane; return whether any lane fell."""
    improved = 0
    for lane in range(LANES):
        at_s, known_s = here[lane] + step_s, reached[to, lane]
        improved += at_s < known_s
        reached[to, lane] = at_s if at_s < known_s else known_s
    return improved > 0
