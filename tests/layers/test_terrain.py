from dataclasses import replace

import numpy as np
import pytest
import shapely

from layers.mesh import Mesh
from layers.terrain import DEM_TITLE, EVEN_M, FLAT_TITLE, FOLD_M, Terrain
from layers.terrain_folds import bent

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


def _with_ridge() -> Terrain:
    """Return a plain with a ridge of 10 m along x = 500, as wide as a cell on each side."""
    heights = np.zeros((11, 11), np.float32)
    heights[:, 5] = 10
    return Terrain(SLOPE.crs, SLOPE.bounds, SLOPE.corner, SLOPE.step_m, heights)


def _rough(seed: int = 7, shape: tuple[int, int] = (23, 41)) -> Terrain:
    heights = np.random.default_rng(seed).uniform(0, 8, shape).astype(np.float32).cumsum(axis=1)
    bounds = (0.0, 0.0, (shape[1] - 1) * 10.0, (shape[0] - 1) * 10.0)
    return Terrain(SLOPE.crs, bounds, (0.0, 0.0), 10.0, heights)


def test_a_plain_takes_two_triangles_and_a_pyramid_four() -> None:
    plain = Terrain(SLOPE.crs, (0, 0, 800, 800), (0, 0), 100.0, np.zeros((9, 9), np.float32))
    away = np.abs(np.arange(9, dtype=np.float32) - 4)
    assert plain.mesh().face_count == 2
    assert replace(plain, heights=4 - np.maximum(away, away[:, None])).mesh().face_count == 4


def test_no_place_of_the_simplified_ground_lies_farther_off_than_allowed() -> None:
    rough = _rough()
    for tolerance_m in (0.5, 3.0, 12.0):
        made = rough.simplified(tolerance_m)
        places = np.random.default_rng(1).uniform((0, 0), (400, 220), (5000, 2))
        assert np.abs(made.heights_at(places) - rough.heights_at(places)).max() <= tolerance_m + 1e-3
        assert 0 < made.error_m <= tolerance_m + 1e-3
        assert made.mesh().face_count < 2 * 22 * 40


def test_it_is_exact_where_it_has_to_be_and_coarse_elsewhere() -> None:
    rough = _rough()
    tolerance_m = np.full((23, 41), 20.0)
    tolerance_m[:, :10] = 0.01
    off = np.abs(rough.simplified(tolerance_m).heights - rough.heights)
    assert off[:, :10].max() <= 0.011
    assert off[:, 20:].max() > 5


def test_triangles_of_the_ground_meet_side_to_side() -> None:
    made = _rough().simplified(6.0)
    mesh = made.mesh()
    sides = np.sort(np.concatenate([mesh.triangles[:, [i, (i + 1) % 3]] for i in range(3)]), axis=1)
    pairs, count = np.unique(sides, axis=0, return_counts=True)
    once = mesh.points[pairs[count == 1]]
    assert count.max() == 2
    on_edge = [(once[..., k] == at).all(axis=1) for k, at in ((0, 0), (0, 400), (1, 0), (1, 220))]
    assert np.any(on_edge, axis=0).all()
    assert _area(mesh) == pytest.approx(400 * 220)


def test_the_ground_drawn_is_the_ground_asked_for() -> None:
    made = _rough().simplified(4.0)
    for mesh in (made.mesh(), made.areas([shapely.Point(200, 100).buffer(90)], lift_m=0)):
        middles = mesh.points[mesh.triangles].mean(axis=1)
        assert middles[:, 2] == pytest.approx(made.heights_at(middles[:, :2]), abs=0.005)


def test_the_same_heights_give_the_same_triangles() -> None:
    one, other = (_rough().simplified(4.0).mesh() for _ in range(2))
    assert (one.triangles == other.triangles).all()
    assert (one.points == other.points).all()


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
    assert len(mesh.quads) == 1  # an even slope bends nowhere


def test_a_ribbon_has_corners_where_the_ground_bends() -> None:
    line = shapely.LineString([(0, 500), (1000, 500)])
    mesh = _with_ridge().ribbons([line], 2.0, lift_m=0.5)
    assert sorted(mesh.points[:4, 0].tolist()) == [0, 400, 500, 600]
    assert mesh.points[np.isclose(mesh.points[:, 0], 500), 2].tolist() == [10.5, 10.5]


def test_both_edges_of_a_ribbon_along_a_slope_lie_on_their_own_ground() -> None:
    mesh = SLOPE.ribbons([shapely.LineString([(500, 0), (500, 1000)])], 10.0, lift_m=0.5)
    assert sorted(mesh.points[:, 2].tolist()) == [495.5, 495.5, 505.5, 505.5]


def test_a_ribbon_well_above_the_ground_is_level_across() -> None:
    bridge = shapely.LineString([(500, 0, 5), (500, 1000, 5)])
    assert set(SLOPE.ribbons([bridge], 10.0, lift_m=0.5).points[:, 2].tolist()) == {505.5}


def test_the_flat_ground_is_two_triangles_over_the_bounds() -> None:
    mesh = FLAT.mesh()
    assert mesh.face_count == 2
    assert _area(mesh) == pytest.approx((BOUNDS[2] - BOUNDS[0]) * (BOUNDS[3] - BOUNDS[1]))


def test_the_ground_of_a_grid_covers_all_its_cells() -> None:
    mesh = SLOPE.mesh()
    assert mesh.face_count < 2 * 10 * 10
    assert _area(mesh) == pytest.approx(1_000_000)


def test_a_line_over_ground_that_bends_a_little_everywhere_stays_on_it() -> None:
    def heights_at(points: np.ndarray) -> np.ndarray:  # its slope changes by 0.0015 from one cell of 30 m to the next
        return 2.5e-5 * np.interp(points[:, 0], np.arange(0, 601, 30), np.arange(0, 601, 30) ** 2)

    [made] = bent(np.array([shapely.LineString([(0, 7), (600, 7)])]), heights_at, corner=(0, 0), step_m=30)
    corners, along = shapely.get_coordinates(made), np.column_stack([np.linspace(0, 600, 601), np.full(601, 7.0)])
    drawn = np.interp(along[:, 0], corners[:, 0], heights_at(corners))
    assert np.abs(drawn - heights_at(along)).max() < 0.1  # a straight line would be 2.25 m off
    assert len(corners) < 25  # of 81 crossings


def _gap_to_ground(mesh: Mesh, ground: Terrain) -> np.ndarray:
    """Return how far the middles of all sides of a mesh's faces lie above the ground."""
    faces = [mesh.points[mesh.triangles], mesh.points[mesh.quads]]
    middles = np.concatenate([((f + np.roll(f, 1, axis=1)) / 2).reshape(-1, 3) for f in faces])
    return np.asarray(middles[:, 2] - ground.heights_at(middles[:, :2]))


def test_a_wide_band_across_rough_ground_lies_on_it_from_edge_to_edge() -> None:
    ground = _rough()
    band = ground.ribbons([shapely.LineString([(5, 5), (180, 110), (390, 120)])], 14.0, lift_m=0.5)
    assert np.abs(_gap_to_ground(band, ground) - 0.5).max() < FOLD_M + EVEN_M


def test_a_band_that_rises_off_a_slope_keeps_its_uphill_edge_above_the_ground() -> None:
    ramp = shapely.LineString([(500, 400, 0), (500, 500, 0.5), (500, 600, 3)])
    assert _gap_to_ground(SLOPE.ribbons([ramp], 10.0, lift_m=0.5), SLOPE).min() >= 0.5 - EVEN_M


def test_a_band_keeps_its_area_where_it_is_folded() -> None:
    line = shapely.LineString([(30, 30), (330, 190)])
    assert _area(_rough().ribbons([line], 14.0, lift_m=0.5)) == pytest.approx(line.length * 14)
