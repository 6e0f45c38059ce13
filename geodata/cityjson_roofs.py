"""Shapes of roofs: from the codes of CityGML, else from the slopes of the roof's surfaces."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .grouping import rows_by

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# CityGML 2.0 (OGC 12-019, 2012), Annex C.1: code list of _AbstractBuilding roofType, as OpenStreetMap names them.
ROOF_SHAPES: Mapping[str, str] = {
    "1000": "flat",
    "1010": "skillion",
    "1020": "skillion",
    "1030": "gabled",
    "1040": "hipped",
    "1050": "half-hipped",
    "1060": "mansard",
    "1070": "pyramidal",
    "1080": "cone",
    "1090": "dome",
    "1100": "sawtooth",
    "1110": "round",
}
FLAT_DEG, STEEP_DEG = 5.0, 10.0
MAIN = 0.9  # the share of a roof that has to be of one shape
ALIKE_DEG = 30.0  # slopes that face within this are one
LEAST_SHARE = 0.1  # of a roof that counts as a slope of its own


def roof_shapes(vector: Floats, owner: Ints, count: int) -> NDArray[np.object_]:
    """Return "flat", "skillion", "gabled" or "hipped" for each of `count` owners; None for any other roof.

    `vector` (n, 3) are area vectors of roof surfaces, `owner` (n,) whose they are. Flat: nine tenths slope by less
    than 5°. Else slopes steeper than 10° that face one way, two opposite ways, or four ways square to each other.
    """
    made = np.full(count, None, object)
    area = np.linalg.norm(vector, axis=1)
    up = vector[:, 2] > 0
    slope = np.degrees(np.arccos(np.clip(vector[:, 2] / np.maximum(area, 1e-12), -1, 1)))
    total = np.bincount(owner[up], area[up], count)
    level = np.bincount(owner[up & (slope < FLAT_DEG)], area[up & (slope < FLAT_DEG)], count)
    made[(total > 0) & (level >= MAIN * total)] = "flat"
    steep = up & (slope >= STEEP_DEG)
    sloped = np.bincount(owner[steep], area[steep], count)
    aspect = np.degrees(np.arctan2(vector[:, 1], vector[:, 0]))
    for number, rows in rows_by(owner[steep]):
        if sloped[number] >= MAIN * total[number]:
            made[number] = _by_aspects(aspect[steep][rows], area[steep][rows])
    return made


def _by_aspects(aspect_deg: Floats, area: Floats) -> str | None:
    """Return the shape of a roof by the ways its slopes face."""
    ways: list[tuple[float, float]] = []  # degrees, area; the largest first
    for row in np.argsort(-area):
        at = next((i for i, (way, _) in enumerate(ways) if _turn(way, aspect_deg[row]) < ALIKE_DEG), None)
        if at is None:
            ways.append((float(aspect_deg[row]), float(area[row])))
        else:
            ways[at] = (ways[at][0], ways[at][1] + float(area[row]))
    main = [way for way, size in ways if size >= LEAST_SHARE * area.sum()]
    turns = sorted(_turn(main[0], way) for way in main[1:]) if main else []
    if not turns:
        return "skillion"
    if len(turns) == 1 and turns[0] > 180 - ALIKE_DEG:
        return "gabled"
    square = len(turns) == 3 and all(abs(t - 90) < ALIKE_DEG for t in turns[:2]) and turns[2] > 180 - ALIKE_DEG
    return "hipped" if square else None


def _turn(one_deg: float, other_deg: float) -> float:
    return abs((one_deg - other_deg + 180) % 360 - 180)
