"""Times by networkx alone, to compare with."""

import networkx as nx
import numpy as np

from twin.mobility import MobilityGraph, weight_of
from twin.snapping import Place, end_seeds, place_table, seconds_on_link, start_seeds


def seconds_by_networkx(graph: MobilityGraph, start: Place, end: Place, *, mode: str) -> float:
    """Return the seconds between two places, inf where there is no way."""
    here, there = place_table([start]), place_table([end])
    best = float(seconds_on_link(graph, here, there, mode=mode)[0])
    begin, finish = start_seeds(graph, here, mode=mode), end_seeds(graph, there, mode=mode)
    for node, begin_s in zip(begin.nodes.tolist(), begin.seconds.tolist(), strict=True):
        reached = nx.single_source_dijkstra_path_length(graph.nx, node, weight=weight_of(mode))
        for last, rest_s in zip(finish.nodes.tolist(), finish.seconds.tolist(), strict=True):
            best = min(best, begin_s + reached.get(last, np.inf) + rest_s)
    return best
