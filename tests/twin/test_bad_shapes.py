"""Shapes that are hardly any, as maps have them: the rest of the city is built, with and without a terrain model."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine

from geodata.raster import Raster, write_raster
from tests.tiny import Town
from twin.build import Inputs, city_from_files
from twin.store import open_store, write_store


@pytest.fixture(scope="module")
def dem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a terrain model of the country around the towns of the tests, rising to the north, with one spike."""
    values = np.repeat(np.linspace(160.0, 90.0, 200, dtype=np.float32)[:, None], 400, axis=1)
    values[100, 200] = 4000.0
    path = tmp_path_factory.mktemp("dem") / "dem.tif"
    write_raster(Raster(values, Affine(0.001, 0, 21.03, 0, -0.001, 45.85), "EPSG:4326", "m", "dem.tif"), path)
    return path


@pytest.mark.parametrize("with_dem", [False, True])
def test_outlines_that_touch_themselves_and_lines_without_length_stop_no_build(
    tmp_path: Path, dem: Path, *, with_dem: bool
) -> None:
    town = Town()
    town.way([(0, 0), (20, 0), (20, 20), (10, 0), (0, 20), (0, 0)], building="yes", building__levels="2")
    town.way([(60, 0), (60, 0), (60, 0), (60, 0)], building="yes")
    town.way([(0, -10), (100, -10)], highway="residential")
    town.way([(50, -30), (50, -30)], highway="residential")
    town.block(30, 0, 10, building="house")
    city = city_from_files(Inputs(osm=town.write(tmp_path / "town.osm"), dem=dem if with_dem else None))
    write_store(city, tmp_path / "city")
    stored = open_store(tmp_path / "city").city
    assert list(stored.buildings.index) == ["way/1", "way/5"]
    assert stored.buildings.loc["way/1"].geometry.area == pytest.approx(200, rel=0.01)
    assert list(stored.streets.index) == ["way/3"]
    reasons = {entry.reason for entry in stored.report.entries if entry.action in ("dropped", "repaired")}
    assert any("without length" in reason for reason in reasons)
    if with_dem:
        assert any("single cells" in reason for reason in reasons)
        assert stored.terrain.heights.max() < 200
