"""Files of features become one clean table in the city's coordinate system, or one clear error."""

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.errors import InputError
from geodata.frame import CityFrame
from geodata.read import read_table
from geodata.report import Report
from geodata.source import LayerFile

FRAME = CityFrame.from_lonlat((21.10, 45.70, 21.30, 45.80), crs="EPSG:3844")
LON, LAT = 21.2, 45.75
X, Y = 204568.312, 479289.244  # the same place in Stereo 70


def point(x: float, y: float, *more: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [x, y, *more]}


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(folder: Path, *features: dict[str, object], **members: object) -> Path:
    path = folder / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), encoding="utf-8")
    return path


def text_file(folder: Path, text: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def read(path: Path, **fields: object) -> tuple[gpd.GeoDataFrame, Report]:
    return read_table(LayerFile(layer="trees", path=path, source="s", **fields), frame=FRAME)  # type: ignore[arg-type]


def reasons(report: Report, action: str) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(e.reason, e.count, e.examples) for e in report.entries if e.action == action]


def stands_at_the_place(table: gpd.GeoDataFrame) -> bool:
    return bool(np.allclose([table.geometry.x.iloc[0], table.geometry.y.iloc[0]], [X, Y], atol=0.01))


# --- what a good file gives -------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "fgb", "parquet"])
def test_every_format_gives_the_same_place_and_columns(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"trees.{ending}"
    made = gpd.GeoDataFrame({"name": ["ștejar"]}, geometry=[shapely.Point(LON, LAT)], crs=4326)
    made.to_parquet(path) if ending == "parquet" else made.to_file(path)
    table, report = read(path)
    assert table["name"].tolist() == ["ștejar"]
    assert table.index.tolist() == ["trees/1"]
    assert table.crs == FRAME.crs
    assert stands_at_the_place(table)
    assert [report.count("trees", a) for a in ("found", "kept", "dropped")] == [1, 1, 0]


def test_a_zipped_shapefile_in_a_folder_is_read(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(X, Y)], crs=3844).to_file(tmp_path / "t.shp")
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.write(tmp_path / f"t.{ending}", f"export/t.{ending}")
    table, _ = read(tmp_path / "t.zip")
    assert stands_at_the_place(table)


def test_columns_of_the_mapping_get_our_name_and_others_keep_theirs(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(point(LON, LAT), Denumire="stejar", ani=80))
    table, _ = read(path, columns={"name": "Denumire"})
    assert table[["name", "ani"]].iloc[0].tolist() == ["stejar", 80]
    assert "Denumire" not in table


def test_a_column_in_the_way_of_a_mapped_one_is_not_lost(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(point(LON, LAT), name="old", nume="new"))
    table, _ = read(path, columns={"name": "nume"})
    assert table[["name", "name_in_file"]].iloc[0].tolist() == ["new", "old"]


def test_ids_come_from_the_named_column_and_gaps_from_the_row(tmp_path: Path) -> None:
    features = [feature(point(LON, LAT), cod=c) for c in (12.0, None, 7.0)]
    table, _ = read(geojson(tmp_path, *features), id="cod")
    assert table.index.tolist() == ["12", "a/2", "7"]


def test_the_ids_of_geojson_features_are_kept(tmp_path: Path) -> None:
    table, _ = read(geojson(tmp_path, feature(point(LON, LAT)) | {"id": "way/5"}))
    assert table.index.tolist() == ["way/5"]


def test_a_bare_geometry_is_one_feature(tmp_path: Path) -> None:
    table, _ = read(text_file(tmp_path, json.dumps(point(LON, LAT)), "a.json"))
    assert stands_at_the_place(table)


# --- coordinate systems ----------------------------------------------------------------------------


def test_a_crs_member_of_the_old_geojson_standard_is_followed(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3844"}}
    table, report = read(geojson(tmp_path, feature(point(X, Y)), crs=crs))
    assert stands_at_the_place(table)
    assert reasons(report, "repaired") == []


def test_the_recipe_says_what_metres_in_a_geojson_are(tmp_path: Path) -> None:
    table, report = read(geojson(tmp_path, feature(point(X, Y))), crs="EPSG:3844")
    assert stands_at_the_place(table)
    assert reasons(report, "repaired") == []


def test_a_wrong_crs_is_repaired_when_another_lies_in_the_city(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "EPSG:32634"}}
    table, report = read(geojson(tmp_path, feature(point(X, Y)), crs=crs))
    assert stands_at_the_place(table)
    [(reason, count, examples)] = reasons(report, "repaired")
    assert "not in the system the file names" in reason
    assert (count, examples) == (1, ("EPSG:3844",))


def test_a_shapefile_without_prj_is_assumed_to_be_in_the_system_that_fits(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(X, Y)], crs=3844).to_file(tmp_path / "t.shp")
    (tmp_path / "t.prj").unlink()
    table, report = read(tmp_path / "t.shp")
    assert stands_at_the_place(table)
    assert reasons(report, "assumed")[0][2] == ("EPSG:3844",)


def test_no_crs_and_none_that_fits_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    path = text_file(tmp_path, "x,y\n1234567,99999\n")
    with pytest.raises(InputError, match=r"a\.csv: no coordinate system.*1\.23457e\+06, 99999.*Add crs"):
        read(path)


def test_an_unknown_crs_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="EPSG:99999999"):
        read(geojson(tmp_path, feature(point(LON, LAT))), crs="EPSG:99999999")


def test_swapped_axes_are_turned_feature_by_feature(tmp_path: Path) -> None:
    table, report = read(geojson(tmp_path, feature(point(LAT, LON)), feature(point(LON, LAT))))
    assert stands_at_the_place(table)
    assert table.geometry.iloc[0].distance(table.geometry.iloc[1]) < 0.001
    assert reasons(report, "repaired")[0][1:] == (1, ("a/1",))


def test_data_of_another_city_is_an_error_that_says_where_both_are(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(point(26.1, 44.4)))
    with pytest.raises(InputError, match=r"26\.100 E, 44\.400 N, the city near 21\.200 E, 45\.750 N"):
        read(path)


# --- dirt that is dropped or repaired, and counted --------------------------------------------------


def test_features_outside_absurd_or_without_geometry_are_dropped_with_their_reason(tmp_path: Path) -> None:
    places = [point(LON, LAT), None, point(26.1, 44.4), point(999, 999), {"type": "Polygon", "coordinates": [[[1]]]}]
    table, report = read(geojson(tmp_path, *[feature(p) for p in places]))
    dropped = {examples[0]: reason for reason, _, examples in reasons(report, "dropped")}
    assert dropped == {
        "a.geojson:5": "geometry that cannot be read",
        "a/2": "no geometry",
        "a/3": "outside the city's bounds",
        "a/4": "coordinates that are no place on Earth",
    }
    assert report.count("trees", "found") == len(table) + report.count("trees", "dropped") == 5


def test_heights_in_the_geometry_are_left_out_and_reported(tmp_path: Path) -> None:
    table, report = read(geojson(tmp_path, feature(point(LON, LAT, 90))))
    assert not table.has_z.any()
    assert reasons(report, "repaired")[0][1:] == (1, ("a/1",))


def test_a_bow_tie_becomes_valid_with_both_its_halves(tmp_path: Path) -> None:
    corners = [[X, Y], [X + 10, Y + 10], [X + 10, Y], [X, Y + 10], [X, Y]]
    bow = {"type": "Polygon", "coordinates": [corners]}
    table, report = read(geojson(tmp_path, feature(bow)), crs="EPSG:3844")
    assert table.is_valid.all()
    assert table.area.sum() == pytest.approx(50)  # two triangles of base 10 and height 5
    assert reasons(report, "repaired")[0][2] == ("a/1",)


def test_mixed_geometry_is_kept_and_reported(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[21.2, 45.75], [21.21, 45.75]]}
    table, report = read(geojson(tmp_path, feature(point(LON, LAT)), feature(point(LON, LAT)), feature(line)))
    assert len(table) == 3
    assert reasons(report, "assumed")[0][1:] == (1, ("a/3",))


def test_the_first_of_two_equal_ids_is_kept(tmp_path: Path) -> None:
    table, report = read(geojson(tmp_path, *[feature(point(LON, LAT), cod=1, n=n) for n in (1, 2)]), id="cod")
    assert table["n"].tolist() == [1]
    assert reasons(report, "dropped")[0][1:] == (1, ("1",))


def test_further_tables_of_a_geopackage_are_named(tmp_path: Path) -> None:
    made = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(X, Y)], crs=3844)
    for layer in ("first", "second"):
        made.to_file(tmp_path / "t.gpkg", layer=layer)
    _, report = read(tmp_path / "t.gpkg")
    assert reasons(report, "assumed")[0][2] == ("second",)


def test_text_that_is_not_utf8_is_read_as_central_european_and_reported(tmp_path: Path) -> None:
    table, report = read(text_file(tmp_path, f"nume,lat,lon\nŞcoală,{LAT},{LON}\n", encoding="cp1250"))
    assert table["nume"].tolist() == ["Şcoală"]
    assert "UTF-8" in reasons(report, "assumed")[0][0]


# --- files that cannot be read ----------------------------------------------------------------------


def test_json_that_breaks_off_names_the_line(tmp_path: Path) -> None:
    path = text_file(tmp_path, '{"type": "FeatureCollection",\n"features": [', "a.geojson")
    with pytest.raises(InputError, match=r"a\.geojson: the JSON breaks off.*line 2, column 14"):
        read(path)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.geojson", "", "the file is empty"),
        ("a.json", "[1, 2]", "no GeoJSON"),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}', "holds no features"),
        ("a.geojson", '{"type": "Feature", "geometry": null}', "none of its 1 features has a geometry"),
        ("a.gpkg", "no database", "cannot be read"),
        ("a.parquet", "no parquet", "GeoParquet"),
        ("a.zip", "no zip", "no zip file"),
        ("a.pdf", "x", "Known: .geojson"),
        ("a.csv", "lat,lon\n", "holds no rows"),
        ("a.csv", "lat,lon\nx,y\n", "none of its 1 features has a geometry"),
        ("a.csv", "E;N\n1;2\n", "no longitude and latitude found.*out of: E, N"),
    ],
)
def test_a_file_that_cannot_be_used_gives_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read(text_file(tmp_path, text, name))
    assert "\n" not in str(error.value)


def test_a_missing_file_gives_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "nowhere.geojson")


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "parquet"])
def test_a_truncated_file_is_an_error(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t.{ending}"
    made = gpd.GeoDataFrame({"n": range(500)}, geometry=[shapely.Point(LON, LAT).buffer(0.001)] * 500, crs=4326)
    made.to_parquet(path) if ending == "parquet" else made.to_file(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 9 // 10])
    with pytest.raises(InputError, match=f"t.{ending}"):
        read(path)


def test_a_shapefile_without_its_index_file_names_it(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(X, Y)], crs=3844).to_file(tmp_path / "t.shp")
    (tmp_path / "t.shx").unlink()
    with pytest.raises(InputError, match=r"t\.shx"):
        read(tmp_path / "t.shp")


def test_a_missing_mapped_column_names_those_there_are(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(point(LON, LAT), specie="stejar", ani=80))
    with pytest.raises(InputError, match=r"no column “soi” for name\. Its columns are: specie, ani"):
        read(path, columns={"name": "soi"})


def test_a_zip_without_features_says_what_it_should_hold(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(InputError, match="must hold one Shapefile"):
        read(tmp_path / "t.zip")


# --- CSV --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"nume,lon,lat\na,{LON},{LAT}\n",
        f"nume;Latitudine;Longitudine\na;{LAT};{LON}\n".replace(".", ","),
        f"\ufeffnume\tLNG (°)\tLAT (°)\na\t{LON}°\t{LAT}°\n",
        f"nume|Long|Latitude\n\na|{LON}|{LAT}\n",
        f"nume;x_stereo70;y_stereo70\na;{X};{Y}\n",
        f'nume,X,Y\na,"{X:,.3f}","{Y:,.3f}"\n',
        f"nume;X;Y\na;{Y};{X}\n".replace(".", ","),  # the cadastre's x points north
    ],
)
def test_a_csv_is_read_whatever_its_separator_decimals_and_names(tmp_path: Path, text: str) -> None:
    table, _ = read(text_file(tmp_path, text))
    assert table["nume"].tolist() == ["a"]
    assert stands_at_the_place(table)


def test_stereo_70_in_a_csv_is_assumed_from_the_magnitude_and_reported(tmp_path: Path) -> None:
    _, report = read(text_file(tmp_path, f"est,nord\n{X},{Y}\n"))
    assert reasons(report, "assumed")[0][1:] == (1, ("EPSG:3844",))


def test_coordinate_columns_named_in_the_recipe_are_used(tmp_path: Path) -> None:
    path = text_file(tmp_path, f"E;N;lon;lat\n{X};{Y};0;0\n")
    table, report = read(path, x="E", y="N", crs="EPSG:3844")
    assert stands_at_the_place(table)
    assert reasons(report, "assumed") == []


def test_a_coordinate_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no column “EE”.*E, N"):
        read(text_file(tmp_path, f"E;N\n{X};{Y}\n"), x="EE", y="N")


def test_rows_without_coordinates_are_dropped_by_their_spreadsheet_row(tmp_path: Path) -> None:
    rows = ["id,lat,lon", f"1,{LAT},{LON}", "2,,21.2", "3,NaN,21.2", "4,abc,21.2", "5,45.75", f"6,{LAT},{LON},x"]
    table, report = read(text_file(tmp_path, "\n".join(rows)))
    assert table.index.tolist() == ["1"]
    assert reasons(report, "dropped") == [
        ("row with more fields than the header", 1, ("a.csv:7",)),
        ("row without readable coordinates", 4, ("a.csv:3", "a.csv:4", "a.csv:5", "a.csv:6")),
    ]
    assert report.count("trees", "found") == 6


def test_numbers_become_numbers_and_codes_stay_text(tmp_path: Path) -> None:
    path = text_file(tmp_path, f"lat;lon;value;code;n;note\n{LAT};{LON};12,5;007;3;\n{LAT};{LON};;008;4;x\n")
    table, _ = read(path)
    assert table["value"].iloc[0] == 12.5
    assert np.isnan(table["value"].iloc[1])
    assert table["code"].tolist() == ["007", "008"]
    assert table["n"].tolist() == [3, 4]
    assert table["note"].iloc[0] is None


def test_a_station_keeps_its_quantity_unit_cadence_and_last_value(tmp_path: Path) -> None:
    header = "id,lon,lat,quantity,unit,operator,cadence,value,time"
    path = text_file(tmp_path, f"{header}\ns1,{LON},{LAT},PM2.5,µg/m³,ANPM,1 h,14.2,2025-05-24T10:00:00Z\n")
    table, _ = read(path)
    assert table.loc["s1", ["quantity", "unit", "operator", "cadence", "value", "time"]].tolist() == [
        "PM2.5", "µg/m³", "ANPM", "1 h", 14.2, "2025-05-24T10:00:00Z",
    ]  # fmt: skip


def test_a_real_sensor_file_of_another_city_says_where_it_lies(shared_data: Path) -> None:
    folder = shared_data / "sensors" / "sensor_community" / "24543"
    with pytest.raises(InputError, match=r"-2\.289 E, 57\.204 N"):
        read(folder / "2019-04-20_sds011_sensor_24543.csv")
