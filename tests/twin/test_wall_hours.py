import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from tests.twin.sunny_town import ORIGIN, block, sunny_town
from twin.city import City
from twin.facade_sun import facade_sun, wall_light
from twin.hours_picture import SAME, HoursPicture, change_picture, hour_class, hours_picture
from twin.sun_values import sun_values
from twin.sunlight import hours_of_sun
from twin.wall_hours import BANDS_M, CLASSES, COUNT, FEET, way_of

SOLSTICE = date(2026, 12, 21)
SOUTH, NORTH = (0, -1), (0, 1)


def told_at(made: HoursPicture, wall: tuple[float, float], out: tuple[float, float], up_m: float) -> tuple[int, int]:
    """Return which way the wall looks and its class at a height, as the page works it out; -1: no wall is known."""
    picture = np.asarray(Image.open(io.BytesIO(made.walls))).astype(int)
    west, south, east, north = made.box
    x, y = wall[0] + 1.5 * out[0], wall[1] + 1.5 * out[1]
    row, column = int((north - y) / (north - south) * len(picture)), int((x - west) / (east - west) * picture.shape[1])
    red, green, blue = picture[row, column]
    number = green * 256 + blue - 1
    if number < 0:
        return -1, -1
    band = int(np.searchsorted(BANDS_M, up_m - red % FEET, side="right"))
    way = number // CLASSES**COUNT * 2 + red // FEET
    return int(way), int(number % CLASSES**COUNT // CLASSES**band % CLASSES)


@pytest.fixture(scope="module")
def yard() -> City:
    """Return a house of 18 m behind a lower one of 9 m, 8 m apart."""
    return sunny_town([(block(0, 0, 40, 20), 9.0), (block(0, 28, 40, 20), 18.0)])


def test_a_wall_in_the_sun_all_day_has_the_class_of_the_day_and_one_in_the_north_the_lowest(yard: City) -> None:
    made = hours_picture(yard, SOLSTICE)
    assert told_at(made, (20, 0), SOUTH, 5) == (way_of(np.array([SOUTH], float))[0], 4)  # 8.6 h: from 7 to below 10
    assert told_at(made, (20, 48), NORTH, 5)[1] == 0
    assert told_at(made, (200, 0), SOUTH, 5) == (-1, -1)


def test_the_upper_storeys_of_the_house_behind_have_more_sun(yard: City) -> None:
    made = hours_picture(yard, SOLSTICE)
    classes = [told_at(made, (15, 28), SOUTH, up)[1] for up in (1, 4, 8, 14)]
    assert classes == sorted(classes)
    assert classes[0] < classes[-1]


def test_each_class_is_that_of_the_points_before_the_façade(yard: City) -> None:
    made, seen = hours_picture(yard, SOLSTICE), hours_of_sun(yard, SOLSTICE)
    walls = wall_light(yard, seen)
    middle = walls.points.middle - ORIGIN
    for k in np.flatnonzero((walls.points.row == 1) & (np.abs(middle[:, 1] - 28) < 1)):
        band = np.searchsorted(BANDS_M, walls.points.z_m[k], side="right")
        mates = (walls.points.middle == walls.points.middle[k]).all(axis=1)
        mates &= np.searchsorted(BANDS_M, walls.points.z_m, side="right") == band
        mean = float((walls.counts[mates] * seen.share).mean())
        told = told_at(made, tuple(middle[k]), SOUTH, float(walls.points.z_m[k]))
        assert told[1] == hour_class(np.array([mean]))[0]


def test_walls_say_what_they_gain_where_the_house_before_them_goes(yard: City) -> None:
    without = yard.scenario("A").demolish("b/0").applied
    made = change_picture(yard, without, SOLSTICE)
    assert told_at(made, (15, 28), SOUTH, 1)[1] > SAME
    assert told_at(made, (20, 48), NORTH, 5) == (-1, -1)  # nothing changes there
    back = change_picture(without, yard, SOLSTICE)
    assert told_at(back, (15, 28), SOUTH, 1)[1] < SAME
    assert told_at(back, (20, 0), SOUTH, 5) == (-1, -1)  # a house that was not there has nothing to compare with


def at(x: float, y: float, z: float) -> tuple[float, float, float]:
    return ORIGIN[0] + x, ORIGIN[1] + y, z


def test_a_place_on_a_wall_has_the_hours_of_the_point_before_it(yard: City) -> None:
    low, high = (sun_values(yard, SOLSTICE, "buildings", "b/1", place=at(15, 28, z)) for z in (1.0, 16.0))
    assert [each.of for each in low] == ["wall", "roof", "facades"]
    assert low[0].hours < high[0].hours == pytest.approx(8.6, abs=0.1)
    seen = hours_of_sun(yard, SOLSTICE)
    walls = wall_light(yard, seen)
    mine = (walls.points.row == 1) & (walls.points.facing[:, 1] < -0.9)
    known = walls.points.z_m[mine], walls.counts[mine] * seen.share
    assert low[0].hours in known[1][known[0] == known[0].min()]
    assert sun_values(yard, SOLSTICE, "buildings", "b/1", place=at(15, 48, 5))[0].hours == 0


def test_a_place_on_a_roof_is_on_no_wall(yard: City) -> None:
    assert [each.of for each in sun_values(yard, SOLSTICE, "buildings", "b/1", place=at(15, 38, 18))] == [
        "roof", "facades",
    ]  # fmt: skip


def test_the_points_of_an_edited_city_are_those_it_would_have_anew(yard: City) -> None:
    edited = yard.scenario("A").demolish("b/0").applied
    one, other = (
        wall_light(edited, hours_of_sun(edited, SOLSTICE)),
        wall_light(edited.anew(), hours_of_sun(edited.anew(), SOLSTICE)),
    )
    assert (one.points.row == other.points.row).all()
    assert (one.counts == other.counts).all()
    assert (facade_sun(edited, hours_of_sun(edited, SOLSTICE)).mean > 0).all()
