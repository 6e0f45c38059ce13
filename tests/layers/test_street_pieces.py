import numpy as np
import shapely

from layers.street_pieces import pieces_of

CORNER = shapely.LineString([(0, 0), (10, 0), (10, 10)])


def cut(*pieces: tuple[int, float, float]) -> list[list[tuple[float, ...]]]:
    row, start, end = (np.array(column) for column in zip(*pieces, strict=True))
    lines = np.array([CORNER, shapely.LineString([(0, 5, 2), (10, 5, 4)])], dtype=object)
    return [[*each.coords] for each in pieces_of(lines, row, start.astype(float), end.astype(float))]


def test_a_piece_keeps_the_corner_within_it() -> None:
    assert cut((0, 4, 13)) == [[(4, 0, 0), (10, 0, 0), (10, 3, 0)]]


def test_a_piece_may_be_all_of_a_line_or_end_at_a_corner() -> None:
    assert cut((0, 0, 20), (0, 10, 20)) == [[(0, 0, 0), (10, 0, 0), (10, 10, 0)], [(10, 0, 0), (10, 10, 0)]]


def test_pieces_have_the_height_of_their_line() -> None:
    assert cut((1, 5, 10), (1, 0, 2.5)) == [[(5, 5, 3), (10, 5, 4)], [(0, 5, 2), (2.5, 5, 2.5)]]
