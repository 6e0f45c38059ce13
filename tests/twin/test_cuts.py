import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString

from twin.cuts import with_cuts

NODES = pd.DataFrame({"x_m": [0.0, 100], "y_m": [0.0, 0], "osm_node": [1, 2]})
LINKS = gpd.GeoDataFrame(
    {"start": [0], "end": [1], "row": [7]}, geometry=[LineString([(0, 0), (100, 0)])], crs="EPSG:3844"
)


def _cut(*fractions: float) -> tuple[pd.DataFrame, gpd.GeoDataFrame, np.ndarray]:
    return with_cuts(NODES, LINKS, np.zeros(len(fractions), np.int64), np.array(fractions))


def test_a_link_cut_in_two_has_a_node_between() -> None:
    nodes, links, at = _cut(0.25)
    assert links.length.tolist() == [25, 75]
    assert nodes.loc[at[0], ["x_m", "y_m"]].tolist() == [25, 0]
    assert links[["start", "end", "row"]].to_numpy().tolist() == [[0, 2, 7], [2, 1, 7]]


def test_cuts_in_any_order_give_the_same_pieces() -> None:
    nodes, links, at = _cut(0.75, 0.25, 0.75)
    assert sorted(links.length) == pytest.approx([25, 25, 50])
    assert nodes["x_m"][at].tolist() == [75, 25, 75]


def test_a_cut_at_the_end_is_the_end() -> None:
    nodes, links, at = _cut(0.001, 0.999)
    assert at.tolist() == [0, 1]
    assert (len(nodes), len(links)) == (2, 1)
