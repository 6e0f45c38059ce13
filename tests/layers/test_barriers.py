import pytest
import shapely

from layers.barriers import KIND

from .tables import FLAT, layer_of, raw_table

HERE = shapely.Point(10, 20)


@pytest.mark.parametrize(
    ("barrier", "expected"),
    [
        ("gate", "gate"),
        ("lift_gate", "lift_gate"),
        ("bollard", "bollard"),
        ("planter", "bollard"),
        ("chicane", "cycle_barrier"),
        ("kissing_gate", "stile"),
        ("yes", "other"),
        ("bus_trap", "other"),
    ],
)
def test_barriers_are_told_apart(barrier: str, expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", HERE, {"barrier": barrier})))
    assert layer.table["class"].tolist() == [expected]


def test_a_barrier_says_who_may_pass() -> None:
    tags = {"barrier": "bollard", "motor_vehicle": "no", "bicycle": "yes", "access:conditional": "yes @ (Su)"}
    row = layer_of(KIND, raw_table(("node/1", HERE, tags)))[0].table.loc["node/1"]
    assert row[["motor_vehicle", "bicycle", "access_conditional"]].tolist() == ["no", "yes", "yes @ (Su)"]


def test_a_passage_is_as_wide_as_it_really_is_and_not_as_a_sign_says() -> None:
    tags = {"barrier": "cycle_barrier", "maxwidth": "2", "maxwidth:physical": "1.2 m", "opening": "90 cm"}
    row = layer_of(KIND, raw_table(("node/1", HERE, tags)))[0].table.loc["node/1"]
    assert row[["maxwidth_m", "opening_m"]].tolist() == [1.2, 0.9]


def test_a_passage_wider_than_a_street_is_left_out_and_reported() -> None:
    layer, report = layer_of(KIND, raw_table(("node/1", HERE, {"barrier": "gate", "maxwidth": "250"})))
    assert layer.table["maxwidth_m"].isna().all()
    assert report.count("barriers", "repaired") == 1


def test_the_street_nodes_of_a_barrier_are_kept() -> None:
    raw = raw_table(("way/1", HERE, {"barrier": "gate", "node_ids": [4, 5, 6]}))
    assert layer_of(KIND, raw)[0].table.loc["way/1", "node_ids"] == [4, 5, 6]


def test_fences_and_kerbs_are_no_barriers_on_a_way() -> None:
    assert KIND.osm is not None
    wanted = KIND.osm.where["barrier"]
    assert wanted is not None
    assert not wanted & {"fence", "wall", "hedge", "kerb", "guard_rail", "no"}


def test_a_barrier_is_drawn_as_a_post_of_four_sides_and_a_lid() -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", HERE, {"barrier": "gate"})))
    assert KIND.form(layer.table, FLAT).face_count == 4 + 2
