from layers.building_parts import FROM_BUILDING, KIND, ONE_STOREY, OUTSIDE, REACHES
from layers.buildings import KIND as BUILDINGS

from .tables import FLAT, context_of, layer_of, raw_table, square

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
    said = report.of_layer("building_parts").table()
    assert said["reason"].str.contains("one storey").sum() == 1


def test_a_part_with_a_mapped_dome_has_it_and_others_are_flat() -> None:
    dome = PART | {"height": "20", "min_height": "12", "roof:shape": "dome", "roof:height": "5"}
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), dome), ("way/2", square(20, 0, 10), PART)))
    assert layer.table["roof_shape"].tolist() == ["dome", "flat"]
    points = KIND.form(layer.table.loc[["way/1"]], FLAT).points
    assert (points[:, 2].min(), points[:, 2].max()) == (12.0, 20.0)
    assert {12.0, 15.0, 20.0} <= set(points[:, 2].round(6))


def test_a_part_outside_every_building_is_drawn_and_reported() -> None:
    parts = raw_table(("way/1", square(0, 0, 10), PART), ("way/2", square(50, 0, 10), PART))
    buildings = raw_table(("way/9", square(-2, -2, 14), {"building": "yes"}))
    layer, report = layer_of(KIND, parts, context_of(raw={"buildings": buildings}))
    assert set(KIND.form(layer.table, FLAT).face_row.tolist()) == {0, 1}
    said = report.table()
    assert said[said["reason"].str.contains("outside every building")]["examples"].tolist() == [["way/2"]]


def test_a_part_that_crosses_its_outline_is_said_to_reach_out() -> None:
    parts = raw_table(("way/1", square(8, 0, 10), PART), ("way/2", square(0, 0, 10), PART))
    buildings = raw_table(("way/9", square(0, 0, 12), {"building": "yes"}))
    _, report = layer_of(KIND, parts, context_of(raw={"buildings": buildings}))
    told = report.table().set_index("reason")["examples"]
    assert told[REACHES] == ["way/1"]
    assert OUTSIDE not in told


def test_a_part_without_sizes_is_as_high_as_its_building() -> None:
    parts = raw_table(
        ("way/1", square(0, 0, 10), PART), ("way/2", square(40, 0, 10), PART), ("way/3", square(80, 0, 4), PART),
        ("way/4", square(0, 40, 10), PART | {"min_height": "20"}),
    )  # fmt: skip
    buildings = raw_table(
        ("way/7", square(-2, -2, 14), {"building": "apartments", "building:levels": "6"}),
        ("way/8", square(38, -2, 14), {"building": "hotel"}),
        ("way/9", square(82, 0, 20), {"building": "yes", "height": "30"}),  # only half of way/3 and less lies on it
        ("way/10", square(0, 40, 10), {"building": "yes", "height": "12"}),
    )
    context = context_of(raw={"buildings": buildings})
    layer, report = layer_of(KIND, parts, context)
    own, _ = layer_of(BUILDINGS, buildings, context)
    heights = layer.table["height_m"]
    assert heights["way/1"] == own.table.at["way/7", "height_m"] == 18.0
    assert heights["way/2"] == own.table.at["way/8", "height_m"]  # estimated, both alike
    assert heights["way/4"] == 23.0  # higher than its building begins: one storey
    said = report.table().set_index("reason")["examples"]
    assert "way/1" in said[FROM_BUILDING]
    assert "way/4" in said[ONE_STOREY]
