"""Trips by public transport at a certain time: on foot to a stop, by the timetable, on foot to the end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import InputError, UsageError
from geodata.language import N_

from .city import City
from .connection_scan import Arrivals, Footpaths, Ride, connections_on, earliest_arrivals
from .opened_places import main_places
from .place_times import seconds_between
from .route_steps import Step, bearing_at, joined_line
from .routes import Route, route
from .search import times, times_many
from .snapping import Place, end_seeds, place_of, place_table, snap_to_any, start_seeds
from .timetable import Timetable

WALK = "walk"
TO_STOP_S = 30 * 60.0  # the longest walk to a stop; assumed
LEAST_WALK_M = 1.0
CHANGE_S = 10 * 60.0  # the longest walk between two lines; assumed


def journey(city: City, start: Place, end: Place, *, at: datetime) -> Route:
    """Return the trip that arrives first for somebody who leaves at a time, by the timetable or on foot alone.

    The places are places on foot. `at` without a zone is in that of the timetable. The seconds count from `at` to
    the arrival, waits included. One walks up to 30 minutes to a stop and up to 10 between two lines. Raises
    UsageError for a city without a timetable or with one without times, and outside the days it covers;
    InputError where there is no way.
    """
    at, at_s, stops, arrivals = _arrivals(city, start, at)
    midnight = datetime.combine(at.date(), time(), at.tzinfo)
    there_s = arrivals.seconds.reindex(stops.index).to_numpy(float) + _walks(city, end, stops, outward=False)
    best_s = there_s.min(initial=np.inf)
    walk = _walk(city, start, end)
    if walk is not None and at_s + walk.seconds <= best_s:
        return replace(walk, mode="transit", departure=at, arrival=at + timedelta(seconds=walk.seconds))
    if not np.isfinite(best_s):
        raise InputError(N_("Nothing goes there any more at that time. Choose an earlier time or another place."))
    rides = arrivals.journey(str(stops.index[int(there_s.argmin())]))
    return _trip(city, start, end, at, midnight, rides, stops)


def seconds_by_timetable(
    city: City, start: Place, *, at: datetime, limit_s: float = np.inf
) -> tuple[NDArray[np.float64], pd.DataFrame]:
    """Return the seconds from a place to each node for somebody who leaves at a time, and where one begins to walk.

    The latter is a table of places on foot (link, fraction, seconds): first the place itself, then every stop that is
    reached within the limit. As `journey`, by the timetable or on foot alone, whichever is there first; from a stop one
    walks as far as the limit allows. Beyond the limit nodes have inf. Raises what `journey` raises.
    """
    _, at_s, stops, arrivals = _arrivals(city, start, at)
    graph = city.mobility
    got_off = stops.assign(seconds=arrivals.seconds.reindex(stops.index).to_numpy(float) - at_s)
    begins = [place_table([start]).assign(seconds=0.0), got_off[got_off["seconds"] <= limit_s]]
    starts = pd.concat([table[["link", "fraction", "seconds"]] for table in begins if len(table)], ignore_index=True)
    seeds = start_seeds(graph, starts, mode=WALK)
    seconds = np.repeat(starts["seconds"].to_numpy(float), np.diff(seeds.indptr)) + seeds.seconds
    return times(graph.compiled(WALK), seeds.nodes, seconds, limit_s=limit_s), starts


def _arrivals(city: City, start: Place, at: datetime) -> tuple[datetime, float, pd.DataFrame, Arrivals]:
    """Return a time by the city's clock, as seconds of its day too, the stops, and when each is reached from a place.

    Raises UsageError for a city without a timetable or with one without times, and outside the days it covers.
    """
    timetable = city.timetable
    if timetable is None:
        raise UsageError(N_("This city has no timetable. Ask without a time, or build it with --gtfs FILE."))
    at = local_time(timetable, at)
    connections = city.kept(f"connections {at.date()}", lambda: connections_on(timetable, at.date()))
    stops = city.kept("stop places", lambda: _stop_places(city, timetable))
    walks = zip(stops.index, _walks(city, start, stops, outward=True), strict=True)
    near = {str(stop): float(walk_s) for stop, walk_s in walks if np.isfinite(walk_s)}
    footpaths = city.kept("footpaths", lambda: _footpaths(city, stops))
    at_s = (at - datetime.combine(at.date(), time(), at.tzinfo)).total_seconds()
    return at, at_s, stops, earliest_arrivals(connections, near, at_s=at_s, footpaths=footpaths)


def local_time(timetable: Timetable, at: datetime) -> datetime:
    """Return a time in the zone of the timetable; one without a zone is taken to be in it already."""
    zone = ZoneInfo(timetable.time_zone) if timetable.time_zone else at.tzinfo
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)


def _stop_places(city: City, timetable: Timetable) -> pd.DataFrame:
    """Return the places of all stops that are near a way: index stop id; name, x_m, y_m, link, fraction, snap_m."""
    stops, graph = timetable.stops[["name", "x_m", "y_m"]], city.mobility
    x, y = (stops[name].to_numpy() for name in ("x_m", "y_m"))
    places = main_places(graph, snap_to_any(graph, x, y), x, y, mode=WALK)
    made = stops.join(places.set_index(stops.index))
    return made[made["link"] >= 0]


def _walks(city: City, place: Place, stops: pd.DataFrame, *, outward: bool) -> NDArray[np.float64]:
    """Return the seconds on foot from a place to every stop (outward) or from every stop to it; inf: too far."""
    graph, table = city.mobility, place_table([place])
    compiled = graph.compiled(WALK) if outward else graph.compiled(WALK).reversed()
    here = (start_seeds if outward else end_seeds)(graph, table, mode=WALK)
    there = (end_seeds if outward else start_seeds)(graph, stops, mode=WALK)
    node_s = times(compiled, here.nodes, here.seconds, limit_s=TO_STOP_S)
    walk_s = seconds_between(graph, place, node_s, stops, there, mode=WALK, backward=not outward)
    return np.where(walk_s <= TO_STOP_S, walk_s, np.inf)


def _footpaths(city: City, stops: pd.DataFrame) -> Footpaths:
    """Return the walks between stops up to ten minutes; positions are those of the timetable."""
    assert city.timetable is not None
    graph = city.mobility
    starts, ends = start_seeds(graph, stops, mode=WALK), end_seeds(graph, stops, mode=WALK)
    between = times_many(graph.compiled(WALK), starts, ends, limit_s=CHANGE_S)
    np.fill_diagonal(between, np.inf)
    start, end = np.nonzero(np.isfinite(between))
    position = city.timetable.stops.index.get_indexer(stops.index)
    return Footpaths.of(position[start], position[end], between[start, end], stops=len(city.timetable.stops))


def _trip(
    city: City, start: Place, end: Place, at: datetime, midnight: datetime, rides: Sequence[Ride], stops: pd.DataFrame
) -> Route:
    """Return rides with the walks before, between and after them as one way."""
    walks, steps = [], []
    here, now = start, at
    for ride in rides:
        board = _stop_place(city, stops, ride.start)
        walk = route(city, here, board, mode=WALK)
        walks.append(walk)
        steps += _walk_steps(walk)
        now += timedelta(seconds=sum(step.seconds for step in _walk_steps(walk)))
        steps.append(_ride_step(ride, now, midnight, stops))
        now = midnight + timedelta(seconds=ride.arrival_s)
        here = _stop_place(city, stops, ride.end)
    last = route(city, here, end, mode=WALK)
    walks.append(last)
    steps += _walk_steps(last)
    arrival = now + timedelta(seconds=sum(step.seconds for step in _walk_steps(last)))
    return Route(
        mode="transit", start=start, end=end, seconds=(arrival - at).total_seconds(),
        length_m=sum(step.length_m for step in steps),
        climb_m=sum(walk.climb_m for walk in walks), descent_m=sum(walk.descent_m for walk in walks),
        stress_m={}, unknown_m=0.0, steps=tuple(steps),
        geometry=joined_line([step.geometry for step in steps]), departure=at, arrival=arrival,
    )  # fmt: skip


def _walk_steps(walk: Route) -> list[Step]:
    """Return a walk as one step, none for a walk of less than a metre."""
    if walk.length_m < LEAST_WALK_M:
        return []
    return [
        Step(
            kind="walk", name=None, way_class=None, length_m=walk.length_m, seconds=walk.seconds, turn="start",
            bearing_deg=bearing_at(walk.geometry, at_end=False), surface=None,
            has_steps=any(step.has_steps for step in walk.steps), geometry=walk.geometry,
        )
    ]  # fmt: skip


def _ride_step(ride: Ride, now: datetime, midnight: datetime, stops: pd.DataFrame) -> Step:
    """Return a ride for somebody who is at the stop at `now`."""
    departure, arrival = (midnight + timedelta(seconds=s) for s in (ride.departure_s, ride.arrival_s))
    return Step(
        kind="ride", name=None, way_class=None, length_m=ride.way.length, seconds=(arrival - now).total_seconds(),
        turn="start", bearing_deg=bearing_at(ride.way, at_end=False), surface=None, has_steps=False, geometry=ride.way,
        line=ride.line, vehicle=ride.mode,
        from_stop=str(stops.at[ride.start, "name"]), to_stop=str(stops.at[ride.end, "name"]),
        wait_s=(departure - now).total_seconds(), departure=departure, arrival=arrival,
    )  # fmt: skip


def _stop_place(city: City, stops: pd.DataFrame, stop: str) -> Place:
    return place_of(city.mobility, stops.loc[[stop]].iloc[0])


def _walk(city: City, start: Place, end: Place) -> Route | None:
    """Return the way on foot, None where there is none."""
    try:
        return route(city, start, end, mode=WALK)
    except InputError:
        return None
