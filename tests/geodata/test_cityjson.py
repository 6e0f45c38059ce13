"""CityJSON of all versions comes in whole; what is wrong in one object is told and costs no other."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from geodata.cityjson import CityModel, read_cityjson
from geodata.cityjson_file import is_cityjson
from geodata.errors import InputError
from geodata.report import Report
from geodata.source import LayerFile
from tests.city_models import CRS, FACES, TRANSFORM, box, building, document, one_cube, solid, written

DATA = Path(__file__).parents[3] / "shared" / "data" / "cityjson"


def read(folder: Path, value: object, name: str = "tile.city.json") -> tuple[CityModel, Report]:
    return read_cityjson(written(folder, value, name=name))


def reasons(report: Report) -> dict[str, tuple[str, ...]]:
    return {entry.reason: entry.examples for entry in report.entries}


def test_a_cube_has_six_surfaces_where_the_transform_puts_them(tmp_path: Path) -> None:
    model, report = read(tmp_path, one_cube())
    assert len(model.surfaces) == 6
    assert model.surfaces.points.min(axis=0).tolist() == [205000, 480000, 90]
    assert model.surfaces.points.max(axis=0).tolist() == [205010, 480010, 100]
    assert not report.entries


def test_surfaces_keep_their_semantics(tmp_path: Path) -> None:
    model, _ = read(tmp_path, one_cube())
    assert model.surfaces.kind.tolist() == ["GroundSurface", "RoofSurface", *["WallSurface"] * 4]


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0"])
def test_every_version_is_read(tmp_path: Path, version: str) -> None:
    model, report = read(tmp_path, document({"a": building(solid(lod=2))}, box(0, 0, 10, 10), version=version))
    assert model.version == version
    assert model.geometries["lod"].tolist() == ["2"]
    assert not report.entries


def test_version_1_needs_no_transform(tmp_path: Path) -> None:
    value = one_cube(version="1.0")
    del value["transform"]
    model, report = read(tmp_path, value)
    assert model.surfaces.points.max() == 10_000
    assert not report.entries


@pytest.mark.parametrize(
    ("named", "crs"),
    [
        (CRS, "EPSG:3844"),
        ("http://www.opengis.net/def/crs/EPSG/0/7415", "EPSG:7415"),
        ("urn:ogc:def:crs:EPSG::2056", "EPSG:2056"),
        ("urn:ogc:def:crs,crs:EPSG::28992,crs:EPSG::5709", "EPSG:28992"),
        ("EPSG:28992", "EPSG:28992"),
    ],
)
def test_the_coordinate_system_is_understood_in_every_form(tmp_path: Path, named: str, crs: str) -> None:
    assert read(tmp_path, one_cube(metadata={"referenceSystem": named}))[0].crs == crs


def test_an_unknown_coordinate_system_is_told(tmp_path: Path) -> None:
    model, report = read(tmp_path, one_cube(metadata={"referenceSystem": "EPSG:999999"}))
    assert model.crs is None
    assert reasons(report)["coordinate system that is not known, taken as not stated"] == ("EPSG:999999",)


def test_holes_and_inner_shells_are_kept(tmp_path: Path) -> None:
    outer, inner = box(0, 0, 10, 10), box(2, 2, 2, 2, up_m=3)
    shells = [[[[*ring] for ring in face] for face in FACES], [[[i + 8 for i in face[0][::-1]]] for face in FACES]]
    shells[0][1].append([12, 15, 14, 13])  # a hole in the roof
    shape = {"type": "Solid", "lod": "2", "boundaries": shells}
    model, report = read(tmp_path, document({"a": building(shape)}, [*outer, *inner]))
    assert model.surfaces.shell.tolist() == [0] * 6 + [1] * 6
    assert np.bincount(model.surfaces.surface).tolist()[:3] == [1, 2, 1]
    assert not report.entries


def test_a_template_stands_where_its_matrix_and_vertex_put_it(tmp_path: Path) -> None:
    template = {"type": "MultiSurface", "lod": "2", "boundaries": [[[0, 1, 2]]]}
    templates = {"templates": [template], "vertices-templates": [[0, 0, 0], [1, 0, 0], [0, 1, 0]]}
    matrix = [2, 0, 0, 5, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    instance = {"type": "GeometryInstance", "template": 0, "boundaries": [0], "transformationMatrix": matrix}
    tree = {"type": "SolitaryVegetationObject", "geometry": [instance]}
    model, report = read(tmp_path, document({"t": tree}, [[1000, 0, 0]], **{"geometry-templates": templates}))
    assert (model.surfaces.points - TRANSFORM["translate"]).tolist() == [[6, 0, 0], [8, 0, 0], [6, 2, 0]]
    assert not report.entries


def test_parents_and_children_are_told_by_either_side(tmp_path: Path) -> None:
    part = {"type": "BuildingPart", "parents": ["a"], "geometry": [solid()]}
    model, _ = read(tmp_path, document({"a": building(), "p": part}, box(0, 0, 10, 10)))
    assert model.objects.at["a", "children"] == ("p",)
    assert model.objects.at["p", "parents"] == ("a",)


def test_a_sequence_of_features_is_one_model(tmp_path: Path) -> None:
    head = document({}, [])
    features = [
        {"type": "CityJSONFeature", "id": id, "CityObjects": {id: building(solid())}, "vertices": box(x, 0, 10, 10)}
        for id, x in (("a", 0), ("b", 50))
    ]
    model, report = read(tmp_path, [head, *features], name="tile.city.jsonl")
    assert model.objects.index.tolist() == ["a", "b"]
    assert model.surfaces.points[:, 0].max() == 205060
    assert not report.entries


def test_a_broken_line_of_a_sequence_costs_no_other(tmp_path: Path) -> None:
    feature = {
        "type": "CityJSONFeature",
        "id": "a",
        "CityObjects": {"a": building(solid())},
        "vertices": box(0, 0, 9, 9),
    }
    model, report = read(tmp_path, [document({}, []), '{"type": "CityJSONFeature", "id', feature], name="t.city.jsonl")
    assert model.objects.index.tolist() == ["a"]
    assert reasons(report) == {"line that is no whole JSON, left out": ("t.city.jsonl:2",)}


def test_a_zipped_file_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "tile.zip", "w") as archive:
        archive.writestr("tile.city.json", json.dumps(one_cube()))
    file = written(tmp_path, one_cube())
    zipped = type(file)(file.layer, tmp_path / "tile.zip", file.source)
    assert is_cityjson(zipped.path)
    assert len(read_cityjson(zipped)[0].surfaces) == 6


def test_geojson_is_not_taken_for_a_city_model(tmp_path: Path) -> None:
    file = written(tmp_path, {"type": "FeatureCollection", "features": []}, name="a.json")
    assert not is_cityjson(file.path)


def _with_ring(ring: object) -> dict[str, object]:
    shape = solid()
    boundaries = json.loads(json.dumps(shape["boundaries"]))
    boundaries[0][1][0] = ring
    good = building(solid(first=8))
    return document(
        {"bad": building({**shape, "boundaries": boundaries}), "good": good}, [*box(0, 0, 9, 9), *box(20, 0, 9, 9)]
    )


@pytest.mark.parametrize(
    ("ring", "reason"),
    [
        ([4, 5, 99], "surface on a vertex that there is not, left out"),
        ([4, 5, -1], "surface on a vertex that there is not, left out"),
        ([4, 5, "6"], "surface on a vertex that there is not, left out"),
        ([4, 5, 6.5], "surface on a vertex that there is not, left out"),
        ([4, 5, [6]], "boundaries that are not nested as their type asks, left out"),
        (7, "boundaries that are not nested as their type asks, left out"),
        ([4, 5, 5], "surface or hole with fewer than three corners, left out"),
    ],
)
def test_a_wrong_surface_is_told_with_its_object_and_the_rest_is_read(
    tmp_path: Path, ring: object, reason: str
) -> None:
    model, report = read(tmp_path, _with_ring(ring))
    counts = model.geometries["object"].iloc[model.surfaces.geometry].value_counts()
    assert reasons(report) == {reason: ("bad",)}
    assert counts.to_dict() == {"good": 6, "bad": 5}


def test_an_object_that_lost_a_surface_is_not_whole(tmp_path: Path) -> None:
    model, _ = read(tmp_path, _with_ring([4, 5, 99]))
    assert model.objects["whole"].to_dict() == {"bad": False, "good": True}


def test_a_vertex_without_numbers_costs_its_surfaces(tmp_path: Path) -> None:
    vertices: list[object] = [*box(0, 0, 10, 10)]
    vertices[4] = [0, None, 10]
    model, report = read(tmp_path, document({"a": building(solid())}, vertices))
    assert len(model.surfaces) == 3
    assert reasons(report)["surface on a vertex without coordinates, left out"] == ("a",)


@pytest.mark.parametrize("corner", [[10**400, 0, 0], [1e300, 0, 0], [0, 0], None, ["x", 2, 3]])
def test_a_vertex_that_is_no_place_costs_its_surfaces_alone(tmp_path: Path, corner: object) -> None:
    vertices: list[object] = [*box(0, 0, 10, 10)]
    vertices[0] = corner
    model, _ = read(tmp_path, document({"a": building(solid())}, vertices))
    assert len(model.surfaces) == 3


def test_strange_objects_are_told_and_left_out(tmp_path: Path) -> None:
    objects = {"a": building(solid()), "b": 5, "c": {"geometry": []}, "d": {"type": "+Pylon", "attributes": []}}
    model, report = read(tmp_path, document(objects, box(0, 0, 10, 10)))
    assert model.objects.index.tolist() == ["a", "d"]
    assert report.count("buildings", "dropped") == 2
    assert reasons(report)["type of an extension: read as it stands"] == ("d",)


def test_an_unknown_kind_of_geometry_is_told(tmp_path: Path) -> None:
    shape = {"type": "Sphere", "lod": "2", "boundaries": [0]}
    model, report = read(tmp_path, document({"a": building(shape)}, box(0, 0, 1, 1)))
    assert len(model.geometries) == 0
    assert reasons(report) == {"geometry of a type that is not known, left out": ("a",)}


def test_semantics_that_do_not_fit_are_left_out(tmp_path: Path) -> None:
    wrong = {"surfaces": [{"type": "RoofSurface"}], "values": [[0, 7]]}
    model, report = read(tmp_path, document({"a": building(solid(semantics=wrong))}, box(0, 0, 10, 10)))
    assert model.surfaces.kind.tolist() == ["RoofSurface", *[None] * 5]
    assert reasons(report) == {"semantics that do not fit the surfaces, left out": ("a",)}


def test_a_broken_transform_is_made_anew_of_the_extent(tmp_path: Path) -> None:
    extent = [205000, 480000, 90, 205010, 480010, 100]
    value = one_cube(transform={"scale": [0, 1]}, metadata={"referenceSystem": CRS, "geographicalExtent": extent})
    model, report = read(tmp_path, value)
    assert model.surfaces.points.max(axis=0).tolist() == [205010, 480010, 100]
    assert "broken or missing transform: made anew from the extent that the metadata state" in reasons(report)


def test_a_missing_transform_is_made_anew_where_the_file_lies_elsewhere(tmp_path: Path) -> None:
    extent = [205000, 480000, 90, 205010, 480010, 100]
    value = one_cube(metadata={"referenceSystem": CRS, "geographicalExtent": extent})
    del value["transform"]
    model, report = read(tmp_path, value)
    assert model.surfaces.points.max(axis=0).tolist() == [205010, 480010, 100]
    assert "broken or missing transform: made anew from the extent that the metadata state" in reasons(report)


@pytest.mark.parametrize(("extent", "east"), [([205000, 480000, 90, 205010, 480010, 100], 205010), (None, 205000)])
def test_a_scale_below_zero_is_told_and_turned_where_the_extent_says(
    tmp_path: Path, extent: list[float] | None, east: float
) -> None:
    metadata = {"referenceSystem": CRS, **({"geographicalExtent": extent} if extent else {})}
    transform = {"scale": [-0.001, 0.001, 0.001], "translate": [205000.0, 480000.0, 90.0]}
    model, report = read(tmp_path, one_cube(transform=transform, metadata=metadata))
    assert model.surfaces.points[:, 0].max() == east
    assert [reason.startswith("scale below zero") for reason in reasons(report)] == [True]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "the file is empty"),
        ("   ", "the file is empty"),
        ('{"type": "CityJSON", "CityObjects": {', "line 1"),
        ({"type": "FeatureCollection"}, "is no CityJSON"),
        ([1, 2], "is no CityJSON"),
        (one_cube(transform={"scale": "x"}), "the transform is broken"),
        ({**one_cube(), "CityObjects": []}, "CityObjects"),
        ({**one_cube(), "vertices": None}, "vertices"),
        ({**one_cube(), "CityObjects": {}}, "holds no features"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name(tmp_path: Path, value: object, said: str) -> None:
    with pytest.raises(InputError, match=r"tile\.city\.json") as refused:
        read(tmp_path, value)
    assert said in str(refused.value)


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared city models are not here")
@pytest.mark.parametrize(
    ("name", "objects", "surfaces", "crs"),
    [
        ("DenHaag_01.city.json.zip", 2498, 21804, "EPSG:7415"),
        ("delft.json", 570, 36271, "EPSG:7415"),
        ("zurich/zurich_subset_lod2.json", 210, 2039, "EPSG:2056"),
    ],
)
def test_real_models_are_read_whole(name: str, objects: int, surfaces: int, crs: str) -> None:

    model, _ = read_cityjson(LayerFile("buildings", DATA / name, "tile"))
    assert (len(model.objects), len(model.surfaces), model.crs) == (objects, surfaces, crs)
    assert model.objects["whole"].all()


def test_of_an_id_that_stands_twice_the_first_stays(tmp_path: Path) -> None:
    text = json.dumps(one_cube()).replace('"CityObjects": {', '"CityObjects": {"a": {"type": "WaterBody"}, ')
    model, report = read(tmp_path, text)
    assert model.objects["type"].to_dict() == {"a": "WaterBody"}
    assert reasons(report)["city object that stands in the file before, left out"] == ("a",)


def test_a_circle_of_parents_is_told(tmp_path: Path) -> None:
    objects = {
        "a": building(solid(), parents=["b"], children=["b"]),
        "b": building(solid(), parents=["a"], children=["a"]),
        "c": building(solid(), children=["d"]),
        "d": {"type": "BuildingPart", "parents": ["c"], "geometry": []},
    }
    _, report = read(tmp_path, document(objects, box(0, 0, 10, 10)))
    assert reasons(report)["parents or children in a circle; each object stands by itself"] == ("a", "b")


def test_a_level_of_detail_that_is_no_number_is_told(tmp_path: Path) -> None:
    model, report = read(tmp_path, document({"a": building(solid(lod="two"))}, box(0, 0, 10, 10)))
    assert model.geometries["lod"].tolist() == [""]
    assert reasons(report)["level of detail that is no number, taken as not stated"] == ("a",)


def test_semantics_for_more_surfaces_than_there_are_are_told(tmp_path: Path) -> None:
    said = {"surfaces": [{"type": "RoofSurface"}], "values": [[0, 0, 0, 0, 0, 0, 0]]}
    _, report = read(tmp_path, document({"a": building(solid(semantics=said))}, box(0, 0, 10, 10)))
    assert reasons(report) == {"semantics that do not fit the surfaces, left out": ("a",)}
