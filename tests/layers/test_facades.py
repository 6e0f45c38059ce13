import numpy as np

from layers.buildings import KIND
from layers.facades import PARTS_OF_STOREY

from .tables import FLAT, SLOPE, layer_of, raw_table, square


def storeys_by_height(tags: dict[str, str]) -> dict[float, float]:
    """Return how many storeys up the points of a building lie, by their height."""
    table = layer_of(KIND, raw_table(("way/1", square(0, 0, 12), {"building": "apartments"} | tags)))[0].table
    mesh = KIND.form(table, FLAT)
    assert KIND.facades is not None
    up = KIND.facades(table, mesh) / PARTS_OF_STOREY
    return dict(zip(mesh.points[:, 2].tolist(), up.tolist(), strict=True))


def test_the_eaves_lie_at_the_mapped_storeys() -> None:
    tags = {"building:levels": "5", "height": "20", "roof:shape": "gabled", "roof:height": "4"}
    assert storeys_by_height(tags) == {0.0: 0.0, 16.0: 5.0, 20.0: 6.25}


def test_storeys_that_are_not_mapped_are_3_m_high() -> None:
    assert storeys_by_height({"height": "12", "roof:shape": "flat"})[12.0] == 4.0


def test_a_church_has_no_windows_but_a_foot() -> None:
    assert storeys_by_height({"building": "church", "height": "12", "roof:shape": "flat"})[12.0] == -4.0


def test_on_a_slope_storeys_are_counted_from_the_ground_a_building_stands_on_and_none_below() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 10), {"building": "house", "height": "6", "roof:shape": "flat"}),
        ("way/2", square(500, 0, 10), {"building": "house", "height": "6", "roof:shape": "flat"}),
    )
    table = layer_of(KIND, raw)[0].table
    assert KIND.facades is not None
    up = KIND.facades(table, KIND.form(table, SLOPE)) / PARTS_OF_STOREY
    assert np.unique(up).tolist() == [-2.0, 2.0]  # the ground in the middle is two storeys above the foot


def test_a_hall_on_a_slope_is_counted_from_its_foot_as_it_has_no_windows() -> None:
    raw = raw_table(("way/1", square(0, 0, 10), {"building": "church", "height": "6", "roof:shape": "flat"}))
    table = layer_of(KIND, raw)[0].table
    assert KIND.facades is not None
    assert np.unique(KIND.facades(table, KIND.form(table, SLOPE)) / PARTS_OF_STOREY).tolist() == [-4.0, 0.0]
