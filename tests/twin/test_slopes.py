import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from layers.terrain import Terrain
from tests.layers.tables import BOUNDS, FLAT, FRAME, SLOPE
from twin.slopes import node_heights, slopes_of

# A valley 100 m deep between x = 200 and x = 800, on nodes 100 m apart.
VALLEY = Terrain(
    FRAME.crs, BOUNDS, (0.0, 0.0), 100.0, np.tile([100.0, 100, 100, 50, 0, 0, 0, 50, 100, 100, 100], (11, 1)), "dem"
)


def _links(*lines: LineString, off_ground: list[bool] | None = None, incline: float = np.nan) -> gpd.GeoDataFrame:
    """Return links of a chain 0-1-2-… with these lines."""
    count = len(lines)
    columns = {
        "start": np.arange(count),
        "end": np.arange(1, count + 1),
        "length_m": [line.length for line in lines],
        "off_ground": off_ground or [False] * count,
        "incline_percent": incline,
    }
    return gpd.GeoDataFrame(columns, geometry=list(lines), crs=FRAME.crs)


def _heights(links: gpd.GeoDataFrame, terrain: Terrain) -> np.ndarray:
    ends = [links.geometry.iloc[0].coords[0], *(line.coords[-1] for line in links.geometry)]
    x, y = np.array(ends).T
    return node_heights(x, y, links, terrain)


EAST = LineString([(100, 500), (400, 500)])


def test_a_street_on_a_slope_has_its_grade() -> None:
    slopes = slopes_of(_links(EAST), _heights(_links(EAST), SLOPE), SLOPE)
    assert slopes.grade == pytest.approx(1.0)
    assert slopes.length_m.sum() == pytest.approx(300)
    assert slopes.climb_m(1) == pytest.approx([300])
    assert slopes.descent_m(1) == pytest.approx([0])


def test_on_flat_ground_nothing_climbs() -> None:
    slopes = slopes_of(_links(EAST), _heights(_links(EAST), FLAT), FLAT)
    assert (slopes.grade == 0).all()


def test_a_mapped_incline_goes_before_the_ground() -> None:
    links = _links(EAST, incline=-6.0)
    assert slopes_of(links, _heights(links, FLAT), FLAT).grade.tolist() == [-0.06]


def test_a_mapped_incline_against_the_ground_does_not_count() -> None:
    links = _links(EAST, incline=-6.0)
    assert slopes_of(links, _heights(links, SLOPE), SLOPE).grade == pytest.approx(1.0)


ACROSS = (
    LineString([(100, 500), (200, 500)]),
    LineString([(200, 500), (500, 500)]),
    LineString([(500, 500), (800, 500)]),
    LineString([(800, 500), (900, 500)]),
)


def test_a_street_through_a_valley_goes_down_and_up() -> None:
    links = _links(*ACROSS)
    slopes = slopes_of(links, _heights(links, VALLEY), VALLEY)
    assert slopes.descent_m(4).sum() == pytest.approx(100)
    assert slopes.climb_m(4).sum() == pytest.approx(100)


def test_a_bridge_of_two_ways_stays_level_over_the_valley() -> None:
    links = _links(*ACROSS, off_ground=[False, True, True, False])
    z = _heights(links, VALLEY)
    assert z == pytest.approx([100] * 5)
    assert slopes_of(links, z, VALLEY).climb_m(4) == pytest.approx([0] * 4)
