"""Neighbourhoods of one name are told apart by what lies near, and keep their residents."""

import pytest

from tests.tiny import Town
from twin.access import access
from twin.answer_files import access_csv
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.homes import inhabited
from twin.namesakes import neighbourhood_names

LEFT, RIGHT = "node/1", "node/2"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town with Europa at both ends, each beside another neighbourhood."""
    made = Town()
    for east_m, name in ((-900, "Europa"), (900, "Europa"), (-300, "Apus"), (300, "Răsărit")):
        made.node(east_m, 0, place="suburb", name=name)
    for east_m in (-900, 900):
        made.block(east_m, 0, 10, building="house")
    made.way([(-900, -20), (900, -20)], highway="residential")
    return city_from_files(Inputs(osm=made.write(tmp_path_factory.mktemp("town") / "town.osm")))


def test_each_of_one_name_is_told_by_its_neighbour(town: City) -> None:
    names = neighbourhood_names(town, language="ro")
    assert (names[LEFT], names[RIGHT]) == ("Europa, lângă Apus", "Europa, lângă Răsărit")
    assert neighbourhood_names(town)[LEFT] == "Europa, near Apus"


def test_a_name_that_stands_once_is_as_mapped(town: City) -> None:
    assert neighbourhood_names(town)["node/3"] == "Apus"


def test_both_keep_their_residents(town: City) -> None:
    people = inhabited(town).groupby("neighbourhood")["residents"].sum()
    assert min(people[LEFT], people[RIGHT]) > 0
    assert people.sum() == pytest.approx(town.buildings["residents"].sum())


def test_answers_tell_them_apart_too(town: City) -> None:
    told = access_csv(town, access(town, "buildings")).decode("utf-8-sig")
    assert "Europa, near Apus" in told
    assert "Europa, near Răsărit" in told
