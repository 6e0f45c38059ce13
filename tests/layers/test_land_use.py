import numpy as np
import pytest
import shapely

from layers.land_use import KIND, uncovered

from .tables import FLAT, layer_of, raw_table, square


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"landuse": "residential"}, "housing"),
        ({"landuse": "retail"}, "business"),
        ({"landuse": "industrial"}, "industry"),
        ({"power": "substation"}, "industry"),
        ({"amenity": "school", "landuse": "residential"}, "institution"),
        ({"landuse": "garages"}, "traffic"),
        ({"landuse": "military"}, "military"),
        ({"landuse": "farmyard"}, "farming"),
    ],
)
def test_the_use_of_land_follows_its_tags(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), tags)))
    assert layer.table[["class", "area_m2"]].iloc[0].tolist() == [expected, 100.0]


def test_a_school_is_drawn_on_the_estate_around_it_and_not_twice() -> None:
    estate, school = square(0, 0, 100), square(10, 10, 20)
    shown = uncovered(np.array([estate, school], dtype=object))
    assert shapely.area(shown).tolist() == [10_000 - 400, 400]


def test_of_two_equal_areas_one_is_drawn() -> None:
    shown = uncovered(np.array([square(0, 0, 10), square(0, 0, 10)], dtype=object))
    assert shapely.area(shown).sum() == 100


def test_land_lies_below_green_and_streets() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), {"landuse": "retail"})))
    assert set(KIND.form(layer.table, FLAT).points[:, 2]) == {0.25}
