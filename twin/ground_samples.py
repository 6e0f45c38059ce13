"""Cells of the ground that stand for streets, public green and school grounds, each with its neighbourhood."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.language import N_
from layers.triangulation import Floats, Ints, triangulated

from .city import City
from .city_grid import CityGrid, PatchedGrid
from .homes import AREAS
from .indicator_green import public_green
from .measurement import NotKnownError, table_of
from .surface import CROWN, ROOF

SCHOOLS = ("school", "kindergarten")
GREEN_EVERY = 2  # public green is large: one cell of two by two stands for all four
STREET_STEP_M = 4.0  # between points along the middle of streets
AREA_STEP_M = 8.0  # edge of the cells by which samples know their neighbourhood
NO_SCHOOLS = N_("not known, because no school grounds of this city are mapped")


@dataclass(frozen=True)
class GroundSample:
    """Cells that stand for a kind of ground.

    `cell`: numbers of cells; `weight_m2`: what each stands for; `area`: position of its neighbourhood in the table,
    one more than the last for none; `row`: position of the object that it belongs to.
    """

    cell: Ints = field(repr=False)
    weight_m2: Floats = field(repr=False)
    area: Ints = field(repr=False)
    row: Ints = field(repr=False)


def green_sample(city: City, grid: CityGrid) -> GroundSample:
    """Return the public green; rows are those of `public_green`. Raises NotKnownError for a city without any."""
    shapes = np.asarray(public_green(city).geometry.values, dtype=object)
    return city.kept(
        "cells of green", lambda: _areas(city, shapes, grid, every=GREEN_EVERY), needs=["green_space", AREAS]
    )


def school_sample(city: City, grid: CityGrid) -> GroundSample:
    """Return the grounds of schools and kindergartens; rows are those of the layer of land use.

    Raises NotKnownError for a city without any.
    """
    table = table_of(city, "land_use")
    rows = np.flatnonzero(table["kind"].isin(SCHOOLS).to_numpy(bool))
    if not len(rows):
        raise NotKnownError(NO_SCHOOLS)
    shapes = np.asarray(table.geometry.values, dtype=object)[rows]

    def made() -> GroundSample:
        found = _areas(city, shapes, grid, every=1)
        return GroundSample(found.cell, found.weight_m2, found.area, rows[found.row])

    return city.kept("cells of school grounds", made, needs=["land_use", AREAS])


def street_sample(city: City, grid: CityGrid) -> GroundSample:
    """Return streets outside tunnels, by points along their middle that stand for their width.

    Raises NotKnownError for a city without any.
    """
    table = table_of(city, "streets")

    def made() -> GroundSample:
        lines = np.asarray(table.geometry.values, dtype=object)
        open_ = (table["tunnel"].isna() | (table["tunnel"] == "no")).to_numpy(bool)
        length = shapely.length(lines)
        count = np.where(open_, np.maximum(np.ceil(length / STREET_STEP_M), 1), 0).astype(np.int64)
        row = np.repeat(np.arange(len(lines)), count)
        number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        step = length[row] / count[row]
        xy = shapely.get_coordinates(shapely.line_interpolate_point(lines[row], (number + 0.5) * step))
        cell = grid.cells_at(xy)
        weight = np.nan_to_num(table["width_m"].to_numpy(float))[row] * step
        inside = cell >= 0
        return GroundSample(cell[inside], weight[inside], _area_of(city, grid, cell[inside]), row[inside])

    return city.kept("cells of streets", made, needs=["streets", AREAS])


SAMPLES: dict[str, Callable[[City, CityGrid], GroundSample]] = {
    "streets": street_sample, "green": green_sample, "schools": school_sample,
}  # fmt: skip


def open_ground(sample: GroundSample, cover: PatchedGrid[np.uint8]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the m² that each cell stands for, 0 under a roof, and which cells no crown of a tree covers."""
    top = cover.at(sample.cell)
    return np.where(top == ROOF, 0.0, sample.weight_m2), top != CROWN


def _areas(city: City, shapes: NDArray[np.object_], grid: CityGrid, *, every: int) -> GroundSample:
    """Return the cells whose middle lies in some areas, every so many in both directions."""
    parts, part_row = shapely.get_parts(shapes, return_index=True)
    inner, inner_part = shapely.get_parts(parts, return_index=True)
    keep = (shapely.get_type_id(inner) == 3) & (shapely.area(inner) > 0)
    plan = triangulated(inner[keep])
    cell, owner = cells_of(grid, plan.xy, plan.triangles, plan.triangle_row, every=every)
    row = part_row[inner_part[keep]][owner]
    first = np.unique(cell, return_index=True)[1]  # the edge of two triangles, or of two areas, counts once
    cell, row = cell[first], row[first]
    weight = np.full(len(cell), (every * grid.step_m) ** 2)
    return GroundSample(cell, weight, _area_of(city, grid, cell), row)


def cells_of(grid: CityGrid, xy: Floats, triangles: Ints, of: Ints, *, every: int = 1) -> tuple[Ints, Ints]:
    """Return the cells whose middle lies in triangles over points (n, 2 or 3), and whose each is (`of`)."""
    from .raster_kernels import count_cells, list_cells  # numba takes half a second to import

    points = grid.in_cells(xy)
    count = count_cells(points, triangles, grid.rows, grid.columns, every)
    cell, owner = np.empty(count, np.int64), np.empty(count, np.int64)
    list_cells(points, triangles, of, grid.rows, grid.columns, every, cell, owner)
    return cell, owner


def _area_of(city: City, grid: CityGrid, cells: Ints) -> Ints:
    """Return the position of the smallest neighbourhood at cells, to 8 m; one more than the last for none."""
    coarse = CityGrid.of(city.frame, step_m=AREA_STEP_M)
    labels = city.kept("neighbourhoods on the grid", lambda: _area_labels(city, coarse), needs=[AREAS])
    return labels.ravel()[coarse.cells_at(grid.middles(cells))]


def _area_labels(city: City, grid: CityGrid) -> Ints:
    count = len(city.layers[AREAS].table) if AREAS in city.layers else 0
    labels = np.full((grid.rows, grid.columns), count)
    if count:
        shapes = np.asarray(city.layers[AREAS].table.geometry.values, dtype=object)
        plan = triangulated(shapes)
        order = np.argsort(-shapely.area(shapes), kind="stable")
        for row in order:  # the smallest is written last and stays
            mine = plan.triangle_row == row
            cell, _ = cells_of(grid, plan.xy, plan.triangles[mine], plan.triangle_row[mine])
            labels.ravel()[cell] = row
    return labels
