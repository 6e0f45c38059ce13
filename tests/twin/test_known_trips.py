"""Trips in Timișoara that whoever knows the city can check."""

from pathlib import Path

import pytest
import shapely

from twin.city import City
from twin.isochrones import isochrone
from twin.routes import Route, route
from twin.snapping import place_at

Point = tuple[float, float]

# Strada Piatra Craiului is one-way from the Bulevardul Regele Mihai I southwards.
CRAIULUI_NORTH, CRAIULUI_SOUTH = (21.223819, 45.753058), (21.223094, 45.752038)
# On both banks of the Bega beside Podul Mihai Viteazul, south of the cathedral.
SOUTH_BANK, NORTH_BANK = (21.2247, 45.7478), (21.2255, 45.7493)
# Along the east side of Piața Victoriei, where nobody drives.
SQUARE_NORTH, SQUARE_SOUTH = (21.22525, 45.75215), (21.2247, 45.7510)
# Foot and head of 20 m of stairs near Piața Huniade.
STAIRS_FOOT, STAIRS_HEAD = (21.226898, 45.753916), (21.226965, 45.754088)


@pytest.fixture(scope="module")
def timisoara(timisoara_store_folder: Path) -> City:
    return City.open(timisoara_store_folder)


def trip(city: City, start: Point, end: Point, mode: str) -> Route:
    places = [place_at(city, city.mobility, point, mode=mode) for point in (start, end)]
    return route(city, *places, mode=mode)


def test_a_car_follows_a_one_way_street_and_goes_round_on_the_way_back(timisoara: City) -> None:
    there, back = (trip(timisoara, *ends, "car") for ends in (
        (CRAIULUI_NORTH, CRAIULUI_SOUTH), (CRAIULUI_SOUTH, CRAIULUI_NORTH)))  # fmt: skip
    assert [step.name for step in there.steps] == ["Strada Piatra Craiului"]
    assert there.length_m == pytest.approx(127, abs=3)
    assert 300 < back.length_m < 600


def test_a_walker_goes_both_ways_through_a_one_way_street(timisoara: City) -> None:
    back = trip(timisoara, CRAIULUI_SOUTH, CRAIULUI_NORTH, "walk")
    assert back.length_m == pytest.approx(127, abs=3)


def test_the_bega_is_crossed_on_a_bridge(timisoara: City) -> None:
    found = trip(timisoara, SOUTH_BANK, NORTH_BANK, "walk")
    assert "Podul Mihai Viteazul" in {step.name for step in found.steps}
    assert found.length_m < 300
    assert timisoara.water.intersects(found.geometry).any()


def test_without_the_bridges_nobody_crosses_the_bega_there(timisoara: City) -> None:
    graph = timisoara.mobility
    bridges = graph.links.index[graph.links["bridge"] & (graph.links["name"] == "Podul Mihai Viteazul")]
    start, end = (place_at(timisoara, graph, point, mode="walk") for point in (SOUTH_BANK, NORTH_BANK))
    assert route(graph.closing(bridges), start, end, mode="walk").length_m > 600


def test_nobody_drives_on_piata_victoriei(timisoara: City) -> None:
    walked, driven = (trip(timisoara, SQUARE_NORTH, SQUARE_SOUTH, mode) for mode in ("walk", "car"))
    assert "Piața Victoriei" in {step.name for step in walked.steps}
    assert "Piața Victoriei" not in {step.name for step in driven.steps}
    assert walked.length_m < 250 < 600 < driven.length_m


def test_a_wheelchair_takes_no_stairs(timisoara: City) -> None:
    walked, rolled = (trip(timisoara, STAIRS_FOOT, STAIRS_HEAD, mode) for mode in ("walk", "wheelchair"))
    assert any(step.has_steps for step in walked.steps)
    assert not any(step.has_steps for step in rolled.steps)


def test_ten_minutes_from_the_bridge_reach_both_banks_and_not_the_water(timisoara: City) -> None:
    place = place_at(timisoara, timisoara.mobility, (21.2257, 45.7487), mode="walk")
    rings = isochrone(timisoara, place, mode="walk", minutes=[5, 10])
    both = shapely.points(*timisoara.frame.from_lonlat_points(*zip(SOUTH_BANK, NORTH_BANK, strict=True)))
    assert rings.geometry[1].covers(both[0])
    assert rings.geometry[1].covers(both[1])
    rivers = timisoara.water[timisoara.water["class"] == "river"].union_all()
    wet = rings.geometry[1].intersection(rivers).area
    assert wet < 0.1 * rivers.intersection(rings.geometry[1].convex_hull).area
    assert rings["residents"][0] < rings["residents"][1]


@pytest.mark.parametrize("mode", ["walk", "wheelchair", "bike", "car"])
def test_rings_of_the_real_city_contain_each_other(timisoara: City, mode: str) -> None:
    place = place_at(timisoara, timisoara.mobility, (21.2257, 45.7537), mode=mode)
    small, middle, large = isochrone(timisoara, place, mode=mode, minutes=[5, 10, 15]).geometry
    assert large.covers(middle)
    assert middle.covers(small)
    assert all(ring.is_valid for ring in (small, middle, large))
