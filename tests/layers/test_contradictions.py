"""Contradictions of a map: each told with its objects, and drawn all the same."""

import shapely

from geodata.tags import NEGATIVE
from layers import buildings, streets
from layers.contradictions import (
    BRIDGE,
    BRIDGE_BELOW,
    BRIDGE_BEYOND,
    COLOUR,
    NOT_FLAT,
    ORIENTATION,
    OVERLAPS,
    PITCH,
    ROOF_STOREYS,
    STOREYS,
)

from .tables import layer_of, raw_table, square

HOUSE = {"building": "house"}


def test_overlaps_storeys_and_flat_roofs_that_cannot_be_are_told() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 20), HOUSE),
        ("way/2", square(15, 0, 8), HOUSE),  # 5 of its 8 m
        ("way/3", square(0, 20, 20), HOUSE),  # wall to wall
        ("way/4", square(100, 0, 20), HOUSE | {"height": "4", "building:levels": "20"}),
        ("way/5", square(140, 0, 20), HOUSE | {"height": "90", "building:levels": "5"}),
        ("way/6", square(180, 0, 20), HOUSE | {"height": "12", "building:levels": "1"}),  # a hall
        ("way/7", square(220, 0, 20), HOUSE | {"roof:shape": "flat", "roof:height": "4"}),
        ("way/8", square(260, 0, 20), HOUSE | {"roof:shape": "gabled", "roof:height": "2", "height": "8"}),
        ("way/9", square(300, 0, 20), HOUSE | {"roof:colour": "reddish-ish", "building:colour": "#fff"}),
        ("way/10", square(340, 0, 20), HOUSE | {"roof:colour": "dark_red;black", "building:colour": "beige"}),
        ("way/11", square(380, 0, 20), HOUSE | {"height": "50", "building:levels": "2"}),
    )
    layer, report = layer_of(buildings.KIND, raw)
    told = report.table().set_index("reason")["examples"]
    assert len(layer.table) == 11
    assert list(told[OVERLAPS]) == ["way/2 / way/1"]
    assert list(told[STOREYS]) == ["way/4", "way/5", "way/11"]
    assert list(told[NOT_FLAT]) == ["way/7"]
    assert list(told[COLOUR]) == ["way/9"]


def test_a_bridge_without_a_layer_is_told() -> None:
    line = shapely.LineString([(0, 0), (50, 0)])
    street = {"highway": "residential"}
    raw = raw_table(
        ("way/1", line, street | {"bridge": "yes"}), ("way/2", line, street | {"bridge": "yes", "layer": "2"}),
        ("way/3", line, street), ("way/4", line, street | {"bridge": "no"}),
        ("way/5", line, street | {"bridge": "yes", "layer": "-1"}),
        ("way/6", line, street | {"bridge": "yes", "layer": "99"}),
        ("way/7", line, street | {"bridge": "yes", "tunnel": "yes", "layer": "-1"}),
    )  # fmt: skip
    _, report = layer_of(streets.KIND, raw)
    told = report.table().set_index("reason")["examples"]
    assert list(told[BRIDGE]) == ["way/1"]
    assert list(told[BRIDGE_BELOW]) == ["way/5"]
    assert list(told[BRIDGE_BEYOND]) == ["way/6"]


def test_roofs_whose_sizes_do_not_fit_each_other_are_told() -> None:
    gabled = HOUSE | {"height": "20", "roof:shape": "gabled"}
    raw = raw_table(
        ("way/1", square(0, 0, 12), gabled | {"roof:levels": "5", "roof:height": "2"}),
        ("way/2", square(40, 0, 12), gabled | {"roof:levels": "1", "roof:height": "3"}),
        ("way/3", square(80, 0, 12), gabled | {"roof:angle": "60", "roof:height": "1"}),
        ("way/4", square(120, 0, 12), gabled | {"roof:angle": "45", "roof:height": "6"}),
        ("way/5", square(160, 0, 12), gabled | {"roof:orientation": "sideways"}),
        ("way/6", square(200, 0, 12), gabled | {"roof:orientation": "across"}),
        ("way/7", square(240, 0, 12), gabled | {"roof:levels": "-2"}),
    )
    layer, report = layer_of(buildings.KIND, raw)
    told = report.table().set_index("reason")["examples"]
    assert list(told[ROOF_STOREYS]) == ["way/1"]
    assert list(told[PITCH]) == ["way/3"]
    assert list(told[ORIENTATION]) == ["way/5"]
    assert list(told[NEGATIVE]) == ["way/7 roof:levels=-2"]
    assert layer.table["roof_levels"].isna()["way/7"]
