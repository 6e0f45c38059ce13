import pytest
import shapely

from layers.waste_points import KIND

from .tables import layer_of, raw_table


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"amenity": "recycling", "recycling_type": "container"}, "recycling"),
        ({"amenity": "recycling", "recycling_type": "centre"}, "recycling_centre"),
        ({"amenity": "waste_disposal"}, "disposal"),
        ({"amenity": "waste_basket"}, "basket"),
    ],
)
def test_waste_points_are_told_apart(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", shapely.Point(0, 0), tags)))
    assert layer.table["class"].tolist() == [expected]


def test_what_is_taken_is_listed_and_what_is_not_is_left_out() -> None:
    tags = {"amenity": "recycling", "recycling:": "recycling:paper=yes;recycling:glass_bottles=yes;recycling:cans=no"}
    layer, _ = layer_of(KIND, raw_table(("node/1", shapely.Point(0, 0), tags)))
    assert layer.table["materials"].tolist() == ["glass_bottles;paper"]
