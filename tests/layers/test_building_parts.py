from layers.building_parts import KIND

from .tables import FLAT, layer_of, raw_table, square

PART = {"building:part": "yes"}


def test_a_part_stands_between_its_two_heights() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), PART | {"height": "20", "min_height": "12"})))
    assert set(KIND.form(layer.table, FLAT).points[:, 2]) == {12.0, 20.0}


def test_a_part_that_begins_at_a_storey_begins_at_its_floor() -> None:
    tags = PART | {"building:levels": "6", "building:min_level": "2"}
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), tags)))
    assert layer.table.loc["way/1", ["min_height_m", "height_m", "height_tier"]].tolist() == [6.0, 18.0, "derived"]


def test_a_part_without_sizes_is_one_storey_and_says_so() -> None:
    layer, report = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), PART)))
    assert layer.table.loc["way/1", ["height_m", "height_tier"]].tolist() == [3.0, "estimated"]
    assert report.count("building_parts", "assumed") == 1
