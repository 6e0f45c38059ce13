"""Outlines of buildings as flat arrays: their corners, and the rectangles among them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .triangulation import Floats, Ints, closed_rings

Flags = NDArray[np.bool_]

STRAIGHT_M = 0.03  # a corner nearer to the line of its neighbours is none
RIGHT_ANGLE = 0.2  # the cosine up to which an angle passes for a right one: 78 to 102 degrees
LONGER = 1.05  # a side must be so many times the other to be the longer one


@dataclass(frozen=True)
class Outlines:
    """Polygons as rings of corners: outlines counter-clockwise, courtyards clockwise, each part's together.

    `xy` (n, 2) in metres, `following` (n,) the next corner on the ring, `part` (n,) the polygon, ascending;
    `courts` (p,) how many courtyards each has.
    """

    xy: Floats
    following: Ints
    part: Ints
    courts: Ints

    @property
    def sizes(self) -> Ints:
        """How many corners each polygon has."""
        return np.asarray(np.bincount(self.part, minlength=len(self.courts)))

    @property
    def starts(self) -> Ints:
        """The first corner of each polygon."""
        return np.asarray(np.cumsum(self.sizes) - self.sizes)

    def of_parts(self, parts: Ints) -> "Outlines":
        """Return some polygons, renumbered 0, 1, … ; `parts` ascends."""
        position = np.full(len(self.courts), -1)
        position[parts] = np.arange(len(parts))
        keep = position[self.part] >= 0
        number = np.cumsum(keep) - 1
        return Outlines(self.xy[keep], number[self.following[keep]], position[self.part[keep]], self.courts[parts])


def outlines(polygons: NDArray[np.object_]) -> Outlines:
    """Return Polygons by their corners, without those that lie on a straight side."""
    xy, ring, ring_part = closed_rings(polygons)
    keep = np.diff(ring, append=-1) == 0
    xy, ring = xy[keep], ring[keep]
    for _ in range(2):
        before, after = _neighbours(ring)
        away = _distance(xy, xy[before], xy[after])
        drop = (away < STRAIGHT_M) & (np.bincount(ring)[ring] > 4)
        drop &= ~drop[before] | (np.arange(len(xy)) % 2 == 0)
        drop &= ~drop[before]  # never two in a row
        xy, ring = xy[~drop], ring[~drop]
    _, after = _neighbours(ring)
    courts = np.bincount(ring_part, minlength=len(polygons)) - 1
    return Outlines(xy, after, ring_part[ring], courts)


def _neighbours(ring: Ints) -> tuple[Ints, Ints]:
    """Return the positions of the corners before and after each on its ring."""
    size = np.bincount(ring)
    start = np.cumsum(size) - size
    here = np.arange(len(ring))
    first, last = here == start[ring], here + 1 == (start + size)[ring]
    return np.where(first, (start + size)[ring] - 1, here - 1), np.where(last, start[ring], here + 1)


def _distance(xy: Floats, a: Floats, b: Floats) -> Floats:
    """Return how far points stand from the lines through a and b; from a where these are one place."""
    along, to = b - a, xy - a
    length = np.hypot(*along.T)
    off = np.abs(along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0])
    beyond = (along * to).sum(axis=1)
    inside = (beyond > 0) & (beyond < length**2)
    return np.asarray(np.where(inside, off / np.maximum(length, 1e-9), np.hypot(*to.T)))


def rectangles(o: Outlines) -> tuple[Ints, Floats]:
    """Return which polygons are (nearly) rectangles, and their corners (k, 4, 2), a longer side first."""
    four = np.flatnonzero((o.sizes == 4) & (o.courts == 0))
    corners = o.xy[o.starts[four][:, None] + np.arange(4)]
    side = np.roll(corners, -1, axis=1) - corners
    length = np.hypot(side[..., 0], side[..., 1])
    unit = side / np.maximum(length, 1e-9)[..., None]
    cosine = np.abs((unit * np.roll(unit, -1, axis=1)).sum(axis=2))
    right = (cosine < RIGHT_ANGLE).all(axis=1) & (length > 0.1).all(axis=1)
    four, corners, length = four[right], corners[right], length[right]
    other = length[:, 1] + length[:, 3] > LONGER * (length[:, 0] + length[:, 2])
    corners[other] = np.roll(corners[other], -1, axis=1)
    return four, corners


def frames(o: Outlines) -> tuple[Floats, Floats]:
    """Return the box around each polygon along its longest side: its axis (p, 2) and length and width (p, 2) in metres.

    The axis is a unit vector along the box's longer side.
    """
    count = len(o.courts)
    side = o.xy[o.following] - o.xy
    length = np.hypot(*side.T)
    order = np.lexsort((-length, o.part))
    longest = order[o.starts]
    axis = side[longest] / np.maximum(length[longest], 1e-9)[:, None]
    along, across = local(o, axis)
    size = np.column_stack([_extent(v, o) for v in (along, across)]) if count else np.empty((0, 2))
    other = size[:, 1] > LONGER * size[:, 0]
    axis = np.where(other[:, None], np.column_stack([-axis[:, 1], axis[:, 0]]), axis)
    return axis, np.where(other[:, None], size[:, ::-1], size)


def local(o: Outlines, axis: Floats) -> tuple[Floats, Floats]:
    """Return where corners stand along the axis of their polygon and to the left of it, from its first corner."""
    to = o.xy - o.xy[o.starts][o.part]
    a = axis[o.part]
    return (to * a).sum(axis=1), a[:, 0] * to[:, 1] - a[:, 1] * to[:, 0]


def _extent(value: Floats, o: Outlines) -> Floats:
    return np.asarray(np.maximum.reduceat(value, o.starts) - np.minimum.reduceat(value, o.starts))
