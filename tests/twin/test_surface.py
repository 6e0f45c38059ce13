import numpy as np
import pytest
import shapely

from layers.terrain import Terrain
from tests.twin.sunny_town import FRAME, ORIGIN, block, layer_of, ridge, sunny_town
from twin.canopy import CANOPY_M
from twin.city import City
from twin.city_grid import CityGrid, PatchedGrid
from twin.surface import CROWN, GROUND, ROOF, Surface, ground_heights, surface


def height(seen: Surface, x: float, y: float) -> float:
    cell = seen.grid.cells_at(np.array([[ORIGIN[0] + x, ORIGIN[1] + y]]))
    return float(seen.height_m(cell)[0].round(6))


def top(seen: Surface, x: float, y: float) -> int:
    return int(seen.cover.at(seen.grid.cells_at(np.array([[ORIGIN[0] + x, ORIGIN[1] + y]])))[0])


def with_trees(city: City, **columns: list[object]) -> City:
    count = len(columns["height_m"])
    points = [shapely.Point(50 * k + 1, 1) for k in range(count)]
    return city.with_layer(layer_of("trees", "t", points, columns))


def test_a_block_covers_the_cells_whose_middle_lies_in_it() -> None:
    seen = surface(sunny_town([(block(0, 0, 10, 20), 12.0)]))
    assert (seen.heights.values * seen.unit_m == 12.0).sum() == 5 * 10
    assert height(seen, 5, 5) == 12.0
    assert height(seen, -1, 5) == 0.0
    assert (top(seen, 5, 5), top(seen, -1, 5)) == (ROOF, GROUND)


def test_where_blocks_overlap_the_higher_is_on_top() -> None:
    seen = surface(sunny_town([(block(0, 0, 10, 10), 12.0), (block(4, 0, 10, 10), 30.0)]))
    assert (height(seen, 1, 5), height(seen, 7, 5)) == (12.0, 30.0)


def test_trees_that_drop_their_leaves_are_left_out_without_them() -> None:
    kinds = {"leaf_type": ["needleleaved", "broadleaved", None, "needleleaved"],
             "leaf_cycle": [None, None, "evergreen", "deciduous"], "height_m": [10.0] * 4}  # fmt: skip
    city = with_trees(sunny_town(), **kinds)
    in_leaf, bare = surface(city), surface(city, in_leaf=False)
    assert [top(in_leaf, 50 * k + 1, 1) for k in range(4)] == [CROWN] * 4
    assert [top(bare, 50 * k + 1, 1) for k in range(4)] == [CROWN, GROUND, CROWN, GROUND]


def test_ground_is_that_of_the_terrain_model() -> None:
    random = np.random.default_rng(1)
    west, south, _, _ = FRAME.bounds
    terrain = Terrain(FRAME.crs, FRAME.bounds, (west + 30, south + 30), 25.0,
                      random.uniform(80, 120, (15, 15)).astype(np.float32))  # fmt: skip
    grid = CityGrid.of(FRAME)
    cells = np.arange(grid.rows * grid.columns)
    found, wanted = ground_heights(terrain, grid).ravel(), terrain.heights_at(grid.middles(cells))
    assert found == pytest.approx(wanted, abs=1e-3)


def test_a_block_stands_on_its_ground() -> None:
    seen = surface(sunny_town([(block(-20, -250, 20, 20), 10.0), (block(0, 100, 20, 20), 10.0)], terrain=ridge(50)))
    assert height(seen, 10, 110) == 10.0


EDITS = {
    "a house gone": lambda city: city.scenario("A").demolish("b/1"),
    "a tower": lambda city: city.scenario("A").add_building(lonlat(block(60, -60, 20, 20)), storeys=10),
    "both": lambda city: EDITS["a tower"](city).demolish("b/0"),
}


def lonlat(shape: shapely.Polygon) -> shapely.Polygon:
    return shapely.transform(
        shapely.affinity.translate(shape, *ORIGIN), lambda xy: np.column_stack(FRAME.to_lonlat_points(*xy.T))
    )


@pytest.mark.parametrize("terrain", [None, ridge(40)], ids=["flat", "ridge"])
@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_an_edited_surface_is_what_it_would_be_made_anew(change, terrain: Terrain | None) -> None:
    city = sunny_town([(block(0, 0, 10, 20), 12.0), (block(6, 10, 30, 20), 25.0)], terrain=terrain)
    edited = change(city).applied
    found, wanted = surface(edited), surface(edited.anew())
    assert (found.heights.whole() == wanted.heights.values).all()
    assert (found.cover.whole() == wanted.cover.values).all()
    differs = np.flatnonzero(found.heights.whole().ravel() != surface(city).heights.values.ravel())
    assert sorted(found.changed) == differs.tolist()
    assert len(differs)


def test_an_edit_of_something_else_shares_the_surface() -> None:
    park = layer_of("green_space", "g", [block(-90, -90, 30, 30)], {"class": ["park"]})
    city = sunny_town([(block(0, 0, 10, 20), 12.0)]).with_layer(park)
    edited = city.scenario("A").add_park(lonlat(block(60, -60, 80, 80))).applied
    assert surface(edited) is surface(city)


def test_squares_stand_in_place_of_what_was_there() -> None:
    values = np.arange(100 * 130, dtype=np.float32).reshape(100, 130)
    grid = PatchedGrid.of(values).with_squares(np.array([[1, 2]]), np.full((1, 64, 64), -1, np.float32))
    whole = values.copy()
    whole[64:, 128:] = -1
    assert (grid.whole() == whole).all()
    assert (grid.at(np.arange(values.size)) == whole.ravel()).all()


WOOD = {"class": ["wood", "wood", "park"], "leaf_type": [None, "needleleaved", None]}


def test_a_wood_has_a_canopy_and_none_while_it_is_bare() -> None:
    places = [block(x, -90, 40, 40) for x in (-90, -30, 30)]
    city = sunny_town([(block(-80, -80, 10, 10), 20.0)]).with_layer(layer_of("green_space", "g", places, WOOD))
    in_leaf, bare = surface(city), surface(city, in_leaf=False)
    assert [height(in_leaf, x, -60) for x in (-60, -10, 50)] == [CANOPY_M, CANOPY_M, 0.0]
    assert [height(bare, x, -60) for x in (-60, -10, 50)] == [0.0, CANOPY_M, 0.0]
    assert (top(in_leaf, -60, -60), top(in_leaf, -75, -75)) == (CROWN, ROOF)  # the house is higher
    assert height(in_leaf, -89, -60) == 0.0  # its edge


def test_no_crowns_stand_over_what_lies_in_a_wood() -> None:
    road = shapely.to_wkb(shapely.affinity.translate(shapely.LineString([(-70, -90), (-70, -50)]), *ORIGIN))
    said = {"class": ["wood"], "leaf_type": ["needleleaved"], "cleared": [road]}
    city = sunny_town().with_layer(layer_of("green_space", "g", [block(-90, -90, 40, 40)], said))
    assert [height(surface(city), x, -70) for x in (-76, -70, -64)] == [CANOPY_M, 0.0, CANOPY_M]


def test_an_edited_wood_is_what_it_would_be_made_anew() -> None:
    wood = layer_of("green_space", "g", [block(-90, -90, 40, 40), block(20, 20, 60, 40)], {
        "class": ["wood", "wood"], "leaf_type": ["needleleaved", "needleleaved"],
    })  # fmt: skip
    edited = sunny_town([(block(0, 0, 10, 20), 12.0)]).with_layer(wood).scenario("A").demolish("b/0").applied
    found, wanted = surface(edited), surface(edited.anew())
    assert (found.heights.whole() == wanted.heights.values).all()


def test_heights_over_mountains_are_counted_in_more_than_a_centimetre() -> None:
    flat, high = surface(sunny_town()), surface(sunny_town([(block(0, 100, 20, 20), 10.0)], terrain=ridge(2000)))
    assert (flat.unit_m, high.unit_m) == (0.01, 0.039)  # 2500 m in 65535 parts
    assert height(high, 10, 110) == pytest.approx(10, abs=0.02)
    assert high.height_m(np.arange(high.grid.columns)).max() == pytest.approx(2000, abs=0.02)
