"""Pandana's times for the questions of `mobility_peers`; run by a Python that has it, which ours must not (AGPL).

Reads and writes .npz: python pandana_peer.py QUESTIONS ANSWERS
"""

import sys
import time
from collections.abc import Callable

import numpy as np
import pandana
import pandas as pd

APART = 10.0  # between the made-up places of two nodes


def main(questions: str, answers: str) -> None:
    """Time every question once the network stands; after a closure the network has to be made again."""
    asked = dict(np.load(questions))
    made: dict[str, object] = {}
    made["build_s"], network = _timed(lambda: _network(asked, np.ones(len(asked["tail"]), bool)))
    count = int(asked["node_count"])
    made["one_to_all_s"], made["one_to_all"] = _timed(
        lambda: network.shortest_path_lengths(np.full(count, asked["start"]), np.arange(count))
    )
    made["nearest_s"], made["nearest"] = _timed(lambda: _nearest(network, asked))
    made["closed_s"], made["closed"] = _timed(lambda: _nearest(_network(asked, asked["is_open"]), asked))
    made["count_s"], made["count"] = _timed(lambda: _count(network, asked))
    origins, targets = (
        np.repeat(asked["origins"], len(asked["targets"])),
        np.tile(asked["targets"], len(asked["origins"])),
    )
    made["matrix_s"], made["matrix"] = _timed(lambda: network.shortest_path_lengths(origins, targets))
    np.savez(answers, **made)


def _network(asked: dict[str, np.ndarray], chosen: np.ndarray) -> pandana.Network:
    length = pd.DataFrame({"length_m": asked["length_m"][chosen]})
    ends = (pd.Series(asked[end][chosen]) for end in ("tail", "head"))
    return pandana.Network(*_places(np.arange(int(asked["node_count"]))), *ends, length, twoway=False)


def _places(nodes: np.ndarray) -> tuple[pd.Series, pd.Series]:
    """Return coordinates that name each node: pandana finds facilities by them, and copies of nodes share theirs."""
    return pd.Series(nodes * APART), pd.Series(np.zeros(len(nodes)))


def _nearest(network: pandana.Network, asked: dict[str, np.ndarray]) -> np.ndarray:
    at = asked["facilities"]
    network.set_pois("facilities", float(asked["far_m"]), 1, *_places(at))
    return network.nearest_pois(float(asked["far_m"]), "facilities", num_pois=1)[1].to_numpy()


def _count(network: pandana.Network, asked: dict[str, np.ndarray]) -> np.ndarray:
    network.set(pd.Series(np.arange(int(asked["node_count"]))), name="nodes")
    return network.aggregate(float(asked["limit_m"]), type="count", decay="flat", name="nodes").to_numpy()


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main(*sys.argv[1:])
