"""Roof faces cut along lines of equal value: where a profile breaks, over any outline."""

import numpy as np

from .roof_faces import RoofFaces
from .triangulation import Floats, Ints

AT_CORNER = 1e-6  # a cut nearer to a corner, as a share of the edge, goes through the corner


def folded(roofs: RoofFaces, value: Floats, along: Floats, levels: Floats) -> tuple[RoofFaces, Floats]:
    """Return faces cut where their points' `value` passes each of `levels` (k,) or, by row, (k, rows), and all values.

    `along` (n,) orders places on a cut: any number that grows from one end of the line to the other. Faces share
    the points of cuts, so what was closed stays closed.
    """
    for level in levels:
        roofs, value, along = _cut(roofs, value, along, np.asarray(level))
    return roofs, value


def _cut(roofs: RoofFaces, value: Floats, along: Floats, level: Floats) -> tuple[RoofFaces, Floats, Floats]:
    face = np.repeat(np.arange(len(roofs.sizes)), roofs.sizes)
    at = np.broadcast_to(level, int(roofs.row.max(initial=0)) + 1 if level.ndim == 0 else level.shape)[roofs.row[face]]
    here, there = roofs.corners, roofs.corners[roofs.following]
    above = value[here] >= at
    crossing = np.flatnonzero(above != above[roofs.following])
    if not len(crossing):
        return roofs, value, along
    new, points, value, along = _points_on_cut(roofs, value, along, here[crossing], there[crossing], at[crossing])
    partner = _partners(face[crossing], along[new])
    # each face as a walk: its corners, and at crossing c the end of one piece (m + c), the start of another (m + k + c)
    m, k = len(here), len(crossing)
    number = np.arange(k)
    onward = np.concatenate([roofs.following, m + k + partner, roofs.following[crossing]])
    onward[crossing] = m + number
    point = np.concatenate([here, new, new])
    made = _pieces(onward, point, np.concatenate([face, face[crossing], face[crossing]]))
    corners, sizes, of_face = made
    return RoofFaces(points, corners, sizes, roofs.row[of_face]), value, along


def _points_on_cut(
    roofs: RoofFaces, value: Floats, along: Floats, here: Ints, there: Ints, at: Floats
) -> tuple[Ints, Floats, Floats, Floats]:
    """Return the point of each crossing, the same for both faces of an edge, and all points with theirs."""
    low, high = np.minimum(here, there), np.maximum(here, there)
    n = len(roofs.points)
    _, first, which = np.unique(low * n + high, return_index=True, return_inverse=True)
    low, high, at = low[first], high[first], at[first]
    share = (at - value[low]) / (value[high] - value[low])
    made = roofs.points[low] + share[:, None] * (roofs.points[high] - roofs.points[low])
    new = n + np.arange(len(low))
    new = np.where(share < AT_CORNER, low, np.where(share > 1 - AT_CORNER, high, new))
    return (
        new[which],
        np.concatenate([roofs.points, made]),
        np.concatenate([value, at]),
        np.concatenate([along, along[low] + share * (along[high] - along[low])]),
    )


def _partners(face: Ints, along: Floats) -> Ints:
    """Return for each crossing the one that the cut joins it to: the next along the line, two by two in each face."""
    order = np.lexsort((along, face))
    partner = np.arange(len(face))
    pairs = order[: len(order) // 2 * 2].reshape(-1, 2)
    partner[pairs[:, 0]], partner[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    return partner


def _pieces(onward: Ints, point: Ints, face: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the rings that a walk makes, as corners, sizes and the face each is a piece of; without empty steps."""
    count = len(onward)
    label = np.arange(count)
    jump = onward.copy()
    for _ in range(int(np.ceil(np.log2(max(count, 2)))) + 1):
        label = np.minimum(label, label[jump])
        jump = jump[jump]
    first = np.unique(label)
    size = np.bincount(np.searchsorted(first, label), minlength=len(first))
    begin = np.cumsum(size) - size
    walk, at = np.empty(count, np.int64), first.copy()
    for step in range(int(size.max())):
        going = size > step
        walk[begin[going] + step] = at[going]
        at[going] = onward[at[going]]
    ring = np.repeat(np.arange(len(first)), size)
    after = np.arange(1, count + 1)
    after[begin + size - 1] = begin
    keep = point[walk] != point[walk[after]]
    left = np.bincount(ring[keep], minlength=len(first))
    fine = left > 2
    keep &= fine[ring]
    return point[walk[keep]], left[fine], face[first[fine]]
