import numpy as np
import pandas as pd
import pytest

from layers.buildings import KIND
from layers.floor_areas import floor_of, storeys

from .tables import context_of, layer_of, raw_table, square

UNKNOWN = dict.fromkeys(("levels", "min_level", "height_m", "min_height_m", "roof_levels", "roof_height_m"), np.nan)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"levels": 4, "height_m": 30}, 4.0),
        ({"levels": 4, "min_level": 1, "height_m": 12}, 3.0),
        ({"levels": 2, "roof_levels": 1, "height_m": 9}, 2.5),
        ({"height_m": 15}, 5.0),
        ({"height_m": 15, "roof_height_m": 3}, 4.0),
        ({"height_m": 4.8}, 1.6),
        ({"height_m": 2}, 1.0),
        ({}, 1.0),
    ],
)
def test_storeys_are_those_mapped_else_the_height_by_the_storey(known: dict[str, float], expected: float) -> None:
    assert storeys(pd.DataFrame([UNKNOWN | known]), storey_height_m=3.0).tolist() == pytest.approx([expected])


def test_floor_area_is_footprint_times_storeys() -> None:
    tags = {"building": "apartments", "building:levels": "4", "building:levels:underground": "2"}
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 20), tags)))
    assert layer.table["floor_area_m2"].tolist() == [1600.0]


def test_parts_standing_on_one_another_add_floors() -> None:
    shapes = np.array([square(0, 0, 10), square(0, 0, 5)], object)
    assert floor_of(shapes, np.array([0.0, 1.0]), np.array([1.0, 9.0])) == 100 + 25 * 8


def test_floors_of_parts_that_stand_in_one_another_count_once() -> None:
    shapes = np.array([square(0, 0, 10), square(0, 0, 5)], object)
    assert floor_of(shapes, np.array([0.0, 0.0]), np.array([2.0, 8.0])) == 100 * 2 + 25 * 6


def test_an_outline_made_of_parts_has_their_floor_area() -> None:
    raw = raw_table(("way/1", square(0, 0, 10), {"building": "apartments", "building:levels": "10"}))
    parts = raw_table(
        ("way/8", square(0, 0, 10), {"building:part": "yes", "building:levels": "2"}),
        ("way/9", square(0, 0, 5), {"building:part": "yes", "building:levels": "10", "building:min_level": "2"}),
    )
    layer, _ = layer_of(KIND, raw, context_of(raw={"building_parts": parts}))
    assert layer.table["floor_area_m2"].tolist() == [100 * 2 + 25 * 8]
