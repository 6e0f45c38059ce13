"""The grid of square cells that a city is looked at by when light and sight are asked for."""

from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from geodata.frame import CityFrame
from layers.triangulation import Floats, Ints

STEP_M = 2.0
BITS = 6
SIDE = 1 << BITS  # cells along the edge of a square, as the kernels have it
Cell = TypeVar("Cell", bound=np.generic)
Places = NDArray[np.int32]


@dataclass(frozen=True)
class CityGrid:
    """Square cells of `step_m` over the bounds of a frame: row 0 in the south, column 0 in the west.

    `west` and `south` are the outer corner in the frame's CRS, whole steps from its origin. A cell's number is
    row × columns + column.
    """

    west: float
    south: float
    step_m: float
    rows: int
    columns: int

    @classmethod
    def of(cls, frame: CityFrame, *, step_m: float = STEP_M) -> "CityGrid":
        """Return the grid that covers the bounds of a frame."""
        (x0, y0), (xmin, ymin, xmax, ymax) = frame.origin, frame.bounds
        left, right = np.floor((xmin - x0) / step_m), np.ceil((xmax - x0) / step_m)
        low, high = np.floor((ymin - y0) / step_m), np.ceil((ymax - y0) / step_m)
        return cls(float(x0 + left * step_m), float(y0 + low * step_m), step_m, int(high - low), int(right - left))

    @property
    def square_rows(self) -> tuple[int, int]:
        """How many squares of SIDE × SIDE cells there are northward and eastward, cut ones included."""
        return -(-self.rows // SIDE), -(-self.columns // SIDE)

    def in_cells(self, points: Floats) -> Floats:
        """Return points (n, 2 or 3) of the CRS with x and y counted in cells from the corner."""
        made = np.array(points, float)
        made[:, 0] = (made[:, 0] - self.west) / self.step_m
        made[:, 1] = (made[:, 1] - self.south) / self.step_m
        return made

    def cells_at(self, xy: Floats) -> Ints:
        """Return the number of the cell of each point (n, 2), -1 outside."""
        i, j = np.floor(self.in_cells(xy[:, :2])).astype(np.int64).T
        inside = (i >= 0) & (i < self.columns) & (j >= 0) & (j < self.rows)
        return np.where(inside, j * self.columns + i, -1)

    def middles(self, cells: Ints) -> Floats:
        """Return x and y of the middle of cells."""
        x = self.west + (cells % self.columns + 0.5) * self.step_m
        y = self.south + (cells // self.columns + 0.5) * self.step_m
        return np.column_stack([x, y])

    def squares_touched(self, boxes: Floats) -> Ints:
        """Return (n, 2) row and column of all squares that some box (west, south, east, north) touches, each once."""
        low, high = (self.in_cells(corner) // SIDE for corner in (boxes[:, :2], boxes[:, 2:]))
        last = np.array(self.square_rows[::-1]) - 1
        spans = np.column_stack([low, high]).astype(int)
        found = {
            (row, column)
            for west, south, east, north in spans
            for row in range(max(south, 0), min(north, last[1]) + 1)
            for column in range(max(west, 0), min(east, last[0]) + 1)
        }
        return np.array(sorted(found), np.int64).reshape(-1, 2)

    def square_boxes(self, squares: Ints) -> Floats:
        """Return west, south, east, north of squares in the CRS."""
        size = SIDE * self.step_m
        west, south = self.west + squares[:, 1] * size, self.south + squares[:, 0] * size
        return np.column_stack([west, south, west + size, south + size])


@dataclass(frozen=True)
class PatchedGrid(Generic[Cell]):
    """A value for each cell: `values` (rows, columns), but for some squares that stand in their place.

    `square_at` is -1, or the number in `squares` (n, SIDE, SIDE) of what stands there instead. So a city that differs
    from another in a few buildings shares all the rest of its grid. Not to be edited.
    """

    values: NDArray[Cell] = field(repr=False)
    square_at: Places = field(repr=False)
    squares: NDArray[Cell] = field(repr=False)

    @classmethod
    def of(cls, values: NDArray[Cell]) -> "PatchedGrid[Cell]":
        """Return values as they are, without any square."""
        rows, columns = (-(-n // SIDE) for n in values.shape)
        return cls(values, np.full((rows, columns), -1, np.int32), np.empty((0, SIDE, SIDE), values.dtype))

    def with_squares(self, where: Ints, squares: NDArray[Cell]) -> "PatchedGrid[Cell]":
        """Return the same values with squares (n, SIDE, SIDE) in place of those at `where` (n, 2), and no others."""
        square_at = np.full_like(self.square_at, -1)
        square_at[where[:, 0], where[:, 1]] = np.arange(len(where))
        return replace(self, square_at=square_at, squares=squares)

    def square(self, row: int, column: int) -> NDArray[Cell]:
        """Return the values of `values` in a square as an array of its own; beyond the grid's edge zeros."""
        made = np.zeros((SIDE, SIDE), self.values.dtype)
        part = self.values[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
        made[: part.shape[0], : part.shape[1]] = part
        return made

    def at(self, cells: Ints) -> NDArray[Cell]:
        """Return the value of each cell by its number."""
        found = self.values.ravel()[cells]
        if len(self.squares):
            rows, columns = np.divmod(cells, self.values.shape[1])
            square = self.square_at[rows >> BITS, columns >> BITS]
            there = np.flatnonzero(square >= 0)
            found[there] = self.squares[square[there], rows[there] % SIDE, columns[there] % SIDE]
        return found

    def whole(self) -> NDArray[Cell]:
        """Return all values as one array: `values` itself where no square stands in its place."""
        if not len(self.squares):
            return self.values
        made = self.values.copy()
        for row, column in np.argwhere(self.square_at >= 0):
            part = made[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
            part[:] = self.squares[self.square_at[row, column], : part.shape[0], : part.shape[1]]
        return made
