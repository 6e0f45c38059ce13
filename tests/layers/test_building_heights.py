import geopandas as gpd
import numpy as np
import pytest

from layers.building_heights import FROM_NEIGHBOURS, SHED, USUAL, neighbour_medians, usual_heights, with_heights
from layers.buildings import KIND
from layers.layer import with_columns

from .tables import FRAME, square


def _buildings(*rows: tuple[str, float, float, float | None]) -> gpd.GeoDataFrame:
    """Rows of class, x, edge of the square, height."""
    shapes = [square(x, 0, edge) for _, x, edge, _ in rows]
    table = gpd.GeoDataFrame(
        {"class": [r[0] for r in rows], "height_m": [r[3] for r in rows], "tier": "mapped"},
        geometry=shapes,
        index=[f"way/{i}" for i in range(len(rows))],
        crs=FRAME.crs,
    )
    return with_columns(table, KIND).assign(footprint_m2=[s.area for s in shapes])


def test_no_building_is_left_without_height_tier_and_method() -> None:
    table, _ = with_heights(_buildings(("house", 0, 10, None), ("palace", 50, 40, None)), storey_height_m=3)
    assert table[["height_m", "height_tier", "height_method"]].notna().all().all()


def test_a_building_looks_like_the_median_of_its_neighbours() -> None:
    known = [("house", 20.0 * i, 10.0, h) for i, h in enumerate((6.0, 6.0, 9.0))]
    table, report = with_heights(_buildings(*known, ("house", 80, 10, None)), storey_height_m=3)
    # usual height of a house of 100 m² is 1.2 storeys = 3.6 m, with half a neighbour's weight
    assert table["height_m"].iloc[3] == pytest.approx((3 * 6.0 + 0.5 * 3.6) / 3.5, abs=0.01)
    assert table["height_method"].iloc[3] == FROM_NEIGHBOURS
    assert report.count("buildings", "assumed") == 1


def test_neighbours_of_another_class_and_far_away_ones_do_not_count() -> None:
    rows = [
        ("apartments", 20, 10, 30.0),
        ("apartments", 40, 10, 30.0),
        ("house", 500, 10, 9.0),
        ("house", 520, 10, 9.0),
    ]
    table, _ = with_heights(_buildings(*rows, ("house", 0, 10, None)), storey_height_m=3)
    assert table["height_m"].iloc[4] == pytest.approx(3.6)
    assert table["height_method"].iloc[4] == USUAL


def test_a_cathedral_does_not_lift_the_next_chapel() -> None:
    rows = [("religious", 0, 30, 90.0), ("religious", 50, 30, 90.0), ("religious", 100, 30, None)]
    table, _ = with_heights(_buildings(*rows), storey_height_m=3)
    assert table["height_m"].iloc[2] == 12.0


def test_a_small_building_of_unknown_use_is_a_shed() -> None:
    table, _ = with_heights(_buildings(("other", 0, 5, None), ("garage", 20, 7, None)), storey_height_m=3)
    assert table["height_m"].tolist() == [2.5, 3.0]
    assert table["height_method"].tolist() == [SHED, SHED]


@pytest.mark.parametrize("height", [-3.0, 0.5, 2000.0])
def test_a_height_no_building_has_is_repaired(height: float) -> None:
    table, report = with_heights(_buildings(("house", 0, 10, height)), storey_height_m=3)
    assert table["height_tier"].tolist() == ["estimated"]
    assert report.count("buildings", "repaired") == 1


def test_the_input_is_left_as_it_was() -> None:
    table = _buildings(("house", 0, 10, None))
    with_heights(table, storey_height_m=3)
    assert table["height_m"].isna().all()


def test_the_median_of_two_neighbours_lies_between_them() -> None:
    known = np.array([[0.0, 0, 0], [10.0, 0, 0]])
    median, count = neighbour_medians(np.array([[5.0, 0, 0], [900.0, 0, 0]]), known, np.array([4.0, 10.0]))
    assert median.tolist() == [7.0, 0.0]
    assert count.tolist() == [2, 0]


def test_usual_heights_grow_with_the_footprint() -> None:
    heights = usual_heights(np.array(["other"] * 3, object), np.array([50.0, 200.0, 900.0]), storey_height_m=3)
    assert heights.tolist() == pytest.approx([3.0, 6.6, 9.0])


def test_no_estimate_is_taller_than_the_tallest_common_block() -> None:
    rows = [("commercial", 20.0 * i, 10.0, 60.0) for i in range(5)]
    table, _ = with_heights(_buildings(*rows, ("commercial", 120, 10, None)), storey_height_m=3)
    assert table["height_m"].iloc[5] == 33.0
