"""The lines of the embedded city and their timetable: a tram or bus on each main street, invented."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString

from .gtfs import GtfsTables

MAIN_ROADS = ("primary", "secondary", "tertiary")
FEWEST_STOPS = 3
STOPPED_S = 20
SPEED_KMH = {"tram": 22.0, "bus": 24.0}  # between stops
FIRST_REF = {"tram": 1, "bus": 11}
TURN_S = 180  # the vehicles of the other direction leave their end so much later
OPERATORS = {"tram": "Tramvaiele Demo", "bus": "Autobuzele Demo"}
COLOURS = {"tram": "#cc3311", "bus": "#0077bb"}
# minutes from one vehicle to the next, from each hour on; the last ones run past midnight, as on summer nights
HOURS = (5, 6, 9, 15, 19, 22, 25)
HEADWAYS_MIN: Mapping[tuple[str, str], Sequence[int]] = {
    ("tram", "weekday"): (12, 6, 8, 6, 10, 20),
    ("tram", "weekend"): (20, 12, 10, 10, 12, 20),
    ("bus", "weekday"): (20, 10, 15, 10, 20, 30),
    ("bus", "weekend"): (30, 20, 20, 20, 30, 30),
}
SERVICES = {"weekday": "1111100", "weekend": "0000011"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class _Line:
    """A line on one street: its ref, mode, way, and for each direction the stops (ids) and metres along the way."""

    street: str
    ref: str
    mode: str
    way: LineString
    stops: tuple[Sequence[str], Sequence[str]]
    at_m: tuple[NDArray[np.float64], NDArray[np.float64]]


def demo_feed(tables: Mapping[str, gpd.GeoDataFrame]) -> GtfsTables:
    """Return the feed of the embedded city: lines along its main streets that serve the stops beside them.

    `tables` are the raw tables of `geodata.demo`; the feed's stops are those of the table `transit`, under the
    same ids. Every day of the years 2020 to 2049 has a timetable, by frequencies that change with the hour.
    """
    stops = tables["transit"]
    lines = list(_lines(tables["streets"], stops))
    names = stops["name"]
    parts = [_trips(line, names) for line in lines]
    trips, stop_times, frequencies = (pd.concat([part[i] for part in parts], ignore_index=True) for i in range(3))
    shapes = {f"{li.ref}_{d}": li.way if d == 0 else li.way.reverse() for li in lines for d in (0, 1)}
    return GtfsTables(
        stops=_stops(stops, lines),
        routes=_routes(lines, names, str(stops.crs)),
        trips=trips,
        stop_times=stop_times,
        calendar=_calendar(),
        calendar_dates=pd.DataFrame(columns=["service_id", "date"], dtype="str"),
        frequencies=frequencies,
        shapes=pd.Series(shapes, dtype=object),
        time_zone="Europe/Bucharest",
    )


def _lines(streets: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> Iterator[_Line]:
    """Yield a tram for each street with tram stops, then a bus for each other main street with stops."""
    ways = _main_ways(streets)
    is_tram = (stops["railway"] == "tram_stop").to_numpy()
    for mode, served in (("tram", stops[is_tram]), ("bus", stops[~is_tram])):
        names, lines = list(ways), np.array(list(ways.values()), dtype=object)
        nearest = shapely.STRtree(lines).nearest(served.geometry.to_numpy())
        ref = FIRST_REF[mode]
        for i in np.unique(nearest):
            line = _line(names[i], str(ref), mode, lines[i], served[nearest == i])
            if min(map(len, line.stops)) >= FEWEST_STOPS:
                ref += 1
                del ways[names[i]]
                yield line


def _main_ways(streets: gpd.GeoDataFrame) -> dict[str, LineString]:
    """Return the longest run of each main street, by its name."""
    main = streets[streets["highway"].isin(MAIN_ROADS) & streets["name"].notna()]
    merged = {
        str(name): shapely.line_merge(shapely.multilinestrings(parts.to_numpy()))
        for name, parts in main.groupby("name")["geometry"]
    }
    return {name: max(shapely.get_parts(way), key=shapely.length) for name, way in merged.items()}


def _line(street: str, ref: str, mode: str, way: LineString, stops: gpd.GeoDataFrame) -> _Line:
    """Return the line of a street: stops on the right of its way serve who goes along it, the others who comes back."""
    at_m = shapely.line_locate_point(way, stops.geometry.to_numpy())
    here, ahead = (shapely.get_coordinates(shapely.line_interpolate_point(way, at_m + step)) for step in (-1, 1))
    beside = shapely.get_coordinates(stops.geometry.to_numpy()) - here
    left = (ahead - here)[:, 0] * beside[:, 1] - (ahead - here)[:, 1] * beside[:, 0] > 0
    there, back = np.flatnonzero(~left), np.flatnonzero(left)
    there, back = there[np.argsort(at_m[there])], back[np.argsort(-at_m[back])]
    along, against = at_m[there], way.length - at_m[back]
    if way.is_closed and len(there) and len(back):  # a ring comes round to its first stop
        there, back = np.append(there, there[0]), np.append(back, back[0])
        along, against = np.append(along, along[0] + way.length), np.append(against, against[0] + way.length)
    ids = stops.index.to_numpy()
    return _Line(street, ref, mode, way, (ids[there], ids[back]), (along, against))


def _trips(line: _Line, names: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the rows of trips, stop_times and frequencies of a line."""
    trips, times, frequencies = [], [], []
    for direction, (stops, at_m) in enumerate(zip(line.stops, line.at_m, strict=True)):
        nth = np.arange(len(stops))
        arrival_s = np.round((at_m - at_m[0]) / (SPEED_KMH[line.mode] / 3.6) + STOPPED_S * np.maximum(nth - 1, 0))
        departure_s = arrival_s + STOPPED_S * ((nth > 0) & (nth < len(nth) - 1))
        for service in SERVICES:
            trip = f"{line.ref}_{direction}_{service}"
            trips.append((line.ref, trip, service, names[stops[-1]], str(direction), f"{line.ref}_{direction}"))
            called = {"stop_id": stops, "stop_sequence": nth, "arrival_s": arrival_s, "departure_s": departure_s}
            times.append(pd.DataFrame({"trip_id": trip, **called}))
            late_s = direction * TURN_S
            for start, end, minutes in zip(HOURS, HOURS[1:], HEADWAYS_MIN[line.mode, service], strict=False):
                bounds = _clock(start * 3600 + late_s), _clock(end * 3600 + late_s)
                frequencies.append((trip, *bounds, str(minutes * 60)))
    columns = ["route_id", "trip_id", "service_id", "trip_headsign", "direction_id", "shape_id"]
    return (
        pd.DataFrame(trips, columns=columns, dtype="str"),
        pd.concat(times, ignore_index=True).astype({"trip_id": "str", "stop_id": "str"}),
        pd.DataFrame(frequencies, columns=["trip_id", "start_time", "end_time", "headway_secs"], dtype="str"),
    )


def _departures(mode: str, service: str) -> int:
    """Return how many vehicles leave one end on a day."""
    bands = zip(np.diff(HOURS), HEADWAYS_MIN[mode, service], strict=True)
    return sum(math.ceil(hours * 60 / minutes) for hours, minutes in bands)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _stops(stops: gpd.GeoDataFrame, lines: Sequence[_Line]) -> gpd.GeoDataFrame:
    rows = [(stop, line.ref, line.mode) for line in lines for stops_there in line.stops for stop in stops_there]
    calls = pd.DataFrame(rows, columns=["id", "ref", "mode"])
    called = calls.drop_duplicates().groupby("id").agg({"ref": ", ".join, "mode": "first"})
    table = stops[["name", "geometry"]].assign(
        stop_id=stops.index, code=None, kind="stop", parent=None, platform=None, wheelchair=None
    )
    return table.assign(lines=called["ref"].reindex(stops.index), modes=called["mode"].reindex(stops.index))


def _routes(lines: Sequence[_Line], names: pd.Series, crs: str) -> gpd.GeoDataFrame:
    rows = []
    for line in lines:
        ends = [str(names[stops[-1]]) for stops in line.stops]
        rows.append(
            {
                "route_id": line.ref,
                "ref": line.ref,
                "name": line.street,
                "mode": line.mode,
                "colour": COLOURS[line.mode],
                "direction": " / ".join(dict.fromkeys(ends)),
                "operator": OPERATORS[line.mode],
                "trips": 2 * sum(_departures(line.mode, service) for service in SERVICES),
                "geometry": line.way,
            }
        )
    ids = pd.Index([f"demo/line/{line.ref}" for line in lines], dtype=object, name="id")
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=crs).set_axis(ids)


def _calendar() -> pd.DataFrame:
    rows = [(name, *days, "20200101", "20491231") for name, days in SERVICES.items()]
    return pd.DataFrame(rows, columns=["service_id", *WEEKDAYS, "start_date", "end_date"], dtype="str")
