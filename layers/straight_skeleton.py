"""Straight skeletons of many polygons at once: where the fronts of their edges meet as all move inwards alike.

Method: Aichholzer, Aurenhammer, Alberts, Gärtner (1995), "A novel type of skeleton for polygons", by moving fronts as
in Felkel and Obdržálek (1998), "Straight skeleton implementation": the corners of the front are linked to rings; an
edge that shrinks to nothing joins its two corners, an inward corner that meets an edge parts its ring (or joins
two: outline and courtyard). Each step does the next event of every polygon. What comes out is checked, not trusted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .skeleton_front import Arcs, fronts_met
from .triangulation import Floats, Ints

Flags = NDArray[np.bool_]

SAME_PLACE_M = 1e-3  # events nearer than this happen at one node
GROUPS = (8, 16, 64)  # polygons are worked on with others of about as many corners


@dataclass(frozen=True)
class Skeleton:
    """The faces of roofs of one slope over polygons: one face for each edge.

    `points` (n, 3) are x, y and the distance from the outline in metres, the ring points first. `corners` (c,) are
    the faces' points, counter-clockwise from above, face after face beginning with its edge, `sizes` (f,) how many
    each face has, `part` (f,) its polygon; `whole` (p,) says of which polygons the skeleton is complete, others
    have no face.
    """

    points: Floats
    corners: Ints
    sizes: Ints
    part: Ints
    whole: Flags


def straight_skeletons(xy: Floats, following: Ints, point_part: Ints, parts: int) -> Skeleton:
    """Return the skeletons of polygons: outlines counter-clockwise, courtyards clockwise, their points together.

    `xy` (n, 2) in metres, `following` (n,) the next point on the ring, `point_part` (n,) the polygon, ascending.
    """
    size = np.bincount(point_part, minlength=parts)
    made = [_group(xy, following, chosen, size) for chosen in _groups(size)]
    nodes = np.concatenate([np.column_stack([xy, np.zeros(len(xy))]), *(m.nodes for m in made)])
    counts = [len(m.nodes) for m in made]
    shift = len(xy) + np.cumsum([0, *counts])
    arcs = [_numbered(m, len(xy), int(first)) for m, first in zip(made, shift, strict=False)]
    whole = np.zeros(parts, bool)
    for m in made:
        whole[m.part[m.done]] = True
    if not arcs:
        none = np.empty(0, np.int64)
        return Skeleton(nodes, none, none, none, whole)
    start, end, left, right = (np.concatenate(column) for column in zip(*arcs, strict=True))
    return _faces(nodes, following, point_part, (start, end, left, right), whole)


def _groups(size: Ints) -> Iterator[Ints]:
    low = 2
    for high in GROUPS:
        chosen = np.flatnonzero((size > low) & (size <= high))
        if len(chosen):
            yield chosen
        low = high


def _group(xy: Floats, following: Ints, chosen: Ints, size: Ints) -> Arcs:
    """Return the arcs of some polygons, whose points are laid side by side."""
    first = (np.cumsum(size) - size)[chosen]
    columns = np.arange(int(size[chosen].max()))
    there = columns[None] < size[chosen][:, None]
    at = np.where(there, first[:, None] + columns, first[:, None])
    return fronts_met(xy[at], np.where(there, following[at] - first[:, None], -1), there, chosen, first)


def _numbered(made: Arcs, outline: int, first: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return a group's arcs with its own nodes numbered from `first`; those below `outline` are ring points."""
    start = np.where(made.start < 0, first - 1 - made.start, made.start)
    end = np.where(made.end < 0, first - 1 - made.end, made.end)
    assert outline <= first
    return start, end, made.left, made.right


def _faces(
    nodes: Floats, following: Ints, point_part: Ints, arcs: tuple[Ints, Ints, Ints, Ints], whole: Flags
) -> Skeleton:
    """Return the faces that arcs bound: each lies between the face of its left edge and that of its right one."""
    start, end, left, right = arcs
    same = _joined_nodes(nodes, start, end)
    edges = np.arange(len(following))
    tail = np.concatenate([edges, same[start], same[end]])
    head = np.concatenate([following, same[end], same[start]])
    face = np.concatenate([edges, left, right])
    keep = (tail != head) & whole[point_part[face]]
    tail, head, face = tail[keep], head[keep], face[keep]
    order = np.lexsort((tail, face))
    tail, head, face = tail[order], head[order], face[order]
    key = face * len(nodes) + tail
    fault = np.zeros(len(whole), bool)
    fault[point_part[face[1:][np.diff(key) == 0]]] = True
    wanted = face * len(nodes) + head
    onward = np.searchsorted(key, wanted).clip(max=max(len(key) - 1, 0))
    fault[point_part[face[key[onward] != wanted]]] = True
    turned = same[: len(following)] != edges
    fault[point_part[turned]] = True
    good = edges[whole[point_part] & ~fault[point_part]]
    size = np.bincount(face, minlength=len(following))[good]
    corners, closed = _walked(np.searchsorted(key, good * len(nodes) + good), onward, tail, size)
    fault[point_part[good[~closed]]] = True
    fine = ~fault[point_part[good]]
    whole = whole & ~fault
    return Skeleton(nodes, corners[np.repeat(fine, size)], size[fine], point_part[good[fine]], whole)


def _walked(first: Ints, onward: Ints, tail: Ints, size: Ints) -> tuple[Ints, Flags]:
    """Return the tails of edges met on a walk of `size` steps from each first edge, and whether it comes round."""
    begin = np.cumsum(size) - size
    corners = np.empty(int(size.sum()), np.int64)
    at, back_early = first.copy(), np.zeros(len(first), bool)
    for step in range(int(size.max(initial=0))):
        going = np.flatnonzero(size > step)
        back_early[going] |= (at[going] == first[going]) & (step > 0)
        corners[begin[going] + step] = tail[at[going]]
        at[going] = onward[at[going]]
    return corners, (at == first) & ~back_early & (size > 2)


def _joined_nodes(nodes: Floats, start: Ints, end: Ints) -> Ints:
    """Return for each node the first of those that arcs of no length join it to."""
    short = np.hypot(*(nodes[start, :2] - nodes[end, :2]).T) < SAME_PLACE_M
    one, other = start[short], end[short]
    same = np.arange(len(nodes))
    while True:
        low = np.minimum(same[one], same[other])
        if (same[one] == low).all() and (same[other] == low).all():
            return same
        np.minimum.at(same, same[one], low)
        np.minimum.at(same, same[other], low)
        same = same[same]
