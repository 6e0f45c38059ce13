"""Polygons cut into triangles over their own points: fans where one point sees all, else GEOS's Delaunay."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geodata.errors import TableError
from geodata.language import N_

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AREA_TOLERANCE = 1e-6


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

    Outlines with at most one corner inwards become fans, all others a constrained Delaunay triangulation
    (GEOS). Raises TableError when the triangles do not add up to the area.
    """
    geometry = np.asarray(polygons, dtype=object)
    parts, part_row = shapely.get_parts(geometry, return_index=True)
    coordinates, ring_of, ring_part = closed_rings(parts)
    last = np.flatnonzero(np.diff(ring_of, append=-1))
    following = np.arange(1, len(coordinates) + 1)
    keep = np.ones(len(coordinates), bool)
    keep[last] = False
    first = np.concatenate([[0], last[:-1] + 1]) if len(last) else last
    following[last - 1] = first
    number = np.cumsum(keep) - 1
    xy, ring_of, following = coordinates[keep], ring_of[keep], number[following[keep]]
    point_part = ring_part[ring_of]

    apex = apexes(xy, following, point_part, len(parts))
    fanned, fan_part = fans(point_part, apex)
    cut, cut_part = _delaunay(xy, point_part, parts, part_row, apex >= 0)
    triangles, row = np.concatenate([fanned, cut]), part_row[np.concatenate([fan_part, cut_part])]
    _check_areas(xy, triangles, row, shapely.area(geometry))
    return Triangulation(xy, following, part_row[point_part], triangles, row)


def closed_rings(parts: NDArray[np.object_]) -> tuple[Floats, Ints, Ints]:
    """Return the rings of Polygons, each closed: their points, the ring of each point, and the polygon of each ring.

    Outlines run counter-clockwise and come before their holes, which run clockwise.
    """
    coordinates, point_part = shapely.get_coordinates(parts, return_index=True)
    size = np.bincount(point_part, minlength=len(parts))
    rings = np.where(size > 0, 1, 0)
    holed = np.flatnonzero(shapely.get_num_interior_rings(parts) > 0)
    rings[holed] += shapely.get_num_interior_rings(parts[holed])
    ring_part = np.repeat(np.arange(len(parts)), rings)
    ring_size = size[ring_part]
    if len(holed):
        ring_size[np.isin(ring_part, holed)] = shapely.get_num_coordinates(shapely.get_rings(parts[holed]))
    ring_of = np.repeat(np.arange(len(ring_part)), ring_size)
    is_hole = np.diff(ring_part, prepend=-1) == 0
    return _oriented(coordinates, ring_of, is_hole=is_hole), ring_of, ring_part


def _oriented(coordinates: Floats, ring_of: Ints, *, is_hole: NDArray[np.bool_]) -> Floats:
    """Return closed rings with outlines counter-clockwise and holes clockwise, the others turned round."""
    count = np.bincount(ring_of, minlength=len(is_hole))
    first = (np.cumsum(count) - count)[ring_of]
    x, y = (coordinates - coordinates[first]).T
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    area = np.bincount(ring_of, weights=cross, minlength=len(is_hole))  # closed at its first point, 0 there
    turned = np.flatnonzero(((area < 0) != is_hole)[ring_of])
    mirrored = 2 * first[turned] + count[ring_of[turned]] - 1 - turned
    made = coordinates.copy()
    made[turned] = coordinates[mirrored]
    return made


def apexes(xy: Floats, following: Ints, point_part: Ints, parts: int) -> Ints:
    """Return the point of each part that sees all of it, -1 where it is not known.

    Of a valid outline that turns left at every corner (it is convex and has no hole) any point does; of one with
    a single other corner (an L) that corner does, as the line halving its angle leaves two convex pieces.
    """
    corners = np.column_stack([np.arange(len(xy)), following, following[following]])
    other = following[np.flatnonzero(_cross(xy, corners) <= AREA_TOLERANCE)]
    count = np.bincount(point_part[other], minlength=parts)
    points = np.bincount(point_part, minlength=parts)
    apex = np.where(count == 0, np.cumsum(points) - points, -1)
    alone = other[count[point_part[other]] == 1]
    apex[point_part[alone]] = alone
    return apex


def fans(point_part: Ints, apex: Ints) -> tuple[Ints, Ints]:
    """Return the triangles of parts with an apex, all from there, and each one's part."""
    points = np.bincount(point_part, minlength=len(apex))
    start = np.cumsum(points) - points
    count = np.where((apex >= 0) & (points > 2), points - 2, 0)
    part = np.repeat(np.arange(len(apex)), count)
    step = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count) + 1
    first, around = start[part], points[part]
    near = apex[part] - first + step
    second = first + np.where(near >= around, near - around, near)
    third = first + np.where(near + 1 >= around, near + 1 - around, near + 1)
    return np.column_stack([apex[part], second, third]), part


def cut_rings(xy: Floats, point_part: Ints, chosen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the triangles of the chosen outlines without holes, whose points stand together, and each one's part."""
    parts = np.flatnonzero(chosen)
    if not len(parts):
        return np.empty((0, 3), np.int64), parts
    used = np.flatnonzero(chosen[point_part])
    position = np.cumsum(chosen) - 1
    outlines = shapely.polygons(shapely.linearrings(xy[used], indices=position[point_part[used]]))
    cut, cut_part = _delaunay(xy[used], position[point_part[used]], outlines, parts, np.zeros(len(parts), bool))
    return used[cut], parts[cut_part]


def _delaunay(
    xy: Floats, point_part: Ints, parts: NDArray[np.object_], part_row: Ints, fanned: NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Return the triangles of all other parts, and each one's part."""
    rest = np.flatnonzero(~fanned)
    try:
        cut = shapely.constrained_delaunay_triangles(parts[rest])
    except shapely.errors.GEOSException:
        raise _uncut(part_row[rest][~shapely.is_valid(parts[rest])]) from None
    corners, index = shapely.get_coordinates(cut, return_index=True)
    corners, cut_part = corners.reshape(-1, 4, 2)[:, :3], rest[index[::4]]
    used = np.flatnonzero(~fanned[point_part])
    triangles = (
        used[_corner_numbers(xy[used], point_part[used], corners, cut_part)] if len(used) else index.reshape(0, 3)
    )
    clockwise = _cross(xy, triangles).sum() < 0  # GEOS turns all of them alike; one of no area shows no direction
    return (triangles[:, ::-1] if clockwise else triangles), cut_part


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
