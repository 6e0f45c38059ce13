"""A city written as CityJSON 2.0 is what the standard asks, and comes back as it was."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.cityjson import CityModel, read_cityjson
from geodata.cityjson_build import Piece, model_of
from geodata.cityjson_write import write_cityjson
from geodata.errors import InputError
from geodata.source import LayerFile
from layers.surface_solids import block_solids
from layers.surfaces import signed_volumes
from tests.layers.tables import FLAT, square
from tests.layers.test_surfaces import buildings
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.cityjson_export import write_city

DEPTH = {"MultiPoint": 1, "MultiLineString": 2, "MultiSurface": 3, "CompositeSurface": 3, "Solid": 4}
FIRST_LEVEL = ("Building", "Road", "Railway", "WaterBody", "PlantCover", "LandUse", "CityFurniture",
               "SolitaryVegetationObject", "TINRelief")  # fmt: skip


def read(path: Path) -> CityModel:
    return read_cityjson(LayerFile("buildings", path, "city"))[0]


def numbers(boundaries: object) -> Iterator[int]:
    if isinstance(boundaries, list):
        for inner in boundaries:
            yield from numbers(inner)
    else:
        assert isinstance(boundaries, int)
        yield boundaries


def nesting(value: object, depth: int) -> object:
    """Return lists as deep as `depth`, without what is below."""
    return [nesting(inner, depth - 1) for inner in value] if isinstance(value, list) and depth else 0


def check(document: dict[str, object]) -> None:
    """Assert what cjval checks besides the types of fields: nesting, indices, semantics, parents, spare vertices."""
    objects, vertices = document["CityObjects"], document["vertices"]
    assert isinstance(objects, dict)
    assert isinstance(vertices, list)
    assert all(len(v) == 3 and all(type(c) is int for c in v) for v in vertices)
    assert len(set(map(tuple, vertices))) == len(vertices)
    used: set[int] = set()
    for id, value in objects.items():
        assert value["type"] in FIRST_LEVEL or value["parents"]
        assert all(id in objects[child]["parents"] for child in value.get("children", []))
        assert all(id in objects[parent]["children"] for parent in value.get("parents", []))
        for shape in value["geometry"]:
            depth = DEPTH[shape["type"]]
            used.update(numbers(shape["boundaries"]))
            if "semantics" in shape:
                surfaces, values = shape["semantics"]["surfaces"], shape["semantics"]["values"]
                assert nesting(values, depth) == nesting(shape["boundaries"], depth - 2)
                assert all("type" in surface for surface in surfaces)
    assert used == set(range(len(vertices)))


def test_a_city_is_written_as_the_standard_asks(tiny_city: City, tmp_path: Path) -> None:
    write_city(tiny_city, tmp_path / "tiny.city.json")
    document = json.loads((tmp_path / "tiny.city.json").read_text(encoding="utf-8"))
    assert (document["type"], document["version"]) == ("CityJSON", "2.0")
    assert document["metadata"]["referenceSystem"] == "https://www.opengis.net/def/crs/EPSG/0/3844"
    check(document)


# In a process of its own: cjio has Python write every number of JSON with six decimals from then on.
BY_CJIO = """
import sys
from cjio import cityjson
with open(sys.argv[1], encoding="utf-8") as file:
    model = cityjson.reader(file)
model.decompress()
print(model.get_epsg(), model.number_city_objects_level1())
print(model.remove_duplicate_vertices(), model.remove_orphan_vertices())
"""


def test_cjio_reads_it_and_finds_nothing_to_clean(tiny_city: City, tmp_path: Path) -> None:
    path = tmp_path / "tiny.city.json"
    write_city(tiny_city, path)
    read = subprocess.run([sys.executable, "-c", BY_CJIO, str(path)], capture_output=True, text=True, check=True)
    objects = len(tiny_city.buildings) + 7  # two roads, park, charger, stop, sensor, tree
    assert read.stdout.split() == ["3844", str(objects), "0", "0"]


def test_cjval_calls_it_valid(tiny_city: City, tmp_path: Path) -> None:
    cjvalpy = pytest.importorskip("cjvalpy", reason="cjvalpy has no package for this platform")
    write_city(tiny_city, tmp_path / "tiny.city.json")
    validator = cjvalpy.CJValidator([(tmp_path / "tiny.city.json").read_text(encoding="utf-8")])
    assert validator.validate(), validator.get_report()


def test_objects_say_how_true_they_are_and_whose(tiny_city: City, tmp_path: Path) -> None:
    write_city(tiny_city, tmp_path / "tiny.city.json")
    document = json.loads((tmp_path / "tiny.city.json").read_text(encoding="utf-8"))
    attributes = document["CityObjects"]["way/1"]["attributes"]
    said = {name: attributes[name] for name in ("name", "tier", "source", "measuredHeight", "layer")}
    assert said == {"name": "Cubul", "tier": "mapped", "source": "osm", "measuredHeight": 10, "layer": "buildings"}
    assert document["sources"][0]["licence"] == "ODbL 1.0"
    assert "© OpenStreetMap contributors (ODbL 1.0)" in document["metadata"]["title"]


def test_a_cube_of_the_city_is_a_solid_of_its_volume(tiny_city: City, tmp_path: Path) -> None:
    write_city(tiny_city, tmp_path / "tiny.city.json")
    model = read(tmp_path / "tiny.city.json")
    shape = model.geometries.query("object == 'way/1'")
    part = model.surfaces.of(model.surfaces.geometry == shape.index[0])
    assert (shape["type"].item(), shape["lod"].item()) == ("Solid", "2")  # its roof slopes, by a rule
    assert sorted(set(part.kind)) == ["GroundSurface", "RoofSurface", "WallSurface"]
    assert np.ptp(part.points, axis=0) == pytest.approx([10, 10, 10], abs=0.02)


def test_a_sequence_holds_the_same(tiny_city: City, tmp_path: Path) -> None:
    write_city(tiny_city, tmp_path / "tiny.city.json")
    write_city(tiny_city, tmp_path / "tiny.city.jsonl")
    head, *lines = (tmp_path / "tiny.city.jsonl").read_text(encoding="utf-8").splitlines()
    whole, parts = read(tmp_path / "tiny.city.json"), read(tmp_path / "tiny.city.jsonl")
    assert json.loads(head)["CityObjects"] == {}
    assert {json.loads(line)["type"] for line in lines} == {"CityJSONFeature"}
    assert parts.objects.equals(whole.objects)
    assert parts.surfaces.points == pytest.approx(whole.surfaces.points, abs=1e-6)


def test_a_scenario_is_named_and_its_buildings_are_sketched(tiny_city: City, tmp_path: Path) -> None:
    corners = [(21.2230, 45.7560), (21.2233, 45.7560), (21.2233, 45.7562), (21.2230, 45.7562)]
    scenario = tiny_city.scenario("Turn").add_building(corners, storeys=10)
    write_city(scenario.applied, tmp_path / "turn.city.json", scenario=scenario.name)
    document = json.loads((tmp_path / "turn.city.json").read_text(encoding="utf-8"))
    tiers = [o["attributes"]["tier"] for o in document["CityObjects"].values() if o["type"] == "Building"]
    assert tiers.count("sketched") == 1
    assert "– Turn" in document["metadata"]["title"]


def test_ground_that_rises_is_in_the_file(tmp_path: Path, demo_city: City) -> None:
    write_city(demo_city, tmp_path / "demo.city.json")
    document = json.loads((tmp_path / "demo.city.json").read_text(encoding="utf-8"))
    assert document["CityObjects"]["ground"]["type"] == "TINRelief"
    assert "Demonstration data" in document["metadata"]["title"]
    check(document)


def test_a_folder_that_is_not_there_is_told(tiny_city: City, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_city(tiny_city, tmp_path / "none" / "tiny.city.json")


def test_nothing_is_left_beside_the_file(tiny_city: City, tmp_path: Path) -> None:
    write_city(tiny_city, tmp_path / "tiny.city.json")
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.city.json"]


@settings(deadline=None, max_examples=40)
@given(
    sizes=st.lists(st.tuples(st.integers(0, 900), st.integers(4, 60), st.integers(1, 90)), min_size=1, max_size=4),
    hole=st.booleans(),
)
def test_solids_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[tuple[int, int, int]], hole: bool
) -> None:
    rows = []
    for north, size, _ in sizes:
        inner = [square(1, north + 1, 1.5).exterior.coords] if hole else []
        rows.append((shapely.Polygon(square(0, north, size).exterior.coords, inner), None, None))
    table = buildings(*rows).assign(height_m=[float(height) for *_, height in sizes])
    solids = block_solids(table, FLAT)
    count = len(rows)
    piece = Piece("Building", list(table.index), [{"n": n} for n in range(count)], solids.polygons, solids.row,
                  ["Solid"] * count, ["1"] * count, kind=solids.kind)  # fmt: skip
    model = model_of([piece], crs="EPSG:3844", metadata={"title": "t"})
    path = tmp_path_factory.mktemp("solids") / "a.city.json"
    assert not write_cityjson(model, path).entries
    back = read(path)
    assert back.objects["attributes"].tolist() == model.objects["attributes"].tolist()
    assert back.geometries.equals(model.geometries)
    for name in ("ring", "surface", "geometry", "solid", "shell", "kind"):
        assert getattr(back.surfaces, name).tolist() == getattr(model.surfaces, name).tolist()
    assert back.surfaces.points == pytest.approx(model.surfaces.points, abs=1e-6)


@pytest.mark.parametrize("name", ["DenHaag_01.city.json.zip", "delft.json", "zurich/zurich_subset_lod2.json"])
@pytest.mark.parametrize("ending", [".city.json", ".city.jsonl"])
def test_real_models_come_back_as_they_were(shared_data: Path, tmp_path: Path, name: str, ending: str) -> None:
    model = read(shared_data / "cityjson" / name)
    write_cityjson(model, tmp_path / f"back{ending}")
    back = read(tmp_path / f"back{ending}")
    columns = ["type", "parents", "attributes"]
    assert back.objects.loc[model.objects.index, columns].equals(model.objects[columns])
    assert back.crs == model.crs
    assert len(back.surfaces) == len(model.surfaces)
    if ending == ".city.json":
        assert back.surfaces.points == pytest.approx(model.surfaces.points, abs=1e-6)
        assert back.surfaces.kind.tolist() == model.surfaces.kind.tolist()


@pytest.mark.parametrize(("name", "lod"), [("delft.json", "1"), ("zurich/zurich_subset_lod2.json", "2")])
def test_blocks_of_a_model_stay_blocks(shared_data: Path, tmp_path: Path, name: str, lod: str) -> None:
    city = city_from_files(Inputs(cityjson=(shared_data / "cityjson" / name,)))
    write_city(city, tmp_path / "out.city.json")
    shapes = read(tmp_path / "out.city.json").geometries
    types = read(tmp_path / "out.city.json").objects["type"]
    of_buildings = shapes["object"].map(types).isin(["Building", "BuildingPart"])
    assert shapes["lod"][of_buildings].value_counts().idxmax() == lod
    assert (shapes["lod"][of_buildings] == lod).mean() > 0.9


@pytest.mark.parametrize("name", ["DenHaag_01.city.json.zip", "delft.json", "zurich/zurich_subset_lod2.json"])
def test_a_city_of_a_real_model_is_written_valid_and_reads_back_equal(
    shared_data: Path, tmp_path: Path, name: str
) -> None:
    city = city_from_files(Inputs(cityjson=(shared_data / "cityjson" / name,)))
    write_city(city, tmp_path / "out.city.json")
    check(json.loads((tmp_path / "out.city.json").read_text(encoding="utf-8")))
    again = city_from_files(Inputs(cityjson=(tmp_path / "out.city.json",)))
    assert set(again.buildings.index) == set(city.buildings.index)
    back = again.buildings.loc[city.buildings.index]
    assert np.abs(back["height_m"] - city.buildings["height_m"]).max() <= 0.02
    assert np.abs(back.geometry.area - city.buildings.geometry.area).max() <= 0.5
    assert _volumes(again) == pytest.approx(_volumes(city), rel=1e-3)


def _volumes(city: City) -> float:
    volume, _, closed = signed_volumes(city.buildings["surfaces"].dropna().to_numpy(object))
    return float(volume[closed].sum())
