import pytest

from layers.vacant_land import KIND

from .tables import FLAT, layer_of, raw_table, square


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"landuse": "brownfield"}, "brownfield"),
        ({"landuse": "greenfield"}, "greenfield"),
        ({"landuse": "construction"}, "construction"),
        ({"abandoned:building": "yes"}, "abandoned"),
    ],
)
def test_vacant_land_is_told_apart(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 20), tags)))
    assert layer.table.loc["way/1", ["class", "area_m2"]].tolist() == [expected, 400.0]


def test_a_former_use_is_kept_where_it_is_named() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 20), {"abandoned:landuse": "industrial"}),
        ("way/2", square(50, 0, 20), {"abandoned:building": "yes"}),
    )
    assert layer_of(KIND, raw)[0].table["former_use"].fillna("none").tolist() == ["industrial", "none"]


def test_vacant_land_lies_just_above_the_ground() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 20), {"landuse": "brownfield"})))
    assert set(KIND.form(layer.table, FLAT).points[:, 2]) == {0.35}
