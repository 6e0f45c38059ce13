"""Areas and lines folded along the triangles of the ground, so that they lie on it everywhere."""

import numpy as np
import shapely
from numpy.typing import NDArray

from .mesh import HeightsAt
from .terrain_triangles import TerrainTriangles, TriangleLevel
from .triangulation import Floats, Ints

Shapes = NDArray[np.object_]
LEAST_M2 = 1e-6
FULL = 1 - 1e-9  # a piece with this share of its triangle is all of it
SAME_M = 0.001
SAME_SLOPE = 0.002  # metres upward per metre: slopes along a line that round to the same step are one


def folded(
    polygons: Shapes, triangles: TerrainTriangles, *, corner: tuple[float, float], step_m: float
) -> tuple[Shapes, Ints]:
    """Return polygons cut along the sides of triangles, and the polygon that each piece is of.

    Node (0, 0) of the triangles stands at `corner`, nodes are `step_m` apart. What lies beyond the grid stays whole.
    """
    ny, nx = triangles.shape
    grid = shapely.box(*corner, corner[0] + (nx - 1) * step_m, corner[1] + (ny - 1) * step_m)
    shapely.prepare(grid)
    pieces, row = polygons_of(polygons, np.arange(len(polygons)))
    over = ~shapely.covers(grid, pieces)
    beyond, beyond_row = polygons_of(shapely.difference(pieces[over], grid), row[over])
    pieces[over] = shapely.intersection(pieces[over], grid)
    pieces, row = polygons_of(pieces, row)
    level = TriangleLevel.first(triangles.shape).of(np.zeros(len(pieces), np.int64))
    done = [(beyond, beyond_row)]
    while len(pieces):
        halved = triangles.halves(level)
        done.append((pieces[~halved], row[~halved]))
        pieces, row, level = _halved(pieces[halved], row[halved], level.of(halved), np.array(corner), step_m)
    return np.concatenate([d[0] for d in done]), np.concatenate([d[1] for d in done])


def _halved(
    pieces: Shapes, row: Ints, level: TriangleLevel, corner: Floats, step_m: float
) -> tuple[Shapes, Ints, TriangleLevel]:
    """Return what lies of each piece in each half of its triangle, with its row and that half."""
    a, b, right = (corner + nodes * step_m for nodes in (level.a, level.b, level.right))
    middle = (a + b) / 2
    full = shapely.area(pieces) > FULL * ((b - a) ** 2).sum(axis=1) / 4
    at_a, at_b = (at | full for at in _sides(pieces, a, b, middle))
    whole, both = np.flatnonzero(full), np.flatnonzero(at_a & at_b & ~full)
    across = 2 * (middle - right)[both]
    ends = [middle[both] - across, middle[both] + across]
    parts, of_half = [], []
    for side, at, corners in ((0, at_a & ~at_b, (right, a, middle)), (1, at_b & ~at_a, (b, right, middle))):
        away = 2 * ((b if side else a) - middle)[both]
        strips = shapely.polygons(np.stack([*ends, ends[1] + away, ends[0] + away], axis=1))
        cut, of = polygons_of(shapely.intersection(pieces[both], strips), both)
        parts += [pieces[at], shapely.polygons(np.stack([c[whole] for c in corners], axis=1)), cut]
        of_half += [2 * np.flatnonzero(at) + side, 2 * whole + side, 2 * of + side]
    half = np.concatenate(of_half)
    return np.concatenate(parts), row[half // 2], level.halves().of(half)


def _sides(pieces: Shapes, a: Floats, b: Floats, middle: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which pieces may reach to the side of `a`, and of `b`, of the line across `middle` between them."""
    bounds = shapely.bounds(pieces)
    low, high = (bounds[:, :2] - middle) * (b - a), (bounds[:, 2:] - middle) * (b - a)
    return np.minimum(low, high).sum(axis=1) < 0, np.maximum(low, high).sum(axis=1) > 0


def polygons_of(geometry: Shapes, row: Ints) -> tuple[Shapes, Ints]:
    """Return the polygons of any geometries, without slivers, and the row of what each is of."""
    parts, index = shapely.get_parts(geometry, return_index=True)
    inner, inner_index = shapely.get_parts(parts, return_index=True)
    keep = (shapely.get_type_id(inner) == 3) & (shapely.area(inner) > LEAST_M2)
    return inner[keep], row[index[inner_index[keep]]]


def farthest_off(quads: Floats, heights_at: HeightsAt, *, corner: tuple[float, float], step_m: float) -> Floats:
    """Return how far each quad (n, 4, 2) of a band, its corners on the ground, lies off it at most.

    Looked at where its sides cross the sides of the grid's half cells, and in the middle of it and of its ends.
    """
    worst = np.zeros(len(quads))
    right, left, ends = quads[:, :2], quads[:, 3:1:-1], (quads + quads[:, ::-1]) / 2
    for side in (right, left):
        u, v = ((side.reshape(-1, 2) - corner) / step_m).T
        crossings = [_crossings(f, np.arange(0, len(u), 2)) for f in (u, v, (u - v) / 2, (u + v) / 2)]
        of = np.concatenate([each[0] for each in crossings]) // 2
        _raise_off(worst, side[of], np.concatenate([each[1] for each in crossings]), of, heights_at)
    for across in (quads[:, [0, 3]], quads[:, [1, 2]], ends[:, :2]):
        _raise_off(worst, across, np.full(len(quads), 0.5), np.arange(len(quads)), heights_at)
    return worst


def _raise_off(worst: Floats, lines: Floats, share: Floats, of: Ints, heights_at: HeightsAt) -> None:
    """Raise in place how far off the ground each quad lies to that at a share of the way along lines (n, 2, 2)."""
    start, end = heights_at(lines[:, 0]), heights_at(lines[:, 1])
    ground = heights_at(lines[:, 0] + share[:, None] * (lines[:, 1] - lines[:, 0]))
    np.maximum.at(worst, of, np.abs(ground - start - share * (end - start)))


def runs_of(quads: Floats, row: Ints) -> tuple[Shapes, Ints]:
    """Return the areas of quads (n, 4, 2) that follow each other along a line as one, and the row of each."""
    areas = shapely.polygons(quads)
    crossed = ~shapely.is_valid(areas)
    areas[crossed] = shapely.make_valid(areas[crossed])
    goes_on = (row[1:] == row[:-1]) & (quads[1:, 0] == quads[:-1, 1]).all(axis=1)
    first = np.flatnonzero(np.concatenate([[True], ~goes_on]))
    runs = [shapely.union_all(areas[start:end]) for start, end in zip(first, [*first[1:], len(row)], strict=True)]
    return polygons_of(np.array(runs, dtype=object), row[first])


def bent(lines: Shapes, heights_at: HeightsAt, *, corner: tuple[float, float], step_m: float) -> Shapes:
    """Return lines with a point wherever they cross a side of the grid's half cells at which the ground bends."""
    parts, of = shapely.get_parts(lines, return_index=True)
    xyz, line = shapely.get_coordinates(parts, include_z=True, return_index=True)
    u, v = ((xyz[:, :2] - corner) / step_m).T
    segments = np.flatnonzero(line[1:] == line[:-1])
    found = [_crossings(family, segments) for family in (u, v, (u - v) / 2, (u + v) / 2)]
    start = np.concatenate([np.arange(len(xyz)), *(f[0] for f in found)])
    share = np.concatenate([np.zeros(len(xyz)), *(f[1] for f in found)])
    order = np.lexsort([share, start])
    start, share = start[order], share[order]
    end = np.minimum(start + 1, len(xyz) - 1)
    points = np.where(share[:, None] > 0, xyz[start] + share[:, None] * (xyz[end] - xyz[start]), xyz[start])
    apart = (share == 0) | (np.hypot(*np.diff(points[:, :2], axis=0, prepend=points[:1, :2]).T) > SAME_M)
    points, start, share = points[apart], start[apart], share[apart]
    keep = (share == 0) | _bends(points, heights_at)
    made = shapely.linestrings(points[keep], indices=line[start[keep]])
    whole = np.full(len(lines), None, dtype=object)
    return np.asarray(shapely.multilinestrings(made, indices=of, out=whole), dtype=object)


def _crossings(family: Floats, segments: Ints) -> tuple[Ints, Floats]:
    """Return where segments cross whole numbers of `family`, a value at each point: segment and share of it."""
    here, there = family[segments], family[segments + 1]
    first = np.floor(np.minimum(here, there)).astype(np.int64) + 1
    count = np.maximum(np.ceil(np.maximum(here, there)).astype(np.int64) - first, 0)
    which = np.repeat(np.arange(len(segments)), count)
    number = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + first[which]
    return segments[which], (number - here[which]) / (there - here)[which]


def _bends(points: Floats, heights_at: HeightsAt) -> NDArray[np.bool_]:
    """Return at which points the ground's slope changes along a line; some of first and last ones too.

    Many small changes in a row are told apart as one large one is: all between two bends lies within one step of slope.
    """
    length = np.maximum(np.hypot(*np.diff(points[:, :2], axis=0).T), SAME_M)
    slope = np.diff(heights_at(points[:, :2])) / length
    return np.concatenate([[True], np.diff(np.rint(slope / SAME_SLOPE)) != 0, [True]]) if len(points) > 1 else slope > 0
