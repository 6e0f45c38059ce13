import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import UsageError
from tests.twin.measured_town import town, with_objects
from tests.twin.tiny_graph import ORIGIN, graph_of, street_graphs
from twin.access import access, checked_minutes, seconds_to_nearest, weighted_median, worst_mean
from twin.city import City
from twin.mobility import MobilityGraph, weight_of


def school_at(x: float, homes: list[tuple[float, float, float]], **said: object) -> City:
    """A street of 2 km, a second for each metre, with one school."""
    city = town(homes, **said)  # type: ignore[arg-type]
    return with_objects(city, "amenities", [shapely.Point(x, 10)], **{"class": ["school"]})


def test_residents_within_each_of_the_minutes_are_counted() -> None:
    city = school_at(0, [(120, 5, 10), (600, 5, 20), (1200, 5, 30)])  # 2, 10 and 20 minutes
    found = access(city, "amenities:school", minutes=(5, 10, 15))
    assert found.served["residents"].tolist() == [10, 30, 30]
    assert found.served["residents_share"].tolist() == [10 / 60, 0.5, 0.5]
    assert found.served["dwellings"].tolist() == [5, 15, 15]
    assert found.homes["minutes"].tolist() == pytest.approx([2, 10, 20])
    assert (found.mean_min, found.median_min) == (pytest.approx((20 + 200 + 600) / 60), pytest.approx(10))


def test_the_worst_tenth_are_the_residents_who_have_farthest() -> None:
    city = school_at(0, [(60, 5, 90), (600, 5, 5), (1200, 5, 5)])
    assert access(city).worst_tenth_min == pytest.approx(15)


def test_a_home_on_the_street_of_the_school_goes_straight_along_it() -> None:
    assert access(school_at(400, [(100, 5, 1)])).homes["minutes"].tolist() == pytest.approx([5])


def test_the_way_is_from_home_to_school() -> None:
    ways = [(0, 1, {"car_s": (30, None)}), (1, 0, {"via": [(150, 250)], "car_s": (90, None)})]
    graph = graph_of([(0, 0), (300, 0)], ways, origin=ORIGIN)
    city = with_objects(town([(0, -5, 1)], graph=graph), "amenities", [shapely.Point(300, -5)], **{"class": ["school"]})
    assert access(city, mode="car").homes["minutes"].tolist() == pytest.approx([0.5])


def test_residents_are_counted_by_neighbourhood_and_outside_of_any() -> None:
    city = school_at(0, [(120, 5, 10), (600, 5, 20)], neighbourhoods=[shapely.box(0, -50, 300, 50)])
    found = access(city, minutes=(5,)).neighbourhoods
    assert found["residents"].to_dict() == {"": 20, "area/0": 10}
    assert found["share_5"].to_dict() == {"": 0.0, "area/0": 1.0}


def test_who_has_no_way_at_all_is_told_apart_from_who_has_far() -> None:
    city = school_at(0, [(120, 5, 10), (120, 2000, 7)])
    found = access(city)
    assert (found.cannot, found.median_min) == (7, pytest.approx(2))
    assert found.homes["nearest"].dropna().to_dict() == {"home/0": "amenities/0"}
    assert found.report.count("buildings", "assumed") == 1


def test_the_nearest_of_several_is_named() -> None:
    city = with_objects(town([(600, 5, 1)]), "amenities", [shapely.Point(0, 5), shapely.Point(900, 5)],
                        **{"class": ["school", "school"]})  # fmt: skip
    assert access(city).homes["nearest"].tolist() == ["amenities/1"]


def test_charging_in_reach_is_told_for_each_of_the_minutes() -> None:
    """30 people reach the one station of 3 sockets in 5 minutes, 60 in 15: 100 and 50 sockets for a thousand."""
    city = with_objects(town([(120, 5, 30), (700, 5, 30)]), "charging_stations", [shapely.Point(0, 5)], capacity=[3])
    found = access(city, "charging_stations", minutes=(5, 15)).served
    assert found["sockets_per_1000"].tolist() == [0, pytest.approx(50)]
    assert access(city, "charging_stations", minutes=(5,)).neighbourhoods["sockets_per_1000"].tolist() == [50]


def test_the_share_of_ways_unknown_to_wheelchairs_is_told() -> None:
    graph = graph_of([(0, 0), (300, 0), (400, 0)], [(0, 1, {"wheelchair": "yes"}), (1, 2)], origin=ORIGIN)
    city = school_at(0, [(120, 5, 10)], graph=graph)
    assert access(city, mode="wheelchair").unknown_wheelchair_share == 0.25
    assert access(city).unknown_wheelchair_share is None


@pytest.mark.parametrize("minutes", [(), (0,), (-5, 5), (121,), (float("nan"),)])
def test_absurd_minutes_are_refused(minutes: tuple[float, ...]) -> None:
    with pytest.raises(UsageError, match="120"):
        checked_minutes(minutes)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(UsageError, match="fly"):
        access(school_at(0, [(120, 5, 10)]), mode="fly")


def test_the_median_and_the_worst_go_by_weight() -> None:
    values, weight = np.array([1.0, 5.0, 9.0]), np.array([8.0, 1.0, 1.0])
    assert weighted_median(values, weight) == 1
    assert worst_mean(values, weight, share=0.15) == pytest.approx((9 + 2.5) / 1.5)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0.0, 0.0, 0.0, 1.0, 40.0])), min_size=1, max_size=60),
    st.sampled_from([0.1, 0.35, 1.0]),
)
def test_the_worst_mean_is_that_of_people_in_order_of_their_values(rows: list[tuple[int, float]], share: float) -> None:
    values, weight = (np.array(column, float) for column in zip(*rows, strict=True))
    left, total = share * weight.sum(), 0.0
    for value, people in sorted(rows, reverse=True):  # one after the other, the worst first
        taken = min(left, people)
        total, left = total + value * taken, left - taken
    expected = total / (share * weight.sum()) if weight.sum() else np.nan
    assert worst_mean(values, weight, share=share) == pytest.approx(expected, nan_ok=True)


def nx_with_places(graph: MobilityGraph, places: list[pd.DataFrame]) -> nx.MultiDiGraph:
    """Return the graph with each place as a node ("table", row) in the middle of its link's arcs."""
    made = graph.nx.copy()
    at = {(t, int(k)): place for t, table in enumerate(places) for k, place in table.iterrows()}
    for arc in graph.arcs.itertuples():
        if np.isinf(arc.car):
            continue
        on = [(place["fraction"] if arc.forward else 1 - place["fraction"], node)
              for node, place in at.items() if place["link"] == arc.link]  # fmt: skip
        for share, node in on:
            made.add_edge(arc.tail, node, car_s=share * arc.car)
            made.add_edge(node, arc.head, car_s=(1 - share) * arc.car)
            made.add_edges_from([(node, other, {"car_s": (s - share) * arc.car}) for s, other in on if s > share])
    return made


@settings(max_examples=40, deadline=None)
@given(graph=street_graphs(most=4), seed=st.integers(0, 1000))
def test_seconds_to_the_nearest_are_what_networkx_finds(graph: MobilityGraph, seed: int) -> None:
    random, links = np.random.default_rng(seed), graph.usable_links("car")
    if not len(links):
        return
    origins, goals = (
        pd.DataFrame({"link": random.choice(links, n), "fraction": random.uniform(0.01, 0.99, n)}) for n in (5, 3)
    )
    seconds, nearest = seconds_to_nearest(graph, origins, goals, mode="car")
    plain = nx_with_places(graph, [origins, goals])
    for k in range(5):
        times = nx.single_source_dijkstra_path_length(plain, (0, k), weight=weight_of("car"))
        to = [times.get((1, goal), np.inf) for goal in range(3)]
        assert seconds[k] == pytest.approx(min(to))
        assert nearest[k] == (int(np.argmin(to)) if np.isfinite(min(to)) else 3)
