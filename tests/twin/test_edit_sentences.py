"""What edits say of themselves: names, values and places, without codes and columns."""

import pytest
from shapely.geometry import Point, Polygon

from tests.twin.edited_town import block, lonlat
from tests.twin.transit_town import transit_town
from twin.city import City
from twin.comparison import compare
from twin.comparison_output import comparison_json
from twin.edits_buildings import AddBuilding
from twin.edits_objects import AddObject, ChangeObject
from twin.edits_places import VacantLandToPark
from twin.edits_streets import CloseStreet
from twin.edits_transit import ChangeHeadway, MoveStop
from twin.scenario_output import print_history


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> City:
    return transit_town(tmp_path_factory.mktemp("trams"))


def test_a_changed_object_says_each_value_before_and_after(town: City) -> None:
    edit = ChangeObject(layer="streets", ids=("way/5",), columns={"maxspeed_kmh": 30}).expecting(town)
    assert edit.describe("en") == "Change Bulevardul: Speed limit: 50 km/h → 30 km/h"
    assert edit.describe("ro") == "Modificare la Bulevardul: Limită de viteză: 50 km/h → 30 km/h"


def test_a_value_that_objects_did_not_share_is_said_alone(town: City) -> None:
    edit = ChangeObject(layer="streets", ids=("way/5", "way/6"), columns={"maxspeed_kmh": 30}).expecting(town)
    assert edit.describe("en").endswith(": Speed limit: 30 km/h")


def test_a_new_object_without_name_says_its_class_in_words(town: City) -> None:
    edit = AddObject(layer="amenities", place=Point(lonlat(5, 5)), columns={"class": "health"})
    assert "health" not in edit.describe("ro").casefold()


def test_the_name_of_a_new_object_stands_outside_the_quotes(town: City) -> None:
    edit = AddObject(layer="amenities", place=Point(lonlat(5, 5)), columns={"class": "health", "name": "Cabinet"})
    assert edit.describe("en") == "New in “Amenities”: Cabinet"
    assert edit.describe("ro") == "Nou în „Dotări și servicii”: Cabinet"


@pytest.mark.parametrize(("hours", "when"), [(None, ""), ("07:00-09:00", " from 07:00 to 09:00")])
def test_closures_are_told_alike(town: City, hours: str | None, when: str) -> None:
    cars, everybody = (
        CloseStreet(ids=("way/6",), modes=modes, hours=hours).expecting(town)
        for modes in (("car",), ("walk", "bike", "car"))
    )
    assert cars.describe("en") == f"Close Strada Mică to cars{when}"
    assert everybody.describe("en") == f"Close Strada Mică to all{when}"


def test_a_headway_says_what_it_was(trams: City) -> None:
    edit = ChangeHeadway(lines="2, 3", headway_min=10).expecting(trams)
    assert edit.describe("en") == "Lines 2, 3: one every 10 min instead of 20 min"
    assert edit.describe("ro") == "Liniile 2, 3: câte un vehicul la 10 min în loc de 20 min"


def test_a_moved_stop_says_how_far(trams: City) -> None:
    edit = MoveStop(ids=("gtfs/stop/b",), place=Point(lonlat(500, 4))).expecting(trams)
    assert edit.describe("en") == "Move the stop Stația b by 500 m"


def test_a_named_building_says_its_use_too(town: City) -> None:
    edit = AddBuilding(place=Polygon(block(-100, -100, 20)), storeys=13, use="apartments", name="Turnul")
    assert edit.describe("en") == "New building “Turnul”: Block of flats, storeys: 13"


def test_nameless_land_is_told_by_what_it_is(town: City) -> None:
    edit = VacantLandToPark(ids=("way/3",), before={"way/3": {"name": None, "class": "brownfield"}})
    assert edit.describe("en") == "Vacant land becomes a park: brownfield (way/3)"


def test_comparison_and_history_say_where_an_edit_is(town: City, capsys: pytest.CaptureFixture[str]) -> None:
    plan = town.scenario("Plan").add_trees(lonlat(-100, 20))
    assert comparison_json(compare(town, plan, ids=["trees"]), "en", {})["after"] == {
        "scenario": "Plan",
        "edits": [{"id": "plan/1", "says": "1 new tree", "where": "near Bulevardul", "remarks": []}],
    }  # fmt: skip
    print_history(plan, "en", as_json=False)
    assert "Added: 1 new tree, near Bulevardul" in capsys.readouterr().out
