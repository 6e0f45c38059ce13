"""The embedded city: its totals, its order, its soundness."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.demo import demo_raster, demo_tables
from geodata.demo_streets import in_largest_component
from geodata.frame import CityFrame
from geodata.recipe_file import bundled_recipe
from geodata.report import Report

LAYERS = {
    "buildings", "building_parts", "green_space", "water", "streets", "bike_lanes", "charging_stations",
    "sensor_points", "trees", "transit", "tracks", "neighbourhoods", "amenities", "parking", "waste_points",
    "public_bikes", "street_furniture", "vacant_land", "land_use", "barriers", "crossings", "turn_restrictions",
}  # fmt: skip
LIST_COLUMNS = {"geometry", "node_ids", "members"}


@pytest.fixture(scope="module")
def frame() -> CityFrame:
    return bundled_recipe("demo").frame


@pytest.fixture(scope="module")
def made(frame: CityFrame) -> tuple[dict[str, gpd.GeoDataFrame], Report]:
    return demo_tables(frame)


@pytest.fixture(scope="module")
def tables(made: tuple[dict[str, gpd.GeoDataFrame], Report]) -> dict[str, gpd.GeoDataFrame]:
    return made[0]


def test_the_recipe_says_that_the_city_is_a_demonstration() -> None:
    recipe = bundled_recipe("demo")
    assert recipe.title == {"ro": "Orașul demonstrativ", "en": "Demonstration city"}
    assert [(s.id, s.tier) for s in recipe.sources] == [("demo", "synthetic")]


def test_there_is_a_table_for_every_layer_and_none_is_empty(tables: dict[str, gpd.GeoDataFrame]) -> None:
    assert set(tables) == LAYERS
    assert all(len(table) for table in tables.values())


def test_there_are_about_twelve_thousand_buildings(tables: dict[str, gpd.GeoDataFrame]) -> None:
    assert 11_500 <= len(tables["buildings"]) <= 12_500


def test_the_bike_lanes_have_the_length_the_strategy_publishes(tables: dict[str, gpd.GeoDataFrame]) -> None:
    ways = tables["bike_lanes"]
    sides = 2 * ways["cycleway:both"].notna() + ways["cycleway:right"].notna()
    lanes = np.where(ways["highway"] == "cycleway", 1, sides)
    assert (ways.length * lanes).sum() == pytest.approx(88_720, abs=10)
    assert (lanes > 0).all()


def test_the_bike_lanes_are_ways_of_the_street_table(tables: dict[str, gpd.GeoDataFrame]) -> None:
    streets = tables["streets"].loc[tables["bike_lanes"].index]
    assert streets.geometry.geom_equals(tables["bike_lanes"].geometry).all()


def test_there_are_twenty_charging_stations_with_sockets_and_power(tables: dict[str, gpd.GeoDataFrame]) -> None:
    stations = tables["charging_stations"]
    assert len(stations) == 20
    assert (
        stations[["operator", "capacity", "socket:type2", "charging_station:output", "socket:"]].notna().all(axis=None)
    )
    assert stations["socket:type2_combo"].notna().any()


def test_the_public_bikes_add_up_to_434(tables: dict[str, gpd.GeoDataFrame]) -> None:
    assert tables["public_bikes"]["capacity"].astype(int).sum() == 434


def test_the_last_readings_of_sensors_are_of_a_day_long_past(tables: dict[str, gpd.GeoDataFrame]) -> None:
    sensors = tables["sensor_points"]
    assert len(sensors) == 6
    assert set(sensors["time"]) == {"2025-05-24T09:00:00+00:00"}


def test_a_second_making_gives_the_same_bytes(frame: CityFrame, tables: dict[str, gpd.GeoDataFrame]) -> None:
    again, _ = demo_tables(frame)
    for name, table in tables.items():
        assert table.to_wkb().equals(again[name].to_wkb()), name


def test_ids_say_demo_and_stand_once(tables: dict[str, gpd.GeoDataFrame]) -> None:
    for table in tables.values():
        assert table.index.is_unique
        assert table.index.str.startswith("demo/").all()


def test_tags_are_text_or_none(tables: dict[str, gpd.GeoDataFrame]) -> None:
    for table in tables.values():
        for column in set(table.columns) - LIST_COLUMNS:
            assert {type(value) for value in table[column]} <= {str, type(None)}, column


def test_every_geometry_is_valid_and_in_the_frame(frame: CityFrame, tables: dict[str, gpd.GeoDataFrame]) -> None:
    box = shapely.box(*frame.bounds)
    for name, table in tables.items():
        assert table.crs == frame.crs
        assert table.is_valid.all(), name
        assert not table.is_empty.any(), name
        assert table.within(box).all(), name


def test_no_two_buildings_overlap(tables: dict[str, gpd.GeoDataFrame]) -> None:
    footprints = tables["buildings"].geometry.to_numpy()
    first, second = shapely.STRtree(footprints).query(footprints, predicate="intersects")
    pairs = first < second
    shared = shapely.area(shapely.intersection(footprints[first[pairs]], footprints[second[pairs]]))
    assert shared.max() < 0.01


def test_building_parts_stand_on_buildings(tables: dict[str, gpd.GeoDataFrame]) -> None:
    named = tables["buildings"]["name"].notna()
    ground = tables["buildings"][named].geometry.union_all().buffer(0.01)
    assert tables["building_parts"].within(ground).all()


def test_no_building_stands_on_a_carriageway(tables: dict[str, gpd.GeoDataFrame]) -> None:
    streets = tables["streets"]
    carriageways = shapely.buffer(streets.geometry.to_numpy(), streets["width"].astype(float).to_numpy() / 2)
    tree = shapely.STRtree(tables["buildings"].geometry.to_numpy())
    assert tree.query(carriageways, predicate="intersects").size == 0


def test_no_building_and_no_tree_stands_in_the_water(tables: dict[str, gpd.GeoDataFrame]) -> None:
    water = tables["water"].geometry.union_all()
    assert not tables["buildings"].intersects(water).any()
    assert not tables["trees"].intersects(water).any()


def test_no_tree_stands_in_a_building(tables: dict[str, gpd.GeoDataFrame]) -> None:
    tree = shapely.STRtree(tables["buildings"].geometry.to_numpy())
    assert tree.query(tables["trees"].geometry.to_numpy(), predicate="intersects").size == 0


def test_the_streets_are_one_network_by_their_nodes(tables: dict[str, gpd.GeoDataFrame]) -> None:
    assert in_largest_component(list(tables["streets"]["node_ids"])).all()


def test_a_network_in_two_pieces_is_told_apart() -> None:
    assert in_largest_component([[1, 2], [2, 3], [4, 5]]).tolist() == [True, True, False]


def test_a_street_has_one_node_for_each_of_its_points(tables: dict[str, gpd.GeoDataFrame]) -> None:
    streets = tables["streets"]
    assert streets["node_ids"].map(len).tolist() == shapely.get_num_points(streets.geometry.to_numpy()).tolist()


def test_streets_that_share_a_node_meet_there(tables: dict[str, gpd.GeoDataFrame]) -> None:
    streets = tables["streets"]
    node = np.concatenate(streets["node_ids"].tolist())
    xy = shapely.get_coordinates(streets.geometry.to_numpy())
    first = np.unique(node, return_index=True)[1]
    place = dict(zip(node[first].tolist(), xy[first], strict=True))
    assert max(float(np.hypot(*(place[n] - p))) for n, p in zip(node.tolist(), xy, strict=True)) < 0.02


def test_streets_do_not_cross_without_a_node(tables: dict[str, gpd.GeoDataFrame]) -> None:
    lines = tables["streets"].geometry.to_numpy()
    first, second = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert first.size == 0, (first[:3], second[:3])


def test_bridges_are_over_the_canal_and_nowhere_else(tables: dict[str, gpd.GeoDataFrame]) -> None:
    water = tables["water"]
    canal = water[(water["water"] == "canal")].geometry.iloc[0]
    streets = tables["streets"]
    bridges = streets["bridge"] == "yes"
    assert bridges.sum() >= 8
    assert (streets.intersects(canal) == bridges).all()
    assert (streets["layer"][bridges] == "1").all()


def _places(streets: gpd.GeoDataFrame) -> dict[int, shapely.Point]:
    nodes = np.concatenate(streets["node_ids"].tolist()).tolist()
    return dict(zip(nodes, shapely.points(shapely.get_coordinates(streets.geometry.to_numpy())), strict=True))


def _kinds_at(streets: gpd.GeoDataFrame) -> dict[int, set[str]]:
    met: dict[int, set[str]] = {}
    for nodes, highway in zip(streets["node_ids"], streets["highway"], strict=True):
        for node in nodes:
            met.setdefault(node, set()).add(highway)
    return met


@pytest.mark.parametrize("name", ["barriers", "crossings"])
def test_what_stands_on_a_street_stands_at_its_node(tables: dict[str, gpd.GeoDataFrame], name: str) -> None:
    places = _places(tables["streets"])
    for id, nodes, point in zip(tables[name].index, tables[name]["node_ids"], tables[name].geometry, strict=True):
        assert [id] == [f"demo/node/{node}" for node in nodes]
        assert point.distance(places[nodes[0]]) < 0.02


def test_a_node_is_a_barrier_or_a_crossing(tables: dict[str, gpd.GeoDataFrame]) -> None:
    assert not set(tables["barriers"].index) & set(tables["crossings"].index)


def test_lights_stand_where_main_streets_meet(tables: dict[str, gpd.GeoDataFrame]) -> None:
    crossings = tables["crossings"]
    lights = crossings[crossings["highway"] == "traffic_signals"]
    kinds = _kinds_at(tables["streets"])
    assert len(lights) >= 40
    assert all(kinds[nodes[0]] & {"primary", "secondary"} for nodes in lights["node_ids"])


def test_zebras_are_near_most_stops(tables: dict[str, gpd.GeoDataFrame]) -> None:
    crossings = tables["crossings"]
    zebras = crossings[crossings["crossing:markings"] == "zebra"].geometry.union_all()
    assert (tables["transit"].distance(zebras) < 40).mean() > 0.9


def test_bollards_close_the_pedestrian_core_and_gates_only_service_lanes(tables: dict[str, gpd.GeoDataFrame]) -> None:
    kinds = _kinds_at(tables["streets"])
    barriers = tables["barriers"].assign(on=[kinds[nodes[0]] for nodes in tables["barriers"]["node_ids"]])
    assert set().union(*barriers["on"][barriers["barrier"] == "bollard"]) == {"pedestrian", "footway"}
    assert (barriers["on"] == {"pedestrian"}).sum() > 50
    assert set().union(*barriers["on"][barriers["barrier"].isin(["gate", "lift_gate"])]) == {"service"}


def test_a_turn_restriction_names_streets_that_meet_at_its_node(tables: dict[str, gpd.GeoDataFrame]) -> None:
    nodes = tables["streets"]["node_ids"]
    for members in tables["turn_restrictions"]["members"]:
        start, via, end = (member.split(":", 1)[1] for member in members)
        number = int(via.removeprefix("demo/node/"))
        assert {number} <= {nodes[start][0], nodes[start][-1]} & {nodes[end][0], nodes[end][-1]}


def test_a_forbidden_left_turn_turns_left(tables: dict[str, gpd.GeoDataFrame]) -> None:
    turns, lines = tables["turn_restrictions"], tables["streets"].geometry
    left = turns[turns["restriction"] == "no_left_turn"]
    assert len(left) >= 10
    for members, here in zip(left["members"], left.geometry, strict=True):
        came, goes = (lines[members[i].split(":", 1)[1]].intersection(here.buffer(5)).centroid for i in (0, 2))
        assert shapely.LinearRing([came, here, goes]).is_ccw


def test_most_buildings_say_their_levels_and_some_do_not(tables: dict[str, gpd.GeoDataFrame]) -> None:
    buildings = tables["buildings"]
    assert 0.6 < buildings["building:levels"].notna().mean() < 0.8
    assert (buildings["building:levels"].isna() & buildings["height"].isna()).sum() > 1000


def test_the_core_has_courtyards(tables: dict[str, gpd.GeoDataFrame]) -> None:
    assert (shapely.get_num_interior_rings(tables["buildings"].geometry.to_numpy()) > 0).sum() > 20


def test_the_landmarks_stand(tables: dict[str, gpd.GeoDataFrame]) -> None:
    names = set(tables["buildings"]["name"])
    wanted = {"Catedrala Orașului", "Teatrul Mare", "Primăria Veche", "Turnul de Apă", "Spitalul Orășenesc"}
    assert wanted | {"Stadionul Tineretului", "Turnurile Bastion", "Bastionul de Apus", "Bastionul de Răsărit"} <= names


def test_an_address_stands_once(tables: dict[str, gpd.GeoDataFrame]) -> None:
    addresses = tables["buildings"][["addr:street", "addr:housenumber"]].dropna()
    assert len(addresses) > 9000
    assert not addresses.duplicated().any()


def test_romanian_letters_have_a_comma_below_and_never_a_cedilla(tables: dict[str, gpd.GeoDataFrame]) -> None:
    texts = [t[c].dropna() for t in tables.values() for c in t.columns if c.startswith(("name", "addr:", "operator"))]
    letters = set("".join("".join(text) for text in texts))
    assert {"ș", "ț"} <= letters
    assert not letters & set("şţŞŢ")


def test_the_report_counts_what_was_made(made: tuple[dict[str, gpd.GeoDataFrame], Report]) -> None:
    tables, report = made
    assert {name: report.count(name, "found") for name in tables} == {name: len(t) for name, t in tables.items()}


def test_the_ground_is_gentle_and_covers_the_frame(frame: CityFrame) -> None:
    raster = demo_raster(frame)
    assert shapely.box(*raster.bounds).covers(shapely.box(*frame.bounds))
    assert 85 <= raster.values.min() < raster.values.max() <= 95
    assert np.abs(np.diff(raster.values, axis=0)).max() < 0.6


def test_the_canal_lies_lower_than_its_banks(frame: CityFrame, tables: dict[str, gpd.GeoDataFrame]) -> None:
    water = tables["water"]
    canal = water[water["waterway"] == "canal"].geometry.iloc[0]
    raster = demo_raster(frame)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(canal, np.linspace(0.1, 0.9, 30), normalized=True))
    bed = raster.sampled(*middle.T)
    assert (bed < raster.sampled(middle[:, 0], middle[:, 1] + 400)).all()
    assert (bed < raster.sampled(middle[:, 0], middle[:, 1] - 400)).all()


def test_land_of_homes_holds_most_buildings(tables: dict[str, gpd.GeoDataFrame]) -> None:
    land = tables["land_use"]
    homes = shapely.union_all(land.geometry[land["landuse"] == "residential"].values)
    shapely.prepare(homes)
    assert shapely.contains(homes, shapely.centroid(tables["buildings"].geometry.values)).mean() > 0.8
