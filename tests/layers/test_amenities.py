import pytest
import shapely

from layers.amenities import KIND

from .tables import layer_of, raw_table

HERE = shapely.Point(0, 0)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"amenity": "school"}, "school"),
        ({"amenity": "pharmacy", "healthcare": "pharmacy"}, "pharmacy"),
        ({"amenity": "clinic"}, "health"),
        ({"healthcare": "laboratory"}, "health"),
        ({"shop": "supermarket"}, "grocery"),
        ({"shop": "books"}, "shop"),
        ({"amenity": "marketplace"}, "grocery"),
        ({"amenity": "place_of_worship"}, "worship"),
        ({"tourism": "museum"}, "culture"),
        ({"office": "government"}, "public"),
        ({"amenity": "toilets"}, "other"),
    ],
)
def test_amenities_fall_into_groups(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", HERE, tags)))
    assert layer.table["class"].tolist() == [expected]


def test_an_empty_shop_is_dropped_and_reported() -> None:
    layer, report = layer_of(KIND, raw_table(("node/1", HERE, {"shop": "vacant"})))
    assert len(layer.table) == 0
    assert report.count("amenities", "dropped") == 1


def test_every_group_has_a_colour() -> None:
    from layers.amenities import RULES

    assert {name for name, _, _ in RULES} <= {e.value for e in KIND.style.entries}
