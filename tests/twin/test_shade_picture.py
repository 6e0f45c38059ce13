import io
import math
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from tests.tiny import write_tiny_town
from tests.twin.sunny_town import FRAME, ORIGIN, block, sunny_town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.city_grid import CityGrid
from twin.city_picture import box_of, cells_per_pixel
from twin.shade_picture import COLOURS, STEPS, Shade, shade_at, shade_pixels
from twin.surface import CROWN, GROUND, ROOF

NOON = datetime(2026, 12, 21, 10, 33, tzinfo=UTC)  # of the sun, over the town
JUNE_MORNING = datetime(2026, 6, 21, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 12, 21, 22, 0, tzinfo=UTC)


def shares_at(shade: Shade, x: float, y: float) -> tuple[int, int]:
    """Return shade on the ground and on top at a point in metres from the origin, 0 to 255, as the picture has it."""
    picture = np.asarray(Image.open(io.BytesIO(shade.picture)).convert("RGB"))
    west, south, east, north = shade.box
    row = int((north - y) / (north - south) * len(picture))
    column = int((x - west) / (east - west) * picture.shape[1])
    ground, top, _ = picture[row, column]
    return int(ground), int(top)


@pytest.fixture(scope="module")
def cube() -> City:
    return sunny_town([(block(0, 0, 10, 10), 10.0)])


def test_the_shadow_of_a_cube_lies_where_the_sun_throws_it(cube: City) -> None:
    shade = shade_at(cube, NOON)
    long_m = 10 / math.tan(math.radians(shade.elevation_deg))
    assert 24 < long_m < 28  # 90° − 45.75° − 23.4° = 20.8°, a little more by refraction
    east, north, _ = shade.towards
    away = -east / math.hypot(east, north), -north / math.hypot(east, north)
    for far, dark in ((0.3, 255), (0.8, 255), (1.3, 0), (3, 0)):
        place = 5 + away[0] * (5 + far * long_m), 5 + away[1] * (5 + far * long_m)
        assert shares_at(shade, *place)[0] == dark, far
    assert shares_at(shade, 5, -5) == (0, 0)  # before its south wall
    assert shares_at(shade, 5, 5)[1] == 0  # its roof


def test_by_night_there_is_no_picture_and_no_share(cube: City) -> None:
    shade = shade_at(cube, NIGHT)
    assert (shade.is_up, shade.picture) == (False, b"")
    assert shade.towards[2] < 0
    assert shade.shares.isna().all()


def test_the_direction_to_the_sun_is_turned_to_the_north_of_the_grid(cube: City) -> None:
    shade = shade_at(cube, NOON)
    assert math.hypot(*shade.towards) == pytest.approx(1)
    bearing_deg = math.degrees(math.atan2(shade.towards[0], shade.towards[1])) % 360
    assert bearing_deg - shade.azimuth_deg == pytest.approx(2.7, abs=0.2)  # Stereo 70 has its middle at 25° E


def test_a_scenario_has_a_shade_of_its_own(cube: City) -> None:
    edited = cube.scenario("A").demolish("b/0").applied
    assert shares_at(shade_at(cube, NOON), 5, 15)[0] == 255
    assert shares_at(shade_at(edited, NOON), 5, 15)[0] == 0


def test_the_same_question_is_answered_once(cube: City) -> None:
    assert shade_at(cube, NOON) is shade_at(cube, NOON)


def test_streets_and_green_say_their_share_in_shade(tmp_path) -> None:
    city = city_from_files(Inputs(osm=write_tiny_town(tmp_path / "tiny.osm")))
    noon, morning = (shade_at(city, moment).shares for moment in (NOON, JUNE_MORNING))
    assert (noon["streets"], noon["green"]) == (0, 0)  # south of all; 40 m north of the tallest of 12 m
    assert 0 < morning["streets"] < 0.5  # shadows fall to the south-west
    assert np.isnan(noon["schools"])


def test_no_light_shines_along_the_foot_of_a_wall() -> None:
    cover = np.full((4, 8), GROUND, np.uint8)
    cover[:, 2:4] = ROOF
    dark = np.zeros((4, 8), bool)
    dark[:, 4:] = True
    pixels = shade_pixels(dark, cover, by=2)
    assert [COLOURS[number][0] for number in pixels[0]] == [0, 255, 255, 255]
    # Nor does the shade before the wall rise onto the edge of its roof; farther on it is what lies there.
    assert [COLOURS[number][1] for number in pixels[0]] == [0, 0, 0, 255]


def test_a_roof_whose_edge_shares_a_pixel_with_shaded_ground_is_in_the_sun() -> None:
    cover = np.full((4, 6), GROUND, np.uint8)
    cover[:, :3] = ROOF
    dark = np.zeros((4, 6), bool)
    dark[:, 3:] = True
    pixels = shade_pixels(dark, cover, by=2)
    assert [COLOURS[number] for number in pixels[0]] == [(255, 0, 0)] * 3


def test_it_is_dark_under_a_crown_and_light_on_it() -> None:
    cover = np.full((2, 2), CROWN, np.uint8)
    assert COLOURS[shade_pixels(np.zeros((2, 2), bool), cover, by=2)[0, 0]] == (255, 0, 0)


def test_a_pixel_says_its_share_to_a_quarter() -> None:
    dark = np.array([[True, False, True], [False, False, True]])
    pixels = shade_pixels(dark, np.zeros((2, 3), np.uint8), by=2)
    assert pixels.tolist() == [[1 * (STEPS + 1) + 1, 4 * (STEPS + 1) + 4]]  # one of four; both of two at the edge


def test_a_large_city_has_larger_pixels_and_ends_with_a_whole_one() -> None:
    grid = CityGrid(ORIGIN[0] - 8040, ORIGIN[1] - 5924, 2.0, 5925, 8040)
    assert cells_per_pixel(grid) == 2
    assert box_of(grid, ORIGIN) == (-8040, -5924, 8040, 5928)
    assert cells_per_pixel(CityGrid.of(FRAME)) == 1
