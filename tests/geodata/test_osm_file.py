import bz2
import gzip
from pathlib import Path

import osmium
import pytest

from geodata.errors import InputError
from geodata.frame import CityFrame
from geodata.osm import osm_bounds, read_osm
from geodata.selection import OsmSelection
from tests.osm_text import osm_xml, ring, square, write_osm

BUILDINGS = {"buildings": OsmSelection({"building": None}, ("polygon",))}
FRAME = CityFrame.from_lonlat((21.20, 45.74, 21.24, 45.77), crs="EPSG:3844")
HOUSE = osm_xml(square(1, 21.21, 45.75), {7: (ring(1), {"building": "yes"})})


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_osm(path, BUILDINGS, frame=FRAME)
    assert str(path) in str(caught.value)
    return str(caught.value)


def pbf(path: Path, count: int = 1) -> Path:
    """Write `count` nodes and a building around the first four as PBF."""
    with osmium.SimpleWriter(str(path)) as writer:
        for i in range(1, count + 4):
            lon, lat = square(1, 21.21, 45.75).get(i, (21.21, 45.75))[:2]
            writer.add_node(osmium.osm.mutable.Node(id=i, location=(lon, lat)))
        writer.add_way(osmium.osm.mutable.Way(id=7, nodes=ring(1), tags={"building": "yes"}))
    return path


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nowhere.osm.pbf")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "this is a folder" in refusal(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.osm.pbf"
    path.touch()
    assert "the file is empty" in refusal(path)


def test_an_unknown_suffix_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "city.geojson"
    path.write_text("{}")
    assert ".osm.pbf" in refusal(path)


@pytest.mark.parametrize("name", ["a.osm.pbf", "a.pbf", "a.osm", "a.osm.gz", "a.osm.bz2"])
@pytest.mark.parametrize("content", [b"hello\n", b"PK\x03\x04" + bytes(60), b"\x89PNG\r\n\x1a\n" + bytes(60)])
def test_another_kind_of_file_is_refused_whatever_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert "not a whole OSM file" in refusal(path)


def test_xml_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "track.osm"
    path.write_text('<?xml version="1.0"?><gpx></gpx>')
    assert "gpx" in refusal(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_truncated_pbf_is_refused(tmp_path: Path, share: float) -> None:
    path = pbf(tmp_path / "cut.osm.pbf", 20_000)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "Download it again" in refusal(path)


def test_a_truncated_or_malformed_xml_is_refused(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "cut.osm", HOUSE)
    path.write_text(path.read_text()[:-40])
    assert "XML parsing error" in refusal(path)


def test_a_place_that_is_no_place_is_refused(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "place.osm", ['<node id="1" lon="x" lat="945"/>'])
    assert "not a whole OSM file" in refusal(path)


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress)])
def test_a_truncated_compressed_file_is_refused(tmp_path: Path, suffix: str, pack) -> None:
    path = tmp_path / f"cut.osm.{suffix}"
    path.write_bytes(pack(write_osm(tmp_path / "whole.osm", HOUSE).read_bytes())[:60])
    assert "not a whole OSM file" in refusal(path)


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress)])
def test_compressed_xml_is_read(tmp_path: Path, suffix: str, pack) -> None:
    path = tmp_path / f"city.osm.{suffix}"
    path.write_bytes(pack(write_osm(tmp_path / "whole.osm", HOUSE).read_bytes()))
    assert len(read_osm(path, BUILDINGS, frame=FRAME)[0]["buildings"]) == 1


@pytest.mark.parametrize("name", ["city.osm.pbf", "city.pbf", "CITY.OSM.PBF"])
def test_pbf_is_read_also_in_capitals(tmp_path: Path, name: str) -> None:
    path = pbf(tmp_path / "made.osm.pbf").rename(tmp_path / name)
    assert len(read_osm(path, BUILDINGS, frame=FRAME)[0]["buildings"]) == 1


def test_a_file_without_objects_is_refused(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "none.osm", [])
    assert "holds no map data" in refusal(path)
    with pytest.raises(InputError, match="holds no map data"):
        osm_bounds(path)


def test_a_file_of_another_place_is_refused_with_both_places(tmp_path: Path) -> None:
    header = '<bounds minlon="26.0" minlat="44.4" maxlon="26.2" maxlat="44.5"/>'
    message = refusal(write_osm(tmp_path / "bucharest.osm", [header, *osm_xml(square(1, 26.1, 44.45))]))
    assert "26.00 44.40 26.20 44.50" in message
    assert "21.20 45.74 21.24 45.77" in message


def test_a_file_of_another_place_is_known_by_its_nodes_too(tmp_path: Path) -> None:
    lines = osm_xml(square(1, 26.1, 44.45), {7: (ring(1), {"building": "yes"})})
    assert "26.10 44.45" in refusal(write_osm(tmp_path / "bucharest.osm", lines))


def test_a_file_of_this_place_without_buildings_is_no_error(tmp_path: Path) -> None:
    tables, report = read_osm(
        write_osm(tmp_path / "field.osm", osm_xml(square(1, 21.21, 45.75))), BUILDINGS, frame=FRAME
    )
    assert len(tables["buildings"]) == 0
    assert report.count("buildings", "found") == 0
