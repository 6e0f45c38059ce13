"""Polygons in space: their areas and normals, and the plane in which each is seen as a flat outline."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# For each axis that is left out, the two others such that what looks along the axis is counter-clockwise.
SEEN_ALONG = np.array([[1, 2], [2, 0], [0, 1]])


def next_on_ring(ring: Ints) -> Ints:
    """Return the position of the following point of each point; `ring` (n,) says whose point it is, in order."""
    count = len(ring)
    following = np.arange(1, count + 1)
    last = np.flatnonzero(np.diff(ring, append=-1))
    following[last] = np.concatenate([[0], last[:-1] + 1]) if count else following[last]
    return following


def ring_vectors(points: Floats, ring: Ints, rings: int) -> Floats:
    """Return for each ring (r, 3) the vector along its normal whose length is its area in m².

    Method: the sum of cross products around the ring (Newell; Sutherland et al. 1974), relative to its first point.
    """
    if not len(points):
        return np.zeros((rings, 3))
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    local = points - points[first][np.cumsum(np.diff(ring, prepend=-1) != 0) - 1]
    crossed = np.cross(local, local[next_on_ring(ring)]) / 2
    return np.column_stack([np.bincount(ring, weights=crossed[:, axis], minlength=rings) for axis in range(3)])


def turned_rings(points: Floats, ring: Ints, turn: NDArray[np.bool_]) -> Floats:
    """Return the points with the rings of which `turn` (r,) holds in the other direction."""
    count = np.bincount(ring, minlength=len(turn))
    start = np.cumsum(count) - count
    here = np.arange(len(points))
    back = 2 * start[ring] + count[ring] - 1 - here
    return np.asarray(points[np.where(turn[ring], back, here)])


def seen_flat(points: Floats, normal: Floats) -> Floats:
    """Return points (n, 3) as (n, 2), seen along the largest axis of each one's `normal` (n, 3) from outside."""
    axis = np.abs(normal).argmax(axis=1)
    row = np.arange(len(points))
    u, v = SEEN_ALONG[axis].T
    behind = normal[row, axis] < 0
    u, v = np.where(behind, v, u), np.where(behind, u, v)
    return np.column_stack([points[row, u], points[row, v]])
