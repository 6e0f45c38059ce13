"""A way that an edit opens takes nobody farther: who comes out on it comes out where they did before too."""

import random
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import Town
from tests.twin.edited_town import lonlat
from tests.twin.test_measuring_edits import differences
from twin.access import access
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.comparison import compare
from twin.homes import home_exits, homes
from twin.indicators import indicators, measure
from twin.scenario import Scenario, ScenarioError
from twin.trip_checks import longer_from_homes

# How far homes have it on ways, but for ratios: a goal that is reached only now may lie far round.
TOWNS = 200  # drawn by chance; one that was built is kept, as building takes as long as asking
FARNESS = [id for id in indicators() if id.startswith(("fifteen_", "minutes_to_", "residents_near_", "low_stress"))]


def lonely_house(folder: Path) -> City:
    """Return a house 40 m from a street with a pharmacy; a track drawn past it joins the street 300 m farther on."""
    town = Town()
    town.block(0, 40, 10, building="house", height="6")  # way/1
    town.node(20, 5, amenity="pharmacy")
    town.way_of_nodes([town.node(-400, 0), town.node(400, 0)], highway="residential")  # way/2
    return city_from_files(Inputs(osm=town.write(folder / "house.osm")))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> City:
    return lonely_house(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def with_track(house: City) -> Scenario:
    return house.scenario("track").draw_bike_lane([lonlat(-20, 55), lonlat(300, 55), lonlat(320, 1)], lane="with_feet")


def test_a_home_beside_a_new_track_comes_out_on_both(house: City, with_track: Scenario) -> None:
    exits = home_exits(with_track.applied, "walk")
    streets = with_track.applied.mobility.links["street"].astype(object)
    assert set(streets[exits["link"]]) == {"way/2", *with_track.applied.streets.index.difference(house.streets.index)}
    assert exits["home"].unique().tolist() == [0]
    assert homes(with_track.applied, "walk")["snap_m"].tolist() == pytest.approx(homes(house, "walk")["snap_m"])


def test_what_it_has_near_stays_as_near(house: City, with_track: Scenario) -> None:
    before, after = (access(city, "amenities:pharmacy").homes["minutes"] for city in (house, with_track.applied))
    assert before.tolist() == pytest.approx(after.tolist())
    assert before.iloc[0] < 1


def test_a_home_comes_out_on_the_track_alone_where_no_other_way_is_near(tmp_path: Path) -> None:
    town = Town()
    town.block(0, 350, 10, building="house", height="6")
    town.way_of_nodes([town.node(-400, 0), town.node(400, 0)], highway="residential")
    city = city_from_files(Inputs(osm=town.write(tmp_path / "far.osm")))
    assert homes(city, "walk")["link"].tolist() == [-1]
    track = city.scenario("track").draw_bike_lane([lonlat(30, 1), lonlat(30, 400)], lane="with_feet").applied
    assert homes(track, "walk")["snap_m"].tolist() == pytest.approx([25], abs=1)


def test_a_home_that_has_it_farther_is_told(house: City, with_track: Scenario) -> None:
    looked, found = longer_from_homes(house, with_track.applied, ["walk", "bike"])
    assert looked > 0
    assert found == []
    slow = house.scenario("slow").limit_speed("way/2", kmh=10).applied
    _, (trip,) = longer_from_homes(house, slow, ["walk", "car"])
    assert (trip.mode, trip.start) == ("car", "way/1")
    assert trip.after_s > trip.before_s


@cache
def town_of_homes(seed: int) -> City:
    """Return a loose grid of streets with homes, shops, a park, a school and chargers drawn by chance."""
    chance = random.Random(seed)
    town, side = Town(), 4
    at = {(i, j): town.node(120 * i + chance.uniform(-30, 30), 120 * j + chance.uniform(-30, 30))
          for i in range(side) for j in range(side)}  # fmt: skip
    for i, j in at:
        for other in ((i + 1, j), (i, j + 1)):
            if other in at and chance.random() < 0.7:
                kind = chance.choice(["residential", "tertiary", "footway", "service"])
                town.way_of_nodes([at[i, j], at[other]], highway=kind)
    for _ in range(12):
        town.block(chance.uniform(-60, 420), chance.uniform(-60, 420), 8, building="house", height="6")
    town.block(chance.uniform(0, 300), chance.uniform(0, 300), 90, leisure="park")
    town.block(chance.uniform(0, 300), chance.uniform(0, 300), 40, amenity="school")
    for tags in ({"amenity": "pharmacy"}, {"shop": "supermarket"}, {"amenity": "kindergarten"},
                 {"amenity": "charging_station"}):  # fmt: skip
        town.node(chance.uniform(0, 360), chance.uniform(0, 360), **tags)
    return city_from_files(Inputs(osm=town.write(Path(mkdtemp()) / f"homes-{seed}.osm")))


def with_new_ways(city: City, seed: int) -> Scenario | None:
    """Return a scenario with one or two new ways drawn by chance; None where none of the lines can be drawn."""
    chance, plan = random.Random(seed), city.scenario("ways")
    for _ in range(2):
        line = [lonlat(chance.uniform(-80, 440), chance.uniform(-80, 440)) for _ in range(chance.choice([2, 3]))]
        kind = chance.choice(["footway", "cycleway", "residential"])
        try:
            plan = plan.add_street(line, highway=kind, bridge=chance.random() < 0.3)
        except ScenarioError:
            continue
    return plan if plan.edits else None


@settings(max_examples=15, deadline=None, derandomize=True)
@given(town_seed=st.integers(0, TOWNS), seed=st.integers(0, 10_000))
def test_nobody_loses_by_a_new_way(town_seed: int, seed: int) -> None:
    city = town_of_homes(town_seed)
    plan = with_new_ways(city, seed)
    if plan is None:
        return
    totals = compare(city, plan, ids=FARNESS).totals
    assert totals["lose"].fillna(0.0).max() == 0, totals[totals["lose"] > 0]
    assert longer_from_homes(city, plan.applied, ["walk", "bike", "car", "wheelchair"])[1] == []
    assert differences(measure(plan.applied), measure(plan.applied.anew())) == []


def test_most_of_these_lines_are_ways_somebody_comes_out_on() -> None:
    city = town_of_homes(1)
    plans = [plan for plan in (with_new_ways(city, seed) for seed in range(40)) if plan is not None]
    further = [len(home_exits(plan.applied, "walk")) > len(homes(city, "walk")) for plan in plans]
    assert np.sum(further) >= 5
