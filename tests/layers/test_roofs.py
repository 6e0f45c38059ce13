import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.roof_shapes import TURNED
from layers.roofs import COURTYARD, FOLDED, INTRICATE, NOT_ROUND, SLOPED, UNCLIPPED, Roofed, RoofTable, roofed
from layers.solids import closed_rows, volumes_m3

Polygon = shapely.Polygon
BOX = shapely.box(0, 0, 12, 8)
SQUARE = shapely.box(0, 0, 8, 8)
L = Polygon([(0, 0), (14, 0), (14, 6), (6, 6), (6, 14), (0, 14)])
T = Polygon([(0, 0), (18, 0), (18, 6), (12, 6), (12, 14), (6, 14), (6, 6), (0, 6)])
COURT = Polygon([(0, 0), (30, 0), (30, 24), (0, 24)], [[(8, 8), (8, 16), (22, 16), (22, 8)]])
TOWER = shapely.Point(0, 0).buffer(5, quad_segs=6)
GEAR = Polygon([((9 - k % 2) * np.cos(k * np.pi / 40), (9 - k % 2) * np.sin(k * np.pi / 40)) for k in range(80)])
FOOTPRINTS = {"box": BOX, "turned box": shapely.affinity.rotate(BOX, 33), "square": SQUARE, "L": L, "T": T,
              "court": COURT, "tower": TOWER}  # fmt: skip
SHAPES = ("flat", *SLOPED, *FOLDED, *TURNED)
WALL_M, ROOF_M = 6.0, 3.0

# The roof's volume as a share of footprint times roof height, by hand.
OVER_BOX = {
    "flat": 1.0,
    "gabled": 1 / 2,
    "hipped": 1 / 2 - 8 / (6 * 12),  # half, less a third of the square that both hips cover
    "half-hipped": 1 / 2 - 2 * (4 * 0.5 / 2) * 2 / 3 / 96,  # less two corners: 4 m wide, half as high, 2 m deep
    "mansard": (0.7 * (96 + 4 * 60 + 32) / 6 + 0.3 * 32 * (1 / 2 - 4 / (6 * 8))) / 96,  # prismoid, hips on top
    "gambrel": 2 * (0.25 * 0.7 / 2 + 0.25 * (0.7 + 1) / 2),
    "skillion": 1 / 2,
    "saltbox": 1 / 2,
    "round": np.pi / 4,  # half an ellipse
    "sawtooth": 1 / 2,
    "pyramidal": 1 / 3,
    "dome": 2 / 3,  # rings as large as the squares of a circle's chords
}


def _roofed(*footprints: shapely.Geometry, shape: str, **told: float | bool) -> Roofed:
    n = len(footprints)
    table = RoofTable(
        np.full(n, shape, dtype=object),
        np.full(n, told.get("roof_m", ROOF_M)),
        np.full(n, told.get("towards_deg", np.nan)),
        np.full(n, bool(told.get("across", False))),
    )
    return roofed(np.array(footprints, dtype=object), np.zeros(n), np.full(n, WALL_M + ROOF_M), table)


def _share(made: Roofed, footprint: shapely.Geometry) -> float:
    """The roof's volume by its footprint times its height."""
    return float((volumes_m3(made.mesh, 1)[0] - footprint.area * WALL_M) / (footprint.area * ROOF_M))


def _plan_m2(made: Roofed) -> float:
    """The area of all faces that look up, seen from above."""
    mesh, area = made.mesh, 0.0
    for faces in (mesh.triangles, mesh.quads[:, [0, 1, 2]], mesh.quads[:, [0, 2, 3]]):
        a, b, c = (mesh.points[faces[:, k], :2] for k in range(3))
        ab, ac = b - a, c - a
        area += float(((ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]) / 2).clip(min=0).sum())
    return area


@pytest.mark.parametrize("name", FOOTPRINTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_roof_closes_over_every_outline_at_its_height(shape: str, name: str) -> None:
    made = _roofed(FOOTPRINTS[name], shape=shape)
    assert closed_rows(made.mesh, 1).all()
    assert made.mesh.points[:, 2].min() == 0
    assert made.mesh.points[:, 2].max() == pytest.approx(WALL_M + ROOF_M)


@pytest.mark.parametrize("name", FOOTPRINTS)
@pytest.mark.parametrize("shape", [s for s in SHAPES if s != "onion"])
def test_a_roof_covers_its_outline_once(shape: str, name: str) -> None:
    footprint = FOOTPRINTS[name]
    assert _plan_m2(_roofed(footprint, shape=shape)) == pytest.approx(footprint.area, rel=1e-6)


@pytest.mark.parametrize("turn_deg", [0, 33, 180])
@pytest.mark.parametrize("shape", OVER_BOX)
def test_the_volume_over_a_rectangle_is_the_one_computed_by_hand(shape: str, turn_deg: float) -> None:
    footprint = shapely.affinity.rotate(BOX, turn_deg)
    assert _share(_roofed(footprint, shape=shape), footprint) == pytest.approx(OVER_BOX[shape], rel=0.01)


def _by_offsets(footprint: shapely.Geometry, steps: int = 400) -> float:
    """The share that slopes to all sides fill: the mean area left when all walls move in alike, to nothing."""
    low, high = 0.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if footprint.buffer(-middle, join_style="mitre").area > 0 else (low, middle)
    at = (np.arange(steps) + 0.5) / steps * low
    areas = [footprint.buffer(-t, join_style="mitre", mitre_limit=100).area for t in at]
    return float(np.mean(areas) / footprint.area)


@pytest.mark.parametrize("footprint", [L, T, COURT, TOWER, shapely.affinity.rotate(L, 20)])
def test_slopes_to_all_sides_fill_what_moving_the_walls_in_leaves(footprint: shapely.Polygon) -> None:
    assert _share(_roofed(footprint, shape="hipped"), footprint) == pytest.approx(_by_offsets(footprint), rel=0.01)


def test_the_wings_of_an_l_have_gables_and_one_ridge_height() -> None:
    made = _roofed(L, shape="gabled")
    assert _share(made, L) == pytest.approx(1 / 2)
    walls = made.mesh.points[np.unique(made.mesh.quads)]
    tips = walls[(walls[:, 2] == WALL_M + ROOF_M)][:, :2]
    assert {(3.0, 14.0), (14.0, 3.0)} <= set(map(tuple, tips.tolist()))


def test_a_roof_slopes_down_where_it_is_told_to() -> None:
    points = _roofed(SQUARE, shape="skillion", towards_deg=90.0).mesh.points  # to the east
    assert set(points[points[:, 2] == WALL_M + ROOF_M][:, 0]) == {0.0}
    assert set(points[points[:, 2] == WALL_M][:, 0]) == {8.0}


@pytest.mark.parametrize(("across", "ridge_x"), [(False, {0.0, 12.0}), (True, {6.0})])
def test_a_ridge_runs_along_the_longer_side_or_across(across: bool, ridge_x: set[float]) -> None:
    points = _roofed(BOX, shape="gabled", across=across).mesh.points
    assert set(points[points[:, 2] == WALL_M + ROOF_M][:, 0]) == ridge_x


@pytest.mark.parametrize(
    ("footprint", "shape", "drawn", "reason"),
    [
        (COURT, "round", "flat", COURTYARD),
        (COURT, "dome", "hipped", NOT_ROUND),
        (L, "half-hipped", "gabled", UNCLIPPED),
        (BOX, "half-hipped", "half-hipped", None),
        (GEAR, "hipped", "flat", INTRICATE),
    ],
)
def test_a_roof_that_is_drawn_in_another_way_says_why(
    footprint: shapely.Polygon, shape: str, drawn: str, reason: str | None
) -> None:
    made = _roofed(footprint, shape=shape)
    assert (made.shape[0], made.reason[0]) == (drawn, reason)
    assert closed_rows(made.mesh, 1).all()


def test_a_roof_of_no_height_is_flat() -> None:
    assert _roofed(BOX, shape="gabled", roof_m=0.0).shape.tolist() == ["flat"]


def test_a_roof_higher_than_its_building_begins_at_the_ground() -> None:
    mesh = _roofed(BOX, shape="hipped", roof_m=50.0).mesh
    assert volumes_m3(mesh, 1)[0] == pytest.approx(OVER_BOX["hipped"] * 96 * 9, rel=0.01)


def test_pieces_of_one_building_have_a_roof_each() -> None:
    both = shapely.MultiPolygon([BOX, shapely.affinity.translate(L, 40)])
    made = _roofed(both, shape="hipped")
    assert closed_rows(made.mesh, 1).all()
    assert _plan_m2(made) == pytest.approx(both.area)


def test_an_outline_that_repeats_a_corner_still_closes() -> None:
    twice = Polygon([(0, 0), (12, 0), (12, 0), (12, 8), (0, 8)])
    for shape in ("flat", "gabled", "hipped"):
        assert closed_rows(_roofed(twice, shape=shape).mesh, 1).all()


@st.composite
def _outlines(draw: st.DrawFn) -> shapely.Geometry:
    """Unions of boxes on a grid of half metres, some with a hole, turned by any angle."""
    number = st.integers(0, 40).map(lambda v: v / 2)
    size = st.integers(4, 40).map(lambda v: v / 2)
    boxes = draw(st.lists(st.tuples(number, number, size, size), min_size=1, max_size=5))
    whole = shapely.union_all([shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes])
    largest = max(shapely.get_parts(whole), key=shapely.area)
    return shapely.affinity.rotate(largest, draw(st.floats(0, 360)), origin=(0, 0))


@settings(max_examples=150, deadline=None)
@given(_outlines(), st.sampled_from(SHAPES), st.floats(0.2, 6.0))
def test_any_outline_gets_a_closed_roof_that_covers_it(footprint: shapely.Polygon, shape: str, roof_m: float) -> None:
    made = _roofed(footprint, shape=shape, roof_m=roof_m)
    assert closed_rows(made.mesh, 1).all()
    assert made.mesh.points[:, 2].max() <= WALL_M + ROOF_M + 1e-9
    assert volumes_m3(made.mesh, 1)[0] <= footprint.area * 9 * (1 + 1e-4)
    if shape in ("gabled", "hipped", "mansard"):
        assert _plan_m2(made) == pytest.approx(footprint.area, rel=1e-4)


@settings(max_examples=40, deadline=None)
@given(_outlines())
def test_slopes_to_all_sides_fill_any_outline_as_moving_walls_do(footprint: shapely.Polygon) -> None:
    made = _roofed(footprint, shape="hipped")
    if made.shape[0] == "hipped":
        assert _share(made, footprint) == pytest.approx(_by_offsets(footprint, 200), rel=0.02)
