import gzip

import numpy as np
import pytest

from tests.tiny import CENTRE_LONLAT
from twin.access import access
from twin.answer_tiles import (
    mark_tile,
    minutes_legend,
    rings_tile,
    route_legend,
    route_tile,
    served_legend,
    served_tile,
)
from twin.city import City
from twin.isochrones import isochrone
from twin.routes import route
from twin.snapping import Place, place_of, snap


def at(city: City, east_m: float, north_m: float) -> Place:
    x, y = (float(v) for v in city.frame.from_lonlat_points(*CENTRE_LONLAT))
    return place_of(city.mobility, snap(city.mobility, [x + east_m], [y + north_m], mode="walk").iloc[0])


def luminance(colour: str) -> float:
    return float(np.dot([int(colour[i : i + 2], 16) for i in (1, 3, 5)], [0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_minutes_are_told_apart_by_how_dark_they_are(count: int) -> None:
    legend = minutes_legend([5.0 * (k + 1) for k in range(count)])
    light, dark = ([luminance(getattr(e, theme)) for e in legend] for theme in ("light", "dark"))
    assert len(legend) == count
    assert all(np.diff(light) > 15)
    assert all(np.diff(dark) < -12)


def test_rings_lie_on_the_ground_with_a_pin_where_they_start(tiny_city: City) -> None:
    place = at(tiny_city, 50, -20)
    tile = rings_tile(tiny_city, isochrone(tiny_city, place, mode="walk", minutes=[1]), place).tile
    west, south, low, east, north, high = tile.bounds
    assert (low, high) == pytest.approx((0, 45), abs=0.02)
    assert 100 < east - west < 400
    assert 100 < north - south < 400


def test_a_way_is_as_long_as_its_ribbon(tiny_city: City) -> None:
    found = route(tiny_city, at(tiny_city, 0, -20), at(tiny_city, 100, -20), mode="walk")
    west, _, _, east, _, _ = route_tile(tiny_city, found).tile.bounds
    assert east - west == pytest.approx(100 + (10 + 8) / 2**0.5, abs=0.1)  # half a diamond, half a post
    assert [entry.value for entry in route_legend(found)] == ["way", "start", "end"]


def test_the_roofs_of_homes_have_the_colours_of_their_minutes(tiny_city: City) -> None:
    answer = access(tiny_city, "green_space:park", mode="walk", minutes=[5])
    drawn = served_tile(tiny_city, answer)
    near = served_legend(answer)[0]
    assert bytes.fromhex(near.light[1:]) in gzip.decompress(drawn.content)
    assert drawn.tile.bounds[5] == pytest.approx(45 * 0.7, abs=0.02)


def test_a_mark_stands_where_it_is_put(tiny_city: City) -> None:
    west, south, _, east, north, _ = mark_tile(tiny_city, *tiny_city.frame.origin).tile.bounds
    assert (west, south) == (-east, -north)
