import networkx as nx
import numpy as np
import pytest
import shapely

from geodata.errors import TableError, UsageError
from tests.twin.measured_town import town, with_objects
from tests.twin.tiny_graph import ORIGIN, graph_of
from twin.city import City
from twin.critical import critical
from twin.home_trips import home_trips
from twin.homes import homes
from twin.mobility import MobilityGraph, weight_of


def two_banks() -> MobilityGraph:
    """A street on each bank of a river, joined by a bridge of 50 s in the middle and a ferry road of 500 s at the end;
    behind the end of the northern street a lane that leads nowhere else."""
    nodes = [(0, 0), (500, 0), (1000, 0), (0, 100), (500, 100), (1000, 100), (0, 400)]
    links = [
        (0, 1, {"name": "Malul Sud"}), (1, 2, {"name": "Malul Sud"}), (3, 4, {"name": "Malul Nord"}),
        (4, 5, {"name": "Malul Nord"}), (1, 4, {"name": "Podul", "bridge": True, "car_s": 50}),
        (2, 5, {"name": "Ocolul", "car_s": 500}), (3, 6, {"name": "Fundătura"}),
    ]  # fmt: skip
    return graph_of(nodes, links, origin=ORIGIN)


def banks(people: list[tuple[float, float, float]]) -> City:
    city = town(people, graph=two_banks())
    city = with_objects(city, "tracks", [])
    return with_objects(city, "water", [shapely.box(-100, 30, 1100, 70)], name=["Bega"], **{"class": ["river"]})


def test_a_bridge_delays_those_who_cross_it() -> None:
    """100 people live at each end of the bridge, and go to one of both ends each: half of them cross."""
    city = banks([(499, -5, 100), (499, 105, 100)])
    bridge = critical(city, mode="car", top=3, destinations=2).bridges.loc[1]
    assert (bridge["name"], bridge["crosses"], bridge["crosses_name"]) == ("Podul", "water", "Bega")
    assert bridge["trips"] == pytest.approx(50)
    assert bridge["delayed"] == pytest.approx(100)
    extra_s = 500 + 500 + 500 - 50  # along both banks and by the ferry, in place of the bridge
    assert bridge["mean_extra_min"] == pytest.approx(extra_s / 60)
    assert bridge["person_min"] == pytest.approx(100 * extra_s / 60)
    assert bridge["links"] == [4]


def test_who_lives_behind_a_closed_street_is_cut_off() -> None:
    city = banks([(499, -5, 100), (499, 105, 100), (5, 390, 30), (5, 250, 20)])
    cuts = critical(city, mode="car", destinations=50).cuts
    assert cuts["name"].tolist() == ["Malul Nord"]
    assert cuts["cut_off"].tolist() == [50]


def test_a_trip_is_longer_by_an_hour_at_most() -> None:
    graph = two_banks()
    seconds = {4: 50, 5: 9000}
    links = [
        (r.start, r.end, {"bridge": r.bridge, "car_s": seconds.get(r.Index, 100)}) for r in graph.links.itertuples()
    ]
    slow = graph_of(graph.nodes[["x_m", "y_m"]].to_numpy() - ORIGIN, links, origin=ORIGIN)
    city = with_objects(town([(499, -5, 100), (499, 105, 100)], graph=slow), "tracks", [])
    assert critical(city, mode="car", destinations=2).bridges.loc[1, "mean_extra_min"] == pytest.approx(60)


def test_all_trips_are_one_from_each_resident() -> None:
    city = banks([(499, -5, 100), (499, 105, 60), (5, 390, 40)])
    trips = home_trips(city.mobility, homes(city, "car"), mode="car", destinations=20)
    assert trips.trips.people.max(axis=1) == pytest.approx(200)
    assert len(trips.trips.seconds) == 20


def test_closures_are_weighed_as_networkx_would() -> None:
    city = banks([(100, -5, 40), (900, -5, 30), (300, 105, 20), (990, 105, 10)])
    graph, living = city.mobility, homes(city, "car")
    trips = home_trips(graph, living, mode="car", destinations=10)
    found = critical(city, mode="car", destinations=10).bridges.loc[1]
    closed = graph.closing([4])
    added = sum(
        living["residents"].iloc[h] * (home_s(closed, living.iloc[h], k) - home_s(graph, living.iloc[h], k))
        for k in np.argmin(trips.trips.seconds, axis=1)
        for h in range(len(living))
    )
    assert found["person_min"] == pytest.approx(added / 10 / 60)


def home_s(graph: MobilityGraph, home: object, node: int) -> float:
    link = graph.links.iloc[int(home["link"])]  # type: ignore[index]
    ends = ((link["start"], home["fraction"]), (link["end"], 1 - home["fraction"]))  # type: ignore[index]
    times = nx.single_source_dijkstra_path_length(graph.nx.reverse(), int(node), weight=weight_of("car"))
    return min(times[int(end)] + share * link["length_m"] for end, share in ends)


def test_the_same_question_has_the_same_answer() -> None:
    city = banks([(100, -5, 40), (900, -5, 30), (300, 105, 20), (990, 105, 10)])
    first, second = (critical(city, mode="car").others.drop(columns="geometry") for _ in range(2))
    assert first.equals(second)


def test_what_cannot_be_asked_is_refused() -> None:
    city = banks([(100, -5, 40)])
    with pytest.raises(UsageError, match="fly"):
        critical(city, mode="fly")
    with pytest.raises(UsageError, match="--top"):
        critical(city, top=0)
    with pytest.raises(TableError, match="residents"):
        critical(banks([(100, 5000, 40)]), mode="car")
