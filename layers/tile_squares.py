"""The squares that a layer's tiles are cut by, counted from the corner of the city's frame."""

import numpy as np
from numpy.typing import NDArray


def squares_of(bounds: NDArray[np.float64], corner: tuple[float, float], tile_m: float) -> NDArray[np.int64]:
    """Return column and row (n, 2) of the square in which the middle of each shape's bounds (n, 4) lies."""
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    return np.asarray(np.floor((middle - np.asarray(corner)) / tile_m), np.int64)
