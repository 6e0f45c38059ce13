"""Where the stops are along a way, also where the way passes one twice, and the pieces between."""

import numpy as np
import pytest
from shapely import LineString

from twin.along_shape import pieces_between, places_along

AROUND = LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0), (-200, 0)])  # a loop, and on past its start


def test_a_bend_counts() -> None:
    way = LineString([(0, 0), (100, 0), (100, 100)])
    assert places_along(way, np.array([[10.0, 5], [105, 50], [100, 100]])) == pytest.approx([10, 150, 200])


def test_a_stop_at_a_crossing_of_the_way_with_itself_is_passed_when_its_turn_comes() -> None:
    stops = np.array([[0.0, 0], [100, 50], [0, 50], [-100, 0]])
    assert places_along(AROUND, stops) == pytest.approx([0, 150, 350, 500])


def test_the_first_stop_may_be_served_again_at_the_end() -> None:
    loop = LineString(AROUND.coords[:5])
    assert places_along(loop, np.array([[0.0, 0], [100, 100], [0, 0]])) == pytest.approx([0, 200, 400])


def test_a_way_there_and_back_is_told_apart() -> None:
    way = LineString([(0, 0), (300, 0), (0, 0)])
    assert places_along(way, np.array([[100.0, 5], [300, 5], [100, -5]])) == pytest.approx([100, 300, 500])


@pytest.mark.parametrize("stops", [[[0.0, 0], [50, 500]], [[50.0, 0], [10, 0]]])
def test_stops_that_do_not_follow_the_way_have_no_place(stops: list[list[float]]) -> None:
    assert places_along(LineString([(0, 0), (100, 0)]), np.array(stops)) is None


def test_pieces_of_a_way_keep_its_bends() -> None:
    way = LineString([(0, 0), (100, 0), (100, 100)])
    pieces = pieces_between(way, np.array([10.0, 150, 150, 200]))
    assert [list(piece.coords) for piece in pieces] == [
        [(10, 0), (100, 0), (100, 50)],
        [(100, 50), (100, 50)],
        [(100, 50), (100, 100)],
    ]


def test_a_piece_between_two_bends_has_no_bend() -> None:
    way = LineString([(0, 0), (100, 0), (100, 100)])
    assert [list(p.coords) for p in pieces_between(way, np.array([20.0, 100]))] == [[(20, 0), (100, 0)]]
