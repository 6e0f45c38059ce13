"""Places as people write them in Python: pairs, lists of pairs, GeoJSON or shapes, all in longitude and latitude."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.errors import UsageError
from geodata.language import N_
from layers.layer import layer_kinds

from .edit_fields import AREA, LINE, POINTS, geometry_from_json

LonLat = tuple[float, float]
Place: TypeAlias = BaseGeometry | LonLat | Sequence[LonLat] | Mapping[str, object]
ANY_SHAPE: Final = (*POINTS, *LINE, *AREA, "MultiPolygon", "MultiLineString")
POINT_TYPE, LINE_TYPE, AREA_TYPE = POINTS[0], LINE[0], AREA[0]
TYPE_OF: Final[Mapping[str, str]] = {"point": POINT_TYPE, "line": LINE_TYPE, "polygon": AREA_TYPE}  # of a layer
LINE_TOO_SHORT = N_("A line needs two points or more.")
TOO_FEW_CORNERS = N_("An outline needs three corners or more.")
LEAST_CORNERS: Final = 3
MULTI: Final = "Multi"  # what shapes of several parts are called by


def place_of(said: object, of: str = POINT_TYPE) -> BaseGeometry:
    """Return a place as a shape: shapes and GeoJSON as they are, pairs as points, a line or the corners of an area.

    `of`: what pairs are to make ("Point", "LineString", "Polygon"). Raises UsageError for what is no place, and for
    too few pairs, EditError for GeoJSON that cannot be read.
    """
    if isinstance(said, BaseGeometry):
        return said
    if isinstance(said, Mapping):
        return geometry_from_json(said.get("geometry") if said.get("type") == "Feature" else said, ANY_SHAPE, "place")
    pairs = _pairs(said)
    if of == LINE_TYPE:
        if len(pairs) < 2:
            raise UsageError(LINE_TOO_SHORT)
        return LineString(pairs)
    if of == AREA_TYPE:
        if len(pairs) < LEAST_CORNERS:
            raise UsageError(TOO_FEW_CORNERS)
        return Polygon(pairs)
    return Point(pairs[0]) if len(pairs) == 1 else MultiPoint(pairs)


def sole_part(shape: BaseGeometry, types: Sequence[str]) -> BaseGeometry:
    """Return the part of a shape that has one part alone, as tools of maps write it, where `types` want no more."""
    is_wrapped = shape.geom_type not in types and shape.geom_type.removeprefix(MULTI) in types
    return shape.geoms[0] if is_wrapped and len(shape.geoms) == 1 else shape


def points_of(*said: Place) -> BaseGeometry:
    """Return places as points, one after the other."""
    parts = [part for each in said for part in shapely.get_parts(place_of(each))]
    return MultiPoint(parts) if all(isinstance(part, Point) for part in parts) else shapely.GeometryCollection(parts)


def line_of(said: Place) -> BaseGeometry:
    """Return points as a line; a line as it is. Raises UsageError for fewer than two points."""
    return place_of(said, LINE_TYPE)


def area_of(said: Place) -> BaseGeometry:
    """Return corners as an area; an area as it is. Raises UsageError for fewer than three corners."""
    return place_of(said, AREA_TYPE)


def place_in(layer: str, said: Place) -> BaseGeometry:
    """Return a place as a shape such as a layer has; where it has several kinds, pairs make the first of them."""
    kind = layer_kinds().get(layer)
    return place_of(said, TYPE_OF[kind.geometry[0]] if kind is not None else POINT_TYPE)


def _pairs(said: object) -> NDArray[np.float64]:
    """Return one pair or a list of pairs as an array with two columns."""
    if isinstance(said, list | tuple) and said and all(isinstance(each, Point) for each in said):
        return np.asarray(shapely.get_coordinates(said))
    try:
        made = np.asarray(said, dtype=float)
    except (TypeError, ValueError):
        made = np.empty(0)
    made = made[None] if made.shape == (2,) else made
    if made.ndim != 2 or made.shape[1] != 2:
        message = N_(
            "“{value}” is no place. Give (longitude, latitude), a list of such pairs, a GeoJSON geometry or a shape of "
            "shapely."
        )
        raise UsageError(message, value=str(said))
    return made
