"""Meshes as plain arrays: walls, roofs, areas, ribbons and pins, all made without a loop over features.

Coordinates are float64 metres in the frame's CRS, z up; a tile makes them relative to the frame's origin.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geodata.errors import TableError
from geodata.language import N_

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HeightsAt = Callable[[Floats], Floats]  # (n, 2) points -> (n,) heights in metres

AREA_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Mesh:
    """Faces over shared points.

    `points` (n, 3) float64; `triangles` (t, 3) and `quads` (q, 4) are indices of points,
    counter-clockwise seen from outside; `triangle_row` (t,) and `quad_row` (q,) are the position
    of the feature each face belongs to.
    """

    points: Floats
    triangles: Ints
    triangle_row: Ints
    quads: Ints
    quad_row: Ints

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
        used, where = np.unique(np.concatenate([triangles.ravel(), quads.ravel()]), return_inverse=True)
        return Mesh(
            points=self.points[used],
            triangles=where[: triangles.size].reshape(-1, 3),
            triangle_row=position[self.triangle_row[keep_t]],
            quads=where[triangles.size :].reshape(-1, 4),
            quad_row=position[self.quad_row[keep_q]],
        )


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
    )


@dataclass(frozen=True)
class Triangulation:
    """Polygons as rings of points and triangles over them.

    `xy` (n, 2) are the ring points without the closing one; `next` (n,) is the following point on
    the same ring; `point_row` (n,) and `triangle_row` (t,) are the position of the polygon.
    """

    xy: Floats
    next: Ints
    point_row: Ints
    triangles: Ints
    triangle_row: Ints


def triangulated(polygons: ArrayLike) -> Triangulation:
    """Return valid Polygons and MultiPolygons cut into triangles over their own ring points.

    Convex outlines become fans, all others a constrained Delaunay triangulation (GEOS). Raises
    TableError when the triangles do not add up to the area.
    """
    geometry = np.asarray(polygons, dtype=object)
    parts, part_row = shapely.get_parts(geometry, return_index=True)
    parts = shapely.orient_polygons(parts)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    last = np.flatnonzero(np.diff(ring_of, append=-1))
    following = np.arange(1, len(coordinates) + 1)
    keep = np.ones(len(coordinates), bool)
    keep[last] = False
    first = np.concatenate([[0], last[:-1] + 1]) if len(last) else last
    following[last - 1] = first
    number = np.cumsum(keep) - 1
    xy, ring_of, following = coordinates[keep], ring_of[keep], number[following[keep]]
    point_part = ring_part[ring_of]

    convex = _are_convex(xy, following, point_part, len(parts))
    fans, fan_part = _fans(point_part, convex)
    cut, cut_part = _delaunay(xy, point_part, parts, part_row, convex)
    triangles, row = np.concatenate([fans, cut]), part_row[np.concatenate([fan_part, cut_part])]
    _check_areas(xy, triangles, row, shapely.area(geometry))
    return Triangulation(xy, following, part_row[point_part], triangles, row)


def _are_convex(xy: Floats, following: Ints, point_part: Ints, parts: int) -> NDArray[np.bool_]:
    """Return which parts turn left at every corner: of a valid outline without holes, convex."""
    turns = _cross(xy, np.column_stack([np.arange(len(xy)), following, following[following]])) > AREA_TOLERANCE
    return np.asarray(np.bincount(point_part, weights=~turns, minlength=parts) == 0)


def _fans(point_part: Ints, convex: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the triangles of convex parts, all from their first point, and each one's part."""
    points = np.bincount(point_part, minlength=len(convex))
    start = np.cumsum(points) - points
    count = np.where(convex & (points > 2), points - 2, 0)
    part = np.repeat(np.arange(len(convex)), count)
    step = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count) + 1
    first = start[part]
    return np.column_stack([first, first + step, first + step + 1]), part


def _delaunay(
    xy: Floats, point_part: Ints, parts: NDArray[np.object_], part_row: Ints, convex: NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Return the triangles of all other parts, and each one's part."""
    rest = np.flatnonzero(~convex)
    try:
        cut = shapely.constrained_delaunay_triangles(parts[rest])
    except shapely.errors.GEOSException:
        raise _uncut(part_row[rest][~shapely.is_valid(parts[rest])]) from None
    corners, index = shapely.get_coordinates(cut, return_index=True)
    corners, cut_part = corners.reshape(-1, 4, 2)[:, :3], rest[index[::4]]
    used = np.flatnonzero(~convex[point_part])
    triangles = (
        used[_corner_numbers(xy[used], point_part[used], corners, cut_part)] if len(used) else index.reshape(0, 3)
    )
    return _counter_clockwise(xy, triangles), cut_part


def _corner_numbers(xy: Floats, point_part: Ints, corners: Floats, cut_part: Ints) -> Ints:
    """Return for each triangle corner the number of the ring point of its part at that place."""
    keys = _place_keys(xy, point_part)
    order = np.argsort(keys)
    wanted = _place_keys(corners.reshape(-1, 2), np.repeat(cut_part, 3))
    found = np.searchsorted(keys[order], wanted).clip(max=len(keys) - 1)
    return np.asarray(order[found].reshape(-1, 3))


def _place_keys(xy: Floats, part: Ints) -> NDArray[np.uint64]:
    """Return one 64-bit key for each (part, x, y); a mix of bits, checked by the areas after."""
    x, y = np.ascontiguousarray(xy.T).view(np.uint64)
    key = part.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for value in (x, y):
        key ^= value
        key *= np.uint64(0xBF58476D1CE4E5B9)
        key ^= key >> np.uint64(31)
    return key


def _cross(xy: Floats, triangles: Ints) -> Floats:
    a, b, c = xy[triangles[:, 0]], xy[triangles[:, 1]], xy[triangles[:, 2]]
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def _counter_clockwise(xy: Floats, triangles: Ints) -> Ints:
    turned = _cross(xy, triangles) < 0
    triangles[turned] = triangles[turned][:, ::-1]
    return triangles


def _check_areas(xy: Floats, triangles: Ints, row: Ints, areas: Floats) -> None:
    made = np.bincount(row, weights=_cross(xy, triangles) / 2, minlength=len(areas))
    wrong = np.flatnonzero(np.abs(made - areas) > AREA_TOLERANCE * np.maximum(areas, 1))
    if len(wrong):
        raise _uncut(wrong)


def _uncut(rows: Ints) -> TableError:
    return TableError(
        N_("{count} polygons cannot be cut into triangles (first: row {row}). Repair them first."),
        count=len(rows),
        row=int(rows[0]) if len(rows) else 0,
    )


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


def flat_areas(polygons: ArrayLike, heights_at: HeightsAt, *, lift_m: float) -> Mesh:
    """Return polygons laid on the ground, `lift_m` above it."""
    plan = triangulated(polygons)
    none = np.empty(0, np.int64)
    points = np.column_stack([plan.xy, heights_at(plan.xy) + lift_m])
    return Mesh(points, plan.triangles, plan.triangle_row, none.reshape(0, 4), none)


def ribbons(lines: ArrayLike, width_m: ArrayLike, heights_at: HeightsAt, *, lift_m: float) -> Mesh:
    """Return lines as bands of their width on the ground, mitred at bends (at most twice the width)."""
    parts, row = shapely.get_parts(np.asarray(lines, dtype=object), return_index=True)
    xy, line = shapely.get_coordinates(parts, return_index=True)
    if not len(xy):
        return empty_mesh()
    keep = np.ones(len(xy), bool)
    keep[1:] = (line[1:] != line[:-1]) | (np.abs(np.diff(xy, axis=0)).sum(axis=1) > 1e-6)
    xy, line = xy[keep], line[keep]
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
    half = np.broadcast_to(np.asarray(width_m, float), len(np.asarray(lines, dtype=object)))[row][line] / 2
    side = np.column_stack([-direction[:, 1], direction[:, 0]]) * (half / cosine)[:, None]
    z = heights_at(xy) + lift_m
    n = len(xy)
    start = np.flatnonzero(inside)
    none = np.empty(0, np.int64)
    return Mesh(
        points=np.column_stack([np.concatenate([xy - side, xy + side]), np.concatenate([z, z])]),
        triangles=none.reshape(0, 3),
        triangle_row=none,
        quads=np.column_stack([start, start + 1, start + 1 + n, start + n]),
        quad_row=row[line[start]],
    )


def instances(xyz: Floats, shape: Mesh, *, scale: ArrayLike = 1.0) -> Mesh:
    """Return one copy of a small shape at each point, scaled by one number per point."""
    count, size = len(xyz), len(shape.points)
    factor = np.broadcast_to(np.asarray(scale, float), count)
    points = xyz[:, None, :] + shape.points[None] * factor[:, None, None]
    start = (np.arange(count) * size)[:, None, None]
    rows = np.arange(count)
    return Mesh(
        points=points.reshape(-1, 3),
        triangles=(shape.triangles[None] + start).reshape(-1, 3),
        triangle_row=np.repeat(rows, len(shape.triangles)),
        quads=(shape.quads[None] + start).reshape(-1, 4),
        quad_row=np.repeat(rows, len(shape.quads)),
    )
