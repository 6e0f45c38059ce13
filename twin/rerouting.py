"""Trips led another way: shortest trips from all homes to some destinations, and what closures add to them.

The searches themselves are in `rerouting_search`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from . import rerouting_search as search
from .rerouting_bounds import bounds
from .threads import in_threads

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Ways:
    """The open arcs of a mode: tail, head, seconds; `out` and `into` list them by tail and by head.

    The arcs that leave node n are out[out_start[n]:out_start[n + 1]], positions in tail, head and seconds.
    """

    tail: Ints
    head: Ints
    seconds: Floats
    out_start: Ints
    out: Ints
    in_start: Ints
    into: Ints

    @classmethod
    def from_arcs(cls, tail: Ints, head: Ints, seconds: Floats, *, node_count: int) -> "Ways":
        """Return arcs, none of them inf, listed both ways."""
        out, into = (np.argsort(end, kind="stable").astype(np.int32) for end in (tail, head))
        bounds = np.arange(node_count + 1)
        starts = (np.searchsorted(e[o], bounds).astype(np.int32) for e, o in ((tail, out), (head, into)))
        out_start, in_start = starts
        return cls(tail.astype(np.int32), head.astype(np.int32), seconds, out_start, out, in_start, into)

    @property
    def node_count(self) -> int:
        """How many nodes the arcs join."""
        return len(self.out_start) - 1


@dataclass(frozen=True)
class Homes:
    """Where trips start: home h may go to node[start[h]:start[h + 1]], which takes `seconds`; `weight` people."""

    start: Ints
    node: Ints
    seconds: Floats
    weight: Floats


@dataclass(frozen=True)
class Trips:
    """The shortest trips from every node to each destination (rows), and the seed by which each home goes.

    `next_arc` is the arc that leads on from a node (-1 at the destination and where none leads there), `choice` the
    position of each home's best seed (-1: none). `people` pass each node; whoever comes through node n starts at
    one of preorder[entered[n]:left[n]].
    """

    seconds: Floats
    next_arc: Ints
    choice: Ints
    people: Floats
    entered: Ints
    left: Ints
    preorder: Ints

    def every(self, step: int) -> "Trips":
        """Return the trips to each so many-th destination."""
        return Trips(*(np.ascontiguousarray(getattr(self, f.name)[::step]) for f in fields(self)))


@dataclass(frozen=True)
class Added:
    """What each closure adds, over trips of one from each resident: `delayed` trips, the `seconds` added to them (each
    trip's up to a limit), trips that are `lost`, and `cut_off`, the residents who lose more than half of theirs;
    `cut_homes` (closures × homes), where they live, when it was asked for, else without columns."""

    delayed: Floats
    seconds: Floats
    lost: Floats
    cut_off: Floats
    cut_homes: NDArray[np.bool_]


def trips_to(ways: Ways, homes: Homes, roots: Sequence[NDArray[np.int64]]) -> Trips:
    """Return the shortest trips to destinations, each given by the nodes that are it."""
    start = np.cumsum([0] + [len(r) for r in roots]).astype(np.int32)
    nodes = np.concatenate(roots).astype(np.int32)
    shape = (len(roots), ways.node_count)
    order = np.full(shape, -1, np.int32)  # the nodes from near to far
    made = Trips(
        np.full(shape, np.inf), np.full(shape, -1, np.int32), np.full((len(roots), len(homes.weight)), -1, np.int32),
        np.zeros(shape), *(np.full(shape, -1, np.int32) for _ in range(3)),
    )  # fmt: skip

    def fill(first: int, last: int) -> None:
        search.trees(
            start, nodes, ways.tail, ways.seconds, ways.in_start, ways.into,
            first, last, made.seconds, made.next_arc, order,
        )  # fmt: skip
        search.choices(made.seconds, homes.start, homes.node, homes.seconds, first, last, made.choice)
        search.gather(
            made.next_arc, order, made.choice, ways.head, homes.node, homes.weight,
            first, last, made.people, made.entered, made.left, made.preorder,
        )  # fmt: skip

    in_threads(fill, len(roots))
    return made


def loads(ways: Ways, trips: Trips) -> Floats:
    """Return how many of the trips, one from each resident, use each arc (Brandes 2001, summed along each tree)."""
    made = np.zeros(len(ways.head))
    for taken, people in zip(trips.next_arc, trips.people, strict=True):
        goes_on = np.flatnonzero(taken >= 0)
        made += np.bincount(taken[goes_on], weights=people[goes_on], minlength=len(made))
    return made / len(trips.seconds)


def most_added(
    ways: Ways, trips: Trips, arcs: Ints, closed_start: Ints, closed: Ints, *, stand_in: Ints, limit_s: float
) -> Floats:
    """Return people × seconds that closing sets of arcs adds at most to the trips over one arc of each.

    Set k, of arc arcs[k], is closed[closed_start[k]:closed_start[k + 1]]. `stand_in` names for each node one that is as
    good to come to: from which everything leads on that leads on from it. Each trip counts up to the limit.
    """
    found: Floats = np.empty(len(arcs))
    is_goal = (trips.seconds == 0).any(axis=0)

    def fill(first: int, last: int) -> None:
        bounds(
            arcs, closed_start, closed, ways.tail, ways.head, ways.seconds, ways.out_start, ways.out,
            ways.in_start, ways.into, stand_in, is_goal, float(limit_s),
            trips.seconds, trips.next_arc, trips.people, trips.entered, trips.left, first, last, found,
        )  # fmt: skip

    in_threads(fill, len(arcs))
    return found


def added_by(
    ways: Ways,
    homes: Homes,
    trips: Trips,
    closed_start: Ints,
    closed: Ints,
    *,
    limit_s: float,
    with_homes: bool = False,
) -> Added:
    """Return what closing each set of arcs adds to the trips: only what hangs on them is searched again."""
    by_node = np.argsort(homes.node, kind="stable").astype(np.int32)
    node_start = np.searchsorted(homes.node[by_node], np.arange(ways.node_count + 1)).astype(np.int32)
    home_of = np.repeat(np.arange(len(homes.weight)), np.diff(homes.start)).astype(np.int32)
    made = np.zeros((len(closed_start) - 1, 4))
    is_cut = np.zeros((len(made), len(homes.weight) if with_homes else 0), bool)

    def fill(first: int, last: int) -> None:
        search.added(
            closed_start, closed, float(limit_s),
            ways.tail, ways.head, ways.seconds, ways.out_start, ways.out, ways.in_start, ways.into,
            homes.start, homes.node, homes.seconds, homes.weight, by_node, node_start, home_of,
            trips.seconds, trips.next_arc, trips.entered, trips.left, trips.preorder, trips.choice,
            first, last, made, is_cut,
        )  # fmt: skip

    in_threads(fill, len(made))
    return Added(made[:, 0], made[:, 1], made[:, 2], made[:, 3], is_cut)
