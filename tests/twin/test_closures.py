import numpy as np
import shapely

from tests.twin.measured_town import town, with_objects
from tests.twin.tiny_graph import ORIGIN, graph_of
from twin.closures import closures_of, crossings, names_of, without_neighbours
from twin.mobility import MobilityGraph


def sets_of(
    graph: MobilityGraph, *, mode: str = "car", load: list[float] | None = None
) -> list[tuple[str, list, list]]:
    loads = np.array(load if load is not None else [1.0] * len(graph.links))
    made = closures_of(graph, loads, mode=mode)
    return [
        (k, sorted(a.tolist()), sorted(s.tolist())) for k, a, s in zip(made.kinds, made.links, made.shut, strict=True)
    ]


def test_links_without_a_junction_between_them_are_one_closure() -> None:
    graph = graph_of([(0, 0), (100, 0), (200, 0), (200, 99), (300, 0)], [(0, 1), (1, 2), (2, 3), (2, 4)], origin=ORIGIN)
    assert sets_of(graph) == [("street", [0, 1], [0]), ("street", [2], [2]), ("street", [3], [3])]


def test_a_street_is_cut_where_most_traffic_is() -> None:
    graph = graph_of([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)], origin=ORIGIN)
    assert sets_of(graph, load=[3, 8]) == [("street", [0, 1], [1])]


def test_a_footpath_is_no_junction_for_cars() -> None:
    graph = graph_of([(0, 0), (100, 0), (200, 0), (100, 50)], [(0, 1), (1, 2), (1, 3, {"car_s": None})], origin=ORIGIN)
    assert sets_of(graph) == [("street", [0, 1], [0])]


def test_both_carriageways_of_a_bridge_close_together_and_not_the_street_to_it() -> None:
    nodes = [(0, 0), (50, 0), (100, 0), (150, 0), (50, 10), (100, 10), (0, 10), (150, 10)]
    bridge = {"bridge": True, "name": "Podul Mare"}
    links = [(0, 1), (1, 2, bridge), (2, 3), (6, 4), (4, 5, bridge), (5, 7)]
    assert sets_of(graph_of(nodes, links, origin=ORIGIN)) == [("bridge", [0, 1, 2, 3, 4, 5], [1, 4])]


def test_bridges_that_cross_each_other_close_one_by_one() -> None:
    nodes = [(0, 0), (100, 0), (50, -50), (50, 50)]
    links = [(0, 1, {"bridge": True}), (2, 3, {"bridge": True, "layer": 2})]
    assert [kind for kind, *_ in sets_of(graph_of(nodes, links, origin=ORIGIN))] == ["bridge", "bridge"]


def test_what_nobody_uses_is_not_looked_at() -> None:
    graph = graph_of([(0, 0), (100, 0), (200, 0), (200, 99)], [(0, 1), (0, 1, {"bridge": True}), (1, 2), (1, 3)],
                     origin=ORIGIN)  # fmt: skip
    assert sets_of(graph, load=[0, 0, 5, 0]) == [("street", [2], [2])]


def test_a_closure_has_the_name_that_most_of_its_traffic_has() -> None:
    graph = graph_of(
        [(0, 0), (100, 0), (200, 0)], [(0, 1, {"name": "A"}), (1, 2, {"name": "B"}), (0, 2)], origin=ORIGIN
    )
    names = names_of(graph, [np.array([0, 1, 2]), np.array([2])], np.array([3.0, 4.0, 9.0]))
    assert names == ["B", None]


def test_of_each_street_only_the_worst_piece_is_listed_but_every_bridge() -> None:
    nodes = [(100 * k, 0) for k in range(5)] + [(100 * k, 90) for k in range(1, 4)]
    main = [(k, k + 1, {"name": "Calea Lungă", "bridge": k == 3}) for k in range(4)]
    side = [(k, k + 4, {"name": None}) for k in range(1, 4)]
    graph = graph_of(nodes, [*main, *side], origin=ORIGIN)
    made = closures_of(graph, np.ones(7), mode="car")
    names = names_of(graph, made.links, np.ones(7))
    bridge, *streets = range(len(made))
    listed = [
        without_neighbours(graph, made, order, names, most=9) for order in ([*streets, bridge], [bridge, *streets])
    ]
    assert [[made.kinds[k] for k in kept] for kept in listed] == [["street", "bridge"], ["bridge"]]


def test_a_line_crosses_named_water_before_a_railway() -> None:
    city = with_objects(town([]), "tracks", [shapely.LineString([(50, -99), (50, 99)])], **{"class": ["rail"]})
    shapes = [shapely.box(20, -99, 30, 99), shapely.box(70, -99, 80, 99)]
    city = with_objects(city, "water", shapes, name=["Bega", None], **{"class": ["river", "river"]})
    x, y = ORIGIN
    lines = [shapely.LineString([(x + a, y), (x + b, y)]) for a, b in ((0, 100), (40, 60), (60, 100), (100, 120))]
    found = crossings(city, np.array(lines, dtype=object))
    assert [(c.kind, c.name) if c else None for c in found] == [
        ("water", "Bega"), ("railway", None), ("water", None), None
    ]  # fmt: skip
