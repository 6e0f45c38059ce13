import numpy as np
import pytest
import shapely

from layers import green_space
from layers.crowns import ROOTS_M, needle_crown, round_crown
from layers.mesh import Mesh
from layers.solids import normals_z
from layers.woods import (
    BARK_DARK,
    BARK_LIGHT,
    DENSE_STEP_M,
    LARGEST,
    STEEP,
    STEP,
    STEP_M,
    crown_colours,
    planted_within,
    wood_trees,
)

from .tables import FLAT, SLOPE, context_of, layer_of, line, raw_table, square


def wood(*, id: str = "way/1", size: float = 200.0, **tags: str) -> Mesh:
    layer, _ = layer_of(green_space.KIND, raw_table((id, square(100, 100, size), {"natural": "wood", **tags})))
    return green_space.KIND.form(layer.table, SLOPE)


def planted(
    area: shapely.Polygon, *, id: str = "way/1", step_m: float = STEP_M
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return planted_within(np.array([area], dtype=object), [id], np.array([step_m]))


def crowns(mesh: Mesh) -> int:
    return int((normals_z(mesh) < STEEP).sum())


def test_a_wood_is_filled_with_about_one_tree_for_each_cell() -> None:
    places, _, _ = planted(square(0, 0, 1000))
    assert len(places) == pytest.approx((1000 / STEP_M) ** 2, rel=0.05)


def test_trees_of_a_wood_stand_within_it_and_apart() -> None:
    area = shapely.Point(500, 500).buffer(200)
    places, _, _ = planted(area)
    assert shapely.contains_xy(area, places[:, 0], places[:, 1]).all()
    _, gap = shapely.STRtree(shapely.points(places)).query_nearest(
        shapely.points(places), exclusive=True, return_distance=True
    )
    assert gap.min() > (1 - 0.7) * STEP_M - 1


def test_the_same_wood_has_the_same_trees_and_another_id_others() -> None:
    first, again, other = (planted(square(0, 0, 400), id=id)[0] for id in ("way/1", "way/1", "way/2"))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


def test_a_wood_that_is_cut_keeps_the_trees_it_has_left() -> None:
    whole, half = (planted(s)[0]
                   for s in (square(0, 0, 400), shapely.box(0, 0, 400, 200)))  # fmt: skip
    assert {tuple(xy) for xy in half} <= {tuple(xy) for xy in whole}
    assert 0 < len(half) < len(whole)


@pytest.mark.parametrize(("leaves", "shape"), [("broadleaved", round_crown()), ("needleleaved", needle_crown())])
def test_crowns_of_a_wood_are_as_its_leaves(leaves: str, shape: Mesh) -> None:
    places, _, _ = planted(square(100, 100, 200), step_m=DENSE_STEP_M)
    assert crowns(wood(leaf_type=leaves)) == len(places) * shape.face_count


def test_a_mixed_wood_has_both() -> None:
    both = crowns(wood(leaf_type="mixed"))
    assert crowns(wood(leaf_type="needleleaved")) < both < crowns(wood(leaf_type="broadleaved"))


def test_trees_of_a_wood_stand_on_the_ground() -> None:
    mesh = wood()
    is_crown = mesh.points[:, 2] > mesh.points[:, 0] + 1  # the slope rises 1 m for each metre east
    assert (mesh.points[is_crown, 2] - mesh.points[is_crown, 0]).max() < 17 + 6


def test_only_woods_are_filled() -> None:
    layer, _ = layer_of(green_space.KIND, raw_table(("way/1", square(100, 100, 200), {"leisure": "park"})))
    assert set(green_space.KIND.form(layer.table, FLAT).points[:, 2]) == {green_space.LIFT_M}


def test_no_tree_stands_in_a_clearing_that_is_painted_over_the_wood() -> None:
    raw = raw_table(("way/1", square(100, 100, 200), {"natural": "wood"}),
                    ("way/2", square(101, 101, 198), {"leisure": "playground"}))  # fmt: skip
    layer, _ = layer_of(green_space.KIND, raw)
    assert set(green_space.KIND.form(layer.table, FLAT).points[:, 2]) == {green_space.LIFT_M}


def test_no_tree_stands_on_a_road_through_the_wood() -> None:
    road = line((0, 200), (500, 200))
    context = context_of(raw={"streets": raw_table(("way/9", road, {"highway": "track"}))})
    layer, _ = layer_of(green_space.KIND, raw_table(("way/1", square(100, 100, 200), {"natural": "wood"})), context)
    points = green_space.KIND.form(layer.table, FLAT).points
    tips = points[points[:, 2] > 10]
    assert len(tips) > 20
    assert shapely.distance(road, shapely.points(tips[:, :2])).min() > 7 * 0.8  # by as much as its trees are smaller


def test_a_city_of_many_woods_has_no_more_trees_than_can_travel() -> None:
    shapes = [shapely.box(0, y, 20_000, y + 1000) for y in range(0, 10_000, 2000)]  # 100 km²
    raw = raw_table(*((f"way/{n}", shape, {"natural": "wood"}) for n, shape in enumerate(shapes)))
    layer, _ = layer_of(green_space.KIND, raw, context_of(raw={"green_space": raw}))
    assert layer.table[STEP.name].unique().tolist() == [61.0]  # √(100 km² / 27,000)
    mesh = wood_trees(layer.table, np.array(shapes, dtype=object), FLAT)
    trees = np.bincount(mesh.face_row) / round_crown().face_count
    assert trees.sum() < 27_000
    assert ((trees > 3_100) & (trees < 3_600)).all()  # one wood is one tile


def test_trees_that_stand_farther_apart_are_wider_but_no_saucers() -> None:
    of_width = []
    for side in (400, 1600, 4000):
        layer, _ = layer_of(green_space.KIND, raw_table(("way/1", square(0, 0, side), {"natural": "wood"})))
        mesh = wood_trees(layer.table, np.asarray(layer.table.geometry.values, dtype=object), FLAT)
        of_width.append(np.ptp(mesh.points[:6, 0]))
    assert of_width[1] / of_width[0] == pytest.approx(28 / 20)  # √(1600² / 3,500) m
    assert of_width[2] / of_width[0] == pytest.approx(LARGEST)  # 68 m apart, 39 m wide: wider than they are high


def test_from_afar_a_wood_has_no_trees() -> None:
    layer, _ = layer_of(green_space.KIND, raw_table(("way/1", square(0, 0, 200), {"natural": "wood"})))
    assert green_space.KIND.coarser["far"](layer.table, FLAT).points[:, 2].max() < 1


@pytest.mark.parametrize("shape", [round_crown(), needle_crown()])
def test_a_tree_of_a_wood_stands_on_the_ground_and_its_crown_does_not(shape: Mesh) -> None:
    heights = np.unique(shape.points[:, 2].round(6))
    assert heights[0] == ROOTS_M
    assert heights[1] > 0.1
    assert heights[-1] == 1.0


def test_every_tree_on_a_slope_has_its_foot_in_the_ground_below_it() -> None:
    mesh = wood()
    tree = mesh.points[-wood_points(mesh) :].reshape(-1, len(round_crown().points), 3)
    place = tree[:, -4, :2]  # the tip, straight above the foot
    feet, ground = tree[:, -3:, 2].max(axis=1), SLOPE.heights_at(place)
    assert ((feet < ground) & (feet > ground - 1)).all()


def wood_points(mesh: Mesh) -> int:
    return crowns(mesh) // round_crown().face_count * len(round_crown().points)


def test_small_woods_are_denser_than_large_ones_and_a_cut_large_one_is_not() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 300), {"natural": "wood"}), ("way/2", square(400, 0, 400), {"natural": "wood"})
    )
    table = layer_of(green_space.KIND, raw, context_of(raw={"green_space": raw}))[0].table
    assert table[STEP.name].tolist() == [DENSE_STEP_M, STEP_M]
    half = np.array([square(0, 0, 300), shapely.box(400, 0, 600, 400)], dtype=object)
    trees = np.bincount(wood_trees(table, half, FLAT).face_row) / round_crown().face_count
    assert trees == pytest.approx([(300 / DENSE_STEP_M) ** 2, 200 * 400 / STEP_M**2], rel=0.1)


def test_woods_of_a_city_are_as_dense_as_its_trees_allow() -> None:
    raw = raw_table(*((f"way/{n}", square(0, n * 300, 300), {"natural": "wood"}) for n in range(80)))  # 720 ha
    table = layer_of(green_space.KIND, raw, context_of(raw={"green_space": raw}))[0].table
    assert table[STEP.name].unique().tolist() == [17.0]  # √(7.2 km² / 27,000)


def test_crowns_are_a_shade_apart_from_the_ground_of_their_wood_and_trunks_are_brown() -> None:
    mesh = wood()
    light, dark = np.array([[100, 150, 100]], np.uint8), np.array([[20, 60, 50]], np.uint8)
    of_light, of_dark = crown_colours(None, light, dark)(mesh)  # type: ignore[arg-type]
    assert {tuple(c) for c in of_light.tolist()} == {(100, 150, 100), (86, 129, 86), BARK_LIGHT}
    assert {tuple(c) for c in of_dark.tolist()} == {(20, 60, 50), (26, 78, 65), BARK_DARK}
