"""Which lines of public transport run along a street."""

import re
from collections.abc import Iterable

import numpy as np
import shapely

from layers.streets import PATHS

from .city import City

LAYER = "transit_lines"
BESIDE_M = 15.0  # assumed: shapes of feeds are as rough as this, and a carriageway lies this far from the line's middle
SAMPLES = (0.1, 0.3, 0.5, 0.7, 0.9)  # along the street
LEAST_SHARE = 0.4  # of the samples beside the line: two of them
NO_NUMBER = 10**9  # letters stand behind every number
FORWARD = 0.7  # of the way beside it: a line that crosses a street at more than 45° gets less far along


def lines_along(city: City, streets: Iterable[str]) -> list[str]:
    """Return what the lines are called that run along some streets, by their numbers; none for paths, unknown ids."""
    if LAYER not in city.layers or not len(city.layers[LAYER].table):
        return []
    lines = city.layers[LAYER].table
    parts, line_of = shapely.get_parts(np.asarray(lines.geometry.values, dtype=object), return_index=True)
    driven = city.streets.geometry[~city.streets["class"].isin(PATHS)]
    shapes = np.asarray(driven.reindex(list(streets)).dropna().values, dtype=object)
    which, at = shapely.STRtree(parts).query(shapes, predicate="dwithin", distance=BESIDE_M)
    street, part = shapes[which], parts[at]
    begin_m, end_m = (shapely.line_locate_point(part, _point(street, share)) for share in (0, 1))
    beside = np.mean([shapely.distance(part, _point(street, share)) <= BESIDE_M for share in SAMPLES], axis=0)
    along = (beside >= LEAST_SHARE) & (np.abs(end_m - begin_m) >= FORWARD * beside * shapely.length(street))
    names = lines["ref"].where(lines["ref"].notna(), lines["name"])
    return sorted({str(name) for name in names.iloc[np.unique(line_of[at[along]])]}, key=by_number)


def by_number(line: str) -> tuple[tuple[int, str], ...]:
    """Return what lines are sorted by: 4 before 33 before 33b, those that begin with letters after them."""
    parts = re.findall(r"\d+|\D+", line)
    return tuple((int(part), "") if part.isdigit() else (NO_NUMBER, part.casefold()) for part in parts)


def _point(street: np.ndarray, share: float) -> np.ndarray:
    return np.asarray(shapely.line_interpolate_point(street, share, normalized=True))
