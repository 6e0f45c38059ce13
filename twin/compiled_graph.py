"""A graph as arrays: the arcs of one mode, sorted by tail, as searches want them."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Turned = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]

BUCKETS_IN_MEAN_ARC = 5  # the widths from 3 to 25 buckets are about as fast on streets
MOST_BUCKETS = 1 << 14
LEAST_BUCKET_S = 1e-9


@dataclass(frozen=True, eq=False)
class CompiledGraph:
    """A graph for one mode: the arcs of node k stand at indptr[k]:indptr[k + 1], its position.

    `head` is where each arc leads, `seconds` what it takes (inf: closed), `arc` its number in the table it
    came from. Do not edit the arrays; copies share them. Raises ValueError for arrays that are no such graph.
    """

    indptr: Ints
    head: Ints
    seconds: Floats
    arc: Ints
    _orders: dict[str, NDArray[np.int64]] = field(default_factory=dict, repr=False)
    _turned: dict[str, Turned] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name, dtype in (("indptr", np.int32), ("head", np.int32), ("seconds", np.float64), ("arc", np.int32)):
            # Compiled code is kept for arrays of this kind alone; another kind would be compiled anew.
            object.__setattr__(self, name, np.require(getattr(self, name), dtype, ["C", "W"]))
        if not len(self.indptr) or self.indptr[0] != 0 or self.indptr[-1] != len(self.head):
            raise ValueError(f"indptr has to run from 0 to the {len(self.head)} arcs")
        if len(self.head) != len(self.seconds) or len(self.head) != len(self.arc):
            raise ValueError(f"{len(self.head)} heads, {len(self.seconds)} seconds and {len(self.arc)} arc numbers")
        if (np.diff(self.indptr) < 0).any():
            raise ValueError("indptr falls: the arcs are not sorted by tail")
        check_nodes(self.head, self.node_count, "head")
        check_seconds(self.seconds, "seconds")
        if self.arc.min(initial=0) < 0:
            raise ValueError("an arc number is negative")

    @classmethod
    def from_arcs(
        cls, tail: ArrayLike, head: ArrayLike, seconds: ArrayLike, *, arc: ArrayLike | None = None, node_count: int
    ) -> "CompiledGraph":
        """Return the graph of arcs in any order, parallel ones included; those of infinite seconds are left out.

        `arc` are their numbers, by default their positions here.
        """
        tails, heads, took = np.asarray(tail), np.asarray(head), np.asarray(seconds, np.float64)
        numbers = np.arange(len(tails)) if arc is None else np.asarray(arc)
        if not len(tails) == len(heads) == len(took) == len(numbers):
            raise ValueError(f"{len(tails)} tails, {len(heads)} heads, {len(took)} seconds, {len(numbers)} arc numbers")
        check_nodes(tails, node_count, "tail")
        check_nodes(heads, node_count, "head")
        open_ = np.flatnonzero(~np.isposinf(took))
        order = open_[np.argsort(tails[open_], kind="stable")]
        indptr = np.zeros(node_count + 1, np.int32)
        np.cumsum(np.bincount(tails[order].astype(np.int64), minlength=node_count), out=indptr[1:])
        return cls(indptr, heads[order].astype(np.int32), took[order], numbers[order].astype(np.int32))

    @property
    def node_count(self) -> int:
        """The number of nodes, with and without arcs."""
        return len(self.indptr) - 1

    @property
    def tail(self) -> NDArray[np.int64]:
        """The node where each arc begins."""
        if "tail" not in self._orders:
            self._orders["tail"] = np.repeat(np.arange(self.node_count), np.diff(self.indptr))
        return self._orders["tail"]

    def with_seconds(self, seconds: ArrayLike) -> "CompiledGraph":
        """Return the graph with other seconds of its arcs, by position: those of a table are `table[graph.arc]`."""
        return replace(self, seconds=np.array(seconds, np.float64))

    def closed(self, arcs: ArrayLike) -> "CompiledGraph":
        """Return the graph with some arcs closed, by their numbers; numbers it does not have change nothing."""
        numbers = np.asarray(arcs)
        if numbers.size and (numbers.dtype.kind not in "iu" or numbers.min() < 0):
            raise ValueError("arcs to close are named by numbers from 0")
        is_closed = np.zeros(int(self.arc.max(initial=-1)) + 1, bool)
        is_closed[numbers[numbers < len(is_closed)].astype(np.int64)] = True
        seconds = self.seconds.copy()
        seconds[np.flatnonzero(is_closed[self.arc])] = np.inf
        return replace(self, seconds=seconds)

    def with_arcs(
        self, tail: ArrayLike, head: ArrayLike, seconds: ArrayLike, arc: ArrayLike, *, node_count: int | None = None
    ) -> "CompiledGraph":
        """Return the graph with a few arcs more, and as many nodes as they name or as `node_count` says."""
        tails, heads = np.asarray(tail, np.int64), np.asarray(head, np.int64)
        count = max(self.node_count, tails.max(initial=-1) + 1, heads.max(initial=-1) + 1, node_count or 0)
        new = CompiledGraph.from_arcs(tails, heads, seconds, arc=arc, node_count=int(count))
        old = np.concatenate([self.indptr, np.full(count - self.node_count, self.indptr[-1], np.int32)])
        at = old[new.tail + 1]
        return CompiledGraph(
            old + new.indptr,
            np.insert(self.head, at, new.head),
            np.insert(self.seconds, at, new.seconds),
            np.insert(self.arc, at, new.arc),
        )

    def reversed(self) -> "CompiledGraph":
        """Return the graph with every arc turned round: times in it are times to the seeds. Made once."""
        return self._reversed

    @cached_property
    def _reversed(self) -> "CompiledGraph":
        if "arcs" not in self._turned:  # which copies with other seconds share, all but these
            order = np.argsort(self.head, kind="stable")
            indptr = np.zeros(self.node_count + 1, np.int32)
            np.cumsum(np.bincount(self.head, minlength=self.node_count), out=indptr[1:])
            self._turned["arcs"] = order, indptr, self.tail[order].astype(np.int32), self.arc[order]
        order, indptr, head, arc = self._turned["arcs"]
        return CompiledGraph(indptr, head, self.seconds[order], arc)

    @cached_property
    def ring(self) -> tuple[float, int]:
        """The width in seconds and the number of the buckets that searches of this graph take."""
        from . import kernels

        mean_s, most_s = kernels.arc_sizes(self.seconds)
        width = max(mean_s / BUCKETS_IN_MEAN_ARC, most_s / MOST_BUCKETS, LEAST_BUCKET_S)
        return width, 1 << int(np.ceil(np.log2(most_s / width + 4)))


def check_nodes(nodes: NDArray[np.generic], node_count: int, what: str) -> None:
    """Raise ValueError for nodes a graph does not have."""
    if not len(nodes):
        return
    if nodes.dtype.kind not in "iu":
        raise ValueError(f"a {what} is a node number, not {nodes.dtype}")
    if nodes.min() < 0 or nodes.max() >= node_count:
        wrong = nodes.min() if nodes.min() < 0 else nodes.max()
        raise ValueError(f"there is no node {wrong} ({what}) in a graph of {node_count} nodes")


def check_seconds(seconds: Floats, what: str) -> None:
    """Raise ValueError for times that are negative or missing."""
    if len(seconds) and not seconds.min() >= 0:
        raise ValueError(f"{what}: a time of {seconds.min()} s is negative or missing")
