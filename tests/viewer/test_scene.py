from dataclasses import replace

import numpy as np

from layers.terrain import Terrain
from twin.city import City
from viewer.scene import look_of, space_of


def test_the_camera_starts_at_the_citys_centre(tiny_city: City) -> None:
    home = space_of(tiny_city)["home"]
    assert [home["x"], home["y"]] == list(tiny_city.centre[:2])


def test_the_bounds_are_relative_to_the_origin(tiny_city: City) -> None:
    xmin, ymin, xmax, ymax = space_of(tiny_city)["bounds"]
    assert xmin < 0 < xmax
    assert ymin < 0 < ymax
    assert xmax - xmin == tiny_city.frame.bounds[2] - tiny_city.frame.bounds[0]


def test_flat_ground_is_one_number(tiny_city: City) -> None:
    assert space_of(tiny_city)["heights"] == {"size": 1, "values": [0.0]}


def test_hilly_ground_is_a_grid_from_south_west_to_north_east(tiny_city: City) -> None:
    xmin, ymin, xmax, ymax = tiny_city.frame.bounds
    step = max(xmax - xmin, ymax - ymin)
    slope = np.array([[0, 100], [0, 100]], np.float32)  # rises eastwards
    terrain = Terrain(tiny_city.terrain.crs, (xmin, ymin, xmin + step, ymin + step), (xmin, ymin), step, slope, "dem")
    heights = space_of(replace(tiny_city, terrain=terrain))["heights"]
    row = heights["values"][: heights["size"]]
    assert row[0] == 0.0
    assert row == sorted(row)
    assert row[-1] > 50


def test_a_theme_is_the_name_of_the_array_that_colours() -> None:
    assert look_of("dark")["colorByArrayName"] == "dark"
