"""Comments as a page shows them, where their pins stand in the picture; and pins as a page sends them."""

from collections.abc import Sequence

import numpy as np
import shapely

from geodata.errors import UsageError
from geodata.language import N_, translate
from twin.city import City
from twin.comments import Comment, Pin

from .panels.inspect import class_title
from .state import Feature

Row = dict[str, object]
OUTSIDE = N_("This place lies outside the city. Choose one inside.")
NOT_THERE = N_("an object that is not there now")


def comment_rows(comments: Sequence[Comment], city: City, language: str) -> list[Row]:
    """Return what a page lists of comments; points are metres from the frame's origin. Not for the event loop."""
    points = points_of([comment.pin for comment in comments], city)
    return [_row(comment, point, city, language) for comment, point in zip(comments, points, strict=True)]


def _row(comment: Comment, point: list[float], city: City, language: str) -> Row:
    pin = comment.pin
    return {
        "id": comment.id,
        "author": comment.author,
        "text": comment.text,
        "made_at": comment.made_at,
        "is_open": comment.is_open,
        "resolved_by": comment.resolved_by,
        "resolved_at": comment.resolved_at,
        "replies": len(comment.replies),
        "is_answered": any(reply.author != comment.author for reply in comment.replies),
        "on": object_title(city, Feature(pin.layer, pin.object), language) if pin.object else "",
        "point": point,
    }


def thread_of(comment: Comment) -> Row:
    """Return the replies to a comment."""
    return {"id": comment.id, "replies": [vars(reply).copy() for reply in comment.replies]}


def object_title(city: City, feature: Feature, language: str) -> str:
    """Return what an object is called, else what it is; that it is not there where the city has none of it."""
    layer = city.layers.get(feature.layer)
    if layer is None or feature.id not in layer.table.index:
        return translate(NOT_THERE, language)
    row = layer.table.loc[feature.id]
    name = row.get("name") or row.get("address")
    return name if isinstance(name, str) else class_title(layer, row, language) or translate(layer.kind.title, language)


def points_of(pins: Sequence[Pin], city: City) -> list[list[float]]:
    """Return where pins stand: metres from the frame's origin, z up."""
    x, y = city.frame.from_lonlat_points([pin.lon for pin in pins], [pin.lat for pin in pins])
    xy = np.column_stack([x, y])
    z = city.terrain.heights_at(xy) + [pin.height_m for pin in pins] if pins else np.empty(0)
    local = np.column_stack([xy - np.array(city.frame.origin), z])
    return [[round(float(value), 2) for value in point] for point in local]


def pin_at(point: Sequence[float], feature: Feature | None, city: City) -> Pin:
    """Return a pin at a point of the picture. Raises UsageError outside the city."""
    xy = np.array(point[:2]) + np.array(city.frame.origin)
    west, south, east, north = city.frame.bounds
    if not (west <= xy[0] <= east and south <= xy[1] <= north):
        raise UsageError(OUTSIDE)
    lon, lat = city.frame.to_lonlat_points(xy[0], xy[1])
    above_m = max(0.0, point[2] - float(city.terrain.heights_at(xy[None, :])[0]))
    named = (feature.layer, feature.id) if feature is not None else ("", "")
    return Pin(round(float(lon), 7), round(float(lat), 7), round(above_m, 2), *named)


def point_on(feature: Feature, city: City) -> list[float]:
    """Return a point on an object: on the roof of a building, else on the ground."""
    row = city.layers[feature.layer].table.loc[feature.id]
    middle = shapely.Point(row["geometry"].representative_point())
    height = row.get("height_m")
    above_m = float(height) if height is not None and np.isfinite(float(height)) else 0.0
    x, y = middle.x - city.frame.origin[0], middle.y - city.frame.origin[1]
    z = float(city.terrain.heights_at(np.array([[middle.x, middle.y]]))[0]) + above_m
    return [round(float(value), 2) for value in (x, y, z)]
