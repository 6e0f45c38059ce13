"""`twin build --cityjson`, `twin export` and `twin scenario add --model`, as somebody types them."""

import json
import shutil
from pathlib import Path

import pytest
import trimesh

from tests.city_models import one_cube
from tests.tiny import CENTRE_LONLAT, FRAME
from twin.cli import make_app, run


def typed(*tokens: object, language: str = "en") -> int:
    return run(make_app(language), [str(token) for token in tokens], language)


@pytest.fixture
def folder(tiny_store_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_store_folder, tmp_path / "city"))


def place() -> str:
    x, y = (float(v) for v in FRAME.from_lonlat_points(*CENTRE_LONLAT))
    lon, lat = FRAME.to_lonlat_points(x - 300, y + 300)
    return f"{float(lon)},{float(lat)}"


def test_a_city_of_a_model_is_built_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cube.city.json").write_text(json.dumps(one_cube()), encoding="utf-8")
    assert typed("build", "--cityjson", tmp_path / "cube.city.json", "--out", tmp_path / "city", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["layers"]["buildings"]["tiers"] == {"official": 1}
    assert [source["id"] for source in said["sources"]] == ["cube"]


def test_a_broken_model_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.city.json").write_text('{"type": "CityJSON",', encoding="utf-8")
    assert typed("build", "--cityjson", tmp_path / "a.city.json", "--out", tmp_path / "city", language="ro") == 2
    said = capsys.readouterr().err
    assert "a.city.json" in said
    assert said.count("\n") == 1


def test_json_counts_what_was_written(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tiny.city.json"
    assert typed("export", folder, out, "--to", "cityjson", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["objects"]["Building"] == 3
    assert said["file"] == str(out)
    assert len(json.loads(out.read_text(encoding="utf-8"))["CityObjects"]) == sum(said["objects"].values())


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (("--to", "dwg"), "--to dwg: there is no such format. There are: cityjson."),
        ((), "--to needs a value"),
        (("--to", "cityjson", "--scenario", "none"), "none"),
    ],
)
def test_wrong_use_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], tokens: tuple[str, ...], said: str
) -> None:
    assert typed("export", folder, tmp_path / "a.city.json", *tokens) == 2
    assert said in capsys.readouterr().err


def test_a_model_becomes_a_building_of_a_scenario_and_goes_out_with_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trimesh.creation.box(extents=(20, 30, 10)).export(tmp_path / "tower.glb")
    assert typed("scenario", "new", folder, "--name", "Turn") == 0
    model = ("--model", tmp_path / "tower.glb", "--at", place(), "--turn", "90", "--set", "use=commercial")
    assert typed("scenario", "add", folder, "--scenario", "Turn", "--kind", "add_building", *model) == 0
    capsys.readouterr()
    out = tmp_path / "turn.city.json"
    assert typed("export", folder, out, "--to", "cityjson", "--scenario", "Turn") == 0
    objects = json.loads(out.read_text(encoding="utf-8"))["CityObjects"].values()
    [tower] = [value for value in objects if value["attributes"].get("tier") == "sketched"]
    assert (tower["geometry"][0]["type"], tower["geometry"][0]["lod"]) == ("Solid", "1")  # a box is a block
    assert tower["attributes"]["measuredHeight"] == 30


@pytest.mark.parametrize(
    ("kind", "at", "said"),
    [
        ("add_park", [place()], "--model is for --kind add_building"),
        ("add_building", [], "--model needs one --at"),
        ("add_building", [place(), place()], "--model needs one --at"),
    ],
)
def test_a_model_needs_a_new_building_and_one_place(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, at: list[str], said: str
) -> None:
    trimesh.creation.box(extents=(20, 30, 10)).export(tmp_path / "tower.glb")
    assert typed("scenario", "new", folder, "--name", "Turn") == 0
    places = [token for each in at for token in ("--at", each)]
    model = ("--model", tmp_path / "tower.glb", *places)
    assert typed("scenario", "add", folder, "--scenario", "Turn", "--kind", kind, *model) == 2
    assert said in capsys.readouterr().err
