import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.rerouting import Homes, Trips, Ways, added_by, loads, most_added, trips_to


def ways_of(arcs: list[tuple[int, int, float]], nodes: int) -> Ways:
    tail, head, seconds = (np.array(c) for c in zip(*arcs, strict=True))
    return Ways.from_arcs(tail, head, seconds.astype(float), node_count=nodes)


def homes_at(nodes: list[int], weight: list[float]) -> Homes:
    start = np.arange(len(nodes) + 1, dtype=np.int32)
    return Homes(start, np.array(nodes, np.int32), np.zeros(len(nodes)), np.array(weight, float))


def both(arcs: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    return arcs + [(b, a, s) for a, b, s in arcs]


def closures(*sets: list[int]) -> tuple[np.ndarray, np.ndarray]:
    start = np.cumsum([0] + [len(s) for s in sets]).astype(np.int32)
    return start, np.array([arc for s in sets for arc in s], np.int32)


SQUARE = both([(0, 1, 10.0), (1, 2, 10.0), (2, 3, 10.0), (3, 0, 40.0)])


def square() -> tuple[Ways, Homes, Trips]:
    """A ring 0-1-2-3 whose last side takes 40 s; 5 people at node 0 and 3 at node 2 go to node 3."""
    ways, homes = ways_of(SQUARE, 4), homes_at([0, 2], [5.0, 3.0])
    return ways, homes, trips_to(ways, homes, [np.array([3])])


def test_each_node_has_its_seconds_to_the_destination() -> None:
    assert square()[2].seconds.tolist() == [[30.0, 20.0, 10.0, 0.0]]


def test_a_load_is_the_people_who_pass() -> None:
    ways, _, trips = square()
    assert loads(ways, trips).tolist() == [5.0, 5.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0]


def test_a_closure_adds_the_longer_way_to_those_who_used_it() -> None:
    ways, homes, trips = square()
    added = added_by(ways, homes, trips, *closures([1, 5]), limit_s=3600)
    assert (added.delayed[0], added.seconds[0], added.lost[0]) == (5.0, 50.0, 0.0)  # 40 s in place of 30 s


def test_who_has_no_other_way_is_cut_off() -> None:
    ways, homes, trips = square()
    added = added_by(ways, homes, trips, *closures([1, 5, 3, 7]), limit_s=60)
    assert (added.lost[0], added.cut_off[0], added.seconds[0]) == (5.0, 5.0, 0.0)


def bound_of(ways: Ways, trips: Trips, arc: int, closed: list[int], *, limit_s: float) -> float:
    nodes = np.arange(ways.node_count, dtype=np.int32)
    asked = np.array([arc], np.int32)
    return float(most_added(ways, trips, asked, *closures(closed), stand_in=nodes, limit_s=limit_s)[0])


def test_what_a_closure_adds_at_most_is_exact_where_trips_come_to_it_one_way() -> None:
    ways, _, trips = square()
    assert bound_of(ways, trips, 1, [1, 5], limit_s=3600) == 5.0 * 30.0  # back from node 1: 50 s in place of 20 s


def test_what_a_closure_adds_at_most_is_counted_up_to_a_limit() -> None:
    ways, _, trips = square()
    assert bound_of(ways, trips, 1, [1, 5], limit_s=20) == 5.0 * 20.0


def random_case(seed: int) -> tuple[list[tuple[int, int, float]], int, np.random.Generator]:
    random = np.random.default_rng(seed)
    nodes = int(random.integers(4, 12))
    pairs = random.integers(0, nodes, (3 * nodes, 2))
    arcs = [(int(a), int(b), float(random.integers(1, 60))) for a, b in pairs if a != b]
    return arcs or [(0, 1, 1.0)], nodes, random


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_closures_add_what_networkx_finds(seed: int) -> None:
    arcs, nodes, random = random_case(seed)
    ways = ways_of(arcs, nodes)
    homes = homes_at(list(range(nodes)), random.integers(1, 9, nodes).tolist())
    roots = random.choice(nodes, 3, replace=False)
    trips = trips_to(ways, homes, [np.array([r]) for r in roots])
    shut = random.choice(len(arcs), min(3, len(arcs)), replace=False)
    added = added_by(ways, homes, trips, *closures(shut.tolist()), limit_s=3600)
    before, after = plain_times(arcs, nodes, roots, set()), plain_times(arcs, nodes, roots, set(shut.tolist()))
    possible = np.isfinite(before)
    lost = possible & ~np.isfinite(after)
    later = np.where(possible & np.isfinite(after), after, 0) - np.where(possible & np.isfinite(after), before, 0)
    assert added.seconds[0] == pytest.approx((later * homes.weight).sum() / 3 - late_by_a_second(later, homes))
    assert added.lost[0] == pytest.approx((lost * homes.weight).sum() / 3)
    is_cut = 2 * lost.sum(axis=0) > possible.sum(axis=0)
    assert added.cut_off[0] == homes.weight[is_cut].sum()


def late_by_a_second(later: np.ndarray, homes: Homes) -> float:
    """Return the person-seconds of those who are late by so little that they do not count."""
    return float((later * (later <= 1.0) * homes.weight).sum() / len(later))


def plain_times(arcs: list[tuple[int, int, float]], nodes: int, roots: np.ndarray, shut: set[int]) -> np.ndarray:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_weighted_edges_from([(b, a, s) for k, (a, b, s) in enumerate(arcs) if k not in shut])
    found = [nx.single_source_dijkstra_path_length(graph, int(r)) for r in roots]
    return np.array([[times.get(n, np.inf) for n in range(nodes)] for times in found])


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_bound_is_never_less_than_what_a_closure_adds(seed: int) -> None:
    arcs, nodes, random = random_case(seed)
    ways = ways_of(arcs, nodes)
    homes = homes_at(list(range(nodes)), [1.0] * nodes)
    trips = trips_to(ways, homes, [np.array([0]), np.array([1])])
    shut = random.choice(len(arcs), min(2, len(arcs)), replace=False).tolist()
    bound = sum(bound_of(ways, trips, arc, shut, limit_s=100) for arc in shut)
    assert added_by(ways, homes, trips, *closures(shut), limit_s=100).seconds[0] <= bound + 1e-9
