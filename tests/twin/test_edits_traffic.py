"""Closures by hours, low-traffic zones and modal filters: where cars still go, and that all others do not notice."""

from dataclasses import replace
from datetime import time

import numpy as np
import pytest
import shapely
from shapely.geometry import Point

from geodata.errors import InputError
from tests.tiny import Town
from tests.twin.edited_town import lonlat
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.edit import Edit
from twin.edits import AddObject, CloseStreet, LowTrafficZone, ModalFilter
from twin.routes import route
from twin.scenario import Scenario
from twin.snapping import link_seconds, place_at

WEST, EAST, HOME = (-390.0, 0.0), (390.0, 0.0), (50.0, 0.0)
MIDDLE = shapely.box(-210, -20, 210, 20)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town of one main street that makes a way round of 1000 m, and a short cut of 400 m past homes.

        ┌─────────── 400 m ──────────┐
        │ 300 m                300 m │
    ────┴────────── short cut ───────┴────
    """
    town = Town()
    town.block(0, 30, 10, building="house")
    far_west, west, east, far_east = (town.node(x, 0) for x in (-400, -200, 200, 400))
    round_ = [west, town.node(-200, 300), town.node(200, 300), east]
    tags = {"maxspeed": "30"}
    town.way_of_nodes([far_west, west], highway="primary", name="Calea", **tags)  # way/2
    town.way_of_nodes(round_, highway="primary", name="Calea", **tags)  # way/3
    town.way_of_nodes([east, far_east], highway="primary", name="Calea", **tags)  # way/4
    town.way_of_nodes([west, town.node(-100, 0), east], highway="residential", name="Strada Scurtă", **tags)  # way/5
    town.way_of_nodes([town.node(-100, -90), town.node(0, -90)], highway="residential", oneway="yes")  # way/6
    town.way_of_nodes([town.node(-90, -10), town.node(-90, 10)], highway="footway")  # way/7
    return city_from_files(Inputs(osm=town.write(tmp_path_factory.mktemp("town") / "town.osm")))


def metres(city: City, start: tuple[float, float], end: tuple[float, float], mode: str) -> float:
    places = [place_at(city, city.mobility, lonlat(*place), mode=mode) for place in (start, end)]
    return route(city, *places, mode=mode).length_m


def area(box: shapely.Polygon) -> shapely.Polygon:
    return shapely.Polygon([lonlat(x, y) for x, y in box.exterior.coords])


def made(edit: Edit, city: City) -> City:
    edit = replace(edit, id="plan/1")
    assert [str(problem) for problem in edit.check(city)] == []
    return edit.apply(city)


def refusal(edit: Edit, city: City) -> str:
    return " ".join(str(problem) for problem in edit.check(city))


def test_a_street_is_closed_at_the_hours_it_says_and_open_at_others(town: City) -> None:
    plan = town.scenario("A").close_street("way/5", modes=["car"], hours="07:00-09:00,22:00-06:00")
    lengths = [metres(plan.apply(town, at=time(hour)), WEST, EAST, "car") for hour in (8, 12, 23)]
    assert lengths == pytest.approx([1380, 780, 1380], abs=0.5)


def test_without_a_time_of_day_a_closure_by_hours_counts(town: City) -> None:
    plan = town.scenario("A").close_street("way/5", modes=["car"], hours="07:00-09:00")
    assert metres(plan.applied, WEST, EAST, "car") == pytest.approx(1380, abs=0.5)
    assert plan.apply(town, at=time(12)).streets is town.streets


def test_a_closure_by_hours_says_its_hours(town: City) -> None:
    edit = CloseStreet(ids=("way/5",), modes=("car",), hours="07:00-09:00").expecting(town)
    assert edit.describe("en") == "Close Strada Scurtă to cars from 07:00 to 09:00"
    assert "no range of hours" in refusal(replace(edit, hours="dimineața"), town)


def test_a_zone_keeps_out_who_drives_through_and_lets_in_who_lives_there(town: City) -> None:
    zone = made(LowTrafficZone(place=area(MIDDLE)), town)
    assert metres(town, WEST, EAST, "car") == pytest.approx(780, abs=0.5)
    assert metres(zone, WEST, EAST, "car") == pytest.approx(1380, abs=0.5)
    assert metres(zone, WEST, HOME, "car") == pytest.approx(440, abs=0.5)
    assert metres(zone, HOME, EAST, "car") == pytest.approx(340, abs=0.5)


@pytest.mark.parametrize("mode", ["walk", "bike", "child", "wheelchair"])
def test_a_zone_changes_nothing_for_others(town: City, mode: str) -> None:
    zone = made(LowTrafficZone(place=area(MIDDLE)), town)
    pairs = zip(link_seconds(town.mobility, mode), link_seconds(zone.mobility, mode), strict=True)
    assert all(np.array_equal(before, after) for before, after in pairs)


def test_a_zone_has_the_streets_of_which_the_greater_part_lies_in_it(town: City) -> None:
    assert refusal(LowTrafficZone(place=area(shapely.box(-210, -20, 10, 20))), town) == ""
    assert "No street" in refusal(LowTrafficZone(place=area(shapely.box(-210, -20, -10, 20))), town)


def test_a_zone_leaves_main_streets_and_what_is_closed_already(town: City) -> None:
    whole = LowTrafficZone(place=area(shapely.box(-500, -20, 500, 400)), main_streets=True)
    assert list(whole.expecting(town).before) == ["way/5"]
    assert "No street" in refusal(whole, made(CloseStreet(ids=("way/5",), modes=("car",)), town))
    assert "No street" in refusal(whole, made(whole, town))


def test_secondary_streets_belong_to_a_zone_if_it_says_so(town: City) -> None:
    streets = town.streets.assign(**{"class": town.streets["class"].replace("primary", "secondary")})
    city = town.with_layer(replace(town.layers["streets"], table=streets))
    zone = LowTrafficZone(place=area(shapely.box(-500, -20, 500, 400)))
    assert sorted(zone.expecting(city).before) == ["way/5"]
    assert sorted(replace(zone, main_streets=True).expecting(city).before) == ["way/2", "way/3", "way/4", "way/5"]


def test_a_zone_says_how_much_it_holds(town: City) -> None:
    zone = LowTrafficZone(place=area(MIDDLE)).expecting(town)
    assert zone.before == {"way/5": {"name": "Strada Scurtă", "motorcar": None, "length_m": 400.0}}
    assert zone.describe("en") == "Low-traffic zone: 1 street section, 0.4 km (Strada Scurtă)"
    assert zone.describe("ro") == "Zonă cu trafic redus: 1 tronson de stradă, 0,4 km (Strada Scurtă)"


def test_cars_come_up_to_a_filter_from_both_sides_and_do_not_pass(town: City) -> None:
    filtered = made(ModalFilter(place=Point(lonlat(0, 4))), town)
    assert metres(filtered, WEST, EAST, "car") == pytest.approx(1380, abs=0.5)
    assert metres(filtered, WEST, (-10, 0), "car") == pytest.approx(380, abs=0.5)
    assert metres(filtered, EAST, (10, 0), "car") == pytest.approx(380, abs=0.5)


@pytest.mark.parametrize("mode", ["walk", "bike", "child"])
def test_bicycles_and_walkers_pass_a_filter(town: City, mode: str) -> None:
    filtered = made(ModalFilter(place=Point(lonlat(0, 0))), town)
    assert metres(filtered, (-150, 0), (150, 0), mode) == pytest.approx(300, abs=0.5)


def test_a_filter_is_a_bollard_on_a_node_of_its_street(town: City) -> None:
    filtered = made(ModalFilter(place=Point(lonlat(0, 0))), town)
    bollard, street = filtered.barriers.loc["sketch/plan/1"], filtered.streets.loc["way/5"]
    assert (bollard["class"], bollard["tier"], street["tier"]) == ("bollard", "sketched", "mapped")
    assert len(street["node_ids"]) == 4 == len(street.geometry.coords)
    assert list(street["node_ids"])[2] == bollard["node_ids"][0] < -1
    assert bollard.geometry.coords[0] == street.geometry.coords[2]


def test_a_filter_stands_at_a_node_that_is_there(town: City) -> None:
    filtered = made(ModalFilter(place=Point(lonlat(-100, 0.5))), town)
    assert filtered.layers["streets"] is town.layers["streets"]
    assert metres(filtered, WEST, EAST, "car") == pytest.approx(1380, abs=0.5)


def test_a_filter_parts_a_street_without_node_numbers(town: City) -> None:
    line = shapely.LineString([lonlat(-200, 300), lonlat(-300, 300), lonlat(-400, 0)])
    drawn = AddObject(id="plan/0", layer="streets", place=line, columns={"class": "residential", "highway": "service"})
    joined = drawn.apply(town)
    filtered = made(ModalFilter(place=Point(lonlat(-250, 300))), joined)
    assert metres(joined, (-220, 300), (-280, 300), "car") == pytest.approx(60, abs=0.5)
    assert metres(filtered, (-220, 300), (-280, 300), "car") > 500
    assert metres(filtered, (-220, 300), (-280, 300), "bike") == pytest.approx(60, abs=0.5)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ((-200, 0), "at a junction"),
        ((-400, 0), "ends where the filter stands"),
        ((-50, -90), "is one-way"),
        ((0, 15), "No street for cars lies within 10 m"),
        ((-90, -11), "No street for cars lies within 10 m"),
    ],
)
def test_a_filter_that_parts_nothing_is_refused(town: City, place: tuple[float, float], reason: str) -> None:
    assert reason in refusal(ModalFilter(place=Point(lonlat(*place))), town)


def test_a_second_filter_at_one_node_is_refused(town: City) -> None:
    filtered = made(ModalFilter(place=Point(lonlat(0, 0))), town)
    assert "There is a barrier already: bollard or block from a scenario" in refusal(
        ModalFilter(place=Point(lonlat(0.5, 0))), filtered
    )


def test_zones_and_filters_are_undone(town: City) -> None:
    plan: Scenario = town.scenario("A").low_traffic_zone(area(MIDDLE)).modal_filter(lonlat(0, 0))
    assert plan.edits[1].describe("en") == "Modal filter in Strada Scurtă: bicycles and walkers pass, cars do not"
    assert plan.undo().undo().applied.layers["streets"] is town.layers["streets"]


def test_nobody_drives_where_filters_leave_no_way(town: City) -> None:
    plan = town.scenario("A").modal_filter(lonlat(0, 0)).modal_filter(lonlat(0, 300))
    with pytest.raises(InputError, match="no way"):
        metres(plan.applied, WEST, EAST, "car")


@pytest.fixture(scope="module")
def close(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town in which a close with one house, and a street with another, hang on a main street.

    ──────────── Calea ────────────
                  │ Strada (way/5), a house beside it
                  └─── Fundătura (way/6), a house at its end
    """
    town = Town()
    main = [town.node(x, 0) for x in (-300, 0, 300)]
    corner, end = town.node(0, -150), town.node(150, -150)
    town.block(12, -110, 8, building="house")  # way/1
    town.block(150, -160, 8, building="house")  # way/2
    town.way_of_nodes(main, highway="primary", name="Calea")
    town.way_of_nodes([main[1], corner], highway="residential", name="Strada")
    town.way_of_nodes([corner, end], highway="residential", name="Fundătura")
    return city_from_files(Inputs(osm=town.write(tmp_path_factory.mktemp("close") / "close.osm")))


def remarks(edit: Edit, city: City) -> list[str]:
    edit = replace(edit, id="plan/1")
    assert edit.check(city) == []
    return [said.text("en") for said in edit.remarks(city)]


def test_a_zone_that_shuts_homes_in_is_remarked_on_and_not_refused(close: City) -> None:
    street_alone = LowTrafficZone(place=area(shapely.box(-30, -155, 30, -5)))
    (said,) = remarks(street_alone, close)
    people = close.buildings["residents"].to_numpy()
    assert said.startswith(f"1 home without a way out by car then, with some {round(people[1]):,} residents.")
    assert Scenario.on(close, "Plan").add(street_alone).remarks(replace(street_alone, id="plan/1"))
    assert remarks(LowTrafficZone(place=area(shapely.box(-30, -200, 200, -5))), close) == []


def test_a_filter_that_shuts_homes_in_is_remarked_on(close: City) -> None:
    (said,) = remarks(ModalFilter(place=Point(lonlat(0, -75))), close)
    assert said.startswith("2 homes without a way out by car then,")
    assert "Move the filter" in said


def test_a_closed_street_that_shuts_homes_in_is_remarked_on(close: City) -> None:
    (said,) = remarks(CloseStreet(ids=("way/4",), modes=("car",)), close)
    assert said.startswith("2 homes without a way out by car then,")
    assert "leave another way open" in said
    assert remarks(CloseStreet(ids=("way/4",), modes=("walk",)), close) == []


def test_a_zone_through_which_nobody_has_to_drive_gets_no_remark(town: City) -> None:
    assert remarks(LowTrafficZone(place=area(MIDDLE)), town) == []
