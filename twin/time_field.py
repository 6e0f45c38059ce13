"""A raster of the seconds it takes to get anywhere, along the streets and a few steps off them; compiled by numba."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from contourpy import FillType, contour_generator
from numba import njit
from numpy.typing import NDArray
from rasterio.features import rasterize
from shapely import STRtree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OFF_STREET_M = 80.0  # so far from a street one is still taken to get, across yards and lawns: half a wide block
OFF_STREET_MPS = 1.2  # on foot: between the 1.1 and 1.4 m/s of older and younger walkers <Knoblauch 1996, TRR 1538>
STRAIGHT_MPS = 0.4  # the speed by which a yard is given to the street beside it: much slower than any street
CELLS = 100_000  # of one field at most, or nearly: 8 m wide for fifteen minutes on foot
FINEST_M = 5.0
LATE = 3.0  # where nobody gets, the field says this many times the longest time asked for: rings end near there
DIAGONAL = 2.0**0.5
HAIR_S = 0.00137  # no sample has exactly such a time, so no ring touches itself in one


@dataclass(frozen=True)
class Lines:
    """Links as flat arrays: link k has the points xy[first[k]:first[k + 1]], and lies within `bounds[k]`."""

    xy: Floats
    first: Ints
    bounds: Floats

    @classmethod
    def of(cls, lines: NDArray[np.object_]) -> "Lines":
        """Return the lines of links."""
        xy, line = shapely.get_coordinates(lines, return_index=True)
        return cls(xy, np.searchsorted(line, np.arange(len(lines) + 1)).astype(np.int64), shapely.bounds(lines))


@dataclass(frozen=True)
class LinkTimes:
    """When the links are reached: seconds at the start for who goes forward, at the end for who goes backward, inf
    where nobody comes; and the seconds from one end of each to the other, inf where the mode may not go."""

    at_start: Floats
    at_end: Floats
    forward: Floats
    backward: Floats


@dataclass(frozen=True)
class TimeField:
    """Seconds at the centres of square cells: row 0 lies south, column 0 west, at (x_m, y_m)."""

    seconds: Floats
    x_m: float
    y_m: float
    cell_m: float

    def within(self, limits_s: Sequence[float]) -> list[shapely.MultiPolygon]:
        """Return the areas that are reached within some seconds; each contains those of fewer."""
        rows, columns = self.seconds.shape
        x, y = self.x_m + np.arange(columns) * self.cell_m, self.y_m + np.arange(rows) * self.cell_m
        outlines = FillType.ChunkCombinedOffsetOffset
        contours = contour_generator(x, y, self.seconds, name="serial", fill_type=outlines)
        return [_area(*contours.filled(-1.0, limit_s + HAIR_S)) for limit_s in limits_s]


def _area(
    points: list[Floats | None], rings: list[NDArray[np.uint32] | None], polygons: list[NDArray[np.uint32] | None]
) -> shapely.MultiPolygon:
    """Return the polygons of contourpy's outlines: points, where rings begin in them, where polygons in the rings."""
    if points[0] is None or rings[0] is None or polygons[0] is None:
        return shapely.MultiPolygon()
    of_area = np.array([0, len(polygons[0]) - 1])
    offsets = (rings[0].astype(np.int64), polygons[0].astype(np.int64), of_area)
    return shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, points[0], offsets)[0]


@dataclass(frozen=True)
class Ways:
    """Links to walk along and their times; `links` are the rows of both that the mode may use."""

    lines: Lines
    times: LinkTimes
    links: Ints

    def touching(self, box: NDArray[np.float64]) -> Ints:
        """Return the links whose bounds meet a box (west, south, east, north)."""
        bounds = self.lines.bounds[self.links]
        return self.links[(bounds[:, :2] <= box[2:]).all(axis=1) & (bounds[:, 2:] >= box[:2]).all(axis=1)]

    def reached(self, limit_s: float) -> Ints:
        """Return the links that are reached at one end at least within the limit."""
        return self.links[np.minimum(self.times.at_start, self.times.at_end)[self.links] <= limit_s]


def time_field(ways: Sequence[Ways], *, water: STRtree, limit_s: float) -> TimeField:
    """Return the field around what is reached within the limit along ways; something has to be reached.

    Cells that a way crosses have its time. From there one walks up to 80 m off it, but neither across another way that
    the mode may use nor into `water` (polygons). All other cells are late.
    """
    box = _box(ways, limit_s)
    cell_m = max(FINEST_M, float((box[2] - box[0]) * (box[3] - box[1]) / CELLS) ** 0.5)
    x, y = float(box[0] - 2 * cell_m), float(box[1] - 2 * cell_m)
    shape = int((box[3] - y) / cell_m) + 4, int((box[2] - x) / cell_m) + 4
    late_s = LATE * limit_s
    seconds, is_street = np.full(shape, late_s), np.zeros(shape, np.bool_)
    for way in ways:
        times = way.times
        _burn(
            way.lines.xy, way.lines.first, way.touching(box),
            times.at_start, times.at_end, times.forward, times.backward,
            x, y, cell_m, late_s, seconds, is_street,
        )  # fmt: skip
    wet = water.geometries[water.query(shapely.box(*box))]
    _spread(seconds, _wet(wet, x, y, cell_m, shape) | is_street, is_street, cell_m)
    return TimeField(seconds, x, y, cell_m)


def _box(ways: Sequence[Ways], limit_s: float) -> Floats:
    """Return west, south, east, north of what can be reached."""
    bounds = np.vstack([way.lines.bounds[way.reached(limit_s)] for way in ways])
    return np.concatenate([bounds[:, :2].min(axis=0) - OFF_STREET_M, bounds[:, 2:].max(axis=0) + OFF_STREET_M])


def _wet(
    water: NDArray[np.object_], x_m: float, y_m: float, cell_m: float, shape: tuple[int, int]
) -> NDArray[np.bool_]:
    """Return the cells that water touches."""
    if not len(water):
        return np.zeros(shape, np.bool_)
    to_metres = Affine(cell_m, 0, x_m - cell_m / 2, 0, cell_m, y_m - cell_m / 2)
    return np.asarray(rasterize(water, shape, transform=to_metres, all_touched=True, dtype=np.uint8), np.bool_)


@njit(cache=True, nogil=True)
def _burn(
    xy: Floats, first: Ints, links: Ints, at_start: Floats, at_end: Floats, forward: Floats, backward: Floats,
    x_m: float, y_m: float, cell_m: float, late_s: float, seconds: Floats, is_street: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Write the times along links into the cells they cross, the least where several do.

    Cells of a link share sides, so that nobody slips between two of them.
    """
    for link in links:
        a, b = first[link], first[link + 1]
        whole = 0.0
        for k in range(a + 1, b):
            whole += np.hypot(xy[k, 0] - xy[k - 1, 0], xy[k, 1] - xy[k - 1, 1])
        gone, row, column = 0.0, -1, -1
        for k in range(a + 1, b):
            dx, dy = xy[k, 0] - xy[k - 1, 0], xy[k, 1] - xy[k - 1, 1]
            piece = np.hypot(dx, dy)
            steps = int(2.0 * piece / cell_m) + 1
            for step in range(steps + 1):
                part = step / steps
                share = (gone + part * piece) / whole
                ahead = at_start[link] + share * forward[link] if forward[link] < np.inf else np.inf
                back = at_end[link] + (1.0 - share) * backward[link] if backward[link] < np.inf else np.inf
                when = min(ahead, back, late_s)
                i = int((xy[k - 1, 1] + part * dy - y_m) / cell_m + 0.5)
                j = int((xy[k - 1, 0] + part * dx - x_m) / cell_m + 0.5)
                if not (0 <= i < seconds.shape[0] and 0 <= j < seconds.shape[1]):
                    row, column = -1, -1
                    continue
                seconds[i, j] = min(seconds[i, j], when)
                is_street[i, j] = True
                if row >= 0 and i != row and j != column:
                    seconds[row, j] = min(seconds[row, j], when)
                    is_street[row, j] = True
                row, column = i, j
            gone += piece


@njit(cache=True, nogil=True)
def _spread(seconds: Floats, blocked: NDArray[np.bool_], is_street: NDArray[np.bool_], cell_m: float) -> None:
    """Let times spread from street cells over those that are not blocked: sweeps down and up until nothing changes.

    A cell takes the street from which it is reached first at `STRAIGHT_MPS`, as slow that one goes straight off the
    street and not along beside it; its time is then that at walking speed. Distances are those of a chamfer
    (Borgefors 1986, CVGIP 34): straight 1, diagonal √2.
    """
    rows, columns = seconds.shape
    far_m, far_aside_m = OFF_STREET_M - cell_m, OFF_STREET_M - DIAGONAL * cell_m  # one step more is still allowed
    step, aside = cell_m / STRAIGHT_MPS, DIAGONAL * cell_m / STRAIGHT_MPS
    key, off_m = np.where(is_street, seconds, np.inf), np.where(is_street, 0.0, np.inf)
    is_changed = True
    while is_changed:
        is_changed = False
        for turn in (1, -1):
            for n in range(1, rows - 1):
                i = n if turn > 0 else rows - 1 - n
                last = i - turn
                for m in range(1, columns - 1):
                    j = m if turn > 0 else columns - 1 - m
                    if blocked[i, j]:
                        continue
                    best, off = key[i, j], off_m[i, j]
                    known = best
                    if off_m[i, j - turn] <= far_m and key[i, j - turn] + step < best:
                        best, off = key[i, j - turn] + step, off_m[i, j - turn] + cell_m
                    if off_m[last, j] <= far_m and key[last, j] + step < best:
                        best, off = key[last, j] + step, off_m[last, j] + cell_m
                    if off_m[last, j - 1] <= far_aside_m and key[last, j - 1] + aside < best:
                        best, off = key[last, j - 1] + aside, off_m[last, j - 1] + DIAGONAL * cell_m
                    if off_m[last, j + 1] <= far_aside_m and key[last, j + 1] + aside < best:
                        best, off = key[last, j + 1] + aside, off_m[last, j + 1] + DIAGONAL * cell_m
                    if best < known:
                        key[i, j], off_m[i, j] = best, off
                        is_changed = True
    for i in range(rows):
        for j in range(columns):
            if key[i, j] < np.inf and not is_street[i, j]:
                when = key[i, j] - off_m[i, j] / STRAIGHT_MPS + off_m[i, j] / OFF_STREET_MPS
                seconds[i, j] = min(seconds[i, j], when)
