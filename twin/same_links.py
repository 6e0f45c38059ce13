"""The links of a city's graph that are those of its base, and the places on them that need not be sought again."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from .city import City
from .mobility import MobilityGraph
from .opened_places import PLACE, former_links, main_places, places_within
from .snapping import SNAP_LIMIT_M, snap_to_any

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
MOST_PIECES = 1_000_000  # of one street


def links_now(city: City) -> Ints | None:
    """Return the link that each link of the base is now, -1 for one that is gone or runs otherwise; not to be edited.

    None for a city that takes nothing over, or whose links stand in another order: of equally near links the first is
    taken, so places on them may be others.
    """
    if city.base is None or city.made_anew:
        return None
    base, graph = city.base.mobility, city.mobility
    if graph.has_links_of(base):
        return np.arange(len(base.links))
    return city.kept("links now", lambda: _links_now(base, graph))


def _links_now(base: MobilityGraph, graph: MobilityGraph) -> Ints | None:
    streets = pd.Index(pd.unique(base.links["street"].astype(object).dropna()))
    was, now = (_pieces(each, streets) for each in (base, graph))
    known = np.flatnonzero(now >= 0)
    order = known[np.argsort(now[known], kind="stable")]
    at = np.searchsorted(now[order], was)
    found = np.append(order, -1)[at]
    found[(was < 0) | (np.append(now[order], -1)[at] != was)] = -1
    kept = np.flatnonzero(found >= 0)
    lines = (np.asarray(each.links.geometry.values, dtype=object) for each in (base, graph))
    theirs, ours = next(lines)[kept], next(lines)[found[kept]]
    found[kept[~shapely.equals_identical(theirs, ours)]] = -1
    return found if (np.diff(found[found >= 0]) > 0).all() else None


def _pieces(graph: MobilityGraph, streets: pd.Index) -> Ints:
    """Return a number for each link that says which piece of which of these streets it is, -1 for others."""
    of = graph.links["street"].cat
    code = np.append(streets.get_indexer(of.categories.astype(object)), -1)[of.codes.to_numpy()]
    piece = pd.Series(code).groupby(code).cumcount().to_numpy()
    return np.where(code >= 0, code * MOST_PIECES + piece, -1)


def lost_and_gained(city: City, now: Ints, links: Ints, *, mode: str) -> tuple[Bools, Ints]:
    """Return which links of the base are none of `links` any more, and which of `links` were no usable ones there.

    `now` as of `links_now`; the first with one more at the end, False, for what has no link, -1.
    """
    assert city.base is not None
    among = np.zeros(len(city.mobility.links) + 1, bool)
    among[links] = True
    lost = np.append(~among[now], False)  # a link that is gone is -1, the last, which is none of them
    images = now[city.base.mobility.usable_links(mode)]
    return lost, city.mobility.without(links, images[images >= 0])


def main_places_after(
    city: City, now: Ints, before: pd.DataFrame, x_m: ArrayLike, y_m: ArrayLike, *, mode: str, new: Bools | None = None
) -> pd.DataFrame:
    """Return what `main_places` gives of points, from their main places in the base; these themselves if all stay.

    Only points whose link is gone or closed, that had none, or that are `new` are sought among all links. The others
    may come out on ways that were none before, as pieces of a street that was cut: where these are nearer, or as near
    and come first.
    """
    graph, x, y = city.mobility, np.asarray(x_m, float), np.asarray(y_m, float)
    lost, gained = lost_and_gained(city, now, former_links(graph, mode), mode=mode)
    was = before["link"].to_numpy()
    again = lost[was] | ((was < 0) & (len(graph.opened_links(mode)) > 0))
    anew = np.flatnonzero(again if new is None else again | new)
    link = np.append(now, -1)[was]
    if not len(anew) and not len(gained) and np.array_equal(link, was):
        return before
    made = {"link": link, **{name: before[name].to_numpy().copy() for name in PLACE[1:]}}
    if len(gained):
        _take(made, _nearer(graph, gained, made, x, y))
    if len(anew):
        found = main_places(graph, snap_to_any(graph, x[anew], y[anew]), x[anew], y[anew], mode=mode)
        _take(made, found.assign(point=anew))
    return pd.DataFrame(made)


def _nearer(graph: MobilityGraph, links: Ints, made: dict[str, NDArray[Any]], x: Floats, y: Floats) -> pd.DataFrame:
    """Return the places of points on some links that are nearer than those they have, or as near and come first."""
    reach_m = np.nan_to_num(made["snap_m"], nan=SNAP_LIMIT_M)
    places = places_within(graph, links, x, y, reach_m).sort_values(["point", "snap_m", "link"])
    places = places.drop_duplicates("point")
    had, had_m = made["link"][places["point"]], reach_m[places["point"]]
    metres, link = places["snap_m"].to_numpy(), places["link"].to_numpy()
    better = (had < 0) | (metres < had_m) | ((metres == had_m) & (link < had))
    return places.iloc[np.flatnonzero(better)]


def _take(made: dict[str, NDArray[Any]], places: pd.DataFrame) -> None:
    for name in PLACE:
        made[name][places["point"].to_numpy()] = places[name].to_numpy()
