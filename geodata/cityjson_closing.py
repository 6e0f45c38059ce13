"""Solids of a city model that do not close: those that lack nothing but their floor get one, others are named."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .cityjson import CityModel, Surfaces
from .cityjson_forms import shells_of
from .cityjson_shapes import DEPTH, SURFACES
from .grouping import rows_by
from .planes import next_on_ring

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP_M = 0.001  # corners so near are one
FOOT_M = 0.01  # what lies so near the lowest point of a solid is at its foot
LEAST_HOLE_M2 = 0.01  # less than a hand: a seam, as where a corner lies on the edge of a neighbour


@dataclass(frozen=True)
class Closing:
    """Surfaces with the floors that solids lacked; `floored` and `holed` are geometries that got one or stay open."""

    surfaces: Surfaces
    floored: Ints
    holed: Ints


def with_floors(surfaces: Surfaces, model: CityModel) -> Closing:
    """Return surfaces in which each solid that is open at its foot alone has a floor.

    Where the edges that only one surface has run around more than a hand's breadth, there is a hole.
    """
    shell = shells_of(surfaces)
    is_solid = np.array([DEPTH.get(str(type), SURFACES) > SURFACES for type in model.geometries["type"]], bool)
    floors: list[list[Floats]] = []
    rows, holed = list[int](), list[int]()
    for of, holes in _holes(surfaces, shell).items():
        row = int(np.flatnonzero(shell == of)[0])
        if not is_solid[surfaces.geometry[row]]:
            continue
        lowest = surfaces.points[shell[surfaces.surface[surfaces.ring]] == of, 2].min()
        floor = _floor(holes, lowest)
        if floor is None:
            holed.append(int(surfaces.geometry[row]))
        else:
            floors.append(floor)
            rows.append(row)
    made = _with_surfaces(surfaces, floors, np.array(rows, np.int64)) if floors else surfaces
    return Closing(made, np.unique(surfaces.geometry[rows]), np.unique(np.array(holed, np.int64)))


def _holes(surfaces: Surfaces, shell: Ints) -> dict[int, list[Floats]]:
    """Return the edges (e, 2, 3) around each hole of each shell that has one."""
    made: dict[int, list[Floats]] = {}
    for edges, of in _open_edges(surfaces, shell):
        if np.linalg.norm(_vector(edges)) >= LEAST_HOLE_M2:
            made.setdefault(of, []).append(edges)
    return made


def _vector(edges: Floats) -> Floats:
    """Return the vector (3,) along the normal of what edges (e, 2, 3) run around, as long as its area in m²."""
    return np.asarray(np.cross(edges[:, 0] - edges[0, 0], edges[:, 1] - edges[0, 0]).sum(axis=0) / 2)


def _floor(holes: list[Floats], lowest_m: float) -> list[Floats] | None:
    """Return the rings of the floor that closes all holes of a solid, its outline first; None where none does."""
    outlines = [edges for edges in holes if _vector(edges)[2] > 0]
    at_foot = all((edges[..., 2] < lowest_m + FOOT_M).all() for edges in holes)
    if len(outlines) != 1 or not at_foot:
        return None
    courts = [edges for edges in holes if edges is not outlines[0]]
    rings = [_ring_of(edges[:, ::-1]) for edges in (*outlines, *courts)]
    return [ring for ring in rings if ring is not None] if all(ring is not None for ring in rings) else None


def _open_edges(surfaces: Surfaces, shell: Ints) -> list[tuple[Floats, int]]:
    """Return the edges (e, 2, 3) that only one surface of a shell has, hole by hole, and the shell of each hole."""
    of = shell[surfaces.surface[surfaces.ring]]
    keys = np.column_stack([of, np.round(surfaces.points / STEP_M).astype(np.int64)])
    _, number = np.unique(keys, axis=0, return_inverse=True)
    tail = number.reshape(-1)
    following = next_on_ring(surfaces.ring)
    head = tail[following]
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    _, edge = np.unique(np.column_stack([low, high]), axis=0, return_inverse=True)
    balance = np.bincount(edge.reshape(-1), np.sign(head - tail))
    way = balance[edge.reshape(-1)]
    rows = np.flatnonzero((way != 0) & (np.sign(head - tail) == np.sign(way)))
    _, first = np.unique(edge.reshape(-1)[rows], return_index=True)
    rows = rows[first]
    if not len(rows):
        return []
    size = int(tail.max()) + 1
    _, part = connected_components(coo_array((np.ones(len(rows)), (tail[rows], head[rows])), (size, size)), False)
    ends = np.stack([surfaces.points[rows], surfaces.points[following[rows]]], axis=1)
    return [(ends[at], int(of[rows[at[0]]])) for _, at in rows_by(part[tail[rows]])]


def _ring_of(edges: Floats) -> Floats | None:
    """Return the corners (n, 3) of the one ring that edges (e, 2, 3) make; None where they make none."""
    tail, head = (np.round(edges[:, k] / STEP_M).astype(np.int64) for k in (0, 1))
    after = {tuple(a): n for n, a in enumerate(tail.tolist())}
    order, at = list[int](), 0
    while len(order) <= len(edges):
        order.append(at)
        following = after.get(tuple(head[at].tolist()))
        if following is None or following == 0:
            break
        at = following
    return edges[order, 0] if len(order) == len(edges) == len(after) else None


def _with_surfaces(surfaces: Surfaces, added: list[list[Floats]], like: Ints) -> Surfaces:
    """Return surfaces with further ones, each of some rings, of the solids of the rows `like`, without semantics."""
    names = ("geometry", "solid", "shell", "kind", "attributes")
    further = {name: getattr(surfaces, name)[like].copy() for name in names}
    further["kind"][:] = None
    rings = [ring for each in added for ring in each]
    ring = np.repeat(np.arange(len(rings)), [len(each) for each in rings]) + len(surfaces.surface)
    surface = np.repeat(np.arange(len(added)), [len(each) for each in added]) + len(surfaces)
    return replace(
        surfaces,
        points=np.concatenate([surfaces.points, *rings]),
        ring=np.concatenate([surfaces.ring, ring]),
        surface=np.concatenate([surfaces.surface, surface]),
        **{name: np.concatenate([getattr(surfaces, name), further[name]]) for name in names},
    )
