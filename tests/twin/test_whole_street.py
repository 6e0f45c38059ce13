"""A street is all of its pieces; they can be made one way as one."""

import numpy as np
import pytest
import shapely

from tests.long_street import NAMELESS, NAMESAKE, PAVEMENT, PIECES, write_long_street
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.edits_bike_lanes import BikeLane
from twin.edits_one_way import OneWay
from twin.edits_streets import SpeedLimit
from twin.refusals import allowed
from twin.scenario import Scenario
from twin.street_direction import run_against
from twin.whole_street import carriageway_beside, main_piece, whole_street


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    return city_from_files(Inputs(osm=write_long_street(tmp_path_factory.mktemp("town") / "town.osm")))


def test_a_street_is_all_of_its_pieces_but_pavements_and_namesakes_far_off(town: City) -> None:
    assert whole_street(town, "way/2") == PIECES
    assert whole_street(town, NAMESAKE) == (NAMESAKE,)


def test_the_whole_of_a_pavement_is_pavement(town: City) -> None:
    assert whole_street(town, PAVEMENT) == (PAVEMENT,)


def test_beside_a_pavement_is_the_carriageway_of_its_name(town: City) -> None:
    assert carriageway_beside(town, PAVEMENT) == PIECES
    assert carriageway_beside(town, "way/1") == ()
    assert carriageway_beside(town, NAMELESS) == ()


def test_a_pavement_that_is_closed_is_not_told_as_the_street(town: City) -> None:
    (edit,) = town.scenario("A").close_street(PAVEMENT).edits
    assert edit.describe("en") == "Close Strada Lungă (footway or path) to all"


def test_a_street_that_is_found_leads_to_what_is_driven_on(town: City) -> None:
    assert main_piece(town, [PAVEMENT, "way/3", "way/1"]) == "way/3"
    assert main_piece(town, [PAVEMENT]) == PAVEMENT


def test_a_street_without_a_name_is_its_piece(town: City) -> None:
    assert whole_street(town, NAMELESS) == (NAMELESS,)


def test_pieces_drawn_the_other_way_are_followed_along_the_street() -> None:
    ends = [(0, 10), (20, 10), (20, 30), (40, 30)]
    lines = np.array([shapely.LineString([(a, 0), (b, 0)]) for a, b in ends], dtype=object)
    assert run_against(lines, 0).tolist() == [False, True, False, True]


def test_a_whole_street_becomes_one_way_in_one_direction(town: City) -> None:
    made = Scenario.on(town, "Plan").add(OneWay(ids=PIECES, along="way/1"))
    assert made.applied.streets.loc[list(PIECES), "oneway"].tolist() == ["yes", "-1", "yes"]
    assert made.edits[0].describe("en") == "Make Strada Lungă one-way throughout, in the direction of the line"


def test_a_piece_that_says_the_direction_has_to_be_there(town: City) -> None:
    [problem] = OneWay(ids=("way/1",), along="way/99").check(town)
    assert "way/99, is not there" in problem.text("en")


def test_what_a_street_allows_is_made_and_the_rest_told(town: City) -> None:
    once = SpeedLimit(ids=("way/2",), kmh=30).apply(town)
    whole = SpeedLimit(ids=PIECES, kmh=30)
    made = allowed(whole, once, may_go=whole.ids)
    assert (made.edit.ids, made.ids_left_out) == (("way/1", "way/3"), ("way/2",))
    assert made.left_out[0].text("en") == "Strada Lungă (way/2) has this limit already. Leave it out."


def test_what_was_chosen_piece_by_piece_is_not_left_out(town: City) -> None:
    once = SpeedLimit(ids=("way/2",), kmh=30).apply(town)
    chosen = SpeedLimit(ids=("way/1", "way/2"), kmh=30)
    made = allowed(chosen, once, may_go=("way/1",))
    assert made.edit.ids == chosen.ids
    assert made.problems


def test_bike_lanes_on_one_side_of_a_whole_street_stay_on_that_side(town: City) -> None:
    made = BikeLane(id="plan/1", ids=PIECES, side="right", along="way/1").apply(town)
    lanes = made.bike_lanes.set_index("street_id").loc[list(PIECES)]
    assert lanes["side"].tolist() == ["right", "left", "right"]
    south = [shape.centroid.y for shape in lanes.geometry]
    assert max(south) - min(south) < 0.1
    assert made.streets["cycleway_left"].dropna().to_dict() == {"way/2": "track"}
    assert sorted(made.bike_lanes.index) == ["sketch/plan/1-1", "sketch/plan/1-2", "sketch/plan/1-3"]


def test_pieces_of_one_street_are_one_thing_that_is_refused(town: City) -> None:
    once = SpeedLimit(ids=PIECES, kmh=30).apply(town)
    [problem] = SpeedLimit(ids=PIECES, kmh=30).check(once)
    assert problem.text("en") == "Strada Lungă has this limit already. Leave it out."
    assert problem.fields["ids"] == PIECES
