from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from twin.city import City
from twin.topology import nodes_and_links


def _streets(*ways: tuple[list[int] | None, list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"node_ids": [nodes for nodes, _ in ways]},
        geometry=[LineString(points) for _, points in ways],
        index=[f"way/{k + 1}" for k in range(len(ways))],
        crs="EPSG:3844",
    )


CROSS = _streets(([1, 2, 3], [(0, 0), (10, 0), (30, 0)]), ([4, 2, 5], [(10, -5), (10, 0), (10, 7)]))


def test_ways_are_cut_at_a_shared_node() -> None:
    nodes, links = nodes_and_links(CROSS)
    assert sorted(nodes["osm_node"]) == [1, 2, 3, 4, 5]
    assert sorted(links.length) == [5, 7, 10, 20]


def test_a_bridge_does_not_meet_what_it_crosses() -> None:
    apart = _streets(([1, 2], [(0, 0), (20, 0)]), ([3, 4], [(10, -5), (10, 5)]))
    nodes, links = nodes_and_links(apart)
    assert (len(nodes), len(links)) == (4, 2)


def test_a_bend_is_no_node() -> None:
    nodes, links = nodes_and_links(_streets(([1, 2, 3], [(0, 0), (3, 4), (3, 10)])))
    assert (len(nodes), links.length.tolist()) == (2, [11])


def test_a_barrier_in_the_middle_of_a_way_cuts_it() -> None:
    nodes, links = nodes_and_links(_streets(([1, 2, 3], [(0, 0), (3, 4), (3, 10)])), cut_at=[2])
    assert links.length.tolist() == [5, 6]
    assert 2 in nodes["osm_node"].tolist()


def test_a_way_that_meets_itself_is_cut_there() -> None:
    lasso = _streets(([1, 2, 3, 4, 2], [(0, 0), (10, 0), (20, 0), (20, 10), (10, 0)]))
    _, links = nodes_and_links(lasso)
    assert len(links) == 2
    assert (links["start"] == links["end"]).tolist() == [False, True]


def test_drawn_lines_without_node_numbers_meet_where_their_ends_do() -> None:
    drawn = _streets((None, [(0, 0), (10, 0)]), (None, [(10.01, 0), (10, 9)]))
    nodes, links = nodes_and_links(drawn)
    assert (len(nodes), len(links)) == (3, 2)
    assert (nodes["osm_node"] == -1).all()


def test_a_drawn_line_joins_a_mapped_one_at_its_node() -> None:
    mixed = _streets(([1, 2, 3], [(0, 0), (10, 0), (30, 0)]), (None, [(10, 0), (10, 9)]))
    nodes, links = nodes_and_links(mixed)
    assert sorted(links.length) == [9, 10, 20]
    assert len(nodes) == 4


def test_links_start_and_end_where_their_nodes_are() -> None:
    nodes, links = nodes_and_links(CROSS)
    for end, position in (("start", 0), ("end", -1)):
        corners = np.array([line.coords[position] for line in links.geometry])
        assert corners == pytest.approx(nodes.loc[links[end], ["x_m", "y_m"]].to_numpy())


def test_no_streets_give_no_graph() -> None:
    nodes, links = nodes_and_links(CROSS.iloc[:0])
    assert (len(nodes), len(links)) == (0, 0)


def test_the_links_of_the_real_city_are_its_streets(timisoara_store_folder: Path) -> None:
    streets = City.open(timisoara_store_folder).streets
    _, links = nodes_and_links(streets)
    assert links.length.sum() == pytest.approx(streets.length.sum())
    assert links.groupby("row").size().sum() == len(links) > 30_000
