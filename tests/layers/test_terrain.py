import numpy as np
import pytest
import shapely

from layers.terrain import DEM_TITLE, FLAT_TITLE

from .tables import BOUNDS, FLAT, SLOPE, square


def _area(mesh) -> float:  # type: ignore[no-untyped-def]
    a, b, c = (mesh.points[mesh.triangles[:, i]] for i in range(3))
    return float(np.cross(b - a, c - a)[:, 2].sum() / 2)


def test_flat_ground_says_so() -> None:
    assert FLAT.is_flat
    assert FLAT.title == FLAT_TITLE
    assert SLOPE.title == DEM_TITLE


def test_the_ground_between_two_nodes_is_half_way() -> None:
    assert SLOPE.heights_at(np.array([[250.0, 333.0]])).tolist() == [250.0]


def test_beyond_the_grid_the_ground_is_that_of_its_edge() -> None:
    assert SLOPE.heights_at(np.array([[-50.0, 500.0], [2000.0, 500.0]])).tolist() == [0.0, 1000.0]


def test_an_area_on_a_slope_keeps_its_size_on_the_map() -> None:
    shape = shapely.Point(500, 500).buffer(180)
    assert _area(SLOPE.areas([shape], lift_m=0.2)) == pytest.approx(shape.area)


def test_an_area_on_a_slope_lies_on_it() -> None:
    mesh = SLOPE.areas([square(120, 120, 400)], lift_m=0.2)
    assert mesh.points[:, 2] == pytest.approx(SLOPE.heights_at(mesh.points[:, :2]) + 0.2)
    assert set(mesh.face_row.tolist()) == {0}


def test_areas_partly_beyond_the_ground_are_drawn_whole() -> None:
    shape = square(900, 900, 300)
    assert _area(SLOPE.areas([shape], lift_m=0)) == pytest.approx(shape.area)


def test_an_area_that_sinks_nowhere_below_a_ridge() -> None:
    mesh = SLOPE.areas([square(0, 0, 1000), square(10, 10, 20)], lift_m=0.1)
    middles = mesh.points[mesh.triangles].mean(axis=1)
    assert (middles[:, 2] > SLOPE.heights_at(middles[:, :2])).all()
    assert set(mesh.face_row.tolist()) == {0, 1}


def test_a_ribbon_follows_the_slope() -> None:
    mesh = SLOPE.ribbons([shapely.LineString([(0, 500), (1000, 500)])], 2.0, lift_m=0.5)
    assert mesh.points[:, 2] == pytest.approx(mesh.points[:, 0] + 0.5)
    assert len(mesh.quads) > 10


def test_the_flat_ground_is_two_triangles_over_the_bounds() -> None:
    mesh = FLAT.mesh()
    assert mesh.face_count == 2
    assert _area(mesh) == pytest.approx((BOUNDS[2] - BOUNDS[0]) * (BOUNDS[3] - BOUNDS[1]))


def test_the_ground_of_a_grid_covers_all_its_cells() -> None:
    mesh = SLOPE.mesh()
    assert mesh.face_count == 2 * 10 * 10
    assert _area(mesh) == pytest.approx(1_000_000)
