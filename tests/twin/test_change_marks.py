"""Marks of what a scenario changes about streets: what is marked, where, and at which hours."""

from datetime import time

import pytest
import shapely
from shapely.geometry import LineString, Point

from tests.tiny import Town
from tests.twin.edited_town import lonlat
from twin.build import Inputs, city_from_files
from twin.change_marks import LOOKS, by_hours, change_marks, resting
from twin.city import City
from twin.edit import Edit
from twin.edits import (
    AddStreet,
    BikeLane,
    ChangeObject,
    CloseStreet,
    LowTrafficZone,
    ModalFilter,
    OneWay,
    RemoveObject,
    SpeedLimit,
)
from twin.scenario import Scenario

NOON = time(12)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town of two crossing streets, way/2 from west to east and way/3 from south to north."""
    town = Town()
    town.block(60, 60, 10, building="house")
    middle = town.node(0, 0)
    tags = {"highway": "residential", "lanes": "2", "width": "9"}
    town.way_of_nodes([town.node(-200, 0), middle, town.node(200, 0)], name="Strada Lungă", **tags)
    town.way_of_nodes([town.node(0, -100), middle, town.node(0, 100)], name="Strada Lată", **tags)
    return city_from_files(Inputs(osm=town.write(tmp_path_factory.mktemp("town") / "town.osm")))


def marked(town: City, *edits: Edit, at: time = NOON) -> list[tuple[str, str]]:
    """Return the look of each mark with what is written beside it, in English."""
    scenario = planned(town, *edits)
    return [(m.look, m.text("en") if m.text else "") for m in change_marks(scenario, scenario.applied, at=at)]


def planned(town: City, *edits: Edit) -> Scenario:
    scenario = Scenario.on(town, "Plan")
    for edit in edits:
        scenario = scenario.add(edit)
    return scenario


def streets(town: City) -> tuple[str, str]:
    ids = list(town.streets.index)
    return str(ids[0]), str(ids[1])


def test_a_closed_street_says_who_may_not_use_it_and_when(town: City) -> None:
    long, wide = streets(town)
    assert marked(town, CloseStreet(ids=(long, wide))) == [("closed", ""), ("closed", "")]
    by_day = CloseStreet(ids=(long,), modes=("car", "bike"), hours="07:00-09:00,22:00-06:00")
    text = "cars, bicycles · 07:00–09:00, 22:00–06:00"
    assert marked(town, by_day, at=time(8)) == [("closed_to_some", text)]
    assert marked(town, by_day) == [("closed_at_other_hours", text)]


def test_of_many_pieces_the_longest_bears_the_words(town: City) -> None:
    assert marked(town, SpeedLimit(ids=streets(town), kmh=30)) == [("speed", "30"), ("speed", "")]


def test_arrows_go_the_way_of_the_traffic(town: City) -> None:
    long, wide = streets(town)
    edits = (OneWay(ids=(long,), way="backward"), OneWay(ids=(wide,), way="forward"), OneWay(ids=(wide,), way="both"))
    scenario = planned(town, *edits)
    marks = change_marks(scenario, scenario.applied, at=NOON)
    assert [mark.look for mark in marks] == ["one_way", "two_way", "two_way"]
    line = shapely.get_coordinates(marks[0].shape)
    assert line[0, 0] - line[-1, 0] == pytest.approx(400, abs=1)  # from east to west


def test_lanes_zones_filters_new_and_removed_streets_have_their_marks(town: City) -> None:
    long, wide = streets(town)
    zone = shapely.Polygon([lonlat(x, y) for x, y in ((-250, -150), (250, -150), (250, 150), (-250, 150))])
    new = LineString([lonlat(200, 0), lonlat(200, 80), lonlat(0, 100)])
    assert marked(town, BikeLane(ids=(long,), side="both")) == [("bike_lane", "")] * 2
    assert marked(town, ModalFilter(place=Point(*lonlat(100, 0)))) == [("filter", "")]
    assert marked(town, AddStreet(place=new)) == [("new_street", "")]
    assert marked(town, RemoveObject(layer="streets", ids=(wide,))) == [("removed", "")]
    assert marked(town, ChangeObject(layer="streets", ids=(wide,), columns={"lit": "yes"})) == [("changed", "")]
    scenario = planned(town, LowTrafficZone(place=zone))
    marks = change_marks(scenario, scenario.applied, at=NOON)
    assert [(mark.look, mark.counts) for mark in marks] == [("zone", True), ("zone", False), ("zone", False)]
    assert {mark.look for mark in marks} <= set(LOOKS)


def test_what_is_switched_off_is_not_marked_and_does_not_rest(town: City) -> None:
    long, _ = streets(town)
    scenario = planned(town, CloseStreet(ids=(long,), modes=("car",), hours="07:00-09:00"))
    assert [edit.id for edit in resting(scenario, NOON)] == ["plan/1"]
    assert resting(scenario, time(8)) == ()
    off = scenario.switch("plan/1", on=False)
    assert change_marks(off, off.applied, at=time(8)) == []
    assert (by_hours(off), resting(off, NOON)) == ((), ())
