"""Whether meshes are solids: closed, outward, and of which volume."""

import numpy as np
from numpy.typing import NDArray

from .mesh import Mesh
from .triangulation import Floats


def closed_rows(mesh: Mesh, count: int) -> NDArray[np.bool_]:
    """Return which of `count` features are closed solids that face outwards.

    Every edge of a face is met once, and once the other way round, by another face of the same feature; every
    point is a number; and the faces hold a volume above zero. A feature without a face is not closed.
    """
    tails = [mesh.triangles.ravel(), mesh.quads.ravel()]
    heads = [np.roll(mesh.triangles, -1, axis=1).ravel(), np.roll(mesh.quads, -1, axis=1).ravel()]
    tail, head = np.concatenate(tails), np.concatenate(heads)
    row = np.concatenate([np.repeat(mesh.triangle_row, 3), np.repeat(mesh.quad_row, 4)])
    n = max(len(mesh.points), 1)
    there, back = tail * n + head, head * n + tail
    order = np.argsort(there)
    sorted_there = there[order]
    closed = np.zeros(count, bool)
    closed[row] = True
    twice = np.diff(sorted_there, prepend=-1) == 0
    closed[row[order][twice]] = False
    found = np.searchsorted(sorted_there, back).clip(max=max(len(there) - 1, 0))
    closed[row[sorted_there[found] != back]] = False
    closed[row[row[order][found] != row]] = False
    closed[row[~np.isfinite(mesh.points[tail]).all(axis=1)]] = False
    return closed & (volumes_m3(mesh, count) > 0)


def volumes_m3(mesh: Mesh, count: int) -> Floats:
    """Return the volume that the faces of each feature hold, by the divergence theorem; below zero when turned inside out."""
    points = mesh.points - (mesh.points.min(axis=0) if len(mesh.points) else 0.0)
    faces = np.concatenate([mesh.triangles, mesh.quads[:, [0, 1, 2]], mesh.quads[:, [0, 2, 3]]])
    row = np.concatenate([mesh.triangle_row, mesh.quad_row, mesh.quad_row])
    a, b, c = (points[faces[:, k]] for k in range(3))
    low = np.full(count, np.inf)
    np.minimum.at(low, row, np.minimum(np.minimum(a[:, 2], b[:, 2]), c[:, 2]))
    ab, ac = (b - a)[:, :2], (c - a)[:, :2]
    plan = (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]) / 2
    height = (a[:, 2] + b[:, 2] + c[:, 2]) / 3 - low[row]
    return np.bincount(row, weights=plan * height, minlength=count)
