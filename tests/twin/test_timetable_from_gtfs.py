"""A feed becomes a timetable: exact where it has times, estimated where it has none, honest about the rest."""

import time
from pathlib import Path

import numpy as np
import pytest

from geodata.gtfs import read_gtfs
from geodata.recipe_file import bundled_recipe
from geodata.report import Report
from geodata.source import recipe_of_box
from tests.feeds import FEED, STEP_M, UNTIMED, read_timetable, timetable_of
from twin.gtfs_calls import BACKWARDS, BETWEEN, CUT, NO_CALLS, NO_LINE, NO_TRIP_ID
from twin.gtfs_services import BAD_CHANGE, BAD_DAYS, BAD_FREQUENCY
from twin.timetable_from_gtfs import NO_DAYS, NOTHING, timetable_from_gtfs
from twin.timetable_from_gtfs import UNTIMED as UNTIMED_TRIP


def reasons(report: Report, action: str) -> dict[str, tuple[str, ...]]:
    return {e.reason: e.examples for e in report.entries if e.action == action}


def test_a_pattern_is_a_line_with_its_stops_in_order(tmp_path: Path) -> None:
    timetable = timetable_of(tmp_path)
    columns = ["route", "line", "mode", "direction", "tier", "trips"]
    assert timetable.patterns[columns].values.tolist() == [
        ["gtfs/route/1", "2", "tram", "Parcul", "official", 1],
        ["gtfs/route/1", "2", "tram", "Gara", "official", 1],
    ]
    assert timetable.calls["stop"].str[-1].tolist() == list("abccba")
    assert timetable.stops["name"].tolist() == ["Gara", "Piața", "Parcul"]


def test_rides_of_exact_lines_are_those_of_the_times_stops_included(tmp_path: Path) -> None:
    assert timetable_of(tmp_path).calls["ride_s"].tolist() == [0, 180, 180, 0, 120, 180]


def test_the_headway_is_the_mean_of_sixteen_hours(tmp_path: Path) -> None:
    frequencies = "trip_id,start_time,end_time,headway_secs\nthere,5:00:00,23:00:00,1200\n"
    assert timetable_of(tmp_path, frequencies=frequencies).patterns["headway_s"].tolist() == [1200, 16 * 3600]


def test_frequencies_become_trips(tmp_path: Path) -> None:
    frequencies = "trip_id,start_time,end_time,headway_secs\nthere,7:00:00,7:30:00,600\n"
    timetable = timetable_of(tmp_path, frequencies=frequencies)
    assert timetable.trips["trip_id"].tolist() == ["there", "there", "there", "back"]
    departures = timetable.stop_times["departure_s"].to_numpy()[timetable.trips["first"]]
    assert departures.tolist() == [25200, 25800, 26400, 32400]
    assert timetable.stop_times["arrival_s"].tolist()[:3] == [25200, 25380, 25560]


def test_times_past_midnight_stay_with_their_service_day(tmp_path: Path) -> None:
    late = FEED["stop_times"].replace("9:05:00", "25:05:00")
    assert timetable_of(tmp_path, stop_times=late).stop_times["arrival_s"].max() == 90300


def test_a_call_without_time_gets_one_between_its_neighbours(tmp_path: Path) -> None:
    timetable, report = read_timetable(tmp_path, stop_times=FEED["stop_times"].replace("8:03:00,8:04:00", ","))
    assert timetable is not None
    assert timetable.stop_times["arrival_s"].tolist()[:3] == [28800, 28980, 29160]
    assert BETWEEN in reasons(report, "repaired")


def test_lines_without_times_run_as_the_recipe_says(tmp_path: Path) -> None:
    timetable, report = read_timetable(tmp_path, stop_times=UNTIMED)
    assert timetable is not None
    assert not timetable.has_times
    assert timetable.patterns[["tier", "headway_s"]].values.tolist() == [["estimated", 600.0]] * 2
    between = timetable.calls["ride_s"].to_numpy().reshape(2, 3)[:, 1:]
    assert between == pytest.approx(np.full((2, 2), 1.11 * STEP_M / 5), rel=0.01)  # 18 km/h, without shapes
    assert {e.examples for e in report.entries if e.action == "assumed"} == {("2",), ("there", "back")}


def test_along_its_shape_a_line_takes_as_long_as_its_way(tmp_path: Path) -> None:
    shapes = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,45.75,21.20,1\ns,45.76,21.20,2\ns,45.76,21.21,3\n"
    shapes += "s,45.75,21.21,4\ns,45.75,21.22,5\n"
    trips = "route_id,trip_id,direction_id,shape_id\n1,there,0,s\n"
    ride_s = timetable_of(tmp_path, stop_times=UNTIMED, trips=trips, shapes=shapes).calls["ride_s"]
    up_m = 1112  # 0.01 degrees of latitude
    assert ride_s.tolist() == pytest.approx([0, (STEP_M + 2 * up_m) / 5, STEP_M / 5], rel=0.01)


def test_variants_of_a_line_share_its_headway(tmp_path: Path) -> None:
    trips = FEED["trips"] + "1,other,Capăt,0,w\n"
    times = UNTIMED + "other,a,1\nother,b,2\nother,d,3\n"
    assert timetable_of(tmp_path, trips=trips, stop_times=times).patterns["headway_s"].tolist() == [1200, 600, 1200]


def test_a_trip_that_leaves_the_city_keeps_its_stops_inside(tmp_path: Path) -> None:
    times = FEED["stop_times"] + "there,z,4,14:00:00,14:00:00\n"
    timetable, report = read_timetable(tmp_path, stop_times=times)
    assert timetable is not None
    assert timetable.calls["stop"].str[-1].tolist() == list("abccba")
    assert reasons(report, "repaired") == {CUT: ("there",)}


@pytest.mark.parametrize(
    ("files", "reason", "trip"),
    [
        ({"trips": FEED["trips"] + "9,lost,,0,w\n"}, NO_LINE, "lost"),
        ({"trips": FEED["trips"] + "1,idle,,0,w\n"}, NO_CALLS, "idle"),
        ({"trips": FEED["trips"] + "1,back,,0,w\n"}, NO_TRIP_ID, "back"),
        ({"trips": FEED["trips"].replace("Gara,1,w", "Gara,1,q")}, NO_DAYS, "back"),
        ({"stop_times": FEED["stop_times"].replace("9:02:00", "7:02:00")}, BACKWARDS, "back"),
        ({"stop_times": FEED["stop_times"].replace("9:05:00", "99:05:00")}, BACKWARDS, "back"),
        (
            {"stop_times": FEED["stop_times"].split("back")[0] + "back,c,1,,\nback,b,2,,\n"},
            UNTIMED_TRIP,
            "back",
        ),
    ],
)
def test_a_trip_that_cannot_run_is_dropped_with_its_reason(
    tmp_path: Path, files: dict[str, str], reason: str, trip: str
) -> None:
    timetable, report = read_timetable(tmp_path, **files)
    assert timetable is not None
    assert reasons(report, "dropped") == {reason: (trip,)}
    found, kept, dropped = (report.count("timetable", a) for a in ("found", "kept", "dropped"))
    assert found == kept + dropped


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"calendar": FEED["calendar"] + "v,1,1,1,1,1,1,1,2026,20260131\n"}, BAD_DAYS),
        ({"calendar_dates": "service_id,date,exception_type\nw,20261340,1\n"}, BAD_CHANGE),
        ({"frequencies": "trip_id,start_time,end_time,headway_secs\nback,9:00:00,8:00:00,60\n"}, BAD_FREQUENCY),
        ({"frequencies": "trip_id,start_time,end_time,headway_secs\nback,8:00:00,9:00:00,0\n"}, BAD_FREQUENCY),
    ],
)
def test_a_row_that_cannot_be_read_is_reported_and_the_rest_kept(
    tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    timetable, report = read_timetable(tmp_path, **files)
    assert timetable is not None
    assert len(timetable.trips) == 2
    assert list(reasons(report.of_layer("gtfs"), "dropped")) == [reason]


def test_calls_of_unknown_trips_and_calls_out_of_order_are_reported(tmp_path: Path) -> None:
    times = FEED["stop_times"] + "ghost,a,1,8:00:00,8:00:00\nthere,c,3,8:09:00,8:09:00\nthere,d,x,8:09:00,8:09:00\n"
    timetable, report = read_timetable(tmp_path, stop_times=times)
    assert timetable is not None
    assert len(timetable.calls) == 6
    assert list(reasons(report, "repaired").values()) == [("there c", "there d"), ("ghost",)]


@pytest.mark.parametrize("missing", ["trips", "stop_times", "routes"])
def test_a_feed_that_lacks_a_file_has_no_timetable_and_says_so(tmp_path: Path, missing: str) -> None:
    timetable, report = read_timetable(tmp_path, **{missing: None})
    assert timetable is None
    assert NOTHING in reasons(report, "assumed")


def test_no_passengers_where_the_feed_lets_none_on_or_off(tmp_path: Path) -> None:
    header, *rows = FEED["stop_times"].splitlines()
    marks = {"there,a": ",0,1", "there,b": ",1,0"}
    times = [header + ",pickup_type,drop_off_type", *(row + marks.get(row[:7], ",,") for row in rows)]
    calls = timetable_of(tmp_path, stop_times="\n".join(times)).calls
    assert calls["board"].tolist() == [True, False, True, True, True, True]
    assert calls["alight"].tolist() == [False, True, True, True, True, True]


def test_the_feed_of_timisoara_becomes_lines_with_headways(shared_data: Path) -> None:
    recipe = bundled_recipe("timisoara")
    tables, _ = read_gtfs(shared_data / "timisoara" / "stpt_timisoara_gtfs.zip", frame=recipe.frame)
    timetable, report = timetable_from_gtfs(tables, recipe=recipe)
    assert timetable is not None
    assert (len(timetable.patterns), timetable.has_times) == (158, False)
    assert set(timetable.patterns["tier"]) == {"estimated"}
    assert not any("shape that fits" in e.reason for e in report.entries)
    tram_1 = timetable.calls[timetable.calls["pattern"] == 0]
    assert timetable.patterns.loc[0, "direction"] == "Stația Meteo"
    assert 25 < tram_1["ride_s"].sum() / 60 < 40  # some 8 km at 15 km/h


def test_the_timetable_of_heidelberg_is_made_in_a_moment_and_loses_nothing(shared_data: Path) -> None:
    recipe = recipe_of_box((8.3, 49.2, 9.0, 49.6), id="heidelberg")
    tables, _ = read_gtfs(shared_data / "gtfs" / "vrn_heidelberg_gtfs_cut.zip", frame=recipe.frame)
    started = time.perf_counter()
    timetable, report = timetable_from_gtfs(tables, recipe=recipe)
    assert time.perf_counter() - started < 5
    assert timetable is not None
    assert (len(timetable.trips), len(timetable.stop_times)) == (1480, 46269)
    assert report.count("timetable", "dropped") == 0
    assert timetable.time_zone == "Europe/Berlin"
    assert np.nanmin(timetable.patterns["headway_s"]) >= 600  # tram 24: every ten minutes
