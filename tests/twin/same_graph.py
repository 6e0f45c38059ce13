"""Whether two graphs of one city say the same of every trip, however they are made."""

import numpy as np
import pandas as pd

from twin.mobility import MobilityGraph
from twin.search import times
from twin.snapping import link_seconds, start_seeds

TOLERANCE_S = 1e-6


def differences(one: MobilityGraph, other: MobilityGraph, *, places: int, seed: int = 0) -> list[str]:
    """Return what differs: seconds and columns of links, and times from some places on links to all street nodes."""
    found = []
    if len(one.links) != len(other.links):
        return [f"{len(one.links)} and {len(other.links)} links"]
    for name in one.links.columns.drop(["geometry", "start", "end"]):  # copies of nodes may have other numbers
        mine, theirs = (g.links[name].astype(object).where(g.links[name].notna(), None) for g in (one, other))
        if not (mine.to_numpy() == theirs.to_numpy()).all():
            found.append(f"{name} of links {np.flatnonzero(mine.to_numpy() != theirs.to_numpy())[:5]}")
    streets = int((one.nodes["kind"] == "street").sum())
    rng = np.random.default_rng(seed)
    for mode in one.modes:
        for mine_s, theirs_s in zip(link_seconds(one, mode), link_seconds(other, mode), strict=True):
            if not np.allclose(mine_s, theirs_s, rtol=0, atol=TOLERANCE_S):
                found.append(f"{mode}: seconds of links {np.flatnonzero(mine_s != theirs_s)[:5]}")
        usable = one.usable_links(mode)
        if not np.array_equal(usable, other.usable_links(mode)):
            found.append(f"{mode}: where trips start")
        for link in rng.choice(usable, min(places, len(usable)), replace=False):
            mine_s, theirs_s = (_times(graph, int(link), mode)[:streets] for graph in (one, other))
            if not np.allclose(mine_s, theirs_s, rtol=0, atol=TOLERANCE_S):
                wrong = np.flatnonzero(~np.isclose(mine_s, theirs_s, rtol=0, atol=TOLERANCE_S))
                found.append(f"{mode}: from link {link} to {len(wrong)} nodes: {wrong[:5]}")
    return found


def _times(graph: MobilityGraph, link: int, mode: str) -> np.ndarray:
    seeds = start_seeds(graph, pd.DataFrame({"link": [link], "fraction": [0.4]}), mode=mode)
    return graph.at_originals(times(graph.compiled(mode), seeds.nodes, seeds.seconds))
