"""Public transport from a GTFS feed: stops, lines, and the tables of its timetable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .errors import InputError
from .frame import CityFrame
from .gtfs_feed import FEED, Feed, coordinates, read_feed, with_seconds
from .gtfs_lines import line_geometry, shape_lines, shape_places
from .language import N_
from .report import Report, ReportEntry, report_of

STOPS, LINES = "gtfs_stops", "transit_lines"  # names of entries in a report

# route_type of the GTFS reference; then the hundreds of the extended types
MODES: Mapping[int, str] = {
    0: "tram", 1: "subway", 2: "train", 3: "bus", 4: "ferry", 5: "cable_tram", 6: "aerialway", 7: "funicular",
    11: "trolleybus", 12: "monorail",
}  # fmt: skip
EXTENDED_MODES: Mapping[int, str] = {
    1: "train", 2: "coach", 3: "train", 4: "subway", 5: "subway", 6: "subway", 7: "bus", 8: "trolleybus", 9: "tram",
    10: "ferry", 12: "ferry", 13: "aerialway", 14: "funicular", 15: "taxi",
}  # fmt: skip
STOP_KINDS: Mapping[str, str] = {"0": "stop", "1": "station", "2": "entrance", "3": "node", "4": "boarding_area"}
WHEELCHAIR: Mapping[str, str] = {"1": "yes", "2": "no"}

NO_TIMES = N_("feed without times: stops and lines are kept, there is no exact timetable")
NO_CALENDAR = N_("feed without a calendar: it is not known on which days its trips run")
NO_STOP_ID = N_("stop without an id")
TWICE = N_("id that stands in the file before")
NO_COORDINATES = N_("without usable coordinates")
OUTSIDE = N_("outside the city's bounds")
CUT = N_("line that leaves the city, cut at its bounds")
NO_WAY = N_("line without a way: no shape, and no stops in order")
UNKNOWN_MODE = N_("line of an unknown kind")
BAD_ZONE = N_("time zone that nobody knows")


@dataclass(frozen=True)
class GtfsTables:
    """A feed over a city: what can be drawn, and the timetable as it stands in the feed.

    `stops`: points, index "gtfs/stop/<stop_id>"; stop_id, name, code, kind (stop, station, entrance, node,
    boarding_area), parent (an id of this table or None), platform, wheelchair (yes, no, None), lines
    ("1, 2, E4") and modes ("bus, tram") that call there.
    `routes`: lines, index "gtfs/route/<route_id>"; route_id, ref (short name), name (long name), mode, colour
    (#rrggbb or None), direction (head signs, "A / B"), operator, trips (how many; 0 where unknown).
    The rest are plain tables of text, empty where the feed has none, with all stops of the feed and not only
    those in the city; `stop_times` has the numbers `stop_sequence`, `arrival_s` and `departure_s` (seconds after
    the midnight the service day begins with, beyond 86400 for trips after it). `shapes` are the ways of the trips,
    whole and in the order they are run, index shape_id; `time_zone` is that of the times ("Europe/Bucharest").
    """

    stops: gpd.GeoDataFrame
    routes: gpd.GeoDataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    frequencies: pd.DataFrame
    shapes: pd.Series = field(default_factory=lambda: pd.Series(dtype=object))
    time_zone: str | None = None

    @property
    def has_times(self) -> bool:
        """Whether the feed says when anything departs."""
        return bool(self.stop_times["departure_s"].notna().any())


def read_gtfs(path: Path, *, frame: CityFrame) -> tuple[GtfsTables, Report]:
    """Return stops and lines of a zipped GTFS feed in the frame's CRS, and what was dropped, cut and assumed.

    Stops outside the frame are dropped, lines are cut at it. In the report stops are `gtfs_stops`, lines
    `transit_lines`, the rest of the feed `gtfs`; for the first two found = kept + dropped. Raises InputError for
    a file that is no feed or a feed of another place.
    """
    feed, report = read_feed(path)
    stop_times, timed = with_seconds(feed["stop_times"])
    places, shaped = shape_places(feed, frame=frame)
    routes, drawn = _routes(feed, places, frame)
    time_zone, zoned = _time_zone(feed)
    stops, placed = _stops(feed, frame, path)
    tables = GtfsTables(
        stops=stops,
        routes=routes,
        trips=feed["trips"],
        stop_times=stop_times,
        calendar=feed["calendar"],
        calendar_dates=feed["calendar_dates"],
        frequencies=feed["frequencies"],
        shapes=shape_lines(places),
        time_zone=time_zone,
    )
    if not tables.has_times:
        timed += report_of(FEED, "assumed", NO_TIMES, [path.name])
    if tables.calendar.empty and tables.calendar_dates.empty:
        timed += report_of(FEED, "assumed", NO_CALENDAR, [path.name])
    return tables, report + timed + zoned + placed + shaped + drawn


def _stops(feed: Feed, frame: CityFrame, path: Path) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the stops inside the frame, each with the lines that call there."""
    raw = feed["stops"]
    ids = raw["stop_id"]
    lon, lat = coordinates(raw, "stop_lon", "stop_lat")
    x, y = frame.from_lonlat_points(lon, lat)
    xmin, ymin, xmax, ymax = frame.bounds
    here = (x >= xmin) & (x <= xmax) & (y >= ymin) & (y <= ymax)
    placed = np.isfinite(lon) & np.isfinite(lat)
    if not here.any():
        raise _elsewhere(lon[placed], lat[placed], frame, path)
    named, twice = ids.notna().to_numpy(bool), ids.duplicated().to_numpy(bool)
    keep = here & named & ~twice
    report = report_of(STOPS, "dropped", NO_STOP_ID, [f"stops.txt:{n + 2}" for n in np.flatnonzero(~named)])
    report += report_of(STOPS, "dropped", TWICE, ids[named & twice])
    report += report_of(STOPS, "dropped", NO_COORDINATES, ids[named & ~twice & ~placed])
    report += report_of(STOPS, "dropped", OUTSIDE, ids[named & ~twice & placed & ~here])
    parent = _column(raw, "parent_station")
    columns = {
        "stop_id": ids,
        "name": _column(raw, "stop_name"),
        "code": _column(raw, "stop_code"),
        "kind": _column(raw, "location_type").fillna("0").map(STOP_KINDS),
        "parent": ("gtfs/stop/" + parent).where(parent.isin(ids[keep])),
        "platform": _column(raw, "platform_code"),
        "wheelchair": _column(raw, "wheelchair_boarding").map(WHEELCHAIR),
    }
    table = pd.DataFrame(columns)[keep].join(_calls(feed), on="stop_id")
    table = _with_none(table).set_axis("gtfs/stop/" + table["stop_id"].astype(object)).rename_axis("id")
    counts = _counts(STOPS, len(raw), len(table), path)
    return gpd.GeoDataFrame(table, geometry=shapely.points(x[keep], y[keep]), crs=frame.crs), counts + report


def _elsewhere(lon: np.ndarray, lat: np.ndarray, frame: CityFrame, path: Path) -> InputError:
    if not len(lon):
        return InputError(N_("{file}: none of its stops has coordinates. Get the feed again."), file=path)
    west, south, east, north = frame.bounds_lonlat
    return InputError(
        N_("{file}: no stop lies in the city. The feed is near {lon:.3f} E, {lat:.3f} N, the city near "
           "{city_lon:.3f} E, {city_lat:.3f} N. Give the feed of the city."),
        file=path, lon=float(np.median(lon)), lat=float(np.median(lat)),
        city_lon=(west + east) / 2, city_lat=(south + north) / 2,
    )  # fmt: skip


def _calls(feed: Feed) -> pd.DataFrame:
    """Return the lines and modes that call at each stop, as text; index: stop_id."""
    calls = feed["stop_times"][["trip_id", "stop_id"]].merge(feed["trips"][["trip_id", "route_id"]], on="trip_id")
    calls = calls[["stop_id", "route_id"]].drop_duplicates()
    routes = feed["routes"].drop_duplicates("route_id").set_index("route_id")
    calls = calls[calls["route_id"].isin(routes.index)]
    calls["lines"] = calls["route_id"].map(_names(routes))
    calls["modes"] = calls["route_id"].map(_modes(routes))
    return calls.groupby("stop_id")[["lines", "modes"]].agg(_listed)


def _listed(names: pd.Series) -> str:
    return ", ".join(sorted(set(names), key=_natural))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts 2 before 11 and E4 before E10."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", name)]


def _routes(feed: Feed, places: pd.DataFrame, frame: CityFrame) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the lines that run in the frame, cut at its bounds."""
    raw = feed["routes"]
    twice = (raw["route_id"].duplicated() | raw["route_id"].isna()).to_numpy(bool)
    routes = raw[~twice].set_index("route_id")
    lines, drawn = line_geometry(feed, places, frame=frame)
    whole = routes.index.to_series().map(lines).to_numpy(dtype=object)
    whole = np.array([g if isinstance(g, shapely.Geometry) else None for g in whole], dtype=object)
    inside = shapely.line_merge(shapely.clip_by_rect(whole, *frame.bounds))
    bare = shapely.is_missing(whole)
    keep = ~bare & ~shapely.is_empty(inside)
    cut = keep & (shapely.length(inside) < shapely.length(whole) - 0.01)
    modes = _modes(routes)
    report = report_of(LINES, "dropped", TWICE, raw["route_id"][twice])
    report += report_of(LINES, "dropped", NO_WAY, routes.index[bare])
    report += report_of(LINES, "dropped", OUTSIDE, routes.index[~bare & ~keep])
    report += report_of(LINES, "repaired", CUT, routes.index[cut])
    report += report_of(LINES, "assumed", UNKNOWN_MODE, routes.index[keep & (modes == "other").to_numpy(bool)])
    table = pd.DataFrame(
        {
            "ref": _column(routes, "route_short_name"),
            "name": _column(routes, "route_long_name"),
            "mode": modes,
            "colour": _colours(_column(routes, "route_color")),
            "direction": _head_signs(feed["trips"]).reindex(routes.index),
            "operator": _operators(feed, routes),
            "trips": feed["trips"]["route_id"].value_counts().reindex(routes.index, fill_value=0),
        }
    )[keep]
    table = _with_none(table.rename_axis("route_id").reset_index())
    table = table.set_axis("gtfs/route/" + table["route_id"].astype(object)).rename_axis("id")
    counts = _counts(LINES, len(raw), len(table), Path("routes.txt")) if len(raw) else Report()
    return gpd.GeoDataFrame(table, geometry=inside[keep], crs=frame.crs), counts + drawn + report


def _counts(layer: str, found: int, kept: int, path: Path) -> Report:
    return Report(
        (
            ReportEntry(layer, "found", N_("objects in the feed"), found, (path.name,)),
            ReportEntry(layer, "kept", N_("objects of the feed in the city"), kept, (path.name,)),
        )
    )


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name] if name in table else pd.Series(np.nan, index=table.index, dtype="str")


def _with_none(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with None for missing text."""
    texts = [str(name) for name in table if table[name].dtype.kind not in "iuf"]
    return table.assign(**{name: table[name].astype(object).where(table[name].notna(), None) for name in texts})


def _names(routes: pd.DataFrame) -> pd.Series:
    """Return the short name of each route, else its long name, else its id."""
    ids = routes.index.to_series()
    return _column(routes, "route_short_name").fillna(_column(routes, "route_long_name")).fillna(ids)


def _modes(routes: pd.DataFrame) -> pd.Series:
    numbers = pd.to_numeric(_column(routes, "route_type"), errors="coerce").fillna(-1).astype(int)
    return numbers.map(lambda n: MODES.get(n) or EXTENDED_MODES.get(n // 100 if n >= 100 else -1, "other"))


def _colours(texts: pd.Series) -> pd.Series:
    good = texts.str.fullmatch(r"[0-9a-fA-F]{6}").fillna(False).astype(bool)
    return ("#" + texts.str.lower()).where(good)


def _time_zone(feed: Feed) -> tuple[str | None, Report]:
    """Return the time zone of the feed's agencies, which GTFS asks to be one; None where it names none that exists."""
    named = _column(feed["agency"], "agency_timezone").dropna()
    if named.empty:
        return None, Report()
    try:
        return ZoneInfo(named.iloc[0]).key, Report()
    except (ZoneInfoNotFoundError, ValueError):
        return None, report_of(FEED, "dropped", BAD_ZONE, [named.iloc[0]])


def _head_signs(trips: pd.DataFrame) -> pd.Series:
    """Return the commonest head sign of each direction of each route, joined; index: route_id."""
    if "trip_headsign" not in trips:
        return pd.Series(dtype=object)
    signs = trips.assign(direction=_column(trips, "direction_id").fillna("")).dropna(subset=["trip_headsign"])
    counted = signs.groupby(["route_id", "direction", "trip_headsign"]).size().reset_index(name="count")
    counted = counted.sort_values(["route_id", "direction", "count"], ascending=[True, True, False], kind="stable")
    first = counted.drop_duplicates(["route_id", "direction"])
    return first.groupby("route_id")["trip_headsign"].agg(lambda names: " / ".join(dict.fromkeys(names)))


def _operators(feed: Feed, routes: pd.DataFrame) -> pd.Series:
    agency = feed["agency"]
    names = _column(agency, "agency_name")
    if len(agency) == 1:
        return pd.Series(names.iloc[0], index=routes.index)
    known = names.set_axis(_column(agency, "agency_id").fillna(""))
    return _column(routes, "agency_id").map(known[~known.index.duplicated()])
