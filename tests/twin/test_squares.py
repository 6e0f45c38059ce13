import geopandas as gpd
import pytest
from shapely import LineString

from twin.squares import links_across
from twin.topology import nodes_and_links

# A square of 100 m, with a street from the west at (0, 50), from the east at (100, 50), from the north-east corner.
EDGE = ([1, 2, 3, 4, 5, 6, 1], [(0, 0), (100, 0), (100, 50), (100, 100), (0, 100), (0, 50), (0, 0)])
WEST, EAST = ([7, 6], [(-40, 50), (0, 50)]), ([8, 3], [(140, 50), (100, 50)])
CORNER = ([9, 4], [(140, 140), (100, 100)])


def _across(*ways: tuple[list[int], list[tuple[float, float]]], area: str | None = "yes") -> gpd.GeoDataFrame:
    columns = {"node_ids": [nodes for nodes, _ in ways], "area": [area] + [None] * (len(ways) - 1)}
    streets = gpd.GeoDataFrame(columns, geometry=[LineString(points) for _, points in ways], crs="EPSG:3844")
    return links_across(streets, *nodes_and_links(streets))


def test_a_square_is_walked_straight_across() -> None:
    assert _across(EDGE, WEST, EAST).length.tolist() == [100]


def test_the_way_along_the_edge_is_not_there_twice() -> None:
    lengths = sorted(_across(EDGE, WEST, EAST, CORNER).length)
    assert lengths == pytest.approx([100, (100**2 + 50**2) ** 0.5])


def test_a_ring_of_streets_is_no_square() -> None:
    assert _across(EDGE, WEST, EAST, area=None).empty


def test_nobody_walks_through_the_corner_of_an_l() -> None:
    edge = ([1, 2, 3, 4, 5, 6, 1], [(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100), (0, 0)])
    north, east = ([7, 5], [(40, 140), (40, 100)]), ([8, 3], [(140, 40), (100, 40)])
    assert _across(edge, north, east).empty
