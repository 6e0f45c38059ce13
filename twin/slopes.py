"""How links rise and fall: heights of nodes, and pieces of links short enough to have one grade."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, diags
from scipy.sparse.linalg import spsolve

from layers.terrain import Terrain

CONTRADICTION_M = 10.0  # a terrain model errs by metres, by this much seldom: then the mapped incline is wrong
PIECE_M = 30.0  # as the finest terrain: shorter pieces would only repeat its noise
SHORTEST_M = 1.0  # below this a rise says nothing of a grade


@dataclass(frozen=True)
class Slopes:
    """Pieces of links: the link, the length in metres and the grade (rise by length, from start to end) of each."""

    link: NDArray[np.int64]
    length_m: NDArray[np.float64]
    grade: NDArray[np.float64]

    def climb_m(self, count: int) -> NDArray[np.float64]:
        """Return the metres each of `count` links rises from its start to its end, falls not counted."""
        return np.asarray(np.bincount(self.link, np.maximum(self.grade, 0) * self.length_m, minlength=count), float)

    def descent_m(self, count: int) -> NDArray[np.float64]:
        """Return the metres each of `count` links falls from its start to its end, rises not counted."""
        return np.asarray(np.bincount(self.link, np.maximum(-self.grade, 0) * self.length_m, minlength=count), float)


def node_heights(
    x_m: NDArray[np.float64], y_m: NDArray[np.float64], links: gpd.GeoDataFrame, terrain: Terrain
) -> NDArray[np.float64]:
    """Return the height of each node: the ground's, and on bridges and in tunnels evenly between their ends.

    `links` has start, end, length_m and `off_ground`. A node between off-ground links only gets the
    height that lets every such link rise evenly: the weighted mean of its neighbours (harmonic).
    """
    ground = np.asarray(terrain.heights_at(np.column_stack([x_m, y_m])), float)
    if terrain.is_flat:
        return ground
    off = links["off_ground"].to_numpy(bool)
    start, end = links["start"].to_numpy(), links["end"].to_numpy()
    stands = np.zeros(len(ground), bool)
    stands[start[~off]] = stands[end[~off]] = True
    dead_end = np.bincount(np.concatenate([start, end]), minlength=len(ground)) == 1
    floating = ~stands & ~dead_end
    if not floating.any():
        return ground
    weight = 1.0 / np.maximum(links["length_m"].to_numpy(float)[off], SHORTEST_M)
    shape = (len(ground), len(ground))
    one_way = coo_matrix((weight, (start[off], end[off])), shape=shape).tocsr()
    joined = one_way + one_way.T
    pull = diags(np.asarray(joined.sum(axis=1)).ravel()) - joined
    inner = np.flatnonzero(floating)
    given = -(pull[inner][:, np.flatnonzero(~floating)] @ ground[~floating])
    heights = ground.copy()
    heights[inner] = spsolve(pull[inner][:, inner].tocsc(), given)
    return np.where(np.isfinite(heights), heights, ground)


def slopes_of(links: gpd.GeoDataFrame, z_m: NDArray[np.float64], terrain: Terrain) -> Slopes:
    """Return the pieces of all links with their grade; one piece for each link on flat ground.

    `links` has start, end, length_m, off_ground and `incline_percent`, which where it is mapped (NaN elsewhere) is the
    grade of the whole link: a ramp of ten metres is not in any terrain model. Where a terrain model
    contradicts it by more than ten metres of height, the terrain counts. `z_m`: heights of nodes.
    """
    length = links["length_m"].to_numpy(float)
    tagged = links["incline_percent"].to_numpy(float) / 100.0
    rise = z_m[links["end"].to_numpy()] - z_m[links["start"].to_numpy()]
    if not terrain.is_flat:
        tagged = np.where(np.abs(tagged * length - rise) > CONTRADICTION_M, np.nan, tagged)
    even = np.where(np.isfinite(tagged), tagged, rise / np.maximum(length, SHORTEST_M))
    whole = np.arange(len(links))
    if terrain.is_flat:
        return Slopes(whole, length, even)
    by_ground = np.flatnonzero(~links["off_ground"].to_numpy(bool) & ~np.isfinite(tagged) & (length > PIECE_M))
    rest = np.setdiff1d(whole, by_ground)
    cut = shapely.segmentize(np.asarray(links.geometry.values, dtype=object)[by_ground], PIECE_M)
    xy, piece = shapely.get_coordinates(cut, return_index=True)
    heights = np.asarray(terrain.heights_at(xy), float)
    step = np.hypot(*np.diff(xy, axis=0).T)
    inside = (piece[1:] == piece[:-1]) & (step > 0)
    grade = np.diff(heights)[inside] / np.maximum(step[inside], SHORTEST_M)
    return Slopes(
        np.concatenate([by_ground[piece[1:][inside]], rest]),
        np.concatenate([step[inside], length[rest]]),
        np.concatenate([grade, even[rest]]),
    )
