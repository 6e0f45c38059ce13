"""Tunnels of a whole city: kept in its store, drawn the same after edits, below all that stands on the ground."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tiny import Town
from tests.twin.edited_town import block
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.cityjson_export import write_city
from twin.edit import Edit
from twin.edited_tiles import edited_tiles
from twin.edits import AddBuilding, CloseStreet
from twin.sight import line_of_sight
from twin.store import open_store, write_store
from twin.surface import surface
from twin.tile_drawing import draw_tiles
from twin.tiles import TileIndex

TUNNEL = "way/2"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a street with 400 m of tunnel; a bridge and a house of 6 m stand beside it."""
    town = Town()
    west, mouth, end, east = (town.node(x, 0) for x in (-300, -200, 200, 300))
    town.way_of_nodes([west, mouth], highway="primary")
    town.way_of_nodes([mouth, end], highway="primary", tunnel="yes", layer="-1")  # way/2
    town.way_of_nodes([end, east], highway="primary")
    town.way([(0, 60), (0, 140)], highway="primary", bridge="yes", layer="1")  # way/4
    town.block(0, 30, 10, building="house", height="6", roof__shape="flat")
    path: Path = town.write(tmp_path_factory.mktemp("tunnels") / "town.osm")
    return city_from_files(Inputs(osm=path))


def test_a_store_keeps_how_deep_a_tunnel_is(city: City, tmp_path: Path) -> None:
    kept = open_store(write_store(city, tmp_path / "city").folder).city.streets["rise"]
    assert list(kept[TUNNEL]) == city.streets["rise"][TUNNEL]
    assert min(kept[TUNNEL][1::2]) == -5.9


@pytest.mark.parametrize(
    "edit", [CloseStreet(ids=(TUNNEL,)), CloseStreet(ids=("way/1",)), AddBuilding(place=block(100, 30, 10), storeys=2)]
)
def test_a_tunnel_is_drawn_the_same_after_an_edit_of_it_or_near_it(edit: Edit, city: City) -> None:
    before = draw_tiles(city.layers.values(), city.terrain, city.frame)
    edit = replace(edit, id="plan/1")
    assert edit.check(city) == []
    edited = edit.apply(city)
    index, new = edited_tiles(TileIndex(tuple(each.tile for each in before)), city, edited)
    every = draw_tiles(edited.layers.values(), edited.terrain, edited.frame)
    contents = {tile.tile.hash: tile.content for tile in (*before, *new)}
    assert [contents[tile.hash] for tile in index.tiles] == [tile.content for tile in every]
    assert edited.streets["rise"][TUNNEL] == city.streets["rise"][TUNNEL]


def test_nothing_of_a_tunnel_stands_on_the_ground(city: City) -> None:
    assert surface(city).highest == pytest.approx(6.0)  # the house
    x, y = city.streets.geometry[TUNNEL].centroid.coords[0]
    assert line_of_sight(city, (x, y - 20), (x, y + 20)).is_clear


def test_a_city_model_has_tunnels_below_and_bridges_above_the_ground(city: City, tmp_path: Path) -> None:
    write_city(city, tmp_path / "city.city.json")
    document = json.loads((tmp_path / "city.city.json").read_text(encoding="utf-8"))
    scale, shift = (np.array(document["transform"][name]) for name in ("scale", "translate"))
    heights = {}
    for id in (TUNNEL, "way/1", "way/4"):
        [line] = document["CityObjects"][id]["geometry"][0]["boundaries"]
        heights[id] = (np.array([document["vertices"][k] for k in line]) * scale + shift)[:, 2]
    assert (heights[TUNNEL].min(), heights[TUNNEL].max()) == pytest.approx((-5.9, 0.0), abs=0.001)
    assert set(heights["way/1"].tolist()) == {0.0}
    assert heights["way/4"].max() == pytest.approx(1.0, abs=0.001)
