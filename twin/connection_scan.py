"""The fastest journeys by an exact timetable: the connection scan algorithm over arrays.

Method: Dibbelt, Pajor, Strasser & Wagner 2013, Intriguingly Simple and Fast Transit Routing (SEA), earliest arrival
with footpaths and trip flags. Of two ways that arrive at the same second the one with fewer rides, then with less
walking is taken, and a vehicle is entered where that costs the fewest rides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numba
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_

from .timetable import DAY_S, Timetable

MIN_CHANGE_S = 60  # <Conveyal R5, FastRaptorWorker.BOARD_SLACK_SECONDS>
NEVER = np.int64(2**62)
RIDE_COST = np.int64(10**7)  # effort of a ride, in seconds of walking: fewer rides first, then less walking

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Footpaths:
    """Ways on foot between stops: those of stop i are rows first[i] to first[i + 1] of `stop` and `walk_s`.

    Positions are those of the timetable's `stops`. Between two rides one footpath is walked, so a way that leads
    over a third stop must be there by itself.
    """

    first: Ints
    stop: Ints
    walk_s: Ints

    @classmethod
    def none(cls, stops: int) -> "Footpaths":
        """Return no footpaths between that many stops: changes happen at one stop."""
        return cls(np.zeros(stops + 1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))

    @classmethod
    def of(cls, start: Ints, end: Ints, walk_s: NDArray[np.float64], *, stops: int) -> "Footpaths":
        """Return the footpaths of a list of pairs of stops (positions) in any order; seconds are rounded up."""
        order = np.argsort(start, kind="stable")
        first = np.searchsorted(start[order], np.arange(stops + 1)).astype(np.int64)
        return cls(first, end[order].astype(np.int64), np.ceil(walk_s[order]).astype(np.int64))


@dataclass(frozen=True)
class Connections:
    """All vehicles around one day as hops from stop to stop, sorted by departure.

    Times are seconds after midnight of `day`; vehicles of the evening before and of the next day are there too.
    `start`, `end`: positions of stops; `run`: which vehicle; `call`: row of the timetable's `calls` of the start.
    """

    timetable: Timetable = field(repr=False)
    day: date
    departure_s: Ints
    arrival_s: Ints
    start: Ints
    end: Ints
    run: Ints
    call: Ints
    board: NDArray[np.bool_]
    alight: NDArray[np.bool_]
    runs: int


def connections_on(timetable: Timetable, day: date) -> Connections:
    """Return the hops of a day, of the vehicles still out from the day before, and of the next day.

    Raises UsageError for a timetable without times, and outside the days it covers.
    """
    if not timetable.has_times:
        raise UsageError(
            N_("The timetable of this city has no times, only how often lines run. Ask without a time of day.")
        )
    timetable.services_on(day)
    length = np.bincount(timetable.calls["pattern"], minlength=len(timetable.patterns))
    pattern = timetable.trips["pattern"].to_numpy()
    latest_s = int(timetable.stop_times["departure_s"].max())
    chosen, shift = [], []
    for offset in range(-(latest_s // DAY_S), 2):
        runs = np.flatnonzero(timetable.running_on(day + timedelta(days=offset))[timetable.service_of_trip])
        chosen.append(runs)
        shift.append(np.full(len(runs), offset * DAY_S))
    trip, shift_s = np.concatenate(chosen), np.concatenate(shift)
    hops = length[pattern[trip]] - 1
    run = np.repeat(np.arange(len(trip)), hops)
    nth = np.arange(len(run)) - np.repeat(np.cumsum(hops) - hops, hops)
    row = timetable.trips["first"].to_numpy()[trip][run] + nth
    call = (np.cumsum(length) - length)[pattern[trip]][run] + nth
    departure_s = timetable.stop_times["departure_s"].to_numpy(np.int64)[row] + shift_s[run]
    arrival_s = timetable.stop_times["arrival_s"].to_numpy(np.int64)[row + 1] + shift_s[run]
    order = np.lexsort((nth, run, departure_s))
    order = order[departure_s[order] >= 0]
    stop = timetable.stops.index.get_indexer(pd.Index(timetable.calls["stop"])).astype(np.int64)
    board, alight = (timetable.calls[name].to_numpy(bool) for name in ("board", "alight"))
    call = call[order]
    return Connections(
        timetable, day, departure_s[order], arrival_s[order], stop[call], stop[call + 1], run[order], call,
        board[call], alight[call + 1], len(trip),
    )  # fmt: skip


@dataclass(frozen=True)
class Ride:
    """A ride in one vehicle: line, mode, where it goes, from which stop to which, when (seconds after midnight).

    `stops`: all stops from the first to the last, ids; `way`: the line it takes in the frame's CRS.
    """

    line: str
    mode: str
    route: str
    direction: str
    start: str
    end: str
    departure_s: int
    arrival_s: int
    stops: tuple[str, ...]
    way: shapely.LineString = field(repr=False)


@dataclass(frozen=True)
class Arrivals:
    """When every stop is reached at the earliest: `seconds` after midnight of the day, by stop id; inf: never."""

    connections: Connections = field(repr=False)
    seconds: pd.Series
    _last_ride: Ints = field(repr=False)  # by stop: whence its passengers come who are there first; -1 the start
    _entered: Ints = field(repr=False)  # by stop: the hop with which the ride that ends there begins, -1 none
    _left: Ints = field(repr=False)  # … and ends
    _ready_from: Ints = field(repr=False)  # by stop: the stop where those got off who may board here first

    def journey(self, stop: str) -> list[Ride]:
        """Return the rides to a stop in order; between two of them one changes, on foot where the stops differ.

        Empty where the stop is reached on foot alone. Raises UsageError for a stop that is not reached.
        """
        position = self.seconds.index.get_loc(stop)
        if not np.isfinite(self.seconds.iloc[position]):
            raise UsageError(N_("No line reaches the stop {stop} from there. Choose another time or place."), stop=stop)
        rides: list[Ride] = []
        ended = int(self._last_ride[position])
        while ended >= 0:
            rides.append(_ride(self.connections, int(self._entered[ended]), int(self._left[ended])))
            ended = int(self._ready_from[self.connections.start[self._entered[ended]]])
        return rides[::-1]


def earliest_arrivals(
    connections: Connections,
    starts: Mapping[str, float],
    *,
    at_s: float,
    footpaths: Footpaths,
    min_change_s: int = MIN_CHANGE_S,
) -> Arrivals:
    """Return the earliest arrival at every stop for somebody who leaves at `at_s`, seconds after midnight.

    `starts` are all stops within reach on foot and the seconds it takes to each. Who gets off may board again after
    `min_change_s` (at least 1 s) at the same stop, or after the walk to another, whichever is longer.
    Raises UsageError for a time that is not on that day, and KeyError for a start that is no stop.
    """
    if not 0 <= at_s < DAY_S:
        raise UsageError(N_("{seconds:.0f} seconds after midnight is no time of a day."), seconds=at_s)
    index = connections.timetable.stops.index
    ready = np.full(len(index), NEVER)
    effort = np.full(len(index), NEVER)
    for stop, walk_s in starts.items():
        ready[index.get_loc(stop)] = int(np.ceil(at_s + walk_s))
        effort[index.get_loc(stop)] = int(np.ceil(walk_s))
    there, last_ride, entered, left, ready_from = _scan(
        connections.departure_s, connections.arrival_s, connections.start, connections.end, connections.run,
        connections.board, connections.alight, connections.runs, ready, effort,
        footpaths.first, footpaths.stop, footpaths.walk_s, max(int(min_change_s), 1),
        int(np.searchsorted(connections.departure_s, at_s)),
    )  # fmt: skip
    seconds = pd.Series(np.where(there < NEVER, there, np.inf), index=index, name="arrival_s", dtype=float)
    return Arrivals(connections, seconds, last_ride, entered, left, ready_from)


@numba.njit(cache=True)
def _scan(  # type: ignore[no-untyped-def]
    departure_s, arrival_s, start, end, run, board, alight, runs, ready, effort,
    path_first, path_stop, path_walk_s, min_change_s, begin,
):  # fmt: skip
    """Return by stop: earliest presence, the stop whose ride leads there, that ride's first and last hop, `ready_from`.

    `ready` and `effort` hold, and are made to hold, when one may first board at a stop and what it took to get there.
    """
    count = len(ready)
    there, there_effort = ready.copy(), effort.copy()
    last_ride, ready_from = np.full(count, -1), np.full(count, -1)
    ridden, ridden_effort = np.full(count, NEVER), np.full(count, NEVER)
    entered, left = np.full(count, -1), np.full(count, -1)
    run_entered, run_effort = np.full(runs, -1), np.full(runs, NEVER)
    for hop in range(begin, len(departure_s)):
        here, vehicle = start[hop], run[hop]
        if board[hop] and ready[here] <= departure_s[hop] and effort[here] + RIDE_COST < run_effort[vehicle]:
            run_entered[vehicle], run_effort[vehicle] = hop, effort[here] + RIDE_COST
        if run_entered[vehicle] < 0 or not alight[hop]:
            continue
        stop, time, cost = end[hop], arrival_s[hop], run_effort[vehicle]
        if time > ridden[stop] or (time == ridden[stop] and cost >= ridden_effort[stop]):
            continue
        ridden[stop], ridden_effort[stop] = time, cost
        entered[stop], left[stop] = run_entered[vehicle], hop
        if time < there[stop] or (time == there[stop] and cost < there_effort[stop]):
            there[stop], there_effort[stop], last_ride[stop] = time, cost, stop
        if time + min_change_s < ready[stop] or (time + min_change_s == ready[stop] and cost < effort[stop]):
            ready[stop], effort[stop], ready_from[stop] = time + min_change_s, cost, stop
        for path in range(path_first[stop], path_first[stop + 1]):
            near, walk_s = path_stop[path], path_walk_s[path]
            walked = cost + walk_s
            if time + walk_s < there[near] or (time + walk_s == there[near] and walked < there_effort[near]):
                there[near], there_effort[near], last_ride[near] = time + walk_s, walked, stop
            able = time + max(walk_s, min_change_s)
            if able < ready[near] or (able == ready[near] and walked < effort[near]):
                ready[near], effort[near], ready_from[near] = able, walked, stop
    return there, last_ride, entered, left, ready_from


def _ride(connections: Connections, entered: int, left: int) -> Ride:
    timetable = connections.timetable
    calls = timetable.calls.iloc[connections.call[entered] : connections.call[left] + 2]
    stops = tuple(str(stop) for stop in calls["stop"])
    pattern = timetable.patterns.loc[calls["pattern"].iloc[0]]
    return Ride(
        line=str(pattern["line"]),
        mode=str(pattern["mode"]),
        route=str(pattern["route"]),
        direction=str(pattern["direction"]),
        start=stops[0],
        end=stops[-1],
        departure_s=int(connections.departure_s[entered]),
        arrival_s=int(connections.arrival_s[left]),
        stops=stops,
        way=_way(calls, timetable.stops.loc[list(stops), ["x_m", "y_m"]].to_numpy(float)),
    )


def _way(calls: pd.DataFrame, places: NDArray[np.float64]) -> shapely.LineString:
    """Return the line through the calls, straight from stop to stop where the feed has no shape."""
    ways = shapely.from_wkb(calls["way"].to_numpy(object))[1:]
    parts = [places[i : i + 2] if way is None else shapely.get_coordinates(way) for i, way in enumerate(ways)]
    return shapely.LineString(np.vstack(parts))
