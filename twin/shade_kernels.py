"""Shadows on a grid of heights: compiled loops over plain arrays that give up Python's lock.

Light comes along parallel lines of cells. Seen from above a line takes one cell in each row (or in each column, when
the light comes more from the east or west): the one nearest to the true ray, rounded from the grid's own corner, so
that every cell lies on exactly one line and part of a grid has the same lines as the whole. `along` counts rows
(columns), `across` the other; the line of a cell is across − shift[along], made positive by `lowest`. A cell with
height h is in shade when some cell d steps towards the light is higher than h + d × drop, where `drop` is what a ray
falls in a step: so one number for each line, the greatest h − drop × q seen so far (q: steps towards the light), is
all that has to be carried along (a one-pass sweep, as Dozier, Bruno and Downey 1981, Computers & Geosciences 7(2), did
for horizons of profiles). Comparing is exact, so the order and the width of the lines done at once change nothing.

`square_at` (rows / SIDE, columns / SIDE) is -1 where a grid of heights is as it stands, else the number in `squares`
(n, SIDE, SIDE) of the square that stands there instead.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Heights = NDArray[np.float32]
Counts = NDArray[np.uint8]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]

BITS = 6
SIDE = 1 << BITS  # cells along the edge of a square
BLOCK = 16  # columns that are turned into rows at once: a line of the cache


@njit(cache=True, nogil=True, inline="always")
def _pass_on(heights: Heights, fall: np.float32, most: Heights, counts: Counts) -> None:
    """Do one step of some lines, all four arrays side by side: count what is lit, and carry the greatest on."""
    for k in range(len(most)):
        key = heights[k] - fall
        known = most[k]
        counts[k] += np.uint8(key >= known)
        most[k] = key if key > known else known


@njit(cache=True, nogil=True)
def sweep_rows(
    heights: Heights, shift: Ints, lowest: int, ahead: int, drop: float, first: int, last: int, counts: Counts
) -> None:
    """Add 1 to `counts` in each cell of the lines first…last-1 that the light reaches; it comes along rows.

    `ahead`: 1 when the light comes from higher rows, -1 from lower ones.
    """
    rows, columns = heights.shape
    most = np.full(last - first, -np.inf, np.float32)
    for step in range(rows):
        j = rows - 1 - step if ahead > 0 else step
        start = first + lowest + shift[j]
        begin, end = max(0, start), min(columns, last + lowest + shift[j])
        if begin < end:
            fall = np.float32(drop * (ahead * j))
            _pass_on(heights[j, begin:end], fall, most[begin - start : end - start], counts[j, begin:end])


@njit(cache=True, nogil=True)
def sweep_columns(
    heights: Heights, shift: Ints, lowest: int, ahead: int, drop: float, first: int, last: int, counts: Counts
) -> None:
    """Do as `sweep_rows` for light that comes along columns: a few columns at a time are turned into rows."""
    rows, columns = heights.shape
    most = np.full(last - first, -np.inf, np.float32)
    reach = last - first + BLOCK
    turned, lit = np.empty((BLOCK, reach), np.float32), np.zeros((BLOCK, reach), np.uint8)
    for block in range(0, columns, BLOCK):
        left = max(0, columns - block - BLOCK) if ahead > 0 else block
        right = columns - block if ahead > 0 else min(columns, block + BLOCK)
        low = max(0, first + lowest + min(shift[left], shift[right - 1]))
        high = min(rows, last + lowest + max(shift[left], shift[right - 1]))
        if low >= high:
            continue
        for j in range(low, high):
            for i in range(left, right):
                turned[i - left, j - low] = heights[j, i]
        lit[:, : high - low] = 0
        for step in range(right - left):
            i = right - 1 - step if ahead > 0 else left + step
            start = first + lowest + shift[i]
            begin, end = max(0, start), min(rows, last + lowest + shift[i])
            if begin < end:
                fall = np.float32(drop * (ahead * i))
                _pass_on(
                    turned[i - left, begin - low : end - low], fall, most[begin - start : end - start],
                    lit[i - left, begin - low : end - low],
                )  # fmt: skip
        for j in range(low, high):
            for i in range(left, right):
                if lit[i - left, j - low]:  # cells of other lines are another thread's: not even 0 is added there
                    counts[j, i] += np.uint8(1)


@njit(cache=True, nogil=True, inline="always")
def height_at(heights: Heights, square_at: Places, squares: Heights, j: int, i: int) -> float:
    """Return the height of a cell, from the square that stands there instead where there is one."""
    square = square_at[j >> BITS, i >> BITS]
    if square >= 0:
        return squares[square, j & (SIDE - 1), i & (SIDE - 1)]
    return heights[j, i]


@njit(cache=True, nogil=True)
def changed_light(
    heights: Heights, square_at: Places, squares: Heights, is_along_rows: bool, shift: Ints, lowest: int, ahead: int,
    drop: float, first: int, last: int, from_along: int, to_along: int,
) -> tuple[Ints, NDArray[np.int8]]:  # fmt: skip
    """Return the cells of lines first…last-1 that the light reaches in one of two grids alone, and +1 or -1 for each.

    One grid is `heights` as it stands, the other has the squares: +1 where only the latter is lit. Goes from
    `from_along` to `to_along`, both included, away from the light.
    """
    rows, columns = heights.shape
    widest = columns if is_along_rows else rows
    before = np.full(last - first, -np.inf, np.float32)
    after = before.copy()
    cells, signs = np.empty(1024, np.int64), np.empty(1024, np.int8)
    count, way = 0, -ahead
    for along in range(from_along, to_along + way, way):
        start = first + lowest + shift[along]
        fall = np.float32(drop * (ahead * along))
        for across in range(max(0, start), min(widest, last + lowest + shift[along])):
            j, i = (along, across) if is_along_rows else (across, along)
            line = across - start
            was, now = heights[j, i] - fall, height_at(heights, square_at, squares, j, i) - fall
            was_lit, is_lit = was >= before[line], now >= after[line]
            before[line], after[line] = max(was, before[line]), max(now, after[line])
            if was_lit == is_lit:
                continue
            if count == len(cells):
                cells = np.concatenate((cells, np.empty(count, np.int64)))
                signs = np.concatenate((signs, np.empty(count, np.int8)))
            cells[count], signs[count] = j * columns + i, 1 if is_lit else -1
            count += 1
    return cells[:count], signs[:count]


@njit(cache=True, nogil=True)
def is_lit(
    heights: Heights, square_at: Places, squares: Heights, highest: float, is_along_rows: bool, shift: Ints,
    ahead: int, drop: float, j: int, i: int, z: float,
) -> bool:  # fmt: skip
    """Return whether light reaches a point in a cell, z metres high: whether no cell of its line stands in its way.

    The point's own cell counts too: what is below its surface is in shade. `highest`: no cell is higher.
    """
    rows, columns = heights.shape
    along, across = (j, i) if is_along_rows else (i, j)
    length, width = (rows, columns) if is_along_rows else (columns, rows)
    key, line = np.float32(z) - np.float32(drop * (ahead * along)), across - shift[along]
    while 0 <= along < length:
        fall = np.float32(drop * (ahead * along))
        if highest - fall < key:
            return True
        across = line + shift[along]
        if not 0 <= across < width:
            return True
        j, i = (along, across) if is_along_rows else (across, along)
        if height_at(heights, square_at, squares, j, i) - fall > key:
            return False
        along += ahead
    return True


@njit(cache=True, nogil=True)
def count_lit_points(
    heights: Heights, square_at: Places, squares: Heights, highest: float, is_along_rows: NDArray[np.bool_],
    shifts: Ints, ahead: Ints, drop: Floats, towards: Floats, cell: Ints, z: Floats, facing: Floats, first: int,
    last: int, counts: Counts,
) -> None:  # fmt: skip
    """Fill counts[first:last] with the number of directions from which light falls on each point.

    `towards` (directions, 3): unit vectors to the light, east, north, up. `facing` (points, 3): which way the point
    looks; light from behind does not count. `shifts` (directions, longest side).
    """
    columns = heights.shape[1]
    for point in range(first, last):
        j, i = cell[point] // columns, cell[point] % columns
        count = 0
        for way in range(len(drop)):
            meets = (
                towards[way, 0] * facing[point, 0]
                + towards[way, 1] * facing[point, 1]
                + towards[way, 2] * facing[point, 2]
            )
            if meets > 0.0 and is_lit(
                heights, square_at, squares, highest, is_along_rows[way], shifts[way], ahead[way], drop[way],
                j, i, z[point],
            ):  # fmt: skip
                count += 1
        counts[point] = count


@njit(cache=True, nogil=True)
def change_lit_points(
    heights: Heights, square_at: Places, squares: Heights, highest: float, is_along_rows: NDArray[np.bool_],
    shifts: Ints, ahead: Ints, drop: Floats, towards: Floats, lowest: Ints, flags: NDArray[np.bool_],
    cell: Ints, z: Floats, facing: Floats, first: int, last: int, counts: Counts,
) -> None:  # fmt: skip
    """Bring counts[first:last], made without the squares, up to date with them.

    `flags` (directions, lines): the lines that run through a cell that changed; only there anything can differ.
    """
    columns = heights.shape[1]
    none = np.full_like(square_at, -1)
    for point in range(first, last):
        j, i = cell[point] // columns, cell[point] % columns
        for way in range(len(drop)):
            along, across = (j, i) if is_along_rows[way] else (i, j)
            if not flags[way, across - shifts[way, along] - lowest[way]]:
                continue
            meets = (
                towards[way, 0] * facing[point, 0]
                + towards[way, 1] * facing[point, 1]
                + towards[way, 2] * facing[point, 2]
            )
            if meets <= 0.0:
                continue
            was = is_lit(
                heights, none, squares, highest, is_along_rows[way], shifts[way], ahead[way], drop[way], j, i, z[point]
            )
            now = is_lit(
                heights, square_at, squares, highest, is_along_rows[way], shifts[way], ahead[way], drop[way],
                j, i, z[point],
            )  # fmt: skip
            counts[point] += np.uint8(now) - np.uint8(was)
