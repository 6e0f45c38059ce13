"""A proposal's model becomes a building of a scenario: its footprint, height and surfaces, where it is put."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
import trimesh

from geodata.errors import InputError
from layers.surfaces import FORM, signed_volumes
from tests.tiny import CENTRE_LONLAT
from twin.building_form import form_polygons, form_text
from twin.city import City
from twin.edit_fields import EditError
from twin.edits_buildings import AddBuilding, ChangeBuilding
from twin.model_file import BuildingModel, read_building_model


def tower(path: Path, *, east_m: float = 20, north_m: float = 10, up_m: float = 30) -> Path:
    """Write a box of 20 × 10 × 30 m in the axes of the file's format."""
    sizes = (east_m, up_m, north_m) if path.suffix == ".glb" else (east_m, north_m, up_m)
    trimesh.creation.box(extents=sizes).export(path)
    return path


def free_place(city: City) -> tuple[float, float]:
    x, y = (float(v) for v in city.frame.from_lonlat_points(*CENTRE_LONLAT))
    lon, lat = city.frame.to_lonlat_points(x - 300, y + 300)
    return float(lon), float(lat)


def added(model: BuildingModel, city: City) -> AddBuilding:
    place = model.place(city.frame, free_place(city))
    return AddBuilding(id="e1", layer="buildings", place=place, height_m=model.height_m, form=model.form)


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".ply", ".stl"])
def test_each_format_gives_footprint_and_height(tmp_path: Path, suffix: str) -> None:
    model = read_building_model(tower(tmp_path / f"tower{suffix}"))
    assert model.footprint.bounds == pytest.approx((-10, -5, 10, 5))
    assert model.height_m == pytest.approx(30)
    assert len(model.triangles) == 12


def test_a_model_with_y_up_is_read_so_where_it_is_said(tmp_path: Path) -> None:
    model = read_building_model(tower(tmp_path / "tower.obj", north_m=30, up_m=10), y_up=True)
    assert model.height_m == pytest.approx(30)


def test_a_quarter_turn_makes_east_north(tmp_path: Path) -> None:
    model = read_building_model(tower(tmp_path / "tower.glb")).turned(90)
    assert model.footprint.bounds == pytest.approx((-5, -10, 5, 10))


def test_pieces_that_lie_apart_are_told(tmp_path: Path) -> None:
    boxes = [trimesh.creation.box(extents=(5, 5, 5)).apply_translation((x, 0, 0)) for x in (0, 20)]
    trimesh.util.concatenate(boxes).export(tmp_path / "two.obj")
    model = read_building_model(tmp_path / "two.obj")
    assert model.in_pieces
    assert model.footprint.area == pytest.approx(125)


def test_the_building_stands_in_the_city_with_the_models_surfaces(tiny_city: City, tmp_path: Path) -> None:
    edit = added(read_building_model(tower(tmp_path / "tower.glb")), tiny_city)
    assert not edit.problems(tiny_city)
    made = edit.apply(tiny_city).buildings.iloc[-1]
    volume, _, closed = signed_volumes(np.array([made[FORM]], object))
    assert (made["height_m"], made["tier"]) == (30, "sketched")
    assert made.geometry.area == pytest.approx(200, abs=0.1)
    assert (volume[0], closed[0]) == (pytest.approx(6000, rel=1e-3), True)
    assert made.geometry.buffer(0.05).covers(shapely.force_2d(shapely.from_wkb(made[FORM])).envelope)


def test_an_edit_with_a_form_survives_its_file(tiny_city: City, tmp_path: Path) -> None:
    edit = added(read_building_model(tower(tmp_path / "tower.glb")), tiny_city)
    assert AddBuilding.from_json(json.loads(json.dumps(edit.to_json()))) == edit


def test_a_building_of_another_height_has_its_form_no_more(tiny_city: City, tmp_path: Path) -> None:
    edit = added(read_building_model(tower(tmp_path / "tower.glb")), tiny_city)
    city = edit.apply(tiny_city)
    id = city.buildings.index[-1]
    changed = ChangeBuilding(id="e2", layer="buildings", ids=(id,), height_m=12).apply(city)
    assert changed.buildings.at[id, FORM] is None


@pytest.mark.parametrize("text", ["", "x", "AAAA", form_text(np.array([shapely.box(0, 0, 1, 1)], object))])
def test_a_form_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(EditError, match="cannot be read"):
        form_polygons(text)


def test_a_form_of_too_many_surfaces_is_refused() -> None:
    surface = shapely.Polygon([(0, 0, 0), (1, 0, 0), (0, 1, 1)])
    with pytest.raises(EditError, match="5001 surfaces"):
        form_polygons(form_text(np.array([surface] * 5001, object)))


def test_a_model_too_fine_for_an_edit_is_a_block(tmp_path: Path) -> None:
    trimesh.creation.icosphere(subdivisions=5, radius=10).export(tmp_path / "ball.obj")
    assert read_building_model(tmp_path / "ball.obj").form is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ifc", b"no model", "cannot be read as IFC|needs the package"),
        ("a.skp", b"x", "not read. Known"),
        ("a.glb", b"no model", "cannot be read as a model|no surfaces"),
        ("a.obj", b"v 0 0 0\n", "no surfaces"),
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_building_model(tmp_path / name)


def test_a_model_in_millimetres_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="20000 m wide and 30000 m high"):
        read_building_model(tower(tmp_path / "tower.obj", east_m=20000, north_m=10000, up_m=30000))


def test_a_model_in_millimetres_is_read_at_its_scale(tmp_path: Path) -> None:
    path = tower(tmp_path / "tower.obj", east_m=20_000, north_m=10_000, up_m=30_000)
    model = read_building_model(path, scale=0.001)
    assert model.height_m == pytest.approx(30)
    assert model.footprint.bounds == pytest.approx((-10, -5, 10, 5))


def test_a_model_that_lacks_a_wall_does_not_close(tmp_path: Path) -> None:
    whole = trimesh.creation.box(extents=(20, 10, 30))
    trimesh.Trimesh(whole.vertices, whole.faces[:-2]).export(tmp_path / "open.obj")
    assert read_building_model(tower(tmp_path / "tower.obj")).is_closed
    assert not read_building_model(tmp_path / "open.obj").is_closed


@pytest.mark.parametrize("subdivisions", [4, 5])
def test_the_footprint_of_a_fine_dome_has_no_gaps_and_is_valid_where_it_stands(
    subdivisions: int, tiny_city: City, tmp_path: Path
) -> None:
    trimesh.creation.icosphere(subdivisions=subdivisions, radius=8).export(tmp_path / "dome.obj")
    model = read_building_model(tmp_path / "dome.obj")
    assert model.form is None
    assert not len(model.footprint.interiors)
    assert model.footprint.area == pytest.approx(np.pi * 64, rel=0.02)
    edit = added(model, tiny_city)
    assert edit.check(tiny_city) == []
    assert edit.apply(tiny_city).buildings.geometry.iloc[-1].is_valid


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_building_model(tmp_path / "none.glb")


def ifc_house(path: Path) -> Path:
    """Write a wall of 10 × 5 × 3 m, and a room twice as high that is not built."""
    pytest.importorskip("ifcopenshell", reason="IFC needs the package ifcopenshell, which is not installed")
    from ifcopenshell import api, file

    model = file(schema="IFC4")
    api.run("root.create_entity", model, ifc_class="IfcProject", name="House")
    api.run("unit.assign_unit", model, length={"is_metric": True, "raw": "MILLIMETERS"})
    whole = api.run("context.add_context", model, context_type="Model")
    body = api.run(
        "context.add_context", model, context_type="Model", context_identifier="Body", target_view="MODEL_VIEW",
        parent=whole,
    )  # fmt: skip
    for kind, up_m in (("IfcWall", 3.0), ("IfcSpace", 6.0)):
        block = trimesh.creation.box((10, 5, up_m))
        part = api.run("root.create_entity", model, ifc_class=kind)
        shape = api.run(
            "geometry.add_mesh_representation", model, context=body,
            vertices=[(block.vertices + np.array([0, 0, up_m / 2])).tolist()], faces=[block.faces.tolist()],
        )  # fmt: skip
        api.run("geometry.assign_representation", model, product=part, representation=shape)
        api.run("geometry.edit_object_placement", model, product=part)
    model.write(str(path))
    return path


def test_an_ifc_file_is_read_in_metres_without_its_rooms(tmp_path: Path) -> None:
    model = read_building_model(ifc_house(tmp_path / "house.ifc"))
    assert (model.height_m, model.footprint.area) == pytest.approx((3.0, 50.0))
