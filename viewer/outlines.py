"""Outlines of city objects for the browser to draw over the picture: lines of points, metres from the origin."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from twin.city import City
from twin.edit import Edit
from twin.edited_tables import SHAPE, in_city

Outline = dict[str, object]
COARSE_M = 0.5  # what a line may deviate when it has many points
MAX_LINES = 200
LONG_LINE_M = 60.0  # between two points of a line over hilly ground


def outline_of(city: City, layer: str, id: str) -> Outline:
    """Return an object of the city: its lines, its height where it has one."""
    row = city.layers[layer].table.loc[id]
    height = row.get("height_m")
    is_high = layer == "buildings" and height is not None and np.isfinite(float(height))
    shape = row["geometry"]
    return {
        "id": id,
        "lines": lines_of(city, shape),
        "is_area": bool(shapely.get_dimensions(shape) == 2),
        "height_m": float(height) if is_high else None,
    }


def lines_of(city: City, shape: BaseGeometry) -> list[list[list[float]]]:
    """Return the lines of a shape (rings, lines, points alone) on the ground, each a list of [x, y, z]."""
    plain = shapely.simplify(shape, COARSE_M) if shapely.get_num_coordinates(shape) > 50 else shape
    plain = shape if plain.is_empty else plain
    parts = [ring for part in shapely.get_parts(plain) for ring in _rings(part)]
    return [_on_ground(city, part) for part in parts[:MAX_LINES]]


def _rings(part: BaseGeometry) -> list[BaseGeometry]:
    return list(shapely.get_rings(part)) if part.geom_type == "Polygon" else [part]


def _on_ground(city: City, line: BaseGeometry) -> list[list[float]]:
    if not city.terrain.is_flat and line.length > LONG_LINE_M:
        line = shapely.segmentize(line, LONG_LINE_M)
    xy = shapely.get_coordinates(line)
    heights = city.terrain.heights_at(xy)
    local = np.column_stack([xy - np.array(city.frame.origin), heights])
    return [[round(float(v), 2) for v in point] for point in local]


def shapes_of(edit: Edit, city: City) -> list[BaseGeometry]:
    """Return where an edit is, in the city's coordinates: what it draws, else the objects it changes as they were."""
    if edit.place is not None:
        return [in_city(edit.place, city.frame)]
    texts = [str(values[SHAPE]) for values in edit.before.values() if values.get(SHAPE)]
    return [in_city(shapely.from_wkt(text), city.frame) for text in texts]
