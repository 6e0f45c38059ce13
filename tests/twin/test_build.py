from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from geodata.errors import InputError, RecipeError
from geodata.frame import CityFrame
from geodata.raster import filled, read_raster
from layers.building_solids import building_solids
from layers.terrain import Terrain
from tests.tiny import CENTRE_LONLAT, FRAME, Town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.still_water import STILL
from twin.terrain_of_raster import PATHS


def _sums(city: City) -> dict[str, tuple[int, int]]:
    count = city.report.count
    return {name: (count(name, "found"), count(name, "kept") + count(name, "dropped")) for name in city.layers}


def test_found_is_kept_and_dropped_in_every_layer(tiny_city: City) -> None:
    assert {name: found for name, (found, _) in _sums(tiny_city).items()} == {
        name: accounted for name, (_, accounted) in _sums(tiny_city).items()
    }


@pytest.fixture(scope="module")
def of_all_files(timisoara_osm: Path, shared_data: Path) -> City:
    """Return the real city with its transport feed and its satellite picture."""
    folder = shared_data / "timisoara"
    bands = folder / "sentinel2" / "B04_60m.jp2", folder / "sentinel2" / "B8A_60m.jp2"
    classes = folder / "sentinel2" / "SCL_60m.jp2"
    feed = folder / "stpt_timisoara_gtfs.zip"
    return city_from_files(Inputs(osm=timisoara_osm, gtfs=feed, ndvi=bands, scene_classes=classes))


def test_the_report_accounts_for_every_feature_of_the_real_city(timisoara_store_folder: Path) -> None:
    city = City.open(timisoara_store_folder)
    assert not {name: sums for name, sums in _sums(city).items() if sums[0] != sums[1]}
    assert len(city.buildings) >= 44_000
    assert len(city.streets) >= 17_000
    assert len(city.charging_stations) == 52
    assert len(city.layers["trees"].table.query("`class` == 'tree'")) >= 530


def test_a_transport_feed_adds_up_too(of_all_files: City) -> None:
    city = of_all_files
    assert not {name: sums for name, sums in _sums(city).items() if sums[0] != sums[1] and name != "transit_lines"}
    assert len(city.transit_lines) == 79
    assert {"osm", "gtfs"} <= {source.id for source in city.sources}


def test_a_city_without_a_terrain_model_is_flat_and_says_so(tiny_city: City) -> None:
    assert tiny_city.terrain.is_flat
    assert any(e.layer == "terrain" and e.action == "assumed" for e in tiny_city.report.entries)


def test_a_building_stands_on_the_terrain_model(tiny_osm: Path, tmp_path: Path) -> None:
    city = city_from_files(Inputs(osm=tiny_osm, dem=_slope(tmp_path / "dem.tif")))
    x, y = FRAME.from_lonlat_points(*CENTRE_LONLAT)
    mesh = city.layers["buildings"].kind.form(city.buildings.loc[["way/1"]], city.terrain)
    ground = city.terrain.heights_at(np.array([[float(x), float(y)]]))[0]
    assert not city.terrain.is_flat
    assert mesh.points[:, 2].min() == pytest.approx(ground, abs=0.2)


def test_a_terrain_model_with_a_gap_is_filled_and_reported(tiny_osm: Path, tmp_path: Path) -> None:
    city = city_from_files(Inputs(osm=tiny_osm, dem=_slope(tmp_path / "dem.tif", gap=True)))
    assert np.isfinite(city.terrain.heights).all()
    assert any("filled" in e.reason for e in city.report.entries if e.layer == "terrain")


def test_a_terrain_model_of_another_place_is_refused(tiny_osm: Path, shared_data: Path) -> None:
    with pytest.raises(InputError, match="does not cover the city"):
        city_from_files(Inputs(osm=tiny_osm, dem=shared_data / "andorra" / "N42E001.hgt.zip"))


def test_a_satellite_picture_gives_the_real_city_vegetation_and_its_source(of_all_files: City) -> None:
    city = of_all_files
    mean = city.green_space.groupby("class")["ndvi"].mean()
    assert mean["wood"] > 0.6 > 0.5 > mean["cemetery"]
    assert set(city.vegetation["source"]) == {"ndvi"}
    assert city.source_of("ndvi").file == "B04_60m.jp2"  # type: ignore[union-attr]
    assert {"untended", "brownfield"} <= set(city.vacant_land["class"])
    assert not {name: sums for name, sums in _sums(city).items() if sums[0] != sums[1] and name != "transit_lines"}


def test_the_embedded_city_has_an_invented_picture(demo_city: City) -> None:
    assert set(demo_city.vegetation["tier"]) == {"synthetic"}
    mean = demo_city.green_space.groupby("class")["ndvi"].mean()
    assert mean["wood"] > 0.7 > mean["grass"]


@pytest.fixture(scope="module")
def andorra(shared_data: Path) -> City:
    folder = shared_data / "andorra"
    return city_from_files(Inputs(osm=folder / "andorra.osm.pbf", dem=folder / "N42E001.hgt.zip"))


def test_mountains_are_steep_in_andorra(andorra: City) -> None:
    assert np.ptp(andorra.terrain.heights) > 1500
    assert andorra.frame.crs == "EPSG:32631"


def test_no_building_of_andorra_floats_or_drowns(andorra: City) -> None:
    table = andorra.buildings[~(andorra.buildings["min_height_m"] > 0) & ~andorra.buildings["has_parts"].astype(bool)]
    solids = building_solids(table, andorra.terrain).mesh
    face = np.concatenate([solids.triangles, solids.quads[:, :3]])
    base, ridge = np.full(len(table), np.inf), np.full(len(table), -np.inf)
    for k in range(3):
        np.minimum.at(base, solids.face_row, solids.points[face[:, k], 2])
        np.maximum.at(ridge, solids.face_row, solids.points[face[:, k], 2])
    outlines = shapely.segmentize(np.asarray(table.geometry.values, dtype=object), 2.0)
    xy, row = shapely.get_coordinates(outlines, return_index=True)
    ground = andorra.terrain.heights_at(xy)
    assert (base[row] - ground).max() < 0.5
    assert (ground - ridge[row]).max() < 0.5


def test_lakes_of_andorra_lie_level(andorra: City) -> None:
    lakes = andorra.water[andorra.water["class"].isin(STILL) & (andorra.water["area_m2"] >= 10_000)]
    apart = [np.ptp(andorra.terrain.heights_at(shapely.get_coordinates(lake))) for lake in lakes.geometry]
    assert len(apart) > 10
    assert np.median(apart) < 0.05
    assert np.mean(np.array(apart) < 0.1) > 0.8  # the others share cells with a lower one


def test_the_ground_of_andorra_is_exact_where_the_city_stands(andorra: City, shared_data: Path) -> None:
    raster, _ = read_raster(shared_data / "andorra" / "N42E001.hgt.zip")
    whole, _ = filled(raster.warped(andorra.frame, andorra.terrain.step_m))
    model, made = Terrain.from_raster(whole, source="dem"), andorra.terrain
    cars = andorra.streets[~andorra.streets["highway"].isin(PATHS)]
    lakes = andorra.water[andorra.water["class"].isin(STILL) & (andorra.water["area_m2"] >= made.step_m**2)]
    levelled = shapely.union_all(lakes.geometry.buffer(3 * made.step_m).to_numpy())  # where lakes changed the model
    for table, most_m in ((andorra.buildings, 0.25), (cars, 0.5)):
        xy = shapely.get_coordinates(shapely.segmentize(np.asarray(table.geometry.values, dtype=object), 20.0))
        xy = xy[~shapely.intersects_xy(levelled, *xy.T)]
        assert np.abs(made.heights_at(xy) - model.heights_at(xy)).max() <= most_m + 0.01
    far = ~shapely.intersects_xy(levelled, *made.nodes().T)
    assert np.abs(made.heights - model.heights).ravel()[far].max() <= 10.0
    assert len(made.triangles.corners()) < 0.5 * 2 * made.heights.size


def test_the_error_of_the_ground_of_andorra_is_that_against_its_file(andorra: City, shared_data: Path) -> None:
    raster, _ = read_raster(shared_data / "andorra" / "N42E001.hgt.zip")
    xy = shapely.get_coordinates(andorra.buildings.geometry.representative_point())
    file = raster.sampled(*andorra.frame.to_lonlat_points(*xy.T))
    off = np.abs(andorra.terrain.heights_at(xy) - file)
    assert off.max() <= andorra.terrain.built_error_m <= andorra.terrain.error_m
    assert np.quantile(off, 0.9) == pytest.approx(andorra.terrain.built_error_90_m, rel=0.25)


def test_a_file_of_another_place_than_the_recipe_says_where_both_are(tiny_osm: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"21\.\d+"):
        city_from_files(Inputs(osm=tiny_osm, recipe=_recipe(tmp_path, "[1.4, 42.4, 1.8, 42.7]")))


def test_a_file_without_buildings_says_so(tmp_path: Path) -> None:
    town = Town()
    town.way([(0, 0), (100, 0)], highway="residential")
    with pytest.raises(InputError, match="no building"):
        city_from_files(Inputs(osm=town.write(tmp_path / "empty.osm")))


def test_an_unknown_layer_is_refused_before_anything_is_read(tmp_path: Path, tiny_osm: Path) -> None:
    with pytest.raises(RecipeError, match="castles"):
        city_from_files(Inputs(osm=tiny_osm, add=(("castles", tmp_path / "none.geojson"),)))


def test_stations_of_a_file_join_those_of_the_map(tiny_osm: Path, tmp_path: Path) -> None:
    path = tmp_path / "stations.csv"
    path.write_text(
        "id,lon,lat,name,quantity,unit,operator,cadence,value,time\n"
        "s1,21.226,45.754,Piața Victoriei,PM2.5,µg/m³,Primăria,5 min,12.5,2026-01-01T10:00:00Z\n"
        "s2,21.227,45.755,Piața Unirii,NO2,µg/m³,Primăria,1 h,,\n",
        encoding="utf-8",
    )
    city = city_from_files(Inputs(osm=tiny_osm, add=(("sensor_points", path),)))
    assert city.sensor_points.loc["s1", ["value", "cadence_s", "source"]].tolist() == [12.5, 300.0, "stations"]
    assert len(city.sensor_points) == 3


def test_a_file_of_readings_gives_each_station_once_with_its_last(shared_data: Path, tiny_osm: Path) -> None:
    file = shared_data / "sensors" / "sensor_community" / "25095" / "2019-04-28_sds011_sensor_25095.csv"
    recipe = tiny_osm.with_name("aberdeen.toml")
    recipe.write_text(
        'title = { ro = "Aberdeen", en = "Aberdeen" }\nbounds_lonlat = [-2.2, 57.1, -2.0, 57.2]\n'
        'centre_lonlat = [-2.1, 57.15]\n[[sources]]\nid = "osm"\ntitle = "OSM"\nlicence = "ODbL"\n'
        'attribution = "OSM"\ntier = "mapped"\n[[sources]]\nid = "sc"\ntitle = "sensor.community"\n'
        'licence = "DbCL 1.0"\nattribution = "sensor.community"\ntier = "measured"\n[[files]]\n'
        f'layer = "sensor_points"\nfile = "{file}"\nsource = "sc"\ncolumns = {{ value = "P2" }}\n',
        encoding="utf-8",
    )
    town = Town(frame=CityFrame.from_lonlat((-2.2, 57.1, -2.0, 57.2)), centre_lonlat=(-2.1, 57.15))
    town.block(0, 0, 10, building="yes")
    osm = town.write(tiny_osm.with_name("aberdeen.osm"))
    stations = city_from_files(Inputs(osm=osm, recipe=recipe)).sensor_points
    assert len(stations) == 1
    assert str(stations["time"].iloc[0]).startswith("2019-04-28 23:5")
    assert stations["tier"].tolist() == ["measured"]


def test_a_city_without_a_recipe_opens_where_its_buildings_stand_close_together(tmp_path: Path) -> None:
    town = Town(frame=CityFrame.from_lonlat((-2.2, 57.1, -2.0, 57.2)), centre_lonlat=(-2.1, 57.15))
    for x, size in ((0, 30), (40, 30), (2500, 10)):
        town.block(x, 0, size, building="yes")
    city = city_from_files(Inputs(osm=town.write(tmp_path / "aberdeen.osm")))
    close = city.buildings[city.buildings.geometry.area > 500].union_all().centroid
    assert city.centre[:2] == pytest.approx((close.x - city.frame.origin[0], close.y - city.frame.origin[1]), abs=0.2)


def _slope(path: Path, *, gap: bool = False) -> Path:
    """Write a terrain model that rises by 1 m in 100 m to the east, over the whole frame."""
    xmin, ymin, xmax, ymax = FRAME.bounds
    columns, rows = int((xmax - xmin) / 100) + 2, int((ymax - ymin) / 100) + 2
    heights = np.tile(80 + np.arange(columns, dtype="float32"), (rows, 1))
    if gap:
        heights[10:14, 10:14] = -9999
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=1, dtype="float32", crs=FRAME.crs,
        transform=Affine(100, 0, xmin - 50, 0, -100, ymax + 50), nodata=-9999,
    ) as file:  # fmt: skip
        file.write(heights, 1)
    return path


def _recipe(folder: Path, bounds: str) -> Path:
    path = folder / "elsewhere.toml"
    path.write_text(
        f'title = {{ ro = "Altundeva", en = "Elsewhere" }}\nbounds_lonlat = {bounds}\ncentre_lonlat = [1.5, 42.5]\n'
        '[[sources]]\nid = "osm"\ntitle = "OSM"\nlicence = "ODbL 1.0"\nattribution = "OSM"\ntier = "mapped"\n',
        encoding="utf-8",
    )
    return path


def test_repeated_ids_keep_the_last_reading_of_each_quantity(tiny_osm: Path, tmp_path: Path) -> None:
    path = tmp_path / "readings.csv"
    path.write_text(
        "id,lon,lat,quantity,value,time\n"
        "A,21.226,45.754,PM2.5,1,2026-01-01T10:00:00Z\n"
        "A,21.226,45.754,PM2.5,2,2026-01-01T12:00:00Z\n"
        "A,21.226,45.754,PM2.5,3,2026-01-01T11:00:00Z\n"
        "A,21.226,45.754,NO2,4,2026-01-01T11:00:00Z\n"
        "B,21.227,45.755,NO2,-999,2026-01-01T11:00:00Z\n",
        encoding="utf-8",
    )
    sensors = city_from_files(Inputs(osm=tiny_osm, add=(("sensor_points", path),))).sensor_points
    assert sensors.loc[["A/PM2.5", "A/NO2"], "value"].tolist() == [2.0, 4.0]
    assert np.isnan(sensors.loc["B", "value"])


def test_heights_of_a_file_are_read_as_those_of_a_map(tiny_osm: Path, tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    ring = "POLYGON((21.23 45.75, 21.2302 45.75, 21.2302 45.7502, 21.23 45.7502, 21.23 45.75))"
    gpd.GeoDataFrame(
        {"id": ["a", "b"], "height_m": ["16 m", None], "levels": [None, "P+4E"], "colour_of_door": ["red", "blue"]},
        geometry=gpd.GeoSeries.from_wkt([ring, ring.replace("21.23", "21.24")]),
        crs="EPSG:4326",
    ).to_file(path.with_suffix(".geojson"))
    city = city_from_files(Inputs(osm=tiny_osm, add=(("buildings", path.with_suffix(".geojson")),)))
    assert city.buildings.loc["a", ["height_m", "height_tier"]].tolist() == [16.0, "mapped"]
    assert city.buildings.loc["b", "levels"] == 5
    assert any("colour_of_door" in e.examples for e in city.report.entries)
