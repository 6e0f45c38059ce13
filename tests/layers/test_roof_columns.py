from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.report import Report
from layers.building_heights import FROM_LEVELS, HEIGHT_TAG
from layers.buildings import KIND
from layers.roof_columns import FROM_PITCH, FROM_ROOF_LEVELS, ROOF_HEIGHT_TAG, SHAPE_TAG
from layers.roof_rules import NEARBY, RULES
from layers.solids import closed_rows

from .tables import FLAT, layer_of, raw_table

HOUSE = {"building": "house", "building:levels": "2"}
BOX = shapely.box(0, 0, 12, 8)


def _one(tags: Mapping[str, object], shape: shapely.Geometry = BOX) -> tuple[pd.Series, Report]:
    layer, report = layer_of(KIND, raw_table(("way/1", shape, tags)))
    return layer.table.loc["way/1"], report


def _rows(*rows: tuple[shapely.Geometry, Mapping[str, object]]) -> pd.DataFrame:
    raw = raw_table(*((f"way/{k + 1}", shape, tags) for k, (shape, tags) in enumerate(rows)))
    return layer_of(KIND, raw)[0].table


def test_a_mapped_roof_keeps_its_shape_and_height() -> None:
    row, _ = _one(HOUSE | {"roof:shape": "gabled", "roof:height": "2.5"})
    assert row[["roof_shape", "roof_tier", "roof_method"]].tolist() == ["gabled", "mapped", SHAPE_TAG]
    assert row[["roof_height_m", "roof_height_tier", "roof_height_method"]].tolist() == [2.5, "mapped", ROOF_HEIGHT_TAG]


def test_a_house_without_a_mapped_roof_gets_four_slopes_and_names_the_rule() -> None:
    row, report = _one(HOUSE)
    assert row[["roof_shape", "roof_tier", "roof_method"]].tolist() == ["hipped", "estimated", RULES["house"].name]
    assert row["roof_height_m"] == pytest.approx(4 * np.tan(np.radians(32)), abs=0.01)
    assert report.of_layer("buildings").table()["reason"].str.contains("the roof is estimated").any()


def test_an_estimated_roof_stands_on_the_storeys_and_inside_a_mapped_height() -> None:
    by_storeys, _ = _one(HOUSE)
    assert by_storeys["height_method"] == FROM_LEVELS
    assert by_storeys["height_m"] == pytest.approx(6 + by_storeys["roof_height_m"])
    by_height, _ = _one({"building": "house", "height": "8"})
    assert by_height[["height_m", "height_method"]].tolist() == [8.0, HEIGHT_TAG]
    assert by_height["roof_height_m"] == pytest.approx(2.5, abs=0.01)


def test_a_roof_on_top_adds_no_floor_area() -> None:
    assert _one(HOUSE)[0]["floor_area_m2"] == 2 * 96


def test_a_mapped_pitch_and_storeys_in_the_roof_give_its_height() -> None:
    pitched, _ = _one(HOUSE | {"roof:shape": "gabled", "roof:angle": "45"})
    assert pitched[["roof_height_m", "roof_height_tier", "roof_height_method"]].tolist() == [4.0, "derived", FROM_PITCH]
    storeys, _ = _one(HOUSE | {"roof:shape": "gabled", "roof:levels": "1"})
    assert storeys[["roof_height_m", "height_m", "roof_height_method"]].tolist() == [3.0, 9.0, FROM_ROOF_LEVELS]


@pytest.mark.parametrize(
    ("tags", "shape", "rule"),
    [
        ({"building": "apartments", "building:levels": "8"}, BOX, "tall"),
        ({"building": "garage"}, shapely.box(0, 0, 6, 3), "shed"),
        ({"building": "garages"}, shapely.box(0, 0, 60, 6), "open"),
        ({"building": "industrial", "building:levels": "1"}, shapely.box(0, 0, 80, 30), "hall"),
        ({"building": "industrial", "building:levels": "1"}, shapely.box(0, 0, 80, 70), "wide"),
        ({"building": "church"}, shapely.box(0, 0, 30, 12), "church"),
        ({"building": "church", "height": "60"}, shapely.box(0, 0, 30, 12), "cathedral"),
        ({"building": "chapel"}, shapely.box(0, 0, 6, 6), "chapel"),
        ({"building": "barn"}, shapely.box(0, 0, 20, 10), "farm"),
        ({"building": "construction"}, BOX, "unfinished"),
        ({"building": "supermarket", "building:levels": "1"}, shapely.box(0, 0, 60, 40), "wide"),
        ({"building": "school", "building:levels": "2"}, shapely.box(0, 0, 40, 15), "public"),
        ({"building": "yes", "building:levels": "1"}, shapely.box(0, 0, 30, 8), "long"),
    ],
)  # fmt: skip
def test_an_unmapped_roof_follows_use_size_and_storeys(tags: dict[str, str], shape: shapely.Polygon, rule: str) -> None:
    row, _ = _one(tags, shape)
    assert (row["roof_method"], row["roof_shape"]) == (RULES[rule].name, RULES[rule].shape)


def test_houses_that_share_a_wall_have_gables() -> None:
    table = _rows((BOX, HOUSE), (shapely.box(12, 0, 24, 8), HOUSE), (shapely.box(60, 0, 72, 8), HOUSE))
    assert table["roof_shape"].tolist() == ["gabled", "gabled", "hipped"]


def test_an_unmapped_block_takes_the_roof_of_the_nearest_one_alike() -> None:
    block = {"building": "apartments", "building:levels": "5"}
    near, far = shapely.box(30, 0, 42, 8), shapely.box(500, 0, 512, 8)
    table = _rows((BOX, block | {"roof:shape": "mansard"}), (near, block), (far, block))
    assert table["roof_shape"].tolist() == ["mansard", "mansard", "flat"]
    assert table["roof_method"].tolist() == [SHAPE_TAG, NEARBY, RULES["tall"].name]


@pytest.mark.parametrize(
    "wrong", [{"roof:height": "20"}, {"roof:angle": "95"}, {"roof:angle": "-20"}, {"roof:height": "9"}]
)
def test_a_roof_that_contradicts_its_building_is_estimated_and_reported(wrong: dict[str, str]) -> None:
    row, report = _one({"building": "house", "height": "8", "roof:shape": "gabled"} | wrong)
    assert 0 < row["roof_height_m"] < 8
    assert row["roof_height_tier"] == "estimated"
    assert report.table()["reason"].str.contains("contradicts the building").sum() == 1


def test_a_shape_nobody_knows_is_reported_and_estimated() -> None:
    row, report = _one(HOUSE | {"roof:shape": "wobbly"})
    assert row[["roof_shape", "roof_tier"]].tolist() == ["hipped", "estimated"]
    assert report.table()["reason"].str.contains("a roof shape that is not known").sum() == 1


def test_a_building_that_begins_above_itself_stands_on_the_ground() -> None:
    row, report = _one({"building": "yes", "height": "5", "min_height": "9"})
    assert np.isnan(row["min_height_m"])
    assert report.table()["reason"].str.contains("above the building's own height").sum() == 1


def test_storeys_left_open_below_lift_a_building() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", BOX, {"building": "yes", "height": "20", "building:min_level": "2"})))
    assert KIND.form(layer.table, FLAT).points[:, 2].min() == 6.0


@pytest.mark.parametrize(("text", "low_x"), [("E", 12.0), ("270", 0.0)])
def test_a_direction_is_read_as_word_or_bearing(text: str, low_x: float) -> None:
    tags = {"building": "yes", "height": "6", "roof:shape": "skillion", "roof:height": "2", "roof:direction": text}
    layer, _ = layer_of(KIND, raw_table(("way/1", BOX, tags)))
    points = KIND.form(layer.table, FLAT).points
    assert set(points[points[:, 2] == 4.0][:, 0]) == {low_x}


def test_roofs_made_once_stay_when_a_table_is_completed_again() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", BOX, HOUSE)))
    again, _ = layer_of(KIND, raw_table(("way/1", BOX, HOUSE)))
    assert KIND.complete is not None
    pd.testing.assert_frame_equal(layer.table, again.table)


def test_a_city_of_odd_roofs_is_closed() -> None:
    shapes = ("gabled", "onion", "sawtooth", "wobbly", "many", "side_hipped", "dome")
    rows = [(f"way/{k}", shapely.box(40 * k, 0, 40 * k + 12, 9), HOUSE | {"roof:shape": s, "roof:height": "-1"})
            for k, s in enumerate(shapes)]  # fmt: skip
    layer, _ = layer_of(KIND, raw_table(*rows))
    assert closed_rows(KIND.form(layer.table, FLAT), len(rows)).all()


def test_an_unmapped_house_does_not_take_the_dome_of_its_neighbour() -> None:
    table = _rows((BOX, HOUSE | {"roof:shape": "dome"}), (shapely.box(20, 0, 32, 8), HOUSE))
    assert table["roof_shape"].tolist() == ["dome", RULES["house"].shape]
    assert table["roof_method"].tolist() == [SHAPE_TAG, RULES["house"].name]
