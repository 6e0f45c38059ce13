"""Sight over a city: whether two points see each other, and all that is seen from one (its viewshed)."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_

from .city import City
from .city_grid import CityGrid
from .rays import in_units
from .surface import GROUND, Surface, surface
from .threads import in_threads

EYES_M = 1.6  # above the ground: of a standing adult; usual in studies of visibility
REACH_M = 3000.0  # how far a viewshed goes unless said otherwise
OUTSIDE_GRID = N_("{lon}, {lat} lies outside the city's map. Give a point within it.")


@dataclass(frozen=True)
class SightLine:
    """Whether a point sees another.

    `distance_m`: along the ground; `blocked_at`: x and y of the CRS where the sight ends, None where it does not;
    `missing_m`: by how much what stands there is higher than the line of sight.
    """

    is_clear: bool
    distance_m: float
    blocked_at: tuple[float, float] | None
    missing_m: float


@dataclass(frozen=True)
class Viewshed:
    """What is seen from a point within some distance.

    `seen`: of a window of cells whose first row and column are `top` and `left`, the cells whose surface is seen.
    """

    grid: CityGrid
    top: int
    left: int
    seen: NDArray[np.bool_] = field(repr=False)
    cover: NDArray[np.uint8] = field(repr=False)
    reach_m: float

    @property
    def area_m2(self) -> float:
        """The m² that are seen, from above: ground, roofs and crowns."""
        return float(self.seen.sum()) * self.grid.step_m**2

    @property
    def ground_m2(self) -> float:
        """The m² of open ground that are seen."""
        return float((self.seen & (self.cover == GROUND)).sum()) * self.grid.step_m**2

    def sees(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which cells, by number, are seen; none outside the window."""
        j, i = np.divmod(cells, self.grid.columns)
        j, i = j - self.top, i - self.left
        rows, columns = self.seen.shape
        inside = (j >= 0) & (j < rows) & (i >= 0) & (i < columns)
        found = np.zeros(len(cells), bool)
        found[inside] = self.seen[j[inside], i[inside]]
        return found


def line_of_sight(
    city: City, start: tuple[float, float], end: tuple[float, float], *, start_m: float = EYES_M, end_m: float = 0.0
) -> SightLine:
    """Return whether a point sees another, both in the CRS and so many metres above the surface.

    Exact on the grid: every cell that the line crosses is looked at (Amanatides and Woo 1987, Eurographics 87); it
    blocks where it is higher than the line is low in it. The cells of both ends do not block. Trees are in leaf. Raises
    UsageError for a point outside the map.
    """
    from .sight_kernels import first_block  # numba takes half a second to import

    seen = surface(city)
    heights, ends = seen.heights, np.array([start, end], float)
    cells = _cells(city, seen.grid, ends)
    z = in_units(seen.height_m(cells) + np.array([start_m, end_m]), seen.lowest, seen.unit_m)
    points = seen.grid.in_cells(ends)
    (x0, y0), (x1, y1) = points.tolist()
    missing, along = first_block(
        heights.values, heights.square_at, heights.squares, x0, y0, float(z[0]), x1, y1, float(z[1])
    )
    distance = float(np.hypot(*(ends[1] - ends[0])))
    if missing <= 0.0:
        return SightLine(True, distance, None, 0.0)
    x, y = ends[0] + (ends[1] - ends[0]) * along
    return SightLine(False, distance, (float(x), float(y)), float(missing) * seen.unit_m)


def viewshed(
    city: City, point: tuple[float, float], *, above_m: float = EYES_M, target_m: float = 0.0, reach_m: float = REACH_M
) -> Viewshed:
    """Return what is seen from a point of the CRS, so many metres above the surface, up to a distance.

    A cell is seen where something `target_m` above it is. Method R2 of Franklin and Ray 1994, Advances in GIS Research
    2: lines of sight to all cells on the edge of the window, each cell by the lines through it; where `line_of_sight`
    differs, it is by a cell at the edge of what is seen. Raises UsageError for a point outside the map.
    """
    from .sight_kernels import see_along  # as above

    seen = surface(city)
    grid, cell = seen.grid, _cells(city, seen.grid, np.array([point], float))
    j, i = int(cell[0]) // grid.columns, int(cell[0]) % grid.columns
    far = int(np.ceil(reach_m / grid.step_m))
    top, left = max(0, j - far), max(0, i - far)
    bottom, right = min(grid.rows, j + far + 1), min(grid.columns, i + far + 1)
    heights, cover = _window(seen, top, bottom, left, right)
    found = np.zeros(heights.shape, np.uint8)
    eye = float(heights[j - top, i - left]) + above_m
    ends = _edge(*heights.shape)
    in_threads(
        lambda first, last: see_along(heights, j - top, i - left, eye, target_m, far, ends[first:last], found),
        len(ends),
    )
    return Viewshed(grid, top, left, found.astype(bool), cover, reach_m)


def _edge(rows: int, columns: int) -> NDArray[np.int64]:
    """Return row and column of the cells on the edge of a window."""
    across, down = np.arange(columns), np.arange(rows)
    sides = [(np.zeros(columns), across), (np.full(columns, rows - 1), across), (down, np.zeros(rows)),
             (down, np.full(rows, columns - 1))]  # fmt: skip
    return np.concatenate([np.column_stack(side) for side in sides]).astype(np.int64)


def _window(
    seen: Surface, top: int, bottom: int, left: int, right: int
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    cells = np.add.outer(np.arange(top, bottom) * seen.grid.columns, np.arange(left, right))
    shape = cells.shape
    return seen.height_m(cells.ravel()).astype(np.float32).reshape(shape), seen.cover.at(cells.ravel()).reshape(shape)


def _cells(city: City, grid: CityGrid, points: NDArray[np.float64]) -> NDArray[np.int64]:
    cells = grid.cells_at(points)
    if (cells < 0).any():
        x, y = points[cells < 0][0]
        lon, lat = city.frame.to_lonlat_points(x, y)
        raise UsageError(OUTSIDE_GRID, lon=round(float(lon), 5), lat=round(float(lat), 5))
    return cells
