"""How far it is from stop to stop along a way, also where the way passes a stop twice."""

import numpy as np
import pytest
from shapely import LineString

from twin.along_shape import lengths_along

AROUND = LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0), (-200, 0)])  # a loop, and on past its start


def test_a_bend_counts() -> None:
    way = LineString([(0, 0), (100, 0), (100, 100)])
    assert lengths_along(way, np.array([[10.0, 5], [105, 50], [100, 100]])) == pytest.approx([140, 50])


def test_a_stop_at_a_crossing_of_the_way_with_itself_is_passed_when_its_turn_comes() -> None:
    stops = np.array([[0.0, 0], [100, 50], [0, 50], [-100, 0]])
    assert lengths_along(AROUND, stops) == pytest.approx([150, 200, 150])


def test_the_first_stop_may_be_served_again_at_the_end() -> None:
    loop = LineString(AROUND.coords[:5])
    assert lengths_along(loop, np.array([[0.0, 0], [100, 100], [0, 0]])) == pytest.approx([200, 200])


def test_a_way_there_and_back_is_told_apart() -> None:
    way = LineString([(0, 0), (300, 0), (0, 0)])
    assert lengths_along(way, np.array([[100.0, 5], [300, 5], [100, -5]])) == pytest.approx([200, 200])


@pytest.mark.parametrize("stops", [[[0.0, 0], [50, 500]], [[50.0, 0], [10, 0]]])
def test_stops_that_do_not_follow_the_way_have_no_length(stops: list[list[float]]) -> None:
    assert lengths_along(LineString([(0, 0), (100, 0)]), np.array(stops)) is None
