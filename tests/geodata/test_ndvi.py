"""The vegetation index: two bands of one picture, without clouds, or one clear error."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from geodata.errors import InputError
from geodata.frame import CityFrame
from geodata.ndvi import Ndvi, date_in_name, index_of, mean_within, read_ndvi
from geodata.raster import Raster
from geodata.recipe_file import bundled_recipe
from geodata.report import Report
from geodata.source import Source

FRAME = CityFrame("EPSG:3844", (205000.0, 480000.0, 205240.0, 480240.0), (205120.0, 480120.0))
SOURCE = Source("ndvi", "Picture", "free", "somebody", "measured")


def band(path: Path, values: object, *, step: float = 60.0, crs: str = "EPSG:3844", north: float = 480240.0) -> Path:
    array = np.broadcast_to(np.asarray(values, np.uint16), (4, 4)) if np.ndim(values) < 2 else np.asarray(values)
    profile = {"crs": crs, "transform": Affine(step, 0, 205000, 0, -step, north), "dtype": "uint16"}
    rows, columns = array.shape
    with rasterio.open(path, "w", driver="GTiff", count=1, height=rows, width=columns, **profile) as dataset:
        dataset.write(array.astype(np.uint16)[None])
    return path


def read(tmp_path: Path, red: object, infrared: object, *, classes: object = None) -> tuple[Ndvi, Report]:
    scene = None if classes is None else band(tmp_path / "SCL.tif", classes)
    bands = band(tmp_path / "B04.tif", red), band(tmp_path / "B8A.tif", infrared)
    return read_ndvi(*bands, frame=FRAME, source=SOURCE, scene_classes=scene)


def test_the_index_is_the_difference_by_the_sum() -> None:
    red, infrared = np.array([0.1, 0.2, 0.0], np.float32), np.array([0.5, 0.2, 0.0], np.float32)
    assert index_of(red, infrared)[:2] == pytest.approx([0.4 / 0.6, 0.0])
    assert np.isnan(index_of(red, infrared)[2])


def test_the_offset_of_sentinel_2_since_2022_is_taken_off_and_told(tmp_path: Path) -> None:
    picture, report = read(tmp_path, 1500, 3500)
    assert picture.shown.values == pytest.approx(np.full((4, 4), 2000 / 3000))
    assert report.count("ndvi", "repaired") == 16


def test_a_picture_without_the_offset_is_taken_as_it_is(tmp_path: Path) -> None:
    picture, report = read(tmp_path, 500, 2500)
    assert picture.shown.values == pytest.approx(np.full((4, 4), 2000 / 3000))
    assert report.count("ndvi", "repaired") == 0


def test_a_cell_of_nothing_has_no_index(tmp_path: Path) -> None:
    red = np.full((4, 4), 500)
    red[0, 0] = 0
    picture, _ = read(tmp_path, red, 2500)
    assert np.isnan(picture.shown.values).sum() == 1


@pytest.mark.parametrize("hidden", [3, 8, 9, 10, 11])
def test_cells_under_cloud_shadow_cirrus_and_snow_are_left_out_and_counted(tmp_path: Path, hidden: int) -> None:
    classes = np.full((4, 4), 4)
    classes[:, 0] = hidden
    picture, report = read(tmp_path, 500, 2500, classes=classes)
    assert np.isnan(picture.shown.values).sum(axis=0).tolist() == [4, 0, 0, 0]
    assert report.count("ndvi", "dropped") == 4


def test_without_scene_classes_it_is_said_that_clouds_count_as_ground(tmp_path: Path) -> None:
    _, report = read(tmp_path, 500, 2500)
    assert report.count("ndvi", "assumed") == 16


def test_scene_classes_in_finer_cells_hide_the_cell_around_their_middle(tmp_path: Path) -> None:
    bands = band(tmp_path / "B04.tif", 500), band(tmp_path / "B8A.tif", 2500)
    fine = np.full((12, 12), 4)
    fine[:3, :3] = 9
    scene = band(tmp_path / "SCL.tif", fine, step=20.0)
    picture, _ = read_ndvi(*bands, frame=FRAME, source=SOURCE, scene_classes=scene)
    assert np.argwhere(np.isnan(picture.shown.values)).tolist() == [[0, 0]]


def test_the_mean_of_an_area_is_by_the_ground_it_shares_with_each_cell() -> None:
    values = np.array([[0.2, 0.8], [np.nan, 0.8]], np.float32)
    raster = Raster(values, Affine(10, 0, 0, 0, -10, 20), "EPSG:3844")
    areas = np.array([shapely.box(5, 10, 20, 20), shapely.box(0, 0, 20, 20), shapely.box(0, 0, 5, 5)], dtype=object)
    mean, seen = mean_within(raster, areas)
    assert mean[:2] == pytest.approx([(50 * 0.2 + 100 * 0.8) / 150, (0.2 + 0.8 + 0.8) / 3])
    assert seen[:2] == pytest.approx([1.0, 0.75])
    assert np.isnan(mean[2])


def test_an_area_beyond_the_picture_has_no_index() -> None:
    raster = Raster(np.full((2, 2), 0.5, np.float32), Affine(10, 0, 0, 0, -10, 20), "EPSG:3844")
    mean, seen = mean_within(raster, np.array([shapely.box(500, 500, 600, 600)], dtype=object))
    assert np.isnan(mean[0])
    assert seen[0] == 0


def test_a_large_region_is_shown_in_larger_cells_and_measured_in_its_own() -> None:
    frame = CityFrame("EPSG:3844", (200_000.0, 480_000.0, 230_000.0, 504_000.0), (215_000.0, 492_000.0))
    raster = Raster(np.full((410, 510), 0.5, np.float32), Affine(60, 0, 199_800, 0, -60, 504_300), "EPSG:3844")
    made = Ndvi.of(raster, frame, tier="derived", source="ndvi")
    assert (made.fine.transform.a, made.shown.transform.a) == (60.0, 110.0)
    assert made.shown.values.size <= 62_000


def test_a_files_name_may_tell_its_day() -> None:
    assert date_in_name(Path("T34TER_20260423T093029_B04_60m.jp2")) == "2026-04-23"
    assert date_in_name(Path("B04_60m.jp2")) == ""


# --- bands that cannot be used ----------------------------------------------------------------------


def test_a_band_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"B8A\.tif: cannot be read as a raster"):
        read_ndvi(band(tmp_path / "B04.tif", 500), tmp_path / "B8A.tif", frame=FRAME, source=SOURCE)


def test_bands_of_different_resolution_are_refused_with_both_cells(tmp_path: Path) -> None:
    red, infrared = band(tmp_path / "B04.tif", 500), band(tmp_path / "B8A.tif", np.full((12, 12), 2500), step=20.0)
    with pytest.raises(InputError, match=r"B8A\.tif: its cells \(20 × 20.*B04\.tif \(60 × 60.*one resolution"):
        read_ndvi(red, infrared, frame=FRAME, source=SOURCE)


def test_bands_of_another_place_say_where_both_are(tmp_path: Path) -> None:
    red, infrared = (band(tmp_path / name, 500, north=680_000.0) for name in ("B04.tif", "B8A.tif"))
    with pytest.raises(InputError, match=r"B04\.tif: does not cover the city"):
        read_ndvi(red, infrared, frame=FRAME, source=SOURCE)


def test_exchanged_bands_are_noticed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="seem to be exchanged"):
        read(tmp_path, 2500, 500)


def test_one_band_named_twice_is_refused(tmp_path: Path) -> None:
    red = band(tmp_path / "B04.tif", 500)
    with pytest.raises(InputError, match="named twice"):
        read_ndvi(red, red, frame=FRAME, source=SOURCE)


def test_bands_of_different_days_are_refused(tmp_path: Path) -> None:
    red = band(tmp_path / "T34TER_20260423T093029_B04.tif", 500)
    infrared = band(tmp_path / "T34TER_20260513T093029_B8A.tif", 2500)
    with pytest.raises(InputError, match="different moments"):
        read_ndvi(red, infrared, frame=FRAME, source=SOURCE)


def test_a_file_that_holds_no_scene_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"SCL\.tif: holds no scene classes"):
        read(tmp_path, 500, 2500, classes=1500)


def test_a_city_wholly_under_cloud_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no cell of the city is seen"):
        read(tmp_path, 500, 2500, classes=9)


def test_half_of_timisoara_is_under_thin_cirrus_in_the_picture_of_april_2026(shared_data: Path) -> None:
    folder, frame = shared_data / "timisoara" / "sentinel2", bundled_recipe("timisoara").frame
    bands = folder / "B04_60m.jp2", folder / "B8A_60m.jp2"
    picture, _ = read_ndvi(*bands, frame=frame, source=SOURCE, scene_classes=folder / "SCL_60m.jp2")
    assert 0.4 < np.isfinite(picture.shown.values).mean() < 0.5
    assert 0.5 < np.nanmean(picture.shown.values) < 0.65
