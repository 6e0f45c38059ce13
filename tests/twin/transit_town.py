"""The town of edits with trams along its boulevard, way/5."""

import zipfile
from pathlib import Path

from tests.twin.edited_town import edited_town_file, lonlat
from twin.build import Inputs, city_from_files
from twin.city import City

STOPS = {"a": (-1500, 4), "b": (0, 4), "c": (1500, 4), "d": (4, 180)}  # metres east and north
RIDES = {"2/there": "a b c", "2/back": "c b a", "3/there": "a b c", "3/other": "a b d", "3/back": "c b a"}
HOP_MIN = 3  # from stop to stop
EVERY_S = {"3/there": 2400, "3/other": 2400}
CALENDAR = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"


def transit_town(folder: Path) -> City:
    """Return the crossroads with two trams, each every 20 minutes from 6 to 22 h, from a over b to c and back.

    Of tram 3 every other one turns north at b, to d.
    """
    return city_from_files(Inputs(osm=edited_town_file(folder, half_m=1600), gtfs=_feed(folder)))


def _feed(folder: Path) -> Path:
    places = {name: lonlat(*place) for name, place in STOPS.items()}
    files = {
        "agency": ["agency_id,agency_name,agency_timezone", "8,STPT,Europe/Bucharest"],
        "stops": [
            "stop_id,stop_name,stop_lat,stop_lon",
            *(f"{name},Stația {name},{lat:.8f},{lon:.8f}" for name, (lon, lat) in places.items()),
        ],
        "routes": ["route_id,route_short_name,route_type", "2,2,0", "3,3,0"],
        "trips": [
            "route_id,trip_id,direction_id,service_id",
            *(f"{trip[0]},{trip},{int(trip.endswith('back'))},w" for trip in RIDES),
        ],
        "stop_times": [
            "trip_id,stop_id,stop_sequence,arrival_time,departure_time",
            *(
                f"{trip},{stop},{nth},6:{nth * HOP_MIN:02d}:00,6:{nth * HOP_MIN:02d}:00"
                for trip, calls in RIDES.items()
                for nth, stop in enumerate(calls.split())
            ),
        ],
        "frequencies": [
            "trip_id,start_time,end_time,headway_secs",
            *(f"{trip},6:00:00,22:00:00,{EVERY_S.get(trip, 1200)}" for trip in RIDES),
        ],
        "calendar": [f"service_id,{CALENDAR},start_date,end_date", "w,1,1,1,1,1,0,0,20260105,20260131"],
    }
    with zipfile.ZipFile(folder / "feed.zip", "w") as archive:
        for name, lines in files.items():
            archive.writestr(f"{name}.txt", "\n".join(lines) + "\n")
    return folder / "feed.zip"
