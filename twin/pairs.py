"""Places that share a link: the way between them goes straight along it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .mobility import MobilityGraph
from .snapping import seconds_of_links


def pairs_on_links(
    graph: MobilityGraph, origins: pd.DataFrame, goals: pd.DataFrame, *, mode: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (origin, goal, seconds) of all pairs of places (link, fraction) that are on one link; rows by position.

    Seconds are inf where the mode may not go that way along the link.
    """
    origin, goal = _sharing(origins["link"].to_numpy(np.int64), goals["link"].to_numpy(np.int64))
    link, pair = np.unique(origins["link"].to_numpy(np.int64)[origin], return_inverse=True)
    forward, backward = seconds_of_links(graph, link, mode=mode)
    ahead = goals["fraction"].to_numpy(float)[goal] - origins["fraction"].to_numpy(float)[origin]
    with np.errstate(invalid="ignore"):
        seconds = np.abs(ahead) * np.where(ahead >= 0, forward[pair], backward[pair])
    return origin, goal, np.where(ahead == 0, 0.0, seconds)


def _sharing(links: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (position in `links`, position in `others`) of all that name the same link, -1 none."""
    order = np.argsort(others, kind="stable")
    there = others[order]
    first = np.searchsorted(there, links)
    count = np.where(links >= 0, np.searchsorted(there, links, side="right") - first, 0)
    one = np.repeat(np.arange(len(links)), count)
    nth = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    return one, order[first[one] + nth]
