"""The ways that public-transport lines run, put together from the shapes of a feed or the order of its stops."""

import numpy as np
import pandas as pd
import shapely

from .frame import CityFrame
from .gtfs_feed import FEED, Feed, coordinates
from .language import N_
from .report import Report, report_of

STEP_M = 0.01  # points nearer than this are the same place

SHORT_SHAPE = N_("shape of fewer than two places")
UNUSED_SHAPE = N_("shape of no line")
BAD_POINT = N_("shape point without usable coordinates")
SHAPES_BY_NAME = N_("no trips: shapes belong to the line whose id their name begins with")
STOP_ORDER = N_("line without shapes, drawn straight from stop to stop")


def line_geometry(feed: Feed, places: pd.DataFrame, *, frame: CityFrame) -> tuple[pd.Series, Report]:
    """Return one geometry for each route that has a way, in the frame's CRS; index: route_id.

    A line is every stretch it runs on, once: all its shapes (`places`), of both directions and all variants,
    without repeating what they share. A route without shapes runs straight from stop to stop.
    """
    owners, owner_report = _shape_owners(feed, places)
    segments = _segments(places, owners)
    without = feed["routes"]["route_id"][~feed["routes"]["route_id"].isin(segments["route"])]
    trips = feed["trips"][feed["trips"]["route_id"].isin(without)]
    by_stops = _segments(_stop_places(feed, trips, frame), _pairs(trips["trip_id"], trips["route_id"]))
    straight = report_of("transit_lines", "assumed", STOP_ORDER, by_stops["route"].unique())
    lines = _merged(pd.concat([segments, by_stops]))
    return lines, owner_report + straight


def _pairs(path: pd.Series, route: pd.Series) -> pd.DataFrame:
    pairs = pd.DataFrame({"path": path.to_numpy(dtype=object), "route": route.to_numpy(dtype=object)})
    return pairs.dropna().drop_duplicates()


def shape_places(feed: Feed, *, frame: CityFrame) -> tuple[pd.DataFrame, Report]:
    """Return the points of all shapes in order: path, x, y."""
    shapes = feed["shapes"]
    lon, lat = coordinates(shapes, "shape_pt_lon", "shape_pt_lat")
    order = pd.to_numeric(shapes["shape_pt_sequence"], errors="coerce")
    good = np.isfinite(lon) & np.isfinite(lat) & order.notna().to_numpy() & shapes["shape_id"].notna().to_numpy()
    named = shapes["shape_id"].astype(str) + " " + shapes["shape_pt_sequence"].astype(str)
    x, y = frame.from_lonlat_points(lon, lat)
    places = pd.DataFrame({"path": shapes["shape_id"], "order": order, "x": x, "y": y})[good]
    places = places.sort_values(["path", "order"], kind="stable")
    counts = places.drop_duplicates(["path", "x", "y"])["path"].value_counts()
    known = pd.unique(shapes["shape_id"].dropna())
    short = [name for name in known if counts.get(name, 0) < 2]
    report = report_of(FEED, "dropped", BAD_POINT, named[~good])
    return places[~places["path"].isin(short)], report + report_of(FEED, "dropped", SHORT_SHAPE, short)


def shape_lines(places: pd.DataFrame) -> pd.Series:
    """Return each shape as a vehicle runs along it, in the frame's CRS, not cut; index: shape_id."""
    if places.empty:
        return pd.Series(dtype=object)
    codes, names = pd.factorize(places["path"])
    lines = shapely.linestrings(places[["x", "y"]].to_numpy(), indices=codes)
    return pd.Series(lines, index=pd.Index(names, dtype=object))


def _shape_owners(feed: Feed, places: pd.DataFrame) -> tuple[pd.DataFrame, Report]:
    """Return which route runs on which shape: path, route; by the trips, or without any by the names."""
    trips, report = feed["trips"], Report()
    known = pd.Series(places["path"].unique(), dtype=object)
    if len(trips):
        shape = trips["shape_id"] if "shape_id" in trips else pd.Series(np.nan, index=trips.index)
        owners = _pairs(shape, trips["route_id"])
    else:
        owners = _pairs(known, known.map(lambda name: _route_of_name(name, set(feed["routes"]["route_id"]))))
        report += report_of("transit_lines", "assumed", SHAPES_BY_NAME, owners["route"].unique())
    return owners, report + report_of(FEED, "dropped", UNUSED_SHAPE, known[~known.isin(owners["path"])])


def _route_of_name(shape_id: str, routes: set[str]) -> str | None:
    """Return the longest route id that is the shape's id or its beginning up to a mark: 12 of 12_0."""
    ends = [i for i, letter in enumerate(shape_id) if not letter.isalnum()]
    names = [shape_id, *(shape_id[:i] for i in reversed(ends))]
    return next((name for name in names if name in routes), None)


def _stop_places(feed: Feed, trips: pd.DataFrame, frame: CityFrame) -> pd.DataFrame:
    """Return the stops of each trip in order: path, x, y; stops without coordinates are passed over."""
    times = feed["stop_times"]
    times = times[times["trip_id"].isin(trips["trip_id"])]
    times = times.assign(order=pd.to_numeric(times["stop_sequence"], errors="coerce")).dropna(subset=["order"])
    stops = feed["stops"].drop_duplicates("stop_id")
    lon, lat = coordinates(stops, "stop_lon", "stop_lat")
    x, y = frame.from_lonlat_points(lon, lat)
    at = pd.DataFrame({"stop_id": stops["stop_id"].to_numpy(), "x": x, "y": y})
    at = at[np.isfinite(lon) & np.isfinite(lat) & np.isfinite(x) & np.isfinite(y)]
    joined = times[["trip_id", "stop_id", "order"]].merge(at, on="stop_id").rename(columns={"trip_id": "path"})
    return joined.sort_values(["path", "order"], kind="stable")


def _segments(places: pd.DataFrame, owners: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches between neighbouring places, each once for a route whatever its direction."""
    path = places["path"].to_numpy(dtype=object)
    grid = np.round(places[["x", "y"]].to_numpy() / STEP_M)
    real = np.asarray(np.isfinite(grid).all(axis=1))
    moved = np.asarray(np.abs(np.diff(grid, axis=0)).sum(axis=1) > 0)
    same = np.asarray(path[1:] == path[:-1], bool) & moved & real[1:] & real[:-1]
    start, end = grid[:-1][same], grid[1:][same]
    turn = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start, end = np.where(turn[:, None], end, start), np.where(turn[:, None], start, end)
    found = pd.DataFrame(np.hstack([start, end]) * STEP_M, columns=["x0", "y0", "x1", "y1"])
    found = found.assign(path=path[1:][same]).drop_duplicates()
    return found.merge(owners, on="path").drop(columns="path").drop_duplicates()


def _merged(segments: pd.DataFrame) -> pd.Series:
    """Return each route's stretches joined end to end; index: route_id."""
    if segments.empty:
        return pd.Series(dtype=object)
    codes, routes = pd.factorize(segments["route"], sort=True)
    order = np.argsort(codes, kind="stable")
    ends = segments[["x0", "y0", "x1", "y1"]].to_numpy()[order].reshape(-1, 2, 2)
    joined = shapely.multilinestrings(shapely.linestrings(ends), indices=codes[order])
    return pd.Series(shapely.line_merge(joined), index=pd.Index(routes, dtype=object))
