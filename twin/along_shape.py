"""Where along the way that a vehicle runs its stops are, and the pieces of way between them."""

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH_M = 60.0  # a stop this far off the way still belongs to a pass of it: a wide boulevard, and a rough map
CLOSER_M = 20.0  # and passes this much farther than the nearest one are thought of too


def places_along(shape: shapely.LineString, stops: Floats) -> Floats | None:
    """Return the metres along a way to each stop, or None where the stops do not follow it.

    `stops` are x, y in the order they are served, shape (n, 2). A way may pass a stop more than once, as a loop
    or a line that turns back does: of all passes, those are taken that go forward and lie nearest to
    the stops, least sum of squares (Viterbi's search over the passes).
    """
    points = shapely.get_coordinates(shape)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    best, places, came = [np.array([0.0])], [np.array([0.0])], []
    for stop in stops:
        place, off_m = _passes(stop, points, at)
        if not len(place):
            return None
        forward = np.where(places[-1][None, :] <= place[:, None] + 1e-6, best[-1][None, :], np.inf)
        came.append(forward.argmin(axis=1))
        best.append(forward.min(axis=1) + off_m**2)
        places.append(place)
    if not np.isfinite(best[-1]).any():
        return None
    chosen = [int(best[-1].argmin())]
    for back in came[:0:-1]:
        chosen.append(int(back[chosen[-1]]))
    return np.array([place[i] for place, i in zip(places[1:], reversed(chosen), strict=True)])


def pieces_between(shape: shapely.LineString, places: Floats) -> list[shapely.LineString]:
    """Return the pieces of a way from each place (metres along it) to the next, one fewer than places."""
    points = shapely.get_coordinates(shape)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    ends = np.column_stack([np.interp(places, at, points[:, 0]), np.interp(places, at, points[:, 1])])
    after, before = np.searchsorted(at, places, side="right"), np.searchsorted(at, places, side="left")
    return [
        shapely.LineString([ends[i], *points[after[i] : max(before[i + 1], after[i])], ends[i + 1]])
        for i in range(len(places) - 1)
    ]


def _passes(stop: Floats, points: Floats, at: Floats) -> tuple[Floats, Floats]:
    """Return where along the way it comes near a stop, and how near: each lowest point of the distance."""
    start, along = points[:-1], np.diff(points, axis=0)
    square = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((stop - start) * along).sum(axis=1) / square, 0, 1)
    off_m = np.hypot(*(start + share[:, None] * along - stop).T)
    inside = (share > 0) & (share < 1)
    corner = (share >= 1) & (np.append(share[1:], 0) <= 0)
    corner[0] |= share[0] <= 0
    lowest = (inside | corner) & (off_m <= min(off_m.min() + CLOSER_M, REACH_M))
    return at[:-1][lowest] + share[lowest] * np.sqrt(square[lowest]), off_m[lowest]
