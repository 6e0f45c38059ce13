"""Roofs as faces over shared points, and the solids that they close: walls under their edges, a floor below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from .mesh import Mesh
from .triangulation import Floats, Ints, apexes, cut_rings, fans

Flags = NDArray[np.bool_]

FLAT_M2 = 1e-6  # a face of a smaller plan stands upright or is none


@dataclass(frozen=True)
class RoofFaces:
    """Roofs of many buildings.

    `points` (n, 3): x, y in metres of the frame's CRS, and the height above the eaves as a share of the roof's,
    0 to 1. `corners` (c,) are points, counter-clockwise from above, face after face; `sizes` (f,) is how many each
    face has, `row` (f,) its building.
    """

    points: Floats
    corners: Ints
    sizes: Ints
    row: Ints

    def of_faces(self, keep: Flags) -> "RoofFaces":
        """Return some of the faces, over the same points."""
        return replace(
            self, corners=self.corners[np.repeat(keep, self.sizes)], sizes=self.sizes[keep], row=self.row[keep]
        )

    @property
    def starts(self) -> Ints:
        """Where the corners of each face begin."""
        return np.asarray(np.cumsum(self.sizes) - self.sizes)

    @property
    def following(self) -> Ints:
        """The position of each corner's next one around its face."""
        after = np.arange(1, len(self.corners) + 1)
        after[self.starts + self.sizes - 1] = self.starts
        return after


def no_faces() -> RoofFaces:
    """Return no roof at all."""
    none = np.empty(0, np.int64)
    return RoofFaces(np.empty((0, 3)), none, none, none)


def joined_faces(roofs: Sequence[RoofFaces]) -> RoofFaces:
    """Return several tables of roofs as one; their rows keep their meaning."""
    if not roofs:
        return no_faces()
    starts = np.cumsum([0] + [len(r.points) for r in roofs[:-1]])
    return RoofFaces(
        np.concatenate([r.points for r in roofs]),
        np.concatenate([r.corners + s for r, s in zip(roofs, starts, strict=True)]),
        np.concatenate([r.sizes for r in roofs]),
        np.concatenate([r.row for r in roofs]),
    )


def solids(roofs: RoofFaces, base_m: Floats, eaves_m: Floats, roof_m: Floats) -> Mesh:
    """Return buildings as closed solids: the roof's faces, walls under its edges down to `base_m`, and a floor.

    Heights in metres have one value per row. A wall follows the roof's edge: under a gable it rises to the ridge.
    The floor is the roof's plan, seen from below.
    """
    point_row = np.zeros(len(roofs.points), np.int64)
    point_row[roofs.corners] = np.repeat(roofs.row, roofs.sizes)
    xy, share = roofs.points[:, :2], roofs.points[:, 2]
    top = np.column_stack([xy, eaves_m[point_row] + share * roof_m[point_row]])
    bottom = np.column_stack([xy, base_m[point_row]])
    n = len(xy)
    triangles, triangle_row, quads, quad_row = roof_cells(roofs)
    here, there, wall_row = outer_edges(roofs)
    floor = np.concatenate([triangles[:, ::-1], quads[:, [0, 2, 1]], quads[:, [0, 3, 2]]]) + n
    walls = np.column_stack([here + n, there + n, there, here])
    return Mesh(
        np.concatenate([top, bottom]),
        np.concatenate([triangles, floor]),
        np.concatenate([triangle_row, triangle_row, quad_row, quad_row]),
        np.concatenate([quads, walls]),
        np.concatenate([quad_row, wall_row]),
    )


def roof_cells(roofs: RoofFaces) -> tuple[Ints, Ints, Ints, Ints]:
    """Return faces as triangles and quads over the roofs' points, each with the building's row.

    A face of four corners without one inwards stays whole; larger ones are cut.
    """
    count = len(roofs.sizes)
    xy, face, apex = _seen(roofs)
    starts = roofs.starts
    whole = np.flatnonzero((roofs.sizes == 4) & (apex == starts))
    quads = roofs.corners[starts[whole][:, None] + np.arange(4)]
    rest = np.ones(count, bool)
    rest[whole] = False
    fanned, fan_face = fans(face, np.where(rest, apex, -1))
    cut, cut_face = cut_rings(xy, face, rest & (apex < 0))
    triangles = roofs.corners[np.concatenate([fanned, cut])]
    return triangles, roofs.row[np.concatenate([fan_face, cut_face])], quads, roofs.row[whole]


def _seen(roofs: RoofFaces) -> tuple[Floats, Ints, Ints]:
    """Return the plan of each face's corners, what hangs over as from below; their faces; each face's apex or -1."""
    face = np.repeat(np.arange(len(roofs.sizes)), roofs.sizes)
    xy = roofs.points[roofs.corners, :2].copy()
    xy[:, 0] *= np.where(plan_areas(roofs) < 0, -1.0, 1.0)[face]
    return xy, face, apexes(xy, roofs.following, face, len(roofs.sizes))


def tangled(roofs: RoofFaces) -> Flags:
    """Return which faces cross or touch themselves, so that they cannot be cut into triangles."""
    xy, face, apex = _seen(roofs)
    made = np.zeros(len(roofs.sizes), bool)
    asked = np.flatnonzero(apex < 0)
    if len(asked):
        used = np.flatnonzero((apex < 0)[face])
        position = np.cumsum(apex < 0) - 1
        made[asked] = ~shapely.is_valid(shapely.polygons(shapely.linearrings(xy[used], indices=position[face[used]])))
    return made


def outer_edges(roofs: RoofFaces) -> tuple[Ints, Ints, Ints]:
    """Return the edges (from, to) that bound one face only, counter-clockwise around each roof, and their rows."""
    here, there = roofs.corners, roofs.corners[roofs.following]
    n = len(roofs.points)
    key, reverse = here * n + there, there * n + here
    order = np.sort(key)
    found = np.searchsorted(order, reverse).clip(max=max(len(order) - 1, 0))
    alone = order[found] != reverse if len(order) else np.zeros(0, bool)
    return here[alone], there[alone], np.repeat(roofs.row, roofs.sizes)[alone]


def plan_areas(roofs: RoofFaces) -> Floats:
    """Return the area of each face seen from above, in m²; below zero for one that is turned over."""
    if not len(roofs.sizes):
        return np.empty(0)
    starts = roofs.starts
    xy = roofs.points[roofs.corners, :2]
    xy = xy - np.repeat(xy[starts], roofs.sizes, axis=0)
    after = xy[roofs.following]
    return np.asarray(np.add.reduceat(xy[:, 0] * after[:, 1] - xy[:, 1] * after[:, 0], starts) / 2)
