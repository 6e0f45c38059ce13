"""The ground: a height at every point, and a surface to stand on."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from affine import Affine
from numpy.typing import ArrayLike, NDArray

from geodata.frame import CityFrame
from geodata.language import N_
from geodata.raster import Raster

from .mesh import Mesh, flat_areas, ribbons
from .triangulation import Floats, Ints

FLAT_TITLE = N_("No terrain model: the ground is flat")
DEM_TITLE = N_("Ground from a terrain model")


@dataclass(frozen=True)
class Terrain:
    """Heights on a regular grid of nodes, joined by triangles; one flat height without a grid.

    `heights` is (ny, nx) in metres, row 0 in the south; node (0, 0) stands at `corner` (x, y of the
    frame's CRS), nodes are `step_m` apart. Between nodes the surface is the triangle of the cell's
    south-west to north-east diagonal, the same for questions, draping and drawing.
    """

    crs: str
    bounds: tuple[float, float, float, float]
    corner: tuple[float, float]
    step_m: float
    heights: NDArray[np.float32] = field(repr=False)
    source: str = ""

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
        h = self.heights.astype(np.float64, copy=False)
        sw, se, nw, ne = h[j, i], h[j, i + 1], h[j + 1, i], h[j + 1, i + 1]
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
        pieces, row = self._folded(geometry)
        mesh = flat_areas(pieces, self.heights_at, lift_m=lift_m)
        return mesh.at_rows(row)

    def ribbons(self, lines: ArrayLike, width_m: ArrayLike, *, lift_m: float) -> Mesh:
        """Return lines as bands of their width, `lift_m` above the ground."""
        geometry = np.asarray(lines, dtype=object)
        if not self.is_flat:
            geometry = shapely.segmentize(geometry, self.step_m / 3)
        return ribbons(geometry, width_m, self.heights_at, lift_m=lift_m)

    def mesh(self) -> Mesh:
        """Return the ground itself as one feature: two triangles where it is flat, else the grid."""
        if self.is_flat:
            return flat_areas([shapely.box(*self.bounds)], self.heights_at, lift_m=0)
        ny, nx = self.heights.shape
        points = np.column_stack([self.nodes(), self.heights.ravel()])
        sw = (np.arange(ny - 1)[:, None] * nx + np.arange(nx - 1)).ravel()
        triangles = np.concatenate(
            [np.column_stack([sw, sw + 1, sw + nx + 1]), np.column_stack([sw, sw + nx + 1, sw + nx])]
        )
        none = np.empty(0, np.int64)
        row = np.zeros(len(triangles), np.int64)
        return Mesh(points.astype(np.float64), triangles, row, none.reshape(0, 4), none)

    def _folded(self, polygons: NDArray[np.object_]) -> tuple[NDArray[np.object_], Ints]:
        """Return polygons cut along the edges of the ground's triangles, with each piece's origin."""
        pieces, row = _polygons_of(polygons, np.arange(len(polygons)))
        for axis in (0, 1):
            pieces, row = self._cut_in_bands(pieces, row, axis)
        return self._cut_at_diagonals(pieces, row)

    def _cut_in_bands(self, pieces: NDArray[np.object_], row: Ints, axis: int) -> tuple[NDArray[np.object_], Ints]:
        """Halve pieces at grid lines until each lies between two: short work even for long outlines."""
        done = [(pieces[:0], row[:0])]
        last = self.heights.shape[1 - axis] - 1
        while len(pieces):
            bounds = shapely.bounds(pieces)
            low = np.floor((bounds[:, axis] - self.corner[axis]) / self.step_m + 1e-9).clip(0, last - 1)
            high = np.ceil((bounds[:, axis + 2] - self.corner[axis]) / self.step_m - 1e-9).clip(1, last)
            wide = high - low > 1
            done.append((pieces[~wide], row[~wide]))
            if not wide.any():
                break
            pieces, row, bounds = pieces[wide], row[wide], bounds[wide]
            middle = self.corner[axis] + np.floor((low + high)[wide] / 2) * self.step_m
            lower, upper = bounds.copy(), bounds.copy()
            lower[:, axis + 2] = upper[:, axis] = middle
            boxes = np.concatenate([shapely.box(*lower.T), shapely.box(*upper.T)])
            halves = shapely.intersection(np.tile(pieces, 2), boxes)
            pieces, row = _polygons_of(halves, np.tile(row, 2))
        return np.concatenate([d[0] for d in done]), np.concatenate([d[1] for d in done])

    def _cut_at_diagonals(self, pieces: NDArray[np.object_], row: Ints) -> tuple[NDArray[np.object_], Ints]:
        bounds = shapely.bounds(pieces)
        corner = np.asarray(self.corner)
        middle = (bounds[:, :2] + bounds[:, 2:]) / 2
        sw = corner + np.floor((middle - corner) / self.step_m) * self.step_m
        se, nw, ne = (sw + np.multiply(self.step_m, unit) for unit in ((1, 0), (0, 1), (1, 1)))
        halves = [shapely.polygons(np.stack(c, axis=1)) for c in ((sw, se, ne, sw), (sw, ne, nw, sw))]
        # Pieces beyond the grid lie on its edge height: their cell's triangles still cover them only
        # where the cell does, so they stay whole.
        inside = shapely.covers(shapely.box(*self.bounds), pieces)
        cut = [shapely.intersection(pieces[inside], half[inside]) for half in halves]
        made, made_row = _polygons_of(np.concatenate(cut), np.tile(row[inside], 2))
        return np.concatenate([made, pieces[~inside]]), np.concatenate([made_row, row[~inside]])


def _polygons_of(geometry: NDArray[np.object_], row: Ints) -> tuple[NDArray[np.object_], Ints]:
    parts, index = shapely.get_parts(geometry, return_index=True)
    inner, inner_index = shapely.get_parts(parts, return_index=True)
    keep = (shapely.get_type_id(inner) == 3) & (shapely.area(inner) > 1e-6)
    return inner[keep], row[index[inner_index[keep]]]
