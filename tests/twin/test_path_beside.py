"""A closed path beside a street: who was told to take it is not let into the street."""

from pathlib import Path

import pytest

from tests.tiny import Town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.scenario import ScenarioError
from twin.street_access import street_access

STREET, PATH = "way/1", "way/2"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    town = Town()
    town.way([(0, 0), (200, 0)], highway="secondary", bicycle="use_sidepath")
    town.way([(0, 10), (200, 10)], highway="cycleway")
    town.block(300, 300, 10, building="house")
    path: Path = town.write(tmp_path_factory.mktemp("beside") / "town.osm")
    return city_from_files(Inputs(osm=path))


def rides(city: City, id: str) -> str:
    return str(street_access(city.streets).at[id, "bicycle_forward"])


def test_a_path_beside_takes_bicycles_off_the_street(city: City) -> None:
    assert (rides(city, STREET), rides(city, PATH)) == ("no", "yes")


@pytest.mark.parametrize("hours", [None, "07:00-09:00"])
def test_closing_the_path_opens_no_street(city: City, hours: str | None) -> None:
    closed = city.scenario("closed").close_street(PATH, hours=hours).applied
    assert (rides(closed, STREET), rides(closed, PATH)) == ("no", "no")


def test_what_is_closed_twice_stays_a_path(city: City) -> None:
    closed = city.scenario("closed").close_street(PATH, modes="bike").close_street(PATH, modes="walk").applied
    assert rides(closed, STREET) == "no"
    assert closed.streets.at[PATH, "path_for"] == "bicycle;foot"


def test_whom_a_way_was_open_to_cannot_be_set_by_hand(city: City) -> None:
    with pytest.raises(ScenarioError, match="path_for"):
        city.scenario("forged").change_object("streets", PATH, path_for="car")


def test_undoing_the_closure_leaves_the_street_as_it_was(city: City) -> None:
    undone = city.scenario("closed").close_street(PATH).undo().applied
    assert undone.streets.equals(city.streets)
