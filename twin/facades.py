"""Façades as points in front of them: one for each storey of each ten metres of wall."""

from dataclasses import dataclass, field, fields
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.building_solids import ground_under
from layers.triangulation import Floats, Ints

from .city import City
from .city_grid import CityGrid
from .homes import BUILDINGS
from .rays import PointsAlong

PIECE_M = 10.0  # a wall longer than this has several points side by side
SHORTEST_M = 0.5  # walls shorter than this, as of round towers drawn finely, have none
# How far before the wall a point stands, in cells: so far that its cell's middle is outside the straight wall behind.
CLEAR_CELLS = 0.75


@dataclass(frozen=True)
class Facades:
    """Points in front of façades, in the order of the buildings' rows.

    `row`: position of the building in its table; `cell`, `z_m`: where the point is; `facing` (n, 2): which way the
    wall looks, east and north of the grid; `area_m2`: of the wall it stands for, `width_m` wide, with its middle at
    `middle` (n, 2), x and y of the CRS; `foot_m`: where the walls of the building begin.
    """

    grid: CityGrid
    row: Ints = field(repr=False)
    cell: Ints = field(repr=False)
    z_m: NDArray[np.float32] = field(repr=False)
    facing: Floats = field(repr=False)
    area_m2: Floats = field(repr=False)
    width_m: Floats = field(repr=False)
    middle: Floats = field(repr=False)
    foot_m: NDArray[np.float32] = field(repr=False)

    def __len__(self) -> int:
        return len(self.row)

    def chosen(self, which: NDArray[np.bool_] | Ints) -> "Facades":
        """Return some of the points."""
        return Facades(
            self.grid, self.row[which], self.cell[which], self.z_m[which], self.facing[which], self.area_m2[which],
            self.width_m[which], self.middle[which], self.foot_m[which],
        )  # fmt: skip

    @classmethod
    def joined(cls, one: "Facades", other: "Facades") -> "Facades":
        """Return the points of both, those of each building together."""
        names = [each.name for each in fields(cls) if each.name != "grid"]
        parts = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names}
        order = np.argsort(parts["row"], kind="stable")
        return cls(one.grid, **{name: part[order] for name, part in parts.items()})

    @cached_property
    def along(self) -> tuple[PointsAlong, PointsAlong]:
        """The points as light along rows and along columns meets them."""
        j, i = np.divmod(self.cell, self.grid.columns)
        return (
            PointsAlong.of(j, i, self.z_m, self.facing, length=self.grid.rows),
            PointsAlong.of(i, j, self.z_m, self.facing, length=self.grid.columns),
        )


def facades(city: City, grid: CityGrid) -> Facades:
    """Return the façades of all buildings within the grid; made once."""
    count = len(city.layers[BUILDINGS].table) if BUILDINGS in city.layers else 0
    return city.kept("facades", lambda: facades_of(city, np.arange(count), grid), needs=[BUILDINGS])


def facades_of(city: City, rows: Ints, grid: CityGrid) -> Facades:
    """Return the façades of some buildings, by position, of walls within the grid.

    Walls stand on the outline and end where the roof begins; each storey has points at half its height.
    """
    if not len(rows):
        return no_facades(grid)
    table = city.layers[BUILDINGS].table.iloc[rows]
    middle, out, length, row = _pieces(np.asarray(table.geometry.values, dtype=object))
    base, height, storeys = _walls(table, city)
    count = storeys[row]
    piece = np.repeat(np.arange(len(row)), count)
    storey = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    cell = grid.cells_at(middle + out * CLEAR_CELLS * grid.step_m)[piece]
    inside = cell >= 0
    piece, storey, cell = piece[inside], storey[inside], cell[inside]
    of = row[piece]
    step = height[of] / storeys[of]
    z = (base[of] + (storey + 0.5) * step).astype(np.float32)
    width = length[piece]
    return Facades(grid, rows[of], cell, z, out[piece], width * step, width, middle[piece], base[of].astype(np.float32))


def no_facades(grid: CityGrid) -> Facades:
    """Return no points at all."""
    whole, single, double, pair = np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0), np.empty((0, 2))
    return Facades(grid, whole, whole, single, pair, double, double, pair, single)


def _pieces(outlines: NDArray[np.object_]) -> tuple[Floats, Floats, Floats, Ints]:
    """Return for pieces of walls the middle, the direction outwards, the length in metres and the outline's number."""
    parts, part_row = shapely.get_parts(shapely.orient_polygons(outlines), return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    along = xy[start + 1] - xy[start]
    length = np.hypot(*along.T)
    long = length >= SHORTEST_M
    start, along, length = start[long], along[long], length[long]
    count = np.ceil(length / PIECE_M).astype(np.int64)
    wall = np.repeat(np.arange(len(start)), count)
    number = np.arange(len(wall)) - np.repeat(np.cumsum(count) - count, count)
    middle = xy[start[wall]] + along[wall] * ((number + 0.5) / count[wall])[:, None]
    # Rings go round with the building on their left: outwards is to their right.
    out = np.column_stack([along[:, 1], -along[:, 0]]) / length[:, None]
    return middle, out[wall], (length / count)[wall], part_row[ring_part[ring[start[wall]]]]


def _walls(table: gpd.GeoDataFrame, city: City) -> tuple[Floats, Floats, Ints]:
    """Return where the walls of each building begin, how high they are, and how many storeys they have."""
    _, ground = ground_under(table, city.terrain)
    above = np.nan_to_num(table["min_height_m"].to_numpy(float))
    roof = np.nan_to_num(table["roof_height_m"].to_numpy(float))
    height = np.maximum(np.nan_to_num(table["height_m"].to_numpy(float)) - above - roof, 0.1)
    storeys = np.maximum(np.rint(height / city.recipe.storey_height_m), 1).astype(np.int64)
    return ground + above, height, storeys
