"""The shapes of trees, 1 m tall with a crown 1 m wide: round with leaves, pointed with needles."""

from dataclasses import replace
from functools import cache

import numpy as np

from .mesh import Mesh, joined
from .pins import cone
from .triangulation import Floats

TRUNK_M = 0.12  # across, of a crown of 1 m
ROOTS_M = -0.05  # of a tree of 1 m, so that its trunk meets a slope all around


@cache
def round_tree() -> Mesh:
    """Return a trunk under a crown that is widest below its middle: 19 triangles."""
    return joined([_trunk(0.3), _turned(4, ((0.5, 0.46), (0.36, 0.78)), foot_m=0.2)])


@cache
def needle_tree() -> Mesh:
    """Return a trunk under two cones, one in the other: 13 triangles."""
    return joined(
        [_trunk(0.2), cone(0.5, sides=5, base_m=0.12, top_m=0.72), cone(0.36, sides=5, base_m=0.45, top_m=1.0)]
    )


@cache
def round_crown() -> Mesh:
    """Return a tree of a wood, seen from above and from afar: a crown on a trunk, eleven triangles."""
    return _on_trunk(_turned(4, ((0.5, 0.5),), foot_m=0.22))


@cache
def needle_crown() -> Mesh:
    """Return a conifer of a wood: a crown on a trunk, seven triangles."""
    return _on_trunk(cone(0.5, sides=4, base_m=0.14, top_m=1.0))


def _on_trunk(crown: Mesh) -> Mesh:
    """Return a crown on three faces from within the ground to its tip, its last point, which they share."""
    made = joined([crown, cone(TRUNK_M / 2, sides=3, base_m=ROOTS_M, top_m=1.0)])
    last = len(made.points) - 1
    triangles = np.where(made.triangles == last, len(crown.points) - 1, made.triangles)
    return replace(made, points=made.points[:last], triangles=triangles)


def _trunk(top_m: float) -> Mesh:
    """Return three faces that meet within the crown."""
    return cone(TRUNK_M / 2, sides=3, base_m=0.0, top_m=top_m * 2)


def _turned(sides: int, rings: tuple[tuple[float, float], ...], *, foot_m: float) -> Mesh:
    """Return a shape turned around z: rings of (radius, height) between a tip below and one at 1 m."""
    angle = 2 * np.pi * (np.arange(sides) + 0.5) / sides
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    levels: list[Floats] = [np.column_stack([circle * r, np.full(sides, z)]) for r, z in rings]
    points = np.concatenate([*levels, [[0.0, 0.0, foot_m], [0.0, 0.0, 1.0]]])
    here, there = np.arange(sides), (np.arange(sides) + 1) % sides
    last, foot, tip = (len(rings) - 1) * sides, len(points) - 2, len(points) - 1
    below = np.column_stack([there, here, np.full(sides, foot)])
    above = np.column_stack([last + here, last + there, np.full(sides, tip)])
    bands = [
        np.column_stack([k * sides + here, k * sides + there, (k + 1) * sides + there, (k + 1) * sides + here])
        for k in range(len(rings) - 1)
    ]
    quads = np.concatenate(bands) if bands else np.empty((0, 4), np.int64)
    none = np.zeros(2 * sides, np.int64)
    return Mesh(points, np.concatenate([below, above]), none, quads, np.zeros(len(quads), np.int64))
