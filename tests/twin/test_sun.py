import dataclasses
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from geodata.errors import UsageError
from tests.twin.sunny_town import FRAME, sunny_town
from twin.city import City
from twin.rays import Rays
from twin.sun import (
    day_from_text,
    day_moments,
    day_of_sun,
    day_positions,
    grid_north_deg,
    is_in_leaf,
    mean_days,
    sun_positions,
)

# Lengths of the shortest day, published: Bucharest by the Astronomical Observatory "Amiral Vasile Urseanu" (in
# Mediafax, December 2023: 8 h 50 min), Berlin by J. Giesen (geoastro.de, "Sun": 7 h 39 min 27 s on 21 December 2002).
SHORTEST = {
    "Bucharest": ((26.10, 44.43), date(2023, 12, 22), timedelta(hours=8, minutes=50)),
    "Berlin": ((13.41, 52.51), date(2002, 12, 21), timedelta(hours=7, minutes=39, seconds=27)),
}


def city_at(lonlat: tuple[float, float]) -> City:
    town = sunny_town()
    return dataclasses.replace(town, recipe=dataclasses.replace(town.recipe, centre_lonlat=lonlat))


@pytest.mark.parametrize("name", SHORTEST)
def test_the_shortest_day_is_as_long_as_published(name: str) -> None:
    lonlat, day, length = SHORTEST[name]
    found = day_of_sun(city_at(lonlat), day).length_h
    assert found == pytest.approx(length / timedelta(hours=1), abs=1 / 60)


def test_the_shortest_day_of_timisoara_lies_between_those_of_places_north_and_south_of_it() -> None:
    day = date(2026, 12, 21)
    south, here, north = (day_of_sun(city_at((21.2, lat)), day).length_h for lat in (45.0, 45.75, 46.5))
    assert south > here > north
    assert here == pytest.approx((south + north) / 2, abs=0.01)


def test_at_noon_of_the_winter_solstice_the_sun_stands_as_high_as_tilt_and_latitude_say() -> None:
    city = sunny_town()
    noon = [datetime(2026, 12, 21, 10, 33, tzinfo=UTC)]
    found = sun_positions(city, noon)
    without_air = 90 - city.recipe.centre_lonlat[1] - 23.436  # obliquity of the ecliptic: IAU 2006, of 2026
    assert found.elevation_deg[0] == pytest.approx(without_air + 0.04, abs=0.02)  # 0.04° of refraction at 21°
    assert found.azimuth_deg[0] == pytest.approx(180, abs=0.2)


def test_above_the_polar_circle_the_winter_has_days_without_sun_and_the_summer_without_night() -> None:
    tromso = city_at((18.96, 69.65))
    assert day_of_sun(tromso, date(2026, 12, 21)).length_h == 0
    assert day_of_sun(tromso, date(2026, 6, 21)).length_h == 24
    assert len(day_positions(tromso, date(2026, 12, 21))) == 0


def test_a_moment_without_a_zone_is_no_position() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        sun_positions(sunny_town(), [datetime(2026, 12, 21, 12)])


def test_a_day_is_looked_at_in_the_middle_of_each_step() -> None:
    moments = day_moments(sunny_town(), date(2026, 3, 20), step=timedelta(hours=1))
    assert len(moments) == 24
    assert moments[12] - moments[0] == timedelta(hours=12)
    assert sun_positions(sunny_town(), [moments[11], moments[12]]).azimuth_deg.mean() == pytest.approx(180, abs=3)


def test_north_of_the_grid_is_turned_by_the_convergence_of_the_meridian() -> None:
    # Stereo 70 has its middle at 25° E, 46° N: convergence is (21.2255 − 25)° × sin 45.75°, to a hundredth.
    lonlat = FRAME.to_lonlat_points(*FRAME.origin)
    assert grid_north_deg(FRAME, (float(lonlat[0]), float(lonlat[1]))) == pytest.approx(2.71, abs=0.02)


def test_the_days_that_stand_for_months_make_up_a_year() -> None:
    assert sum(count for _, count in mean_days()) == 365
    assert mean_days()[5][0] == date(2026, 6, 11)


def test_trees_are_bare_in_winter_on_either_side_of_the_equator() -> None:
    north, south = sunny_town(), city_at((21.2, -33.0))
    assert [is_in_leaf(north, date(2026, month, 1)) for month in (1, 7)] == [False, True]
    assert [is_in_leaf(south, date(2026, month, 1)) for month in (1, 7)] == [True, False]


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "21.12.2026", "1815-12-21", "20261221", ""])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="Write it as 2026-12-21"):
        day_from_text(text)


def test_parts_of_the_sky_are_alike_in_light_on_level_ground() -> None:
    from twin.city_grid import CityGrid

    up = Rays.to_sky(CityGrid.of(FRAME)).towards[:, 2]
    assert len(up) == 128
    # The mean of sin² over equal parts is a half: twice the mean height of a cosine-weighted hemisphere.
    assert np.mean(up**2) == pytest.approx(0.5)
