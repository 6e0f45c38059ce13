"""Buildings as polygons of closed solids for other programs: as they are drawn, and the forms that they bring."""

from dataclasses import dataclass, fields, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from .building_solids import building_solids, ground_under
from .mesh import Mesh
from .solids import UPWARD, closed_rows, normals_z, with_faces
from .surfaces import FORM, form_surfaces, signed_volumes, standing
from .terrain import Terrain
from .triangulation import Floats, Ints

Shapes = NDArray[np.object_]
GROUND, ROOF, WALL = "GroundSurface", "RoofSurface", "WallSurface"
KINDS = {"G": GROUND, "R": ROOF, "W": WALL}
LEAST_HEIGHT_M = 0.1
FLAT = "flat"


@dataclass(frozen=True)
class Solids:
    """Polygons in space that make up solids.

    `polygons` (s,), `kind` (s,) their semantic types or None, `row` (s,) the building each is of, `solid` (s,) the
    solid of it, 0, 1, … for each building, `shell` (s,) the shell of that: 0 outside, 1, … around hollows.
    `closed` (s,) says whether the solid that a polygon is of is closed.
    """

    polygons: Shapes
    kind: Shapes
    row: Ints
    solid: Ints
    shell: Ints
    closed: NDArray[np.bool_]


def drawn_solids(table: gpd.GeoDataFrame, terrain: Terrain) -> tuple[Solids, NDArray[np.bool_]]:
    """Return each row as it is drawn, and which have a roof that slopes: blocks under flat roofs, else the faces drawn.

    Faces of sloped roofs are triangles and quadrangles. Of footprints in several parts all are blocks.
    """
    made = building_solids(table, terrain)
    single = shapely.get_num_geometries(np.asarray(table.geometry.values, dtype=object)) == 1
    sloped = (made.shape != FLAT) & single
    blocks = np.flatnonzero(~sloped)
    return _sorted(_at_rows(block_solids(table.iloc[blocks], terrain), blocks), _faces(made.mesh, sloped)), sloped


def _faces(mesh: Mesh, chosen: NDArray[np.bool_]) -> Solids:
    """Return the faces of some rows of a mesh as surfaces of one solid each."""
    keep = chosen[mesh.face_row]
    shown, closed = with_faces(mesh, keep), closed_rows(mesh, len(chosen))
    polygons = [
        shapely.polygons(shown.points[np.column_stack([faces, faces[:, :1]])]) if len(faces) else np.empty(0, object)
        for faces in (shown.triangles, shown.quads)
    ]
    up = normals_z(shown)
    kind = np.select([up > UPWARD, up < -UPWARD], [ROOF, GROUND], WALL).astype(object)
    none = np.zeros(len(up), np.int64)
    return Solids(np.concatenate(polygons), kind, shown.face_row, none, none, closed[shown.face_row])


def _at_rows(solids: Solids, rows: Ints) -> Solids:
    return replace(solids, row=rows[solids.row])


def _sorted(*solids: Solids) -> Solids:
    """Return all surfaces as one, by the rows they are of."""
    names = [each.name for each in fields(Solids)]
    joined = {name: np.concatenate([getattr(each, name) for each in solids]) for name in names}
    order = np.argsort(joined["row"], kind="stable")
    return Solids(**{name: values[order] for name, values in joined.items()})


def block_solids(table: gpd.GeoDataFrame, terrain: Terrain) -> Solids:
    """Return each row as blocks, one for each part of its footprint, as high and as deep as they are drawn."""
    footprints = np.asarray(table.geometry.values, dtype=object)
    lowest, level = ground_under(table, terrain)
    above = table["min_height_m"].to_numpy(float)
    base = np.where(above > 0, level + above, lowest)
    top = np.maximum(level + table["height_m"].to_numpy(float), base + LEAST_HEIGHT_M)
    parts, row = shapely.get_parts(footprints, return_index=True)
    plans = shapely.orient_polygons(shapely.force_2d(parts))
    floors = shapely.reverse(shapely.force_3d(plans, base[row]))
    roofs = shapely.force_3d(plans, top[row])
    walls, wall_part = _walls(plans, base[row], top[row])
    part = np.concatenate([np.arange(len(plans)), wall_part, np.arange(len(plans))])
    order = np.argsort(part, kind="stable")
    kind = np.repeat(np.array([GROUND, WALL, ROOF], object), [len(plans), len(walls), len(plans)])
    of_part = np.arange(len(plans)) - np.searchsorted(row, row)
    return Solids(
        polygons=np.concatenate([floors, walls, roofs])[order],
        kind=kind[order],
        row=row[part[order]],
        solid=of_part[part[order]],
        shell=np.zeros(len(order), np.int64),
        closed=np.ones(len(order), bool),
    )


def _walls(plans: Shapes, base: Floats, top: Floats) -> tuple[Shapes, Ints]:
    """Return a wall under each edge of flat polygons, facing outwards, and the polygon of each."""
    rings, of = shapely.get_rings(plans, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    at = np.flatnonzero(ring[1:] == ring[:-1])
    part = of[ring[at]]
    low, high = base[part][:, None], top[part][:, None]
    here, there = xy[at], xy[at + 1]
    corners = np.stack(
        [np.hstack([p, z]) for p, z in ((here, low), (there, low), (there, high), (here, high), (here, low))], axis=1
    )
    return np.asarray(shapely.polygons(corners)), np.asarray(part, np.int64)


def form_solids(table: gpd.GeoDataFrame, terrain: Terrain) -> Solids:
    """Return the forms that buildings bring, standing on the ground as they are drawn."""
    forms = table[FORM].to_numpy(object)
    lowest, level = ground_under(table, terrain)
    given = form_surfaces(forms)
    volume, of, closed = signed_volumes(forms)
    outer = ~(closed & (volume < 0))
    outer[np.flatnonzero(np.diff(of, prepend=-1))] = True  # the first shell of a building is no hollow
    solid = np.cumsum(outer) - 1
    first_shell = np.searchsorted(solid, solid)
    first_solid = solid[np.searchsorted(of, of)] if len(of) else solid
    closed_solid = np.ones(len(solid), bool)
    closed_solid[solid[~closed]] = False
    kinds = np.array([KINDS.get(letter) for text in table["surface_kinds"] for letter in text], object)

    count = shapely.get_num_coordinates(given.polygons)
    row_of_point = np.repeat(given.row, count)
    points = shapely.get_coordinates(given.polygons, include_z=True)
    moved = shapely.set_coordinates(given.polygons.copy(), standing(points, lowest[row_of_point], level[row_of_point]))
    return Solids(
        polygons=np.asarray(moved, dtype=object),
        kind=kinds,
        row=given.row,
        solid=(solid - first_solid)[given.shell],
        shell=(np.arange(len(solid)) - first_shell)[given.shell],
        closed=closed_solid[solid][given.shell],
    )
