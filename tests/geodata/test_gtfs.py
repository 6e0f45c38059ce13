"""A GTFS feed becomes stops and lines, whatever it lacks."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.errors import InputError
from geodata.frame import CityFrame
from geodata.gtfs import GtfsTables, read_gtfs
from geodata.report import Report

FRAME = CityFrame.from_lonlat((21.10, 45.70, 21.30, 45.80), crs="EPSG:3844")
STEP_M = 777.5  # 0.01 degrees of longitude at 45.75 north, within a metre

FEED = {
    "agency": "agency_id,agency_name\n8,STPT\n",
    "stops": "stop_id,stop_name,stop_lat,stop_lon,stop_code,location_type,parent_station,wheelchair_boarding\n"
    "a,Gara,45.75,21.20,17,0,hub,1\nb,Piața,45.75,21.21,,,,2\nc,Capăt,45.75,21.22,,,,\nhub,Gara,45.75,21.20,,1,,\n",
    "routes": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color\n"
    "1,8,2,Gara - Capăt,0,E3A900\n2,8,E4,Piața - Capăt,11,\n3,8,11,Noapte,3,red\n",
    "trips": "route_id,trip_id,trip_headsign,direction_id,shape_id,service_id\n"
    "1,1_0,Capăt,0,1_0,w\n1,1_1,Gara,1,1_1,w\n2,2_0,Capăt,0,,w\n3,3_0,,0,,w\n",
    "stop_times": "trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
    "1_0,a,1,08:00:00,08:00:30\n1_0,b,2,8:05:00,8:05:00\n1_0,c,3,,\n"
    "2_0,c,20,25:10:00,25:10:00\n2_0,b,3,24:59:00,24:59:00\n3_0,b,1,x,\n",
    "shapes": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
    "1_0,45.75,21.20,1\n1_0,45.75,21.22,10\n1_0,45.75,21.21,2\n1_1,45.75,21.22,1\n1_1,45.75,21.21,2\n1_1,45.75,21.20,3\n",
    "calendar": "service_id,monday,start_date,end_date\nw,1,20260101,20261231\n",
}


def zipped(folder: Path, **files: str | bytes | None) -> Path:
    """The feed above with some files changed, or left out where None."""
    with zipfile.ZipFile(folder / "feed.zip", "w") as archive:
        for name, text in {**FEED, **files}.items():
            if text is not None:
                archive.writestr(f"{name}.txt", text)
    return folder / "feed.zip"


def read(folder: Path, **files: str | bytes | None) -> tuple[GtfsTables, Report]:
    return read_gtfs(zipped(folder, **files), frame=FRAME)


def dropped(report: Report, layer: str) -> dict[str, tuple[str, ...]]:
    return {e.reason: e.examples for e in report.of_layer(layer).entries if e.action == "dropped"}


def test_stops_have_name_code_kind_parent_and_access(tmp_path: Path) -> None:
    stops = read(tmp_path)[0].stops
    assert stops.index.tolist() == [f"gtfs/stop/{s}" for s in ("a", "b", "c", "hub")]
    columns = ["name", "code", "kind", "parent", "wheelchair"]
    assert stops.loc["gtfs/stop/a", columns].tolist() == ["Gara", "17", "stop", "gtfs/stop/hub", "yes"]
    assert stops.loc["gtfs/stop/hub", columns].tolist() == ["Gara", None, "station", None, None]
    assert stops.crs == FRAME.crs


def test_stops_know_the_lines_and_modes_that_call(tmp_path: Path) -> None:
    stops = read(tmp_path)[0].stops
    assert stops.loc["gtfs/stop/b", ["lines", "modes"]].tolist() == ["2, 11, E4", "bus, tram, trolleybus"]
    assert stops.loc["gtfs/stop/hub", "lines"] is None


def test_lines_have_name_mode_colour_directions_and_operator(tmp_path: Path) -> None:
    routes = read(tmp_path)[0].routes
    columns = ["ref", "name", "mode", "colour", "direction", "operator", "trips"]
    assert routes.loc["gtfs/route/1", columns].tolist() == [
        "2", "Gara - Capăt", "tram", "#e3a900", "Capăt / Gara", "STPT", 2,
    ]  # fmt: skip
    assert routes.loc["gtfs/route/2", ["mode", "colour"]].tolist() == ["trolleybus", None]


def test_both_directions_over_the_same_way_are_one_line(tmp_path: Path) -> None:
    line = read(tmp_path)[0].routes.geometry["gtfs/route/1"]
    assert line.geom_type == "LineString"
    assert line.length == pytest.approx(2 * STEP_M, abs=2)  # in the order of its numbers: 1, 2, 10


def test_a_line_without_shapes_runs_straight_in_the_order_of_its_stops(tmp_path: Path) -> None:
    tables, report = read(tmp_path)
    assert tables.routes.geometry["gtfs/route/2"].length == pytest.approx(STEP_M, abs=2)
    [straight] = [e for e in report.of_layer("transit_lines").entries if e.action == "assumed"]
    assert straight.examples == ("2",)


def test_a_line_that_has_no_way_is_dropped(tmp_path: Path) -> None:
    _, report = read(tmp_path)
    assert dropped(report, "transit_lines") == {"line without a way: no shape, and no stops in order": ("3",)}
    assert [report.count("transit_lines", a) for a in ("found", "kept", "dropped")] == [3, 2, 1]


def test_times_past_midnight_go_on_counting_and_bad_ones_are_reported(tmp_path: Path) -> None:
    tables, report = read(tmp_path)
    assert tables.has_times
    seconds = tables.stop_times.set_index(["trip_id", "stop_id"])["departure_s"]
    assert seconds["1_0", "a"] == 28830
    assert seconds["2_0", "c"] == 90600
    assert np.isnan(seconds["1_0", "c"])
    assert report.count("gtfs", "repaired") == 1  # the x of trip 3_0


def test_without_times_and_calendar_stops_and_lines_remain(tmp_path: Path) -> None:
    times = "trip_id,stop_id,stop_sequence\n1_0,a,1\n1_0,b,2\n"
    tables, report = read(tmp_path, stop_times=times, calendar=None)
    assert not tables.has_times
    assert tables.calendar.empty
    assert (len(tables.stops), len(tables.routes)) == (4, 1)
    assert sum("timetable" in e.reason or "calendar" in e.reason for e in report.of_layer("gtfs").entries) == 2


def test_stops_alone_are_a_feed(tmp_path: Path) -> None:
    absent = dict.fromkeys(set(FEED) - {"stops"})
    tables, report = read(tmp_path, **absent)
    assert (len(tables.stops), len(tables.routes), tables.has_times) == (4, 0, False)
    [missing] = [e for e in report.entries if e.reason == "file that the feed lacks"]
    assert missing.examples == ("routes.txt", "trips.txt", "stop_times.txt", "shapes.txt")


def test_without_trips_shapes_go_to_the_line_their_name_begins_with(tmp_path: Path) -> None:
    tables, report = read(tmp_path, trips=None, stop_times=None)
    assert tables.routes.index.tolist() == ["gtfs/route/1"]
    assert any("name begins with" in e.reason for e in report.of_layer("transit_lines").entries)


def test_a_shape_of_no_line_and_one_of_a_single_point_are_reported(tmp_path: Path) -> None:
    more = "x_0,45.75,21.2,1\nx_0,45.76,21.2,2\n1_9,45.75,21.2,1\n1_9,45.75,21.2,2\n1_0,999,21.2,7\n"
    tables, report = read(tmp_path, shapes=FEED["shapes"] + more)
    assert dropped(report, "gtfs") == {
        "shape point without usable coordinates": ("1_0 7",),
        "shape of fewer than two places": ("1_9",),
        "shape of no line": ("x_0",),
    }
    assert tables.routes.geometry["gtfs/route/1"].length == pytest.approx(2 * STEP_M, abs=2)


def test_stops_far_away_absurd_or_twice_are_dropped_with_their_reason(tmp_path: Path) -> None:
    more = "far,,44.4,26.1,,,,\nnone,,,,,,,\nabsurd,,999,21.2,,,,\ntext,,x,y,,,,\na,,45.75,21.2,,,,\n,,45.75,21.2,,,,\n"
    tables, report = read(tmp_path, stops=FEED["stops"] + more)
    assert dropped(report, "gtfs_stops") == {
        "stop without an id": ("stops.txt:11",),
        "id that stands in the file before": ("a",),
        "without usable coordinates": ("none", "absurd", "text"),
        "outside the city's bounds": ("far",),
    }
    assert report.count("gtfs_stops", "found") == 10 == len(tables.stops) + report.count("gtfs_stops", "dropped")


def test_a_line_that_leaves_the_city_is_cut_at_its_bounds(tmp_path: Path) -> None:
    shapes = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n1_0,45.75,21.2,1\n1_0,45.75,22.2,2\n"
    tables, report = read(tmp_path, shapes=shapes)
    line = tables.routes.geometry["gtfs/route/1"]
    assert shapely.box(*FRAME.bounds).buffer(0.1).contains(line)
    assert report.count("transit_lines", "repaired") == 1


def test_a_byte_order_mark_and_bad_utf8_do_not_stop_a_feed(tmp_path: Path) -> None:
    routes = FEED["routes"].encode()
    stops = FEED["stops"].replace("Piața", "PiaÞa").encode("latin-1", "replace")
    tables, report = read(tmp_path, routes=b"\xef\xbb\xbf" + routes, stops=stops)
    assert tables.stops.loc["gtfs/stop/b", "name"] == "PiaŢa"  # 0xDE of Windows-1250
    assert "gtfs/route/1" in tables.routes.index
    assert [e.examples for e in report.of_layer("gtfs").entries if "UTF-8" in e.reason] == [("stops.txt",)]


def test_a_row_with_too_many_fields_is_dropped_and_the_rest_kept(tmp_path: Path) -> None:
    tables, report = read(tmp_path, calendar="service_id,monday\nw,1\nv,1,2,3\nu,0\n")
    assert tables.calendar["service_id"].tolist() == ["w", "u"]
    assert dropped(report, "gtfs")["row with more fields than the header"] == ("calendar.txt: v",)


def test_a_file_without_a_column_it_needs_is_left_out(tmp_path: Path) -> None:
    tables, report = read(tmp_path, trips="route,trip\n1,1_0\n")
    assert tables.trips.empty
    assert any("without a column" in e.reason and e.examples == ("trips.txt",) for e in report.entries)


def test_extended_route_types_are_understood_and_unknown_ones_reported(tmp_path: Path) -> None:
    routes = "route_id,route_type\n1,900\n2,4711\n"
    tables, report = read(tmp_path, routes=routes)
    assert tables.routes["mode"].tolist() == ["tram", "other"]
    assert any(e.reason == "line of an unknown kind" and e.examples == ("2",) for e in report.entries)


def test_shapes_run_as_the_vehicle_does(tmp_path: Path) -> None:
    shapes = read(tmp_path)[0].shapes
    assert shapes.index.tolist() == ["1_0", "1_1"]
    assert shapes["1_0"].coords[0][0] < shapes["1_0"].coords[2][0]
    assert shapes["1_0"].reverse().equals_exact(shapes["1_1"], 0.001)


@pytest.mark.parametrize(("zone", "expected"), [("Europe/Bucharest", "Europe/Bucharest"), ("Mars/Base", None)])
def test_the_time_zone_is_that_of_the_agency(tmp_path: Path, zone: str, expected: str | None) -> None:
    tables, report = read(tmp_path, agency=f"agency_id,agency_timezone\n8,{zone}\n")
    assert tables.time_zone == expected
    assert dropped(report, "gtfs") == ({} if expected else {"time zone that nobody knows": (zone,)})


def test_files_in_a_folder_of_the_zip_are_found(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        for name, text in FEED.items():
            archive.writestr(f"export/{name}.txt", text)
    assert len(read_gtfs(tmp_path / "feed.zip", frame=FRAME)[0].stops) == 4


@pytest.mark.parametrize("content", [b"hello", b"", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_zip_gives_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "feed.zip").write_bytes(content)
    with pytest.raises(InputError, match=r"feed\.zip: is no zip file"):
        read_gtfs(tmp_path / "feed.zip", frame=FRAME)


def test_a_missing_file_gives_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_gtfs(tmp_path / "feed.zip", frame=FRAME)


@pytest.mark.parametrize("stops", [None, "", "id,lat\n1,2\n"])
def test_a_zip_without_usable_stops_is_no_feed(tmp_path: Path, stops: str | None) -> None:
    with pytest.raises(InputError, match=r"no stops\.txt with stop_id"):
        read(tmp_path, stops=stops)


def test_a_feed_of_another_place_says_where_it_lies(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no stop lies in the city.*26\.100 E, 44\.400 N"):
        read(tmp_path, stops="stop_id,stop_lat,stop_lon\n1,44.4,26.1\n")


def test_the_real_feed_of_timisoara_has_79_lines_and_no_times(shared_data: Path) -> None:
    tables, report = read_gtfs(shared_data / "timisoara" / "stpt_timisoara_gtfs.zip", frame=FRAME)
    assert report.count("gtfs_stops", "found") == 1009
    assert len(tables.stops) + report.count("gtfs_stops", "dropped") == 1009
    assert tables.routes["mode"].value_counts().to_dict() == {"bus": 62, "tram": 9, "trolleybus": 8}
    assert not tables.has_times
    tram_1 = tables.routes[tables.routes["ref"] == "1"].iloc[0]
    assert (tram_1["name"], tram_1["colour"]) == ("Gara de Nord - Stația Meteo", "#e3a900")
    assert 10_000 < tram_1.geometry.length < 16_000


def test_lines_of_the_real_feed_pass_by_the_stops_they_serve(shared_data: Path) -> None:
    tables, _ = read_gtfs(shared_data / "timisoara" / "stpt_timisoara_gtfs.zip", frame=FRAME)
    lines = tables.routes.set_index("ref").geometry
    served = tables.stops[tables.stops["lines"] == "9"]
    assert len(served) >= 2
    assert served.distance(lines["9"]).max() < 60


def test_the_real_timetable_of_heidelberg_has_times_and_straight_lines(shared_data: Path) -> None:
    frame = CityFrame.from_lonlat((8.3, 49.2, 9.0, 49.6))
    tables, report = read_gtfs(shared_data / "gtfs" / "vrn_heidelberg_gtfs_cut.zip", frame=frame)
    assert (len(tables.stops), len(tables.stop_times), len(tables.routes)) == (392, 46269, 7)
    assert tables.has_times
    assert tables.stop_times["departure_s"].max() > 86400
    assert report.count("gtfs_stops", "dropped") == 0
