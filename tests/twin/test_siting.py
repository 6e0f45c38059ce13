from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import UsageError
from tests.twin.measured_town import street, town, with_objects
from tests.twin.tiny_graph import street_graphs
from twin.access import seconds_to_nearest
from twin.city import City
from twin.home_coverage import home_coverage
from twin.homes import homes
from twin.mobility import MobilityGraph
from twin.siting import candidates, site
from twin.snapping import snap

FAR = shapely.Point(1990, 5)


def lots(city: City, *at: float, **columns: list[object]) -> City:
    return with_objects(city, "parking", [shapely.Point(x, 5) for x in at], **{"class": ["lot"] * len(at), **columns})


def town_with(existing: list[shapely.Point], people: list[tuple[float, float]]) -> City:
    city = with_objects(town([(x, 5, n) for x, n in people]), "charging_stations", existing)
    return with_objects(with_objects(city, "green_space", []), "parking", [])


def test_a_site_serves_most_of_those_who_are_not_yet_served() -> None:
    city = lots(town_with([shapely.Point(0, 5)], [(50, 100), (800, 10), (900, 20), (1700, 7)]), 850, 1700)
    found = site(city, count=2, minutes=5, avoid=())
    assert found.sites["residents"].tolist() == [30, 7]
    assert found.sites["next_best"].tolist()[0] >= 20
    assert found.sites["served"].tolist() == [130, 137]
    assert (found.served_before, found.residents, found.existing) == (100, 137, 1)


def test_the_points_of_sites_are_their_longitudes_and_latitudes() -> None:
    city = lots(town_with([], [(50, 100), (800, 10)]))
    found = site(city, count=2, minutes=5, avoid=())
    there = found.sites.to_crs("EPSG:4326").geometry
    assert len(found.points) == len(found.sites) > 0
    assert np.allclose(found.points, np.column_stack([there.x, there.y]), atol=1e-6)


def test_a_parking_lot_stands_for_the_street_around_it() -> None:
    city = lots(town_with([], [(850, 10)]), 900)
    made, _ = candidates(city, street(), mode="walk", street_mode="car", avoid=(), prefer=("parking",))
    along = shapely.get_x(made.geometry) - shapely.get_x(city.parking.geometry.iloc[0])
    assert made["at"].tolist()[0] == "parking"
    assert np.abs(along[1:]).min() > 150
    assert site(city, count=1, avoid=()).sites["at"].tolist() == ["parking"]


def test_no_site_stands_in_an_area_to_avoid() -> None:
    city = with_objects(lots(town_with([], [(850, 10)]), 850), "green_space", [shapely.box(700, -50, 1000, 50)],
                        **{"class": ["park"]})  # fmt: skip
    found = site(city, count=1, minutes=5)
    assert found.sites["at"].tolist() == ["street"]
    assert not city.green_space.geometry.iloc[0].contains(found.sites.geometry.iloc[0])
    assert "parking/0" in {i for e in found.report.entries if e.action == "dropped" for i in e.examples}


def test_private_lots_and_bicycle_stands_are_no_sites() -> None:
    city = lots(town_with([], [(850, 10)]), 100, 850, access=["private", None], **{"class": ["lot", "bicycle"]})
    assert set(site(city, count=3, avoid=()).sites["at"]) == {"street"}


def test_fewer_sites_come_back_when_all_are_served() -> None:
    found = site(town_with([], [(50, 10), (1900, 5)]), count=50, avoid=())
    assert found.sites["residents"].tolist() == [10, 5]
    assert found.sites["served_share"].tolist() == [pytest.approx(2 / 3), 1]


def test_nothing_is_proposed_where_everybody_is_served() -> None:
    found = site(town_with([shapely.Point(0, 5)], [(50, 10)]), count=3, avoid=())
    assert len(found.sites) == 0
    assert found.served_before == 10


def test_the_same_question_has_the_same_answer() -> None:
    city = town_with([FAR], [(float(x), float(x % 7 + 1)) for x in range(0, 1900, 37)])
    first, second = (site(city, count=5, avoid=()).sites for _ in range(2))
    assert first.drop(columns="geometry").equals(second.drop(columns="geometry"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"count": 0}, "count"), ({"minutes": 0}, "more than 0"), ({"layer": "castles"}, "castles"),
     ({"avoid": ["moats"]}, "moats"), ({"prefer": ["towers"]}, "towers"), ({"mode": "fly"}, "fly")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        site(town_with([], [(50, 10)]), **asked)  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(graph=street_graphs(most=4), seed=st.integers(0, 1000), limit=st.sampled_from([10.0, 60.0, 200.0]))
def test_a_site_covers_whom_a_search_finds_within_the_limit(graph: MobilityGraph, seed: int, limit: float) -> None:
    xy = np.random.default_rng(seed).uniform(-40, 340, (70, 2))
    people, sites = (snap(graph, part[:, 0], part[:, 1], mode="car") for part in (xy[:66], xy[66:]))
    covers = home_coverage(graph, sites, people.assign(home=np.arange(len(people))), mode="car", limit_s=limit)
    for k in range(4):
        seconds, _ = seconds_to_nearest(graph, people, sites.iloc[[k]], mode="car")
        assert covers.members(k).tolist() == np.flatnonzero(seconds <= limit).tolist()


def test_two_sites_on_a_small_town_are_the_best_two_of_all() -> None:
    city = town_with([], [(100.0, 30.0), (420.0, 25.0), (700.0, 8.0), (1450.0, 40.0)])
    found = site(city, count=2, minutes=5, avoid=())
    made, _ = candidates(city, city.mobility, mode="walk", street_mode="car", avoid=(), prefer=())
    living = homes(city, "walk")
    within = np.array([seconds_to_nearest(city.mobility, living, made.iloc[[k]], mode="walk")[0] <= 300
                       for k in range(len(made))])  # fmt: skip
    best = max(living["residents"][within[a] | within[b]].sum() for a, b in combinations(range(len(made)), 2))
    assert found.sites["residents"].sum() == best == 95
