import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.dead_ends import DeadEnds, dead_ends


def found(pairs: list[tuple[int, int]], people: list[float], *, nodes: int, root: int = 0) -> DeadEnds:
    start, end = np.array(pairs).T
    return dead_ends(
        start, end, home_link=np.arange(len(people)), home_weight=np.array(people), node_count=nodes, root=root
    )


def test_people_beyond_the_only_link_are_behind_it() -> None:
    """A ring 0-1-2 with a road 2-3-4; 7 people live on 3-4, and 5 on 2-3 who can leave it at both ends."""
    made = found([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)], [1, 1, 1, 5, 7], nodes=5)
    assert made.behind.tolist() == [-1, -1, -1, 7, 0]


def test_a_link_farther_out_is_beyond_the_one_before() -> None:
    made = found([(0, 1), (1, 2), (0, 3)], [0, 4, 4], nodes=4)
    assert made.is_beyond(1, 0)
    assert not made.is_beyond(0, 1)
    assert not made.is_beyond(2, 0)


def test_of_two_links_side_by_side_neither_is_the_only_one() -> None:
    assert found([(0, 1), (0, 1), (1, 2)], [1, 1, 1], nodes=3).behind.tolist() == [-1, -1, 0]


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_dead_ends_are_what_networkx_calls_bridges(seed: int) -> None:
    random = np.random.default_rng(seed)
    nodes = int(random.integers(3, 14))
    pairs = [(int(a), int(b)) for a, b in random.integers(0, nodes, (nodes + 3, 2)) if a != b] or [(0, 1)]
    weight = random.integers(1, 9, len(pairs)).astype(float)
    made = found(pairs, weight.tolist(), nodes=nodes)
    for k in range(len(pairs)):
        left = nx.MultiGraph()
        left.add_nodes_from(range(nodes))
        left.add_edges_from([p for i, p in enumerate(pairs) if i != k])
        near = nx.node_connected_component(left, 0)
        reaches = [any(n in near for n in pairs[k]), all(n in near for n in pairs[k])]
        assert (made.behind[k] >= 0) == (reaches == [True, False])
        if made.behind[k] >= 0:
            far = nx.node_connected_component(left, next(n for n in pairs[k] if n not in near))
            there = [w for i, (p, w) in enumerate(zip(pairs, weight, strict=True)) if i != k and p[0] in far]
            assert made.behind[k] == sum(there)
