import pytest

from layers.bike_lanes import KIND

from .tables import FLAT, layer_of, line, raw_table

STRAIGHT = line((0, 0), (100, 0))


def _table(**tags: str):  # type: ignore[no-untyped-def]
    raw = raw_table(
        ("way/1", STRAIGHT, {"highway": "residential"} | {k.replace("__", ":"): v for k, v in tags.items()})
    )
    return layer_of(KIND, raw)[0].table


def test_a_lane_on_both_sides_is_two_rows_and_the_sum_closes() -> None:
    raw = raw_table(("way/1", STRAIGHT, {"highway": "residential", "cycleway:both": "lane"}))
    layer, report = layer_of(KIND, raw)
    assert list(layer.table.index) == ["way/1:left", "way/1:right"]
    assert report.count("bike_lanes", "found") == 1
    assert layer.table["length_m"].tolist() == [100, 100]


def test_lanes_lie_beside_the_middle_of_their_street() -> None:
    table = _table(cycleway__both="lane", width="8")
    assert [g.centroid.y for g in table.geometry] == pytest.approx([3.25, -3.25])


def test_a_lane_tagged_for_a_one_way_street_lies_on_its_right() -> None:
    assert _table(cycleway="lane", oneway="yes")["side"].tolist() == ["right"]


def test_a_lane_against_a_one_way_street_lies_on_its_left() -> None:
    assert _table(cycleway="opposite_lane", oneway="yes")["side"].tolist() == ["left"]


@pytest.mark.parametrize(
    ("tags", "kind", "separation"),
    [
        ({"cycleway__right": "track"}, "track", "protected"),
        ({"cycleway__right": "lane"}, "lane", "painted"),
        ({"cycleway__right": "share_busway"}, "with_buses", "painted"),
        ({"cycleway__right": "shared_lane"}, "shared_lane", "none"),
        ({"cycleway__right": "lane", "cycleway__right__separation": "bollard"}, "lane", "protected"),
        ({"highway": "cycleway"}, "track", "protected"),
        ({"highway": "footway", "bicycle": "designated", "segregated": "no"}, "with_feet", "protected"),
        ({"highway": "footway", "bicycle": "designated", "segregated": "yes"}, "track", "protected"),
        ({"highway": "residential", "bicycle": "designated"}, "street", "none"),
    ],
)
def test_kinds_and_separations(tags: dict[str, str], kind: str, separation: str) -> None:
    row = _table(**tags).iloc[0]
    assert (row["class"], row["separation"]) == (kind, separation)


def test_a_way_of_its_own_keeps_its_id_and_a_lane_names_its_street() -> None:
    assert _table(highway="cycleway").index.tolist() == ["way/1"]
    assert _table(cycleway__right="lane")["street_id"].tolist() == ["way/1"]


def test_widths_are_tagged_or_assumed() -> None:
    assert _table(highway="cycleway", width="3")["width_tier"].tolist() == ["mapped"]
    row = _table(cycleway__right="lane").iloc[0]
    assert (row["width_m"], row["width_tier"]) == (1.5, "estimated")


def test_a_bike_lane_lies_above_the_streets() -> None:
    mesh = KIND.form(_table(highway="cycleway"), FLAT)
    assert set(mesh.points[:, 2]) == {0.9}
