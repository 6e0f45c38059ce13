"""Buildings whose parts are mapped: heights, floors, and heights that contradict them."""

import pytest

from geodata.report import Report
from layers.building_heights import FROM_PARTS, HEIGHT_TAG
from layers.buildings import KIND
from layers.layer import Layer
from layers.parted_buildings import EXCEEDS

from .tables import context_of, layer_of, raw_table, square

PART = {"building:part": "yes"}
WHOLE = ("way/8", square(0, 0, 10), PART | {"building:levels": "2"})
TOWER = ("way/9", square(0, 0, 5), PART | {"height": "51"})


def built(tags: dict[str, str], *parts: tuple) -> tuple[Layer, Report]:
    raw = raw_table(("way/1", square(0, 0, 10), {"building": "apartments"} | tags))
    return layer_of(KIND, raw, context_of(raw={"building_parts": raw_table(*parts)}))


@pytest.mark.parametrize("tags", [{}, {"building:levels": "5"}], ids=["nothing", "storeys"])
def test_a_building_without_height_has_that_of_its_highest_part(tags: dict[str, str]) -> None:
    layer, report = built(tags, WHOLE, TOWER)
    known = layer.table.loc["way/1", ["height_m", "height_tier", "height_method"]]
    assert known.tolist() == [51.0, "derived", FROM_PARTS]
    assert EXCEEDS not in report.table()["reason"].tolist()


def test_a_mapped_height_that_a_part_exceeds_stays_and_is_told() -> None:
    layer, report = built({"height": "12"}, WHOLE, TOWER)
    assert layer.table.loc["way/1", ["height_m", "height_method"]].tolist() == [12.0, HEIGHT_TAG]
    assert report.table().set_index("reason")["examples"][EXCEEDS] == ["way/1 < way/9"]


def test_an_outline_that_is_drawn_itself_keeps_its_height_and_a_higher_part_is_told() -> None:
    layer, report = built({"building:levels": "3"}, TOWER)
    assert layer.table.at["way/1", "height_m"] < 51
    assert report.table().set_index("reason")["examples"][EXCEEDS] == ["way/1 < way/9"]


def test_a_part_of_unknown_size_has_the_floors_of_its_building() -> None:
    layer, _ = built({"building:levels": "4"}, ("way/8", square(0, 0, 10), PART))
    assert layer.table.at["way/1", "floor_area_m2"] == 400.0


def test_a_part_of_an_unbelievable_height_is_no_tower() -> None:
    layer, _ = built({}, WHOLE, ("way/9", square(0, 0, 5), PART | {"height": "9999"}))
    assert layer.table.at["way/1", "height_m"] < 50


def test_residents_of_parts_within_one_another_count_once() -> None:
    tower = ("way/9", square(0, 0, 5), PART | {"building:levels": "8"})
    table = built({}, WHOLE, tower)[0].table
    assert table.at["way/1", "residents"] == pytest.approx((100 * 2 + 25 * 6) / 37, abs=0.01)
