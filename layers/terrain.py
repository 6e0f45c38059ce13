"""The ground: a height at every point, and a surface to stand on."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import shapely
from affine import Affine
from numpy.typing import ArrayLike, NDArray

from geodata.frame import CityFrame
from geodata.language import N_
from geodata.raster import Raster

from .mesh import Mesh, flat_areas, joined, ribbons, welded, with_used_points
from .terrain_folds import bent, farthest_off, folded, runs_of
from .terrain_triangles import TerrainTriangles
from .triangulation import Floats

FLAT_TITLE = N_("No terrain model: the ground is flat")
DEM_TITLE = N_("Ground from a terrain model")
EVEN_M = 0.002  # nodes that lie so near the plane of others bend nothing
FOLD_M = 0.03  # how far a band may lie off the ground: less than half of what a carriageway is above a pavement


@dataclass(frozen=True)
class Terrain:
    """Heights on a regular grid of nodes, joined by triangles; one flat height without a grid.

    `heights` is (ny, nx) in metres, row 0 in the south; node (0, 0) stands at `corner` (x, y of the
    frame's CRS), nodes are `step_m` apart. Between nodes the surface is plane over half a cell; diagonals of cells
    meet in the nodes of odd column and row. `triangles` are larger where it stays plane: the same surface for
    questions, draping and drawing. `error_m` is how far it lies at most from the heights it was made of,
    `built_error_m` the same where buildings and streets stand, `built_error_90_m` what nine of ten places there keep.
    """

    crs: str
    bounds: tuple[float, float, float, float]
    corner: tuple[float, float]
    step_m: float
    heights: NDArray[np.float32] = field(repr=False)
    source: str = ""
    error_m: float = 0.0
    built_error_m: float = 0.0
    built_error_90_m: float = 0.0

    @classmethod
    def flat(cls, frame: CityFrame, *, height_m: float = 0.0) -> "Terrain":
        """Return ground of one height, for a city without a terrain model."""
        xmin, ymin, xmax, ymax = frame.bounds
        size = max(xmax - xmin, ymax - ymin)
        return cls(frame.crs, frame.bounds, (xmin, ymin), size, np.full((1, 1), height_m, np.float32))

    @classmethod
    def from_raster(cls, raster: Raster, *, source: str) -> "Terrain":
        """Return the ground of a raster in the frame's CRS, north up, square cells, without holes."""
        transform, (rows, columns) = raster.transform, raster.values.shape
        step = float(transform.a)
        west, north = transform.c + step / 2, transform.f - step / 2
        south = north - (rows - 1) * step
        bounds = (west, south, west + (columns - 1) * step, north)
        return cls(raster.crs, bounds, (west, south), step, raster.values[::-1].astype(np.float32), source)

    def as_raster(self) -> Raster:
        """Return the grid of heights as a raster, for keeping it in a file."""
        west, south = (c - self.step_m / 2 for c in self.corner)
        north = south + len(self.heights) * self.step_m
        transform = Affine(self.step_m, 0, west, 0, -self.step_m, north)
        return Raster(self.heights[::-1].astype(np.float32), transform, self.crs, "m", self.source)

    def simplified(self, tolerance_m: Floats | float) -> "Terrain":
        """Return the ground of fewer triangles, nowhere farther off than `tolerance_m`: one number, or (ny, nx)."""
        if self.is_flat:
            return self
        triangles = TerrainTriangles.of_heights(self.heights, tolerance_m=tolerance_m)
        made = triangles.levelled(self.heights).astype(np.float32)
        return replace(self, heights=made, error_m=float(np.abs(made - self.heights).max()))

    @cached_property
    def triangles(self) -> TerrainTriangles:
        """The fewest triangles that have its heights."""
        return TerrainTriangles.of_heights(self.heights, tolerance_m=EVEN_M)

    @property
    def is_flat(self) -> bool:
        """Whether there is no terrain model."""
        return self.heights.size == 1

    @property
    def title(self) -> str:
        """The sentence that says what the ground is."""
        return FLAT_TITLE if self.is_flat else DEM_TITLE

    def heights_at(self, xy: Floats) -> Floats:
        """Return the ground's height in metres at points (n, 2); beyond the grid that of its edge."""
        if self.is_flat:
            return np.full(len(xy), float(self.heights[0, 0]))
        ny, nx = self.heights.shape
        u = np.clip((xy[:, 0] - self.corner[0]) / self.step_m, 0, nx - 1)
        v = np.clip((xy[:, 1] - self.corner[1]) / self.step_m, 0, ny - 1)
        i, j = np.minimum(u.astype(int), nx - 2), np.minimum(v.astype(int), ny - 2)
        u, v = u - i, v - j
        falling = (i + j) % 2 == 1  # its diagonal runs from north-west to south-east: as the other, seen from the east
        west, east = np.where(falling, i + 1, i), np.where(falling, i, i + 1)
        u = np.where(falling, 1 - u, u)
        h = self.heights.astype(np.float64, copy=False)
        sw, se, nw, ne = h[j, west], h[j, east], h[j + 1, west], h[j + 1, east]
        lower = sw + u * (se - sw) + v * (ne - se)
        upper = sw + v * (nw - sw) + u * (ne - nw)
        return np.asarray(np.where(u >= v, lower, upper))

    def nodes(self) -> Floats:
        """Return where the nodes of the grid stand, (ny × nx, 2), row by row from the south."""
        ny, nx = self.heights.shape
        x = self.corner[0] + np.arange(nx) * self.step_m
        y = self.corner[1] + np.arange(ny) * self.step_m
        return np.column_stack([np.tile(x, ny), np.repeat(y, nx)])

    def areas(self, polygons: ArrayLike, *, lift_m: float) -> Mesh:
        """Return polygons laid on the ground, `lift_m` above it, folded where the ground folds."""
        geometry = np.asarray(polygons, dtype=object)
        if self.is_flat:
            return flat_areas(geometry, self.heights_at, lift_m=lift_m)
        pieces, row = folded(geometry, self.triangles, corner=self.corner, step_m=self.step_m)
        return welded(flat_areas(pieces, self.heights_at, lift_m=lift_m).at_rows(row))

    def ribbons(self, lines: ArrayLike, width_m: ArrayLike, *, lift_m: ArrayLike) -> Mesh:
        """Return lines as bands of their width, `lift_m` above the ground, folded where they lie on it and it folds.

        So of two bands on the ground the one with the greater lift is above the other everywhere. `lift_m` is one for
        all or one for each.
        """
        along = self.along(np.asarray(lines, dtype=object))
        bands = ribbons(along, width_m, self.heights_at, lift_m=lift_m)
        return bands if self.is_flat else self._draped(bands, np.broadcast_to(np.asarray(lift_m, float), len(along)))

    def _draped(self, bands: Mesh, lift_m: Floats) -> Mesh:
        """Return bands of which those that lie on the ground are folded where it bends, the others as they are."""
        corners, lift = bands.points[bands.quads], lift_m[bands.quad_row]
        off = corners[..., 2] - self.heights_at(corners[..., :2].reshape(-1, 2)).reshape(-1, 4) - lift[:, None]
        folds = np.abs(off).max(axis=1, initial=0.0) < EVEN_M
        folds[folds] = (
            farthest_off(corners[folds, :, :2], self.heights_at, corner=self.corner, step_m=self.step_m) > FOLD_M
        )
        if not folds.any():
            return bands
        areas, row = runs_of(corners[folds, :, :2], bands.quad_row[folds])
        pieces, piece = folded(areas, self.triangles, corner=self.corner, step_m=self.step_m)
        made = [replace(bands, quads=bands.quads[~folds], quad_row=bands.quad_row[~folds])]
        row = row[piece]
        for each in np.unique(lift_m[row]):
            alike = lift_m[row] == each
            made.append(welded(flat_areas(pieces[alike], self.heights_at, lift_m=each).at_rows(row[alike])))
        return with_used_points(joined(made))

    def along(self, lines: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return lines with a point wherever the ground under them bends."""
        if self.is_flat:
            return lines
        return bent(lines, self.heights_at, corner=self.corner, step_m=self.step_m)

    def mesh(self) -> Mesh:
        """Return the ground itself as one feature: two triangles where it is flat, else those of its heights."""
        if self.is_flat:
            return flat_areas([shapely.box(*self.bounds)], self.heights_at, lift_m=0)
        used, corners = np.unique(self.triangles.corners(), return_inverse=True)
        points = np.column_stack([self.nodes()[used], self.heights.ravel()[used].astype(np.float64)])
        none = np.empty(0, np.int64)
        triangles = corners.reshape(-1, 3)
        return Mesh(points, triangles, np.zeros(len(triangles), np.int64), none.reshape(0, 4), none)
