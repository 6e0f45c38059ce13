"""What may not be put in the water, in buildings, or over houses and streets."""

from pathlib import Path

import pytest
import shapely
from shapely.geometry import Point

from tests.tiny import Town
from tests.twin.edited_town import block, edited_town, lonlat
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.edit import Edit
from twin.edited_tables import with_table
from twin.edits_objects import AddObject, ChangeObject
from twin.edits_places import AddPark, AddSensors
from twin.edits_transit import AddStop, MoveStop

IN_RIVER, IN_HOUSE, FREE = (Point(lonlat(*at)) for at in ((210, -50), (5, 55), (-60, -60)))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a house from 0 to 10 m east and 50 to 60 m north, a street at 0 m north, and a river in the south-east."""
    town = Town()
    town.block(0, 50, 10, building="house", name="Casa")  # way/1
    town.way([(-200, 0), (400, 0)], highway="residential", name="Strada")
    town.block(200, -100, 80, natural="water", water="river")
    town.node(-100, -60, highway="bus_stop", name="Veche")  # node/11
    return city_from_files(Inputs(osm=town.write(tmp_path_factory.mktemp("town") / "town.osm")))


def refusal(edit: Edit, city: City) -> str:
    return " ".join(str(problem) for problem in edit.check(city))


def thing(layer: str, place: shapely.Geometry, **columns: object) -> AddObject:
    return AddObject(id="plan/1", layer=layer, place=place, columns=columns)


@pytest.mark.parametrize(
    ("layer", "class_"),
    [("amenities", "school"), ("transit", "bus"), ("charging_stations", "charging_station"),
     ("public_bikes", "bicycle_rental"), ("sensor_points", "air")],
)  # fmt: skip
def test_nothing_on_land_is_put_in_the_water(town: City, layer: str, class_: str) -> None:
    assert "1 place lies in the water" in refusal(thing(layer, IN_RIVER, **{"class": class_}), town)
    assert refusal(thing(layer, FREE, **{"class": class_}), town) == ""


def test_boats_and_gauges_are_in_the_water(town: City) -> None:
    edits = (AddStop(place=IN_RIVER, serves="boat"), AddSensors(place=IN_RIVER, measures="water"))
    assert [refusal(edit, town) for edit in edits] == ["", ""]


def test_a_stop_stands_beside_buildings(town: City) -> None:
    stop = town.transit.index[0]
    for edit in (
        AddStop(place=IN_HOUSE),
        MoveStop(ids=(stop,), place=IN_HOUSE),
        thing("transit", IN_HOUSE, **{"class": "bus"}),
        ChangeObject(layer="transit", ids=(stop,), place=IN_HOUSE),
    ):
        assert refusal(edit, town).startswith("The stop would stand in a building: Casa (way/1).")
    assert refusal(AddStop(place=IN_HOUSE, serves="train"), town) == ""
    assert refusal(AddStop(place=IN_HOUSE), with_table(town, "buildings", town.buildings.assign(building="roof"))) == ""


def test_water_does_not_cover_houses_and_streets(town: City) -> None:
    over = thing("water", block(-10, -10, 80), **{"class": "lake"})
    said = refusal(over, town)
    assert "The area covers a building: Casa (way/1). Demolish it first" in said
    assert "The area covers the carriageway of a street: Strada" in said
    assert refusal(thing("water", block(-60, -60, 40), **{"class": "lake"}), town) == ""
    assert refusal(thing("water", block(0, 50, 5), **{"class": "pool"}), town) == ""


@pytest.mark.parametrize("drawn", [AddPark, lambda place: thing("green_space", place, **{"class": "park"})])
def test_a_park_does_not_cover_houses_and_streets(town: City, drawn) -> None:
    assert "covers a building: Casa" in refusal(drawn(place=block(-5, 45, 20)), town)
    assert "covers the carriageway of a street: Strada" in refusal(drawn(place=block(-60, -10, 20)), town)
    assert refusal(drawn(place=block(-60, 2, 40)), town) == ""


def test_people_do_not_live_in_a_new_park_however_large(town: City) -> None:
    large = block(-100, 10, 150)
    assert "covers a building: Casa" in refusal(AddPark(place=large), town)
    assert refusal(AddPark(place=large), with_table(town, "buildings", town.buildings.assign(residents=0.0))) == ""


def test_what_covers_much_names_some_and_counts_the_rest(tmp_path: Path) -> None:
    assert "The area covers 2 buildings: Casa (way/1), Blocul" in refusal(
        AddPark(place=block(-5, 45, 70)), edited_town(tmp_path)
    )
