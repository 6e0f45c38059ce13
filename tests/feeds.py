"""Small GTFS feeds, written as text, and the timetables of them."""

import zipfile
from pathlib import Path

from geodata.gtfs import read_gtfs
from geodata.gtfs_defaults import LineService, TransitDefaults
from geodata.report import Report
from geodata.source import Recipe
from twin.timetable import Timetable
from twin.timetable_from_gtfs import timetable_from_gtfs

RECIPE = Recipe(
    id="town",
    title={"en": "Town"},
    bounds_lonlat=(21.10, 45.70, 21.30, 45.80),
    centre_lonlat=(21.2, 45.75),
    crs="EPSG:3844",
    transit=TransitDefaults(modes={"tram": LineService(speed_kmh=18, headway_min=10)}),
)
STEP_M = 777.5  # between neighbouring stops: 0.01 degrees of longitude at 45.75 north, within a metre

# Stops a, b, c, d in a row, far away z; tram 2 from a to c and back
FEED = {
    "agency": "agency_id,agency_name,agency_timezone\n8,STPT,Europe/Bucharest\n",
    "stops": "stop_id,stop_name,stop_lat,stop_lon\na,Gara,45.75,21.20\nb,Piața,45.75,21.21\n"
    "c,Parcul,45.75,21.22\nd,Capăt,45.75,21.23\nz,Departe,44.4,26.1\n",
    "routes": "route_id,route_short_name,route_type\n1,2,0\n",
    "trips": "route_id,trip_id,trip_headsign,direction_id,service_id\n1,there,Parcul,0,w\n1,back,Gara,1,w\n",
    "stop_times": "trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
    "there,a,1,8:00:00,8:00:00\nthere,b,2,8:03:00,8:04:00\nthere,c,3,8:06:00,8:06:00\n"
    "back,c,1,9:00:00,9:00:00\nback,b,2,9:02:00,9:02:00\nback,a,3,9:05:00,9:05:00\n",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "w,1,1,1,1,1,0,0,20260105,20260131\n",  # a Monday to a Saturday
}
UNTIMED = "trip_id,stop_id,stop_sequence\nthere,a,1\nthere,b,2\nthere,c,3\nback,c,1\nback,b,2\nback,a,3\n"


def zipped(folder: Path, **files: str | None) -> Path:
    """Write the feed above with some files changed, or left out where None."""
    with zipfile.ZipFile(folder / "feed.zip", "w") as archive:
        for name, text in {**FEED, **files}.items():
            if text is not None:
                archive.writestr(f"{name}.txt", text)
    return folder / "feed.zip"


def read_timetable(folder: Path, **files: str | None) -> tuple[Timetable | None, Report]:
    """Return the timetable of the feed above, some files changed, and the report of making it."""
    tables, _ = read_gtfs(zipped(folder, **files), frame=RECIPE.frame)
    return timetable_from_gtfs(tables, recipe=RECIPE)


def timetable_of(folder: Path, **files: str | None) -> Timetable:
    """Return the timetable of the feed above, some files changed."""
    timetable, _ = read_timetable(folder, **files)
    assert timetable is not None
    return timetable
