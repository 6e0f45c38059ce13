"""Lakes lie level in the ground."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from layers.layer import Layer
from layers.terrain import Terrain
from layers.water import KIND
from twin.still_water import with_level_water

CRS = "EPSG:3844"
EAST = np.tile(np.arange(11.0) * 3, (11, 1))  # a plane that rises by 3 m every 30 m to the east
LAKE = shapely.box(70, 70, 110, 110)  # in the cells from 60 to 120 m


@pytest.fixture
def slope() -> Terrain:
    return Terrain(CRS, (0, 0, 300, 300), (0.0, 0.0), 30.0, EAST.astype(np.float32))


def _water(*shapes: BaseGeometry, **tags: str) -> dict[str, gpd.GeoDataFrame]:
    ids = [f"way/{k}" for k in range(1, len(shapes) + 1)]
    return {"water": gpd.GeoDataFrame({"natural": "water", **tags}, index=ids, geometry=list(shapes), crs=CRS)}


def test_all_corners_around_a_lake_take_the_height_a_tenth_of_them_lie_below(slope: Terrain) -> None:
    made, level, report = with_level_water(slope, _water(LAKE))
    assert np.unique(made.heights[2:5, 2:5]).tolist() == [6.0]  # of 6, 9 and 12 m, three each
    assert level.sum() == 9
    assert (made.heights[~level] == slope.heights[~level]).all()
    [entry] = report.entries
    assert (entry.layer, entry.count, entry.examples) == ("water", 1, ("way/1",))


def test_the_lake_is_drawn_flat(slope: Terrain) -> None:
    made, *_ = with_level_water(slope, _water(LAKE))
    corners = np.asarray(shapely.get_coordinates(LAKE))
    assert np.ptp(slope.heights_at(corners)) == pytest.approx(4.0)
    assert np.ptp(made.heights_at(corners)) == 0
    table = Layer.checked(KIND, _drawn(LAKE)).table
    assert np.ptp(KIND.form(table, made).points[:, 2]) == pytest.approx(0, abs=1e-6)


def test_a_large_lake_lies_as_the_middle_of_the_heights_in_it(slope: Terrain) -> None:
    made, *_ = with_level_water(slope, _water(shapely.box(40, 70, 170, 110)))  # columns at 60, 90, 120, 150 m, one row
    assert np.unique(made.heights[2:5, 1:7]).tolist() == [10.5]  # of 6, 9, 12 and 15 m


def _drawn(shape: BaseGeometry) -> gpd.GeoDataFrame:
    row = {"name": None, "tier": "mapped", "source": "osm", "class": "lake", "area_m2": shape.area}
    return gpd.GeoDataFrame([row], index=["way/1"], geometry=[shape], crs=CRS)


def test_of_two_lakes_that_share_cells_the_lower_one_keeps_its_level(slope: Terrain) -> None:
    made, *_ = with_level_water(slope, _water(LAKE, shapely.box(115, 70, 145, 110)))
    assert np.unique(made.heights[2:5, 2:5]).tolist() == [6.0]
    assert np.unique(made.heights[2:5, 5]).tolist() == [9.0]  # 9, 12 and 15 m around the upper one


@pytest.mark.parametrize(
    "water",
    [
        _water(LAKE, water="river"),
        _water(shapely.box(70, 70, 90, 90)),  # 400 m², smaller than a cell
        _water(shapely.LineString([(0, 0), (200, 200)])),
        {},
    ],
)
def test_rivers_small_waters_and_lines_leave_the_ground_as_it_is(
    slope: Terrain, water: dict[str, gpd.GeoDataFrame]
) -> None:
    made, level, report = with_level_water(slope, water)
    assert not level.any()
    assert (made.heights == slope.heights).all()
    assert not report.entries


def test_a_lake_beyond_the_edge_of_the_model_is_level_inside(slope: Terrain) -> None:
    made, level, _ = with_level_water(slope, _water(shapely.box(270, 270, 400, 400)))
    assert level.sum() == 4
    assert np.unique(made.heights[9:, 9:]).tolist() == [27.0]


def test_flat_ground_stays_as_it_is() -> None:
    flat = Terrain(CRS, (0, 0, 300, 300), (0.0, 0.0), 300.0, np.zeros((1, 1), np.float32))
    made, _, report = with_level_water(flat, _water(LAKE))
    assert made.is_flat
    assert not report.entries
