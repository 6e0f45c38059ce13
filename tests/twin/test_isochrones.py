from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata.errors import UsageError
from tests.twin.by_networkx import seconds_by_networkx
from tests.twin.tiny_graph import ORIGIN, city_of, graph_of, street_graphs
from twin.city import City
from twin.homes import homes
from twin.isochrones import FACILITIES, isochrone
from twin.mobility import MobilityGraph
from twin.snapping import Place, place_of, place_table, snap

# One street of 1,000 m, walked at 1 m/s: 5 minutes are 300 m.
STREET = ([(0, 0), (1000, 0)], [(0, 1)])


def at(city: City, x: float, y: float, *, mode: str = "walk") -> Place:
    found = snap(city.mobility, [ORIGIN[0] + x], [ORIGIN[1] + y], mode=mode)
    return place_of(city.mobility, found.iloc[0])


def rings_of(city: City, x: float, y: float, minutes: list[float], *, mode: str = "walk") -> gpd.GeoDataFrame:
    return isochrone(city, at(city, x, y, mode=mode), mode=mode, minutes=minutes)


def point(x: float, y: float) -> shapely.Point:
    return shapely.Point(ORIGIN[0] + x, ORIGIN[1] + y)


def test_five_minutes_reach_as_far_as_five_minutes_go() -> None:
    (ring,) = rings_of(city_of(graph_of(*STREET, origin=ORIGIN)), 500, 0, [5]).geometry
    west, _, east, _ = ring.bounds
    assert [west - ORIGIN[0], east - ORIGIN[0]] == pytest.approx([200, 800], abs=6)


def test_a_ring_reaches_a_little_off_the_street() -> None:
    (ring,) = rings_of(city_of(graph_of(*STREET, origin=ORIGIN)), 500, 0, [5]).geometry
    assert ring.covers(point(500, 70))
    assert not ring.intersects(point(500, 90))


def test_a_one_way_street_is_reached_ahead_only() -> None:
    graph = graph_of([(0, 0), (1000, 0)], [(0, 1, {"car_s": (1000, None)})], origin=ORIGIN)
    (ring,) = rings_of(city_of(graph), 500, 0, [5], mode="car").geometry
    assert ring.covers(point(780, 0))
    assert not ring.intersects(point(400, 0))


def test_a_ring_has_no_hole_in_a_small_block_but_one_in_a_large() -> None:
    def block(size_m: float) -> shapely.MultiPolygon:
        corners = [(0, 0), (size_m, 0), (size_m, size_m), (0, size_m)]
        graph = graph_of(corners, [(0, 1), (1, 2), (2, 3), (3, 0)], origin=ORIGIN)
        return rings_of(city_of(graph), 0, 0, [60]).geometry[0]

    assert block(140).covers(point(70, 70))
    assert not block(300).intersects(point(150, 150))


def test_nobody_stands_in_the_river_but_on_its_bridge() -> None:
    nodes = [(0, 0), (300, 0), (0, 200), (300, 200)]
    graph = graph_of(nodes, [(0, 1), (2, 3), (0, 2)], origin=ORIGIN)
    river = shapely.box(-200, 50, 600, 110)
    (ring,) = rings_of(city_of(graph, water=[river]), 0, 0, [30]).geometry
    assert ring.covers(point(0, 80))
    assert not ring.intersects(point(150, 80))
    assert ring.covers(point(150, 190))


def test_nobody_slips_between_streets_that_do_not_meet() -> None:
    nodes = [(0, 0), (200, 0), (0, 30), (200, 30)]
    graph = graph_of(nodes, [(0, 1), (2, 3), (1, 3, {"walk_s": 5000})], origin=ORIGIN)
    (ring,) = rings_of(city_of(graph), 0, 0, [10]).geometry
    assert ring.covers(point(100, 10))
    assert not ring.intersects(point(100, 30))


def test_steps_stop_a_wheelchair() -> None:
    nodes = [(0, 0), (200, 0), (210, 0), (400, 0)]
    graph = graph_of(nodes, [(0, 1), (1, 2, {"steps": True, "wheelchair_s": None}), (2, 3)], origin=ORIGIN)
    assert rings_of(city_of(graph), 0, 0, [20]).geometry[0].covers(point(350, 0))
    assert not rings_of(city_of(graph), 0, 0, [20], mode="wheelchair").geometry[0].intersects(point(350, 0))


def test_residents_are_counted_by_the_time_to_their_door() -> None:
    city = city_of(graph_of(*STREET, origin=ORIGIN), homes=[(550, 20, 7), (810, 10, 5), (900, 0, 2)])
    rings = rings_of(city, 500, 0, [1, 6, 7])
    assert rings["residents"].tolist() == [7, 12, 14]
    assert rings["dwellings"].tolist() == [3, 5, 6]


def test_a_city_that_knows_no_residents_says_so() -> None:
    assert rings_of(city_of(graph_of(*STREET, origin=ORIGIN)), 500, 0, [5])["residents"].isna().all()


def test_a_place_where_nobody_lives_has_none() -> None:
    city = city_of(graph_of(*STREET, origin=ORIGIN), homes=[(900, 20, 7)])
    assert rings_of(city, 0, 0, [5])["residents"].tolist() == [0]


def test_facilities_are_counted_by_kind() -> None:
    shops = [(510, 0, "grocery"), (900, 5, "grocery"), (520, 0, "school"), (530, 0, "food")]
    rings = rings_of(city_of(graph_of(*STREET, origin=ORIGIN), amenities=shops), 500, 0, [5, 10])
    assert rings["grocery"].tolist() == [1, 2]
    assert rings["school"].tolist() == [1, 1]
    assert rings["pharmacy"].tolist() == [0, 0]


def test_minutes_are_put_in_order_each_once() -> None:
    city = city_of(graph_of(*STREET, origin=ORIGIN))
    assert rings_of(city, 500, 0, [10, 5, 10])["minutes"].tolist() == [5, 10]


@pytest.mark.parametrize("minutes", [[], [0], [-5], [121], [5, float("nan")]])
def test_minutes_out_of_bounds_are_refused(minutes: list[float]) -> None:
    with pytest.raises(UsageError, match="more than 0 and at most 120"):
        rings_of(city_of(graph_of(*STREET, origin=ORIGIN)), 500, 0, minutes)


def test_a_blink_of_an_eye_reaches_something() -> None:
    assert rings_of(city_of(graph_of(*STREET, origin=ORIGIN)), 500, 0, [0.1])["area_m2"][0] > 0


def test_a_street_reached_whole_is_80_m_wide_on_both_sides() -> None:
    rings = rings_of(city_of(graph_of(*STREET, origin=ORIGIN)), 500, 0, [120])
    assert rings["area_m2"][0] == pytest.approx(1000 * 160 + np.pi * 80**2, rel=0.05)


PLACES = st.tuples(st.integers(0, 99), st.floats(0.05, 0.95))
MODES = st.sampled_from(["walk", "bike", "car", "wheelchair"])
TOWNS = street_graphs(origin=ORIGIN)


def place_in(graph: MobilityGraph, mode: str, pick: tuple[int, float]) -> Place:
    usable = graph.usable_links(mode)
    assume(len(usable) > 0)
    return place_of(graph, place_table([Place(int(usable[pick[0] % len(usable)]), pick[1], 0, 0, 0)]).iloc[0])


@settings(max_examples=25, deadline=None)
@given(TOWNS, MODES, PLACES)
def test_a_ring_contains_the_rings_of_fewer_minutes(graph: MobilityGraph, mode: str, pick: tuple[int, float]) -> None:
    rings = isochrone(city_of(graph), place_in(graph, mode, pick), mode=mode, minutes=[0.5, 1, 2, 3, 5]).geometry
    assert rings.is_valid.all()
    assert all(large.covers(small) for small, large in pairwise(rings))


def homes_on(graph: MobilityGraph, mode: str) -> tuple[list[Place], list[tuple[float, float, float]]]:
    """Return a place on each street of a mode, and a home there: 1, 2, 4 … people: a sum tells whom it counts."""
    usable = graph.usable_links(mode)[:30]
    places = [place_of(graph, row) for _, row in place_table([Place(int(k), 0.37, 0, 0, 0) for k in usable]).iterrows()]
    return places, [(p.x_m - ORIGIN[0], p.y_m - ORIGIN[1], 2**k) for k, p in enumerate(places)]


@settings(max_examples=25, deadline=None)
@given(TOWNS, MODES, PLACES)
def test_homes_within_are_those_networkx_finds(graph: MobilityGraph, mode: str, pick: tuple[int, float]) -> None:
    start = place_in(graph, mode, pick)
    places, people = homes_on(graph, mode)
    seconds = [seconds_by_networkx(graph, start, place, mode=mode) for place in places]
    ring = isochrone(city_of(graph, homes=people), start, mode=mode, minutes=[1.5])
    assert ring["residents"][0] == sum(2**k for k, s in enumerate(seconds) if s <= 90)


@settings(max_examples=25, deadline=None)
@given(TOWNS, PLACES)
def test_a_wheelchair_serves_no_home_that_a_walker_does_not(graph: MobilityGraph, pick: tuple[int, float]) -> None:
    start = place_in(graph, "wheelchair", pick)
    city = city_of(graph, homes=homes_on(graph, "wheelchair")[1])
    assume(homes(city, "walk")["link"].equals(homes(city, "wheelchair")["link"]))
    rolled, walked = (isochrone(city, start, mode=m, minutes=[3])["residents"][0] for m in ("wheelchair", "walk"))
    assert int(rolled) & int(walked) == int(rolled)


@settings(max_examples=25, deadline=None)
@given(TOWNS, MODES, PLACES, st.integers(0, 99))
def test_closing_a_link_never_serves_more_homes(
    graph: MobilityGraph, mode: str, pick: tuple[int, float], shut: int
) -> None:
    start = place_in(graph, mode, pick)
    link = shut % len(graph.links)
    assume(link != start.link)
    kept = [home for place, home in zip(*homes_on(graph, mode), strict=True) if place.link != link]
    city = city_of(graph, homes=kept)
    closed = replace(city, read_graph=lambda: graph.closing([link]))
    assume(homes(city, mode)["link"].equals(homes(closed, mode)["link"]))
    before, after = (isochrone(c, start, mode=mode, minutes=[2])["residents"].fillna(0)[0] for c in (city, closed))
    assert int(before) & int(after) == int(after)


@settings(max_examples=15, deadline=None)
@given(TOWNS, MODES, PLACES)
def test_an_area_has_the_streets_that_a_route_reaches_in_time(
    graph: MobilityGraph, mode: str, pick: tuple[int, float]
) -> None:
    start = place_in(graph, mode, pick)
    (ring,) = isochrone(city_of(graph), start, mode=mode, minutes=[1]).geometry
    for place in homes_on(graph, mode)[0]:
        if seconds_by_networkx(graph, start, place, mode=mode) <= 60:
            assert ring.distance(shapely.Point(place.x_m, place.y_m)) < 4


def test_every_facility_is_a_column() -> None:
    assert set(FACILITIES) <= set(rings_of(city_of(graph_of(*STREET, origin=ORIGIN)), 500, 0, [5]).columns)
