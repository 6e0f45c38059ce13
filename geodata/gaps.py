"""Gaps in a grid of numbers, closed from their edges."""

import numpy as np
from numpy.typing import NDArray
from rasterio.fill import fillnodata
from scipy.ndimage import distance_transform_edt, label
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import spsolve

Values = NDArray[np.float32]

LARGEST_SOLVED_CELLS = 50_000  # a gap of that size solves in about half a second
REACH_CELLS = 100  # how far GDAL looks for values at the edge of a larger gap


def closed(values: Values) -> Values:
    """Return the grid with its NaN cells filled; at least one cell must have a value.

    A gap is spanned like a soap film over its edge (Laplace's equation, five-point stencil): a plane is
    continued exactly. Gaps above 50,000 cells take the inverse distance to their edge (GDAL fillnodata)
    and beyond its reach the nearest value.
    """
    gaps = np.isnan(values)
    numbered, _ = label(gaps)
    large = (np.bincount(numbered.ravel()) > LARGEST_SOLVED_CELLS)[numbered] & gaps
    made = values.copy()
    if large.any():
        made = _coarsely(made, large)
    if (gaps & ~large).any():
        made[gaps & ~large] = _spanned(made, gaps & ~large)
    return made


def _spanned(values: Values, gaps: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the values of gap cells that are each the mean of their neighbours."""
    number = np.full(values.shape, -1)
    number[gaps] = np.arange(gaps.sum())
    rows, columns, right_side = [], [], np.zeros(gaps.sum())
    count = np.zeros(gaps.sum())
    below, beside = (slice(1, None), slice(None)), (slice(None), slice(1, None))
    above, before = (slice(None, -1), slice(None)), (slice(None), slice(None, -1))
    for here, there in ((above, below), (below, above), (before, beside), (beside, before)):
        cell, neighbour, height = number[here], number[there], values[there]
        inner, edge = (cell >= 0) & (neighbour >= 0), (cell >= 0) & (neighbour < 0)
        rows.append(cell[inner])
        columns.append(neighbour[inner])
        np.add.at(right_side, cell[edge], height[edge].astype(float))
        np.add.at(count, cell[cell >= 0], 1.0)
    links = (np.concatenate(rows), np.concatenate(columns))
    matrix = diags_array(count) - coo_array((np.ones(len(links[0])), links), shape=(len(count), len(count)))
    return np.asarray(spsolve(matrix.tocsc(), right_side))


def _coarsely(values: Values, gaps: NDArray[np.bool_]) -> Values:
    """Return the grid with the given gaps filled by inverse distance, then by the nearest value."""
    known = ~np.isnan(values)
    filled = fillnodata(values.copy(), mask=known, max_search_distance=REACH_CELLS)
    far = np.isnan(filled)
    if far.any():
        nearest = distance_transform_edt(far, return_distances=False, return_indices=True)
        filled = filled[tuple(nearest)]
    return np.where(gaps, filled, values)
