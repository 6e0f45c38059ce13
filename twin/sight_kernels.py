"""Sight over a grid of heights: compiled loops over plain arrays that give up Python's lock."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .shade_kernels import Heights, Ints, Places, Singles, height_at


@njit(cache=True, nogil=True)
def first_block(
    heights: Heights, square_at: Places, squares: Heights, x0: float, y0: float, z0: float, x1: float, y1: float,
    z1: float,
) -> tuple[float, float]:  # fmt: skip
    """Return by how much the first cell that hides one end of a line from the other is too high, and how far along.

    Ends in cells and metres; 0 and 1 where nothing hides it. A cell is held against the lower end of the line in it.
    """
    i, j, last_i, last_j = int(np.floor(x0)), int(np.floor(y0)), int(np.floor(x1)), int(np.floor(y1))
    start_i, start_j = i, j
    dx, dy = x1 - x0, y1 - y0
    way_i, way_j = (1 if dx > 0 else -1), (1 if dy > 0 else -1)
    next_i = ((i + (1 if dx > 0 else 0)) - x0) / dx if dx != 0.0 else np.inf
    next_j = ((j + (1 if dy > 0 else 0)) - y0) / dy if dy != 0.0 else np.inf
    step_i = abs(1.0 / dx) if dx != 0.0 else np.inf
    step_j = abs(1.0 / dy) if dy != 0.0 else np.inf
    entered = 0.0
    rows, columns = heights.shape
    while True:
        left = min(next_i, next_j, 1.0)
        is_end = (i == start_i and j == start_j) or (i == last_i and j == last_j)
        if not is_end and 0 <= i < columns and 0 <= j < rows:
            lower = min(z0 + (z1 - z0) * entered, z0 + (z1 - z0) * left)
            missing = float(height_at(heights, square_at, squares, j, i)) - lower
            if missing > 0.0:
                return missing, entered
        if (i == last_i and j == last_j) or left >= 1.0:
            return 0.0, 1.0
        entered = left
        if next_i < next_j:
            i += way_i
            next_i += step_i
        else:
            j += way_j
            next_j += step_j


@njit(cache=True, nogil=True)
def see_along(
    heights: Singles, j0: int, i0: int, eye: float, target_m: float, far: int, ends: Ints, seen: NDArray[np.uint8]
) -> None:
    """Mark what is seen along the lines from a cell to some others: `seen` becomes 1, also for the cell itself.

    A cell is seen when the line to it is at least as steep as that to every cell before it. `far`: in cells.
    """
    seen[j0, i0] = 1
    for end in range(len(ends)):
        dj, di = ends[end, 0] - j0, ends[end, 1] - i0
        count = max(abs(dj), abs(di))
        steepest = -np.inf
        for step in range(1, count + 1):
            j = j0 + int(np.rint(dj * step / count))
            i = i0 + int(np.rint(di * step / count))
            distance = np.hypot(float(j - j0), float(i - i0))
            if distance > far:
                break
            if (heights[j, i] + target_m - eye) / distance >= steepest:
                seen[j, i] = 1
            steepest = max(steepest, (heights[j, i] - eye) / distance)
