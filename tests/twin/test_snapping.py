import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from geodata.errors import InputError, UsageError
from tests.tiny import FRAME
from tests.twin.tiny_graph import ORIGIN, city_of, graph_of, street_graphs
from twin.mobility import MobilityGraph
from twin.snapping import (
    Place,
    end_seeds,
    place_at,
    place_table,
    seconds_on_link,
    snap,
    start_seeds,
)

STREET = ([(0, 0), (100, 0)], [(0, 1, {"walk_s": 80, "car_s": (10, None)})])


def lonlat(east_m: float, north_m: float) -> tuple[float, float]:
    lon, lat = FRAME.to_lonlat_points(ORIGIN[0] + east_m, ORIGIN[1] + north_m)
    return float(lon), float(lat)


def test_a_point_beside_a_street_snaps_to_the_foot_of_its_perpendicular() -> None:
    found = snap(graph_of(*STREET), [25], [10], mode="walk")
    assert found.loc[0].tolist() == [0, 0.25, 10]


def test_a_point_beyond_the_end_snaps_to_the_end() -> None:
    found = snap(graph_of(*STREET), [130], [40], mode="walk")
    assert (found["fraction"][0], found["snap_m"][0]) == (1.0, 50.0)


def test_a_point_farther_than_the_limit_has_no_link() -> None:
    found = snap(graph_of(*STREET), [0, 0], [300, 301], mode="walk")
    assert found["link"].tolist() == [0, -1]
    assert np.isnan(found["snap_m"][1])


def test_a_point_snaps_past_a_street_that_is_closed_to_the_mode() -> None:
    graph = graph_of([(0, 0), (100, 0), (0, 50), (100, 50)], [(0, 1, {"bike_s": None}), (2, 3), (0, 2)])
    assert snap(graph, [50], [5], mode="walk")["link"][0] == 0
    assert snap(graph, [50], [5], mode="bike")["link"][0] == 1


def test_nobody_starts_on_a_scrap_that_nothing_else_reaches() -> None:
    chain = [(10.0 * k, 0.0) for k in range(30)]
    graph = graph_of([*chain, (0, 5), (10, 5)], [*((k, k + 1) for k in range(29)), (30, 31)])
    assert snap(graph, [5], [4], mode="walk")["link"][0] == 0


def test_an_unknown_mode_is_named() -> None:
    with pytest.raises(UsageError, match="no mode “fly”"):
        snap(graph_of(*STREET), [0], [0], mode="fly")


def test_a_place_knows_where_it_is() -> None:
    city = city_of(graph_of(*STREET, origin=ORIGIN))
    place = place_at(city, city.mobility, lonlat(25, 10), mode="walk")
    assert place.link == 0
    assert [place.fraction, place.snap_m, place.x_m - ORIGIN[0], place.y_m - ORIGIN[1]] == pytest.approx(
        [0.25, 10, 25, 0], abs=1e-3
    )


def test_a_point_outside_the_city_is_refused() -> None:
    city = city_of(graph_of(*STREET, origin=ORIGIN))
    with pytest.raises(InputError, match=r"2\.00000,48\.00000 lies outside the city"):
        place_at(city, city.mobility, (2.0, 48.0), mode="walk")


def test_a_point_far_from_every_street_is_refused() -> None:
    city = city_of(graph_of(*STREET, origin=ORIGIN))
    with pytest.raises(InputError, match="more than 300 m from every way open to walk"):
        place_at(city, city.mobility, lonlat(50, 400), mode="walk")


def test_a_point_in_the_river_is_refused_but_not_on_its_bridge() -> None:
    river = shapely.box(-50, -100, 150, 100)
    city = city_of(graph_of(*STREET, origin=ORIGIN), water=[river])
    assert place_at(city, city.mobility, lonlat(50, 10), mode="walk").link == 0
    with pytest.raises(InputError, match="lies in the water"):
        place_at(city, city.mobility, lonlat(50, 40), mode="walk")


def test_a_trip_starts_to_both_ends_of_its_street() -> None:
    seeds = start_seeds(graph_of(*STREET), place_table([Place(0, 0.25, 0, 25, 0)]), mode="walk")
    assert dict(zip(seeds.nodes.tolist(), seeds.seconds.tolist(), strict=True)) == {0: 20, 1: 60}


def test_a_trip_on_a_one_way_street_starts_ahead_and_ends_from_behind() -> None:
    graph, places = graph_of(*STREET), place_table([Place(0, 0.25, 0, 25, 0)])
    start, end = start_seeds(graph, places, mode="car"), end_seeds(graph, places, mode="car")
    assert (start.nodes.tolist(), start.seconds.tolist()) == ([1], [7.5])
    assert (end.nodes.tolist(), end.seconds.tolist()) == ([0], [2.5])


def test_a_place_that_is_none_has_no_seeds() -> None:
    places = place_table([Place(-1, np.nan, np.nan, 0, 0), Place(0, 0.5, 0, 50, 0)])
    assert start_seeds(graph_of(*STREET), places, mode="walk").indptr.tolist() == [0, 0, 2]


def test_two_places_on_one_link_are_joined_along_it_where_the_mode_may_go() -> None:
    early, late = place_table([Place(0, 0.25, 0, 25, 0)]), place_table([Place(0, 0.75, 0, 75, 0)])
    graph = graph_of(*STREET)
    assert seconds_on_link(graph, early, late, mode="car").tolist() == [5]
    assert seconds_on_link(graph, late, early, mode="car").tolist() == [np.inf]
    assert seconds_on_link(graph, late, late, mode="car").tolist() == [0]
    assert seconds_on_link(graph, late, early, mode="walk").tolist() == [40]


@settings(max_examples=30, deadline=None)
@given(street_graphs())
def test_snapping_finds_the_nearest_open_street(graph: MobilityGraph) -> None:
    x, y = [10.0, 250.0, 333.0], [40.0, 111.0, -20.0]
    found = snap(graph, x, y, mode="walk", limit_m=1e6)
    usable = graph.usable_links("walk")
    lines = np.asarray(graph.links.geometry.values, dtype=object)[usable]
    for k, point in enumerate(shapely.points(x, y)):
        assert found["snap_m"][k] == pytest.approx(shapely.distance(lines, point).min())
