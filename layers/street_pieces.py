"""Pieces of lines, from one place along them to another."""

import numpy as np
import shapely
from numpy.typing import NDArray

from .triangulation import Floats, Ints

Lines = NDArray[np.object_]


def pieces_of(lines: Lines, row: Ints, start_m: Floats, end_m: Floats) -> Lines:
    """Return of line `row` (n,) what lies between two places, in metres along it; with z, 0 where the line has none."""
    xyz, line = shapely.get_coordinates(lines, include_z=True, return_index=True)
    if not len(row):
        return np.empty(0, dtype=object)
    xyz = np.nan_to_num(xyz)
    step = np.hypot(*np.diff(xyz[:, :2], axis=0, prepend=xyz[:1, :2]).T)
    first = np.searchsorted(line, np.arange(len(lines)))
    step[first[first < len(step)]] = 0
    total = np.cumsum(step)
    total += line * (2.0 + step.max())  # so that all of a line lies beyond all of the one before
    start, end = total[first[row]] + start_m, total[first[row]] + end_m
    low, high = np.searchsorted(total, start, side="right"), np.searchsorted(total, end, side="left")
    count = np.maximum(high - low, 0)
    of = np.repeat(np.arange(len(row)), count)
    inner = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count) + low[of]
    points = np.concatenate([_at(xyz, total, low, start), xyz[inner], _at(xyz, total, high, end)])
    piece = np.concatenate([np.arange(len(row)), of, np.arange(len(row))])
    order = np.argsort(piece, kind="stable")
    return np.asarray(shapely.linestrings(points[order], indices=piece[order]), dtype=object)


def _at(xyz: Floats, total: Floats, after: Ints, place: Floats) -> Floats:
    """Return the points at places between the point `after` and the one before it."""
    after = np.clip(after, 1, len(total) - 1)
    share = (place - total[after - 1]) / np.maximum(total[after] - total[after - 1], 1e-9)
    return np.asarray(xyz[after - 1] + np.clip(share, 0, 1)[:, None] * (xyz[after] - xyz[after - 1]))
