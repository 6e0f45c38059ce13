from datetime import UTC, datetime

import numpy as np
import pytest

from tests.twin.sunny_town import ORIGIN, block, sunny_town
from tests.twin.test_surface import EDITS
from twin.city import City
from twin.city_picture import cells_per_pixel
from twin.facades import facades
from twin.rays import Rays
from twin.shadow_kernels import shade_beside_walls
from twin.sunlight import Light, light, light_at
from twin.surface import ROOF, surface
from twin.wall_shade import ALL_DARK, shadow_heights, shadow_slope, wall_pixels

WINTER = datetime(2026, 12, 21, 10, 33, tzinfo=UTC)


def lit_from(city: City, bearing_deg: float, elevation_deg: float) -> Light:
    seen = surface(city)
    return light(seen, Rays.of(seen.grid, bearing_deg, elevation_deg), share=1.0, walls=facades(city, seen.grid))


def reach(seen: Light, wall: tuple[float, float], out: tuple[float, float]) -> float:
    """Return how high the shade reaches up a wall that looks one way, as the page works it out; inf: all of it."""
    grid, pixels = seen.surface.grid, wall_pixels(seen)
    before = np.array(ORIGIN) + wall + 1.5 * np.array(out)
    (x, y), pixel_m = grid.in_cells(before[None])[0] // cells_per_pixel(grid), grid.step_m * cells_per_pixel(grid)
    told = int(pixels[int(y), int(x)])
    if told in (0, ALL_DARK):
        return float("inf") if told else 0.0
    middle = np.array([grid.west, grid.south]) + (np.array([x, y]) + 0.5) * pixel_m
    return seen.surface.lowest + told / 10 + float(np.dot(shadow_slope(seen.rays.towards[0]), before - middle))


@pytest.mark.parametrize("apart_m", [2, 4, 6, 8])
def test_shade_reaches_up_a_wall_as_high_as_the_box_before_it_less_the_distance(apart_m: float) -> None:
    city = sunny_town([(block(0, 0, 40, 20), 10.0), (block(0, 20 + apart_m, 40, 20), 30.0)])
    seen = lit_from(city, 180, 45)
    # At 45° a shadow falls by a metre for each metre. To a cell: it begins in the middle of the box's last one, 1 m
    # inside its wall, and is looked at 1.5 m before the other wall.
    assert reach(seen, (20, 20 + apart_m), (0, -1)) == pytest.approx(10 - apart_m, abs=1.1 + 1.5)
    assert reach(seen, (20, 20 + apart_m), (0, -1)) - 1.5 + 1 == pytest.approx(10 - apart_m, abs=0.1)


def test_shade_ends_on_the_ground_before_a_wall_that_is_farther_away_than_the_box_is_high() -> None:
    seen = lit_from(sunny_town([(block(0, 0, 40, 20), 10.0), (block(0, 32, 40, 20), 30.0)]), 180, 45)
    assert reach(seen, (20, 32), (0, -1)) == 0.0


def test_a_wall_behind_a_higher_one_is_in_shade_all_the_way_up() -> None:
    seen = lit_from(sunny_town([(block(0, 0, 40, 20), 30.0), (block(0, 30, 40, 20), 10.0)]), 180, 45)
    assert reach(seen, (20, 30), (0, -1)) == float("inf")


def test_only_the_part_of_a_wall_behind_the_box_is_in_shade() -> None:
    seen = lit_from(sunny_town([(block(0, 0, 20, 20), 10.0), (block(-20, 24, 60, 20), 30.0)]), 180, 45)
    assert [reach(seen, (x, 24), (0, -1)) > 4 for x in (-11, 9, 31)] == [False, True, False]


@pytest.mark.parametrize("bearing_deg", [10, 100, 190, 225, 280])
def test_a_top_is_lit_just_where_no_shadow_is_higher(bearing_deg: float) -> None:
    random = np.random.default_rng(int(bearing_deg))
    blocks = [(block(*random.uniform(-150, 130, 2), 14, 22), float(random.uniform(4, 40))) for _ in range(30)]
    seen = lit_from(sunny_town(blocks), bearing_deg, 20)
    heights, cast = seen.surface.heights.values.astype(int), shadow_heights(seen).astype(int)
    is_lit = seen.counts.values == 1
    assert 0.02 < (~is_lit).mean() < 0.5
    assert (is_lit == (heights >= cast))[np.abs(heights - cast) > 1].all()  # to a centimetre: single precision


def test_points_before_façades_are_lit_just_where_the_shade_does_not_reach() -> None:
    random = np.random.default_rng(7)
    blocks = [(block(*random.uniform(-150, 130, 2), 14, 22), float(random.uniform(4, 40))) for _ in range(30)]
    seen = lit_from(sunny_town(blocks), 200, 20)
    walls = facades(sunny_town(blocks), seen.surface.grid)
    faces = walls.facing @ seen.rays.towards[0][:2] > 0
    in_the_open = walls.z_m > seen.surface.height_m(walls.cell)
    z = np.array((walls.z_m - seen.surface.lowest) / seen.surface.unit_m)
    clear = z >= shadow_heights(seen).ravel()[walls.cell]
    mine = faces & in_the_open
    assert (seen.facade_counts[mine] == clear[mine]).mean() > 0.999
    assert 0.1 < clear[mine].mean() < 0.9


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_an_edited_city_has_the_picture_it_would_have_anew(change) -> None:
    city = sunny_town([(block(0, 0, 10, 20), 12.0), (block(6, 20, 30, 20), 25.0), (block(-60, 40, 20, 20), 9.0)])
    edited = change(city).applied
    found, wanted = light_at(edited, WINTER), light_at(edited.anew(), WINTER)
    assert found is not None
    assert wanted is not None
    assert (wall_pixels(found) == wall_pixels(wanted)).all()
    assert (wall_pixels(found) != wall_pixels(light_at(city, WINTER))).any()


def test_a_pixel_of_several_cells_has_the_lowest_of_them_brought_to_its_middle() -> None:
    slope = 40  # units from row to row
    heights, cover = np.zeros((4, 6), np.uint16), np.zeros((4, 6), np.uint8)
    heights[:, 4:], cover[:, 4:] = 3000, ROOF
    cast = np.repeat(1000 + slope * np.arange(4, dtype=np.uint16)[:, None], 6, axis=1)
    cast[:, 3] += 500  # of another shadow, higher up
    pixels = np.empty((2, 3), np.uint16)
    shade_beside_walls(heights, cover, cast, 2, float(slope), 0.0, 150.0, ROOF, 0, 2, pixels)
    assert pixels[:, 1].tolist() == [1020, 1100]  # between rows 0 and 1, and between 2 and 3
    assert (pixels[:, 0] == 0).all()  # more than two cells from the roof
    lit = np.zeros_like(cast)
    shade_beside_walls(heights, cover, lit, 2, float(slope), 0.0, 150.0, ROOF, 0, 2, pixels)
    assert (pixels[:, :2] == 0).all()
