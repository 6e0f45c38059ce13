"""Places that share a link: the way between them goes straight along it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .mobility import MobilityGraph
from .snapping import link_seconds


def pairs_on_links(
    graph: MobilityGraph, origins: pd.DataFrame, goals: pd.DataFrame, *, mode: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (origin, goal, seconds) of all pairs of places (link, fraction) that are on one link; rows by position.

    Seconds are inf where the mode may not go that way along the link.
    """
    ours = pd.DataFrame({"link": origins["link"].to_numpy(), "at": origins["fraction"].to_numpy()}).reset_index()
    theirs = pd.DataFrame({"link": goals["link"].to_numpy(), "to": goals["fraction"].to_numpy()}).reset_index()
    pairs = ours[ours["link"] >= 0].merge(theirs[theirs["link"] >= 0], on="link", suffixes=("", "_goal"))
    forward, backward = link_seconds(graph, mode)
    ahead, link = (pairs["to"] - pairs["at"]).to_numpy(float), pairs["link"].to_numpy()
    with np.errstate(invalid="ignore"):
        seconds = np.abs(ahead) * np.where(ahead >= 0, forward[link], backward[link])
    return pairs["index"].to_numpy(), pairs["index_goal"].to_numpy(), np.where(ahead == 0, 0.0, seconds)
