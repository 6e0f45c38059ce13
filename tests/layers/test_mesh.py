import numpy as np
import pytest
import shapely

from geodata.errors import TableError
from layers.mesh import empty_mesh, extruded, instances, joined, ribbons
from layers.pins import post
from layers.triangulation import triangulated

from .tables import FLAT, square


def _areas(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    a, b, c = points[triangles[:, 0]], points[triangles[:, 1]], points[triangles[:, 2]]
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2


def _volume(mesh) -> float:  # type: ignore[no-untyped-def]
    """Signed volume between the faces and the ground at z = 0, which closes them."""
    quads = np.concatenate([mesh.quads[:, [0, 1, 2]], mesh.quads[:, [0, 2, 3]]])
    p = mesh.points[np.concatenate([mesh.triangles, quads])]
    return float(np.einsum("ij,ij->i", p[:, 0], np.cross(p[:, 1], p[:, 2])).sum() / 6)


L_SHAPE = shapely.Polygon([(0, 0), (4, 0), (4, 2), (2, 2), (2, 4), (0, 4)])
WITH_YARD = shapely.Polygon(square(0, 0, 10).exterior.coords, [square(3, 3, 4).exterior.coords])


@pytest.mark.parametrize(
    "shape", [square(0, 0, 10), L_SHAPE, WITH_YARD, shapely.MultiPolygon([square(0, 0, 2), square(5, 5, 3)])]
)
def test_the_triangles_of_a_polygon_add_up_to_its_area(shape: shapely.Polygon) -> None:
    plan = triangulated([shape])
    points = np.column_stack([plan.xy, np.zeros(len(plan.xy))])
    assert _areas(points, plan.triangles).sum() == pytest.approx(shape.area)


def test_a_cube_of_10_m_has_volume_1000() -> None:
    mesh = extruded([square(0, 0, 10)], np.array([0.0]), np.array([10.0]))
    assert _volume(mesh) == pytest.approx(1000)


def test_a_block_around_a_yard_leaves_the_yard_open() -> None:
    mesh = extruded([WITH_YARD], np.array([0.0]), np.array([5.0]))
    assert _volume(mesh) == pytest.approx((100 - 16) * 5)


def test_a_clockwise_outline_makes_the_same_block() -> None:
    mesh = extruded([square(0, 0, 10).reverse()], np.array([0.0]), np.array([10.0]))
    assert _volume(mesh) == pytest.approx(1000)


def test_a_corner_in_the_middle_of_a_wall_adds_no_empty_triangle() -> None:
    shape = shapely.Polygon([(0, 0), (5, 0), (10, 0), (10, 10), (0, 10)])
    plan = triangulated([shape])
    points = np.column_stack([plan.xy, np.zeros(len(plan.xy))])
    assert _areas(points, plan.triangles).min() > 1


def test_a_polygon_that_crosses_itself_is_refused() -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    with pytest.raises(TableError, match="cannot be cut"):
        triangulated([square(20, 20, 1), bow_tie])


def test_every_face_knows_its_feature() -> None:
    mesh = extruded([square(0, 0, 1), L_SHAPE, square(9, 9, 1)], np.zeros(3), np.ones(3))
    assert np.bincount(mesh.quad_row).tolist() == [4, 6, 4]
    assert np.bincount(mesh.triangle_row).tolist() == [2, 4, 2]


def test_an_empty_polygon_makes_no_face() -> None:
    mesh = extruded([shapely.Polygon(), square(0, 0, 1)], np.zeros(2), np.ones(2))
    assert set(mesh.face_row.tolist()) == {1}


def test_no_polygons_make_an_empty_mesh() -> None:
    assert extruded([], np.empty(0), np.empty(0)).face_count == 0
    assert joined([]).face_count == empty_mesh().face_count == 0


def test_a_straight_ribbon_is_as_wide_as_asked() -> None:
    mesh = ribbons([shapely.LineString([(0, 0), (10, 0)])], 4.0, FLAT.heights_at, lift_m=0.5)
    assert sorted(set(mesh.points[:, 1])) == [-2.0, 2.0]
    assert set(mesh.points[:, 2]) == {0.5}


def test_a_ribbon_keeps_its_width_around_a_corner() -> None:
    mesh = ribbons([shapely.LineString([(0, 0), (10, 0), (10, 10)])], 2.0, FLAT.heights_at, lift_m=0)
    corner = mesh.points[[1, 4], :2]
    assert sorted(map(tuple, corner.round(6).tolist())) == [(9.0, 1.0), (11.0, -1.0)]


def test_ribbons_face_the_sky() -> None:
    mesh = ribbons([shapely.LineString([(0, 0), (10, 0), (10, -10)])], 2.0, FLAT.heights_at, lift_m=0)
    a, b, c = (mesh.points[mesh.quads[:, i]] for i in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def test_a_line_that_stands_still_for_a_point_has_no_hole() -> None:
    mesh = ribbons([shapely.LineString([(0, 0), (5, 0), (5, 0), (10, 0)])], 2.0, FLAT.heights_at, lift_m=0)
    assert len(mesh.quads) == 2
    assert np.isfinite(mesh.points).all()


def test_a_line_of_two_parts_is_not_joined_between_them() -> None:
    parts = shapely.MultiLineString([[(0, 0), (1, 0)], [(9, 0), (10, 0)]])
    mesh = ribbons([parts], 1.0, FLAT.heights_at, lift_m=0)
    assert mesh.quad_row.tolist() == [0, 0]


def test_copies_of_a_shape_stand_where_they_are_put() -> None:
    mesh = instances(np.array([[5.0, 6.0, 7.0], [0.0, 0.0, 0.0]]), post(height_m=2, width_m=1), scale=[1.0, 3.0])
    assert mesh.points[:8, 2].max() == 9
    assert mesh.points[8:, 2].max() == 6
    assert mesh.face_row.max() == 1


def test_faces_of_chosen_rows_are_renumbered_in_their_order() -> None:
    mesh = extruded([square(0, 0, 1), square(5, 5, 1), square(9, 9, 1)], np.zeros(3), np.ones(3))
    some = mesh.of_rows(np.array([2, 0]))
    assert some.points[some.triangles[some.triangle_row == 0]].reshape(-1, 3)[:, 0].min() == 9
    assert some.face_count == 12


def test_faces_take_the_rows_they_are_given() -> None:
    mesh = extruded([square(0, 0, 1), square(5, 5, 1)], np.zeros(2), np.ones(2)).at_rows(np.array([7, 3]))
    assert set(mesh.face_row.tolist()) == {3, 7}


@pytest.mark.parametrize("turned", [False, True])
def test_an_l_and_a_court_are_cut_into_their_area_whichever_way_they_are_drawn(turned: bool) -> None:
    corner = shapely.Polygon([(0, 0), (10, 0), (10, 4), (4, 4), (4, 10), (0, 10)])
    court = shapely.Polygon([(20, 0), (30, 0), (30, 10), (20, 10)], [[(22, 2), (24, 2), (24, 4), (22, 4)]])
    shapes = [shapely.reverse(s) if turned else s for s in (corner, court)]
    plan = triangulated(shapes)
    a, b, c = (plan.xy[plan.triangles[:, k]] for k in range(3))
    area = ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]) / 2
    assert (area > 0).all()
    assert np.bincount(plan.triangle_row, weights=area) == pytest.approx([64, 96])
