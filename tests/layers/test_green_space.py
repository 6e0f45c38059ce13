import numpy as np
import pytest
import shapely

from layers.green_space import KIND, seen, uncovered

from .tables import FLAT, context_of, layer_of, raw_table, square


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"leisure": "park"}, "park"),
        ({"landuse": "forest"}, "wood"),
        ({"natural": "wood"}, "wood"),
        ({"leisure": "playground"}, "recreation"),
        ({"landuse": "cemetery"}, "cemetery"),
        ({"landuse": "allotments"}, "allotments"),
        ({"natural": "scrub"}, "meadow"),
    ],
)
def test_green_space_is_told_apart(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), tags)))
    assert layer.table["class"].tolist() == [expected]


def test_a_park_knows_its_area() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 100), {"leisure": "park"})))
    assert layer.table["area_m2"].tolist() == [10_000.0]


def test_a_playground_lies_in_its_park_and_not_under_it() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 100), {"leisure": "park"}), ("way/2", square(10, 10, 20), {"leisure": "playground"})
    )
    layer, _ = layer_of(KIND, raw)
    assert shapely.area(uncovered(layer.table)).tolist() == [9_600.0, 400.0]
    assert layer.table["area_m2"].tolist() == [10_000.0, 400.0]


def test_green_space_wholly_covered_is_not_drawn() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 10), {"landuse": "meadow"}), ("way/2", square(0, 0, 20), {"leisure": "park"})
    )
    layer, _ = layer_of(KIND, raw)
    mesh = KIND.form(layer.table, FLAT)
    assert np.unique(mesh.face_row).tolist() == [1]
    assert set(mesh.points[:, 2]) == {0.30}


def test_a_wood_over_a_reserve_in_another_tile_is_cut_out_of_it() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 9000), {"leisure": "nature_reserve"}), ("way/2", square(10, 10, 20), {"natural": "wood"})
    )
    table = layer_of(KIND, raw, context_of(raw={"green_space": raw}))[0].table
    assert shapely.area(seen(table.iloc[:1])).tolist() == [9000**2 - 400]  # the tile of the reserve alone
    assert shapely.area(seen(table)).tolist() == [9000**2 - 400, 400]


def test_areas_that_only_touch_across_tiles_cover_nothing_of_each_other() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 5000), {"leisure": "park"}), ("way/2", square(5000, 0, 20), {"natural": "wood"})
    )
    assert layer_of(KIND, raw, context_of(raw={"green_space": raw}))[0].table["covered"].isna().all()
