"""Meshes as plain arrays: walls, roofs, areas, ribbons and pins, all made without a loop over features.

Coordinates are float64 metres in the frame's CRS, z up; a tile makes them relative to the frame's origin.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import ArrayLike

from .triangulation import Floats, Ints, triangulated

LEVEL_ABOVE_M, LEVEL_BELOW_M = 1.0, 10.0  # from here on above or below the ground, bands are level across
HeightsAt = Callable[[Floats], Floats]  # (n, 2) points -> (n,) heights in metres


@dataclass(frozen=True)
class Mesh:
    """Faces over shared points.

    `points` (n, 3) float64; `triangles` (t, 3) and `quads` (q, 4) are indices of points,
    counter-clockwise seen from outside; `triangle_row` (t,) and `quad_row` (q,) are the position
    of the feature each face belongs to. `kind` (t + q,) says what each face is, triangles first, where a
    layer tells several things apart, else None.
    """

    points: Floats
    triangles: Ints
    triangle_row: Ints
    quads: Ints
    quad_row: Ints
    kind: Ints | None = None

    @property
    def face_count(self) -> int:
        """Triangles and quads together."""
        return len(self.triangles) + len(self.quads)

    @property
    def face_row(self) -> Ints:
        """The feature's position for each face: triangles first, then quads."""
        return np.concatenate([self.triangle_row, self.quad_row])

    def at_rows(self, rows: Ints) -> "Mesh":
        """Return the same faces as features at other positions: row i becomes `rows[i]`."""
        return replace(self, triangle_row=rows[self.triangle_row], quad_row=rows[self.quad_row])

    def of_rows(self, rows: Ints) -> "Mesh":
        """Return the faces of some features, renumbered 0, 1, … in the order of `rows`."""
        position = np.full(int(self.face_row.max(initial=-1)) + 1, -1)
        rows = rows[rows < len(position)]
        position[rows] = np.arange(len(rows))
        keep_t, keep_q = position[self.triangle_row] >= 0, position[self.quad_row] >= 0
        triangles, quads = self.triangles[keep_t], self.quads[keep_q]
        kind = None if self.kind is None else self.kind[np.concatenate([keep_t, keep_q])]
        triangle_row, quad_row = position[self.triangle_row[keep_t]], position[self.quad_row[keep_q]]
        return with_used_points(Mesh(self.points, triangles, triangle_row, quads, quad_row, kind))


def empty_mesh() -> Mesh:
    """Return a mesh without faces."""
    none = np.empty(0, np.int64)
    return Mesh(np.empty((0, 3)), none.reshape(0, 3), none, none.reshape(0, 4), none)


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Return several meshes as one; their rows keep their meaning."""
    if not meshes:
        return empty_mesh()
    starts = np.cumsum([0] + [len(m.points) for m in meshes[:-1]])
    return Mesh(
        points=np.concatenate([m.points for m in meshes]),
        triangles=np.concatenate([m.triangles + s for m, s in zip(meshes, starts, strict=True)]),
        triangle_row=np.concatenate([m.triangle_row for m in meshes]),
        quads=np.concatenate([m.quads + s for m, s in zip(meshes, starts, strict=True)]),
        quad_row=np.concatenate([m.quad_row for m in meshes]),
        kind=_joined_kinds(meshes),
    )


def of_kind(mesh: Mesh, kind: int) -> Mesh:
    """Return a mesh whose faces are all of one kind."""
    return replace(mesh, kind=np.full(mesh.face_count, kind))


def _joined_kinds(meshes: Sequence[Mesh]) -> Ints | None:
    if all(m.kind is None for m in meshes):
        return None
    kinds = [np.zeros(m.face_count, np.int64) if m.kind is None else m.kind for m in meshes]
    first = [kind[: len(m.triangles)] for kind, m in zip(kinds, meshes, strict=True)]
    return np.concatenate([*first, *(kind[len(m.triangles) :] for kind, m in zip(kinds, meshes, strict=True))])


def extruded(polygons: ArrayLike, base_m: Floats, top_m: Floats) -> Mesh:
    """Return each polygon as a block: a flat roof at `top_m` and walls down to `base_m`.

    Heights have one value per polygon. There is no floor: nobody sees it.
    """
    plan = triangulated(polygons)
    n = len(plan.xy)
    here, there = np.arange(n), plan.next
    return Mesh(
        points=np.concatenate(
            [
                np.column_stack([plan.xy, top_m[plan.point_row]]),
                np.column_stack([plan.xy, base_m[plan.point_row]]),
            ]
        ),
        triangles=plan.triangles,
        triangle_row=plan.triangle_row,
        quads=np.column_stack([here + n, there + n, there, here]),
        quad_row=plan.point_row,
    )


def closed_blocks(polygons: ArrayLike, base_m: Floats, top_m: Floats) -> Mesh:
    """Return each polygon as a closed block: as `extruded`, with a floor at `base_m` that faces down."""
    block = extruded(polygons, base_m, top_m)
    floor = block.triangles[:, ::-1] + len(block.points) // 2
    triangles = np.concatenate([block.triangles, floor])
    return replace(block, triangles=triangles, triangle_row=np.tile(block.triangle_row, 2))


def flat_areas(polygons: ArrayLike, heights_at: HeightsAt, *, lift_m: float) -> Mesh:
    """Return polygons laid on the ground, `lift_m` above it."""
    plan = triangulated(polygons)
    none = np.empty(0, np.int64)
    points = np.column_stack([plan.xy, heights_at(plan.xy) + lift_m])
    return Mesh(points, plan.triangles, plan.triangle_row, none.reshape(0, 4), none)


def welded(mesh: Mesh) -> Mesh:
    """Return a mesh in which points at one place on the map, to a millimetre, are one: each place has one height."""
    if not len(mesh.points):
        return mesh
    x, y = np.round((mesh.points[:, :2] - mesh.points[:, :2].min(axis=0)) * 1000).astype(np.int64).T
    _, first, number = np.unique(x << 31 | y, return_index=True, return_inverse=True)
    return replace(mesh, points=mesh.points[first], triangles=number[mesh.triangles], quads=number[mesh.quads])


def with_used_points(mesh: Mesh) -> Mesh:
    """Return a mesh without the points that no face has."""
    faces = np.concatenate([mesh.triangles.ravel(), mesh.quads.ravel()])
    used, where = np.unique(faces, return_inverse=True)
    triangles, quads = where[: mesh.triangles.size].reshape(-1, 3), where[mesh.triangles.size :].reshape(-1, 4)
    return replace(mesh, points=mesh.points[used], triangles=triangles, quads=quads)


def ribbons(lines: ArrayLike, width_m: ArrayLike, heights_at: HeightsAt, *, lift_m: ArrayLike) -> Mesh:
    """Return lines as bands of their width on the ground, mitred at bends (at most twice the width).

    Both edges lie on their own ground. Where lines have a z, it is metres above the ground, or below it where it is
    negative; there they turn level, but no edge that is above the ground goes under it.
    `width_m` is one for all or one for each line, or (n, 2): how far each reaches to the left and to the right;
    `lift_m` is one for all or one for each.
    Points are all right edges, then all left ones.
    """
    parts, row = shapely.get_parts(np.asarray(lines, dtype=object), return_index=True)
    xyz, line = shapely.get_coordinates(parts, include_z=True, return_index=True)
    xy, above = xyz[:, :2], np.nan_to_num(xyz[:, 2])
    if not len(xy):
        return empty_mesh()
    keep = np.ones(len(xy), bool)
    keep[1:] = (line[1:] != line[:-1]) | (np.abs(np.diff(xy, axis=0)).sum(axis=1) > 1e-6)
    xy, line, above = xy[keep], line[keep], above[keep]
    ahead = np.diff(xy, axis=0)
    inside = line[1:] == line[:-1]
    ahead /= np.where(inside, np.hypot(*ahead.T), 1)[:, None]
    ahead[~inside] = 0
    zero = np.zeros((1, 2))
    before, after = np.concatenate([zero, ahead]), np.concatenate([ahead, zero])
    direction = before + after
    length = np.hypot(*direction.T)
    direction /= np.where(length > 1e-9, length, 1)[:, None]
    some = np.where(np.abs(after).sum(axis=1) > 0, 1, 0)[:, None] * after + (
        np.where(np.abs(after).sum(axis=1) > 0, 0, 1)[:, None] * before
    )
    direction = np.where((length > 1e-9)[:, None], direction, some)
    cosine = np.clip((direction * some).sum(axis=1), 0.5, 1)
    width, count = np.asarray(width_m, float), len(np.asarray(lines, dtype=object))
    reach = width if width.ndim == 2 else np.broadcast_to(width / 2, (2, count)).T
    to_left, to_right = (reach[row][line] / cosine[:, None]).T
    side = np.column_stack([-direction[:, 1], direction[:, 0]])
    n = len(xy)
    edges = np.concatenate([xy - side * to_right[:, None], xy + side * to_left[:, None]])
    middle, above = np.tile(heights_at(xy), 2), np.tile(above, 2)
    level = np.clip(np.maximum(above / LEVEL_ABOVE_M, -above / LEVEL_BELOW_M), 0, 1)
    lift = np.tile(np.broadcast_to(np.asarray(lift_m, float), count)[row][line], 2)
    ground = heights_at(edges)
    z = middle + (ground - middle) * (1 - level) + above
    z = np.where(above < 0, z, np.maximum(z, ground)) + lift
    start = np.flatnonzero(inside)
    none = np.empty(0, np.int64)
    return Mesh(
        points=np.column_stack([edges, z]),
        triangles=none.reshape(0, 3),
        triangle_row=none,
        quads=np.column_stack([start, start + 1, start + 1 + n, start + n]),
        quad_row=row[line[start]],
    )


def instances(xyz: Floats, shape: Mesh, *, scale: ArrayLike = 1.0, turn_deg: ArrayLike = 0.0) -> Mesh:
    """Return one copy of a small shape at each point, scaled by one number per point, or by three for x, y and z.

    `turn_deg` turns each clockwise around z, so that what looked north looks that way.
    """
    count, size = len(xyz), len(shape.points)
    factor = np.asarray(scale, float)
    factor = factor if factor.ndim == 2 else np.broadcast_to(factor, (3, count)).T
    copies = shape.points[None] * factor[:, None, :]
    if np.any(turn_deg):
        turn = np.radians(np.broadcast_to(np.asarray(turn_deg, float), count))[:, None]
        x, y = copies[..., 0], copies[..., 1]
        turned = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        copies = np.stack([*turned, copies[..., 2]], axis=-1)
    points = xyz[:, None, :] + copies
    start = (np.arange(count) * size)[:, None, None]
    rows = np.arange(count)
    return Mesh(
        points=points.reshape(-1, 3),
        triangles=(shape.triangles[None] + start).reshape(-1, 3),
        triangle_row=np.repeat(rows, len(shape.triangles)),
        quads=(shape.quads[None] + start).reshape(-1, 4),
        quad_row=np.repeat(rows, len(shape.quads)),
    )
