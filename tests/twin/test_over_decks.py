from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.tiny import Town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.over_decks import over_decks


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a street over another, with its ramp: 100 m of bridge, then 200 m."""
    town = Town()
    west, start, end = (town.node(x, 0) for x in (-250, -50, 50))
    town.way_of_nodes([start, end], highway="primary", bridge="yes", layer="1")
    town.way_of_nodes([west, start], highway="primary")
    town.way_of_nodes([end, town.node(250, 0)], highway="primary")
    town.way([(0, -100), (0, 100)], highway="residential")
    mouth, end = town.node(-200, 300), town.node(200, 300)
    town.way_of_nodes([town.node(-300, 300), mouth], highway="primary")
    town.way_of_nodes([mouth, end], highway="primary", tunnel="yes", layer="-1")
    town.block(300, 300, 10, building="yes")
    path: Path = town.write(tmp_path_factory.mktemp("decks") / "town.osm")
    return city_from_files(Inputs(osm=path))


def heights(city: City, *points: tuple[float, float]) -> np.ndarray:
    deck = city.streets.geometry.loc["way/1"].centroid
    way = shapely.LineString([(deck.x + x, deck.y + y) for x, y in points])
    return np.nan_to_num(shapely.get_coordinates(over_decks(city, np.array([way])), include_z=True)[:, 2])


def test_a_way_over_the_bridge_is_up_there(city: City) -> None:
    up = heights(city, (-200, 0), (200, 0))
    assert up.max() == pytest.approx(5.9, abs=0.3)
    assert up[0] == up[-1] == 0.0


def test_a_way_that_crosses_under_the_bridge_stays_on_the_ground(city: City) -> None:
    assert heights(city, (0, -80), (0, 0), (0, 80)).max() == 0.0


def test_a_way_through_a_tunnel_stays_on_the_ground_where_it_is_seen(city: City) -> None:
    assert min(city.streets["rise"]["way/6"][1::2]) < -5
    assert (heights(city, (-250, 300), (150, 300)) == 0.0).all()
