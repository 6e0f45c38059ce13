"""Façades as points in front of them: one for each storey of each ten metres of wall."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.buildings import ground_under
from layers.triangulation import Floats, Ints

from .city import City
from .city_grid import CityGrid
from .homes import BUILDINGS

PIECE_M = 10.0  # a wall longer than this has several points side by side
SHORTEST_M = 0.5  # walls shorter than this, as of round towers drawn finely, have none
# How far before the wall a point stands, in cells: so far that its cell's middle is outside the straight wall behind.
CLEAR_CELLS = 0.75


@dataclass(frozen=True)
class Facades:
    """Points in front of façades, in the order of the buildings' rows.

    `row`: position of the building in its table; `cell`, `z_m`: where the point is; `facing` (n, 3): which way the
    wall looks, east and north of the grid; `area_m2`: of the wall it stands for.
    """

    row: Ints = field(repr=False)
    cell: Ints = field(repr=False)
    z_m: Floats = field(repr=False)
    facing: Floats = field(repr=False)
    area_m2: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.row)

    def of_rows(self, keep: NDArray[np.bool_], row_now: Ints) -> "Facades":
        """Return the points for which `keep` is true; row i of their buildings is `row_now[i]` now."""
        return Facades(
            row_now[self.row[keep]], self.cell[keep], self.z_m[keep], self.facing[keep], self.area_m2[keep]
        )

    def taken(self, order: Ints) -> "Facades":
        """Return points in another order."""
        return Facades(self.row[order], self.cell[order], self.z_m[order], self.facing[order], self.area_m2[order])


@dataclass(frozen=True)
class FacadesNow:
    """Façades of an edited city: `kept` are points of the base that are as they were, by position there.

    Points of `facades` from `order[len(kept):]` are new; `order`: the position of kept ones, then new ones, in
    `facades`.
    """

    facades: Facades
    kept: Ints
    order: Ints


def facades(city: City, grid: CityGrid) -> Facades:
    """Return the façades of all buildings; made once, of an edited city only those of changed buildings."""
    if city.base is None or city.made_anew:
        return city.kept("facades", lambda: facades_of(city, np.arange(_count(city)), grid), needs=[BUILDINGS])
    return facades_now(city, grid).facades


def facades_now(city: City, grid: CityGrid) -> FacadesNow:
    """Return the façades of an edited city, and which of them are those of its base."""
    return city.kept("facades now", lambda: _facades_now(city, grid))


def _facades_now(city: City, grid: CityGrid) -> FacadesNow:
    from .edited_tiles import changed_rows  # it draws, too: what draws is imported when an edited city is asked

    assert city.base is not None
    before = facades(city.base, grid)
    if city.shares([BUILDINGS]):
        everything = np.arange(len(before))
        return FacadesNow(before, everything, everything)
    was, now = city.base.layers[BUILDINGS].table, city.layers[BUILDINGS].table
    old, new = changed_rows(was, now)
    row_now = np.full(len(was), -1)
    row_now[np.setdiff1d(np.arange(len(was)), old)] = np.setdiff1d(np.arange(len(now)), new)
    keep = row_now[before.row] >= 0
    kept, made = before.of_rows(keep, row_now), facades_of(city, new, grid)
    row = np.concatenate([kept.row, made.row])
    sequence = np.argsort(row, kind="stable")
    both = Facades(*(np.concatenate(pair) for pair in zip(_arrays(kept), _arrays(made), strict=True)))
    order = np.empty(len(row), np.int64)
    order[sequence] = np.arange(len(row))
    return FacadesNow(both.taken(sequence), np.flatnonzero(keep), order)


def _arrays(points: Facades) -> tuple[NDArray[np.generic], ...]:
    return points.row, points.cell, points.z_m, points.facing, points.area_m2


def _count(city: City) -> int:
    return len(city.layers[BUILDINGS].table) if BUILDINGS in city.layers else 0


def facades_of(city: City, rows: Ints, grid: CityGrid) -> Facades:
    """Return the façades of some buildings, by position, of walls within the grid.

    Walls stand on the outline and end where the roof begins; each storey has points at half its height.
    """
    table = city.layers[BUILDINGS].table.iloc[rows] if len(rows) else None
    if table is None:
        none = np.empty(0, np.int64)
        return Facades(none, none, np.empty(0), np.empty((0, 3)), np.empty(0))
    middle, out, length, row = _pieces(np.asarray(table.geometry.values, dtype=object))
    base, height, storeys = _walls(table, city)
    count = storeys[row]
    piece = np.repeat(np.arange(len(row)), count)
    storey = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    of = row[piece]
    z = base[of] + (storey + 0.5) * height[of] / storeys[of]
    cell = grid.cells_at(middle[piece] + out[piece] * CLEAR_CELLS * grid.step_m)
    inside = cell >= 0
    facing = np.column_stack([out[piece], np.zeros(len(piece))])
    area = length[piece] * height[of] / storeys[of]
    return Facades(rows[of[inside]], cell[inside], z[inside], facing[inside], area[inside])


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
    _, ground = ground_under(np.asarray(table.geometry.values, dtype=object), city.terrain)
    above = np.nan_to_num(table["min_height_m"].to_numpy(float))
    roof = np.nan_to_num(table["roof_height_m"].to_numpy(float))
    height = np.maximum(np.nan_to_num(table["height_m"].to_numpy(float)) - above - roof, 0.1)
    storeys = np.maximum(np.rint(height / city.recipe.storey_height_m), 1).astype(np.int64)
    return ground + above, height, storeys
