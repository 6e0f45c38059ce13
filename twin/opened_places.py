"""Places on ways that edits opened, beside those that points have anyway: so a new way takes nobody farther.

Where a new way is nearer than the one a point came out on, it comes out on both.
"""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from .mobility import MobilityGraph
from .snapping import SNAP_LIMIT_M, places_on

PLACE = ("link", "fraction", "snap_m")


def former_links(graph: MobilityGraph, mode: str) -> NDArray[np.int64]:
    """Return the usable links that no edit opened: where trips could start or end before, and still can."""
    return graph.without(graph.usable_links(mode), graph.opened_links(mode))


def main_places(
    graph: MobilityGraph, places: pd.DataFrame, x_m: ArrayLike, y_m: ArrayLike, *, mode: str
) -> pd.DataFrame:
    """Return the place of each point on the nearest way of a mode that no edit opened; where none is near, on any.

    `places`: as `snapping.snap_to_any` gives them; columns and rows as theirs.
    """
    opened = graph.opened_links(mode)
    made = places_on(graph, places, x_m, y_m, links=former_links(graph, mode))
    lost = np.flatnonzero(made["link"].to_numpy() < 0)
    if not len(opened) or not len(lost):
        return made
    x, y = (np.asarray(values, float)[lost] for values in (x_m, y_m))
    found = places_on(graph, places.iloc[lost], x, y, links=opened)
    columns = {name: made[name].to_numpy().copy() for name in PLACE}
    for name, column in columns.items():
        column[lost] = found[name].to_numpy()
    return pd.DataFrame(columns)


def further_places(
    graph: MobilityGraph, main: pd.DataFrame, x_m: ArrayLike, y_m: ArrayLike, *, mode: str
) -> pd.DataFrame:
    """Return the places of points on opened ways that are nearer than their main one, or than the limit without one.

    Columns point (position), link, fraction, snap_m, by point; a row for each way.
    """
    links = graph.opened_links(mode)
    if not len(links):
        return pd.DataFrame({"point": [], **{name: [] for name in PLACE}}).astype({"point": np.int64, "link": np.int64})
    reach_m = np.nan_to_num(main["snap_m"].to_numpy(float), nan=SNAP_LIMIT_M)
    reach_m[np.isin(main["link"].to_numpy(), links)] = SNAP_LIMIT_M
    made = places_within(graph, links, x_m, y_m, reach_m)
    is_other = made["link"].to_numpy() != main["link"].to_numpy()[made["point"]]
    return made.loc[np.flatnonzero(is_other)]


def all_places(graph: MobilityGraph, main: pd.DataFrame, x_m: ArrayLike, y_m: ArrayLike, *, mode: str) -> pd.DataFrame:
    """Return main and further places of points together: point (position), link, fraction, snap_m; by point."""
    return with_further(main.assign(point=np.arange(len(main))), further_places(graph, main, x_m, y_m, mode=mode))


def with_further(places: pd.DataFrame, further: pd.DataFrame, *, by: str = "point") -> pd.DataFrame:
    """Return places in the order of a column, with further ones among them, each after those of the same number."""
    if not len(further):
        return places
    return pd.concat([places, further]).sort_values(by, kind="stable").reset_index(drop=True)


def places_within(
    graph: MobilityGraph, links: NDArray[np.int64], x_m: ArrayLike, y_m: ArrayLike, reach_m: ArrayLike
) -> pd.DataFrame:  # fmt: skip
    """Return the nearest place of each point on every one of some links within reach, as `further_places` does."""
    lines = np.asarray(graph.links.geometry.values, dtype=object)[links]
    x, y, reach = (np.asarray(values, float) for values in (x_m, y_m, reach_m))
    west, south, east, north = shapely.total_bounds(lines)
    # Most points of a city are far from the few ways that edits open: making them shapes takes longer than the rest.
    near = np.flatnonzero((x >= west - reach) & (x <= east + reach) & (y >= south - reach) & (y <= north + reach))
    points = shapely.points(x[near], y[near])
    point, at = shapely.STRtree(lines).query(points, predicate="dwithin", distance=reach[near])
    order = np.lexsort((at, point))
    point, at = point[order], at[order]
    fraction = np.clip(shapely.line_locate_point(lines[at], points[point], normalized=True), 0.0, 1.0)
    metres = shapely.distance(points[point], lines[at])
    return pd.DataFrame({"point": near[point], "link": links[at], "fraction": fraction, "snap_m": metres})
