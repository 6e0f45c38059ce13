"""The seconds between one place and many, from a search that began at the one."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .mobility import MobilityGraph
from .search import at_places
from .snapping import Place, Seeds, place_table, seconds_on_link


def seconds_from_starts(
    graph: MobilityGraph,
    starts: pd.DataFrame,
    node_s: NDArray[np.float64],
    places: pd.DataFrame,
    seeds: Seeds,
    *,
    mode: str,
) -> NDArray[np.float64]:
    """Return the seconds to each of many places in a search that began at several, inf where there is no way.

    `starts`: link, fraction, seconds (when one is there). `node_s` are the times of nodes in the search from all of
    them, `seeds` the `end_seeds` of the places.
    """
    least = at_places(seeds, node_s)
    here = starts[["link", "fraction", "seconds"]].rename(columns={"fraction": "begins"})
    pairs = places[["link", "fraction"]].assign(place=np.arange(len(places))).merge(here, on="link")
    begins = pairs[["link", "begins"]].rename(columns={"begins": "fraction"})
    beside_s = pairs["seconds"].to_numpy(float) + seconds_on_link(graph, begins, pairs, mode=mode)
    np.minimum.at(least, pairs["place"].to_numpy(np.int64), beside_s)
    return least


def seconds_between(
    graph: MobilityGraph,
    place: Place,
    node_s: NDArray[np.float64],
    places: pd.DataFrame,
    seeds: Seeds,
    *,
    mode: str,
    backward: bool = False,
) -> NDArray[np.float64]:
    """Return the seconds from a place to each of many, inf where there is no way: by the nodes or along a shared link.

    `node_s` are the times of nodes in a search from the place, `seeds` the `end_seeds` of the many. `backward`: the
    seconds from each of the many to the place, with a search of the reversed graph and the `start_seeds` of the many.
    """
    least = at_places(seeds, node_s)
    beside = np.flatnonzero(places["link"].to_numpy() == place.link)
    if len(beside):
        here, there = place_table([place] * len(beside)), places.iloc[beside]
        pair = (there, here) if backward else (here, there)
        least[beside] = np.minimum(least[beside], seconds_on_link(graph, *pair, mode=mode))
    return least
