"""How long lines take from stop to stop, and how often they run, where the feed has no times."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.gtfs import GtfsTables
from geodata.gtfs_defaults import TransitDefaults
from geodata.language import N_
from geodata.report import Report, report_of

from .along_shape import pieces_between, places_along
from .gtfs_calls import TIMETABLE, Calls

# Metres of way for each metre of the straight line between stops: all trips of Timișoara's feed along their shapes
DETOUR = 1.11

ESTIMATED = N_("line without times: its headway and speed are those of the recipe, or assumed")
STRAIGHT = N_("trip without a shape that fits: its way is taken a little longer than straight from stop to stop")


def ride_ways(calls: Calls, tables: GtfsTables) -> NDArray[np.object_]:
    """Return the way from the call before to each call along the trip's shape.

    None at the first call of a trip, and in trips without a shape that their stops follow.
    """
    stops = shapely.get_coordinates(tables.stops.geometry.to_numpy())[calls.calls["stop"]]
    trip = calls.calls["trip"].to_numpy()
    starts = np.flatnonzero(np.diff(trip, prepend=-1))
    ways = np.full(len(trip), None, dtype=object)
    for shape_id, start, end in zip(calls.trips["shape"], starts, [*starts[1:], len(trip)], strict=False):
        shape = tables.shapes.get(shape_id)
        places = places_along(shape, stops[start:end]) if shape is not None else None
        if places is not None:
            ways[start + 1 : end] = pieces_between(shape, places)
    return ways


def estimated_rides(
    calls: Calls, tables: GtfsTables, ways: NDArray[np.object_], speed_kmh: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Report]:
    """Return the seconds from the call before to each call, 0 at the first of a trip.

    `ways` as `ride_ways` gives them; at the commercial speed of the line (a number for each trip), which counts
    the time at stops.
    """
    trip = calls.calls["trip"].to_numpy()
    stops = shapely.get_coordinates(tables.stops.geometry.to_numpy())[calls.calls["stop"]]
    straight_m = np.hypot(*np.diff(stops, axis=0, prepend=stops[:1]).T) if len(stops) else np.zeros(0)
    first, bare = np.diff(trip, prepend=-1) != 0, shapely.is_missing(ways)
    length_m = np.where(bare, DETOUR * straight_m, shapely.length(ways))
    ride_s = np.where(first, 0.0, length_m / (speed_kmh[trip] / 3.6))
    straight = np.unique(trip[bare & ~first])
    return ride_s, report_of(TIMETABLE, "assumed", STRAIGHT, calls.trips["trip_id"].iloc[straight])


def estimated_headways(patterns: pd.DataFrame, defaults: TransitDefaults) -> tuple[pd.Series, Report]:
    """Return the seconds between two vehicles of each pattern (line, mode, direction_id).

    Patterns of one line and direction take turns: of a line every 20 minutes with two ways to run, each runs
    every 40. Where the feed tells no directions, each pattern is taken to run as often as the line.
    """
    ways = patterns.groupby(["line", "mode", "direction_id"])["line"].transform("size")
    ways = ways.where(patterns["direction_id"] != "", 1)
    of_line = [defaults.headway_s(mode=m, line=n) for m, n in zip(patterns["mode"], patterns["line"], strict=True)]
    report = report_of(TIMETABLE, "assumed", ESTIMATED, patterns["line"].unique())
    return pd.Series(of_line, index=patterns.index, dtype=float) * ways, report
