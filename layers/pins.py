"""Small shapes that stand for one thing each: a pin for a place, a bin, a stop, a charging post.

A line in WebGL is one pixel wide and a map's icon has no place in 3D, so a pin is a mesh of a few faces,
taller than the thing it stands for, to be seen and clicked from above the roofs of houses.
"""

from functools import cache

import geopandas as gpd
import numpy as np
import shapely

from .layer import Form
from .mesh import Mesh, instances, joined
from .terrain import Terrain
from .triangulation import Floats, Ints


def prism(radius_m: float, *, sides: int, base_m: float, top_m: float, top_radius_m: float | None = None) -> Mesh:
    """Return an upright prism around z, closed above; with another radius at the top it tapers."""
    angles = 2 * np.pi * (np.arange(sides) + 0.5) / sides
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    upper = radius_m if top_radius_m is None else top_radius_m
    low = np.column_stack([ring * radius_m, np.full(sides, base_m)])
    high = np.column_stack([ring * upper, np.full(sides, top_m)])
    here, there = np.arange(sides), (np.arange(sides) + 1) % sides
    quads = np.column_stack([here, there, there + sides, here + sides])
    lid = np.arange(1, sides - 1)
    triangles = np.column_stack([np.zeros_like(lid), lid, lid + 1]) + sides
    return _shape(np.concatenate([low, high]), triangles, quads)


def cone(radius_m: float, *, sides: int, base_m: float, top_m: float) -> Mesh:
    """Return an upright pyramid around z; with `top_m` below `base_m` it stands on its tip."""
    angles = 2 * np.pi * (np.arange(sides) + 0.5) / sides
    ring = np.column_stack([np.cos(angles) * radius_m, np.sin(angles) * radius_m, np.full(sides, base_m)])
    tip = np.array([[0.0, 0.0, top_m]])
    here, there = np.arange(sides), (np.arange(sides) + 1) % sides
    triangles = np.column_stack([here, there, np.full(sides, sides)])
    if top_m < base_m:
        triangles = triangles[:, ::-1]
    return _shape(np.concatenate([ring, tip]), triangles, np.empty((0, 4), np.int64))


@cache
def pin(*, height_m: float, radius_m: float) -> Mesh:
    """Return a diamond that stands on its tip: eight faces, the same from every side."""
    middle = height_m * 0.7
    return joined(
        [
            cone(radius_m, sides=4, base_m=middle, top_m=0.0),
            cone(radius_m, sides=4, base_m=middle, top_m=height_m),
        ]
    )


@cache
def post(*, height_m: float, width_m: float) -> Mesh:
    """Return a square post: five faces."""
    return prism(width_m / np.sqrt(2), sides=4, base_m=0.0, top_m=height_m)


@cache
def sign(*, height_m: float, width_m: float) -> Mesh:
    """Return a thin post with a six-sided drum on top, as a stop's sign is seen from far."""
    drum = height_m * 0.6
    return joined(
        [
            prism(width_m / 8, sides=3, base_m=0.0, top_m=drum),
            prism(width_m / 2, sides=6, base_m=drum, top_m=height_m),
        ]
    )


def places(table: gpd.GeoDataFrame) -> Floats:
    """Return one place (x, y) for each row: the point itself, or a point inside an area, or on a line."""
    geometry = table.geometry.values
    points = np.asarray(geometry.representative_point(), dtype=object)
    return np.asarray(shapely.get_coordinates(points))


def standing(xy: Floats, terrain: Terrain) -> Floats:
    """Return places on the ground as (n, 3)."""
    return np.column_stack([xy, terrain.heights_at(xy)])


def pin_form(shape: Mesh) -> Form:
    """Return the form of a layer whose every row is one copy of a shape on the ground."""

    def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
        return instances(standing(places(table), terrain), shape)

    return form


def geometry_rows(table: gpd.GeoDataFrame) -> tuple[Ints, Ints, Ints]:
    """Return the positions of the rows that are points, lines and areas."""
    dimension = shapely.get_dimensions(np.asarray(table.geometry.values, dtype=object))
    return np.flatnonzero(dimension == 0), np.flatnonzero(dimension == 1), np.flatnonzero(dimension == 2)


def _shape(points: Floats, triangles: Ints, quads: Ints) -> Mesh:
    return Mesh(points, triangles, np.zeros(len(triangles), np.int64), quads, np.zeros(len(quads), np.int64))
