"""Which way things on a street face: as mapped, else towards the nearest street."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from .column import Column
from .layer import Context
from .mesh import Mesh, instances, joined
from .pins import places, standing
from .terrain import Terrain

FARTHEST_M = 60.0  # beyond, a street says nothing
ON_IT_M = 0.3  # nearer than this a thing is mapped on the street's own line, and faces across it
BEARING = Column("bearing_deg", "number", N_("Faces, clockwise from north"), unit="°", hidden=True)


def with_bearing(table: gpd.GeoDataFrame, context: Context) -> gpd.GeoDataFrame:
    """Return the rows with the direction from each to the nearest street, where none is given; else missing."""
    given = table[BEARING.name] if BEARING.name in table else pd.Series(np.nan, index=table.index)
    streets = context.raw.get("streets")
    if streets is None or not len(streets) or not len(table):
        return table.assign(**{BEARING.name: given.astype("float64")})
    found = pd.Series(_towards(places(table), np.asarray(streets.geometry.values, dtype=object)), index=table.index)
    return table.assign(**{BEARING.name: given.astype("float64").fillna(found.round())})


def _towards(xy: NDArray[np.float64], lines: NDArray[np.object_]) -> NDArray[np.float64]:
    points = shapely.points(xy)
    point, line = shapely.STRtree(lines).query_nearest(points, max_distance=FARTHEST_M, all_matches=False)
    at = shapely.line_locate_point(lines[line], points[point])
    there = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], at))
    before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines[line], np.maximum(at + step, 0)))
        for step in (-1.0, 1.0)
    )
    away = there - xy[point]
    along = after - before
    is_on_it = np.hypot(*away.T) < ON_IT_M
    east = np.where(is_on_it, along[:, 1], away[:, 0])
    north = np.where(is_on_it, -along[:, 0], away[:, 1])
    bearing = np.full(len(xy), np.nan)
    bearing[point] = np.degrees(np.arctan2(east, north)) % 360
    return bearing


def standing_shapes(
    table: gpd.GeoDataFrame, terrain: Terrain, shapes: Sequence[tuple[Mesh, NDArray[np.bool_]]]
) -> Mesh:
    """Return each row as one shape on the ground, turned the way it faces; north where that is not known.

    `shapes` are shapes with the rows that have them.
    """
    turn = table[BEARING.name].fillna(0.0).to_numpy(float) if BEARING.name in table else np.zeros(len(table))
    ground = standing(places(table), terrain)
    rows = [(shape, np.flatnonzero(which)) for shape, which in shapes]
    return joined([instances(ground[row], shape, turn_deg=turn[row]).at_rows(row) for shape, row in rows])
