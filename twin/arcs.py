"""Links as arcs, and the copies of nodes that keep the rules of the road: barriers, private streets, banned turns.

A rule that depends on where one comes from cannot be said of an arc alone. Such a node gets copies, and
the arcs of those who are bound by the rule lead to the copy: what a copy leads on to is what the rule allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Arcs:
    """Arcs and nodes while they are made: `seconds` is arcs × modes, inf where a mode may not go.

    `original` and `kind` describe every node; the first are street nodes, copies come after them.
    """

    tail: Ints
    head: Ints
    link: Ints
    forward: Bools
    seconds: Floats
    original: Ints
    kind: NDArray[np.object_]

    def rows(self, chosen: Ints | Bools) -> "Arcs":
        """Return some of the arcs."""
        return replace(
            self, tail=self.tail[chosen], head=self.head[chosen], link=self.link[chosen],
            forward=self.forward[chosen], seconds=self.seconds[chosen],
        )  # fmt: skip

    def for_modes(self, modes: Bools) -> "Arcs":
        """Return the arcs closed to all but these modes (one flag for each mode, or for each arc and mode)."""
        return replace(self, seconds=np.where(modes, self.seconds, np.inf))

    def with_copies(self, original: Ints, kind: str) -> "Arcs":
        """Return the arcs with further nodes: copies of the named ones."""
        return replace(
            self,
            original=np.concatenate([self.original, self.original[original]]),
            kind=np.concatenate([self.kind, np.full(len(original), kind, dtype=object)]),
        )

    def table(self, modes: Sequence[str]) -> pd.DataFrame:
        """Return the open arcs sorted by tail, in the columns of a mobility graph."""
        some = self.rows(np.flatnonzero(np.isfinite(self.seconds).any(axis=1)))
        order = np.lexsort((some.link, some.head, some.tail))
        some = some.rows(order)
        fixed = {
            "tail": some.tail.astype(np.int32),
            "head": some.head.astype(np.int32),
            "link": some.link.astype(np.int32),
            "forward": some.forward,
        }
        return pd.DataFrame(fixed | {mode: some.seconds[:, k] for k, mode in enumerate(modes)})


def arcs_of_links(start: Ints, end: Ints, forward_s: Floats, backward_s: Floats, *, node_count: int) -> Arcs:
    """Return two arcs for each link; `forward_s` and `backward_s` are links × modes."""
    link = np.arange(len(start))
    return Arcs(
        tail=np.concatenate([start, end]).astype(np.int64),
        head=np.concatenate([end, start]).astype(np.int64),
        link=np.concatenate([link, link]),
        forward=np.repeat([True, False], len(start)),
        seconds=np.vstack([forward_s, backward_s]),
        original=np.arange(node_count),
        kind=np.full(node_count, "street", dtype=object),
    )


def with_barriers(arcs: Arcs, blocked: Bools) -> Arcs:
    """Return arcs on which the modes blocked at a node (nodes × modes) come up to it and go back, but not through.

    They reach a copy of the node instead, one for each link.
    """
    at_barrier: Bools = np.asarray(blocked.any(axis=1))
    ends = [np.stack([node[at_barrier[node]], arcs.link[at_barrier[node]]]) for node in (arcs.head, arcs.tail)]
    pairs = np.unique(np.hstack(ends), axis=1)
    first = len(arcs.original)
    made = arcs.with_copies(pairs[0], "barrier")
    copy_of = {(int(node), int(link)): first + k for k, (node, link) in enumerate(pairs.T)}
    for end in ("head", "tail"):
        node = getattr(made, end)
        rows = np.flatnonzero(at_barrier[np.minimum(node, len(at_barrier) - 1)] & (node < len(at_barrier)))
        stopped = blocked[node[rows]]
        places = zip(node[rows].tolist(), made.link[rows].tolist(), strict=True)
        copies = np.array([copy_of[place] for place in places], np.int64)
        aside = made.rows(rows).for_modes(stopped)
        aside = replace(aside, head=copies) if end == "head" else replace(aside, tail=copies)
        seconds = made.seconds.copy()
        seconds[rows] = np.where(stopped, np.inf, seconds[rows])
        made = _joined(replace(made, seconds=seconds), aside)
    return made


def with_ends_only(arcs: Arcs, ends_only: Bools, *, modes: Sequence[int]) -> Arcs:
    """Return arcs on which some modes use some arcs (one flag for each) only to begin or to end a trip.

    Each node of such streets has a copy for those who leave and one for those who enter: leaving leads out
    and never back in, entering never out. No trip can so pass through. Asked again for other streets, those around the
    first: who leaves the first leaves these too, and who enters these, or is leaving them, may enter the first. So a
    trip from one private street to another may cross a zone, and none out of the zone may pass a private street.
    """
    bound = np.isin(np.arange(arcs.seconds.shape[1]), modes)
    open_ = np.isfinite(arcs.seconds[:, bound]).any(axis=1)
    inner = np.flatnonzero(ends_only & open_)
    if not len(inner):
        return arcs
    public = np.zeros(len(arcs.original), bool)
    public[arcs.tail[open_ & ~ends_only]] = public[arcs.head[open_ & ~ends_only]] = True
    nodes = np.unique(np.concatenate([arcs.tail[inner], arcs.head[inner]]))
    leaving = np.full(len(arcs.original), -1)
    leaving[nodes] = len(arcs.original) + np.arange(len(nodes))
    entering = leaving + len(nodes)
    made = arcs.with_copies(nodes, "leaving").with_copies(nodes, "entering")
    zone = made.rows(inner).for_modes(bound)
    copies = [
        replace(zone, tail=leaving[zone.tail], head=leaving[zone.head]),
        replace(zone, tail=leaving[zone.tail]).rows(public[zone.head]),
        replace(zone, head=entering[zone.head]).rows(public[zone.tail]),
        replace(zone, tail=entering[zone.tail], head=entering[zone.head]),
    ]
    out = made.rows(open_ & (arcs.kind[arcs.tail] == "leaving") & (leaving[arcs.head] >= 0)).for_modes(bound)
    into = made.rows(open_ & (arcs.kind[arcs.head] == "entering") & (leaving[arcs.tail] >= 0)).for_modes(bound)
    copies += [
        replace(out, head=leaving[out.head]),
        replace(into, tail=leaving[into.tail]),
        replace(into, tail=entering[into.tail]),
    ]
    seconds = made.seconds.copy()
    seconds[np.ix_(inner, np.flatnonzero(bound))] = np.inf
    return _joined(replace(made, seconds=seconds), *copies)


def with_banned_turns(arcs: Arcs, bans: Mapping[tuple[int, int], frozenset[int]], *, mode: int) -> Arcs:
    """Return arcs on which a mode that came to a node by a link cannot go on by the banned ones.

    `bans`: (link, node) -> links. Each arc so bound ends at a copy of the node that has all other ways on.
    """
    open_ = np.isfinite(arcs.seconds[:, mode])
    links_with_bans = np.array([link for link, _ in bans], np.int64)
    candidates = np.flatnonzero(open_ & np.isin(arcs.link, links_with_bans))
    via = arcs.original[arcs.head[candidates]]
    bound = candidates[[(int(k), int(v)) in bans for k, v in zip(arcs.link[candidates], via, strict=True)]]
    keys, key = np.unique(np.stack([arcs.link[bound], arcs.head[bound]]), axis=1, return_inverse=True)
    first = len(arcs.original)
    made = arcs.with_copies(keys[1], "turn")
    alone = np.arange(arcs.seconds.shape[1]) == mode
    aside = replace(made.rows(bound).for_modes(alone), head=first + key.reshape(-1))
    seconds = made.seconds.copy()
    seconds[bound, mode] = np.inf
    made = _joined(replace(made, seconds=seconds), aside)
    return _joined(made, _ways_on(made, keys, first, bans, mode))


def _ways_on(arcs: Arcs, keys: Ints, first: int, bans: Mapping[tuple[int, int], frozenset[int]], mode: int) -> Arcs:
    """Return the arcs that lead on from each copy: those of its node but the banned."""
    open_ = np.flatnonzero(np.isfinite(arcs.seconds[:, mode]))
    open_ = open_[np.argsort(arcs.tail[open_], kind="stable")]
    tails = arcs.tail[open_]
    rows, copies = [], []
    for k, (link, node) in enumerate(keys.T.tolist()):
        leaving = open_[np.searchsorted(tails, node) : np.searchsorted(tails, node, side="right")]
        banned = bans[link, int(arcs.original[node])]
        kept = [row for row in leaving.tolist() if int(arcs.link[row]) not in banned]
        rows += kept
        copies += [first + k] * len(kept)
    alone = np.arange(arcs.seconds.shape[1]) == mode
    chosen = arcs.rows(np.array(rows, np.int64)).for_modes(alone)
    return replace(chosen, tail=np.array(copies, np.int64))


def _joined(arcs: Arcs, *others: Arcs) -> Arcs:
    """Return the arcs with those of others added; the nodes are those of the first."""
    every = (arcs, *others)
    return replace(
        arcs,
        tail=np.concatenate([a.tail for a in every]),
        head=np.concatenate([a.head for a in every]),
        link=np.concatenate([a.link for a in every]),
        forward=np.concatenate([a.forward for a in every]),
        seconds=np.vstack([a.seconds for a in every]),
    )
