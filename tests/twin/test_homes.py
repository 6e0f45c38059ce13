import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.tiny_graph import ORIGIN, city_of, graph_of, street_graphs
from twin.homes import PLACE, homes
from twin.mobility import MobilityGraph
from twin.snapping import snap

STREET = ([(0, 0), (100, 0)], [(0, 1, {"car_s": None}), (0, 1, {"via": [(50, 200)], "car_s": 9})])


def test_a_home_comes_out_at_the_nearest_point_of_the_nearest_way() -> None:
    found = homes(city_of(graph_of(*STREET, origin=ORIGIN), homes=[(25, 10, 3)]), "walk")
    assert found.loc["home/0", ["link", "fraction", "snap_m", "residents", "dwellings"]].tolist() == [0, 0.25, 10, 3, 1]


def test_a_home_comes_out_where_the_mode_may_go() -> None:
    assert homes(city_of(graph_of(*STREET, origin=ORIGIN), homes=[(25, 10, 3)]), "car")["link"].tolist() == [1]


def test_a_home_far_from_every_way_is_kept_without_a_place() -> None:
    found = homes(city_of(graph_of(*STREET, origin=ORIGIN), homes=[(25, -301.5, 3)]), "walk")
    assert found[["link", "residents"]].to_numpy().tolist() == [[-1, 3]]


def test_a_building_where_nobody_lives_is_no_home() -> None:
    assert homes(
        city_of(graph_of(*STREET, origin=ORIGIN), homes=[(25, 10, 0), (30, 10, 2)]), "walk"
    ).index.tolist() == ["home/1"]


def test_a_home_belongs_to_the_smallest_neighbourhood_around_it() -> None:
    areas = [shapely.box(0, 0, 50, 50), shapely.box(-500, -500, 500, 500), shapely.box(0, 0, 60, 60)]
    city = city_of(
        graph_of(*STREET, origin=ORIGIN), homes=[(25, 10, 3), (80, 10, 3), (55, 10, 1)], neighbourhoods=areas
    )
    assert homes(city, "walk")["neighbourhood"].tolist() == ["area/0", "area/1", "area/2"]


def test_homes_are_found_once_for_a_city_and_a_mode() -> None:
    city = city_of(graph_of(*STREET, origin=ORIGIN), homes=[(25, 10, 3)])
    assert homes(city, "walk") is homes(city, "walk")
    assert homes(city, "walk") is not homes(city, "car")


def test_a_changed_city_has_its_own_homes() -> None:
    city = city_of(graph_of(*STREET, origin=ORIGIN), homes=[(25, 10, 3)])
    before = homes(city, "walk")
    moved = city.with_layer(city_of(graph_of(*STREET, origin=ORIGIN), homes=[(75, 10, 4)]).layers["buildings"])
    assert homes(moved, "walk")["fraction"].tolist() == [0.75]
    assert before["fraction"].tolist() == [0.25]


@settings(max_examples=40, deadline=None)
@given(
    street_graphs(origin=ORIGIN),
    st.lists(st.tuples(st.integers(-400, 700), st.integers(-400, 700)), min_size=1, max_size=6),
)
def test_a_home_comes_out_where_its_middle_snaps_to(graph: MobilityGraph, spots: list[tuple[int, int]]) -> None:
    city = city_of(graph, homes=[(x, y, 1) for x, y in spots])
    x, y = ([spot[axis] + ORIGIN[axis] for spot in spots] for axis in (0, 1))
    for mode in graph.modes:
        found = homes(city, mode)[list(PLACE)].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, snap(graph, x, y, mode=mode), check_exact=True)
