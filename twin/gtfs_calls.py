"""The calls of a feed's trips: which stop, in which order, at what time, put right where a feed is not."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.gtfs import GtfsTables
from geodata.language import N_
from geodata.report import Report, ReportEntry, report_of

TIMETABLE = "timetable"  # the name of these entries in a report
LONGEST_S = 3 * 86400  # a trip of a city ends within three days

FOUND = N_("trips in the feed")
NO_TRIP_ID = N_("trip without an id, or with one that stands in the file before")
NO_LINE = N_("trip of a line that is not in the city")
NO_CALLS = N_("trip with fewer than two stops in the city")
CUT = N_("trip that leaves the city, its stops inside kept")
NO_ORDER = N_("call without a place in the order of its trip, or with one that is taken")
STRANGE_TRIP = N_("calls of a trip that the feed does not have")
BETWEEN = N_("call without a time, timed evenly between the calls before and after")
UNTIMED_ENDS = N_("call without a time at the start or end of a timed trip")
BACKWARDS = N_("trip whose times run backwards, or for more than three days")


@dataclass(frozen=True)
class Calls:
    """The trips of a feed and their calls in order.

    `trips`: index 0, 1, …; trip_id, route (row of the feed's routes), direction, service, head_sign, shape, timed,
    starts_s (departure at the first stop, which may lie outside the city).
    `calls`: trip, stop (row of the feed's stops), arrival_s, departure_s (NaN in trips without times), board, alight.
    """

    trips: pd.DataFrame
    calls: pd.DataFrame

    def of(self, keep: NDArray[np.bool_]) -> "Calls":
        """Return the trips to keep, numbered anew, and their calls."""
        numbers = np.cumsum(keep) - 1
        calls = self.calls[keep[self.calls["trip"].to_numpy()]]
        calls = calls.assign(trip=numbers[calls["trip"].to_numpy()]).reset_index(drop=True)
        return Calls(self.trips[keep].reset_index(drop=True), calls)


def calls_of(tables: GtfsTables) -> tuple[Calls, Report]:
    """Return the trips that stop at least twice in the city, and why the others are left out."""
    trips, report = _trips(tables)
    ordered, put_right = _ordered(tables.stop_times, trips)
    report += put_right
    stop = pd.Index(tables.stops["stop_id"]).get_indexer(ordered["stop_id"])
    calls = pd.DataFrame(
        {
            "trip": ordered["trip"],
            "stop": stop,
            "arrival_s": ordered["arrival_s"].fillna(ordered["departure_s"]),
            "departure_s": ordered["departure_s"].fillna(ordered["arrival_s"]),
            "board": _column(ordered, "pickup_type") != "1",
            "alight": _column(ordered, "drop_off_type") != "1",
        }
    )
    made, timed = _timed(Calls(trips, calls))
    inside, cut = _in_the_city(made)
    return inside, report + timed + cut


def _trips(tables: GtfsTables) -> tuple[pd.DataFrame, Report]:
    raw = tables.trips
    ids = raw["trip_id"]
    named = (ids.notna() & ~ids.duplicated()).to_numpy(bool)
    route = pd.Index(tables.routes["route_id"]).get_indexer(raw["route_id"])
    keep = named & (route >= 0)
    report = Report((ReportEntry(TIMETABLE, "found", FOUND, len(raw)),)) if len(raw) else Report()
    report += report_of(TIMETABLE, "dropped", NO_TRIP_ID, ids[~named])
    report += report_of(TIMETABLE, "dropped", NO_LINE, ids[named & (route < 0)])
    columns = {"direction": "direction_id", "service": "service_id", "head_sign": "trip_headsign", "shape": "shape_id"}
    table = pd.DataFrame({"trip_id": ids, "route": route} | {n: _column(raw, c) for n, c in columns.items()})
    return table[keep].reset_index(drop=True), report


def _ordered(stop_times: pd.DataFrame, trips: pd.DataFrame) -> tuple[pd.DataFrame, Report]:
    """Return the calls of known trips in order, each place in the order once."""
    trip = pd.Index(trips["trip_id"]).get_indexer(stop_times["trip_id"])
    rows = stop_times.assign(trip=trip)
    strange = rows["trip_id"][trip < 0].unique()
    rows = rows[trip >= 0].sort_values(["trip", "stop_sequence"], kind="stable")
    bad = rows["stop_sequence"].isna() | rows.duplicated(["trip", "stop_sequence"])
    examples = rows["trip_id"][bad] + " " + rows["stop_id"][bad].fillna("–")
    report = report_of(TIMETABLE, "repaired", NO_ORDER, examples)
    report += report_of(TIMETABLE, "repaired", STRANGE_TRIP, strange)
    return rows[~bad].reset_index(drop=True), report


def _timed(made: Calls) -> tuple[Calls, Report]:
    """Return the trips with all their times, or with none where fewer than two calls have one."""
    trips, calls = made.trips, made.calls
    trip = calls["trip"].to_numpy()
    known = calls["departure_s"].notna().to_numpy()
    timed = np.bincount(trip[known], minlength=len(trips)) >= 2
    calls, between = _between(calls, known & timed[trip])
    ends = timed[trip] & calls["departure_s"].isna().to_numpy()
    calls.loc[~timed[trip], ["arrival_s", "departure_s"]] = np.nan
    report = report_of(TIMETABLE, "repaired", BETWEEN, trips["trip_id"].to_numpy()[trip[between]])
    report += report_of(TIMETABLE, "repaired", UNTIMED_ENDS, trips["trip_id"].to_numpy()[trip[ends]])
    calls = calls[~ends].reset_index(drop=True)
    backwards = _backwards(calls, len(trips))
    report += report_of(TIMETABLE, "dropped", BACKWARDS, trips["trip_id"][backwards])
    starts_s = calls.drop_duplicates("trip").set_index("trip")["departure_s"].reindex(range(len(trips)))
    trips = trips.assign(timed=timed, starts_s=starts_s.to_numpy())
    return Calls(trips, calls).of(~backwards), report


def _between(calls: pd.DataFrame, known: NDArray[np.bool_]) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the calls with times between known ones of the same trip, evenly, and which calls got one."""
    trip, rows = calls["trip"].to_numpy(), np.arange(len(calls))
    before = np.maximum.accumulate(np.where(known, rows, -1))
    after = np.minimum.accumulate(np.where(known, rows, len(rows))[::-1])[::-1]
    between = ~known & (before >= 0) & (after < len(rows))
    between[between] = (trip[before[between]] == trip[between]) & (trip[after[between]] == trip[between])
    start, end, at = before[between], after[between], rows[between]
    left, reached = calls["departure_s"].to_numpy()[start], calls["arrival_s"].to_numpy()[end]
    times = np.round(left + (reached - left) * (at - start) / (end - start))
    arrival, departure = calls["arrival_s"].to_numpy(copy=True), calls["departure_s"].to_numpy(copy=True)
    arrival[between] = departure[between] = times
    return calls.assign(arrival_s=arrival, departure_s=departure), between


def _backwards(calls: pd.DataFrame, count: int) -> NDArray[np.bool_]:
    """Return which trips leave before they arrive, arrive before they left, or never end."""
    trip, arrival, departure = (calls[name].to_numpy() for name in ("trip", "arrival_s", "departure_s"))
    bad = (departure < arrival) | (departure > LONGEST_S)
    bad[1:] |= (trip[1:] == trip[:-1]) & (arrival[1:] < departure[:-1])
    return np.asarray(np.bincount(trip[bad], minlength=count) > 0)


def _in_the_city(made: Calls) -> tuple[Calls, Report]:
    trip, inside = made.calls["trip"].to_numpy(), made.calls["stop"].to_numpy() >= 0
    count = np.bincount(trip[inside], minlength=len(made.trips))
    whole = np.bincount(trip, minlength=len(made.trips)) == count
    ids = made.trips["trip_id"]
    report = report_of(TIMETABLE, "dropped", NO_CALLS, ids[count < 2])
    report += report_of(TIMETABLE, "repaired", CUT, ids[(count >= 2) & ~whole])
    calls = made.calls[inside].reset_index(drop=True)
    return Calls(made.trips, calls).of(count >= 2), report


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name] if name in table else pd.Series(np.nan, index=table.index, dtype="str")
