import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from geodata.language import translate
from tests.twin.sunny_town import ORIGIN, block, layer_of, sunny_town
from tests.twin.test_surface import lonlat
from twin.city import City
from twin.hours_picture import (
    ABOUT_THE_SAME,
    CHANGE_CLASSES,
    CLASS_STEP,
    HOUR_CLASSES,
    SAME,
    HoursPicture,
    change_class,
    change_picture,
    hour_class,
    hours_picture,
)
from twin.sun_values import sun_at, sun_values

SOLSTICE, SUMMER = date(2026, 12, 21), date(2026, 6, 21)
OPEN, NORTH, ROOF = (200.0, 5.0), (5.0, 13.0), (5.0, 5.0)  # metres from the south-west corner of the cube


def classes_at(made: HoursPicture, x: float, y: float) -> tuple[int, int]:
    """Return the classes of the ground and of the top at a point in metres from the origin."""
    picture = np.asarray(Image.open(io.BytesIO(made.picture)).convert("RGB"))
    west, south, east, north = made.box
    row, column = int((north - y) / (north - south) * len(picture)), int((x - west) / (east - west) * picture.shape[1])
    ground, top, _ = picture[row, column]
    return int(ground) // CLASS_STEP, int(top) // CLASS_STEP


@pytest.fixture(scope="module")
def cube() -> City:
    return sunny_town([(block(0, 0, 10, 10), 10.0)])


def hours(city: City, place: tuple[float, float], day: date = SOLSTICE) -> float:
    return sun_at(city, day, (place[0] + ORIGIN[0], place[1] + ORIGIN[1]))[0].hours


def test_open_ground_has_all_the_day_and_the_foot_of_a_north_wall_little_of_it(cube: City) -> None:
    assert hours(cube, OPEN) == pytest.approx(8 + 40 / 60, abs=0.05)  # from rim to rim
    assert hours(cube, OPEN, SUMMER) == pytest.approx(15.5, abs=0.3)
    assert hours(cube, NORTH) < 3


def test_the_picture_has_the_class_of_the_hours(cube: City) -> None:
    made = hours_picture(cube, SOLSTICE)
    assert classes_at(made, *OPEN) == (4, 4)  # from 7 to below 10 h
    assert classes_at(made, *NORTH)[0] == hour_class(np.array([hours(cube, NORTH)]))[0] < 3
    assert classes_at(made, *ROOF)[1] == 4
    assert classes_at(hours_picture(cube, SUMMER), *OPEN) == (6, 6)


def test_no_light_shines_along_the_foot_of_a_wall(cube: City) -> None:
    made = hours_picture(cube, SOLSTICE)
    assert classes_at(made, 5, 9)[0] == classes_at(made, 5, 11)[0]  # under the roof's edge as beside it


def test_the_edge_of_a_roof_is_not_painted_as_the_ground_before_it(cube: City) -> None:
    made = hours_picture(cube, SOLSTICE)
    assert classes_at(made, 5, 11) == (hour_class(np.array([hours(cube, (5, 11))]))[0], 4)
    assert classes_at(made, 5, 14)[1] < 4  # beyond it is what lies there


def test_a_class_begins_at_its_limit() -> None:
    assert hour_class(np.array([0, 1.49, 1.5, 3, 12.9, 13])).tolist() == [0, 0, 1, 2, 5, 6]
    assert change_class(np.array([-3, -2.9, -0.25, -0.24, 0, 0.24, 0.25, 1, 3])).tolist() == [0, 1, 2, 3, 3, 3, 4, 5, 6]


def test_legends_name_their_classes() -> None:
    texts = [each.text("ro", is_whole=False, is_grouped=True) for each in HOUR_CLASSES]
    assert (texts[0], texts[1], texts[-1]) == ("< 1,5", "1,5 – 3", "≥ 13")
    assert translate(ABOUT_THE_SAME, "ro") == CHANGE_CLASSES[SAME].text("ro", is_whole=False, is_grouped=True)
    assert translate(ABOUT_THE_SAME, "ro") != ABOUT_THE_SAME


def test_a_scenario_that_takes_the_cube_away_gives_its_shadow_back(cube: City) -> None:
    made = change_picture(cube, cube.scenario("A").demolish("b/0").applied, SOLSTICE)
    assert classes_at(made, *NORTH)[0] > SAME
    assert classes_at(made, *OPEN) == (SAME, SAME)
    assert classes_at(made, *ROOF) == (SAME, SAME)  # where a roof was there was no ground to compare with
    gains, loses = made.moved["ground"]
    assert gains > 200
    assert loses == 0


def test_the_other_way_round_the_same_ground_loses(cube: City) -> None:
    without = cube.scenario("A").demolish("b/0").applied
    there, back = change_picture(cube, without, SOLSTICE), change_picture(without, cube, SOLSTICE)
    assert there.moved["ground"] == back.moved["ground"][::-1]
    assert classes_at(back, *NORTH)[0] < SAME


def test_a_neighbour_that_goes_gives_sun_to_façades() -> None:
    city = sunny_town([(block(0, 0, 10, 10), 10.0), (block(0, 20, 10, 10), 10.0)])
    made = change_picture(city, city.scenario("A").demolish("b/0").applied, SOLSTICE)
    assert made.moved["buildings"] == (1, 0)
    assert made.moved["homes"] == (10, 0)
    assert not {"green", "schools"} & made.moved.keys()


def test_a_tower_takes_sun_from_the_green_the_schoolyard_and_the_home_beside_it() -> None:
    city = sunny_town([(block(-10, 0, 20, 20), 6.0), (block(-10, 300, 20, 20), 6.0)])
    city = city.with_layer(layer_of("green_space", "g", [block(-20, 30, 40, 20)], {"class": ["park"]}))
    school = {"class": ["institution"], "kind": ["school"]}
    city = city.with_layer(layer_of("land_use", "l", [block(-20, 60, 40, 20)], school))
    tower = lonlat(block(-30, -60, 60, 20))
    edited = city.scenario("A").add_building(tower, storeys=16, use="commercial").applied
    moved = change_picture(city, edited, SOLSTICE).moved
    assert moved["green"][0] == moved["schools"][0] == 0
    assert 700 < moved["green"][1] < 800  # of 800; what the house shades all day anyway loses nothing
    assert moved["schools"][1] == 800
    assert moved["homes"] == (0, 10)
    back = change_picture(edited, city, SOLSTICE).moved
    assert {name: back[name][::-1] for name in back} == moved


def test_a_building_has_the_hours_of_its_roof_and_of_its_façades(cube: City) -> None:
    roof, facades = sun_values(cube, SOLSTICE, "buildings", "b/0", place=None)
    assert (roof.of, roof.hours) == ("roof", hours(cube, OPEN))
    assert facades.of == "facades"
    # As long as the day on the south wall, as long on east and west together.
    assert facades.hours == pytest.approx(2 * (8 + 40 / 60) / 4, abs=0.05)


def test_a_green_area_has_the_mean_of_its_open_ground() -> None:
    city = sunny_town([(block(0, 0, 10, 10), 10.0)])
    green = layer_of("green_space", "g", [block(200, 0, 20, 20), block(0, 0, 20, 20)], {"class": ["park", "park"]})
    city = city.with_layer(green)
    assert sun_values(city, SOLSTICE, "green_space", "g/0", place=None)[0].hours == pytest.approx(hours(city, OPEN))
    partly = sun_values(city, SOLSTICE, "green_space", "g/1", place=None)[0]
    assert partly.of == "ground"
    assert 2 < partly.hours < 7  # what lies under the roof does not count


def test_outside_the_city_nothing_is_known(cube: City) -> None:
    assert sun_at(cube, SOLSTICE, (ORIGIN[0] + 1e5, ORIGIN[1])) == []


def test_a_day_without_sun_has_no_picture() -> None:
    import dataclasses

    town = sunny_town()
    arctic = dataclasses.replace(town, recipe=dataclasses.replace(town.recipe, centre_lonlat=(21.2, 80.0)))
    made = hours_picture(arctic, SOLSTICE)
    assert (made.picture, made.sun.length_h) == (b"", 0)
    assert sun_at(arctic, SOLSTICE, ORIGIN)[0].hours == 0
