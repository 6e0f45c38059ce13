"""Directions from which light comes, as lines of cells of a grid: what `shade_kernels` sweeps along."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.triangulation import Floats, Ints

from .city import City
from .city_grid import CityGrid
from .sun import SunPositions, grid_north_deg

Bools = NDArray[np.bool_]
NEIGHBOURS = 16  # lines of cells at most so far apart are swept together
ROUNDING_M = 0.1  # more than single precision loses of a height that falls with the ray


@dataclass(frozen=True)
class PointsAlong:
    """Points before walls as light meets them that comes along rows, or along columns: sorted along, then across.

    `order`: the position of each before it was sorted; `starts`, `across`, `z_m`, `facing` as `shade_kernels` says.
    """

    order: Ints = field(repr=False)
    starts: Ints = field(repr=False)
    across: NDArray[np.int32] = field(repr=False)
    z_m: NDArray[np.float32] = field(repr=False)
    facing: Floats = field(repr=False)

    @classmethod
    def of(cls, along: Ints, across: Ints, z_m: NDArray[np.float32], facing: Floats, *, length: int) -> "PointsAlong":
        """Return points by where they are along and across; `length`: how many places there are along."""
        order = np.argsort(along * (int(across.max(initial=0)) + 1) + across, kind="stable")
        starts = np.searchsorted(along[order], np.arange(length + 1))
        return cls(order, starts, across[order].astype(np.int32), z_m[order], facing[order])

    @classmethod
    def none(cls, length: int) -> "PointsAlong":
        """Return no points at all."""
        no = np.empty(0, np.int64)
        return cls.of(no, no, np.empty(0, np.float32), np.empty((0, 2)), length=length)

    def arrays(
        self, *, lowest: float = 0.0, unit_m: float = 1.0
    ) -> tuple[Ints, NDArray[np.int32], NDArray[np.float32], Floats]:
        """Return starts, across, z counted in units above the lowest, and facing, as the kernels take them."""
        return self.starts, self.across, in_units(self.z_m, lowest, unit_m), self.facing


@dataclass(frozen=True)
class Rays:
    """Directions to the light over a grid; arrays have one entry for each direction.

    `towards` (n, 3): unit vectors east, north, up of the grid; `weight`: how much each counts. `is_along_rows`,
    `shifts` (n, longest side), `lowest`, `ahead`, `drop`: as `shade_kernels` says; `lines`: how many lines of cells.
    """

    grid: CityGrid
    towards: Floats = field(repr=False)
    is_along_rows: Bools = field(repr=False)
    shifts: Ints = field(repr=False)
    lowest: Ints = field(repr=False)
    lines: Ints = field(repr=False)
    ahead: Ints = field(repr=False)
    drop: Floats = field(repr=False)
    weight: Ints = field(repr=False)

    def __len__(self) -> int:
        return len(self.drop)

    @classmethod
    def of(cls, grid: CityGrid, bearing_deg: ArrayLike, elevation_deg: ArrayLike) -> "Rays":
        """Return rays to bearings clockwise from the grid's north, at elevations above 0 and below 90 degrees."""
        bearing, elevation = np.radians(np.atleast_1d(bearing_deg)), np.radians(np.atleast_1d(elevation_deg))
        east, north = np.sin(bearing), np.cos(bearing)
        is_along_rows = np.abs(north) >= np.abs(east)
        main, other = np.where(is_along_rows, north, east), np.where(is_along_rows, east, north)
        longest = max(grid.rows, grid.columns)
        shifts = np.rint((other / main)[:, None] * np.arange(longest)).astype(np.int64)
        length = np.where(is_along_rows, grid.rows, grid.columns)
        ends = np.column_stack([np.zeros(len(main), np.int64), shifts[np.arange(len(main)), length - 1]])
        width = np.where(is_along_rows, grid.columns, grid.rows)
        flat = np.cos(elevation)
        return cls(
            grid, np.column_stack([east * flat, north * flat, np.sin(elevation)]), is_along_rows, shifts,
            lowest=-ends.max(axis=1), lines=width + ends.max(axis=1) - ends.min(axis=1),
            ahead=np.where(main > 0, 1, -1), drop=grid.step_m * np.tan(elevation) / np.abs(main),
            weight=np.ones(len(main), np.int64),
        )  # fmt: skip

    @classmethod
    def to_sun(cls, city: City, grid: CityGrid, positions: SunPositions, *, step_weight: int | None = None) -> "Rays":
        """Return rays to the sun where it stands above the horizon; its bearing is turned to the grid's north.

        `step_weight`: what a position counts that is up for all of its step, while others count by their part; without
        it each counts 1.
        """
        north_deg = grid_north_deg(city.frame, city.recipe.centre_lonlat)
        made = cls.of(grid, positions.azimuth_deg + north_deg, positions.elevation_deg)
        if step_weight is None:
            return made
        return replace(made, weight=np.rint(positions.part * step_weight).astype(np.int64))

    @classmethod
    def to_sky(cls, grid: CityGrid, *, bearings: int = 16, bands: int = 8) -> "Rays":
        """Return rays that stand for equal parts of the light of an evenly bright sky on level ground.

        The light of a ring of sky from elevation a to b is sin²b − sin²a of all (Lambert's cosine law), so rings end
        at equal steps of sin². Within a ring the rays stand at other heights for each bearing, in the order of van der
        Corput 1935, and bearings of every other ring lie between those of the first: no two rays are alike.
        """
        ring = np.repeat(np.arange(bands), bearings)
        bearing = np.tile(np.arange(bearings), bands)
        within = (np.argsort(np.argsort([_reversed_bits(k) for k in range(bearings)])) + 0.5) / bearings
        bearing_deg = (bearing + 0.25 + 0.5 * (ring % 2)) * 360 / bearings
        return cls.of(grid, bearing_deg, np.degrees(np.arcsin(np.sqrt((ring + within[bearing]) / bands))))

    def arrays(self, way: int, *, unit_m: float = 1.0) -> tuple[Ints, int, int, float, np.uint8, Floats]:
        """Return shift, lowest, ahead, drop, weight and the unit vector of one direction, as the kernels take them.

        `unit_m`: what heights are counted in.
        """
        return (
            self.shifts[way], int(self.lowest[way]), int(self.ahead[way]), float(self.drop[way]) / unit_m,
            np.uint8(self.weight[way]), self.towards[way],
        )  # fmt: skip

    def places(self, way: int, cells: Ints) -> tuple[Ints, Ints]:
        """Return for cells how far along they are, and the number of their line."""
        j, i = np.divmod(cells, self.grid.columns)
        along, across = (j, i) if self.is_along_rows[way] else (i, j)
        return along, across - self.shifts[way, along] - self.lowest[way]

    def strips(self, way: int, cells: Ints, rise_m: float) -> list[tuple[int, int, int, int]]:
        """Return where light may change with some cells: first and last line, from where to where along.

        `rise_m`: how much the highest cell is above the lowest; nothing shades farther than its ray falls by that.
        """
        along, line = self.places(way, cells)
        order = np.argsort(line, kind="stable")
        along, line = along[order], line[order]
        parts = np.flatnonzero(np.diff(line) > NEIGHBOURS) + 1
        length = self.grid.rows if self.is_along_rows[way] else self.grid.columns
        reach = min(int(np.ceil((rise_m + ROUNDING_M) / self.drop[way])) + 1, length)
        found = []
        for first, last in zip([0, *parts], [*parts, len(line)], strict=True):
            if last > first:
                low, high = int(along[first:last].min()) - reach, int(along[first:last].max()) + reach
                low, high = max(low, 0), min(high, length - 1)
                ends = (high, low) if self.ahead[way] > 0 else (low, high)
                found.append((int(line[first]), int(line[last - 1]) + 1, *ends))
        return found


def in_units(z_m: ArrayLike, lowest: float, unit_m: float) -> NDArray[np.float32]:
    """Return heights in metres as counted from the lowest in some unit."""
    return np.asarray((np.asarray(z_m, np.float64) - lowest) / unit_m, np.float32)


def _reversed_bits(number: int) -> int:
    return int(f"{number:016b}"[::-1], 2)
