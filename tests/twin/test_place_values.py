"""What indicators say at one object of a tiny town: of itself, else of its neighbourhood."""

import numpy as np
import pytest

from tests.twin.test_comparison import CHARGING, WALK, cut_off_at_its_end, place, stations
from twin.city import City
from twin.indicators import measure
from twin.place_values import PlaceValue, place_values


def said(city: City, layer: str, id: str, *ids: str) -> dict[str, PlaceValue]:
    found = place_values(measure(city, ids=ids), layer, id)
    return {each.indicator.id: each for each in found.values}


def test_a_home_has_its_own_minutes() -> None:
    walk = said(place(), "buildings", "home/1", WALK)[WALK]
    assert (walk.of, walk.unit, walk.direction) == ("object", "min", "less")
    assert walk.value == pytest.approx(900 / 60, rel=1e-5)
    assert (walk.text("en"), walk.text("ro")) == ("15 min", "15 min")


def test_metres_to_what_there_should_be_more_of_are_better_when_less() -> None:
    near = said(stations(place(), 0), "buildings", "home/0", CHARGING)[CHARGING]
    assert (near.of, near.direction) == ("object", "less")


def test_a_home_from_which_nobody_gets_there_says_so() -> None:
    walk = said(place(graph=cut_off_at_its_end()), "buildings", "home/2", WALK, "residents_cut_off")
    assert np.isinf(walk[WALK].value)
    assert walk[WALK].text("en") == "not within reach"
    assert walk["residents_cut_off"].text("ro") == "da"


def test_what_an_indicator_says_of_no_home_is_that_of_its_neighbourhood() -> None:
    city = stations(place(), 0, 700, 800)
    found = place_values(measure(city, ids=["charging_stations"]), "buildings", "home/1")
    (number,) = found.values
    assert found.area == city.neighbourhoods.index[1]
    assert (number.of, number.value, number.text("en")) == ("neighbourhood", 2.0, "2 stations")


def test_without_neighbourhoods_the_number_is_that_of_the_city() -> None:
    (number,) = said(stations(place(areas=[]), 0, 700), "buildings", "home/1", "charging_stations").values()
    assert (number.of, number.value) == ("city", 2.0)


def test_outside_every_neighbourhood_the_number_is_that_of_the_city() -> None:
    city = stations(place(), 0, 700, 5000)
    found = place_values(measure(city, ids=["charging_stations"]), "charging_stations", "charging_stations/2")
    (number,) = [each for each in found.values if each.of != "object"]
    assert (found.area, number.of, number.value) == ("", "city", 3.0)


def test_a_neighbourhood_has_its_own_numbers() -> None:
    city = stations(place(), 0, 700, 800)
    (number,) = said(city, "neighbourhoods", city.neighbourhoods.index[1], "charging_stations").values()
    assert number.value == 2.0


def test_a_station_counts_in_the_number_of_its_neighbourhood() -> None:
    city = stations(place(), 0, 700, 800)
    found = place_values(measure(city, ids=["charging_points"]), "charging_stations", "charging_stations/1").values
    assert [(each.of, each.value) for each in found] == [("object", 2.0), ("neighbourhood", 4.0)]
