"""Links cut at points along them, so that something can join the graph in the middle of a street."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

NEAR_END_M = 1.0  # nearer to an end than this, the end itself serves


def with_cuts(
    nodes: pd.DataFrame, links: gpd.GeoDataFrame, link: NDArray[np.int64], fraction: NDArray[np.float64]
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, NDArray[np.int64]]:
    """Return nodes and links cut at points, and the node that each point became.

    Point k lies on `link[k]` at `fraction[k]` of its length. Nodes and links as of `nodes_and_links`;
    new nodes come after the old ones and have no OSM number. A point within a metre of an end is that end.
    """
    lines = np.asarray(links.geometry.values, dtype=object)
    length = shapely.length(lines[link])
    along = fraction * length
    at = np.where(along * 2 <= length, links["start"].to_numpy()[link], links["end"].to_numpy()[link]).astype(np.int64)
    inner = np.flatnonzero((along > NEAR_END_M) & (along < length - NEAR_END_M))
    places, which = np.unique(np.round(np.column_stack([link, along])[inner], 2), axis=0, return_inverse=True)
    at[inner] = len(nodes) + which.reshape(-1)
    cut_links = places[:, 0].astype(np.int64)
    points = shapely.line_interpolate_point(lines[cut_links], places[:, 1])
    new_nodes = pd.DataFrame({"x_m": shapely.get_x(points), "y_m": shapely.get_y(points), "osm_node": -1})
    pieces = _pieces(links, places, first_node=len(nodes))
    kept = links.drop(index=links.index[np.unique(cut_links)])
    return (
        pd.concat([nodes, new_nodes], ignore_index=True),
        pd.concat([kept, pieces], ignore_index=True) if len(pieces) else links,
        at,
    )


def _pieces(links: gpd.GeoDataFrame, places: NDArray[np.float64], *, first_node: int) -> gpd.GeoDataFrame:
    """Return the pieces of links cut at `places` (link, metres along), sorted by link and metres."""
    cut, first, count = np.unique(places[:, 0].astype(np.int64), return_index=True, return_counts=True)
    whole = links.iloc[np.repeat(cut, count + 1)].reset_index(drop=True)
    lines = np.asarray(whole.geometry.values, dtype=object)
    begins = np.insert(places[:, 1], first, 0.0)
    ends = np.insert(places[:, 1], first + count, shapely.length(np.asarray(links.geometry.values, dtype=object)[cut]))
    node = first_node + np.arange(len(places))
    made = whole.assign(
        start=np.insert(node, first, links["start"].to_numpy()[cut]).astype(links["start"].dtype),
        end=np.insert(node, first + count, links["end"].to_numpy()[cut]).astype(links["end"].dtype),
    )
    pieces = [substring(*piece) for piece in zip(lines, begins, ends, strict=True)]
    return made.set_geometry(gpd.GeoSeries(pieces, crs=links.crs))
