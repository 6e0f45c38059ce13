"""Whether meshes are solids: closed, outward, and of which volume."""

import numpy as np
from numpy.typing import NDArray

from .mesh import Mesh
from .triangulation import Floats, Ints

UPWARD = 0.05  # steeper faces are walls: 87 degrees


def closed_rows(mesh: Mesh, count: int) -> NDArray[np.bool_]:
    """Return which of `count` features are closed solids that face outwards.

    Every edge of a face is met once, and once the other way round, by another face of the same feature; every
    point is a number; and the faces hold a volume above zero. A feature without a face is not closed.
    """
    closed = np.zeros(count, bool)
    closed[mesh.face_row] = True
    if not _all_met(mesh):
        closed &= ~_unmet(mesh, count)
    return closed & (volumes_m3(mesh, count) > 0)


def _all_met(mesh: Mesh) -> bool:
    """Return whether every edge is met once and once the other way round, and no point is shared or no number."""
    tail, head, row = _edges(mesh)
    own = np.full(len(mesh.points), -1)
    own[tail] = row
    n = max(len(mesh.points), 1)
    key = np.sort((np.minimum(tail, head) * n + np.maximum(tail, head)) * 2 + (tail < head))
    if len(key) % 2 or (own[tail] != row).any() or not np.isfinite(mesh.points).all():
        return False
    one, other = key[::2], key[1::2]
    return bool((one % 2 == 0).all() and (other == one + 1).all() and (np.diff(one) > 0).all())


def _edges(mesh: Mesh) -> tuple[Ints, Ints, Ints]:
    """Return where each edge of each face begins and ends, and the feature it belongs to."""
    tails = [mesh.triangles.ravel(), mesh.quads.ravel()]
    heads = [np.roll(mesh.triangles, -1, axis=1).ravel(), np.roll(mesh.quads, -1, axis=1).ravel()]
    tail, head = np.concatenate(tails), np.concatenate(heads)
    return tail, head, np.concatenate([np.repeat(mesh.triangle_row, 3), np.repeat(mesh.quad_row, 4)])


def _unmet(mesh: Mesh, count: int) -> NDArray[np.bool_]:
    """Return which features have an edge that is not met as it should be."""
    tail, head, row = _edges(mesh)
    n = max(len(mesh.points), 1)
    there, back = tail * n + head, head * n + tail
    order = np.argsort(there)
    sorted_there = there[order]
    unmet = np.zeros(count, bool)
    twice = np.diff(sorted_there, prepend=-1) == 0
    unmet[row[order][twice]] = True
    found = np.searchsorted(sorted_there, back).clip(max=max(len(there) - 1, 0))
    unmet[row[sorted_there[found] != back]] = True
    unmet[row[row[order][found] != row]] = True
    unmet[row[~np.isfinite(mesh.points[tail]).all(axis=1)]] = True
    return unmet


def volumes_m3(mesh: Mesh, count: int) -> Floats:
    """Return the volume that the faces of each feature hold (divergence theorem); below zero when inside out."""
    points = np.where(np.isfinite(mesh.points), mesh.points, 0.0)
    points -= points[:1]
    faces = np.concatenate([mesh.triangles, mesh.quads[:, [0, 1, 2]], mesh.quads[:, [0, 2, 3]]])
    row = np.concatenate([mesh.triangle_row, mesh.quad_row, mesh.quad_row])
    a, b, c = (points[faces[:, k]] for k in range(3))
    low = np.full(count, np.inf)
    np.minimum.at(low, row, np.minimum(np.minimum(a[:, 2], b[:, 2]), c[:, 2]))
    ab, ac = (b - a)[:, :2], (c - a)[:, :2]
    plan = (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]) / 2
    height = (a[:, 2] + b[:, 2] + c[:, 2]) / 3 - low[row]
    return np.asarray(np.bincount(row, weights=plan * height, minlength=count), float)


def facing_up(mesh: Mesh) -> NDArray[np.bool_]:
    """Return which faces look upwards, triangles first: roofs, but no walls and no floors."""
    return normals_z(mesh) > UPWARD


def normals_z(mesh: Mesh) -> Floats:
    """Return the upward part of each face's unit normal; 0 for a face without an area."""
    p = mesh.points
    corners = np.concatenate([mesh.triangles[:, [0, 1, 0, 2]], mesh.quads[:, [0, 2, 1, 3]]])
    a, b = p[corners[:, 1]] - p[corners[:, 0]], p[corners[:, 3]] - p[corners[:, 2]]
    x = a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1]
    y = a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2]
    z = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    length = np.sqrt(x * x + y * y + z * z)
    return np.asarray(z / np.where(length > 1e-9, length, 1.0))


def without_floors(mesh: Mesh, raised: NDArray[np.bool_]) -> Mesh:
    """Return a mesh without the floors that stand on the ground, which nobody sees; `raised` rows (n,) keep theirs."""
    if not mesh.face_count:
        return mesh
    z = mesh.points[:, 2]
    top = np.concatenate([z[mesh.triangles].max(axis=1), z[mesh.quads].max(axis=1)])
    lowest = np.full(len(raised), np.inf)
    row = mesh.face_row
    np.minimum.at(lowest, row, np.concatenate([z[mesh.triangles].min(axis=1), z[mesh.quads].min(axis=1)]))
    keep = raised[row] | (top > lowest[row] + 1e-9)
    return with_faces(mesh, keep)


def with_faces(mesh: Mesh, keep: NDArray[np.bool_]) -> Mesh:
    """Return some faces of a mesh, triangles first, and the points they use."""
    t = len(mesh.triangles)
    triangles, quads = mesh.triangles[keep[:t]], mesh.quads[keep[t:]]
    used = np.zeros(len(mesh.points), bool)
    used[triangles] = True
    used[quads] = True
    number = np.cumsum(used) - 1
    rows = (mesh.triangle_row[keep[:t]], mesh.quad_row[keep[t:]])
    return Mesh(mesh.points[used], number[triangles], rows[0], number[quads], rows[1])
