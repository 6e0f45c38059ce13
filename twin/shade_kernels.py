"""Shadows on a grid of heights: compiled loops over plain arrays that give up Python's lock.

Light comes along parallel lines of cells. Seen from above a line takes one cell in each row (or in each column, when
the light comes more from the east or west): the one nearest to the true ray, rounded from the grid's own corner, so
that every cell lies on exactly one line and part of a grid has the same lines as the whole. `along` counts rows
(columns), `across` the other; the line of a cell is across − shift[along], made positive by `lowest`. A cell with
height h is in shade when some cell d steps towards the light is higher than h + d × drop, where `drop` is what a ray
falls in a step: so one number for each line, the greatest h − drop × q seen so far (q: steps towards the light), is
all that has to be carried along (a one-pass sweep, as Dozier, Bruno and Downey 1981, Computers & Geosciences 7(2), did
for horizons of profiles). Comparing is exact, so the order and the width of the lines done at once change nothing.

Points stand in cells, each at a height of its own and before a wall: light from behind the wall does not count. They
are sorted by how far along they are, then across: those of `along` are `starts[along]` to `starts[along + 1]`;
`across`, `z` and `facing` (n, 2: east, north) say the rest, and `light` is the direction to it.

Heights are counted in whatever unit the grid has, as whole numbers from the lowest or in metres; `drop` and `z` in the
same. `weight`: what is added where light reaches.

`square_at` (rows / SIDE, columns / SIDE) is -1 where a grid of heights is as it stands, else the number in `squares`
(n, SIDE, SIDE) of the square that stands there instead.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Heights = NDArray[np.uint16]
Singles = NDArray[np.float32]
Counts = NDArray[np.uint8]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]

BITS = 6
SIDE = 1 << BITS  # cells along the edge of a square
BLOCK = 16  # columns that are turned into rows at once: a line of the cache


@njit(cache=True, nogil=True, inline="always")
def _pass_on(heights: Heights, fall: np.float32, most: Singles, counts: Counts, weight: np.uint8) -> None:
    """Do one step of some lines, all four arrays side by side: count what is lit, and carry the greatest on."""
    for k in range(len(most)):
        key = np.float32(heights[k]) - fall
        known = most[k]
        counts[k] += weight if key >= known else np.uint8(0)
        most[k] = key if key > known else known


@njit(cache=True, nogil=True, inline="always")
def _first_at(across: Places, low: int, high: int, least: int) -> int:
    """Return the first point of low…high-1 that is at least so far across."""
    while low < high:
        middle = (low + high) // 2
        if across[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True, inline="always")
def _meets(light: Floats, facing: Floats, point: int) -> bool:
    return bool(light[0] * facing[point, 0] + light[1] * facing[point, 1] > 0.0)


@njit(cache=True, nogil=True)
def _count_points(
    heights: Heights, fall: np.float32, most: Singles, offset: int, weight: np.uint8, light: Floats, low: int,
    high: int, across: Places, z: Singles, facing: Floats, lit: Counts,
) -> None:  # fmt: skip
    """Add the weight to `lit` for each point low…high-1 that light reaches; both grids begin at `offset` across."""
    begin = _first_at(across, low, high, offset)
    for point in range(begin, high):
        k = across[point] - offset
        if k >= len(most):
            break
        key = z[point] - fall
        if key >= most[k] and key >= np.float32(heights[k]) - fall and _meets(light, facing, point):
            lit[point] += weight


@njit(cache=True, nogil=True)
def sweep_rows(
    heights: Heights, shift: Ints, lowest: int, ahead: int, drop: float, weight: np.uint8, light: Floats, starts: Ints,
    across: Places, z: Singles, facing: Floats, first: int, last: int, counts: Counts, lit: Counts,
) -> None:  # fmt: skip
    """Add the weight to `counts` in each cell of lines first…last-1 that light reaches, and to `lit` for each point.

    It comes along rows; `ahead`: 1 when from higher rows, -1 from lower ones.
    """
    rows, columns = heights.shape
    most = np.full(last - first, -np.inf, np.float32)
    for step in range(rows):
        j = rows - 1 - step if ahead > 0 else step
        start = first + lowest + shift[j]
        begin, end = max(0, start), min(columns, last + lowest + shift[j])
        if begin >= end:
            continue
        fall = np.float32(drop * (ahead * j))
        here, known = heights[j, begin:end], most[begin - start : end - start]
        _count_points(here, fall, known, begin, weight, light, starts[j], starts[j + 1], across, z, facing, lit)
        _pass_on(here, fall, known, counts[j, begin:end], weight)


@njit(cache=True, nogil=True, inline="always")
def columns_turned(
    heights: Heights, shift: Ints, lowest: int, ahead: int, block: int, first: int, last: int, turned: Heights
) -> tuple[int, int, int, int]:
    """Turn a few columns into rows of `turned`, as far as lines first…last-1 cross them.

    Returns which columns, from `left` to before `right`, and which rows of theirs, from `low` to before `high`: none
    where it is not greater. `block` counts columns in the order in which light comes.
    """
    rows, columns = heights.shape
    left = max(0, columns - block - BLOCK) if ahead > 0 else block
    right = columns - block if ahead > 0 else min(columns, block + BLOCK)
    low = max(0, first + lowest + min(shift[left], shift[right - 1]))
    high = min(rows, last + lowest + max(shift[left], shift[right - 1]))
    for j in range(low, high):
        for i in range(left, right):
            turned[i - left, j - low] = heights[j, i]
    return left, right, low, high


@njit(cache=True, nogil=True)
def sweep_columns(
    heights: Heights, shift: Ints, lowest: int, ahead: int, drop: float, weight: np.uint8, light: Floats, starts: Ints,
    across: Places, z: Singles, facing: Floats, first: int, last: int, counts: Counts, lit: Counts,
) -> None:  # fmt: skip
    """Do as `sweep_rows` for light that comes along columns: a few columns at a time are turned into rows."""
    rows, columns = heights.shape
    most = np.full(last - first, -np.inf, np.float32)
    reach = last - first + BLOCK
    turned, marks = np.empty((BLOCK, reach), heights.dtype), np.zeros((BLOCK, reach), np.uint8)
    for block in range(0, columns, BLOCK):
        left, right, low, high = columns_turned(heights, shift, lowest, ahead, block, first, last, turned)
        if low >= high:
            continue
        marks[:, : high - low] = 0
        for step in range(right - left):
            i = right - 1 - step if ahead > 0 else left + step
            start = first + lowest + shift[i]
            begin, end = max(0, start), min(rows, last + lowest + shift[i])
            if begin >= end:
                continue
            fall = np.float32(drop * (ahead * i))
            here, known = turned[i - left, begin - low : end - low], most[begin - start : end - start]
            _count_points(here, fall, known, begin, weight, light, starts[i], starts[i + 1], across, z, facing, lit)
            _pass_on(here, fall, known, marks[i - left, begin - low : end - low], np.uint8(1))
        for j in range(low, high):
            for i in range(left, right):
                if marks[i - left, j - low]:  # cells of other lines are another thread's: not even 0 is added there
                    counts[j, i] += weight


@njit(cache=True, nogil=True, inline="always")
def height_at(heights: Heights, square_at: Places, squares: Heights, j: int, i: int) -> np.float32:
    """Return the height of a cell, from the square that stands there instead where there is one."""
    square = square_at[j >> BITS, i >> BITS]
    if square >= 0:
        return np.float32(squares[square, j & (SIDE - 1), i & (SIDE - 1)])
    return np.float32(heights[j, i])


@njit(cache=True, nogil=True)
def _with_change(
    places: Ints, signs: NDArray[np.int8], count: int, place: int, sign: int
) -> tuple[Ints, NDArray[np.int8]]:
    """Return two lists with something at position `count`, made longer where they are full."""
    if count == len(places):
        places = np.concatenate((places, np.empty(count, np.int64)))
        signs = np.concatenate((signs, np.empty(count, np.int8)))
    places[count], signs[count] = place, sign
    return places, signs


@njit(cache=True, nogil=True)
def changed_light(
    heights: Heights, square_at: Places, squares: Heights, is_along_rows: bool, shift: Ints, lowest: int, ahead: int,  # noqa: FBT001
    drop: float, weight: np.uint8, light: Floats, starts: Ints, across_of: Places, z: Singles, facing: Floats,
    first: int, last: int, from_along: int, to_along: int,
) -> tuple[Ints, NDArray[np.int8], Ints, NDArray[np.int8]]:  # fmt: skip
    """Return the cells of lines first…last-1 that light reaches in one of two grids alone, and by how much.

    One grid is `heights` as it stands, the other has the squares: plus the weight where only the latter is lit, else
    minus. Then the same for points. Goes from `from_along` to `to_along`, both included, away from the light.
    """
    rows, columns = heights.shape
    widest = columns if is_along_rows else rows
    before = np.full(last - first, -np.inf, np.float32)
    after = before.copy()
    cells, signs = np.empty(1024, np.int64), np.empty(1024, np.int8)
    points, turns = np.empty(1024, np.int64), np.empty(1024, np.int8)
    count, turned, way, change = 0, 0, -ahead, int(weight)
    for along in range(from_along, to_along + way, way):
        start = first + lowest + shift[along]
        fall = np.float32(drop * (ahead * along))
        begin, end = max(0, start), min(widest, last + lowest + shift[along])
        point = _first_at(across_of, starts[along], starts[along + 1], begin)
        for across in range(begin, end):
            j, i = (along, across) if is_along_rows else (across, along)
            line = across - start
            was, now = np.float32(heights[j, i]) - fall, height_at(heights, square_at, squares, j, i) - fall
            while point < starts[along + 1] and across_of[point] == across:
                key = z[point] - fall
                lost = key >= before[line] and key >= was
                won = key >= after[line] and key >= now
                if lost != won and _meets(light, facing, point):
                    points, turns = _with_change(points, turns, turned, point, change if won else -change)
                    turned += 1
                point += 1
            was_lit, is_lit = was >= before[line], now >= after[line]
            before[line], after[line] = max(was, before[line]), max(now, after[line])
            if was_lit != is_lit:
                cells, signs = _with_change(cells, signs, count, j * columns + i, change if is_lit else -change)
                count += 1
    return cells[:count], signs[:count], points[:turned], turns[:turned]


@njit(cache=True, nogil=True)
def is_lit(
    heights: Heights, square_at: Places, squares: Heights, highest: float, is_along_rows: bool, shift: Ints,  # noqa: FBT001
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
    shifts: Ints, ahead: Ints, drop: Floats, weight: Ints, towards: Floats, cell: Ints, z: Singles, facing: Floats,
    first: int, last: int, counts: Counts,
) -> None:  # fmt: skip
    """Fill counts[first:last] with the weight of the directions from which light falls on each point.

    `towards` (directions, 3): unit vectors to the light, east, north, up. `cell`: number of the cell of each point, in
    any order. `shifts` (directions, longest side).
    """
    columns = heights.shape[1]
    for point in range(first, last):
        j, i = cell[point] // columns, cell[point] % columns
        count = 0
        for way in range(len(drop)):
            if _meets(towards[way], facing, point) and is_lit(
                heights, square_at, squares, highest, is_along_rows[way], shifts[way], ahead[way], drop[way],
                j, i, z[point],
            ):  # fmt: skip
                count += weight[way]
        counts[point] = count
