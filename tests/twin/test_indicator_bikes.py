import pytest
import shapely

from tests.twin.measured_town import NODES, town, with_objects
from tests.twin.tiny_graph import ORIGIN, graph_of
from twin.city import City
from twin.indicators import measure
from twin.measurement import Measurement

WEST = shapely.box(-100, -100, 250, 100)


def one(city: City, id: str) -> Measurement:
    return measure(city, ids=[id])[id]


def lanes(city: City, *kinds: str) -> City:
    lines = [shapely.LineString([(0, 10 * k), (1000, 10 * k)]) for k in range(len(kinds))]
    separation = ["protected" if kind == "track" else "painted" for kind in kinds]
    columns = {"class": kinds, "length_m": [1000.0] * len(kinds), "separation": separation}
    return with_objects(city, "bike_lanes", lines, **columns)


def test_kilometres_are_counted_by_kind_and_by_neighbourhood() -> None:
    found = one(lanes(town([(0, 10, 1)], neighbourhoods=[WEST]), "track", "lane"), "bike_network_km")
    assert found.value == pytest.approx(2.0)
    assert found.by_neighbourhood.to_dict() == pytest.approx({"area/0": 0.5, "": 1.5})
    assert found.kinds is not None
    assert found.kinds["value"].to_dict() == {"track": 1.0, "lane": 1.0}
    assert found.tier == "mapped"


def test_a_protected_lane_is_near_within_300_m() -> None:
    city = lanes(town([(0, 299, 1), (0, 301, 3)]), "track")
    assert one(city, "residents_near_protected_bike_lane").value == pytest.approx(25.0)


def test_a_painted_lane_is_not_protected() -> None:
    found = one(lanes(town([(0, 10, 1)]), "lane"), "residents_near_protected_bike_lane")
    assert "kept apart from cars" in str(found.unknown)


def test_the_calm_network_ends_where_a_busy_street_begins() -> None:
    busy = {"stress_forward": 4.0, "stress_backward": 4.0, "bike_cautious_s": None}
    graph = graph_of(NODES, [(0, 1), (1, 2, busy), (2, 3), (3, 4)], origin=ORIGIN)
    city = town([(100, 5, 1), (700, 5, 2), (1200, 5, 3), (1700, 5, 4)], graph=graph)
    found = one(city, "low_stress_network")
    assert found.value == pytest.approx(70.0)
    assert found.kinds is not None
    assert found.kinds.loc["network_km", "value"] == pytest.approx(1.0)


def test_a_street_that_can_be_ridden_one_way_only_joins_nothing() -> None:
    graph = graph_of(NODES, [(0, 1), (1, 2, {"bike_cautious_s": (500, None)}), (2, 3), (3, 4)], origin=ORIGIN)
    city = town([(100, 5, 1), (1700, 5, 4)], graph=graph)
    assert one(city, "low_stress_network").value == pytest.approx(80.0)


def test_docks_without_a_number_widen_the_interval_alone() -> None:
    points = [shapely.Point(0, 0), shapely.Point(10, 0)]
    found = one(with_objects(town([]), "public_bikes", points, capacity=[20, None]), "public_bikes")
    assert (found.value, found.interval) == (20.0, (20.0, 40.0))
