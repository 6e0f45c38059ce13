import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.compiled_graph import CompiledGraph
from twin.search import at_places, count_within, nearest, path, sum_within, times, times_many, tree

INF = np.inf
SECONDS = st.one_of(
    st.sampled_from([0.0, 1.0, 2.0, 10.0, INF, 1e-12, 1e9]),
    st.floats(0.0, 100.0, allow_subnormal=False),
)
Seeds = tuple[list[int], list[float]]
soon = settings(deadline=None, max_examples=150)


@dataclass(frozen=True)
class Lists:
    indptr: np.ndarray
    nodes: np.ndarray
    seconds: np.ndarray

    @classmethod
    def of(cls, places: list[Seeds]) -> "Lists":
        sizes = [len(nodes) for nodes, _ in places]
        nodes = np.array([n for nodes, _ in places for n in nodes], np.int64)
        return cls(np.cumsum([0, *sizes]), nodes, np.array([s for _, seconds in places for s in seconds], float))


@st.composite
def graphs(draw: st.DrawFn, *, is_symmetric: bool = False) -> CompiledGraph:
    count = draw(st.integers(1, 12))
    node = st.integers(0, count - 1)
    arcs = draw(st.lists(st.tuples(node, node, SECONDS), max_size=40))
    if is_symmetric:
        arcs += [(head, tail, seconds) for tail, head, seconds in arcs]
    tail, head, seconds = zip(*arcs, strict=True) if arcs else ((), (), ())
    graph = CompiledGraph.from_arcs(tail, head, seconds, node_count=count)
    return graph.closed(draw(st.lists(st.integers(0, 39), max_size=3))) if not is_symmetric else graph


def seeds_of(graph: CompiledGraph, *, least: int = 0) -> st.SearchStrategy[Seeds]:
    seed = st.tuples(st.integers(0, graph.node_count - 1), SECONDS | st.just(1e12))
    return st.lists(seed, min_size=least, max_size=4).map(lambda s: ([n for n, _ in s], [t for _, t in s]))


def grid(size: int) -> CompiledGraph:
    """Return a square town of parallel streets, its arcs of many lengths."""
    random = np.random.default_rng(7)
    node = np.arange(size * size).reshape(size, size)
    pairs = [(node[:, :-1], node[:, 1:]), (node[:-1], node[1:])]
    tail = np.concatenate([end.ravel() for pair in pairs for end in pair])
    head = np.concatenate([end.ravel() for pair in pairs for end in pair[::-1]])
    return CompiledGraph.from_arcs(tail, head, random.exponential(50.0, len(tail)), node_count=size * size)


def nx_times(graph: CompiledGraph, seeds: list[int], seed_s: list[float], limit_s: float = INF) -> np.ndarray:
    made = nx.MultiDiGraph()
    made.add_nodes_from(range(-1, graph.node_count))
    arcs = zip(graph.tail.tolist(), graph.head.tolist(), graph.seconds.tolist(), strict=True)
    made.add_weighted_edges_from(arc for arc in arcs if arc[2] < INF)
    made.add_weighted_edges_from((-1, node, s) for node, s in zip(seeds, seed_s, strict=True) if s < INF)
    found = nx.single_source_dijkstra_path_length(made, -1, cutoff=None if limit_s == INF else limit_s)
    return np.array([found.get(node, INF) for node in range(graph.node_count)])


@soon
@given(st.data())
def test_times_are_those_of_networkx_to_the_last_bit(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    seeds, seed_s = data.draw(seeds_of(graph))
    assert times(graph, seeds, seed_s).tolist() == nx_times(graph, seeds, seed_s).tolist()


@soon
@given(st.data())
def test_a_limited_search_is_the_full_one_cut_off(data: st.DataObject) -> None:
    graph, limit_s = data.draw(graphs()), data.draw(SECONDS)
    seeds, seed_s = data.draw(seeds_of(graph))
    full = times(graph, seeds, seed_s)
    assert times(graph, seeds, seed_s, limit_s=limit_s).tolist() == np.where(full <= limit_s, full, INF).tolist()


@soon
@given(st.data())
def test_a_path_leads_from_a_seed_and_takes_the_time_it_says(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    seeds, seed_s = data.draw(seeds_of(graph))
    seconds, via = tree(graph, seeds, seed_s)
    assert seconds.tolist() == times(graph, seeds, seed_s).tolist()
    for node in np.flatnonzero(seconds < INF).tolist():
        way = path(graph, via, node)
        first = graph.tail[way[0]] if len(way) else node
        assert graph.head[way[:-1]].tolist() == graph.tail[way[1:]].tolist()
        taken = min(s for n, s in zip(seeds, seed_s, strict=True) if n == first)
        for position in way:
            taken += graph.seconds[position]
        assert taken == seconds[node]


@soon
@given(st.data())
def test_the_nearest_seed_is_one_that_is_so_near(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    seeds, seed_s = data.draw(seeds_of(graph))
    seconds, label = nearest(graph, seeds, seed_s, label=[10 + k for k in range(len(seeds))])
    assert seconds.tolist() == times(graph, seeds, seed_s).tolist()
    assert ((label == -1) == (seconds == INF)).all()
    for node in np.flatnonzero(label >= 0):
        own = label[node] - 10
        assert times(graph, [seeds[own]], [seed_s[own]])[node] == seconds[node]


@soon
@given(st.data())
def test_a_table_of_times_holds_the_single_times(data: st.DataObject) -> None:
    graph, limit_s = data.draw(graphs()), data.draw(st.just(INF) | SECONDS)
    places = st.lists(seeds_of(graph), max_size=4)
    origins, targets = data.draw(places), data.draw(places)
    table = times_many(graph, Lists.of(origins), Lists.of(targets), limit_s=limit_s)
    assert table.shape == (len(origins), len(targets))
    for row, origin in zip(table, origins, strict=True):
        seconds = times(graph, *origin)
        plain = [min((seconds[n] + s for n, s in zip(*target, strict=True)), default=INF) for target in targets]
        assert row.tolist() == [s if s <= limit_s else INF for s in plain]


@soon
@given(st.data())
def test_a_place_has_the_least_of_its_nodes(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    places = data.draw(st.lists(seeds_of(graph), max_size=4))
    node_s = times(graph, *data.draw(seeds_of(graph)))
    plain = [min((node_s[n] + s for n, s in zip(*place, strict=True)), default=INF) for place in places]
    assert at_places(Lists.of(places), node_s).tolist() == plain


@soon
@given(st.data())
def test_sums_within_reach_equal_brute_force(data: st.DataObject) -> None:
    graph, limit = data.draw(graphs()), data.draw(SECONDS)
    weight = 2.0 ** np.arange(graph.node_count)  # sums of these tell which nodes are in them
    apart = [times(graph, [node], [0.0]) for node in range(graph.node_count)]
    plain = [weight[(seconds <= limit) & (seconds < INF)].sum() for seconds in apart]
    assert count_within(graph, limit, weight=weight).tolist() == plain
    alone = Lists.of([([node], [0.0]) for node in range(graph.node_count)])
    assert sum_within(graph, alone, limit, weight=weight).tolist() == plain


@soon
@given(st.data())
def test_a_detour_is_never_shorter(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    a, b, c = (data.draw(st.integers(0, graph.node_count - 1)) for _ in range(3))
    from_a, from_b = times(graph, [a], [0.0]), times(graph, [b], [0.0])
    assert from_a[c] <= (from_a[b] + from_b[c]) * (1 + 1e-9)


@soon
@given(st.data())
def test_another_arc_never_lengthens_and_a_closed_one_never_shortens(data: st.DataObject) -> None:
    graph, seconds = data.draw(graphs()), data.draw(SECONDS)
    tail, head = (data.draw(st.integers(0, graph.node_count)) for _ in range(2))
    seeds, seed_s = data.draw(seeds_of(graph))
    before = times(graph, seeds, seed_s)
    more = graph.with_arcs([tail], [head], [seconds], [40])
    assert (times(more, seeds, seed_s)[: graph.node_count] <= before).all()
    assert times(more.closed([40]), seeds, seed_s)[: graph.node_count].tolist() == before.tolist()
    assert (times(graph.closed([data.draw(st.integers(0, 39))]), seeds, seed_s) >= before).all()


@soon
@given(graphs(is_symmetric=True), st.data())
def test_there_and_back_takes_the_same_where_streets_go_both_ways(graph: CompiledGraph, data: st.DataObject) -> None:
    a, b = (data.draw(st.integers(0, graph.node_count - 1)) for _ in range(2))
    assert times(graph, [a], [0.0])[b] == pytest.approx(times(graph, [b], [0.0])[a], rel=1e-9)


@soon
@given(graphs(), st.data())
def test_times_to_a_node_are_times_from_it_in_the_reversed_graph(graph: CompiledGraph, data: st.DataObject) -> None:
    a, b = (data.draw(st.integers(0, graph.node_count - 1)) for _ in range(2))
    assert times(graph, [a], [0.0])[b] == pytest.approx(times(graph.reversed(), [b], [0.0])[a], rel=1e-9)


def test_a_whole_town_is_as_networkx_has_it() -> None:
    graph = grid(40)
    assert times(graph, [820, 3], [0.0, 60.0]).tolist() == nx_times(graph, [820, 3], [0.0, 60.0]).tolist()
    assert times(graph, [0], [9.0], limit_s=900.0).tolist() == nx_times(graph, [0], [9.0], 900.0).tolist()


def test_sums_of_a_whole_town_equal_brute_force() -> None:
    graph, weight = grid(40), np.random.default_rng(1).integers(0, 9, 1600)
    plain = [weight[times(graph, [node], [0.0], limit_s=200.0) < INF].sum() for node in range(1600)]
    assert count_within(graph, 200.0, weight=weight.astype(np.float32)).tolist() == plain


def test_a_table_of_a_whole_town_holds_the_single_times() -> None:
    graph, random = grid(40), np.random.default_rng(2)
    origins, targets = random.integers(0, 1600, 60), random.integers(0, 1600, 30)
    alone = [Lists.of([([node], [0.0]) for node in nodes]) for nodes in (origins, targets)]
    plain = [times(graph, [node], [0.0])[targets].tolist() for node in origins]
    assert times_many(graph, *alone).tolist() == plain


def test_answers_stay_the_same_when_many_ask_at_once() -> None:
    graph = grid(20)
    places = Lists.of([([node], [0.0]) for node in range(0, 400, 7)])
    alone = times_many(graph, places, places)
    with ThreadPoolExecutor(4) as pool:
        tables = list(pool.map(lambda _: times_many(graph, places, places), range(8)))
    assert all((table == alone).all() for table in tables)


def test_a_chain_of_arcs_that_take_no_time_is_walked_to_its_end() -> None:
    graph = CompiledGraph.from_arcs(range(99), range(1, 100), np.zeros(99), node_count=100)
    assert times(graph, [0], [5.0]).tolist() == [5.0] * 100


def test_one_arc_of_a_century_does_not_blur_arcs_of_a_second() -> None:
    graph = CompiledGraph.from_arcs([0, 1, 0, 2], [1, 2, 2, 3], [1.0, 1.0, 2.5, 3e9], node_count=4)
    assert times(graph, [0], [0.0]).tolist() == [0.0, 1.0, 2.0, 3e9 + 2.0]


def test_seeds_may_start_hours_apart() -> None:
    graph = CompiledGraph.from_arcs([0, 1], [1, 2], [1.0, 1.0], node_count=5)
    assert times(graph, [4, 0, 2], [1e9, 30000.0, 0.0]).tolist() == [30000.0, 30001.0, 0.0, INF, 1e9]


def test_of_two_starts_at_one_node_the_earlier_counts() -> None:
    graph = CompiledGraph.from_arcs([0], [1], [1.0], node_count=2)
    seconds, label = nearest(graph, [0, 0], [9.0, 2.0])
    assert (seconds.tolist(), label.tolist()) == ([2.0, 3.0], [1, 1])


def test_a_node_exactly_at_the_limit_is_within() -> None:
    graph = CompiledGraph.from_arcs([0, 1], [1, 2], [0.1, 0.2], node_count=3)
    assert times(graph, [0], [0.0], limit_s=0.1 + 0.2).tolist() == [0.0, 0.1, 0.1 + 0.2]
    assert count_within(graph, 0.1 + 0.2, weight=[1, 1, 1]).tolist() == [3.0, 2.0, 1.0]
    assert count_within(graph, 0.3, weight=[1, 1, 1]).tolist() == [2.0, 2.0, 1.0]  # 0.1 + 0.2 is more than 0.3


def test_without_seeds_nobody_gets_anywhere() -> None:
    graph = CompiledGraph.from_arcs([0], [1], [1.0], node_count=2)
    assert times(graph, [], []).tolist() == [INF, INF]
    assert nearest(graph, [], [])[1].tolist() == [-1, -1]
    assert times_many(graph, Lists.of([([], [])]), Lists.of([([1], [0.0])])).tolist() == [[INF]]


def test_a_graph_without_nodes_has_no_times() -> None:
    graph = CompiledGraph.from_arcs([], [], [], node_count=0)
    assert times(graph, [], []).tolist() == []
    assert count_within(graph, 10.0, weight=[]).tolist() == []


@pytest.mark.parametrize(
    ("seeds", "seed_s", "says"),
    [
        ([2], [0.0], "no node 2"),
        ([-1], [0.0], "no node -1"),
        ([0], [-1.0], "negative"),
        ([0], [np.nan], "missing"),
        ([0, 1], [0.0], "one for each"),
        ([0.0], [0.0], "node number"),
    ],
)
def test_seeds_that_cannot_be_are_refused(seeds: list, seed_s: list, says: str) -> None:
    graph = CompiledGraph.from_arcs([0], [1], [1.0], node_count=2)
    with pytest.raises(ValueError, match=says):
        times(graph, seeds, seed_s)
    with pytest.raises(ValueError, match=says.replace("one for each", "span")):
        times_many(graph, Lists(np.array([0, len(seeds)]), np.array(seeds), np.array(seed_s)), Lists.of([]))


@pytest.mark.parametrize("limit", [-1.0, np.nan])
def test_a_limit_is_nothing_or_more(limit: float) -> None:
    graph = CompiledGraph.from_arcs([0], [1], [1.0], node_count=2)
    with pytest.raises(ValueError, match="limit"):
        times(graph, [0], [0.0], limit_s=limit)
    with pytest.raises(ValueError, match="limit"):
        count_within(graph, limit, weight=[1, 1])


def test_weights_labels_and_trees_have_to_fit_the_graph() -> None:
    graph = CompiledGraph.from_arcs([0], [1], [1.0], node_count=2)
    with pytest.raises(ValueError, match="1 weights for 2 nodes"):
        count_within(graph, 1.0, weight=[1.0])
    with pytest.raises(ValueError, match="1 labels for 2 seeds"):
        nearest(graph, [0, 1], [0.0, 0.0], label=[3])
    with pytest.raises(ValueError, match="does not fit"):
        path(graph, np.array([-1], np.int32), 0)


def test_a_program_that_searches_nothing_waits_for_no_compiler() -> None:
    says = subprocess.run(
        [sys.executable, "-c", "import sys, twin.search; print('numba' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert says.stdout.strip() == "False"
