"""Edits move what residents have one way where they can move it one way only, wherever homes come out then."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from tests.tiny import CENTRE_LONLAT, Town
from tests.twin.edited_town import block, lonlat
from tests.twin.test_measuring_edits import differences
from tests.twin.test_opened_places import FARNESS, TOWNS, town_of_homes
from twin.access import access, homes_to_nearest
from twin.bounds import bounded
from twin.build import Inputs, city_from_files
from twin.centre import ON_FOOT_AT_LAST
from twin.city import City
from twin.comparison import compare
from twin.destinations import destinations
from twin.edit_effects import effects_of
from twin.edits_buildings import DemolishBuilding
from twin.edits_new_streets import AddStreet
from twin.edits_objects import ChangeObject, RemoveObject
from twin.edits_places import AddPark
from twin.edits_streets import CloseStreet
from twin.edits_traffic import ModalFilter
from twin.edits_transit import ChangeHeadway
from twin.effects import NO_EFFECTS, Effects
from twin.indicators import measure
from twin.scenario import ScenarioError

BY_CAR = "minutes_to_centre_car"


@pytest.fixture(scope="module")
def corner(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a house on a street that leads 400 m round to the centre; another, farther off, leads there straight."""
    town = Town()
    town.block(100, 10, 10, building="house")
    centre, east, north = town.node(0, 40), town.node(300, 40), town.node(300, 5)
    town.way_of_nodes([centre, east], highway="residential")  # way/2: 25 m north of the house
    town.way_of_nodes([east, north, town.node(60, 5)], highway="residential")  # way/3: beside it
    town.node(0, 45, amenity="pharmacy")
    city = city_from_files(Inputs(osm=town.write(tmp_path_factory.mktemp("corner") / "town.osm")))
    return replace(city, recipe=replace(city.recipe, centre_lonlat=CENTRE_LONLAT))


def test_who_loses_the_street_before_the_door_does_not_gain_by_the_next_one(corner: City) -> None:
    closed = corner.scenario("A").close_street("way/3", modes=["car"])
    totals = compare(corner, closed).totals
    assert totals["gain"].max() == 0
    before, after = (measure(city, ids=[BY_CAR])[BY_CAR].value for city in (corner, closed.applied))
    assert before == after  # the model knows no better


def test_questions_are_bounded_as_indicators_are(corner: City) -> None:
    closed = corner.scenario("A").close_street("way/3", modes=["car"]).applied
    before, after = (access(city, "amenities", mode="car").homes["minutes"] for city in (corner, closed))
    nearer, _ = homes_to_nearest(
        closed, destinations(closed, closed.mobility, "amenities", mode="car").places, mode="car"
    )
    assert (nearer / 60 < before.to_numpy() - 0.1).all()  # by the street that is open still
    assert after.to_numpy() == pytest.approx(before.to_numpy())


def test_a_bound_holds_each_home_to_what_it_had(corner: City) -> None:
    closed = corner.scenario("A").close_street("way/3", modes=["car"]).applied
    assert bounded(closed, np.array([1.0]), np.array([2.0]), "car").tolist() == [2.0]
    assert bounded(closed, np.array([3.0]), np.array([2.0]), "car").tolist() == [3.0]
    assert bounded(closed, np.array([3.0]), np.array([2.0]), "walk").tolist() == [2.0]  # nothing changes on foot
    opened = corner.scenario("B").add_street([lonlat(200, 6), lonlat(200, 39)]).applied
    assert bounded(opened, np.array([3.0]), np.array([2.0]), "car").tolist() == [2.0]
    assert bounded(opened, np.array([1.0]), np.array([2.0]), "car").tolist() == [1.0]


def test_a_city_of_unknown_edits_is_held_to_nothing(corner: City) -> None:
    edited = CloseStreet(ids=("way/3",), modes=("car",)).apply(corner)
    assert edited.effects == Effects()
    assert bounded(edited, np.array([1.0]), np.array([2.0]), "car").tolist() == [1.0]


def test_a_home_that_is_built_anew_has_what_it_has(corner: City) -> None:
    both = corner.scenario("A").close_street("way/3", modes=["car"]).add_building(block(150, 20, 10), storeys=1).applied
    assert bounded(both, np.array([1.0, 1.0]), np.array([2.0]), "car").tolist() == [2.0, 1.0]


def test_what_edits_can_do_is_what_each_can() -> None:
    close, new = CloseStreet(ids=("a",), modes=("car",)), AddStreet(place=LineString([lonlat(0, 0), lonlat(9, 0)]))
    assert effects_of([]) == NO_EFFECTS
    assert not effects_of([close]).may_help("car")
    assert effects_of([close]).may_harm("car")
    assert effects_of([close]).may_help("bike_cautious")  # who rides calmly without cars
    assert not effects_of([close]).may_harm("walk")
    assert effects_of([CloseStreet(ids=("a",), modes=("walk",))]).may_harm("bike")  # which may be pushed there
    assert effects_of([close, new]).may_help("car")
    assert effects_of([new]).may_harm("child")
    assert not effects_of([new]).may_harm("car")
    assert effects_of([ModalFilter(place=Point(lonlat(0, 0)))]) == effects_of([close])
    headway = effects_of([ChangeHeadway(lines="1", headway_min=5.0)])
    assert headway.may_help("transit")
    assert not headway.may_help("car")
    assert effects_of([ChangeObject(layer="streets", ids=("a",))]) == Effects()
    park = effects_of([AddPark(place=block(0, 0, 50))])
    assert not park.may_lessen(["green_space"])
    assert effects_of([RemoveObject(layer="green_space", ids=("a",))]).may_lessen(["green_space"])
    assert not effects_of([DemolishBuilding(ids=("a",))]).may_harm("walk")


def test_nobody_gains_where_cars_stop_before_the_centre_and_people_walk_on(timisoara_store_folder: Path) -> None:
    city = City.open(timisoara_store_folder)
    lon, lat = city.recipe.centre_lonlat
    centre = Point(*map(float, city.frame.from_lonlat_points(lon, lat)))
    driven = city.streets[city.streets["class"].isin(["primary", "secondary", "tertiary", "residential"])]
    near = driven.geometry.distance(centre).nsmallest(12).index
    found = compare(city, city.scenario("A").close_street(*map(str, near), modes=["car"]), ids=[BY_CAR])
    assert found.after[BY_CAR].note == ON_FOOT_AT_LAST
    assert found.totals.loc[BY_CAR, "lose"] > 100_000
    assert found.totals.loc[BY_CAR, "gain"] == 0


def test_a_park_beside_a_wood_takes_nobody_farther_from_green(timisoara_store_folder: Path) -> None:
    """It becomes one with the wood, whose edge is then another, and so the points of it where one enters."""
    city, near = City.open(timisoara_store_folder), "residents_near_green"
    corners = [(21.269286, 45.766867), (21.269142, 45.769025), (21.266061, 45.768924), (21.266205, 45.766767)]
    park = AddPark(place=Polygon(corners))
    edited = replace(park.apply(city), effects=effects_of([park]))
    had, has = (measure(each, ids=[near])[near].objects for each in (city, edited))
    assert had is not None
    assert has is not None
    assert (has - had).min() < -100
    assert (has - had).max() == 0


@settings(max_examples=12, deadline=None, derandomize=True)
@given(town_seed=st.integers(0, TOWNS), seed=st.integers(0, 10_000))
def test_nobody_gains_by_closures(town_seed: int, seed: int) -> None:
    city, chance = town_of_homes(town_seed), random.Random(seed)
    plan = city.scenario("closed")
    for id in chance.sample(list(city.streets.index), 3):
        modes = chance.choice([["car"], ["walk"], ["bike"], ["walk", "bike", "car"]])
        try:
            plan = plan.close_street(str(id), modes=modes)
        except ScenarioError:  # closed to these already
            continue
    ids = [id for id in FARNESS if id not in ("fifteen_minutes_child", "low_stress_network")]  # who a closure may help
    totals = compare(city, plan, ids=ids).totals
    assert totals["gain"].fillna(0.0).max() == 0, totals[totals["gain"] > 0]
    assert differences(measure(plan.applied), measure(plan.applied.anew())) == []
