"""Ways across squares: who may walk in an area walks straight over it, not along its edge."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.int64]
MOST_ENTRIES = 40  # pairs grow with the square: a plaza with more entries than this keeps its edge and its mapped ways
EDGE_M = 0.2  # rounding of a straight line that runs along the edge
BETWEEN = (0.25, 0.5, 0.75)  # shares of a line: one that has all these on the edge runs along it


def links_across(streets: gpd.GeoDataFrame, nodes: pd.DataFrame, links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return links straight across each square, between the places where other ways touch its edge.

    A square is a closed line of `streets` with `area` "yes". Only straight lines that stay inside it
    count; what a corner hides is reached along the edge. `nodes` and `links` as of `nodes_and_links`;
    the result has the columns of `links`.
    """
    lines = np.asarray(streets.geometry.values, dtype=object)
    is_square = (streets["area"] == "yes").to_numpy(bool) & shapely.is_closed(lines)
    row = links["row"].to_numpy()
    start, end = links["start"].to_numpy(), links["end"].to_numpy()
    xy = nodes[["x_m", "y_m"]].to_numpy(float)
    is_entry = _entries(row, start, end, is_square, len(nodes))
    pairs, squares = [np.zeros((0, 2), np.int64)], [np.zeros(0, np.int64)]
    for square in np.flatnonzero(is_square):
        edge = row == square
        entries = np.unique(np.concatenate([start[edge], end[edge]]))
        entries = entries[is_entry[entries]]
        if 2 <= len(entries) <= MOST_ENTRIES:
            pairs.append(_straight(entries, lines[square], xy))
            squares.append(np.full(len(pairs[-1]), square))
    ends = np.concatenate(pairs)
    columns = {"start": ends[:, 0].astype(np.int32), "end": ends[:, 1].astype(np.int32), "row": np.concatenate(squares)}
    return gpd.GeoDataFrame(columns, geometry=shapely.linestrings(xy[ends]), crs=links.crs)


def _entries(row: Ints, start: Ints, end: Ints, is_square: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Return which nodes other ways touch, or more than one square."""
    on_edge = is_square[row]
    touched = np.zeros(count, bool)
    touched[start[~on_edge]] = touched[end[~on_edge]] = True
    corners = pd.DataFrame({"node": start[on_edge], "square": row[on_edge]}).drop_duplicates()
    return touched | (np.bincount(corners["node"], minlength=count) > 1)


def _straight(entries: Ints, edge: shapely.LineString, xy: NDArray[np.float64]) -> Ints:
    """Return the pairs of entries whose straight line stays within the edge and does not run along it."""
    pairs = entries[np.stack(np.triu_indices(len(entries), k=1), axis=1)]
    area = shapely.make_valid(shapely.Polygon(edge)).buffer(EDGE_M)
    shapely.prepare(area)
    inside = shapely.covers(area, shapely.linestrings(xy[pairs]))
    between = [shapely.points(xy[pairs[:, 0]] * (1 - share) + xy[pairs[:, 1]] * share) for share in BETWEEN]
    along = np.all([shapely.dwithin(points, edge, EDGE_M) for points in between], axis=0)
    return np.asarray(pairs[inside & ~along], np.int64)
