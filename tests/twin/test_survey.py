"""Lengths, areas and heights measured on the map, on a city and a ground made here."""

from dataclasses import replace

import numpy as np
import pytest

from layers.terrain import Terrain
from twin.city import City
from twin.survey import surveyed_area, surveyed_height, surveyed_line

HILL_M = 10.0


@pytest.fixture
def hilly(tiny_city: City) -> City:
    """The tiny city on ground that rises by ten metres to the middle column of its grid, and falls again."""
    xmin, ymin, _, _ = tiny_city.frame.bounds
    heights = np.tile(np.array([0.0, HILL_M, 0.0], np.float32), (3, 1))
    bounds = (xmin, ymin, xmin + 200, ymin + 200)
    return replace(tiny_city, terrain=Terrain(tiny_city.frame.crs, bounds, (xmin, ymin), 100.0, heights))


def test_a_line_is_as_long_as_its_legs_and_knows_no_climb_on_flat_ground(tiny_city: City) -> None:
    line = surveyed_line(tiny_city, np.array([[0.0, 0.0], [30.0, 40.0], [30.0, 100.0]]))
    assert [leg.length_m for leg in line.legs] == [50.0, 60.0]
    assert (line.length_m, line.up_m, line.down_m) == (110.0, 0.0, 0.0)


def test_a_line_over_a_hill_climbs_it_and_comes_down_though_its_ends_lie_level(hilly: City) -> None:
    x, y = hilly.frame.bounds[:2]
    line = surveyed_line(hilly, np.array([[x, y + 50], [x + 200, y + 50]]))
    assert line.length_m == 200
    assert (line.up_m, line.down_m) == pytest.approx((HILL_M, HILL_M))


def test_an_outline_that_crosses_itself_has_no_area() -> None:
    square = np.array([[0.0, 0.0], [20.0, 0.0], [20.0, 10.0], [0.0, 10.0]])
    measured = surveyed_area(square)
    assert (measured.area_m2, measured.perimeter_m) == (200.0, 60.0)
    assert np.isnan(surveyed_area(square[[0, 1, 3, 2]]).area_m2)


@pytest.mark.parametrize("places", [[0, 1, 0], [0, 0, 0], [0, 1, 1]])
def test_points_on_one_line_have_an_area_of_nothing(places: list[int]) -> None:
    ends = np.array([[0.0, 0.0], [20.0, 0.0]])
    assert surveyed_area(ends[places]).area_m2 == 0


def test_an_outline_that_is_closed_by_hand_is_the_same() -> None:
    corner = np.array([[0.0, 0.0], [20.0, 0.0], [20.0, 10.0], [0.0, 0.0]])
    assert surveyed_area(corner).area_m2 == surveyed_area(corner[:3]).area_m2 == 100


def test_a_roof_stands_above_its_ground_and_brings_the_tier_of_its_height(hilly: City) -> None:
    x, y = hilly.frame.bounds[:2]
    building = hilly.buildings.iloc[0]
    on = surveyed_height(hilly, x + 100, y, HILL_M + 7, layer="buildings", id=building.name)
    assert (on.above_m, on.ground_m, on.height_m, on.tier) == (7, HILL_M, building["height_m"], building["height_tier"])


def test_a_street_lies_on_the_ground_however_high_its_ribbon_is_drawn(hilly: City) -> None:
    x, y = hilly.frame.bounds[:2]
    on = surveyed_height(hilly, x + 50, y, 5.3, layer="streets", id=hilly.streets.index[0])
    assert (on.z_m, on.above_m) == (5.0, 0.0)
    assert np.isnan(on.height_m)
