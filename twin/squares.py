"""Ways across squares: who may walk in an area walks straight over it, not along its edge."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

MOST_ENTRIES = 40  # pairs grow with the square: a plaza with more entries than this keeps its edge and its mapped ways
EDGE_M = 0.2  # rounding of a straight line that runs along the edge


def links_across(streets: gpd.GeoDataFrame, nodes: pd.DataFrame, links: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return links straight across each square, between the places where other ways touch its edge.

    A square is a closed line of `streets` with `area` "yes". Only straight lines that stay inside it
    count; what a corner hides is reached along the edge. `nodes` and `links` as of `nodes_and_links`;
    the result has the columns of `links`.
    """
    lines = np.asarray(streets.geometry.values, dtype=object)
    is_square = (streets["area"] == "yes").to_numpy(bool) & shapely.is_closed(lines)
    made = [links.iloc[:0]]
    row = links["row"].to_numpy()
    start, end = links["start"].to_numpy(), links["end"].to_numpy()
    on_edge = is_square[row]
    elsewhere = np.zeros(len(nodes), bool)
    elsewhere[start[~on_edge]] = elsewhere[end[~on_edge]] = True
    squares_at = pd.Series(row[on_edge]).groupby(start[on_edge]).nunique().reindex(range(len(nodes)), fill_value=0)
    is_entry = elsewhere | (squares_at.to_numpy() > 1)
    for square in np.flatnonzero(is_square):
        edge = np.flatnonzero(row == square)
        entries = np.unique(np.concatenate([start[edge], end[edge]]))
        entries = entries[is_entry[entries]]
        if 2 <= len(entries) <= MOST_ENTRIES:
            made.append(_straight(entries, int(square), lines[square], nodes, links))
    return pd.concat(made, ignore_index=True)


def _straight(
    entries: np.ndarray, row: int, edge: shapely.LineString, nodes: pd.DataFrame, links: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the straight links between entries that stay within the edge and are none of the edge's own."""
    a, b = np.triu_indices(len(entries), k=1)
    xy = nodes[["x_m", "y_m"]].to_numpy()[entries]
    across = shapely.linestrings(np.stack([xy[a], xy[b]], axis=1))
    area = shapely.make_valid(shapely.Polygon(edge)).buffer(EDGE_M)
    shapely.prepare(area)
    inside = shapely.covers(area, across) & ~shapely.covers(edge.buffer(EDGE_M), across)
    columns = {"start": entries[a[inside]].astype(np.int32), "end": entries[b[inside]].astype(np.int32), "row": row}
    return gpd.GeoDataFrame(columns, geometry=across[inside], crs=links.crs)
