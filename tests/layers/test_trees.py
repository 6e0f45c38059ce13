import numpy as np
import shapely

from layers.trees import KIND, planted_along, tree_shape

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
    assert np.bincount(mesh.face_row).tolist() == [tree_shape().face_count, 3 * tree_shape().face_count]


def test_a_tree_is_few_faces() -> None:
    assert tree_shape().face_count <= 12
