import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine

from geodata.frame import CityFrame
from geodata.raster import Raster
from layers.terrain import Terrain
from twin.terrain_of_raster import terrain_of_raster

FRAME = CityFrame(crs="EPSG:3844", bounds=(0.0, 0.0, 600.0, 600.0), origin=(300.0, 300.0))
PEAK = (295.0, 295.0)


def rough_ground(*, step_m: float) -> Raster:
    """Return level ground of 100 m with one cell 10 m higher in its middle."""
    cells = round(700 / step_m)
    values = np.full((cells, cells), 100, np.float32)
    column, row = int((PEAK[0] + 50) / step_m), int((650 - PEAK[1]) / step_m)
    values[row, column] = 110
    return Raster(values, Affine(step_m, 0, -50, 0, -step_m, 650), FRAME.crs, "m", "rough")


def ground_with(place: tuple[float, float]) -> Terrain:
    house = gpd.GeoDataFrame(geometry=[shapely.Point(place).buffer(4)], index=["way/1"], crs=FRAME.crs)
    return terrain_of_raster(rough_ground(step_m=10), FRAME, {"buildings": house}, source="dem")[0]


def test_what_a_coarser_grid_leaves_of_a_peak_is_told_as_error() -> None:
    made = ground_with(PEAK)
    assert made.step_m == 30.0
    left_m = 110 - made.heights_at(np.array([PEAK]))[0]
    assert left_m > 5
    assert made.error_m == pytest.approx(left_m, abs=0.01)
    assert 4 < made.built_error_m <= made.error_m


def test_a_building_on_even_ground_has_no_error() -> None:
    made = ground_with((100.0, 100.0))
    assert (made.built_error_m, made.built_error_90_m) == pytest.approx((0.0, 0.0), abs=0.01)
    assert made.error_m > 5
