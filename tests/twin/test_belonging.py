"""What belongs to one neighbourhood: by the middle of each object, and along its border."""

import pytest

from tests.parted_town import (
    ALONG_THE_BORDER,
    EAST,
    EAST_CUBE,
    EASTERN_STREET,
    ON_THE_BORDER,
    WEST,
    WEST_CUBE,
    write_parted_town,
)
from twin.belonging import rows_within, tile_rows_within
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.tile_drawing import DrawnTile, draw_tiles
from twin.tiles import tile_ids


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return city_from_files(Inputs(osm=write_parted_town(tmp_path_factory.mktemp("parted") / "town.osm")))


@pytest.fixture(scope="module")
def drawn(city: City) -> list[DrawnTile]:
    return draw_tiles(city.layers.values(), city.terrain, city.frame)


def ids(city: City, layer: str, area: str) -> set[str]:
    table = city.layers[layer].table
    return set(table.index[rows_within(city, [city.layers[layer]], area)[layer]])


def test_a_building_belongs_where_its_middle_lies(city: City) -> None:
    assert ids(city, "buildings", WEST) == {WEST_CUBE, ON_THE_BORDER}
    assert ids(city, "buildings", EAST) == {EAST_CUBE}


def test_a_street_along_the_border_belongs_to_both_sides(city: City) -> None:
    assert ids(city, "streets", WEST) == {ALONG_THE_BORDER}
    assert ids(city, "streets", EAST) == {ALONG_THE_BORDER, EASTERN_STREET}


def test_a_tree_belongs_to_one_side_and_a_neighbourhood_to_itself(city: City) -> None:
    assert len(ids(city, "trees", WEST)) == len(ids(city, "trees", EAST)) == 1
    assert ids(city, "trees", WEST) != ids(city, "trees", EAST)
    assert ids(city, "neighbourhoods", EAST) == {EAST}


def test_each_tile_says_which_of_its_features_belong(city: City, drawn: list[DrawnTile]) -> None:
    layers = dict(city.layers)
    tiles = [each.tile for each in drawn]
    within = rows_within(city, layers.values(), WEST)
    letters = tile_rows_within(city, layers, tiles, within)
    for tile in (tile for tile in tiles if tile.layer in ("buildings", "streets")):
        belonging = ids(city, tile.layer, WEST)
        of_tile = tile_ids(layers[tile.layer], tile.cell, city.frame)
        assert letters[tile.hash] == "".join("01"[id in belonging] for id in of_tile)


def test_of_a_tile_without_any_of_it_nothing_is_said_but_that(city: City, drawn: list[DrawnTile]) -> None:
    layers = dict(city.layers)
    tiles = [each.tile for each in drawn]
    nothing = {name: rows & False for name, rows in rows_within(city, layers.values(), WEST).items()}
    assert set(tile_rows_within(city, layers, tiles, nothing).values()) == {""}
    everything = {name: rows | True for name, rows in nothing.items()}
    assert tile_rows_within(city, layers, tiles, everything) == {}


def test_a_neighbourhood_that_is_not_there_is_a_key_error(city: City) -> None:
    with pytest.raises(KeyError):
        rows_within(city, city.layers.values(), "way/99")
