"""The shapes of OSM objects in metres: every coordinate is converted in one call."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist

import numpy as np
import shapely
from numpy.typing import NDArray

from .frame import CityFrame
from .osm_objects import OsmObject

Shapes = NDArray[np.object_]
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

RING_CORNERS = 4  # the fewest coordinates of a closed ring, the first one repeated at its end
STRAIGHT = 0.9  # ends this share of its length apart: a line, not an outline that was left open


@dataclass(frozen=True)
class OsmShapes:
    """The shapes of n objects, in metres of the frame.

    `whole` (n,) are the shapes: a point, a line along a way, a (multi)polygon of a relation, None
    where there is none. `polygon` (n,) is the area of a ring or relation, closed straight where the ring
    misses nodes, None elsewhere.
    `closed` (n,) marks ways that end where they begin.
    `run` (k,) are the known pieces of incomplete ways, `run_object` (k,) the object of each and
    `run_number` (k,) its number among its object's pieces, from 0.
    """

    whole: Shapes
    polygon: Shapes
    closed: Mask
    run: Shapes
    run_object: Ints
    run_number: Ints


def shapes_of(objects: Sequence[OsmObject], frame: CityFrame) -> OsmShapes:
    """Return the shapes of `objects` in the frame's CRS."""
    whole = np.empty(len(objects), object)
    whole[:] = shapely.from_wkb([o.wkb for o in objects])
    runs = [(i, k, run) for i, o in enumerate(objects) for k, run in enumerate(o.runs or ())]
    pieces = np.empty(len(runs), object)
    pieces[:] = [shapely.LineString(run.corners) for _, _, run in runs]
    gappy = [i for i, o in enumerate(objects) if o.ring is not None and len(set(o.ring)) >= RING_CORNERS - 1]
    rings = np.empty(len(gappy), object)
    rings[:] = [shapely.Polygon(objects[i].ring) for i in gappy]
    metric = _in_metres(np.concatenate([whole, pieces, rings]), frame)
    whole, pieces, rings = np.split(metric, [len(objects), len(objects) + len(runs)])
    is_way = np.array([o.kind == "way" for o in objects], bool)
    closed = is_way & _is_closed(whole)
    closed |= np.array([o.ring is not None for o in objects], bool)
    polygon = _polygons(whole, closed)
    polygon[gappy] = rings
    return OsmShapes(
        whole=whole,
        polygon=polygon,
        closed=closed,
        run=pieces,
        run_object=np.array([i for i, _, _ in runs], np.int64),
        run_number=np.array([k for _, k, _ in runs], np.int64),
    )


def _in_metres(shapes: Shapes, frame: CityFrame) -> Shapes:
    degrees = shapely.get_coordinates(shapes)
    metres = np.column_stack(frame.from_lonlat_points(degrees[:, 0], degrees[:, 1]))
    return np.asarray(shapely.set_coordinates(shapes, metres), object)


def _is_closed(shapes: Shapes) -> Mask:
    """Return which shapes have at least two coordinates and end with their first one."""
    xy = shapely.get_coordinates(shapes)
    count = shapely.get_num_coordinates(shapes)
    last = np.cumsum(count) - 1
    first = np.minimum(last + 1 - count, len(xy) - 1)
    return np.asarray((count > 1) & (xy[first] == xy[last]).all(axis=1), bool) if len(xy) else count > 1


def _polygons(whole: Shapes, closed: Mask) -> Shapes:
    """Return rings as polygons and areas as they are; a multipolygon of one part as that part."""
    polygon = np.full(len(whole), None, object)
    rings = np.flatnonzero(closed & (shapely.get_num_coordinates(whole) >= RING_CORNERS))
    if len(rings):
        corners, ring = shapely.get_coordinates(whole[rings], return_index=True)
        polygon[rings] = shapely.polygons(shapely.linearrings(corners, indices=ring))
    areas = np.flatnonzero(shapely.get_dimensions(whole) == 2)
    single = shapely.get_num_geometries(whole[areas]) == 1
    polygon[areas] = np.where(single, shapely.get_geometry(whole[areas], 0), whole[areas])
    return polygon


def closed_straight(line: shapely.LineString) -> shapely.Polygon | None:
    """Return the area of a ring that was left open; None for a line of fewer than three corners or nearly straight."""
    corners = line.coords
    if len(set(corners)) < RING_CORNERS - 1 or dist(corners[0], corners[-1]) > STRAIGHT * line.length:
        return None
    return shapely.Polygon(corners)


def points_in(polygons: Shapes) -> Shapes:
    """Return a point inside each polygon, also of one that crosses itself."""
    sound = np.where(shapely.is_valid(polygons), polygons, shapely.make_valid(polygons))
    return np.asarray(shapely.point_on_surface(sound), object)


def middles_of(lines: Shapes) -> Shapes:
    """Return the point halfway along each line."""
    return np.asarray(shapely.line_interpolate_point(lines, 0.5, normalized=True), object)


def touches_bounds(shapes: Shapes, bounds: tuple[float, float, float, float]) -> Mask:
    """Return which shapes have some part within (xmin, ymin, xmax, ymax)."""
    west, south, east, north = shapely.bounds(shapes).T.reshape(4, -1)
    with np.errstate(invalid="ignore"):
        touches = (west <= bounds[2]) & (east >= bounds[0]) & (south <= bounds[3]) & (north >= bounds[1])
        inside = (west >= bounds[0]) & (east <= bounds[2]) & (south >= bounds[1]) & (north <= bounds[3])
    unsure = np.flatnonzero(touches & ~inside)
    box = shapely.box(*bounds)
    shapely.prepare(box)
    touches[unsure] = shapely.intersects(box, shapes[unsure])
    return np.asarray(touches, bool)
