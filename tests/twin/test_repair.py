"""Repaired times are those of a search anew."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.compiled_graph import CompiledGraph
from twin.repair import changed_arcs, repaired_times
from twin.search import times


def graph_by_chance(chance: np.random.Generator, *, nodes: int, arcs: int) -> CompiledGraph:
    seconds = chance.integers(0, 9, arcs).astype(float)  # zeros and ties among them
    return CompiledGraph.from_arcs(
        chance.integers(0, nodes, arcs), chance.integers(0, nodes, arcs), seconds, node_count=nodes
    )


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**6))
def test_repaired_times_are_those_of_a_search_anew(seed: int) -> None:
    chance = np.random.default_rng(seed)
    nodes = int(chance.integers(2, 40))
    before = graph_by_chance(chance, nodes=nodes, arcs=int(chance.integers(1, 4 * nodes)))
    seeds = chance.integers(0, nodes, int(chance.integers(1, 4)))
    seed_s = chance.integers(0, 5, len(seeds)).astype(float)
    before_s = times(before.reversed(), seeds, seed_s)
    seconds = before.seconds.copy()
    arcs = chance.integers(0, len(seconds), int(chance.integers(1, 5)))
    seconds[arcs] = chance.choice([0.0, 1.0, 3.0, 20.0, np.inf], len(arcs))
    after = before.with_seconds(seconds)
    anew = times(after.reversed(), seeds, seed_s)
    made = repaired_times(changed_arcs(after, before), seeds, seed_s, before_s)
    if made is None:  # so many nodes lost their way that a search is faster; they may find another as short
        assert _ways_lost(before, seconds, before_s) > 0
        return
    repaired, differs = made
    assert np.array_equal(repaired, anew)
    assert np.array_equal(repaired[~differs], before_s[~differs])


def _ways_lost(before: CompiledGraph, seconds: np.ndarray, before_s: np.ndarray) -> int:
    """Return how many arcs that some shortest way took are slower now, or on shorter ways now."""
    tail, head = before.tail, before.head
    with np.errstate(invalid="ignore"):
        was_taken = np.isfinite(before_s[tail]) & (before.seconds + before_s[head] <= before_s[tail])
        is_better = seconds + before_s[head] < before_s[tail]
    return int((was_taken & (seconds > before.seconds)).sum() + is_better.sum())


def test_where_nothing_changed_nothing_is_looked_at() -> None:
    graph = graph_by_chance(np.random.default_rng(1), nodes=20, arcs=60)
    before_s = times(graph.reversed(), [3], [0.0])
    made = repaired_times(changed_arcs(graph.with_seconds(graph.seconds), graph), [3], [0.0], before_s)
    assert made is not None
    assert not made[1].any()
    assert np.array_equal(made[0], before_s)
