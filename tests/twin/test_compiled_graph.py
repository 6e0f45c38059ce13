import numpy as np
import pytest

from twin.compiled_graph import CompiledGraph

INF = np.inf
# 0 → 1 twice, 1 → 2, 2 → 0, and 0 → 2 closed.
ARCS = ([1, 0, 2, 0, 0], [2, 1, 0, 1, 2], [5.0, 3.0, 7.0, 4.0, INF])


@pytest.fixture
def graph() -> CompiledGraph:
    return CompiledGraph.from_arcs(*ARCS, node_count=4)


def rows(graph: CompiledGraph) -> list[tuple[int, int, float, int]]:
    columns = (graph.tail, graph.head, graph.seconds, graph.arc)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def test_arcs_are_sorted_by_tail_and_closed_ones_left_out(graph: CompiledGraph) -> None:
    assert graph.indptr.tolist() == [0, 2, 3, 4, 4]
    assert rows(graph) == [(0, 1, 3.0, 1), (0, 1, 4.0, 3), (1, 2, 5.0, 0), (2, 0, 7.0, 2)]


def test_arcs_keep_the_numbers_of_their_table() -> None:
    graph = CompiledGraph.from_arcs([1, 0], [0, 1], [1.0, 2.0], arc=[70, 80], node_count=2)
    assert graph.arc.tolist() == [80, 70]


def test_a_reversed_graph_has_every_arc_turned_round(graph: CompiledGraph) -> None:
    assert rows(graph.reversed()) == sorted((head, tail, s, arc) for tail, head, s, arc in rows(graph))
    assert graph.reversed() is graph.reversed()


def test_closing_arcs_by_number_leaves_the_graph_itself_alone(graph: CompiledGraph) -> None:
    closed = graph.closed([1, 0])
    assert rows(closed) == [(0, 1, 4.0, 3), (0, 1, INF, 1), (1, 2, INF, 0), (2, 0, 7.0, 2)]
    assert np.isfinite(graph.seconds).all()
    assert closed.head is graph.head


def test_closing_arcs_the_mode_does_not_have_changes_nothing(graph: CompiledGraph) -> None:
    assert rows(graph.closed([4, 4000])) == rows(graph)
    assert rows(graph.closed([])) == rows(graph)


def test_a_closed_graph_is_closed_backwards_too(graph: CompiledGraph) -> None:
    graph.reversed()
    assert rows(graph.closed([0]).reversed()) == [(0, 2, 7.0, 2), (1, 0, 3.0, 1), (1, 0, 4.0, 3), (2, 1, INF, 0)]


def test_other_seconds_come_from_a_table_by_arc_number(graph: CompiledGraph) -> None:
    table = np.array([50.0, 30.0, 70.0, 40.0, 1.0])
    assert graph.with_seconds(table[graph.arc]).seconds.tolist() == [30.0, 40.0, 50.0, 70.0]


def test_arcs_and_nodes_are_added_to_a_copy(graph: CompiledGraph) -> None:
    more = graph.with_arcs([0, 5, 2], [5, 1, 1], [1.0, 2.0, INF], [10, 11, 12])
    assert more.node_count == 6
    assert rows(more) == sorted([*rows(graph), (0, 5, 1.0, 10), (5, 1, 2.0, 11)])
    assert graph.with_arcs([], [], [], [], node_count=9).node_count == 9


def test_arcs_given_to_a_graph_may_be_read_only() -> None:
    columns = [np.array(values) for values in ARCS]
    for column in columns:
        column.setflags(write=False)
    graph = CompiledGraph.from_arcs(*columns, node_count=4)
    made = CompiledGraph(
        *(np.frombuffer(a.tobytes(), a.dtype) for a in (graph.indptr, graph.head, graph.seconds, graph.arc))
    )
    assert made.head.flags.writeable
    assert rows(made) == rows(graph)


def test_a_graph_may_have_no_arcs_and_no_nodes() -> None:
    assert CompiledGraph.from_arcs([], [], [], node_count=3).reversed().indptr.tolist() == [0, 0, 0, 0]
    assert CompiledGraph.from_arcs([], [], [], node_count=0).node_count == 0


@pytest.mark.parametrize(
    ("tail", "head", "seconds", "says"),
    [
        ([0], [3], [1.0], "no node 3"),
        ([-1], [0], [1.0], "no node -1"),
        ([0], [1], [-1.0], "negative"),
        ([0], [1], [np.nan], "negative or missing"),
        ([0, 1], [1], [1.0], "2 tails, 1 heads"),
        ([0.5], [1], [1.0], "node number"),
    ],
)
def test_arcs_that_are_no_graph_are_refused(tail: list, head: list, seconds: list, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        CompiledGraph.from_arcs(tail, head, seconds, node_count=3)


@pytest.mark.parametrize("indptr", [[], [0, 2], [1, 1], [0, 2, 1]])
def test_arrays_that_are_not_sorted_by_tail_are_refused(indptr: list[int]) -> None:
    with pytest.raises(ValueError, match="indptr"):
        CompiledGraph(np.array(indptr, np.int32), np.array([0]), np.array([1.0]), np.array([0]))


def test_arcs_to_close_are_numbers(graph: CompiledGraph) -> None:
    with pytest.raises(ValueError, match="numbers from 0"):
        graph.closed([-1])
    with pytest.raises(ValueError, match="numbers from 0"):
        graph.closed([True, False])
