import numpy as np
import pytest
import shapely

from layers.outlines import outlines
from layers.straight_skeleton import Skeleton, straight_skeletons


def _skeletons(*polygons: shapely.Polygon) -> Skeleton:
    o = outlines(np.array(polygons, dtype=object))
    return straight_skeletons(o.xy, o.following, o.part, len(polygons))


def _faces(made: Skeleton, part: int = 0) -> list[list[tuple[float, float, float]]]:
    starts = np.cumsum(made.sizes) - made.sizes
    rows = zip(starts, made.sizes, made.part, strict=True)
    return [
        [tuple(p) for p in made.points[made.corners[s : s + n]].round(6).tolist()] for s, n, of in rows if of == part
    ]


def test_a_rectangle_has_a_ridge_half_its_width_from_each_side() -> None:
    faces = _faces(_skeletons(shapely.box(0, 0, 12, 8)))
    assert sorted(len(f) for f in faces) == [3, 3, 4, 4]
    assert {p for f in faces for p in f if p[2]} == {(4.0, 4.0, 4.0), (8.0, 4.0, 4.0)}


def test_all_slopes_of_a_square_meet_in_its_middle() -> None:
    faces = _faces(_skeletons(shapely.box(0, 0, 8, 8)))
    assert [len(f) for f in faces] == [3, 3, 3, 3]
    assert {p for f in faces for p in f if p[2]} == {(4.0, 4.0, 4.0)}


def test_an_inward_corner_parts_the_front() -> None:
    u_shape = shapely.Polygon([(0, 0), (18, 0), (18, 12), (12, 12), (12, 4), (6, 4), (6, 12), (0, 12)])
    made = _skeletons(u_shape)
    tops = {p for f in _faces(made) for p in f if p[2]}
    assert {(9.0, 2.0, 2.0)[2], 3.0} <= {p[2] for p in tops}
    assert made.whole.all()


def test_outline_and_courtyard_meet_half_way() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 30, 30).exterior, [shapely.box(10, 10, 20, 20).exterior])
    faces = _faces(_skeletons(ring))
    assert len(faces) == 8
    assert max(p[2] for f in faces for p in f) == 5.0


def test_each_edge_has_one_face_that_begins_with_it_and_rises_evenly() -> None:
    shape = shapely.Polygon([(0, 0), (14, 1), (15, 7), (8, 6), (6, 15), (-1, 13)])
    for face in _faces(_skeletons(shape)):
        (ax, ay, az), (bx, by, bz) = face[:2]
        assert az == bz == 0
        edge = shapely.LineString([(ax, ay), (bx, by)])
        direction = np.array([bx - ax, by - ay]) / edge.length
        for x, y, z in face[2:]:
            assert direction[0] * (y - ay) - direction[1] * (x - ax) == pytest.approx(z, abs=1e-4)


def test_polygons_side_by_side_do_not_disturb_each_other() -> None:
    shapes = [
        shapely.box(0, 0, 12, 8),
        shapely.Polygon([(0, 0), (9, 0), (9, 4), (4, 4), (4, 9), (0, 9)]),
        shapely.box(5, 5, 9, 9),
    ]
    together = _skeletons(*shapes)
    for part, shape in enumerate(shapes):
        assert sorted(_faces(together, part)) == sorted(_faces(_skeletons(shape)))


def test_an_outline_of_too_many_corners_has_no_face() -> None:
    gear = shapely.Polygon([((9 - k % 2) * np.cos(k / 6.4), (9 - k % 2) * np.sin(k / 6.4)) for k in range(40)])
    wheel = shapely.Polygon(
        [((90 - k % 2 * 9) * np.cos(k * np.pi / 50), (90 - k % 2 * 9) * np.sin(k * np.pi / 50)) for k in range(100)]
    )
    made = _skeletons(gear.buffer(0) if gear.is_valid else shapely.box(0, 0, 1, 1), wheel)
    assert made.whole.tolist() == [True, False]
    assert set(made.part.tolist()) == {0}
