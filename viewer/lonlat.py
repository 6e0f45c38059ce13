"""Longitude and latitude for the browser, which cannot project: polynomials that follow the city's frame."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geodata.frame import CityFrame

DEGREE = 3
POINTS = 21  # along each side of the city
BEYOND = 0.2  # as far beyond the city's edge as the camera may look, as a share of its size


def lonlat_fit(frame: CityFrame) -> dict[str, object]:
    """Return how metres from the frame's origin become degrees, and back: assets/lonlat.js reads it.

    Each coefficient list is of the terms u^i v^j with i + j at most `DEGREE`, i before j; u and v are `from` minus
    `middle`, over `size`. Least squares over the city and its surroundings: some millimetres off at most.
    """
    (xmin, ymin, xmax, ymax), (x0, y0) = frame.bounds, frame.origin
    dx, dy = (xmax - xmin) * BEYOND, (ymax - ymin) * BEYOND
    x, y = np.meshgrid(np.linspace(xmin - dx, xmax + dx, POINTS), np.linspace(ymin - dy, ymax + dy, POINTS))
    metres = np.column_stack([x.ravel(), y.ravel()])
    degrees = np.column_stack(frame.to_lonlat_points(metres[:, 0], metres[:, 1]))
    local = metres - (x0, y0)
    return {"to_degrees": _fit(local, degrees), "to_metres": _fit(degrees, local)}


def evaluated(fit: dict[str, Sequence[float]], u: float, v: float) -> tuple[float, float]:
    """Return what a fit makes of a point, as the browser reckons it."""
    found = _terms(np.array([[u, v]]), np.array(fit["middle"]), np.array(fit["size"]))[0]
    return float(found @ np.array(fit["first"])), float(found @ np.array(fit["second"]))


def _fit(given: NDArray[np.float64], wanted: NDArray[np.float64]) -> dict[str, list[float]]:
    middle, size = given.mean(axis=0), np.ptp(given, axis=0) / 2
    terms = _terms(given, middle, size)
    first, second = (np.linalg.lstsq(terms, column, rcond=None)[0] for column in wanted.T)
    values = {"middle": middle, "size": size, "first": first, "second": second}
    return {name: [float(each) for each in value] for name, value in values.items()}


def _terms(points: NDArray[np.float64], middle: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.float64]:
    u, v = ((points - middle) / size).T
    return np.column_stack([u**i * v**j for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)])
