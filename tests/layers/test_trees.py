import numpy as np
import pytest
import shapely

from layers.crowns import needle_crown, needle_tree, round_crown, round_tree
from layers.mesh import Mesh
from layers.trees import KIND, planted_along

from .tables import FLAT, SLOPE, layer_of, line, raw_table

TREE = {"natural": "tree"}


def test_a_tree_stands_on_the_ground() -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", shapely.Point(250, 100), TREE | {"height": "6"})))
    mesh = KIND.form(layer.table, SLOPE)
    assert (mesh.points[:, 2].min(), mesh.points[:, 2].max()) == (250.0, 256.0)


def test_a_tree_without_height_is_assumed_to_have_8_m() -> None:
    layer, report = layer_of(KIND, raw_table(("node/1", shapely.Point(0, 0), TREE)))
    assert layer.table.loc["node/1", ["height_m", "height_tier"]].tolist() == [8.0, "estimated"]
    assert report.count("trees", "assumed") == 1


def test_a_tree_taller_than_any_is_repaired() -> None:
    layer, report = layer_of(KIND, raw_table(("node/1", shapely.Point(0, 0), TREE | {"height": "210"})))
    assert layer.table["height_m"].tolist() == [8.0]
    assert report.count("trees", "repaired") == 1


def test_a_row_is_planted_every_8_m_with_both_ends() -> None:
    places, row = planted_along(np.array([line((0, 0), (16, 0)), line((0, 9), (5, 9))]))
    assert places.tolist() == [[0, 0], [8, 0], [16, 0], [0, 9]]
    assert row.tolist() == [0, 0, 0, 1]


def test_trees_of_a_row_belong_to_the_row() -> None:
    raw = raw_table(("node/1", shapely.Point(0, 50), TREE), ("way/1", line((0, 0), (16, 0)), {"natural": "tree_row"}))
    layer, _ = layer_of(KIND, raw)
    mesh = KIND.form(layer.table, FLAT)
    assert layer.table["class"].tolist() == ["tree", "row"]
    assert np.bincount(mesh.face_row).tolist() == [round_tree().face_count, 3 * round_tree().face_count]


@pytest.mark.parametrize("shape", [round_tree(), needle_tree(), round_crown(), needle_crown()])
def test_a_tree_is_few_triangles_and_a_metre_tall(shape: Mesh) -> None:
    assert len(shape.triangles) + 2 * len(shape.quads) <= 20
    assert shape.points[:, 2].max() == 1
    assert np.ptp(shape.points[:, 0]) <= 1


def _shape_of(tags: dict[str, str]) -> Mesh:
    layer, _ = layer_of(KIND, raw_table(("node/1", shapely.Point(0, 0), TREE | tags)))
    return KIND.form(layer.table, FLAT)


@pytest.mark.parametrize(
    ("tags", "shape"),
    [
        ({"leaf_type": "broadleaved"}, round_tree()),
        ({"leaf_type": "needleleaved"}, needle_tree()),
        ({"species": "Picea abies"}, needle_tree()),
        ({"leaf_type": "broadleaved", "genus": "Pinus"}, round_tree()),
        ({"genus": "Tilia"}, round_tree()),
        ({}, round_tree()),
    ],
)
def test_crowns_are_pointed_with_needles_and_round_else(tags: dict[str, str], shape: Mesh) -> None:
    assert _shape_of(tags).face_count == shape.face_count


def test_a_crown_is_as_wide_as_mapped_and_a_tree_as_tall() -> None:
    points = _shape_of({"height": "12", "diameter_crown": "5"}).points
    assert points[:, 2].max() == 12
    assert 2 * np.hypot(points[:, 0], points[:, 1]).max() == pytest.approx(5)


def test_a_crown_that_is_mapped_without_a_height_makes_one() -> None:
    raw = raw_table(("node/1", shapely.Point(0, 0), TREE | {"diameter_crown": "6"}))
    layer, report = layer_of(KIND, raw)
    assert layer.table.loc["node/1", ["height_m", "height_tier"]].tolist() == [10.0, "estimated"]
    assert report.count("trees", "assumed") == 1


def test_a_crown_that_no_tree_has_is_taken_as_not_mapped() -> None:
    raw = raw_table(("node/1", shapely.Point(5, 5), {"natural": "tree", "height": "12", "diameter_crown": "90"}))
    layer, report = layer_of(KIND, raw)
    assert layer.table["crown_m"].isna().all()
    assert "a crown no tree has, taken as not mapped" in report.table()["reason"].tolist()
