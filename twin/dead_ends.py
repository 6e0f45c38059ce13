"""Links that alone join a part of the network to the rest, and the people who live behind them."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DeadEnds:
    """Which links are the only way to the nodes beyond them, seen from a root.

    `behind`: for each link the people beyond it, -1 where there is another way round. `entered` and `left`: the span of
    nodes beyond it in the order of the search; a link whose span lies in another's is beyond that one.
    """

    behind: Floats
    entered: Ints
    left: Ints

    def is_beyond(self, link: int, other: int) -> bool:
        """Return whether a link can only be reached over another one."""
        if self.behind[link] < 0 or self.behind[other] < 0:
            return False
        return bool(self.entered[other] <= self.entered[link] and self.left[link] <= self.left[other])


def dead_ends(start: Ints, end: Ints, *, home_link: Ints, home_weight: Floats, node_count: int, root: int) -> DeadEnds:
    """Return the dead ends of a network of links (both ways) around a root: its bridges in the sense of graphs.

    Method: depth-first search with low points (Tarjan 1974, Information Processing Letters 2). Who lives on a link may
    leave it at both ends, so they are behind the links before theirs but not behind their own. Parts of the
    network that do not reach the root have no dead ends.
    """
    ends = np.concatenate([start, end])
    link = np.tile(np.arange(len(start)), 2)
    other = np.concatenate([end, start])
    order = np.argsort(ends, kind="stable")
    first = np.searchsorted(ends[order], np.arange(node_count + 1))
    weight = np.bincount(home_link, weights=home_weight, minlength=len(start)).astype(np.float64)
    return DeadEnds(*_dead_ends(first, other[order], link[order], weight, len(start), root))


@njit(cache=True, nogil=True)
def _dead_ends(
    first: Ints, other: Ints, link: Ints, weight: Floats, links: int, root: int
) -> tuple[Floats, Ints, Ints]:
    nodes = len(first) - 1
    seen, low = np.full(nodes, -1, np.int64), np.zeros(nodes, np.int64)
    by, at = np.full(nodes, -1, np.int64), first[:-1].copy()
    people = np.zeros(nodes)  # of the subtree below each node, with those on the links that end in it
    behind, entered, left = np.full(links, -1.0), np.full(links, -1, np.int64), np.full(links, -1, np.int64)
    stack = np.empty(nodes, np.int64)
    counted = np.zeros(links, np.bool_)
    stack[0], depth, clock = root, 1, 1
    seen[root] = 0
    while depth:
        node = stack[depth - 1]
        if at[node] < first[node + 1]:
            k = at[node]
            at[node] += 1
            if not counted[link[k]]:  # seen first from the end nearer to the root
                counted[link[k]] = True
                people[node] += weight[link[k]]
            if link[k] == by[node]:
                continue
            if seen[other[k]] < 0:
                seen[other[k]] = low[other[k]] = clock
                clock += 1
                by[other[k]] = link[k]
                stack[depth] = other[k]
                depth += 1
            else:
                low[node] = min(low[node], seen[other[k]])
            continue
        depth -= 1
        if depth:
            above = stack[depth - 1]
            low[above] = min(low[above], low[node])
            if low[node] == seen[node]:
                behind[by[node]], entered[by[node]], left[by[node]] = people[node], seen[node], clock
            people[above] += people[node]
    return behind, entered, left
