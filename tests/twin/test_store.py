import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from geopandas.testing import assert_geodataframe_equal

from geodata.errors import StoreError
from tests.tiny import Town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.manifest import FORMAT
from twin.store import MANIFEST, open_store, write_store


@pytest.fixture
def store_folder(tiny_city: City, tmp_path: Path) -> Path:
    return write_store(tiny_city, tmp_path / "city").folder


def test_an_opened_city_has_the_tables_that_were_written(tiny_city: City, tiny_store_folder: Path) -> None:
    opened = City.open(tiny_store_folder)
    assert list(opened.layers) == list(tiny_city.layers)
    for name, layer in tiny_city.layers.items():
        assert_geodataframe_equal(opened.layers[name].table, layer.table, check_dtype=False)


def test_an_opened_city_has_the_frame_sources_and_report(tiny_city: City, tiny_store_folder: Path) -> None:
    opened = City.open(tiny_store_folder)
    report = tiny_city.report + tiny_city.mobility.report
    assert (opened.frame, opened.sources, opened.report) == (tiny_city.frame, tiny_city.sources, report)


def test_building_the_same_input_again_gives_the_same_tiles(
    tiny_osm: Path, tiny_store_folder: Path, tmp_path: Path
) -> None:
    again = write_store(city_from_files(Inputs(osm=tiny_osm)), tmp_path / "again")
    assert again.tiles == open_store(tiny_store_folder).tiles


def test_opening_draws_nothing_again(store_folder: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in store_folder.rglob("*")}
    open_store(store_folder).city.buildings  # noqa: B018 - the reading is what is looked at
    assert {p: p.stat().st_mtime_ns for p in store_folder.rglob("*")} == before


def test_tables_are_read_when_asked_for(store_folder: Path) -> None:
    next(store_folder.glob("layers/trees-*.parquet")).write_bytes(b"no parquet")
    city = open_store(store_folder).city
    assert len(city.buildings) == 3
    with pytest.raises(StoreError, match="Build the city again"):
        city.trees  # noqa: B018


def test_a_tile_path_is_given_only_for_tiles_of_the_index(store_folder: Path) -> None:
    store = open_store(store_folder)
    path = store.tile_path(store.tiles.tiles[0].hash)
    assert path is not None
    assert path.is_file()
    assert store.tile_path("../city") is None


def whole(folder: Path) -> dict[str, object]:
    """Return all that a folder says about its city, every file of it read."""
    store = open_store(folder)
    paths = {tile.hash: store.tile_path(tile.hash) for tile in store.tiles.tiles}
    return {
        "tiles": store.tiles,
        "contents": {hash: path.read_bytes() for hash, path in paths.items() if path is not None},
        "tables": {name: layer.table.to_wkt().to_csv() for name, layer in store.city.layers.items()},
        "graph": {name: table.to_csv() for name, table in store.city.mobility.to_tables().items()},
        "report": store.city.report,
        "frame": store.city.frame,
    }


@pytest.fixture(scope="module")
def another_osm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town with other buildings, parks and streets than the tiny one, so that no file of a layer is the same."""
    town = Town()
    town.block(0, 0, 30, building="school", height="12", name="Altul")
    town.block(200, 200, 50, leisure="park", name="Parcul Nou")
    town.way([(-90, 90), (300, 90)], highway="residential", name="Strada Nouă")
    return town.write(tmp_path_factory.mktemp("another") / "another.osm")


def test_a_build_killed_at_any_moment_leaves_one_city_whole(
    tiny_store_folder: Path, another_osm: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.twin.killed_build", another_osm, tiny_store_folder, tmp_path]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    killed = json.loads(run.stdout)
    old, new = whole(tiny_store_folder), whole(tmp_path / "whole")
    assert all(old[part] != new[part] for part in ("tiles", "contents", "tables", "graph"))
    assert len(killed["folders"]) > 6
    for change, folder in killed["folders"].items():
        expected = old if int(change) < killed["committed"] else new
        assert whole(Path(folder)) == expected, f"killed at change {change}; the manifest is {killed['committed']}"


def test_files_no_manifest_names_are_removed_after_an_hour(tiny_city: City, store_folder: Path) -> None:
    stray = store_folder / "tiles" / "0123.vtp.gz"
    stray.write_bytes(b"left over")
    write_store(tiny_city, store_folder)
    assert stray.exists()
    os.utime(stray, (0, 0))
    write_store(tiny_city, store_folder)
    assert not stray.exists()


def test_a_city_that_was_opened_can_still_be_read_after_the_next_build(another_osm: Path, store_folder: Path) -> None:
    opened = open_store(store_folder)
    for path in store_folder.rglob("*.gz"):
        os.utime(path, (0, 0))
    write_store(city_from_files(Inputs(osm=another_osm)), store_folder)
    assert all((opened.tile_path(t.hash) or Path("none")).is_file() for t in opened.tiles.tiles)
    assert len(opened.city.buildings) == 3


def test_a_folder_with_other_files_is_left_alone(tiny_city: City, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("do not lose me")
    with pytest.raises(StoreError, match="holds other files"):
        write_store(tiny_city, tmp_path)


def test_a_file_is_no_folder(tiny_city: City, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(StoreError, match="is a file"):
        write_store(tiny_city, tmp_path / "out")


def test_a_folder_that_cannot_be_written_says_so(tiny_city: City) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_store(tiny_city, Path("/proc/city"))


# Builds once, so that everything is loaded, and once more as somebody who owns nothing: root may write anywhere.
AS_ORDINARY_USER = """
import os, sys
from twin.cli import run
from viewer.cli import twin_app

osm, elsewhere, folder = sys.argv[1:]
assert run(twin_app("en"), ["build", "--osm", osm, "--out", elsewhere], "en") == 0
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print("as an ordinary user", file=sys.stderr)
sys.exit(run(twin_app("en"), ["build", "--osm", osm, "--out", folder], "en"))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        for path in Path(name).rglob("*"):
            path.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="permissions of Unix")
@pytest.mark.parametrize("inner", ["", "new"])
def test_a_folder_that_may_only_be_read_gets_one_clear_line_and_stays(
    tiny_osm: Path, tiny_store_folder: Path, open_folder: Path, tmp_path: Path, inner: str
) -> None:
    osm = shutil.copy(tiny_osm, open_folder)
    folder = shutil.copytree(tiny_store_folder, open_folder / "city")
    before = whole(folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = [sys.executable, "-c", AS_ORDINARY_USER, osm, tmp_path / "elsewhere", folder / inner]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    said = run.stderr.split("as an ordinary user\n")[1].splitlines()
    assert run.returncode == 2
    assert said == [f"{folder / inner} cannot be written: no permission. Choose a folder that you own."]
    assert whole(folder) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "damaged"), ("format = 1", "damaged"), ("format = 99", "another version"), ("= no toml", "damaged")],
)
def test_a_damaged_manifest_says_what_to_do(content: str, says: str, store_folder: Path) -> None:
    (store_folder / MANIFEST).write_text(content)
    with pytest.raises(StoreError, match=says):
        open_store(store_folder)


def test_a_city_is_built_over_one_that_another_version_left(tiny_city: City, store_folder: Path) -> None:
    manifest = store_folder / MANIFEST
    index = store_folder / tomllib.loads(manifest.read_text(encoding="utf-8"))["tiles"]
    tiles = json.loads(index.read_text(encoding="utf-8"))["tiles"]
    before = [{name: value for name, value in tile.items() if name != "coarser"} for tile in tiles]
    index.write_text(json.dumps({"tiles": before}), encoding="utf-8")
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(f"format = {FORMAT}", "format = 3"))
    assert write_store(tiny_city, store_folder).tiles.tiles


def test_a_folder_without_a_city_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="twin build --demo"):
        open_store(tmp_path)


def test_a_missing_table_is_named(store_folder: Path) -> None:
    next(store_folder.glob("layers/trees-*.parquet")).unlink()
    with pytest.raises(StoreError, match="trees"):
        open_store(store_folder)
