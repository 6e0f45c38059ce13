"""A city that was written is read back as it was: heights, bases, roofs, homes, and how true each of them is."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.terrain import Terrain
from tests.tiny import Town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.city_tiles import SAME_ID
from twin.cityjson_attributes import WRONG_VALUE
from twin.cityjson_export import write_city

OF_THE_MAP = ("has_parts", "lod")  # parts become one form, which has a level of detail
FORM = ("geometry", "surfaces", "surface_kinds", "footprint_m2")


def special_town(path: Path) -> Path:
    """A house under a hipped roof, a raised block, twins of one outline, a row house, one of parts, a lake, a tree."""
    town = Town()
    look = {"roof__shape": "hipped", "roof__colour": "red", "roof__material": "roof_tiles", "building__colour": "blue"}
    town.block(0, 0, 10, building="detached", height="9", addr__street="Strada Mică", addr__housenumber="1", **look)
    town.block(40, 0, 12, building="office", height="60", min_height="49", name="Sus", addr__postcode="300001")
    town.block(80, 0, 13, building="apartments", building__levels="4", building__flats="12", start_date="1911")
    corners = [(80, 0), (80, 0), (93, 0), (93, 13), (80, 13)]  # one of them twice: else the reader would drop it
    town.way(corners, closed=True, building="yes", height="21")
    town.block(120, 0, 10, building="house", height="20")
    town.block(120, 0, 10, building__part="yes", height="30", min_height="6")
    town.way([(160, 0), (175, 0), (175, 8), (160, 8)], closed=True, building="yes", roof__orientation="across")
    town.block(200, 0, 50, natural="water", name="Lac")
    town.node(300, 0, natural="tree", height="7")
    return town.write(path)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return city_from_files(Inputs(osm=special_town(tmp_path_factory.mktemp("town") / "special.osm")))


@pytest.fixture(scope="module")
def file(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "special.city.json"
    write_city(city, path)
    return path


@pytest.fixture(scope="module")
def again(file: Path) -> City:
    return city_from_files(Inputs(cityjson=(file,)))


def told(table: gpd.GeoDataFrame, *, without: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(table.drop(columns=[*without]).sort_index())


def test_every_column_of_buildings_comes_back(city: City, again: City) -> None:
    before, after = (told(c.buildings, without=(*FORM, *OF_THE_MAP)) for c in (city, again))
    assert len(before) == 6
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize("layer", ["water", "trees"])
def test_water_and_trees_come_back(city: City, again: City, layer: str) -> None:
    before, after = (told(c.layers[layer].table, without=("geometry",)) for c in (city, again))
    pd.testing.assert_frame_equal(before, after)


def test_footprints_come_back_to_the_millimetre(city: City, again: City) -> None:
    before, after = city.buildings.sort_index(), again.buildings.sort_index()
    lost = shapely.area(shapely.symmetric_difference(before.geometry.values, after.geometry.values))
    assert lost.max() < 0.1
    assert (before["footprint_m2"] - after["footprint_m2"]).abs().max() <= 0.11


def test_sources_and_licences_come_back(city: City, again: City) -> None:
    assert again.sources == city.sources


def test_what_is_written_again_is_the_same(file: Path, again: City, tmp_path: Path) -> None:
    write_city(again, tmp_path / "again.city.json")
    first, second = (json.loads(p.read_text(encoding="utf-8")) for p in (file, tmp_path / "again.city.json"))
    for id in ("way/1", "way/2", "way/3", "way/4", "way/7"):
        one, other = first["CityObjects"][id], second["CityObjects"][id]
        assert {k: v for k, v in one["attributes"].items() if k != "footprint_m2"} == {
            k: v for k, v in other["attributes"].items() if k != "footprint_m2"
        }
        assert [(g["type"], g["lod"]) for g in one["geometry"]] == [(g["type"], g["lod"]) for g in other["geometry"]]
    assert second["metadata"]["geographicalExtent"] == pytest.approx(first["metadata"]["geographicalExtent"], abs=2e-3)


def test_a_raised_building_stays_above_the_ground(again: City) -> None:
    form = shapely.from_wkb(again.buildings.at["way/2", "surfaces"])
    assert shapely.get_coordinates(form, include_z=True)[:, 2].min() == 49
    mesh = again.layers["buildings"].kind.form(again.buildings.loc[["way/2"]], again.terrain)
    assert (mesh.points[:, 2].min(), mesh.points[:, 2].max()) == (49, 60)


def test_a_city_on_a_slope_is_as_high_when_it_comes_back(city: City, tmp_path: Path) -> None:
    """Solids reach down to the lowest ground, below that on which a height stands."""
    west, south, _, _ = city.buildings.total_bounds
    bounds = (west - 200, south - 200, west + 800, south + 800)
    rising = np.tile(np.arange(11, dtype=np.float32) * 20, (11, 1))
    terrain = Terrain(city.frame.crs, bounds, (west - 200, south - 200), 100.0, rising, "dem")
    write_city(replace(city, terrain=terrain), tmp_path / "slope.city.json")
    again = city_from_files(Inputs(cityjson=(tmp_path / "slope.city.json",)))
    before, after = (told(c.buildings, without=(*FORM, *OF_THE_MAP)) for c in (city, again))
    pd.testing.assert_frame_equal(before, after)
    mesh = again.layers["buildings"].kind.form(again.buildings.loc[["way/1"]], again.terrain)
    assert (mesh.points[:, 2].min(), mesh.points[:, 2].max()) == pytest.approx((0, 9), abs=1e-3)


def test_a_plain_file_of_somebody_else_is_official(file: Path, tmp_path: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    del document["sources"]
    (tmp_path / "plain.city.json").write_text(json.dumps(document), encoding="utf-8")
    plain = city_from_files(Inputs(cityjson=(tmp_path / "plain.city.json",)))
    assert set(plain.buildings["tier"]) == {"official"}


def test_values_of_a_wrong_type_are_told(file: Path, tmp_path: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    document["CityObjects"]["way/1"]["attributes"] |= {"residents": "many", "roof_tier": "certain"}
    (tmp_path / "odd.city.json").write_text(json.dumps(document), encoding="utf-8")
    odd = city_from_files(Inputs(cityjson=(tmp_path / "odd.city.json",)))
    assert [e.examples for e in odd.report.entries if e.reason == WRONG_VALUE] == [
        ("way/1 roof_tier", "way/1 residents")
    ]
    assert odd.buildings.at["way/1", "residents"] > 0


def test_beside_a_map_a_file_of_ours_keeps_its_sources_and_ids(file: Path, tmp_path: Path) -> None:
    town = Town()
    town.block(500, 60, 10, building="house")
    town.block(-60, -60, 10, building="house")
    both = city_from_files(Inputs(osm=town.write(tmp_path / "other.osm"), cityjson=(file,)))
    assert both.buildings.at["way/2", "source"] == "special-osm"
    assert both.source_of("special-osm") is not None
    assert len(both.buildings) == 6
    assert [e.examples for e in both.report.entries if e.reason == SAME_ID] == [("way/1", "way/2")]
