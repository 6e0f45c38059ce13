import numpy as np
import pytest

from layers.streets import KIND, carriageways

from .tables import FLAT, layer_of, line, raw_table

STRAIGHT = line((0, 0), (100, 0))


def _row(**tags: object):  # type: ignore[no-untyped-def]
    raw = raw_table(
        ("way/1", STRAIGHT, {"highway": "residential"} | {k.replace("__", ":"): v for k, v in tags.items()})
    )
    return layer_of(KIND, raw)[0].table.loc["way/1"]


@pytest.mark.parametrize(
    ("highway", "expected"),
    [
        ("motorway_link", "trunk"),
        ("unclassified", "residential"),
        ("path", "footway"),
        ("steps", "steps"),
        ("track", "track"),
    ],
)
def test_streets_are_grouped(highway: str, expected: str) -> None:
    assert _row(highway=highway)["class"] == expected


def test_a_street_keeps_what_mobility_needs() -> None:
    row = _row(
        oneway="yes",
        lanes="2",
        maxspeed="30",
        surface="asphalt",
        bicycle="yes",
        incline="5%",
        lit="yes",
        bridge="yes",
        layer="1",
        kerb="lowered",
        node_ids=[7, 8],
    )
    assert (row["lanes"], row["maxspeed_kmh"], row["incline_percent"], row["layer"]) == (2, 30, 5, 1)
    assert (row["oneway"], row["surface"], row["kerb"], row["node_ids"]) == ("yes", "asphalt", "lowered", [7, 8])
    assert row["length_m"] == 100


def test_a_width_tag_is_a_width() -> None:
    row = _row(width="7.5 m", lanes="4")
    assert (row["width_m"], row["width_tier"]) == (7.5, "mapped")


def test_lanes_make_a_width() -> None:
    row = _row(lanes="2")
    assert (row["width_m"], row["width_tier"]) == (6.5, "derived")


def test_a_street_of_unknown_width_is_as_wide_as_its_class() -> None:
    row = _row()
    assert (row["width_m"], row["width_tier"]) == (6.0, "estimated")


def test_a_width_no_street_has_is_repaired() -> None:
    raw = raw_table(("way/1", STRAIGHT, {"highway": "path", "width": "200"}))
    layer, report = layer_of(KIND, raw)
    assert layer.table["width_m"].tolist() == [1.8]
    assert report.count("streets", "repaired") == 1


def test_a_street_is_drawn_as_wide_as_it_is() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", STRAIGHT, {"highway": "primary", "width": "10"})))
    mesh = carriageways(layer.table, FLAT)
    assert sorted(set(mesh.points[:, 1])) == [-5.0, 5.0]


def test_a_square_is_drawn_as_an_area() -> None:
    ring = line((0, 0), (30, 0), (30, 20), (0, 20), (0, 0))
    layer, _ = layer_of(KIND, raw_table(("way/1", ring, {"highway": "pedestrian", "area": "yes"})))
    mesh = KIND.form(layer.table, FLAT)
    a, b, c = (mesh.points[mesh.triangles[:, i]] for i in range(3))
    assert np.cross(b - a, c - a)[:, 2].sum() / 2 == pytest.approx(600)


def test_the_wider_street_lies_on_top() -> None:
    raw = raw_table(
        ("way/1", STRAIGHT, {"highway": "primary"}), ("way/2", line((50, -9), (50, 9)), {"highway": "footway"})
    )
    mesh = KIND.form(layer_of(KIND, raw)[0].table, FLAT)
    lift = [mesh.points[mesh.quads[mesh.quad_row == row]][..., 2].max() for row in (0, 1)]
    assert lift[0] > lift[1]


def test_from_afar_there_are_streets_but_no_footways() -> None:
    raw = raw_table(("way/1", STRAIGHT, {"highway": "footway"}), ("way/2", STRAIGHT, {"highway": "secondary"}))
    mesh = KIND.coarser["far"](layer_of(KIND, raw)[0].table, FLAT)
    assert set(mesh.face_row.tolist()) == {1}


def test_from_afar_a_street_has_fewer_bends() -> None:
    table = layer_of(KIND, raw_table(("way/1", line((0, 0), (50, 1), (100, 0)), {"highway": "primary"})))[0].table
    assert (carriageways(table, FLAT).face_count, KIND.coarser["far"](table, FLAT).face_count) == (2, 1)
