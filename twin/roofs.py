"""Roofs as cells of the grid, each with the way its slope looks."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_
from geodata.report import Report, report_of
from layers.mesh import Mesh
from layers.triangulation import Floats, Ints

from .city import City
from .city_grid import CityGrid
from .ground_samples import cells_of
from .other_rows import other_rows
from .surface import READS, ROOF, Surface, triangles_of

LAYERS = ("buildings", "building_parts")
STEEPEST = 0.17  # the upward part of a roof's normal: what is steeper than 80° is a wall
LEVEL_M = 0.01  # a cell is a roof's own where the surface is not higher than the roof by more than this and a unit
NO_CELL = N_("a roof on which no cell of the grid has its middle: its sun is not known")


@dataclass(frozen=True)
class Roofs:
    """Cells on which a roof is on top, as seen from above.

    `roof`: position in `ids` (ids of buildings, or of parts where these draw the building) and `layers`; `cell`: its
    number; `normal` (n, 3): upright on the slope; `area_m2`: of the slope that the cell stands for.
    """

    ids: pd.Index = field(repr=False)
    layers: pd.Series = field(repr=False)
    roof: Ints = field(repr=False)
    cell: Ints = field(repr=False)
    normal: Floats = field(repr=False)
    report: Report = field(repr=False)
    step_m: float = 2.0

    @property
    def area_m2(self) -> Floats:
        """The m² of sloping roof that each cell stands for."""
        return self.step_m**2 / self.normal[:, 2]


def roofs(city: City, seen: Surface) -> Roofs:
    """Return all roofs of a city, by the triangles of the layers' meshes that are no walls; made once."""
    return city.kept("roofs on the grid", lambda: _roofs(city, seen), needs=READS)


def unchanged_roofs(city: City, tops: Roofs) -> NDArray[np.bool_]:
    """Return which roofs of an edited city are those of its base: their buildings, or parts, are as they were."""
    assert city.base is not None
    same = np.zeros(len(tops.ids), bool)
    for name in (name for name in LAYERS if name in city.layers and name in city.base.layers):
        index = city.layers[name].table.index
        is_same = np.ones(len(index), bool)
        if not city.shares([name]):
            is_same[other_rows(city, name)[1]] = False
        mine = (tops.layers == name).to_numpy(bool)
        same[mine] = is_same[index.get_indexer(tops.ids[mine])]
    return same


def _roofs(city: City, seen: Surface) -> Roofs:
    ids: list[pd.Index] = []
    layers: list[str] = []
    found: list[tuple[Ints, Ints, Floats]] = []
    for name in (name for name in LAYERS if name in city.layers and len(city.layers[name].table)):
        layer = city.layers[name]
        mesh = layer.kind.form(layer.table, city.terrain)
        row, cell, normal = _roof_cells(mesh, seen)
        drawn = np.unique(mesh.face_row)
        found.append((np.searchsorted(drawn, row) + sum(len(each) for each in ids), cell, normal))
        ids.append(layer.table.index[drawn])
        layers += [name] * len(drawn)
    if not found:
        none = np.empty(0, np.int64)
        return Roofs(pd.Index([]), pd.Series([], dtype=object), none, none, np.empty((0, 3)), Report())
    roof, cell, normal = (np.concatenate(parts) for parts in zip(*found, strict=True))
    first = np.unique(cell, return_index=True)[1]  # where roofs meet, the cell belongs to the one that is listed first
    roof, cell, normal = roof[first], cell[first], normal[first]
    known = ids[0].append(ids[1:])
    small = np.bincount(roof, minlength=len(known)) == 0
    report = report_of(LAYERS[0], "assumed", NO_CELL, known[small])
    return Roofs(known, pd.Series(layers, known), roof, cell, normal, report, seen.grid.step_m)


def _roof_cells(mesh: Mesh, seen: Surface) -> tuple[Ints, Ints, Floats]:
    """Return row, cell and normal of the cells on which a mesh's faces are on top."""
    grid: CityGrid = seen.grid
    triangles, row = triangles_of(mesh)
    a, b, c = (mesh.points[triangles[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    size = np.linalg.norm(normal, axis=1)
    normal /= np.where(size > 0, size, 1)[:, None]
    up = np.flatnonzero(normal[:, 2] > STEEPEST)
    cell, face = cells_of(grid, mesh.points, triangles[up], up)
    away = grid.middles(cell) - a[face, :2]
    z = a[face, 2] - (away * normal[face, :2]).sum(axis=1) / normal[face, 2]
    top = (seen.cover.at(cell) == ROOF) & (z >= seen.height_m(cell) - LEVEL_M - seen.unit_m)
    return row[face[top]], cell[top], normal[face[top]]
