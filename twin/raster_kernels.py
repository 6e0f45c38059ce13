"""Triangles laid on a grid of square cells: compiled loops over plain arrays that give up Python's lock.

A cell belongs to a triangle when its middle lies in it or on its edge (as Pineda 1988, Computer Graphics 22(4)), and
has the height of the triangle's plane there. Each triangle is done by itself, so a cell has the same height whichever
other triangles are drawn with it. Points are (n, 3) float64 in cells: x and y from the grid's south-west corner in
cells, z in metres; the middle of the cell in row j and column i is at (i + 0.5, j + 0.5).
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Heights = NDArray[np.float32]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]

EDGE = 1e-9  # cells; a middle that lies on the edge of two triangles belongs to both


@njit(cache=True, nogil=True, inline="always")
def _edges(points: Floats, a: int, b: int, c: int) -> tuple[float, float, float, float, float]:
    """Return twice the area in plan, and how the two weights of the plane change with x and y."""
    abx, aby = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
    acx, acy = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1]
    return abx * acy - aby * acx, abx, aby, acx, acy


@njit(cache=True, nogil=True)
def raise_to_triangles(
    points: Floats, triangles: Ints, code: int, top: int, left: int, heights: Heights, cover: Codes
) -> None:
    """Raise `heights` (rows, columns) to the triangles above it, and mark the cells raised with `code` in `cover`.

    The window's first row is row `top` of the grid, its first column is column `left`.
    """
    rows, columns = heights.shape
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        area, abx, aby, acx, acy = _edges(points, a, b, c)
        if area == 0.0:
            continue  # upright: it covers no middle of a cell
        ax, ay = points[a, 0], points[a, 1]
        low_y, high_y = min(ay, ay + aby, ay + acy), max(ay, ay + aby, ay + acy)
        low_x, high_x = min(ax, ax + abx, ax + acx), max(ax, ax + abx, ax + acx)
        first_j, last_j = max(top, int(np.ceil(low_y - 0.5))), min(top + rows - 1, int(np.floor(high_y - 0.5)))
        first_i, last_i = max(left, int(np.ceil(low_x - 0.5))), min(left + columns - 1, int(np.floor(high_x - 0.5)))
        za, zb, zc = points[a, 2], points[b, 2], points[c, 2]
        for j in range(first_j, last_j + 1):
            dy = j + 0.5 - ay
            for i in range(first_i, last_i + 1):
                dx = i + 0.5 - ax
                to_b, to_c = (dx * acy - dy * acx) / area, (abx * dy - aby * dx) / area
                if to_b < -EDGE or to_c < -EDGE or to_b + to_c > 1.0 + EDGE:
                    continue
                z = np.float32(za + to_b * (zb - za) + to_c * (zc - za))
                if z > heights[j - top, i - left]:
                    heights[j - top, i - left] = z
                    cover[j - top, i - left] = code


@njit(cache=True, nogil=True)
def count_cells(points: Floats, triangles: Ints, rows: int, columns: int, every: int) -> int:
    """Return how many cells `list_cells` lists."""
    none = np.empty(0, np.int64)
    return _cells(points, triangles, none, rows, columns, every, False, none, none)


@njit(cache=True, nogil=True)
def list_cells(
    points: Floats, triangles: Ints, of: Ints, rows: int, columns: int, every: int, cell: Ints, owner: Ints
) -> int:
    """Fill `cell` (row × columns + column) and `owner` with the cells of each triangle; `of`: whose it is.

    Cells whose row or column is no multiple of `every` are left out. A cell on the edge of two triangles of one owner
    stands there twice. Returns how many.
    """
    return _cells(points, triangles, of, rows, columns, every, True, cell, owner)


@njit(cache=True, nogil=True)
def _cells(
    points: Floats, triangles: Ints, of: Ints, rows: int, columns: int, every: int, is_listed: bool,  # noqa: FBT001
    cell: Ints, owner: Ints,
) -> int:  # fmt: skip
    count = 0
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        area, abx, aby, acx, acy = _edges(points, a, b, c)
        if area == 0.0:
            continue
        ax, ay = points[a, 0], points[a, 1]
        low_y, high_y = min(ay, ay + aby, ay + acy), max(ay, ay + aby, ay + acy)
        low_x, high_x = min(ax, ax + abx, ax + acx), max(ax, ax + abx, ax + acx)
        first_j, last_j = max(0, int(np.ceil(low_y - 0.5))), min(rows - 1, int(np.floor(high_y - 0.5)))
        first_i, last_i = max(0, int(np.ceil(low_x - 0.5))), min(columns - 1, int(np.floor(high_x - 0.5)))
        first_j, first_i = -(-first_j // every) * every, -(-first_i // every) * every
        for j in range(first_j, last_j + 1, every):
            dy = j + 0.5 - ay
            for i in range(first_i, last_i + 1, every):
                dx = i + 0.5 - ax
                to_b, to_c = (dx * acy - dy * acx) / area, (abx * dy - aby * dx) / area
                if to_b < -EDGE or to_c < -EDGE or to_b + to_c > 1.0 + EDGE:
                    continue
                if is_listed:
                    cell[count], owner[count] = j * columns + i, of[t]
                count += 1
    return count
