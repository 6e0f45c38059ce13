"""The shapes of roofs: over rectangles, around a centre, and as profiles.

Names and meaning: OpenStreetMap, "Simple 3D Buildings" (wiki.openstreetmap.org/wiki/Simple_3D_Buildings). A profile is
a list of (place, height): from one eave at 0 to the other at 1, heights as a share of the roof's.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from .roof_faces import RoofFaces
from .triangulation import Floats, Ints

Profile = tuple[tuple[float, float], ...]

ROUND_STEPS = 16
DOME_STEPS = 9
TOOTH_M = 6.0  # from one steep face of a sawtooth roof to the next
MOST_TEETH = 12
MOST_INSET = 0.4995  # over a square a ridge is left of a thousandth of its side, so that no edge is a point
STEEP = 0.02  # the share of a tooth that its steep face takes
CLIPPED = 0.5  # where the hip of a half-hipped roof begins, as a share of its height
BROKEN = (0.5, 0.7)  # where the lower slope of gambrel and mansard roofs ends: share of the way in, of the height
SPIRE = (0.8, 0.25)  # where a spire rises from the roofs around it

# Over a skeleton: where slopes break, as shares of the way in and of the height.
BENT: Mapping[str, tuple[float, float]] = {"gambrel": BROKEN, "mansard": BROKEN, "spire": SPIRE}

PROFILES: Mapping[str, Profile] = {
    "skillion": ((0.0, 1.0), (1.0, 0.0)),
    "gabled": ((0.0, 0.0), (0.5, 1.0), (1.0, 0.0)),
    "saltbox": ((0.0, 0.0), (0.3, 1.0), (1.0, 0.0)),
    "gambrel": ((0.0, 0.0), (BROKEN[0] / 2, BROKEN[1]), (0.5, 1.0), (1 - BROKEN[0] / 2, BROKEN[1]), (1.0, 0.0)),
    "round": tuple(
        (float((1 - np.cos(a)) / 2), float(np.sin(a))) for a in np.linspace(0.0, np.pi, ROUND_STEPS + 1)
    ),
}  # fmt: skip

# From the eaves to the top: (share of the way to the outline, height); the last is the tip.
TURNED: Mapping[str, Profile] = {
    "pyramidal": ((1.0, 0.0), (0.0, 1.0)),
    "spire": ((1.0, 0.0), (1 - SPIRE[0], SPIRE[1]), (0.0, 1.0)),
    "dome": tuple((float(np.cos(a)), float(np.sin(a))) for a in np.linspace(0.0, np.pi / 2, DOME_STEPS + 1)),
    "onion": (
        (1.0, 0.0), (0.8, 0.06), (1.0, 0.2), (1.02, 0.3), (0.9, 0.45), (0.6, 0.6), (0.28, 0.72), (0.1, 0.85), (0.0, 1.0)
    ),
}  # fmt: skip


def sawtooth(length_m: float) -> Profile:
    """Return the profile of a sawtooth roof of a length."""
    teeth = int(np.clip(round(length_m / TOOTH_M), 1, MOST_TEETH))
    places = [(k + part, height) for k in range(teeth) for part, height in ((0.0, 0.0), (STEEP, 1.0))]
    return tuple((place / teeth, height) for place, height in [*places, (float(teeth), 0.0)])


def strips(corners: Floats, profile: Profile, row: Ints) -> RoofFaces:
    """Return roofs of one profile, from the first side to the third, over rectangles (k, 4, 2)."""
    t, height = np.array(profile).T
    s = np.repeat([[0.0, 1.0]], len(t), axis=0).ravel()
    faces = [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(len(t) - 1)]
    return _over(corners, s, np.repeat(t, 2), np.repeat(height, 2), faces, row)


def hipped(corners: Floats, row: Ints) -> RoofFaces:
    """Return roofs of four equal slopes over rectangles (k, 4, 2) whose first side is no shorter than the second."""
    inset = _insets(corners)
    s = _columns(inset, 0.0, 1.0, 1.0, 0.0, inset, 1 - inset)
    faces = [(0, 1, 5, 4), (1, 2, 5), (2, 3, 4, 5), (3, 0, 4)]
    return _over(corners, s, [0, 0, 1, 1, 0.5, 0.5], [0, 0, 0, 0, 1, 1], faces, row)


def half_hipped(corners: Floats, row: Ints) -> RoofFaces:
    """Return gabled roofs over rectangles (k, 4, 2) whose gables are clipped from half their height."""
    inset = _insets(corners) * (1 - CLIPPED)
    low, high = CLIPPED / 2, 1 - CLIPPED / 2
    s = _columns(inset, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, inset, 1 - inset)
    t = [0, 0, 1, 1, low, high, low, high, 0.5, 0.5]
    height = [0, 0, 0, 0, CLIPPED, CLIPPED, CLIPPED, CLIPPED, 1, 1]
    faces = [(0, 1, 6, 9, 8, 4), (2, 3, 5, 8, 9, 7), (5, 4, 8), (6, 7, 9)]
    return _over(corners, s, t, height, faces, row)


def mansard(corners: Floats, row: Ints) -> RoofFaces:
    """Return roofs over rectangles (k, 4, 2) with four steep slopes below and four gentle ones above."""
    inset = _insets(corners)
    near = inset * BROKEN[0]
    t = BROKEN[0] / 2
    s = _columns(inset, 0.0, 1.0, 1.0, 0.0, near, 1 - near, 1 - near, near, inset, 1 - inset)
    height = [0, 0, 0, 0, BROKEN[1], BROKEN[1], BROKEN[1], BROKEN[1], 1, 1]
    faces = [(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 9, 8), (5, 6, 9), (6, 7, 8, 9), (7, 4, 8)]
    return _over(corners, s, [0, 0, 1, 1, t, t, 1 - t, 1 - t, 0.5, 0.5], height, faces, row)


def turned(xy: Floats, part: Ints, centre: Floats, profile: Profile, row: Ints) -> RoofFaces:
    """Return roofs around a centre: rings of outlines (n, 2), drawn in towards `centre` (p, 2), and a tip above.

    `part` (n,) is each point's outline, ascending; `row` (p,) the building of each.
    """
    count, rings = len(xy), len(profile) - 1
    size = np.bincount(part, minlength=len(centre))
    start = np.cumsum(size) - size
    here = np.arange(count)
    there = np.where(here + 1 == (start + size)[part], start[part], here + 1)
    middle = centre[part]
    points = [np.column_stack([middle + (xy - middle) * share, np.full(count, up)]) for share, up in profile[:-1]]
    points[0][:, :2] = xy  # to the last bit
    points.append(np.column_stack([centre, np.full(len(centre), profile[-1][1])]))
    bands = [np.column_stack([here, there, there + count, here + count]) + k * count for k in range(rings - 1)]
    top = np.column_stack([here, there, here * 0 + part + count]) + (rings - 1) * count
    corners = np.concatenate([*(b.ravel() for b in bands), top.ravel()])
    sizes = np.concatenate([np.full(count * (rings - 1), 4), np.full(count, 3)])
    return RoofFaces(np.concatenate(points), corners, sizes, np.tile(row[part], rings))


def _insets(corners: Floats) -> Floats:
    """Return how far along a rectangle's first side the ridge of four equal slopes begins, 0 to 0.5."""
    along = np.hypot(*(corners[:, 1] - corners[:, 0]).T)
    across = np.hypot(*(corners[:, 3] - corners[:, 0]).T)
    return np.asarray(np.minimum(across / np.maximum(2 * along, 1e-9), MOST_INSET))


def _columns(like: Floats, *values: Floats | float) -> Floats:
    return np.column_stack([np.broadcast_to(v, like.shape) for v in values])


def _over(
    corners: Floats,
    s: Floats | Sequence[float],
    t: Floats | Sequence[float],
    height: Floats | Sequence[float],
    faces: Sequence[tuple[int, ...]],
    row: Ints,
) -> RoofFaces:
    """Return the same faces over every rectangle: points at shares `s` along the first side and `t` across."""
    s, t = np.asarray(s, float)[..., None], np.asarray(t, float)[..., None]
    a, b, c, d = (corners[:, k, None] for k in range(4))
    xy = (1 - s) * (1 - t) * a + s * (1 - t) * b + s * t * c + (1 - s) * t * d
    count, points = xy.shape[:2]
    z = np.broadcast_to(np.asarray(height, float), (count, points))
    first = (np.arange(count) * points)[:, None]
    cells = np.concatenate([np.array(f) for f in faces])
    sizes = np.array([len(f) for f in faces])
    return RoofFaces(
        np.concatenate([xy, z[..., None]], axis=2).reshape(-1, 3),
        (first + cells).ravel(),
        np.tile(sizes, count),
        np.repeat(row, len(faces)),
    )
