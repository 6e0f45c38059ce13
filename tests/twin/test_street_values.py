"""Streets of which columns are set: the class follows from the highway, the width from the lanes."""

import pytest
from shapely.geometry import LineString

from tests.twin.edited_town import lonlat
from twin.city import City
from twin.edits_objects import AddObject, ChangeObject
from twin.street_access import street_access

LINE = LineString([lonlat(-100, -50), lonlat(-60, -50)])


def change(**columns: object) -> ChangeObject:
    return ChangeObject(id="plan/1", layer="streets", ids=("way/5",), columns=columns)


def draw(**columns: object) -> AddObject:
    return AddObject(id="plan/1", layer="streets", place=LINE, columns=columns)


def refusal(edit: AddObject | ChangeObject, city: City) -> str:
    return " ".join(str(problem) for problem in edit.check(city))


def test_the_class_of_a_street_is_set_by_its_highway(town: City) -> None:
    assert "follows from “highway”, which says who may use it. Set that, such as highway=footway." in refusal(
        change(**{"class": "footway"}), town
    )
    after = change(highway="footway").apply(town)
    row = after.streets.loc["way/5"]
    assert (row["class"], row["width_method"]) == ("footway", "usual width of its class")
    assert row["width_m"] < town.streets.loc["way/5", "width_m"]
    assert street_access(after.streets).loc["way/5", "car_forward"] == "no"
    links = after.mobility.links["street"] == "way/5"
    assert not after.mobility.is_open("car")[links.to_numpy(bool)].any()


def test_a_drawn_street_of_a_class_is_used_as_such(town: City) -> None:
    drawn = draw(**{"class": "footway"})
    assert drawn.check(town) == []
    assert street_access(drawn.apply(town).streets).loc["sketch/plan/1", "car_forward"] == "no"
    assert draw(highway="primary_link").apply(town).streets.loc["sketch/plan/1", "class"] == "primary"


def test_a_class_against_the_highway_is_refused(town: City) -> None:
    told = "a street with highway=primary is of the class “primary”, not “footway”"
    for edit in (draw(**{"class": "footway"}, highway="primary"), change(**{"class": "footway"}, highway="primary")):
        assert told in refusal(edit, town)
    assert change(**{"class": "primary"}, highway="primary").check(town) == []


@pytest.mark.parametrize("columns", [{"width_m": 1}, {"width_m": 5.9, "lanes": 3}])
def test_a_width_into_which_the_lanes_do_not_fit_is_refused(town: City, columns: dict[str, object]) -> None:
    assert f"Bulevardul (way/5): {columns['width_m']} m are too narrow" in refusal(change(**columns), town)
    assert change(width_m=3, lanes=1).check(town) == []


def test_lanes_of_a_drawn_street_have_to_fit(town: City) -> None:
    assert "4 lanes do not fit into 5 m" in refusal(draw(**{"class": "primary"}, lanes=4, width_m=5), town)


def test_a_width_that_was_taken_from_the_lanes_follows_them(town: City) -> None:
    assert town.streets.loc["way/5", "width_tier"] == "derived"
    after = change(lanes=6).apply(town).streets.loc["way/5"]
    assert after["width_m"] == pytest.approx(town.streets.loc["way/5", "width_m"] * 6 / 4)
