"""Traffic goes one way where some may go at all."""

from pathlib import Path

import pytest

from tests.tiny import Town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.edit import Edit
from twin.edits_one_way import OneWay


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a bridge with a pavement of the same name, a cycleway, and a street whose direction changes by hours."""
    town = Town()
    town.block(0, 50, 10, building="house")  # way/1
    town.way([(0, 0), (100, 0)], highway="secondary", name="Podul")  # way/2
    town.way([(0, 9), (100, 9)], highway="footway", name="Podul")  # way/3
    town.way([(0, 20), (100, 20)], highway="cycleway")  # way/4
    town.way([(0, 30), (100, 30)], highway="tertiary", oneway="reversible", bicycle="no")  # way/5
    return city_from_files(Inputs(osm=town.write(Path(tmp_path_factory.mktemp("town")) / "town.osm")))


def refusal(edit: Edit, city: City) -> str:
    return " ".join(str(problem) for problem in edit.check(city))


def test_a_pavement_has_no_direction_of_traffic(town: City) -> None:
    said = refusal(OneWay(ids=("way/2", "way/3")), town)
    assert said == "Neither cars nor bicycles may go along Podul (way/3): it has no direction of traffic. Leave it out."
    assert "Neither cars nor bicycles" in refusal(OneWay(ids=("way/3",), way="reverse"), town)


def test_a_cycleway_has_one_unless_bicycles_are_excepted(town: City) -> None:
    assert refusal(OneWay(ids=("way/4",)), town) == ""
    assert "is not a street for cars" in refusal(OneWay(ids=("way/4",), except_bicycles=True), town)


def test_a_street_whose_direction_changes_by_hours_gets_one(town: City) -> None:
    assert refusal(OneWay(ids=("way/5",)), town) == ""
