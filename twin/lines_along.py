"""Which lines of public transport run along a street."""

from collections.abc import Iterable

import numpy as np
import shapely

from .city import City

LAYER = "transit_lines"
BESIDE_M = 15.0  # assumed: shapes of feeds are as rough as this, and a carriageway lies this far from the line's middle
SHARE = 0.5  # of the street: a line that only crosses it gets less far along
SAMPLES = (0.25, 0.5, 0.75)  # along the street: all of them lie beside the line


def lines_along(city: City, streets: Iterable[str]) -> list[str]:
    """Return what the lines are called that run along some streets, in the order of the layer; none for unknown ids."""
    if LAYER not in city.layers or not len(city.layers[LAYER].table):
        return []
    lines = city.layers[LAYER].table
    parts, line_of = shapely.get_parts(np.asarray(lines.geometry.values, dtype=object), return_index=True)
    shapes = np.asarray(city.streets.geometry.reindex(list(streets)).dropna().values, dtype=object)
    which, at = shapely.STRtree(parts).query(shapes, predicate="dwithin", distance=BESIDE_M)
    street, part = shapes[which], parts[at]
    begin_m, end_m = (shapely.line_locate_point(part, _point(street, share)) for share in (0, 1))
    along = np.abs(end_m - begin_m) >= SHARE * shapely.length(street)
    for share in SAMPLES:
        along &= shapely.distance(part, _point(street, share)) <= BESIDE_M
    names = lines["ref"].where(lines["ref"].notna(), lines["name"])
    return list(dict.fromkeys(str(name) for name in names.iloc[np.unique(line_of[at[along]])]))


def _point(street: np.ndarray, share: float) -> np.ndarray:
    return np.asarray(shapely.line_interpolate_point(street, share, normalized=True))
