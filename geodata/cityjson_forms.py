"""Clean surfaces in metres, and the forms of buildings that they make: what is stored and drawn."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from .cityjson import Surfaces
from .grouping import rows_by
from .planes import ring_vectors, seen_flat, turned_rings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Shapes = NDArray[np.object_]

LEAST_AREA_M2 = 1e-6  # a square millimetre: less is no surface
MITRED = 1e-3  # the share by which the pieces of a crossing surface may miss its area
ROOF, WALL, GROUND, OTHER = "R", "W", "G", "-"
KINDS = {ROOF: "RoofSurface", WALL: "WallSurface", GROUND: "GroundSurface"}
LETTERS = {kind: letter for letter, kind in KINDS.items()}
LEVEL, UPRIGHT = 0.5, 0.1  # vertical part of a unit normal: above the first a floor or roof, below the second a wall


@dataclass(frozen=True)
class CleanSurfaces:
    """Surfaces with holes against their outlines and no area below a square millimetre.

    `vector` (s, 3) is the normal of each with its area as length; `slivers` and `crossing` are the rows of the given
    surfaces that were left out or cut where they crossed themselves.
    """

    surfaces: Surfaces
    vector: Floats
    slivers: Ints
    crossing: Ints


def cleaned(surfaces: Surfaces) -> CleanSurfaces:
    """Return surfaces that can be cut into triangles; what crosses itself is cut there, in its own plane."""
    vectors = ring_vectors(surfaces.points, surfaces.ring, len(surfaces.surface))
    outline = np.diff(surfaces.surface, prepend=-1) != 0
    normal = vectors[outline]
    same_way = ~outline & ((vectors * normal[surfaces.surface]).sum(axis=1) > 0)
    turned = replace(surfaces, points=turned_rings(surfaces.points, surfaces.ring, same_way))
    vectors[same_way] *= -1
    whole = np.column_stack([np.bincount(turned.surface, vectors[:, k], minlength=len(normal)) for k in range(3)])
    large = np.linalg.norm(whole, axis=1) >= LEAST_AREA_M2
    flat = _flat_polygons(turned, normal)
    crossing = large & ~shapely.is_valid(flat)
    pieces = [
        (row, piece)
        for row in np.flatnonzero(crossing).tolist()
        for piece in _pieces(turned, row, flat[row], normal[row])
    ]
    kept = turned.of(large & ~crossing)
    made = _with_pieces(kept, turned, pieces)
    made_vectors = ring_vectors(made.points, made.ring, len(made.surface))
    total = [np.bincount(made.surface, made_vectors[:, k], minlength=len(made)) for k in range(3)]
    return CleanSurfaces(made, np.column_stack(total), np.flatnonzero(~large), np.flatnonzero(crossing))


def _flat_polygons(surfaces: Surfaces, normal: Floats) -> Shapes:
    """Return each surface as a polygon in the plane that it is seen in; None for one of fewer than three points."""
    if not len(surfaces):
        return np.empty(0, object)
    seen = seen_flat(surfaces.points, normal[surfaces.surface[surfaces.ring]])
    rings = shapely.linearrings(seen, indices=surfaces.ring)
    return np.asarray(shapely.polygons(rings, indices=surfaces.surface))


def _pieces(surfaces: Surfaces, row: int, flat: shapely.Polygon, normal: Floats) -> list[list[Floats]]:
    """Return the valid polygons that a crossing surface is made of, each as rings of points (n, 3) on its plane."""
    axis = int(np.abs(normal).argmax())
    points = surfaces.points[surfaces.surface[surfaces.ring] == row]
    middle = points.mean(axis=0)
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(flat, method="structure", keep_collapsed=False)))
    made = []
    for part in parts[shapely.get_type_id(parts) == 3]:
        part = shapely.orient_polygons(part)
        made.append([_lifted(shapely.get_coordinates(r)[:-1], normal, middle, axis) for r in shapely.get_rings(part)])
    return made


def _lifted(seen: Floats, normal: Floats, middle: Floats, axis: int) -> Floats:
    """Return points (n, 2) of the plane's view along `axis` as points (n, 3) on the plane."""
    u, v = (axis + 1) % 3, (axis + 2) % 3
    if normal[axis] < 0:
        u, v = v, u
    made = np.empty((len(seen), 3))
    made[:, u], made[:, v] = seen.T
    away = (made[:, u] - middle[u]) * normal[u] + (made[:, v] - middle[v]) * normal[v]
    made[:, axis] = middle[axis] - away / normal[axis]
    return made


def _with_pieces(kept: Surfaces, given: Surfaces, pieces: list[tuple[int, list[Floats]]]) -> Surfaces:
    """Return surfaces with the pieces of others at their end."""
    if not pieces:
        return kept
    rows = np.array([row for row, _ in pieces])
    rings = [(len(kept) + n, ring) for n, (_, piece) in enumerate(pieces) for ring in piece]
    lengths = [len(ring) for _, ring in rings]
    ring = np.repeat(np.arange(len(rings)) + len(kept.surface), lengths)
    return Surfaces(
        points=np.concatenate([kept.points, *(points for _, points in rings)]),
        ring=np.concatenate([kept.ring, ring]),
        surface=np.concatenate([kept.surface, [surface for surface, _ in rings]]),
        **{
            name: np.concatenate([getattr(kept, name), getattr(given, name)[rows]])
            for name in ("geometry", "solid", "shell", "kind", "attributes")
        },
    )


def outward(clean: CleanSurfaces) -> tuple[CleanSurfaces, Bools]:
    """Return the surfaces with the outer shells of solids facing outwards, and which surfaces were turned.

    The volume of a shell is the sum of each surface's area vector times a point of it, over three (Gauss).
    """
    s, vector = clean.surfaces, clean.vector
    shell = shells_of(s)
    first = np.flatnonzero(np.diff(s.surface[s.ring], prepend=-1)) if len(s) else np.empty(0, np.int64)
    corner = s.points[first]
    count = int(shell.max(initial=-1)) + 1
    middle = np.column_stack(
        [np.bincount(shell, corner[:, k], count) / np.maximum(np.bincount(shell, minlength=count), 1) for k in range(3)]
    )
    volume = np.bincount(shell, ((corner - middle[shell]) * vector).sum(axis=1) / 3, count)
    open_by = np.column_stack([np.bincount(shell, vector[:, k], count) for k in range(3)])
    area = np.bincount(shell, np.linalg.norm(vector, axis=1), count)
    closed = np.linalg.norm(open_by, axis=1) < 1e-3 * area  # the area vectors of a closed shell add up to nothing
    turn = (closed & (volume < 0))[shell] & (s.shell == 0)
    turned = replace(s, points=turned_rings(s.points, s.ring, turn[s.surface]))
    return replace(clean, surfaces=turned, vector=np.where(turn[:, None], -vector, vector)), turn


def shells_of(surfaces: Surfaces) -> Ints:
    """Return the number of the shell of each surface (s,), counted through all geometries in their order."""
    keys = np.column_stack([surfaces.geometry, surfaces.solid, surfaces.shell])
    _, number = np.unique(keys, axis=0, return_inverse=True)
    return np.asarray(number.reshape(-1), np.int64)


def letters_of(surfaces: Surfaces, vector: Floats) -> NDArray[np.str_]:
    """Return R, W, G or - for each surface: roof, wall, ground, other; by its semantics, else by where it faces."""
    up = vector[:, 2] / np.maximum(np.linalg.norm(vector, axis=1), LEAST_AREA_M2)
    facing = np.where(up > UPRIGHT, ROOF, np.where(up < -LEVEL, GROUND, np.where(up < -UPRIGHT, OTHER, WALL)))
    stated = [LETTERS.get(kind, OTHER) if kind is not None else None for kind in surfaces.kind]
    return np.array([f if s is None else s for s, f in zip(stated, facing, strict=True)], dtype="U1")


def footprints(clean: CleanSurfaces, letters: NDArray[np.str_], owner: Ints, count: int) -> Shapes:
    """Return the ground that each of `count` owners covers; None where there is none.

    The ground surfaces, or all that is not upright where those cover less than half of it.
    """
    made = np.full(count, None, object)
    s, vector = clean.surfaces, clean.vector
    level = np.abs(vector[:, 2]) > np.maximum(UPRIGHT * np.linalg.norm(vector, axis=1), LEAST_AREA_M2)
    ground = level & (letters == GROUND)
    covered = np.bincount(owner[ground], np.abs(vector[ground, 2]), count)
    roof = np.bincount(owner[level & (vector[:, 2] > 0)], vector[level & (vector[:, 2] > 0), 2], count)
    by_ground = covered >= 0.5 * roof
    used = level & np.where(by_ground[owner], ground, True)
    part = s.of(used)
    if not len(part):
        return made
    rings = shapely.linearrings(part.points[:, :2], indices=part.ring)
    plan = shapely.make_valid(shapely.polygons(rings, indices=part.surface), method="structure", keep_collapsed=False)
    for number, rows in rows_by(owner[used]):
        united = shapely.union_all(plan[rows], grid_size=0.001)
        made[number] = None if united.is_empty else united
    return made


def stored_forms(surfaces: Surfaces, letters: NDArray[np.str_], owner: Ints, count: int) -> tuple[Shapes, Shapes]:
    """Return the form of each of `count` owners as WKB, and the letters of its surfaces; None where it has none.

    A form is a GEOMETRYCOLLECTION Z of one MULTIPOLYGON Z for each shell, surfaces counter-clockwise from outside.
    """
    form, kinds = np.full(count, None, object), np.full(count, None, object)
    if not len(surfaces):
        return form, kinds
    shell = shells_of(surfaces)
    order = np.lexsort((np.arange(len(shell)), shell, owner))
    rings = shapely.linearrings(surfaces.points, indices=surfaces.ring)
    polygons = shapely.polygons(rings, indices=surfaces.surface)[order]
    step = np.cumsum(np.diff(np.column_stack([owner[order], shell[order]]), axis=0, prepend=-1).any(axis=1)) - 1
    multi = shapely.multipolygons(polygons, indices=step)
    first = np.flatnonzero(np.diff(step, prepend=-1))
    owners, position = np.unique(owner[order][first], return_inverse=True)
    form[owners] = shapely.to_wkb(shapely.geometrycollections(multi, indices=position))
    for number, rows in rows_by(owner[order]):
        kinds[number] = "".join(letters[order[rows]])
    return form, kinds
