"""Streets, paths, bridges and bike tracks that are drawn: what they join, what they refuse, whom they help."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString

from tests.tiny import Town
from tests.twin.edited_town import lonlat, town_by_chance
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.edit import Edit
from twin.edited_tables import with_table
from twin.edits import AddObject, AddStreet, DrawBikeLane
from twin.indicator_bikes import network_km
from twin.mobility import MobilityGraph
from twin.routes import route
from twin.search import times
from twin.snapping import place_at
from twin.street_joints import node_number

SOUTH, NORTH = (150.0, 0.0), (150.0, 200.0)
NEW = "sketch/plan/1"
by_chance = cache(lambda seed: town_by_chance(Path(mkdtemp()), seed))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town of two streets 200 m apart, joined in the west, with a river between them in the east.

    way/2 runs east at 0 m north, way/3 at 200 m, way/4 joins their western ends; way/5 crosses between
    them at 100 m, from 100 m to 300 m east. The river lies from 40 m to 60 m north of 250 m east and beyond.
    """
    town = Town()
    town.block(20, 20, 10, building="house")  # way/1
    south, north = town.node(-200, 0), town.node(-200, 200)
    town.way_of_nodes([south, town.node(0, 0), town.node(400, 0)], highway="residential", name="Strada de Sud")
    town.way_of_nodes([north, town.node(400, 200)], highway="residential", name="Strada de Nord")
    town.way_of_nodes([south, north], highway="residential", name="Strada de Vest")
    town.way_of_nodes([town.node(100, 100), town.node(300, 100)], highway="footway", name="Aleea")
    town.way([(250, 40), (420, 40), (420, 60), (250, 60)], closed=True, natural="water", water="river")  # way/6
    town.way_of_nodes([town.node(-150, 500), town.node(-50, 500)], highway="footway")  # way/7
    town.way_of_nodes([town.node(-150, 600), town.node(-50, 600)], highway="cycleway")  # way/8
    return city_from_files(Inputs(osm=town.write(tmp_path_factory.mktemp("town") / "town.osm")))


def line(*places: tuple[float, float]) -> LineString:
    return LineString([lonlat(*place) for place in places])


def made(edit: Edit, city: City) -> City:
    edit = replace(edit, id="plan/1")
    assert [str(problem) for problem in edit.check(city)] == []
    return edit.apply(city)


def refusal(edit: Edit, city: City) -> str:
    return " ".join(str(problem) for problem in edit.check(city))


def metres(city: City, start: tuple[float, float], end: tuple[float, float], mode: str) -> float:
    places = [place_at(city, city.mobility, lonlat(*place), mode=mode) for place in (start, end)]
    return route(city, *places, mode=mode).length_m


def joined(city: City, id: str) -> list[str]:
    """Return the streets that share a node with one."""
    ids = {int(node) for node in city.streets.loc[id, "node_ids"]}
    shared = [ids & {int(n) for n in nodes} for nodes in city.streets["node_ids"]]
    return [other for other, nodes in zip(city.streets.index, shared, strict=True) if nodes and other != id]


ACROSS = line((150, 3), (150, 195))


def test_a_new_street_joins_those_near_its_ends(town: City) -> None:
    after = made(AddStreet(place=ACROSS), town)
    assert metres(town, SOUTH, NORTH, "walk") == pytest.approx(900, abs=0.5)
    assert metres(after, SOUTH, NORTH, "walk") == pytest.approx(200, abs=0.5)
    assert metres(after, SOUTH, NORTH, "car") == pytest.approx(200, abs=0.5)
    assert after.streets.loc[NEW, "length_m"] == pytest.approx(200, abs=0.1)


def test_it_has_a_node_with_what_it_crosses(town: City) -> None:
    after = made(AddStreet(place=ACROSS), town)
    assert joined(after, NEW) == ["way/2", "way/3", "way/5"]
    assert (after.mobility.links["street"] == NEW).sum() == 2


def test_streets_that_get_a_joint_keep_all_else(town: City) -> None:
    after = made(AddStreet(place=ACROSS), town)
    assert len(after.streets.loc["way/2", "node_ids"]) == 4 == len(after.streets.geometry.loc["way/2"].coords)
    kept = town.streets.columns.drop(["node_ids", "geometry"])
    assert after.streets.loc[town.streets.index, kept].equals(town.streets[kept])
    assert after.streets.index.tolist() == [*town.streets.index, NEW]


def test_a_bridge_joins_at_its_ends_only(town: City) -> None:
    after = made(AddStreet(place=ACROSS, highway="footway", bridge=True), town)
    assert joined(after, NEW) == ["way/2", "way/3"]
    assert metres(after, SOUTH, NORTH, "walk") == pytest.approx(200, abs=0.5)
    assert metres(after, SOUTH, NORTH, "car") == pytest.approx(900, abs=0.5)


def test_what_crosses_a_bridge_does_not_meet_it(town: City) -> None:
    over = made(AddStreet(place=ACROSS, highway="footway", bridge=True), town)
    under = AddStreet(id="plan/2", place=line((100, 150), (200, 150), (250, 190)), highway="footway")
    assert NEW not in joined(under.apply(over), "sketch/plan/2")


@pytest.mark.parametrize("kind", [AddStreet, DrawBikeLane])
def test_a_bridge_through_a_building_is_refused(town: City, kind: type[AddStreet | DrawBikeLane]) -> None:
    through = kind(place=line((25, 0), (25, 200)), bridge=True)
    assert refusal(through, town).startswith("The line runs through a building: ")
    roof = town.buildings.assign(building="roof")
    assert refusal(through, with_table(town, "buildings", roof)) == ""


def test_a_street_goes_on_from_the_end_of_a_bridge(town: City) -> None:
    bridge = made(AddStreet(place=line((150, 0), (150, -100)), highway="footway", bridge=True), town)
    further = AddStreet(id="plan/2", place=line((150, -104), (150, -200)), highway="footway")
    assert refusal(further, bridge) == ""
    assert joined(further.apply(bridge), "sketch/plan/2") == [NEW]


def test_an_end_near_a_node_meets_it(town: City) -> None:
    after = made(AddStreet(place=line((2, -3), (2, -100))), town)
    assert int(after.streets.loc[NEW, "node_ids"][0]) == int(town.streets.loc["way/2", "node_ids"][1])
    assert after.streets.geometry.loc["way/2"].equals(town.streets.geometry.loc["way/2"])


def test_a_street_for_cars_meets_the_carriageway_and_crosses_the_path_beside_it(town: City) -> None:
    beside = made(AddStreet(place=line((-100, 10), (100, 10)), highway="footway"), town)
    path = replace(AddStreet(place=line((-150, 8), (-150, 100))), id="plan/2")
    with_path = AddObject(
        id="plan/3",
        layer="streets",
        place=line((-180, 5), (-120, 5)),
        columns={"class": "footway", "highway": "footway"},
    ).apply(beside)
    after = path.apply(with_path)
    ends = set(after.streets.loc["way/2", "node_ids"]) & set(after.streets.loc["sketch/plan/2", "node_ids"])
    assert len(ends) == 1
    assert len(after.streets.geometry.loc["sketch/plan/3"].coords) == 3


def test_it_meets_drawn_streets_that_have_no_node_numbers(town: City) -> None:
    columns = {"class": "footway", "highway": "footway"}
    drawn = AddObject(id="plan/3", layer="streets", place=line((100, -50), (300, -50)), columns=columns).apply(town)
    after = made(AddStreet(place=line((150, 0), (150, -50)), highway="footway"), drawn)
    assert metres(after, SOUTH, (250, -50), "walk") == pytest.approx(150, abs=0.5)


def test_one_end_may_be_a_dead_end(town: City) -> None:
    after = made(AddStreet(place=line((150, 3), (150, 60))), town)
    assert joined(after, NEW) == ["way/2"]


def test_nodes_have_the_same_numbers_whenever_it_is_made(town: City) -> None:
    numbers = [made(AddStreet(place=ACROSS), town).streets.loc[NEW, "node_ids"] for _ in range(2)]
    assert list(numbers[0]) == list(numbers[1])
    assert node_number("plan/1", 0) != node_number("plan/2", 0)
    assert all(node_number("plan/1", k) < -1 for k in range(1000))


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (AddStreet(place=line((0, 300), (50, 400))), "meets no street for cars within 15 m"),
        (AddStreet(place=line((-100, 490), (-100, 400))), "meets no street for cars"),
        (AddStreet(place=line((350, 0), (350, 200))), "runs through water: "),
        (AddStreet(place=line((25, 0), (25, 200))), "through a building: house of 6.7 m (way/1)"),
        (AddStreet(place=line((0, 0), (100, 50), (100, 150), (0, 50), (120, 60))), "crosses or meets itself"),
        (AddStreet(place=line((150, 6), (150, 14))), "shorter than 2 m"),
        (AddStreet(place=ACROSS, highway="footway", kmh=30), "kmh: no car drives"),
        (AddStreet(place=ACROSS, highway="path", oneway=True), "oneway: no car drives"),
        (AddStreet(place=ACROSS, lanes=4, width_m=6), "4 lanes do not fit into 6 m"),
        (AddStreet(place=ACROSS, kmh=400), "kmh: it cannot be “400”"),
        (AddStreet(place=ACROSS, highway="motorway"), "highway: it cannot be “motorway”"),
        (AddStreet(place=LineString([(25, 45), (25.1, 45)])), "outside the city"),
        (DrawBikeLane(place=ACROSS, width_m=0.2), "width_m: it cannot be “0.2”"),
        (DrawBikeLane(place=line((0, 300), (50, 400))), "nothing to ride on within 15 m"),
    ],
)
def test_a_line_that_makes_no_street_is_refused(town: City, edit: Edit, reason: str) -> None:
    assert reason in refusal(edit, town)


def test_a_bridge_crosses_water(town: City) -> None:
    over = AddStreet(place=line((350, 0), (350, 200)), highway="footway", bridge=True)
    assert metres(made(over, town), (350, 0), (350, 200), "walk") == pytest.approx(200, abs=0.5)


def test_a_one_way_street_is_driven_as_it_is_drawn(town: City) -> None:
    after = made(AddStreet(place=ACROSS, oneway=True, lanes=1, kmh=30), town)
    assert metres(after, SOUTH, NORTH, "car") == pytest.approx(200, abs=0.5)
    assert metres(after, NORTH, SOUTH, "car") == pytest.approx(900, abs=0.5)


def test_a_new_street_says_what_it_joins(town: City) -> None:
    edit = AddStreet(place=ACROSS, highway="footway", name="Pasarela", bridge=True).expecting(town)
    assert edit.describe("en") == "New bridge: footway “Pasarela”, joining Strada de Sud, Strada de Nord"
    assert "„Pasarela”" in edit.describe("ro")
    assert list(edit.before) == ["way/2", "way/3"]


def test_a_drawn_track_is_in_the_bike_network_and_for_bicycles(town: City) -> None:
    after = made(DrawBikeLane(place=ACROSS), town)
    row = after.bike_lanes.loc[NEW]
    assert (row["class"], row["side"], row["separation"], row["width_m"]) == ("track", "own", "protected", 2.0)
    assert network_km(after).value - network_km(town).value == pytest.approx(0.2, abs=0.001)
    assert metres(after, SOUTH, NORTH, "bike") == pytest.approx(200, abs=0.5)
    assert metres(after, SOUTH, NORTH, "car") == pytest.approx(900, abs=0.5)
    links = after.mobility.links
    assert links.loc[links["street"] == NEW, "stress_forward"].eq(1).all()


def test_a_track_may_be_shared_with_walkers(town: City) -> None:
    after = made(DrawBikeLane(place=ACROSS, lane="with_feet"), town)
    assert (after.bike_lanes.loc[NEW, "class"], after.streets.loc[NEW, "highway"]) == ("with_feet", "path")
    assert metres(after, SOUTH, NORTH, "bike") == metres(after, SOUTH, NORTH, "walk")


def test_a_cycleway_among_new_streets_is_in_the_bike_network_too(town: City) -> None:
    after = made(AddStreet(place=ACROSS, highway="cycleway", oneway=True), town)
    assert after.bike_lanes.loc[NEW, ["class", "oneway"]].tolist() == ["track", "yes"]


def test_drawn_lines_are_undone(town: City) -> None:
    points: Sequence[tuple[float, float]] = [lonlat(150, 3), lonlat(150, 195)]
    plan = town.scenario("A").add_street(points, highway="footway").undo().draw_bike_lane(points)
    assert plan.edits[0].id == "a/2"
    assert plan.undo().applied.layers["streets"] is town.layers["streets"]


def nodes_by_number(graph: MobilityGraph) -> dict[int, int]:
    """Return the position of each numbered node of the streets."""
    mapped = graph.nodes[(graph.nodes["kind"] == "street") & (graph.nodes["osm_node"] >= 0)]
    return dict(zip(mapped["osm_node"].tolist(), mapped.index.tolist(), strict=True))


def is_gated(city: City, edit: Edit) -> bool:
    """Return whether a street that an edit cuts has a gate: its other part is then behind none."""
    gates = {int(node) for nodes in city.barriers["node_ids"] for node in nodes}
    cut = city.streets.loc[list(edit.expecting(city).before), "node_ids"]
    return any(gates & {int(node) for node in nodes} for nodes in cut)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 3), st.integers(0, 10_000))
def test_a_link_added_never_lengthens_a_trip(town_seed: int, seed: int) -> None:
    city, chance = by_chance(town_seed), random.Random(seed)
    places = [(chance.uniform(-20, 290), chance.uniform(-20, 290)) for _ in range(chance.randint(2, 4))]
    highway, bridge = chance.choice(["residential", "service", "living_street"]), chance.random() < 0.3
    edit = AddStreet(id="plan/1", place=line(*places), highway=highway, bridge=bridge)
    if edit.check(city) or is_gated(city, edit):
        return
    before, after = city.mobility, edit.apply(city).mobility
    here, there = nodes_by_number(before), nodes_by_number(after)
    assert set(here) <= set(there)
    rows = np.array([[here[node], there[node]] for node in here])
    for mode in ("walk", "bike_cautious", "car", "child"):
        for start in rows[:: max(len(rows) // 3, 1)]:
            was, is_now = (
                graph.at_originals(times(graph.compiled(mode), [node], [0.0]))[rows[:, column]]
                for column, (graph, node) in enumerate(zip((before, after), start.tolist(), strict=True))
            )
            assert (is_now <= was + 1e-6).all()


def test_a_street_is_drawn_once_on_its_line(town: City) -> None:
    street = AddStreet(place=ACROSS)
    assert "lies on" in " ".join(map(str, replace(street, id="plan/2").check(made(street, town))))


def test_a_bridge_is_drawn_once_on_its_line(town: City) -> None:
    bridge = AddStreet(place=ACROSS, bridge=True)
    after = made(bridge, town)
    assert "lies on" in " ".join(map(str, replace(bridge, id="plan/2").check(after)))
