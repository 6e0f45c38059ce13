"""Buildings of a city model: footprint, height, roof and form, each from its surfaces, with computed numbers."""

from collections.abc import Mapping
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
from layers.surfaces import signed_volumes
from tests.city_models import FACES, SEMANTICS, box, building, document, one_cube, solid, written

FRAME = CityFrame("EPSG:3844", (204000.0, 479000.0, 206000.0, 481000.0), (205000.0, 480000.0))


def table_of(folder: Path, value: object, **fields: object) -> tuple[gpd.GeoDataFrame, Report]:
    file = written(folder, value)
    return read_table(LayerFile("buildings", file.path, "tile", **fields), frame=FRAME)  # type: ignore[arg-type]


def reasons(report: Report) -> Mapping[str, tuple[str, ...]]:
    return {entry.reason: entry.examples for entry in report.entries if entry.action not in ("found", "kept")}


# A house of 10 × 8 m with walls of 6 m and a ridge of 9 m along its middle.
HOUSE = [
    *([x, y, z] for z in (0, 6000) for x, y in ((0, 0), (10000, 0), (10000, 8000), (0, 8000))),
    [0, 4000, 9000],
    [10000, 4000, 9000],
]
HOUSE_FACES = [
    [[0, 3, 2, 1]], [[0, 1, 5, 4]], [[2, 3, 7, 6]], [[1, 2, 6, 9, 5]], [[3, 0, 4, 8, 7]],
    [[4, 5, 9, 8]], [[6, 7, 8, 9]],
]  # fmt: skip


def house(**fields: object) -> dict[str, object]:
    return building({"type": "Solid", "lod": "2.2", "boundaries": [HOUSE_FACES]}, **fields)


def test_a_cube_is_a_building_of_its_size(tmp_path: Path) -> None:
    table, report = table_of(tmp_path, one_cube())
    assert table.index.tolist() == ["a"]
    assert table.geometry.area["a"] == pytest.approx(100)
    assert table.at["a", "height_m"] == 10
    assert table.at["a", "roof_shape"] == "flat"
    assert table.at["a", "surface_kinds"] == "GRWWWW"
    assert (report.count("buildings", "found"), report.count("buildings", "kept")) == (1, 1)


def test_a_form_stands_on_zero_in_the_citys_coordinates(tmp_path: Path) -> None:
    table, _ = table_of(tmp_path, one_cube())
    points = shapely.get_coordinates(shapely.from_wkb(table.at["a", "surfaces"]), include_z=True)
    assert points.min(axis=0).tolist() == [205000, 480000, 0]
    assert points.max(axis=0).tolist() == [205010, 480010, 10]


def test_a_gable_is_seen_in_the_slopes(tmp_path: Path) -> None:
    table, _ = table_of(tmp_path, document({"a": house()}, HOUSE))
    assert table.loc["a", ["roof_shape", "height_m", "roof_height_m"]].tolist() == ["gabled", 9, 3]
    assert table.at["a", "surface_kinds"] == "GWWWWRR"


def test_stated_attributes_become_columns(tmp_path: Path) -> None:
    stated = {"storeysAboveGround": 3, "yearOfConstruction": 1911, "function": "school", "roofType": "1040", "x": 1}
    table, _ = table_of(tmp_path, document({"a": house(attributes=stated)}, HOUSE))
    assert table.loc["a", ["levels", "year", "function", "roof_shape"]].tolist() == [3, 1911, "school", "hipped"]
    assert table.at["a", "attributes"].endswith('"x": 1}')


def test_a_recipe_names_further_attributes(tmp_path: Path) -> None:
    table, _ = table_of(
        tmp_path, document({"a": house(attributes={"naam": "Bastion"})}, HOUSE), columns={"name": "naam"}
    )
    assert table.at["a", "name"] == "Bastion"


def test_an_attribute_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no column “naam” for name"):
        table_of(tmp_path, one_cube(), columns={"name": "naam"})


def test_parts_make_up_their_building(tmp_path: Path) -> None:
    parts = {
        id: {"type": "BuildingPart", "parents": ["a"], "geometry": [solid(first=8 * n)]} for n, id in enumerate("pq")
    }
    objects = {"a": {"type": "Building", "children": ["p", "q"]}, **parts}
    table, report = table_of(tmp_path, document(objects, [*box(0, 0, 10, 10), *box(10, 0, 10, 20)]))
    assert table.index.tolist() == ["a"]
    assert table.geometry.area["a"] == pytest.approx(200)
    assert table.at["a", "height_m"] == 20
    assert shapely.get_num_geometries(shapely.from_wkb(table.at["a", "surfaces"])) == 2
    assert reasons(report) == {"parts drawn and counted with their building": ("p", "q")}


def test_parts_that_name_each_other_as_parents_are_not_lost(tmp_path: Path) -> None:
    parts = {"p": ["q"], "q": ["p"]}
    objects = {id: {"type": "BuildingPart", "parents": of, "geometry": [solid()]} for id, of in parts.items()}
    table, _ = table_of(tmp_path, document(objects, box(0, 0, 10, 10)))
    assert table.index.tolist() == ["p"]


@pytest.mark.parametrize(("lods", "height_m"), [(("1", "2"), 20), (("3", "2"), 20), (("1", "3"), 20), (("0", "1"), 20)])
def test_the_best_level_of_detail_is_drawn(tmp_path: Path, lods: tuple[str, str], height_m: float) -> None:
    shapes = [solid(lod=lods[0]), solid(lod=lods[1], first=8)]
    table, _ = table_of(tmp_path, document({"a": building(*shapes)}, [*box(0, 0, 10, 10), *box(0, 0, 10, height_m)]))
    assert table.at["a", "height_m"] == height_m


def test_a_footprint_alone_takes_the_stated_height(tmp_path: Path) -> None:
    shape = {"type": "MultiSurface", "lod": "0", "boundaries": [[[0, 3, 2, 1]]]}
    table, _ = table_of(tmp_path, document({"a": building(shape, attributes={"measuredHeight": 7})}, box(0, 0, 10, 10)))
    assert table.at["a", "height_m"] == 7
    assert table.at["a", "surfaces"] is None


def test_a_building_that_lost_a_surface_is_drawn_as_a_block(tmp_path: Path) -> None:
    shape = solid()
    shape["boundaries"] = [[*FACES[:5], [[3, 0, 4, 99]]]]
    table, report = table_of(tmp_path, document({"a": building(shape)}, box(0, 0, 10, 10)))
    assert table.at["a", "surfaces"] is None
    assert table.at["a", "height_m"] == 10
    assert reasons(report)["surfaces missing: drawn as a block from its footprint and height"] == ("a",)


@pytest.mark.parametrize("faces", [FACES[:1] + FACES[2:], [FACES[0], [[4, 4, 4, 4]], *FACES[2:]]])
def test_a_solid_without_its_roof_is_drawn_as_a_block(tmp_path: Path, faces: list[object]) -> None:
    shape = {"type": "Solid", "lod": "2", "boundaries": [faces]}
    table, report = table_of(tmp_path, document({"a": building(shape)}, box(0, 0, 10, 10)))
    assert (table.at["a", "surfaces"], table.at["a", "height_m"]) == (None, 10)
    assert reasons(report)["surfaces missing: drawn as a block from its footprint and height"] == ("a",)


def test_a_solid_without_its_floor_gets_one(tmp_path: Path) -> None:
    shape = {"type": "Solid", "lod": "2", "boundaries": [FACES[1:]]}
    table, report = table_of(tmp_path, document({"a": building(shape)}, box(0, 0, 10, 10)))
    assert signed_volumes(np.array([table.at["a", "surfaces"]], object))[0].round(6).tolist() == [1000]
    assert signed_volumes(np.array([table.at["a", "surfaces"]], object))[2].tolist() == [True]
    assert reasons(report) == {"solid without a floor, closed with one at its foot": ("a",)}


def test_a_floor_around_a_courtyard_leaves_it_open(tmp_path: Path) -> None:
    walls = [[[8, 12, 13, 9]], [[9, 13, 14, 10]], [[10, 14, 15, 11]], [[11, 15, 12, 8]]]
    roof = [[4, 5, 6, 7], [12, 15, 14, 13]]
    shape = {"type": "Solid", "lod": "2", "boundaries": [[roof, *FACES[2:], *walls]]}
    table, _ = table_of(tmp_path, document({"a": building(shape)}, [*box(0, 0, 10, 10), *box(2, 2, 4, 10)]))
    assert signed_volumes(np.array([table.at["a", "surfaces"]], object))[0].round(6).tolist() == [840]
    assert table.geometry.area["a"] == pytest.approx(84)


def test_a_surface_lost_over_one_that_closes_leaves_the_form(tmp_path: Path) -> None:
    shape = {"type": "Solid", "lod": "2", "boundaries": [[*FACES, [[0, 1, 99]]]]}
    table, report = table_of(tmp_path, document({"a": building(shape)}, box(0, 0, 10, 10)))
    assert table.at["a", "surface_kinds"] == "GRWWWW"
    assert reasons(report) == {"surface on a vertex that there is not, left out": ("a",)}


def test_a_building_without_surfaces_is_the_block_of_its_extent(tmp_path: Path) -> None:
    extent = [205100, 480000, 90, 205120, 480010, 105]
    objects = {"a": building(solid()), "b": building(geographicalExtent=extent), "c": building()}
    table, report = table_of(tmp_path, document(objects, box(0, 0, 10, 10)))
    assert (table.geometry.area["b"], table.at["b", "height_m"]) == (200, 15)
    assert reasons(report)["no surfaces that can be used and no extent, left out"] == ("c",)


def test_a_solid_that_faces_inwards_is_turned(tmp_path: Path) -> None:
    shape = solid(semantics=None)
    shape["boundaries"] = [[[ring[::-1] for ring in face] for face in FACES]]
    table, report = table_of(tmp_path, document({"a": building(shape)}, box(0, 0, 10, 10)))
    assert table.at["a", "surface_kinds"] == "GRWWWW"
    assert reasons(report) == {"solid that faced inwards, turned": ("a",)}


def test_a_surface_that_crosses_itself_keeps_its_area(tmp_path: Path) -> None:
    bow = {"type": "MultiSurface", "lod": "2", "boundaries": [[[0, 3, 2, 1]], [[4, 5, 8, 9]]]}
    corners = [*box(0, 0, 10, 10), [5000, 10000, 10000], [9000, 10000, 10000]]  # edges cross at 7.14 m
    table, report = table_of(tmp_path, document({"a": building(bow)}, corners))
    form = shapely.get_parts(shapely.get_parts(shapely.from_wkb(table.at["a", "surfaces"])))
    assert sorted(shapely.area(form).round(1)) == [5.7, 35.7, 100]
    assert reasons(report) == {"surface that crosses itself, cut there": ("a",)}


def test_a_hole_that_runs_as_its_outline_is_turned(tmp_path: Path) -> None:
    roof = [[4, 5, 6, 7], [8, 9, 10, 11]]
    shape = {"type": "MultiSurface", "lod": "2", "boundaries": [[[0, 3, 2, 1]], roof]}
    inner = box(2, 2, 4, 10)[4:]
    table, _ = table_of(tmp_path, document({"a": building(shape)}, [*box(0, 0, 10, 10), *inner]))
    form = shapely.get_parts(shapely.get_parts(shapely.from_wkb(table.at["a", "surfaces"])))
    assert shapely.area(form).tolist() == [100, 84]


def test_a_model_in_another_system_comes_to_the_citys(tmp_path: Path) -> None:
    lon, lat = FRAME.to_lonlat_points(205000, 480000)
    x, y = CityFrame("EPSG:32634", (0, 0, 0, 0), (0, 0)).from_lonlat_points(lon, lat)
    transform = {"scale": [0.001] * 3, "translate": [float(x), float(y), 0.0]}
    value = one_cube(transform=transform, metadata={"referenceSystem": "urn:ogc:def:crs:EPSG::32634"})
    table, _ = table_of(tmp_path, value)
    assert shapely.get_coordinates(table.geometry["a"].centroid)[0] == pytest.approx([205005, 480005], abs=0.3)
    assert table.geometry.area["a"] == pytest.approx(100, rel=2e-3)


def test_a_model_elsewhere_is_refused(tmp_path: Path) -> None:
    value = one_cube(transform={"scale": [0.001] * 3, "translate": [900000.0, 480000.0, 0.0]})
    with pytest.raises(InputError, match="nothing lies in the city"):
        table_of(tmp_path, value)


def test_a_model_without_a_system_is_read_as_the_citys(tmp_path: Path) -> None:
    table, report = table_of(tmp_path, one_cube(metadata={}))
    assert table.index.tolist() == ["a"]
    assert reasons(report)["no coordinate system named; the one that lies in the city is taken"] == ("EPSG:3844",)


def test_a_layer_that_the_model_has_nothing_for_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, one_cube())
    with pytest.raises(InputError, match="holds no city objects for the layer “water”"):
        read_table(LayerFile("water", file.path, "tile"), frame=FRAME)


def test_water_and_trees_come_in_as_areas_and_points(tmp_path: Path) -> None:
    lake = {"type": "WaterBody", "geometry": [{"type": "MultiSurface", "lod": "1", "boundaries": [[[0, 1, 2, 3]]]}]}
    tree = {"type": "SolitaryVegetationObject", "geometry": [solid(semantics=None, first=8)]}
    value = document({"l": lake, "t": tree}, [*box(0, 0, 10, 10), *box(50, 0, 4, 12)])
    file = written(tmp_path, value)
    water, _ = read_table(LayerFile("water", file.path, "tile"), frame=FRAME)
    trees, _ = read_table(LayerFile("trees", file.path, "tile"), frame=FRAME)
    assert water.geometry.area.tolist() == [100]
    assert (trees.geometry["t"].x, trees.geometry["t"].y, trees.at["t", "height_m"]) == (205052, 480002, 12)


def test_semantics_say_more_than_where_a_surface_faces(tmp_path: Path) -> None:
    said = {**SEMANTICS, "values": [[0, 2, 2, 2, 2, 2]]}
    table, _ = table_of(tmp_path, document({"a": building(solid(semantics=said))}, box(0, 0, 10, 10)))
    assert table.at["a", "surface_kinds"] == "GWWWWW"
    assert np.isnan(table.at["a", "roof_height_m"])
