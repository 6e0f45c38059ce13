"""Buildings that bring their own surfaces, such as those of a city model: their stored forms as a mesh.

A form is WKB, a GEOMETRYCOLLECTION Z of one MULTIPOLYGON Z for each shell in the frame's CRS, its heights in metres
above its lowest point; surfaces are counter-clockwise seen from outside (`geodata.cityjson_forms`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_
from geodata.planes import next_on_ring, ring_vectors, seen_flat, turned_rings

from .column import Column
from .mesh import Mesh, empty_mesh
from .triangulation import Floats, Ints, triangulated

FORM = "surfaces"
FORM_COLUMNS = (
    Column(FORM, "bytes", N_("Form of the city model"), hidden=True),
    Column("surface_kinds", "text", N_("Kinds of the surfaces of its form"), hidden=True),
    Column("lod", "text", N_("Level of detail in the city model"), hidden=True),
    Column("attributes", "text", N_("Attributes in the city model"), hidden=True),
)
# What a building has no more when it is changed: then it is drawn by its footprint and height.
WITHOUT_FORM: Mapping[str, None] = {FORM: None, "surface_kinds": None}
FORMED_BY = ("height_m", "min_height_m", "levels", "roof_shape", "roof_height_m", "roof_levels")
FOOT_M = 0.05  # what lies so near the lowest point stands on the ground
# A level surface as surveyed rises no more than this; an upright one covers no more of the ground.
LEVEL_M, UPRIGHT_M2 = 0.5, 1.0
CLOSED_STEP_M = 0.001  # corners so near are one


@dataclass(frozen=True)
class FormSurfaces:
    """The surfaces of forms: polygons in space.

    `polygons` (s,), `row` (s,) the form each is of, `shell` (s,) its shell, counted through all forms.
    """

    polygons: NDArray[np.object_]
    row: Ints
    shell: Ints


def has_form(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows bring their own surfaces."""
    if FORM not in table:
        return np.zeros(len(table), bool)
    return np.asarray(table[FORM].notna().to_numpy(bool))


def is_block(forms: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which forms in WKB are blocks: all of their surfaces stand upright or lie level."""
    surfaces, made = form_surfaces(forms), np.ones(len(forms), bool)
    z, of = shapely.get_coordinates(surfaces.polygons, include_z=True, return_index=True)
    low, high = np.full(len(surfaces.polygons), np.inf), np.full(len(surfaces.polygons), -np.inf)
    np.minimum.at(low, of, z[:, 2])
    np.maximum.at(high, of, z[:, 2])
    made[surfaces.row[(high - low > LEVEL_M) & (shapely.area(surfaces.polygons) > UPRIGHT_M2)]] = False
    return made


def form_surfaces(forms: NDArray[np.object_]) -> FormSurfaces:
    """Return the surfaces of forms in WKB."""
    shells, row = shapely.get_parts(shapely.from_wkb(forms), return_index=True)
    polygons, shell = shapely.get_parts(shells, return_index=True)
    return FormSurfaces(polygons, np.asarray(row[shell], np.int64), np.asarray(shell, np.int64))


def forms_mesh(forms: NDArray[np.object_], lowest_m: Floats, level_m: Floats) -> Mesh:
    """Return forms standing on the ground: what is above their foot on the level ground, their foot on the lowest.

    `lowest_m` and `level_m` have the ground under each form (`ground_under`). So nothing floats over a slope, and a
    form is as high above the ground as the block of the same height.
    """
    surfaces = form_surfaces(forms)
    if not len(surfaces.polygons):
        return empty_mesh()
    points, ring, triangles, surface = _triangles(surfaces.polygons)
    row = surfaces.row[surface[ring]]
    points = standing(points, lowest_m[row], level_m[row])
    of_triangle = row[triangles[:, 0]]
    points, number = _shared(points, surfaces.shell[surface[ring]])  # solids that touch are closed each by itself
    none = np.empty(0, np.int64)
    return Mesh(points, number[triangles], of_triangle, none.reshape(0, 4), none)


def standing(points: Floats, lowest_m: Floats, level_m: Floats) -> Floats:
    """Return points (n, 3) with heights above a form's foot as points above the ground that each has under it."""
    raised = np.where(points[:, 2] <= FOOT_M, lowest_m, level_m + points[:, 2])
    return np.column_stack([points[:, :2], np.maximum(raised, lowest_m)])


def _shared(points: Floats, shell: Ints) -> tuple[Floats, Ints]:
    """Return the points of each shell once, and the new number of each."""
    keys = np.column_stack([shell, np.round(points / CLOSED_STEP_M)]).astype(np.int64)
    _, first, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return points[first], np.asarray(number.reshape(-1), np.int64)


def _triangles(polygons: NDArray[np.object_]) -> tuple[Floats, Ints, Ints, Ints]:
    """Return points (n, 3), the ring of each, triangles (t, 3) facing as their polygons do, the polygon of each ring.

    Each polygon is cut in the plane it is seen best in, its points staying where they are in space.
    """
    rings, surface = shapely.get_rings(polygons, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, include_z=True, return_index=True)
    closing = np.diff(ring, append=-1) != 0
    points, ring = coordinates[~closing], ring[~closing]
    vector = ring_vectors(points, ring, len(rings))
    outline = np.diff(surface, prepend=-1) != 0
    normal = vector[outline]
    turn = ~outline & ((vector * normal[surface]).sum(axis=1) > 0)
    points = turned_rings(points, ring, turn)
    origin = points[np.flatnonzero(np.diff(surface[ring], prepend=-1))]
    seen = seen_flat(points - origin[surface[ring]], normal[surface[ring]])
    flat = shapely.polygons(shapely.linearrings(seen, indices=ring), indices=surface)
    plan = triangulated(flat)  # rings are turned already as it turns them, so its points are ours, one by one
    return points, ring, plan.triangles, surface


def signed_volumes(forms: NDArray[np.object_]) -> tuple[Floats, Ints, NDArray[np.bool_]]:
    """Return for each shell of all forms its volume in m³, the form it is of, and whether it is closed.

    The volume of a closed shell that faces inwards is below zero. A shell is closed where each edge between two
    corners is run through as often in one direction as in the other.
    """
    surfaces = form_surfaces(forms)
    count = int(surfaces.shell.max(initial=-1)) + 1
    form = np.zeros(count, np.int64)
    form[surfaces.shell] = surfaces.row
    if not count:
        return np.empty(0), form, np.empty(0, bool)
    points, ring, triangles, surface = _triangles(surfaces.polygons)
    shell = surfaces.shell[surface[ring]]
    middle = np.column_stack(
        [np.bincount(shell, points[:, k], count) / np.bincount(shell, minlength=count) for k in range(3)]
    )
    a, b, c = (points[triangles[:, k]] - middle[shell[triangles[:, 0]]] for k in range(3))
    volume = np.bincount(shell[triangles[:, 0]], (np.cross(a, b) * c).sum(axis=1) / 6, count)
    return np.asarray(volume, float), form, _closed(points, ring, shell, count)


def _closed(points: Floats, ring: Ints, shell: Ints, count: int) -> NDArray[np.bool_]:
    _, number = _shared(points, shell)
    edges = np.column_stack([shell, number, number[next_on_ring(ring)]])
    edges = edges[edges[:, 1] != edges[:, 2]]
    forth = np.where(edges[:, 1] < edges[:, 2], 1, -1)
    keys = np.column_stack([edges[:, 0], edges[:, 1:].min(axis=1), edges[:, 1:].max(axis=1)])
    _, at = np.unique(keys, axis=0, return_inverse=True)
    open_edges = np.flatnonzero(np.bincount(at.reshape(-1), weights=forth) != 0)
    closed = np.ones(count, bool)
    closed[keys[np.isin(at.reshape(-1), open_edges), 0]] = False
    return closed
