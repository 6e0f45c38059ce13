"""Rings of vertex numbers and the matrices of templates, as a CityJSON file may hold them, right and wrong."""

import numpy as np
from numpy.typing import NDArray

from .cityjson_transform import is_number
from .language import N_

Floats = NDArray[np.float64]
Finite = NDArray[np.bool_] | None  # which vertices have coordinates; None: all have

WRONG_INDEX = N_("surface on a vertex that there is not, left out")
NO_VERTEX = N_("surface on a vertex without coordinates, left out")
TOO_FEW = N_("surface or hole with fewer than three corners, left out")
WRONG_SHAPE = N_("boundaries that are not nested as their type asks, left out")


def wrong_ring(ring: list[object], count: int, finite: Finite) -> str | None:
    """Return what is wrong with a ring of vertex numbers below `count`; None where nothing is."""
    if not ring:
        return TOO_FEW
    for index in ring:
        if type(index) is not int or not 0 <= index < count:
            return WRONG_SHAPE if isinstance(index, list) else WRONG_INDEX
    return None if finite is None or finite[np.array(ring)].all() else NO_VERTEX


def reaches_beyond(values: object, boundaries: list[object], depth: int) -> bool:
    """Return whether values for surfaces `depth` levels below boundaries are more than there are surfaces."""
    if not isinstance(values, list):
        return False
    inner = zip(values, boundaries, strict=False) if depth else ()
    return len(values) > len(boundaries) or any(
        reaches_beyond(value, below, depth - 1) for value, below in inner if isinstance(below, list)
    )


def finite_of(vertices: Floats) -> Finite:
    """Return which vertices have coordinates; None where all have."""
    finite = np.asarray(np.isfinite(vertices).all(axis=1))
    return None if finite.all() else finite


def corners_of(ring: list[int], *, closed: bool) -> tuple[int, ...]:
    """Return the vertices of a ring without those that repeat the one before, the closing one among them."""
    kept = [index for at, index in enumerate(ring) if at == 0 or index != ring[at - 1]]
    if closed and len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept)


def matrix_of(value: object) -> Floats | None:
    """Return a 4 × 4 matrix of sixteen numbers, row by row; None for what is none, or no move of points in space."""
    if not isinstance(value, list) or len(value) != 16 or not all(is_number(v) for v in value):
        return None
    made = np.array(value, float).reshape(4, 4)
    return made if np.isfinite(made).all() and made[3, 3] != 0 and not made[3, :3].any() else None
