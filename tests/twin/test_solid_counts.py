import pandas as pd
import pytest
import shapely

from layers.buildings import KIND
from layers.layer import Layer
from layers.roofs import COURTYARD, UNCLIPPED
from tests.layers.tables import FLAT, FRAME, layer_of, raw_table, square
from twin.solid_counts import counts_by_layer, solid_counts
from twin.tile_drawing import draw_tiles

L_SHAPE = shapely.Polygon([(0, 0), (14, 0), (14, 6), (6, 6), (6, 14), (0, 14)])
COURT = shapely.box(300, 0, 330, 24).difference(shapely.box(308, 8, 322, 16))
HOUSE = {"building": "house", "height": "8", "roof:height": "2"}


@pytest.fixture(scope="module")
def layer() -> Layer:
    raw = raw_table(
        ("way/1", square(100, 0, 10), HOUSE | {"roof:shape": "gabled"}),
        ("way/2", L_SHAPE, HOUSE | {"roof:shape": "half-hipped"}),
        ("way/3", COURT, HOUSE | {"roof:shape": "round"}),
        ("way/4", square(200, 0, 10), HOUSE | {"roof:shape": "flat"}),
    )
    made, _ = layer_of(KIND, raw)
    return Layer(KIND, made.table.assign(has_parts=pd.array([False, False, False, True], dtype="boolean")))


def test_solids_are_counted_by_roof_and_fallbacks_by_reason(layer: Layer) -> None:
    counts = solid_counts("buildings", layer.table, KIND.solids(layer.table, FLAT)).as_json  # type: ignore[misc]
    assert (counts["count"], counts["closed_share"]) == (3, 1.0)  # the fourth is drawn by its parts
    assert counts["roofs"] == {
        "flat": {"count": 1, "closed_share": 1.0},
        "gabled": {"count": 2, "closed_share": 1.0},
    }
    assert counts["fallbacks"] == {COURTYARD: 1, UNCLIPPED: 1}


def test_the_report_names_each_building_that_is_drawn_in_another_way(layer: Layer) -> None:
    counts = solid_counts("buildings", layer.table, KIND.solids(layer.table, FLAT))  # type: ignore[misc]
    assert {e.examples for e in counts.report.entries} == {("way/2",), ("way/3",)}


def test_a_solid_with_a_hole_is_counted_as_open(layer: Layer) -> None:
    solids = KIND.solids(layer.table, FLAT)  # type: ignore[misc]
    torn = type(solids)(KIND.form(layer.table.iloc[:0], FLAT), solids.shape, solids.reason)
    assert solid_counts("buildings", layer.table, torn).as_json["closed_share"] == 0.0


def test_tiles_count_their_solids_and_leave_floors_out(layer: Layer) -> None:
    drawn = [d for d in draw_tiles([layer], FLAT, FRAME) if d.solids is not None]
    whole = counts_by_layer(d.solids for d in drawn if d.solids is not None)["buildings"]
    assert whole.as_json["count"] == 3
    assert len(whole.table) == 3
