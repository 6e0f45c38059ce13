"""Which way the pieces of a street are drawn, seen as one street."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from .city import City
from .tags import Bools


def turned_pieces(city: City, along: str, ids: Sequence[str]) -> dict[str, bool]:
    """Return for pieces of a street whether each is drawn against one of them, or against another one of the street."""
    every = list(dict.fromkeys([along, *ids]))
    against = run_against(np.asarray(city.streets.geometry.loc[every].values, dtype=object), 0)
    return dict(zip(every, against.tolist(), strict=True))


def run_against(lines: NDArray[np.object_], first: int) -> Bools:
    """Return which lines are drawn against one of them, followed from it along the street, end to nearest end."""
    starts, ends = (shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1))
    against = np.zeros(len(lines), bool)
    away_m, turned = np.full(len(lines), np.inf), np.zeros(len(lines), bool)
    is_left = np.ones(len(lines), bool)
    at = first
    while True:
        is_left[at] = False
        if not is_left.any():
            return against
        tail, head = (ends[at], starts[at]) if against[at] else (starts[at], ends[at])
        same = np.minimum(np.hypot(*(starts - head).T), np.hypot(*(ends - tail).T))
        reverse = np.minimum(np.hypot(*(ends - head).T), np.hypot(*(starts - tail).T))
        is_nearer = is_left & (np.minimum(same, reverse) < away_m)
        away_m = np.where(is_nearer, np.minimum(same, reverse), away_m)
        turned = np.where(is_nearer, reverse < same, turned)
        at = int(np.argmin(np.where(is_left, away_m, np.inf)))
        against[at] = turned[at]
