"""Timetables in which lines call at a new stop, or at one that was moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .edited_tables import SKETCHED
from .lines_along import by_number
from .timetable import Timetable

# What one more stop costs a line. Braking and setting off again: 11.6 s <Robinson 2014, Measuring Bus Stop Dwell Time
# and Time Lost Serving Stop, London, line 45>. Doors: 5 s + 2.75 s a passenger <Levinson 1983, Analyzing Transit
# Travel Time Performance, TRR 915>, for two passengers (assumed).
CALL_S = 11.6 + 5.0 + 2 * 2.75
LONGEST_DETOUR_M = 500.0  # a line that would have to go this much farther does not call there; assumed
PASSING_M = 100.0  # there and back again from the middle of a wide street: such a line passes by
LEAST_WAY_M = 1.0  # a way shorter than this tells no speed

Floats = NDArray[np.float64]


def with_stop(timetable: Timetable, id: str, *, name: str, x_m: float, y_m: float, lines: Sequence[str]) -> Timetable:
    """Return the timetable with a new stop, at which those patterns of some lines call that pass near.

    It comes between the two calls between which the way becomes least longer. The ride is parted as the way is,
    and takes the time one more stop costs.
    """
    row = {"name": name, "x_m": x_m, "y_m": y_m, "wheelchair": None}
    added = pd.DataFrame([row], index=pd.Index([id], name="stop")).astype(timetable.stops.dtypes.to_dict())
    made = replace(timetable, stops=pd.concat([timetable.stops, added]).rename_axis("stop"))
    places = {
        int(pattern): place
        for line in lines
        for pattern in np.flatnonzero((timetable.patterns["line"] == line).to_numpy(bool))
        if (place := _nearest(timetable, int(pattern), np.array([x_m, y_m]))) is not None
    }
    return _with_calls(made, id, places, stays_s=CALL_S)


def passes_near(timetable: Timetable, line: str, *, x_m: float, y_m: float) -> bool:
    """Return whether some pattern of a line passes a place so near that it could call there."""
    return bool(np.isfinite(_detour_m(timetable, line, np.array([x_m, y_m]))))


def _detour_m(timetable: Timetable, line: str, there: Floats) -> float:
    """Return how much longer a line's shortest way over a place is; inf where it is too long for each pattern."""
    patterns = np.flatnonzero((timetable.patterns["line"] == line).to_numpy(bool))
    places = [_nearest(timetable, int(pattern), there) for pattern in patterns]
    return min((place.longer_m for place in places if place is not None), default=np.inf)


def lines_passing(timetable: Timetable, *, x_m: float, y_m: float) -> list[str]:
    """Return the lines that pass a place, by their numbers; where none does, those that could turn off to it."""
    detours = {line: _detour_m(timetable, line, np.array([x_m, y_m])) for line in timetable.lines}
    most_m = PASSING_M if min(detours.values(), default=np.inf) <= PASSING_M else LONGEST_DETOUR_M
    return sorted((line for line, detour_m in detours.items() if detour_m <= most_m), key=by_number)


def with_stop_moved(timetable: Timetable, id: str, *, x_m: float, y_m: float) -> Timetable:
    """Return the timetable with a stop at another place, its rides longer or shorter as their ways are."""
    stop, there = timetable.calls["stop"].to_numpy(object), np.array([x_m, y_m])
    made = timetable
    for row in np.flatnonzero(stop == id):
        pattern = int(timetable.calls["pattern"].iloc[row])
        calls, points = calls_of(made, pattern)
        nth = int(row - np.searchsorted(timetable.calls["pattern"], pattern))
        made = _with_calls(made, id, {pattern: _place(calls, points, nth - 1, nth + 1, there)}, stays_s=None)
    stops = made.stops.copy()
    stops.loc[id, ["x_m", "y_m"]] = there
    return replace(made, stops=stops)


@dataclass(frozen=True)
class _Place:
    """Where a stop comes in a pattern: between the calls `before` and `after` (-1, and as many as there are: none).

    The ways to it and from it, how long they are as shares of the way that was there, and by how much longer.
    """

    before: int
    after: int
    ways: tuple[bytes | None, bytes | None]
    shares: tuple[float, float]
    longer_m: float


def calls_of(timetable: Timetable, pattern: int) -> tuple[pd.DataFrame, Floats]:
    """Return the calls of a pattern, and x and y of their stops."""
    start, end = np.searchsorted(timetable.calls["pattern"], [pattern, pattern + 1])
    calls = timetable.calls.iloc[start:end]
    return calls, timetable.stops.loc[calls["stop"], ["x_m", "y_m"]].to_numpy(float)


def _nearest(timetable: Timetable, pattern: int, there: Floats) -> _Place | None:
    """Return where a new stop comes in a pattern; None where each way to it is too long."""
    calls, points = calls_of(timetable, pattern)
    places = [_place(calls, points, nth, nth + 1, there) for nth in range(len(calls) - 1)]
    best = min(places, key=lambda place: place.longer_m, default=None)
    return best if best is not None and best.longer_m <= LONGEST_DETOUR_M else None


def _place(calls: pd.DataFrame, points: Floats, before: int, after: int, there: Floats) -> _Place:
    """Return a stop placed between two calls: the vehicle leaves its way where it is nearest, and comes back to it."""
    rows = range(max(before, 0) + 1, min(after, len(calls) - 1) + 1)
    known = [calls["way"].iloc[row] for row in rows]
    ways = [
        shapely.from_wkb(way) if isinstance(way, bytes) else shapely.LineString(points[[row - 1, row]])
        for row, way in zip(rows, known, strict=True)
    ]
    old_m = sum(way.length for way in ways)
    if any(isinstance(way, bytes) for way in known):
        made = _parted(_joined([shapely.get_coordinates(way) for way in ways]), there)
        kept: tuple[bytes | None, bytes | None] = (shapely.to_wkb(made[0]), shapely.to_wkb(made[1]))
    else:
        made = (shapely.LineString([points[rows[0] - 1], there]), shapely.LineString([there, points[rows[-1]]]))
        kept = (None, None)
    lengths = [made[0].length if before >= 0 else 0.0, made[1].length if after < len(calls) else 0.0]
    shares = (lengths[0] / max(old_m, LEAST_WAY_M), lengths[1] / max(old_m, LEAST_WAY_M))
    return _Place(before, after, kept, shares, sum(lengths) - old_m)


def _joined(ways: list[Floats]) -> shapely.LineString:
    """Return ways as one, without what is driven only to a stop between them and back."""
    if len(ways) == 1:
        return shapely.LineString(ways[0])
    there, back = ways
    while min(len(there), len(back)) > 2 and (there[-2] == back[1]).all():
        there, back = there[:-1], back[1:]
    return shapely.LineString(np.concatenate([there, back]))


def _parted(path: shapely.LineString, there: Floats) -> tuple[shapely.LineString, shapely.LineString]:
    """Return a way parted at the place nearest to a stop, each part lengthened to it."""
    coordinates = shapely.get_coordinates(path)
    at_m = path.project(shapely.Point(there))
    along_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(coordinates, axis=0).T))])
    corner = shapely.get_coordinates(path.interpolate(at_m))
    first = np.concatenate([coordinates[along_m < at_m], corner, [there]])
    return shapely.LineString(first), shapely.LineString(np.concatenate([[there], corner, coordinates[along_m > at_m]]))


def _with_calls(timetable: Timetable, stop: str, places: dict[int, _Place], *, stays_s: float | None) -> Timetable:
    """Return the timetable with a call at a stop in some patterns; `stays_s`: of a new one, None: it is there."""
    if not places:
        return timetable
    pieces = []
    for pattern in timetable.patterns.index:
        calls, _ = calls_of(timetable, pattern)
        place = places.get(pattern)
        pieces.append(calls if place is None else _with_call(calls, stop, place, stays_s=stays_s))
    changed = timetable.patterns.index.isin(list(places))
    made = replace(
        timetable,
        calls=pd.concat(pieces, ignore_index=True).astype(timetable.calls.dtypes.to_dict()),
        patterns=timetable.patterns.assign(tier=timetable.patterns["tier"].where(~changed, SKETCHED)),
    )
    return _with_times(timetable, made, places, stays_s=stays_s) if timetable.has_times else made


def _with_call(calls: pd.DataFrame, stop: str, place: _Place, *, stays_s: float | None) -> pd.DataFrame:
    """Return the calls of a pattern with one at a stop, new or in place of the one between."""
    whole_s = calls["ride_s"].iloc[max(place.before, 0) + 1 : place.after + 1].sum()
    here = calls.iloc[[place.before + 1]].assign(stop=stop, ride_s=whole_s * place.shares[0])
    if stays_s is not None:
        here = here.assign(board=True, alight=True)
    after = calls.iloc[place.after :].copy()
    here["way"] = [place.ways[0] if place.before >= 0 else None]
    if len(after):
        after["ride_s"] = [whole_s * place.shares[1] + (stays_s or 0.0), *after["ride_s"].iloc[1:]]
        after["way"] = pd.Series([place.ways[1], *after["way"].iloc[1:]], index=after.index, dtype=object)
    made = pd.concat([calls.iloc[: place.before + 1], here, after])
    return made.assign(ride_s=made["ride_s"].round(1))


def _with_times(before: Timetable, after: Timetable, places: dict[int, _Place], *, stays_s: float | None) -> Timetable:
    """Return the timetable with the times of its exact trips moved as their rides and calls are."""
    length = np.bincount(before.calls["pattern"], minlength=len(before.patterns))
    pattern, first = before.trips["pattern"].to_numpy(), before.trips["first"].to_numpy()
    new_length = np.bincount(after.calls["pattern"], minlength=len(after.patterns))[pattern]
    new_first = np.cumsum(new_length) - new_length
    arrival_s, departure_s = (before.stop_times[n].to_numpy(float) for n in ("arrival_s", "departure_s"))
    times = np.zeros((2, int(new_length.sum())))
    for one in np.unique(pattern):
        trips = np.flatnonzero(pattern == one)
        rows = first[trips][:, None] + np.arange(length[one])
        moved = arrival_s[rows], departure_s[rows]
        if one in places:
            moved = _moved(*moved, places[one], stays_s=stays_s)
        at = new_first[trips][:, None] + np.arange(moved[0].shape[1])
        times[0, at], times[1, at] = moved
    made = pd.DataFrame({"arrival_s": times[0], "departure_s": times[1]}).round()
    trips_now = before.trips.assign(first=new_first.astype(before.trips["first"].dtype))
    return replace(after, trips=trips_now, stop_times=made.astype(before.stop_times.dtypes.to_dict()))


def _moved(arrival_s: Floats, departure_s: Floats, place: _Place, *, stays_s: float | None) -> tuple[Floats, Floats]:
    """Return the times of trips (rows) at calls (columns) with one more call, or one at another place."""
    count = arrival_s.shape[1]
    hops = range(max(place.before, 0) + 1, min(place.after, count - 1) + 1)
    rides_s = np.sum([arrival_s[:, k] - departure_s[:, k - 1] for k in hops], axis=0)
    here, now = place.before + 1, arrival_s[:, 0]
    if place.before >= 0:
        now = departure_s[:, place.before] + rides_s * place.shares[0]
    leaves = now + (stays_s if stays_s is not None else departure_s[:, here] - arrival_s[:, here])
    later = 0.0
    if place.after < count:
        later = (leaves + rides_s * place.shares[1] - arrival_s[:, place.after])[:, None]
    parts = [(times[:, : here], own[:, None], times[:, place.after :] + later)
             for times, own in ((arrival_s, now), (departure_s, leaves))]  # fmt: skip
    return np.hstack(parts[0]), np.hstack(parts[1])
