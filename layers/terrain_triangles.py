"""The ground cut into right triangles: small where it bends, large where it is even.

Method: right-triangulated irregular networks (Evans, Kirkpatrick & Townsend 2001). A right triangle is halved from its
right angle to the middle of its longest side while a node within lies farther from its plane than it may. Whatever
halves a triangle halves its neighbour across that side too, so that no corner lies on a side. All is done level by
level in numpy, always in the same order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .triangulation import Floats, Ints

Mask = NDArray[np.bool_]
Heights = NDArray[np.floating]
INWARDS = 1e-7  # how far, of the way to the middle of the grid, a node is moved to lie in triangles of the grid only


@dataclass(frozen=True)
class TriangleLevel:
    """Triangles of one size: column and row (t, 2) of both ends of their longest side and of their right angle.

    Counter-clockwise in this order.
    """

    a: Ints
    b: Ints
    right: Ints

    @classmethod
    def first(cls, shape: tuple[int, int]) -> "TriangleLevel":
        """Return the one triangle, its short sides twice a power of two, that covers a grid (ny, nx)."""
        side = 2 * square_side(shape)
        return cls(np.array([[side, 0]]), np.array([[0, side]]), np.array([[0, 0]]))

    @property
    def is_finest(self) -> bool:
        """Whether they are half a cell each, so that no node lies in the middle of their longest side."""
        return bool((np.abs(self.a - self.b) == 1).any())

    @property
    def middle(self) -> Ints:
        """The node in the middle of each one's longest side."""
        return (self.a + self.b) // 2

    def of(self, rows: Ints | Mask) -> "TriangleLevel":
        """Return some of them."""
        return TriangleLevel(self.a[rows], self.b[rows], self.right[rows])

    def halves(self) -> "TriangleLevel":
        """Return both halves of each: triangle i gives 2 i at its end `a` and 2 i + 1 at its end `b`."""
        pairs = ((self.right, self.b), (self.a, self.right), (self.middle, self.middle))
        return TriangleLevel(*(np.stack(pair, axis=1).reshape(-1, 2) for pair in pairs))

    def beyond(self, shape: tuple[int, int]) -> tuple[Mask, Mask]:
        """Return which lie beyond a grid, and which reach over its edge."""
        last = (shape[1] - 1, shape[0] - 1)
        corners = np.stack([self.a, self.b, self.right])
        outside = (corners.min(axis=0) >= last).any(axis=1)
        return outside, ~outside & (corners.max(axis=0) > last).any(axis=1)

    def planes_at(self, points: Floats, of_point: Ints, heights: Heights) -> Floats:
        """Return the height of the plane of each point's (n, 2) triangle."""
        a, b, right = (corner[of_point] for corner in (self.a, self.b, self.right))
        ny, nx = heights.shape
        z_a, z_b, z = (
            heights[np.minimum(c[:, 1], ny - 1), np.minimum(c[:, 0], nx - 1)].astype(float) for c in (a, b, right)
        )
        leg = ((a - right) ** 2).sum(axis=1)
        to_a = ((points - right) * (a - right)).sum(axis=1) / leg
        to_b = ((points - right) * (b - right)).sum(axis=1) / leg
        return np.asarray(z + to_a * (z_a - z) + to_b * (z_b - z))


@dataclass(frozen=True)
class TerrainTriangles:
    """The triangles over a grid of `shape` (ny, nx).

    `halved_at` has the nodes, of a square that covers the grid, at which triangles are halved.
    """

    shape: tuple[int, int]
    halved_at: Mask = field(repr=False)

    @classmethod
    def of_heights(cls, heights: Heights, *, tolerance_m: Floats | float) -> "TerrainTriangles":
        """Return the fewest triangles of which no node lies farther off than `tolerance_m`: one number, or (ny, nx).

        A surface over them differs by no more from the surface over all nodes, anywhere: both are plane between nodes.
        """
        allowed = np.broadcast_to(np.asarray(tolerance_m, float), heights.shape).ravel()
        side = square_side(heights.shape)
        excess = np.zeros((side + 1, side + 1))  # times what is allowed, at the node that would halve a triangle
        levels = []
        for level, of_node, nodes in _levels(heights.shape):
            levels.append(level)
            if not level.is_finest:
                worst = np.where(level.beyond(heights.shape)[1], np.inf, 0.0)
                off = np.abs(level.planes_at(nodes, of_node, heights) - heights.ravel())
                np.maximum.at(worst, of_node, off / allowed)
                _raise_at(excess, level.middle, worst)
        for level in levels[-3::-1]:
            for end in (level.a, level.b):
                node = np.minimum((end + level.right) // 2, side)
                _raise_at(excess, level.middle, excess[node[:, 1], node[:, 0]])
        return cls(heights.shape, excess > 1)

    def halves(self, level: TriangleLevel) -> Mask:
        """Return which triangles of a level are halved."""
        if level.is_finest:
            return np.zeros(len(level.a), bool)
        return np.asarray(self.halved_at[level.middle[:, 1], level.middle[:, 0]])

    def corners(self) -> Ints:
        """Return the corners of the triangles (t, 3) as numbers of nodes, row by row of the grid, counter-clockwise."""
        level, found = TriangleLevel.first(self.shape), []
        while len(level.a):
            halved = self.halves(level)
            whole = level.of(~halved)
            found.append(np.stack([whole.a, whole.b, whole.right], axis=1))
            level = level.of(halved).halves()
            level = level.of(~level.beyond(self.shape)[0])
        return np.asarray(np.concatenate(found) @ np.array([1, self.shape[1]]))

    def levelled(self, heights: Heights) -> Floats:
        """Return the height (ny, nx) that the triangles have at each node, with those of `heights` at their corners."""
        made = np.full(heights.size, np.nan)
        left = np.arange(heights.size)
        for level, of_node, nodes in _levels(self.shape):
            whole = ~self.halves(level)[of_node[left]]
            here = left[whole]
            made[here] = level.planes_at(nodes[here], of_node[here], heights)
            left = left[~whole]
        return made.reshape(heights.shape)


def square_side(shape: tuple[int, int]) -> int:
    """Return how many cells wide the square is, a power of two, that covers a grid (ny, nx)."""
    return 1 << max(int(max(shape) - 2).bit_length(), 0)


def _levels(shape: tuple[int, int]) -> Iterator[tuple[TriangleLevel, Ints, Floats]]:
    """Yield all triangles of a grid by size, the largest first, with the one that each node lies in, and the nodes."""
    ny, nx = shape
    nodes = np.column_stack([np.tile(np.arange(nx), ny), np.repeat(np.arange(ny), nx)]).astype(float)
    within = nodes + (np.array([nx - 1, ny - 1]) / 2 - nodes) * INWARDS
    level, of_node = TriangleLevel.first(shape), np.zeros(len(nodes), np.int64)
    while True:
        yield level, of_node, nodes
        if level.is_finest:
            return
        at_b = ((within - level.middle[of_node]) * (level.b - level.a)[of_node]).sum(axis=1) > 0
        halves = level.halves()
        kept = ~halves.beyond(shape)[0]
        level, of_node = halves.of(kept), (np.cumsum(kept) - 1)[2 * of_node + at_b]


def _raise_at(values: Floats, nodes: Ints, to: Floats) -> None:
    """Raise in place the value at each node to the highest of those given for it."""
    np.maximum.at(values, (nodes[:, 1], nodes[:, 0]), to)
