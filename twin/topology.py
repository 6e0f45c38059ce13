"""Streets cut where they meet: nodes and links."""

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

SAME_PLACE_M = 0.05  # ends of drawn lines this near to each other, or to a mapped node, are one node
NO_OSM_NODE = -1


def nodes_and_links(
    streets: gpd.GeoDataFrame, *, cut_at: Collection[int] = ()
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Return the nodes and links of a table of streets.

    Ways meet where they share an OpenStreetMap node, never where they only cross: bridges and tunnels
    stay apart from what they cross.
    Lines without node numbers (from other files) meet where their vertices lie in one place. A
    link ends where ways meet, where a way ends, and at the OSM nodes of `cut_at` (barriers, crossings).

    Nodes: x_m, y_m, osm_node (-1 without number). Links: start, end (positions of nodes), row (position
    in `streets`), geometry.
    """
    lines = np.asarray(streets.geometry.values, dtype=object)
    xy, row = shapely.get_coordinates(lines, return_index=True)
    osm_node, number = _numbers(streets, xy, row)
    is_end = _is_end(number, row) | np.isin(osm_node, np.fromiter(cut_at, np.int64, len(cut_at)))
    vertex = np.flatnonzero(is_end)
    same_row = row[vertex[:-1]] == row[vertex[1:]]
    first, last = vertex[:-1][same_row], vertex[1:][same_row]
    used, place = np.unique(number[vertex], return_inverse=True)
    at = np.full(len(number), -1)
    at[vertex] = place
    sample = np.zeros(len(used), np.int64)
    sample[place] = vertex
    nodes = pd.DataFrame({"x_m": xy[sample, 0], "y_m": xy[sample, 1], "osm_node": osm_node[sample]})
    geometry = _pieces(xy, first, last)
    columns = {"start": at[first].astype(np.int32), "end": at[last].astype(np.int32), "row": row[first]}
    return nodes, gpd.GeoDataFrame(columns, geometry=geometry, crs=streets.crs)


def _numbers(
    streets: gpd.GeoDataFrame, xy: NDArray[np.float64], row: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (osm_node, number) of each vertex: one number for each place where lines meet."""
    ids = streets["node_ids"].tolist()
    counts = np.bincount(row, minlength=len(streets))
    known = np.array([n is not None and len(n) == count for n, count in zip(ids, counts, strict=True)], bool)
    osm_node = np.full(len(xy), NO_OSM_NODE, np.int64)
    is_known = known[row]
    flat = [node for nodes, k in zip(ids, known, strict=True) if k for node in nodes]
    osm_node[is_known] = flat
    _, number = np.unique(osm_node, return_inverse=True)
    number = number.astype(np.int64)
    drawn = np.flatnonzero(~is_known)
    if len(drawn):
        number[drawn] = _numbers_by_place(xy, drawn, np.flatnonzero(is_known), number)
    return osm_node, number


def _numbers_by_place(
    xy: NDArray[np.float64], drawn: NDArray[np.int64], mapped: NDArray[np.int64], number: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return numbers of drawn vertices: that of a mapped node in the same place, else one of their own place."""
    cells = np.round(xy[drawn] / SAME_PLACE_M).astype(np.int64)
    _, own = np.unique(cells, axis=0, return_inverse=True)
    made = number.max(initial=-1) + 1 + own.reshape(-1)
    if len(mapped):
        near = shapely.STRtree(shapely.points(xy[mapped]))
        which, at = near.query_nearest(shapely.points(xy[drawn]), max_distance=SAME_PLACE_M, all_matches=False)
        made[which] = number[mapped[at]]
    return np.asarray(made, np.int64)


def _is_end(number: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which vertices are the end of a line or stand in more than one place of the lines."""
    end = np.zeros(len(row), bool)
    end[[0, -1] if len(row) else []] = True
    change = np.flatnonzero(row[1:] != row[:-1])
    end[change] = end[change + 1] = True
    return end | (np.bincount(number)[number] > 1)


def _pieces(xy: NDArray[np.float64], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the lines from vertex `first` to vertex `last`, both included."""
    counts = last - first + 1
    piece = np.repeat(np.arange(len(first)), counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(shapely.linestrings(xy[first[piece] + offset], indices=piece), dtype=object)
