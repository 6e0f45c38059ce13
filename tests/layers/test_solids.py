import numpy as np
import pytest

from layers.mesh import Mesh, closed_blocks, extruded, joined
from layers.solids import closed_rows, facing_up, volumes_m3, with_faces, without_floors

from .tables import square

BLOCKS = closed_blocks([square(0, 0, 10), square(20, 0, 5)], np.array([0.0, 2.0]), np.array([10.0, 4.0]))


def test_a_block_with_its_floor_is_closed_and_one_without_is_not() -> None:
    open_block = extruded([square(0, 0, 10)], np.zeros(1), np.ones(1)).at_rows(np.array([2]))
    assert closed_rows(joined([BLOCKS, open_block]), 3).tolist() == [True, True, False]


def test_one_missing_face_opens_its_building_alone() -> None:
    keep = np.ones(BLOCKS.face_count, bool)
    keep[np.flatnonzero(BLOCKS.face_row == 1)[0]] = False
    assert closed_rows(with_faces(BLOCKS, keep), 2).tolist() == [True, False]


def test_a_face_that_stands_twice_or_turned_over_is_seen() -> None:
    t = BLOCKS.triangles
    twice = Mesh(
        BLOCKS.points, np.concatenate([t, t[:1]]), np.append(BLOCKS.triangle_row, 0), BLOCKS.quads, BLOCKS.quad_row
    )
    over = Mesh(BLOCKS.points, np.concatenate([t[:1, ::-1], t[1:]]), BLOCKS.triangle_row, BLOCKS.quads, BLOCKS.quad_row)
    assert closed_rows(twice, 2).tolist() == closed_rows(over, 2).tolist() == [False, True]


def test_a_solid_that_is_inside_out_is_not_closed() -> None:
    inside_out = Mesh(
        BLOCKS.points, BLOCKS.triangles[:, ::-1], BLOCKS.triangle_row, BLOCKS.quads[:, ::-1], BLOCKS.quad_row
    )
    assert not closed_rows(inside_out, 2).any()


def test_a_point_that_is_no_number_opens_its_building() -> None:
    points = BLOCKS.points.copy()
    points[BLOCKS.quads[BLOCKS.quad_row == 1][0, 0]] = np.nan
    assert closed_rows(
        Mesh(points, BLOCKS.triangles, BLOCKS.triangle_row, BLOCKS.quads, BLOCKS.quad_row), 2
    ).tolist() == [
        True,
        False,
    ]


def test_a_feature_without_a_face_is_not_closed() -> None:
    assert closed_rows(BLOCKS, 3).tolist() == [True, True, False]


def test_a_cube_of_10_m_holds_1000_and_the_other_block_50() -> None:
    assert volumes_m3(BLOCKS, 2).tolist() == pytest.approx([1000, 50])


def test_floors_on_the_ground_go_and_raised_ones_stay() -> None:
    seen = without_floors(BLOCKS, np.array([False, True]))
    assert np.bincount(seen.face_row).tolist() == [6, 8]
    assert len(seen.points) == 16


def test_roofs_look_up_and_walls_and_floors_do_not() -> None:
    up = with_faces(BLOCKS, facing_up(BLOCKS))
    assert up.face_count == 4
    assert set(up.points[:, 2]) == {10.0, 4.0}
