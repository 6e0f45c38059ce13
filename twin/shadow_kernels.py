"""Shadows as heights: up to where the air over a cell is in shade; compiled loops beside those of `shade_kernels`.

The same lines of cells are followed, and the same number is carried along: what it says of a cell before the cell's own
top is looked at is how high the shadow of all before it reaches there. Heights are counted as the grid's are.
"""

import numpy as np
from numba import njit

from .shade_kernels import BLOCK, Counts, Heights, Ints, Singles, columns_turned

MOST_UNITS = 65535


@njit(cache=True, nogil=True, inline="always")
def _cast_on(heights: Heights, fall: np.float32, most: Singles, cast: Heights) -> None:
    """Do one step of some lines, all arrays side by side: note how high the shadow is, and carry the greatest on."""
    for k in range(len(most)):
        known = most[k]
        cast[k] = np.uint16(min(max(np.ceil(known + fall), np.float32(0.0)), np.float32(MOST_UNITS)))
        key = np.float32(heights[k]) - fall
        most[k] = key if key > known else known


@njit(cache=True, nogil=True)
def cast_rows(
    heights: Heights, shift: Ints, lowest: int, ahead: int, drop: float, first: int, last: int, cast: Heights
) -> None:
    """Fill `cast` in the cells of the lines first…last-1 with the height of the shadow of the cells before, else 0.

    Light comes along rows; `ahead`: 1 when from higher rows, -1 from lower ones.
    """
    rows, columns = heights.shape
    most = np.full(last - first, -np.inf, np.float32)
    for step in range(rows):
        j = rows - 1 - step if ahead > 0 else step
        start = first + lowest + shift[j]
        begin, end = max(0, start), min(columns, last + lowest + shift[j])
        if begin < end:
            fall = np.float32(drop * (ahead * j))
            _cast_on(heights[j, begin:end], fall, most[begin - start : end - start], cast[j, begin:end])


@njit(cache=True, nogil=True)
def cast_columns(
    heights: Heights, shift: Ints, lowest: int, ahead: int, drop: float, first: int, last: int, cast: Heights
) -> None:
    """Do as `cast_rows` for light that comes along columns: a few columns at a time are turned into rows."""
    rows, columns = heights.shape
    most = np.full(last - first, -np.inf, np.float32)
    reach = last - first + BLOCK
    turned, made = np.empty((BLOCK, reach), heights.dtype), np.empty((BLOCK, reach), heights.dtype)
    for block in range(0, columns, BLOCK):
        left, right, low, high = columns_turned(heights, shift, lowest, ahead, block, first, last, turned)
        if low >= high:
            continue
        for step in range(right - left):
            i = right - 1 - step if ahead > 0 else left + step
            start = first + lowest + shift[i]
            begin, end = max(0, start), min(rows, last + lowest + shift[i])
            if begin < end:
                fall = np.float32(drop * (ahead * i))
                here, filled = turned[i - left, begin - low : end - low], made[i - left, begin - low : end - low]
                _cast_on(here, fall, most[begin - start : end - start], filled)
        for j in range(low, high):
            for i in range(left, right):
                line = j - lowest - shift[i]
                if first <= line < last:  # cells of other lines are another thread's
                    cast[j, i] = made[i - left, j - low]


@njit(cache=True, nogil=True)
def shade_beside_walls(
    heights: Heights, cover: Counts, cast: Heights, by: int, slope_j: float, slope_i: float, high_wall: float,
    roof: int, first: int, last: int, pixels: Heights,
) -> None:  # fmt: skip
    """Fill rows first…last-1 of pixels of `by` × `by` cells with how high the shade reaches where a wall is near.

    Each is the lowest over its cells, brought to the pixel's middle along the shadow's slope (`slope_j`, `slope_i`: by
    how much it rises from row to row and from column to column). 0: no shade, or no roof within two cells of it that is
    `high_wall` higher than the ground or roof at its lowest; `MOST_UNITS`: all the walls there are in shade.
    """
    rows, columns = heights.shape
    for pixel_j in range(first, last):
        for pixel_i in range(pixels.shape[1]):
            top, left = pixel_j * by, pixel_i * by
            low, reach = np.int64(MOST_UNITS), np.float64(MOST_UNITS)
            for j in range(top, min(top + by, rows)):
                for i in range(left, min(left + by, columns)):
                    low = min(low, np.int64(heights[j, i]))
                    off = slope_j * (j + 0.5 - top - by / 2) + slope_i * (i + 0.5 - left - by / 2)
                    reach = min(reach, np.float64(cast[j, i]) - off)
            high = np.int64(0)
            if reach <= low:
                pixels[pixel_j, pixel_i] = 0
                continue
            for j in range(max(0, top - 2), min(top + by + 2, rows)):
                for i in range(max(0, left - 2), min(left + by + 2, columns)):
                    if cover[j, i] == roof:
                        high = max(high, np.int64(heights[j, i]))
            if high < low + high_wall:
                pixels[pixel_j, pixel_i] = 0
            elif reach >= high:
                pixels[pixel_j, pixel_i] = MOST_UNITS
            else:
                pixels[pixel_j, pixel_i] = np.uint16(reach)
