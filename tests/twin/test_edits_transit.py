"""Edits of public transport on a crossroads with two trams: stops and headways, in the layers and in the graph."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from tests.twin.edited_town import edited_town, lonlat
from tests.twin.same_graph import differences
from tests.twin.transit_town import transit_town
from twin.city import City
from twin.destinations import objects_of
from twin.edit import Edit
from twin.edited_timetable import with_waits
from twin.edits import edit_from_json
from twin.edits_objects import RemoveObject
from twin.edits_transit import AddStop, ChangeHeadway, MoveStop
from twin.graph_from_city import graph_from_city
from twin.line_headways import headway_of
from twin.line_stops import CALL_S
from twin.mobility import MobilityGraph
from twin.named_lines import lines_named
from twin.routes import route
from twin.search import times
from twin.services import service_table
from twin.snapping import place_at
from twin.store import write_store
from twin.timetable import Timetable

BETWEEN = Point(lonlat(-1000, 4))  # a third of the way from a to b
TRANSIT_EXAMPLES: tuple[Edit, ...] = (
    AddStop(place=BETWEEN, name="Nouă", lines="2, 3", serves="tram"),
    MoveStop(ids=("gtfs/stop/b",), place=Point(lonlat(500, 4))),
    ChangeHeadway(lines="2,3", headway_min=10),
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    return transit_town(tmp_path_factory.mktemp("town"))


def made(edit: Edit, city: City) -> City:
    edit = replace(edit, id="plan/1")
    assert [str(problem) for problem in edit.check(city)] == []
    return edit.apply(city)


def refusal(edit: Edit, city: City) -> str:
    return " ".join(str(problem) for problem in edit.check(city))


def timetable_of(city: City) -> Timetable:
    assert city.timetable is not None
    return city.timetable


def headways(city: City) -> list[float]:
    return (timetable_of(city).patterns["headway_s"] / 60).round(2).tolist()


def calls(city: City, pattern: int) -> list[tuple[str, float]]:
    table = timetable_of(city).calls
    table = table[table["pattern"] == pattern]
    return list(zip(table["stop"].str.removeprefix("gtfs/stop/"), table["ride_s"], strict=True))


def ride_min(graph: MobilityGraph, start: str, end: str) -> float:
    """The expected minutes from stop to stop, the wait included."""
    kind = graph.links["kind"]
    stops = graph.links[kind == "stop_access"].set_index("name")["end"]
    seconds = times(graph.compiled("transit"), np.array([stops[f"Stația {start}"]]), np.zeros(1))
    return float(seconds[stops[f"Stația {end}"]]) / 60


def trip_s(city: City, start: tuple[float, float], end: tuple[float, float]) -> float:
    """The expected seconds of a trip by transit between two places."""
    ends = [place_at(city, city.mobility, lonlat, mode="transit") for lonlat in (start, end)]
    return route(city, *ends, mode="transit").seconds


@pytest.mark.parametrize("edit", TRANSIT_EXAMPLES, ids=lambda edit: edit.kind)
def test_an_edit_is_the_same_after_it_was_written_down(edit: Edit, town: City) -> None:
    full = replace(edit, id="plan/1", author="Ana", note="de ce").expecting(town)
    assert edit_from_json(json.loads(json.dumps(full.to_json()))) == full


@pytest.mark.parametrize("edit", TRANSIT_EXAMPLES, ids=lambda edit: edit.kind)
def test_an_edit_changes_its_layer_and_the_timetable_alone(edit: Edit, town: City) -> None:
    before = {name: table.copy() for name, table in timetable_of(town).to_tables().items()}
    after = made(edit, town)
    assert [name for name in town.layers if after.layers[name] is not town.layers[name]] == [edit.layer]
    assert after.layers[edit.layer].table.dtypes.equals(town.layers[edit.layer].table.dtypes)
    now = timetable_of(town).to_tables()
    assert all(table.equals(now[name]) for name, table in before.items())


@pytest.mark.parametrize("edit", TRANSIT_EXAMPLES, ids=lambda edit: edit.kind)
def test_a_changed_timetable_has_the_columns_and_types_of_one_that_was_read(edit: Edit, town: City) -> None:
    before, after = timetable_of(town), timetable_of(made(edit, town))
    for name, table in before.to_tables().items():
        assert after.to_tables()[name].dtypes.equals(table.dtypes)
        assert type(after.to_tables()[name].index) is type(table.index)
    length = after.calls.groupby("pattern").size().loc[after.trips["pattern"]].to_numpy()
    assert after.trips["first"].tolist() == [0, *np.cumsum(length)[:-1]]
    assert len(after.stop_times) == length.sum()


@pytest.mark.parametrize("edit", TRANSIT_EXAMPLES, ids=lambda edit: edit.kind)
def test_the_graph_follows_as_if_made_anew(edit: Edit, town: City) -> None:
    after = made(edit, town)
    assert differences(after.mobility, graph_from_city(after), places=5) == []
    assert differences(town.mobility, graph_from_city(town), places=1) == []


@pytest.mark.parametrize("edit", TRANSIT_EXAMPLES, ids=lambda edit: edit.kind)
def test_a_scenario_undone_has_the_timetable_and_the_graph_of_its_city(edit: Edit, town: City) -> None:
    undone = town.scenario("Plan").add(edit).undo().applied
    assert undone.timetable is town.timetable
    assert undone.mobility is town.mobility
    assert all(undone.layers[name] is town.layers[name] for name in town.layers)


def test_a_line_twice_as_often_makes_people_wait_half_as_long(town: City) -> None:
    after = made(ChangeHeadway(lines="2", headway_min=10), town)
    assert headways(after)[:2] == [10, 10]
    # every 20 minutes: 2 + 0.3 × 20 = 8; every 10: 5
    assert ride_min(town.mobility, "a", "c") == pytest.approx(8 + 6)
    assert ride_min(after.mobility, "a", "c") == pytest.approx(5 + 6)


def test_a_trip_by_transit_takes_less_where_a_line_runs_more_often(town: City) -> None:
    plan = town.scenario("Plan").change_headway("2", "3", headway_min=4)
    before_s, after_s = (trip_s(city, lonlat(-1500, 0), lonlat(1500, 0)) for city in (town, plan.applied))
    assert before_s - after_s == pytest.approx(60 * (8 - 2))


def test_patterns_of_a_direction_keep_their_share(town: City) -> None:
    assert headways(town)[2:] == [40, 40, 20]
    after = made(ChangeHeadway(lines="3", headway_min=6), town)
    assert headways(after)[2:] == [12, 12, 6]
    assert headway_of(timetable_of(after), "3") == 360
    assert timetable_of(after).patterns["tier"].tolist() == ["official"] * 2 + ["sketched"] * 3


def test_a_line_whose_headway_changes_is_sketched_in_its_layer(town: City) -> None:
    lines = made(ChangeHeadway(lines="3", headway_min=6), town).transit_lines
    assert lines["tier"].to_dict() == {"gtfs/route/2": "official", "gtfs/route/3": "sketched"}


def test_a_headway_changes_waits_without_a_new_graph(town: City) -> None:
    town.mobility.compiled("transit")
    after = made(ChangeHeadway(lines="2", headway_min=10), town)
    light = with_waits(town.mobility, timetable_of(after))
    assert light is not None
    assert light.nodes is town.mobility.nodes
    assert differences(light, graph_from_city(after), places=5) == []
    assert set(light.links["tier"].dropna()) == {"official", "sketched"}


def test_streets_and_lines_change_together(town: City) -> None:
    plan = town.scenario("Plan").limit_speed("way/5", kmh=30).change_headway("2", headway_min=5)
    assert differences(plan.applied.mobility, graph_from_city(plan.applied), places=5) == []


def test_exact_trips_stay_as_they_were_when_a_headway_changes(town: City) -> None:
    after = timetable_of(made(ChangeHeadway(lines="2", headway_min=10), town))
    assert after.stop_times is timetable_of(town).stop_times


@pytest.mark.parametrize(
    ("lines", "reason"),
    [("33", "no line “33” in the timetable. There are: 2, 3"), (" , ", "No line is named"), ("2, 2", "already")],
)
def test_a_headway_of_no_line_or_the_same_is_refused(town: City, lines: str, reason: str) -> None:
    assert reason in refusal(ChangeHeadway(lines=lines, headway_min=20), town)


@pytest.mark.parametrize("said", ["2, 3", "2;3", "3 2", "2 , 3 , 2"])
def test_lines_are_named_as_people_write_them(town: City, said: str) -> None:
    edit = town.scenario("plan").change_headway(said, headway_min=10).edits[0]
    assert sorted(edit.before) == ["2", "3"]
    assert edit.describe("en").startswith(("Lines 2, 3: one every 10 min", "Lines 3, 2: one every 10 min"))


def test_a_line_is_named_in_upper_or_lower_case(town: City) -> None:
    timetable = timetable_of(town)
    express = replace(timetable, patterns=timetable.patterns.assign(line="E1"))
    assert lines_named(express, "e1") == ["E1"]
    assert lines_named(express, "e2") == ["e2"]


def test_a_line_that_runs_so_often_already_is_not_told_as_changed(town: City) -> None:
    faster = made(ChangeHeadway(lines="2", headway_min=10), town)
    said = refusal(ChangeHeadway(lines="2, 3", headway_min=10), faster)
    assert said == "2: the headway is 10 min already. Leave that line out, or state another headway."


def test_lines_need_a_timetable(tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = edited_town(tmp_path_factory.mktemp("bare"))
    assert "no timetable" in refusal(ChangeHeadway(lines="2", headway_min=5), bare)
    assert "no timetable" in refusal(AddStop(place=BETWEEN, lines="2", serves="tram"), bare)


def test_a_new_stop_parts_the_ride_as_it_parts_the_way(town: City) -> None:
    after = made(AddStop(place=BETWEEN, name="Nouă", lines="2", serves="tram"), town)
    part_s = round(180 * 2 / 3 + CALL_S, 1)
    assert calls(after, 0) == [("a", 0), ("sketch/plan/1", 60), ("b", part_s), ("c", 180)]
    assert calls(after, 1) == [("c", 0), ("b", 180), ("sketch/plan/1", 120), ("a", round(60 + CALL_S, 1))]
    assert calls(after, 2) == calls(town, 2)
    assert after.transit.loc["sketch/plan/1", "lines"] == "2"


def test_trips_at_a_clock_time_call_at_a_new_stop_too(town: City) -> None:
    after = timetable_of(made(AddStop(place=BETWEEN, lines="2", serves="tram"), town))
    late_s = 6 * 3600 + round(CALL_S)
    assert after.stop_times["arrival_s"].iloc[:4].tolist() == pytest.approx(
        [6 * 3600, 6 * 3600 + 60, late_s + 180, late_s + 360], abs=1
    )
    there = after.stop_times.iloc[1]
    assert there["departure_s"] - there["arrival_s"] == round(CALL_S)


def test_a_new_stop_is_reached_and_costs_those_who_ride_past(town: City) -> None:
    after = made(AddStop(place=BETWEEN, name="Stația nouă", lines="2, 3", serves="tram"), town).mobility
    assert ride_min(after, "nouă", "c") == pytest.approx(8 + 2 + 3 + CALL_S / 60, abs=0.01)
    assert ride_min(after, "a", "c") == pytest.approx(8 + 6 + CALL_S / 60, abs=0.01)


def test_a_stop_without_lines_stands_in_the_layer_alone(town: City) -> None:
    after = made(AddStop(place=BETWEEN), town)
    assert after.read_timetable is town.read_timetable
    assert after.mobility is town.mobility


def test_a_stop_without_lines_is_nothing_to_go_to(town: City) -> None:
    before, _ = objects_of(town, "transit")
    after, report = objects_of(made(AddStop(place=BETWEEN), town), "transit")
    assert after.index.equals(before.index)
    assert [entry.count for entry in report.entries] == [1]


def test_a_tram_does_not_call_at_a_stop_of_buses(town: City) -> None:
    told = refusal(AddStop(place=BETWEEN, serves="bus", lines="2"), town)
    assert told == ("Line 2 does not call at such a stop (Bus stop). Set “serves” to “tram”, or leave out the line.")


def test_a_line_that_passes_elsewhere_does_not_come(town: City) -> None:
    away = Point(lonlat(-190, -700))
    assert "near this place, nor does any other" in refusal(AddStop(place=away, lines="2", serves="tram"), town)
    only_north = made(AddStop(place=Point(lonlat(3, 100)), lines="3", serves="tram"), town)
    assert [stop for stop, _ in calls(only_north, 3)] == ["a", "b", "sketch/plan/1", "d"]


def test_a_moved_stop_moves_in_the_layer_and_in_the_graph(town: City) -> None:
    after = made(MoveStop(ids=("gtfs/stop/b",), place=Point(lonlat(500, 4))), town)
    moved_m = after.transit.geometry.loc["gtfs/stop/b"].x - town.transit.geometry.loc["gtfs/stop/b"].x
    assert moved_m == pytest.approx(500, abs=0.5)
    assert timetable_of(after).stops.loc["gtfs/stop/b", "x_m"] == pytest.approx(
        timetable_of(town).stops.loc["gtfs/stop/b", "x_m"] + moved_m
    )
    # two thirds of the way come before it, and six minutes are parted so
    assert calls(after, 0) == [("a", 0), ("b", pytest.approx(240, abs=0.1)), ("c", pytest.approx(120, abs=0.1))]
    assert ride_min(after.mobility, "a", "b") == pytest.approx(8 + 4, abs=0.01)
    xy = after.mobility.nodes.loc[after.mobility.nodes["kind"] == "stop", "x_m"]
    assert xy.isin([timetable_of(after).stops.loc["gtfs/stop/b", "x_m"]]).sum() == 1


def test_trips_at_a_clock_time_come_to_a_moved_stop_later(town: City) -> None:
    after = timetable_of(made(MoveStop(ids=("gtfs/stop/b",), place=Point(lonlat(500, 4))), town))
    assert (after.stop_times["arrival_s"].iloc[:3] - 6 * 3600).tolist() == [0, 240, 360]


def test_a_last_stop_moved_on_is_reached_later(town: City) -> None:
    after = made(MoveStop(ids=("gtfs/stop/c",), place=Point(lonlat(1600, 4))), town)
    hop_s = pytest.approx(180 * 1600 / 1500, abs=0.1)
    assert calls(after, 0) == [("a", 0), ("b", 180), ("c", hop_s)]
    assert calls(after, 1) == [("c", 0), ("b", hop_s), ("a", 180)]
    assert (timetable_of(after).stop_times["arrival_s"].iloc[:3] - 6 * 3600).tolist() == [0, 180, 360 + 12]


def test_a_mapped_stop_that_stands_for_one_of_the_feed_takes_it_along(town: City) -> None:
    row = town.transit.loc[["gtfs/stop/b"]].rename(index={"gtfs/stop/b": "node/9"}).rename_axis("id")
    beside = row.set_geometry(row.geometry.translate(10, 0))
    others = town.transit.drop(index="gtfs/stop/b")
    mapped = town.with_layer(replace(town.layers["transit"], table=pd.concat([others, beside])))
    after = made(MoveStop(ids=("node/9",), place=Point(lonlat(60, 4))), mapped)
    moved_m = timetable_of(after).stops["x_m"] - timetable_of(town).stops["x_m"]
    assert moved_m.round(1).to_dict() == {
        "gtfs/stop/a": 0, "gtfs/stop/b": pytest.approx(50, abs=0.1), "gtfs/stop/c": 0, "gtfs/stop/d": 0,
    }  # fmt: skip


def test_a_stop_moves_a_kilometre_at_most(town: City) -> None:
    there = lonlat(0, -1100)
    assert "1,104 m" in refusal(MoveStop(ids=("gtfs/stop/b",), place=Point(there)), town)
    two = MoveStop(ids=("gtfs/stop/a", "gtfs/stop/b"), place=BETWEEN)
    assert "one at a time" in refusal(two, town)


def test_edits_of_other_things_do_not_read_the_timetable(town: City, tmp_path_factory: pytest.TempPathFactory) -> None:
    stored = City.open(write_store(town, tmp_path_factory.mktemp("store")).folder)
    after = stored.scenario("Plan").add_stop(lonlat(-60, -60)).limit_speed("way/5", kmh=30).applied
    assert after.read_timetable is stored.read_timetable
    assert "timetable" not in stored.__dict__
    assert "timetable" not in after.__dict__


@pytest.mark.parametrize(("stop", "begins"), [("b", "Lines 2, 3 still call here"), ("d", "Line 3 still calls here")])
def test_a_stop_taken_off_the_map_says_which_lines_call_there_still(town: City, stop: str, begins: str) -> None:
    (said,) = RemoveObject(layer="transit", ids=(f"gtfs/stop/{stop}",)).remarks(town)
    assert said.text("en").startswith(begins)


def test_a_stop_where_no_line_calls_says_so_and_is_none_to_walk_to(town: City) -> None:
    without, with_lines = (AddStop(place=BETWEEN, name="Nouă", lines=lines, serves="tram") for lines in (None, "2"))
    assert [said.text("en")[:18] for said in without.remarks(town)] == ["No line calls here"]
    assert with_lines.remarks(town) == []
    before = service_table(town, "stop").index
    assert service_table(made(without, town), "stop").index.equals(before)
    assert set(service_table(made(with_lines, town), "stop").index) - set(before) == {"sketch/plan/1"}


def test_lines_are_listed_by_number_where_one_is_not_known(town: City) -> None:
    assert "There are: 2, 3." in refusal(ChangeHeadway(lines="99", headway_min=5), town)
