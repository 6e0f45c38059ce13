"""City models beside a map and alone: their buildings replace those they cover and count as all others do."""

import json
from pathlib import Path

import pytest

from geodata.cityjson_shapes import WRONG_LOD
from geodata.errors import InputError
from layers.building_titles import MODELLED
from layers.surfaces import has_form
from tests.city_models import FACES, box, building, document, one_cube, solid
from tests.tiny import CENTRE_LONLAT, FRAME, Town, write_tiny_town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.edits_buildings import ChangeBuilding
from twin.solid_counts import OPEN
from twin.store import open_store, write_store
from twin.tile_drawing import draw_tiles

X, Y = (float(v) for v in FRAME.from_lonlat_points(*CENTRE_LONLAT))
HERE = {"scale": [0.001] * 3, "translate": [X, Y, 90.0]}


def tile(folder: Path, objects: dict[str, object], vertices: list[list[int]], name: str = "tile.city.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document(objects, vertices, transform=HERE)), encoding="utf-8")
    return path


def cube_over_the_house(folder: Path, **attributes: object) -> Path:
    """Write a tile with a cube of 12 m over way/1 of the tiny town, a house of 10 m with a name and an address."""
    return tile(folder, {"cube": building(solid(), attributes=attributes)}, box(-1, -1, 12, 12))


@pytest.fixture
def replaced(tmp_path: Path) -> City:
    osm = write_tiny_town(tmp_path / "town.osm")
    return city_from_files(Inputs(osm=osm, cityjson=(cube_over_the_house(tmp_path, yearOfConstruction=1911),)))


def test_a_building_under_the_tile_is_replaced(replaced: City) -> None:
    assert set(replaced.buildings.index) == {"cube", "way/2", "way/3"}
    assert replaced.buildings.at["cube", "tier"] == "official"
    assert replaced.buildings.at["cube", "source"] == "tile"
    assert replaced.buildings.at["cube", "height_m"] == 12
    assert replaced.buildings.at["cube", "height_tier"] == "official"


def test_the_map_says_what_the_tile_does_not(replaced: City) -> None:
    row = replaced.buildings.loc["cube"]
    assert (row["name"], row["class"], row["address"], row["year"]) == ("Cubul", "house", "Strada Mică 1", 1911)
    assert row["residents"] > 0


def test_the_tile_says_more_than_the_map(tmp_path: Path) -> None:
    osm = write_tiny_town(tmp_path / "town.osm")
    model = cube_over_the_house(tmp_path, function="school", name="Școala")
    row = city_from_files(Inputs(osm=osm, cityjson=(model,))).buildings.loc["cube"]
    assert (row["name"], row["class"]) == ("Școala", "public")


def test_what_the_tile_brings_is_drawn_from_near_and_counted(replaced: City, tmp_path: Path) -> None:
    """Its roof is the highest thing of the drawn tile: without it there would be a hole in the city."""
    drawn = [d for d in draw_tiles(replaced.layers.values(), replaced.terrain, replaced.frame) if d.solids is not None]
    (near,) = [d for d in drawn if d.tile.layer == "buildings"]
    assert near.tile.count == 3
    assert near.tile.bounds[5] == pytest.approx(12)  # the houses around have 10 m and less
    cube = near.solids.table.loc["cube"]
    assert (cube["shape"], bool(cube["closed"])) == (MODELLED, True)
    write_store(replaced, tmp_path / "city")
    counts = open_store(tmp_path / "city").city.facts.solids["buildings"]
    assert counts["roofs"][MODELLED] == {"count": 1, "closed_share": 1.0}


def test_a_form_that_does_not_close_is_drawn_counted_as_open_and_told(tmp_path: Path) -> None:
    open_cube = {"type": "MultiSurface", "lod": "2", "boundaries": FACES[1:]}
    model = tile(tmp_path, {"cube": building(open_cube)}, box(0, 0, 10, 9))
    city = city_from_files(Inputs(cityjson=(model,)))
    write_store(city, tmp_path / "city")
    stored = open_store(tmp_path / "city").city
    assert stored.facts.solids["buildings"]["closed_share"] == 0.0
    assert [entry.examples for entry in stored.report.entries if entry.reason == OPEN] == [("cube",)]


def test_found_is_kept_and_dropped_with_a_tile_too(replaced: City) -> None:
    count = replaced.report.count
    assert count("buildings", "found") == count("buildings", "kept") + count("buildings", "dropped") == 4


def test_a_building_that_only_touches_the_tile_stays(tmp_path: Path) -> None:
    town = Town()
    town.block(0, 0, 10, building="house")
    town.block(20, 0, 10, building="house")
    model = tile(tmp_path, {"cube": building(solid())}, box(6, 0, 10, 9))
    city = city_from_files(Inputs(osm=town.write(tmp_path / "town.osm"), cityjson=(model,)))
    assert set(city.buildings.index) == {"way/1", "way/2", "cube"}
    told = {entry.reason: entry.examples for entry in city.report.entries}
    assert told["lies in part under the city model, and stays"] == ("way/1",)


def test_parts_of_a_replaced_building_go_with_it(tmp_path: Path) -> None:
    town = Town()
    town.block(0, 0, 10, building="house")
    town.block(2, 2, 4, building__part="yes", height="20")
    town.block(50, 0, 10, building="house")
    town.block(52, 2, 4, building__part="yes", height="20")
    osm = town.write(tmp_path / "town.osm")
    city = city_from_files(Inputs(osm=osm, cityjson=(cube_over_the_house(tmp_path),)))
    assert city.building_parts.index.tolist() == ["way/4"]


def test_a_file_that_is_added_to_buildings_is_known_by_its_content(tmp_path: Path) -> None:
    osm = write_tiny_town(tmp_path / "town.osm")
    city = city_from_files(Inputs(osm=osm, add=(("buildings", cube_over_the_house(tmp_path)),)))
    assert set(city.buildings.index) == {"cube", "way/2", "way/3"}
    assert city.buildings.at["cube", "tier"] == "official"


def test_an_object_of_two_tiles_is_taken_once(tmp_path: Path) -> None:
    first = tile(tmp_path, {"cube": building(solid())}, box(0, 0, 10, 10))
    second = tile(tmp_path, {"cube": building(solid())}, box(0, 0, 10, 10), name="next.city.json")
    city = city_from_files(Inputs(cityjson=(first, second)))
    assert city.buildings.index.tolist() == ["cube"]


def test_of_several_files_each_report_names_its_own(tmp_path: Path) -> None:
    first = tile(tmp_path, {"cube": building(solid(lod="two"))}, box(0, 0, 10, 10))
    second = tile(tmp_path, {"next": building(solid())}, box(30, 0, 10, 10), name="next.city.json")
    city = city_from_files(Inputs(cityjson=(first, second)))
    assert [e.examples for e in city.report.entries if e.reason == WRONG_LOD] == [("tile.city.json: cube",)]


def test_a_city_of_a_model_alone_is_kept_and_opened(tmp_path: Path) -> None:
    city = city_from_files(Inputs(cityjson=(cube_over_the_house(tmp_path),)))
    assert city.frame.crs == "EPSG:3844"
    write_store(city, tmp_path / "city")
    opened = open_store(tmp_path / "city").city
    assert opened.buildings.at["cube", "surfaces"] == city.buildings.at["cube", "surfaces"]
    assert {source.id: source.tier for source in opened.sources} == {"tile": "official"}


def test_the_licence_of_a_model_is_its_own(tmp_path: Path) -> None:
    contact = {"contactName": "Primăria", "emailAddress": "a@b.ro"}
    value = one_cube(transform=HERE)
    value["metadata"] |= {"license": "CC BY 4.0", "title": "Model", "pointOfContact": contact}  # type: ignore[operator]
    (tmp_path / "tile.city.json").write_text(json.dumps(value), encoding="utf-8")
    source = city_from_files(Inputs(cityjson=(tmp_path / "tile.city.json",))).source_of("tile")
    assert source is not None
    assert (source.licence, source.attribution, source.title) == ("CC BY 4.0", "Primăria", "Model")


def test_a_model_without_a_coordinate_system_makes_no_city_alone(tmp_path: Path) -> None:
    (tmp_path / "tile.city.json").write_text(json.dumps(one_cube(metadata={})), encoding="utf-8")
    with pytest.raises(InputError, match="no coordinate system is named"):
        city_from_files(Inputs(cityjson=(tmp_path / "tile.city.json",)))


@pytest.mark.parametrize(("code", "said"), [("999999", "0/999999 is not known"), ("4326", "no place in EPSG:4326")])
def test_a_wrong_coordinate_system_is_named_with_its_file(tmp_path: Path, code: str, said: str) -> None:
    value = one_cube(metadata={"referenceSystem": f"https://www.opengis.net/def/crs/EPSG/0/{code}"})
    (tmp_path / "tile.city.json").write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(InputError, match=rf"tile\.city\.json.*{said}"):
        city_from_files(Inputs(cityjson=(tmp_path / "tile.city.json",)))


def test_a_changed_building_of_a_tile_is_a_block(replaced: City) -> None:
    edit = ChangeBuilding(id="e1", layer="buildings", ids=("cube",), storeys=7)
    made = edit.apply(replaced).buildings.loc[["cube"]]
    assert not has_form(made).any()
    assert made.at["cube", "height_m"] == 21


@pytest.mark.parametrize(
    ("name", "count"), [("DenHaag_01.city.json.zip", 844), ("delft.json", 160), ("zurich/zurich_subset_lod2.json", 49)]
)
def test_real_models_make_cities(shared_data: Path, tmp_path: Path, name: str, count: int) -> None:
    city = city_from_files(Inputs(cityjson=(shared_data / "cityjson" / name,)))
    assert len(city.buildings) == count
    assert has_form(city.buildings).all()
    assert write_store(city, tmp_path / "city").tiles.bytes > 0
