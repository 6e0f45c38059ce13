"""The surface of a city as a grid of heights: ground, roofs, crowns of trees and woods, seen from above."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.mesh import Mesh
from layers.triangulation import Floats, Ints

from .canopy import canopy, sheds_canopy, woods_of
from .city import City
from .city_grid import SIDE, CityGrid, PatchedGrid
from .other_rows import other_rows
from .threads import in_threads

if TYPE_CHECKING:
    from layers.terrain import Terrain

GROUND, ROOF, CROWN = 0, 1, 2  # what is on top of a cell
WOODS = "green_space"  # of which the woods are looked at
CODES = {"buildings": ROOF, "building_parts": ROOF, "trees": CROWN, WOODS: CROWN}
READS = tuple(CODES)
# A mesh stands out over its feature's outline by at most this: half the crown of the tallest tree, eaves.
OVERHANG_M = 32.0
EVERGREEN = "evergreen"


# What heights are counted in, in metres: a centimetre, and more where ground and HEADROOM_M do not fit into 16 bits.
UNIT_M, MOST_UNITS = 0.01, 65535
HEADROOM_M = 500.0  # above the highest ground: twice the tallest building of the country


@dataclass(frozen=True)
class Surface:
    """Heights and what is on top (GROUND, ROOF, CROWN) for each cell of a grid.

    `heights`: in units of `unit_m` above `lowest`, which is in metres above the CRS's zero as `highest`; these two
    bound all heights, those of the base included. `changed`: numbers of the cells in which an edited city's surface
    differs from its base's.
    """

    grid: CityGrid
    heights: PatchedGrid[np.uint16] = field(repr=False)
    cover: PatchedGrid[np.uint8] = field(repr=False)
    lowest: float
    unit_m: float
    highest: float
    changed: Ints = field(repr=False)

    def height_m(self, cells: Ints) -> Floats:
        """Return the height of cells in metres above the CRS's zero."""
        return np.asarray(self.lowest + self.unit_m * self.heights.at(cells), np.float64)


def surface(city: City, *, in_leaf: bool = True) -> Surface:
    """Return the surface of a city; made once, of an edited city only the squares that its edits touch.

    `in_leaf`: whether trees that drop their leaves have them; without, these trees are left out. Triangles of the
    layers' own meshes are laid on cells of 2 m (`raster_kernels`), so roofs count in whatever form they are drawn.
    Woods have a canopy (`twin.canopy`).
    """
    name = "surface in leaf" if in_leaf else "surface without leaves"
    return city.kept(name, lambda: _surface(city, in_leaf), needs=READS)


def _surface(city: City, in_leaf: bool) -> Surface:  # noqa: FBT001
    if city.base is not None and not city.made_anew:
        return _edited(city, surface(city.base, in_leaf=in_leaf), in_leaf)
    grid = CityGrid.of(city.frame)
    heights, cover = ground_heights(city.terrain, grid), np.zeros((grid.rows, grid.columns), np.uint8)
    lowest, unit_m = float(heights.min()), _unit_m(float(np.ptp(heights)))
    for code, mesh in _meshes(city, in_leaf, None):
        _raise_all(grid, mesh, code, heights, cover)
    highest, none = float(heights.max()), np.empty(0, np.int64)
    counted = PatchedGrid.of(_counted(heights, lowest, unit_m))
    return Surface(grid, counted, PatchedGrid.of(cover), lowest, unit_m, highest, none)


def _unit_m(relief_m: float) -> float:
    """Return what heights are counted in over ground of so much relief: whole millimetres."""
    return max(UNIT_M, math.ceil((relief_m + HEADROOM_M) / MOST_UNITS * 1000) / 1000)


def _counted(heights: NDArray[np.float32], lowest: float, unit_m: float) -> NDArray[np.uint16]:
    """Return heights as counted in units, rounded; in parts, so that no second grid of floats is needed."""
    made = np.empty(heights.shape, np.uint16)

    def fill(first: int, last: int) -> None:
        units = np.rint((heights[first:last] - lowest) / unit_m)
        made[first:last] = np.clip(units, 0, MOST_UNITS)

    in_threads(fill, len(heights))
    return made


def ground_heights(terrain: "Terrain", grid: CityGrid) -> NDArray[np.float32]:
    """Return the height of the ground in the middle of each cell; beyond the terrain model that of its edge."""
    if terrain.is_flat:
        return np.full((grid.rows, grid.columns), terrain.heights[0, 0], np.float32)
    heights = np.full((grid.rows, grid.columns), -np.inf, np.float32)
    _raise_all(grid, terrain.mesh(), GROUND, heights, np.zeros(heights.shape, np.uint8))
    bare = np.flatnonzero(np.isneginf(heights.ravel()))
    heights.ravel()[bare] = terrain.heights_at(grid.middles(bare))
    return heights


def sheds_leaves(trees: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which trees are bare in winter: those said to be, and of the others all that have no needles."""
    cycle, leaves = trees["leaf_cycle"], trees["leaf_type"]
    said = cycle.notna().to_numpy(bool)
    drops = (cycle != EVERGREEN).to_numpy(bool, na_value=True)
    broad = (leaves != "needleleaved").to_numpy(bool, na_value=True)
    return np.asarray(np.where(said, drops, broad), bool)


def shown_woods(city: City, *, in_leaf: bool) -> pd.Index:
    """Return the ids of the woods that have a canopy."""
    return _rows_shown(city.layers[WOODS], in_leaf).index if WOODS in city.layers else pd.Index([])


def triangles_of(mesh: Mesh) -> tuple[Ints, Ints]:
    """Return all faces of a mesh as triangles (n, 3), and the row of each."""
    quads = mesh.quads
    halves = np.concatenate([quads[:, :3], quads[:, [0, 2, 3]]])
    return np.concatenate([mesh.triangles, halves]), np.concatenate([mesh.triangle_row, np.tile(mesh.quad_row, 2)])


def _rows_shown(layer: Layer, in_leaf: bool) -> gpd.GeoDataFrame:  # noqa: FBT001
    if layer.kind.name == WOODS:
        woods = woods_of(layer.table)
        return woods if in_leaf else woods[~sheds_canopy(woods)]
    if layer.kind.name == "trees" and not in_leaf:
        return layer.table[~sheds_leaves(layer.table)]
    return layer.table


def _form(layer: Layer, table: gpd.GeoDataFrame, terrain: "Terrain") -> Mesh:
    return canopy(table, terrain) if layer.kind.name == WOODS else layer.kind.form(table, terrain)


def _meshes(city: City, in_leaf: bool, boxes: Floats | None) -> Iterator[tuple[int, Mesh]]:  # noqa: FBT001
    """Yield the mesh of each layer, of all rows or of those near some boxes, and its code."""
    for name in (name for name in READS if name in city.layers):
        table = _rows_shown(city.layers[name], in_leaf)
        if boxes is not None:
            table = table[_near(table, boxes)]
        if len(table):
            yield CODES[name], _form(city.layers[name], table, city.terrain)


def _near(table: gpd.GeoDataFrame, boxes: Floats) -> NDArray[np.bool_]:
    """Return which rows may reach into one of the boxes."""
    west, south, east, north = shapely.bounds(np.asarray(table.geometry.values, dtype=object)).T
    found = np.zeros(len(table), bool)
    for box in boxes:
        found |= (
            (west <= box[2] + OVERHANG_M) & (east >= box[0] - OVERHANG_M)
            & (south <= box[3] + OVERHANG_M) & (north >= box[1] - OVERHANG_M)
        )  # fmt: skip
    return found


def _raise_all(grid: CityGrid, mesh: Mesh, code: int, heights: NDArray[np.float32], cover: NDArray[np.uint8]) -> None:
    from .raster_kernels import raise_to_triangles  # numba takes half a second to import

    points, (triangles, _) = grid.in_cells(mesh.points), triangles_of(mesh)
    in_threads(
        lambda first, last: raise_to_triangles(
            points, triangles, code, first, 0, heights[first:last], cover[first:last]
        ),
        len(heights),
    )


def _edited(city: City, base: Surface, in_leaf: bool) -> Surface:  # noqa: FBT001
    """Return the surface of an edited city: that of its base, but for the squares in which a mesh changed."""
    from .raster_kernels import raise_to_triangles  # as above

    grid = base.grid
    boxes = list(_changed_boxes(city, in_leaf))
    where = grid.squares_touched(np.array(boxes)) if boxes else np.empty((0, 2), np.int64)
    if not len(where):
        return base
    heights = np.stack([_ground_square(city, grid, *place) for place in where])
    cover = np.zeros(heights.shape, np.uint8)
    for code, mesh in _meshes(city, in_leaf, grid.square_boxes(where)):
        points, (triangles, _) = grid.in_cells(mesh.points), triangles_of(mesh)
        for k, (row, column) in enumerate(where):
            raise_to_triangles(points, triangles, code, row * SIDE, column * SIDE, heights[k], cover[k])
    counted = _counted(heights, base.lowest, base.unit_m)
    made, top = base.heights.with_squares(where, counted), base.cover.with_squares(where, cover)
    highest = max(base.highest, float(heights.max()))
    return Surface(grid, made, top, base.lowest, base.unit_m, highest, _changed_cells(grid, made))


def _ground_square(city: City, grid: CityGrid, row: int, column: int) -> NDArray[np.float32]:
    """Return the ground in a square, as `ground_heights` has it; beyond the edge of the grid zeros."""
    from .raster_kernels import raise_to_triangles  # as above

    if city.terrain.is_flat:
        return np.full((SIDE, SIDE), city.terrain.heights[0, 0], np.float32)
    mesh = city.kept("ground mesh", city.terrain.mesh, needs=())
    heights = np.full((SIDE, SIDE), -np.inf, np.float32)
    code = np.zeros(heights.shape, np.uint8)
    points = grid.in_cells(mesh.points)
    raise_to_triangles(points, triangles_of(mesh)[0], GROUND, row * SIDE, column * SIDE, heights, code)
    bare = np.argwhere(np.isneginf(heights))
    cells = (bare[:, 0] + row * SIDE) * grid.columns + bare[:, 1] + column * SIDE
    heights[bare[:, 0], bare[:, 1]] = city.terrain.heights_at(grid.middles(cells))
    return heights


def _changed_boxes(city: City, in_leaf: bool) -> Iterator[Floats]:  # noqa: FBT001
    """Yield west, south, east, north of the mesh of each row that is new, gone or other than in the base."""
    assert city.base is not None
    for name in (name for name in READS if name in city.changed_layers):
        for layer, rows in zip((city.base.layers[name], city.layers[name]), other_rows(city, name), strict=True):
            shown = _rows_shown(replace(layer, table=layer.table.iloc[rows]), in_leaf)
            mesh = _form(layer, shown, city.terrain)
            faces, row = triangles_of(mesh)
            for of in np.unique(row):
                corners = mesh.points[faces[row == of].ravel(), :2]
                yield np.concatenate([corners.min(axis=0), corners.max(axis=0)])


def _changed_cells(grid: CityGrid, heights: PatchedGrid[np.uint16]) -> Ints:
    found = [np.empty(0, np.int64)]
    for row, column in np.argwhere(heights.square_at >= 0):
        before, after = heights.square(row, column), heights.squares[heights.square_at[row, column]]
        j, i = np.nonzero(before != after)
        inside = (j + row * SIDE < grid.rows) & (i + column * SIDE < grid.columns)
        found.append(((j + row * SIDE) * grid.columns + i + column * SIDE)[inside])
    return np.concatenate(found)
