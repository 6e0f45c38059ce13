"""How long lines take from stop to stop, and how often they run, where the feed has no times."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.gtfs import GtfsTables
from geodata.gtfs_defaults import TransitDefaults
from geodata.language import N_
from geodata.report import Report, report_of

from .along_shape import lengths_along
from .gtfs_calls import TIMETABLE, Calls

# Metres of way for each metre of the straight line between stops: all trips of Timișoara's feed along their shapes
DETOUR = 1.11

ESTIMATED = N_("line without times: its headway and speed are those of the recipe, or assumed")
STRAIGHT = N_("trip without a shape that fits: its way is taken a little longer than straight from stop to stop")


def estimated_rides(calls: Calls, tables: GtfsTables, speed_kmh: NDArray[np.float64]) -> tuple[pd.Series, Report]:
    """Return the seconds from the call before to each call, 0 at the first of a trip; index: that of the calls.

    The way along the trip's shape, at the commercial speed of its line (one number for each trip), which
    counts the time at stops.
    """
    places = shapely.get_coordinates(tables.stops.geometry.to_numpy())[calls.calls["stop"]]
    trip = calls.calls["trip"].to_numpy()
    starts = np.flatnonzero(np.diff(trip, prepend=-1))
    ride_s, straight = np.zeros(len(trip)), []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(trip)], strict=False)):
        shape = tables.shapes.get(calls.trips["shape"].iloc[number])
        along_m = lengths_along(shape, places[start:end]) if shape is not None else None
        if along_m is None:
            straight.append(calls.trips["trip_id"].iloc[number])
            along_m = DETOUR * np.hypot(*np.diff(places[start:end], axis=0).T)
        ride_s[start + 1 : end] = along_m / (speed_kmh[number] / 3.6)
    return pd.Series(ride_s, index=calls.calls.index), report_of(TIMETABLE, "assumed", STRAIGHT, straight)


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
