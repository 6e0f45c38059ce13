"""Rasters: numbers with their place, unit and gaps, or one clear error."""

import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from geodata.errors import InputError, StoreError
from geodata.frame import CityFrame
from geodata.raster import Raster, coverage, filled, read_raster, write_raster

FRAME = CityFrame("EPSG:3844", (205000.0, 480000.0, 205100.0, 480060.0), (205050.0, 480030.0))
ANDORRA = CityFrame.from_lonlat((1.41, 42.43, 1.79, 42.66))


def plane(*, step: float = 10.0, west: float = 204900.0, north: float = 480200.0, side: int = 40) -> Raster:
    """A slope that rises one metre for every metre east: each cell holds its centre's x less 205000."""
    x = west + (np.arange(side) + 0.5) * step - 205000
    values = np.tile(x, (side, 1)).astype(np.float32)
    return Raster(values, Affine(step, 0, west, 0, -step, north), "EPSG:3844", "m", "plane.tif")


def tif(path: Path, values: np.ndarray, **profile: object) -> Path:
    bands = values if values.ndim == 3 else values[None]
    given = {"crs": "EPSG:3844", "transform": Affine(10, 0, 205000, 0, -10, 480060), **profile}
    count, height, width = bands.shape
    with rasterio.open(
        path, "w", driver="GTiff", count=count, height=height, width=width, dtype=bands.dtype, **given
    ) as dataset:
        dataset.write(bands)
    return path


def hgt(path: Path, heights: np.ndarray) -> Path:
    path.write_bytes(heights.astype(">i2").tobytes())
    return path


# --- reading ----------------------------------------------------------------------------------------


def test_a_geotiff_gives_values_place_and_gaps(tmp_path: Path) -> None:
    path = tif(tmp_path / "a.tif", np.array([[1, 2, 3], [4, -9999, 6]], np.float32), nodata=-9999)
    raster, report = read_raster(path, unit="m")
    assert np.isnan(raster.values[1, 1])
    assert raster.nodata_count == 1
    assert raster.bounds == (205000, 480040, 205030, 480060)
    assert [raster.crs, raster.unit, raster.source] == ["EPSG:3844", "m", "a.tif"]
    assert [report.count("terrain", a) for a in ("found", "kept", "dropped")] == [6, 5, 1]


def test_an_hgt_tile_lies_where_its_name_says(tmp_path: Path) -> None:
    path = hgt(tmp_path / "S02W071.hgt", np.array([[1, 2, 3], [4, 5, 6], [7, 8, -32768]]))
    raster, _ = read_raster(path)
    corner, middle = raster.sampled([-71.0, -70.5], [-2.0, -1.5])
    assert (corner, middle) == (7, 5)
    assert raster.nodata_count == 1
    assert raster.unit == "m"


def test_scale_and_offset_are_applied(tmp_path: Path) -> None:
    path = tif(tmp_path / "a.tif", np.array([[10, 20]], np.int16))
    with rasterio.open(path, "r+") as dataset:
        dataset.scales, dataset.offsets = [0.5], [100]
    raster, _ = read_raster(path, unit="m")
    assert raster.values.tolist() == [[105, 110]]


def test_heights_in_feet_become_metres_and_are_reported(tmp_path: Path) -> None:
    path = tif(tmp_path / "a.tif", np.array([[1000.0]], np.float32))
    with rasterio.open(path, "r+") as dataset:
        dataset.units = ["foot"]
    raster, report = read_raster(path, unit="m")
    assert raster.values[0, 0] == pytest.approx(304.8)
    assert raster.unit == "m"
    assert report.count("terrain", "repaired") == 1


def test_heights_that_cannot_be_are_gaps_and_reported(tmp_path: Path) -> None:
    values = np.array([[90, -9999, 30000, -450]], np.float32)
    raster, report = read_raster(tif(tmp_path / "a.tif", values), unit="m")
    assert np.isnan(raster.values).tolist() == [[False, True, True, False]]
    assert report.count("terrain", "dropped") == 2


def test_numbers_that_are_no_heights_are_left_alone(tmp_path: Path) -> None:
    raster, _ = read_raster(tif(tmp_path / "a.tif", np.array([[30000]], np.float32)))
    assert raster.values[0, 0] == 30000


def test_an_alpha_band_is_the_mask(tmp_path: Path) -> None:
    bands = np.array([[[90, 91]], [[255, 0]]], np.uint8)
    path = tif(tmp_path / "a.tif", bands, photometric="MINISBLACK", alpha="YES")
    raster, _ = read_raster(path, unit="m")
    assert raster.values[0, 0] == 90
    assert np.isnan(raster.values[0, 1])


def test_the_given_crs_serves_where_the_file_names_none(tmp_path: Path) -> None:
    path = tif(tmp_path / "a.tif", np.ones((2, 2), np.float32), crs=None)
    raster, _ = read_raster(path, crs="EPSG:3844")
    assert raster.crs == "EPSG:3844"


# --- files that cannot be used ----------------------------------------------------------------------


def test_a_raster_without_crs_is_an_error_with_the_remedy(tmp_path: Path) -> None:
    path = tif(tmp_path / "a.tif", np.ones((2, 2), np.float32), crs=None)
    with pytest.raises(InputError, match=r"a\.tif: names no coordinate system.*gdal_edit\.py -a_srs"):
        read_raster(path)


def test_a_picture_without_coordinates_is_an_error(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        tif(tmp_path / "a.tif", np.ones((2, 2), np.float32), transform=None)
    with pytest.raises(InputError, match="where its cells lie"):
        read_raster(tmp_path / "a.tif", crs="EPSG:3844")


def test_a_raster_of_several_bands_says_how_to_cut_one_out(tmp_path: Path) -> None:
    path = tif(tmp_path / "a.tif", np.ones((2, 3, 3), np.float32))
    with pytest.raises(InputError, match=r"has 2 bands.*gdal_translate -b 1"):
        read_raster(path)


def test_a_raster_without_any_value_is_an_error(tmp_path: Path) -> None:
    path = tif(tmp_path / "a.tif", np.full((2, 2), -1, np.float32), nodata=-1)
    with pytest.raises(InputError, match="no cell has a value"):
        read_raster(path)


@pytest.mark.parametrize("name", ["a.tif", "a.jp2", "N45E021.hgt.zip"])
def test_a_file_that_is_no_raster_gives_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("hello")
    with pytest.raises(InputError, match=name) as error:
        read_raster(tmp_path / name)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["a.tif", "N45E021.hgt", "N45E021.hgt.zip"])
def test_a_missing_file_gives_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=name):
        read_raster(tmp_path / name)


def test_a_truncated_geotiff_is_an_error(tmp_path: Path) -> None:
    path = tif(tmp_path / "a.tif", np.random.default_rng(1).random((300, 300)).astype(np.float32))
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(InputError, match=r"a\.tif: cannot be read"):
        read_raster(path)


def test_a_truncated_jpeg2000_is_an_error_and_not_black(tmp_path: Path, shared_data: Path) -> None:
    whole = (shared_data / "timisoara" / "sentinel2" / "SCL_60m.jp2").read_bytes()
    (tmp_path / "a.jp2").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"a\.jp2: cannot be read"):
        read_raster(tmp_path / "a.jp2")


def test_a_truncated_hgt_is_an_error(tmp_path: Path) -> None:
    path = hgt(tmp_path / "N45E021.hgt", np.ones(8))
    with pytest.raises(InputError, match="breaks off: 16 bytes"):
        read_raster(path)


def test_an_hgt_without_its_place_in_the_name_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"such as N45E021\.hgt"):
        read_raster(hgt(tmp_path / "terrain.hgt", np.ones((3, 3))))


def test_a_zip_without_a_tile_is_an_error(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "N45E021.hgt.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(InputError, match=r"must hold one \.hgt file, not 0"):
        read_raster(tmp_path / "N45E021.hgt.zip")


# --- sampling, warping, filling ---------------------------------------------------------------------


def test_a_plane_is_sampled_exactly_between_cell_centres() -> None:
    raster = plane()
    assert raster.sampled([205012.5, 205049.0], [480033.3, 480010.0]).tolist() == pytest.approx([12.5, 49.0])


def test_a_point_outside_has_no_value() -> None:
    assert np.isnan(plane().sampled([204899.0], [480100.0])[0])


def test_beside_a_gap_the_cells_with_a_value_decide() -> None:
    raster = plane(side=2, west=205000.0)  # centres at x 5 and 15
    values = raster.values.copy()
    values[:, 1] = np.nan
    gappy = Raster(values, raster.transform, raster.crs)
    assert gappy.sampled([205010.0], [480190.0])[0] == 5
    assert np.isnan(gappy.sampled([205015.0], [480190.0])[0])


def test_warping_gives_square_cells_from_the_origin_over_the_bounds() -> None:
    warped = plane().warped(FRAME, 20.0)
    assert warped.transform == Affine(20, 0, 204990, 0, -20, 480070)
    assert warped.values.shape == (4, 6)
    centres = np.arange(205000, 205120, 20) - 205000
    assert warped.values[0] == pytest.approx(centres, abs=0.01)


def test_warping_a_fine_raster_takes_the_mean() -> None:
    checkers = np.indices((400, 400)).sum(axis=0) % 2 * 10
    fine = Raster(checkers.astype(np.float32), Affine(1, 0, 204900, 0, -1, 480200), "EPSG:3844", "m")
    assert fine.warped(FRAME, 20.0).values == pytest.approx(np.full((4, 6), 5.0))


def test_warping_classes_makes_no_new_ones() -> None:
    classes = np.where(np.indices((40, 40)).sum(axis=0) % 2, 11, 3).astype(np.float32)
    raster = Raster(classes, Affine(10, 0, 204900, 0, -10, 480200), "EPSG:3844")
    assert set(np.unique(raster.warped(FRAME, 7.0, classes=True).values)) <= {3, 11}


def test_a_raster_of_another_place_is_an_error_that_says_where_both_are() -> None:
    with pytest.raises(InputError, match=r"plane\.tif: does not cover the city.*Give the tile of the city"):
        plane(west=400000.0).warped(FRAME, 20.0)


def test_cells_of_the_city_beyond_the_raster_are_counted() -> None:
    assert coverage(plane(), FRAME, 20.0).entries == ()
    half = coverage(plane(west=205050.0), FRAME, 20.0)
    assert half.count("terrain", "assumed") == 3 * 4  # of 6 columns by 4 rows, centres at 0, 20, 40 are west of it


def test_gaps_are_filled_from_their_neighbours_and_counted() -> None:
    raster = plane(side=9)
    values = raster.values.copy()
    values[3:6, 2:7] = np.nan
    whole, report = filled(Raster(values, raster.transform, raster.crs, "m", "a.tif"))
    assert whole.values == pytest.approx(raster.values, abs=0.001)  # a plane is continued
    assert report.count("terrain", "repaired") == 15


def test_a_gap_of_most_of_the_raster_is_filled_too() -> None:
    values = np.full((300, 400), np.nan, np.float32)
    values[:, 0] = 7
    whole, report = filled(Raster(values, Affine.identity(), "EPSG:3844"))
    assert np.unique(whole.values).tolist() == [7]
    assert report.count("terrain", "repaired") == 300 * 399


def test_a_raster_without_gaps_stays_as_it_is() -> None:
    raster = plane()
    assert filled(raster) == (raster, filled(raster)[1])
    assert filled(raster)[1].entries == ()


# --- writing ----------------------------------------------------------------------------------------


def test_what_is_written_reads_back_equal(tmp_path: Path) -> None:
    raster = plane()
    values = raster.values.copy()
    values[3, 3] = np.nan
    write_raster(Raster(values, raster.transform, raster.crs, "m"), tmp_path / "a.tif")
    back, _ = read_raster(tmp_path / "a.tif")
    assert np.array_equal(back.values, values, equal_nan=True)
    assert (back.transform, back.crs, back.unit) == (raster.transform, raster.crs, "m")


def test_the_same_raster_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.tif", "b.tif"):
        write_raster(plane(side=600), tmp_path / name)
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


def test_the_file_is_a_tiled_deflated_cog_with_overviews(tmp_path: Path) -> None:
    write_raster(plane(side=600), tmp_path / "a.tif")
    with rasterio.open(tmp_path / "a.tif") as dataset:
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert (dataset.profile["tiled"], dataset.profile["compress"]) == (True, "deflate")
        assert dataset.overviews(1) == [2, 4]


def test_a_folder_that_is_not_there_gives_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_raster(plane(), tmp_path / "none" / "a.tif")


# --- the real ones ----------------------------------------------------------------------------------


def test_the_real_srtm_tile_knows_the_height_of_andorra_la_vella(shared_data: Path) -> None:
    raster, report = read_raster(shared_data / "andorra" / "N42E001.hgt.zip")
    assert raster.values.shape == (1201, 1201)
    assert report.count("terrain", "dropped") == raster.nodata_count == 7652
    assert raster.sampled([1.5218], [42.5063])[0] == pytest.approx(1023, abs=15)  # the town stands at 1,023 m


def test_the_real_srtm_tile_is_warped_and_filled_over_andorra(shared_data: Path) -> None:
    raster, _ = read_raster(shared_data / "andorra" / "N42E001.hgt.zip")
    warped = raster.warped(ANDORRA, 30.0)
    whole, report = filled(warped)
    assert report.count("terrain", "repaired") == warped.nodata_count > 0
    assert 800 < whole.values.min() < whole.values.max() < 2946  # Coma Pedrosa, the highest peak
    assert coverage(raster, ANDORRA, 30.0).entries == ()


def test_the_real_sentinel_bands_cover_timisoara(shared_data: Path) -> None:
    frame = CityFrame.from_lonlat((21.10, 45.70, 21.30, 45.80), crs="EPSG:3844")
    folder = shared_data / "timisoara" / "sentinel2"
    red, near_infrared = (read_raster(folder / f"{b}_60m.jp2")[0].warped(frame, 60.0).values for b in ("B04", "B8A"))
    ndvi = (near_infrared - red) / (near_infrared + red)
    assert np.isfinite(ndvi).all()
    assert 0 < np.median(ndvi) < 1
    with pytest.raises(InputError, match="has 3 bands"):
        read_raster(folder / "TCI_60m.jp2")
