"""A timetable from a GTFS feed: by its times where it has them, by headway and speed where it has none."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.gtfs import GtfsTables
from geodata.language import N_
from geodata.report import Report, ReportEntry, report_of
from geodata.source import Recipe

from .estimated_lines import estimated_headways, estimated_rides, ride_ways
from .gtfs_calls import TIMETABLE, Calls, calls_of
from .gtfs_services import EVERY_DAY, departures_of, services_of
from .timetable import DAYTIME_S, WEEKDAYS, Timetable

KEPT = N_("trips in the timetable")
NO_DAYS = N_("trip that runs on no day")
UNTIMED = N_("trip without times, of a line that has times on other trips")
NOTHING = N_("feed without trips in the city: there is no timetable")

WAY_TOLERANCE_M = 1.0  # ways are kept as exact as they are drawn

Numbers = NDArray[np.int64]


def timetable_from_gtfs(tables: GtfsTables, *, recipe: Recipe) -> tuple[Timetable | None, Report]:
    """Return the timetable of a feed over a city, and what was dropped, put right and assumed.

    A line none of whose trips has times runs with the headway and the speed of the recipe, or else of
    `geodata.gtfs_defaults`; patterns of one line and direction share the headway. Trips that leave the
    city keep their stops inside. None where no trip stops twice in the city. In the report trips are
    `timetable`, where found = kept + dropped; rows of the calendar are `gtfs`.
    """
    calls, report = calls_of(tables)
    services, exceptions, dated = services_of(tables)
    calls, sorted_out = _usable(calls, services, exceptions)
    report += sorted_out
    if calls.trips.empty:
        return None, report + report_of(TIMETABLE, "assumed", NOTHING, ["–"])
    pattern, first = _pattern_of_trips(calls)
    timed = calls.trips["timed"].to_numpy(bool)
    patterns = _patterns(calls, pattern, first, tables)
    headways, assumed = estimated_headways(patterns[~timed[first]], recipe.transit)
    patterns = patterns.assign(headway_s=headways, tier=np.where(timed[first], recipe.feed.tier, "estimated"))
    pattern_calls, guessed = _pattern_calls(calls, pattern, first, patterns, tables, recipe)
    trips, stop_times, repeated = _runs(calls.of(timed), pattern[timed], tables.frequencies)
    count = np.bincount(trips["pattern"], minlength=len(patterns))
    used = services[services.index.isin(trips["service"])]
    made = Timetable(
        stops=_stops(tables, pattern_calls["stop"]),
        patterns=_texts(patterns.assign(trips=count).drop(columns="direction_id")),
        calls=pattern_calls,
        trips=trips,
        stop_times=stop_times,
        services=used,
        exceptions=exceptions[exceptions["service"].isin(used.index)].reset_index(drop=True),
        time_zone=tables.time_zone,
    )
    return _with_headways(made), report + (dated if timed.any() else Report()) + repeated + guessed + assumed


def _usable(calls: Calls, services: pd.DataFrame, exceptions: pd.DataFrame) -> tuple[Calls, Report]:
    """Return the trips that run on some day, without those whose line is known by the times of others."""
    trips = calls.trips
    if EVERY_DAY in services.index:
        trips = trips.assign(service=EVERY_DAY)
    ever = services.index[services[list(WEEKDAYS)].any(axis=1)]
    ever = ever.union(pd.Index(exceptions["service"][exceptions["runs"]].unique()))
    timed, runs = trips["timed"].to_numpy(bool), trips["service"].isin(ever).to_numpy(bool)
    has_times = trips["route"].isin(trips["route"][timed]).to_numpy(bool)
    ids = trips["trip_id"]
    report = report_of(TIMETABLE, "dropped", NO_DAYS, ids[timed & ~runs])
    report += report_of(TIMETABLE, "dropped", UNTIMED, ids[~timed & has_times])
    kept = Calls(trips, calls.calls).of((timed & runs) | (~timed & ~has_times))
    entry = ReportEntry(TIMETABLE, "kept", KEPT, len(kept.trips))
    return kept, report + (Report((entry,)) if len(calls.trips) else Report())


def _pattern_of_trips(calls: Calls) -> tuple[Numbers, Numbers]:
    """Return the pattern of each trip, and the first trip of each pattern.

    Trips are of one pattern when their line, direction, stops and where passengers may get on and off agree.
    """
    trip = calls.calls["trip"].to_numpy()
    rows = np.split(calls.calls[["stop", "board", "alight"]].to_numpy(np.int64), np.flatnonzero(np.diff(trip)) + 1)
    known: dict[tuple[object, ...], int] = {}
    about = calls.trips[["route", "direction", "timed"]].astype(str).itertuples(index=False)
    pattern = np.array([known.setdefault((*a, r.tobytes()), len(known)) for a, r in zip(about, rows, strict=True)])
    return pattern, np.unique(pattern, return_index=True)[1]


def _patterns(calls: Calls, pattern: Numbers, first: Numbers, tables: GtfsTables) -> pd.DataFrame:
    """Return route, line, mode, direction and direction_id of each pattern."""
    route = tables.routes.iloc[calls.trips["route"].to_numpy()[first]]
    line = route["ref"].fillna(route["name"]).fillna(route["route_id"]).astype("str").str.strip()
    last = calls.calls.drop_duplicates("trip", keep="last")["stop"].to_numpy()[first]
    signs = calls.trips["head_sign"].groupby(pattern).agg(lambda names: names.mode().iloc[0] if names.any() else "")
    ends = tables.stops["name"].iloc[last].to_numpy()
    return pd.DataFrame(
        {
            "route": route.index.astype("str"),
            "line": line.to_numpy(),
            "mode": route["mode"].to_numpy(),
            "direction": np.where(signs == "", ends, signs),
            "direction_id": calls.trips["direction"].fillna("").to_numpy()[first],
        }
    ).rename_axis("pattern")


def _pattern_calls(
    calls: Calls, pattern: Numbers, first: Numbers, patterns: pd.DataFrame, tables: GtfsTables, recipe: Recipe
) -> tuple[pd.DataFrame, Report]:
    """Return the calls of each pattern, with the mean of the times of its trips or an estimate."""
    chosen = np.zeros(len(pattern), bool)
    chosen[first] = True
    of_patterns = calls.of(chosen)  # trip is now the pattern: both are numbered in order of appearance
    table, timed = of_patterns.calls, of_patterns.trips["timed"].to_numpy(bool)
    lines = zip(patterns["mode"][~timed], patterns["line"][~timed], strict=True)
    speeds = np.array([recipe.transit.speed_kmh(mode=mode, line=line) for mode, line in lines])
    ways, untimed_rows = ride_ways(of_patterns, tables), ~timed[table["trip"].to_numpy()]
    ride_s = np.zeros(len(table))
    ride_s[untimed_rows], report = estimated_rides(of_patterns.of(~timed), tables, ways[untimed_rows], speeds)
    ride_s[~untimed_rows] = _mean_rides(calls.of(calls.trips["timed"].to_numpy(bool)), pattern[calls.trips["timed"]])
    made = {
        "pattern": table["trip"],
        "stop": tables.stops.index.astype("str")[table["stop"]],
        "ride_s": ride_s.round(1),
        "board": table["board"],
        "alight": table["alight"],
        "way": shapely.to_wkb(shapely.simplify(ways, WAY_TOLERANCE_M)),
    }
    return pd.DataFrame(made), report


def _mean_rides(calls: Calls, pattern: Numbers) -> NDArray[np.float64]:
    """Return the mean seconds from arrival to arrival (at the first stop from departure) at each call of a pattern."""
    table = calls.calls
    nth = table.groupby("trip").cumcount()
    since = table["arrival_s"].where(nth > 0, table["departure_s"])
    ride_s = since.diff().where(nth > 0, 0.0)
    return ride_s.groupby([pattern[table["trip"]], nth.to_numpy()]).mean().to_numpy()


def _runs(calls: Calls, pattern: Numbers, frequencies: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, Report]:
    """Return the tables `trips` and `stop_times`: each trip once, or as often as frequencies.txt has it."""
    trips, times = calls.trips, calls.calls
    often, report = departures_of(frequencies)
    number = pd.Index(trips["trip_id"]).get_indexer(often["trip_id"])
    shift_s = often["departure_s"].to_numpy()[number >= 0] - trips["starts_s"].to_numpy()[number[number >= 0]]
    once = np.setdiff1d(np.arange(len(trips)), number)
    run = np.concatenate([once, number[number >= 0]])
    shift_s = np.concatenate([np.zeros(len(once)), shift_s])
    order = np.lexsort((shift_s, run))
    run, shift_s = run[order], shift_s[order]
    length = np.bincount(times["trip"], minlength=len(trips))
    begins = (np.cumsum(length) - length)[run]
    first = np.cumsum(length[run]) - length[run]
    rows = np.repeat(begins - first, length[run]) + np.arange(length[run].sum())
    shifted = {n: times[n].to_numpy()[rows] + np.repeat(shift_s, length[run]) for n in ("arrival_s", "departure_s")}
    table = trips.iloc[run][["trip_id", "service"]].assign(pattern=pattern[run], first=first)
    table = table.reset_index(drop=True).rename_axis("trip")
    return _texts(table), pd.DataFrame(shifted).round().astype(np.int32), report


def _stops(tables: GtfsTables, served: pd.Series) -> pd.DataFrame:
    stops = tables.stops[tables.stops.index.isin(served)]
    columns = {
        "name": stops["name"],
        "x_m": stops.geometry.x,
        "y_m": stops.geometry.y,
        "wheelchair": stops["wheelchair"],
    }
    return _texts(pd.DataFrame(columns).set_axis(stops.index.astype("str")).rename_axis("stop"))


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with all its texts of one type, as they come back from a file."""
    texts = [name for name in table if table[name].dtype.kind == "O" or isinstance(table[name].dtype, pd.StringDtype)]
    return table.astype(dict.fromkeys(texts, "str"))


def _with_headways(timetable: Timetable) -> Timetable:
    """Return the timetable with the mean headway of each pattern that has times, in the daytime of a normal weekday."""
    day = timetable.normal_weekday
    if day is None:
        return timetable
    counted = timetable.by_day & timetable.running_on(day)[timetable.service_of_trip]
    count = np.bincount(timetable.trips["pattern"][counted], minlength=len(timetable.patterns))
    headway_s = np.divide(DAYTIME_S[1] - DAYTIME_S[0], count, out=np.full(len(count), np.nan), where=count > 0)
    patterns = timetable.patterns
    return replace(timetable, patterns=patterns.assign(headway_s=patterns["headway_s"].fillna(pd.Series(headway_s))))
