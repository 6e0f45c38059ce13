from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geodata.frame import CityFrame
from geodata.osm import osm_bounds, osm_date, read_osm
from geodata.report import Report
from geodata.selection import OsmSelection, any_of
from tests.osm_text import osm_xml, ring, square, write_osm

BUILDINGS = OsmSelection({"building": None}, ("polygon",), ("height", "name"))
STREETS = OsmSelection({"highway": None}, ("line",), ("name",), without={"highway": any_of("proposed")}, node_ids=True)
AMENITIES = OsmSelection({"amenity": None, "shop": None}, ("point",), ("name",), prefixes=("socket:",))
WATER = OsmSelection({"natural": any_of("water"), "waterway": any_of("river")}, ("polygon", "line"))
GATES = OsmSelection({"barrier": any_of("gate")}, ("point",), node_ids=True)
TURNS = OsmSelection({"type": any_of("restriction")}, ("point",), ("restriction",), place_role="via")
FRAME = CityFrame.from_lonlat((21.20, 45.74, 21.24, 45.77), crs="EPSG:3844")
AT = {1: (21.210, 45.750), 2: (21.211, 45.750), 3: (21.212, 45.750), 4: (21.213, 45.750)}

HOUSE = osm_xml(square(1, 21.21, 45.75), {7: (ring(1), {"building": "yes", "height": "16 m"})})


@pytest.fixture
def read(tmp_path: Path):
    def read_lines(lines: list[str], **selections: OsmSelection) -> tuple[dict[str, gpd.GeoDataFrame], Report]:
        return read_osm(write_osm(tmp_path / "small.osm", lines), selections, frame=FRAME)

    return read_lines


def reasons(report: Report, layer: str, action: str = "dropped") -> dict[str, int]:
    return {e.reason: e.count for e in report.of_layer(layer).entries if e.action == action}


def test_a_closed_way_becomes_a_polygon_in_metres(read) -> None:
    tables, _ = read(
        osm_xml(square(1, 21.21, 45.75), {7: (ring(1), {"building": "yes", "height": "16 m"})}), b=BUILDINGS
    )
    house = tables["b"].loc["way/7"]
    # 0.001 degrees at 45.75 N: 77.8 m east and 111.15 m north
    assert house.geometry.area == pytest.approx(77.8 * 111.15, rel=0.01)
    assert tables["b"].crs == "EPSG:3844"


def test_each_tag_is_a_text_column_and_a_missing_one_is_none(read) -> None:
    tables, _ = read(
        osm_xml(square(1, 21.21, 45.75), {7: (ring(1), {"building": "yes", "height": "16 m"})}), b=BUILDINGS
    )
    row = tables["b"].loc["way/7"]
    assert (row["building"], row["height"], row["name"], row["edited"]) == ("yes", "16 m", None, None)


def test_the_last_edit_is_a_day(read) -> None:
    lines = osm_xml({1: (21.21, 45.75, {"shop": "bakery"})}, stamp="2024-03-09T22:10:00Z")
    assert read(lines, a=AMENITIES)[0]["a"].loc["node/1", "edited"] == "2024-03-09"


def test_a_value_of_no_is_no_building(read) -> None:
    tables, report = read(osm_xml(square(1, 21.21, 45.75), {7: (ring(1), {"building": "no"})}), b=BUILDINGS)
    assert len(tables["b"]) == 0
    assert report.count("b", "found") == 0


def test_a_table_without_objects_has_all_its_columns(read) -> None:
    table = read(osm_xml(AT), b=BUILDINGS, s=STREETS)[0]["s"]
    assert list(table.columns) == ["highway", "name", "edited", "node_ids", "geometry"]
    assert table.crs == "EPSG:3844"


def test_without_leaves_objects_out(read) -> None:
    ways = {5: ([1, 2], {"highway": "residential"}), 6: ([2, 3], {"highway": "proposed"})}
    assert list(read(osm_xml(AT, ways), s=STREETS)[0]["s"].index) == ["way/5"]


def test_one_object_stands_in_every_table_that_wants_it(read) -> None:
    tags = {"building": "yes", "shop": "mall"}
    tables, _ = read(osm_xml(square(1, 21.21, 45.75), {7: (ring(1), tags)}), b=BUILDINGS, a=AMENITIES)
    house, shop = tables["b"].loc["way/7"].geometry, tables["a"].loc["way/7"].geometry
    assert shop.geom_type == "Point"
    assert house.contains(shop)


def test_a_line_becomes_its_middle_where_only_points_are_wanted(read) -> None:
    tables, _ = read(osm_xml(AT, {5: ([1, 2], {"amenity": "bench"})}), a=AMENITIES)
    x, _ = FRAME.from_lonlat_points(21.2105, 45.75)
    assert tables["a"].loc["way/5"].geometry.x == pytest.approx(float(x), abs=0.01)


def test_tags_with_a_prefix_share_a_column(read) -> None:
    tags = {"amenity": "charging_station", "socket:type2": "2", "socket:chademo": "1"}
    table = read(osm_xml({1: (21.21, 45.75, tags)}), a=AMENITIES)[0]["a"]
    assert table.loc["node/1", "socket:"] == "socket:chademo=1;socket:type2=2"


def test_a_closed_street_is_a_line(read) -> None:
    tables, _ = read(osm_xml(square(1, 21.21, 45.75), {7: (ring(1), {"highway": "residential"})}), s=STREETS)
    assert tables["s"].loc["way/7"].geometry.geom_type == "LineString"


def test_a_closed_river_is_a_line_and_a_closed_lake_is_an_area(read) -> None:
    ways = {7: (ring(1), {"waterway": "river"}), 8: (ring(1), {"natural": "water"})}
    table = read(osm_xml(square(1, 21.21, 45.75), ways), w=WATER)[0]["w"]
    assert list(table.geom_type) == ["LineString", "Polygon"]


def test_area_yes_makes_a_closed_street_an_area_where_areas_are_wanted(read) -> None:
    squares = OsmSelection({"highway": any_of("pedestrian")}, ("polygon",))
    ways = {7: (ring(1), {"highway": "pedestrian", "area": "yes"}), 8: (ring(1), {"highway": "pedestrian"})}
    tables, report = read(osm_xml(square(1, 21.21, 45.75), ways), s=squares)
    assert list(tables["s"].index) == ["way/7"]
    assert reasons(report, "s") == {"a line where an area is needed": 1}


def test_a_multipolygon_has_its_hole(read) -> None:
    nodes = square(1, 21.21, 45.75, 0.004) | square(5, 21.211, 45.751, 0.002)
    ways = {11: (ring(1), {}), 12: (ring(5), {})}
    court = {9: ([("way", 11, "outer"), ("way", 12, "inner")], {"type": "multipolygon", "building": "yes"})}
    shape = read(osm_xml(nodes, ways, court), b=BUILDINGS)[0]["b"].loc["relation/9"].geometry
    assert shape.geom_type == "Polygon"
    assert shape.area / shapely.Polygon(shape.exterior).area == pytest.approx(12 / 16, rel=1e-3)


def test_a_multipolygon_without_a_member_is_dropped_with_its_reason(read) -> None:
    nodes = square(1, 21.21, 45.75)
    relation = {9: ([("way", 11, "outer"), ("way", 12, "outer")], {"type": "multipolygon", "building": "yes"})}
    _, report = read(osm_xml(nodes, {11: (ring(1), {})}, relation), b=BUILDINGS)
    assert reasons(report, "b") == {"an area of which some members are not in the file": 1}
    assert report.of_layer("b").entries[-1].examples == ("relation/9",)


def test_a_multipolygon_whose_outline_stays_open_is_dropped_with_its_reason(read) -> None:
    relation = {9: ([("way", 11, "outer")], {"type": "multipolygon", "building": "yes"})}
    _, report = read(osm_xml(AT, {11: ([1, 2, 3], {})}, relation), b=BUILDINGS)
    assert reasons(report, "b") == {"an area whose outlines cross or stay open": 1}


def test_a_relation_that_is_no_area_is_dropped_with_its_reason(read) -> None:
    relation = {9: ([("node", 1, "")], {"type": "waterway", "waterway": "river"})}
    _, report = read(osm_xml(AT, {}, relation), w=WATER)
    assert reasons(report, "w") == {"a relation that is neither multipolygon nor boundary": 1}


def _turn(*members: tuple[str, int, str]) -> dict:
    return {9: (members, {"type": "restriction", "restriction": "no_left_turn"})}


STREETS_THAT_MEET = {5: ([1, 2], {"highway": "residential"}), 6: ([2, 3], {"highway": "residential"})}


def test_a_relation_stands_at_the_node_of_its_role_and_lists_its_members(read) -> None:
    turn = _turn(("way", 5, "from"), ("node", 2, "via"), ("way", 6, "to"))
    table = read(osm_xml(AT, STREETS_THAT_MEET, turn), t=TURNS)[0]["t"]
    assert table.loc["relation/9", "members"] == ["from:way/5", "via:node/2", "to:way/6"]
    x, y = FRAME.from_lonlat_points(*AT[2])
    assert table.geometry["relation/9"].distance(shapely.Point(float(x), float(y))) < 0.01


@pytest.mark.parametrize("others", [{}, {"s": STREETS}], ids=["alone", "beside the streets"])
def test_a_relation_stands_halfway_along_the_way_of_its_role(read, others: dict[str, OsmSelection]) -> None:
    turn = _turn(("way", 5, "from"), ("way", 6, "via"), ("way", 5, "to"))
    point = read(osm_xml(AT, STREETS_THAT_MEET, turn), t=TURNS, **others)[0]["t"].geometry["relation/9"]
    x, y = FRAME.from_lonlat_points(21.2115, 45.75)
    assert point.distance(shapely.Point(float(x), float(y))) < 0.01


@pytest.mark.parametrize("via", [("node", 99, "via"), ("way", 99, "via"), ("node", -4, "via")])
def test_a_relation_whose_place_is_not_in_the_file_is_dropped_with_its_reason(read, via: tuple[str, int, str]) -> None:
    _, report = read(osm_xml(AT, STREETS_THAT_MEET, _turn(("way", 5, "from"), via, ("way", 6, "to"))), t=TURNS)
    assert reasons(report, "t") == {"a relation whose place is not in the file": 1}


def test_a_relation_at_a_way_that_misses_a_node_is_dropped_with_its_reason(read) -> None:
    ways = STREETS_THAT_MEET | {7: ([3, 99], {"highway": "residential"})}
    _, report = read(osm_xml(AT, ways, _turn(("way", 7, "via"))), t=TURNS)
    assert reasons(report, "t") == {"a relation whose place is not in the file": 1}


def test_a_relation_without_a_member_of_the_role_is_dropped_with_its_reason(read) -> None:
    _, report = read(osm_xml(AT, STREETS_THAT_MEET, _turn(("way", 5, "from"), ("way", 6, "to"))), t=TURNS)
    assert reasons(report, "t") == {"a relation without the member that says where it is": 1}


def test_a_node_has_its_own_number_and_a_way_all_of_its_nodes(read) -> None:
    nodes = AT | {8: (21.21, 45.751, {"barrier": "gate"})}
    table = read(osm_xml(nodes, {5: ([1, 2, 3], {"barrier": "gate"})}), g=GATES)[0]["g"]
    assert dict(table["node_ids"]) == {"node/8": [8], "way/5": [1, 2, 3]}


def test_kinds_that_are_not_asked_for_are_left_out(read) -> None:
    nodes = AT | {8: (21.21, 45.751, {"barrier": "gate"})}
    only_nodes = OsmSelection({"barrier": any_of("gate")}, ("point",), kinds=("node",))
    tables, report = read(osm_xml(nodes, {5: ([1, 2, 3], {"barrier": "gate"})}), g=only_nodes)
    assert list(tables["g"].index) == ["node/8"]
    assert report.count("g", "found") == 1


def test_a_building_that_misses_most_nodes_is_dropped_with_its_reason(read) -> None:
    nodes = square(1, 21.21, 45.75)
    del nodes[2], nodes[3]
    tables, report = read(osm_xml(nodes, {7: ([*ring(1)[:4], 98, 99, 1], {"building": "yes"})}), b=BUILDINGS)
    assert len(tables["b"]) == 0
    assert reasons(report, "b") == {"an area of which most nodes are not in the file": 1}


def test_a_building_of_two_corners_is_dropped_with_its_reason(read) -> None:
    _, report = read(osm_xml(AT, {7: ([1, 2, 1], {"building": "yes"})}), b=BUILDINGS)
    assert reasons(report, "b") == {"an area of fewer than three corners": 1}


def test_a_building_drawn_as_a_point_or_an_open_line_is_reported(read) -> None:
    nodes = AT | {9: (21.21, 45.75, {"building": "yes"})}
    _, report = read(osm_xml(nodes, {7: ([1, 2], {"building": "yes"})}), b=BUILDINGS)
    assert reasons(report, "b") == {"a point where an area is needed": 1, "a line where an area is needed": 1}


def test_a_crossing_is_no_street_that_was_lost(read) -> None:
    nodes = AT | {9: (21.21, 45.75, {"highway": "crossing"})}
    assert read(osm_xml(nodes, {5: ([1, 2], {"highway": "path"})}), s=STREETS)[1].count("s", "found") == 1


def test_a_street_keeps_the_nodes_that_are_in_the_file(read) -> None:
    tables, report = read(osm_xml(AT, {5: ([1, 2, 99], {"highway": "path"})}), s=STREETS)
    assert tables["s"].loc["way/5", "node_ids"] == [1, 2]
    assert report.count("s", "repaired") == 1


def test_a_street_with_a_gap_becomes_a_row_for_each_known_run(read) -> None:
    tables, report = read(osm_xml(AT, {5: ([1, 2, 99, 3, 4], {"highway": "path"})}), s=STREETS)
    assert dict(tables["s"]["node_ids"]) == {"way/5#1": [1, 2], "way/5#2": [3, 4]}
    assert [report.count("s", a) for a in ("found", "kept", "repaired", "dropped")] == [1, 1, 1, 0]


def test_a_street_of_lone_nodes_is_dropped_with_its_reason(read) -> None:
    _, report = read(osm_xml(AT, {5: ([1, 99, 2], {"highway": "path"})}), s=STREETS)
    assert reasons(report, "s") == {"a line without two neighbouring nodes in the file": 1}


def test_node_ids_match_the_corners_of_the_line_also_where_two_nodes_share_a_place(read) -> None:
    nodes = AT | {5: AT[2]}
    street = read(osm_xml(nodes, {7: ([1, 2, 5, 3], {"highway": "path"})}), s=STREETS)[0]["s"].loc["way/7"]
    assert street["node_ids"] == [1, 2, 5, 3]
    assert len(street.geometry.coords) == 4


def test_what_lies_outside_the_frame_is_dropped_and_what_touches_it_is_whole(read) -> None:
    nodes = square(1, 21.21, 45.75) | square(5, 21.239, 45.75, 0.01) | square(9, 21.30, 45.75)
    ways = {n: (ring(n), {"building": "yes"}) for n in (1, 5, 9)}
    tables, report = read(osm_xml(nodes, ways), b=BUILDINGS)
    assert list(tables["b"].index) == ["way/1", "way/5"]
    assert reasons(report, "b") == {"outside the city's bounds": 1}
    assert tables["b"].loc["way/5"].geometry.bounds[2] > FRAME.bounds[2]


def test_a_file_that_lists_ways_before_nodes_is_read(read) -> None:
    lines = osm_xml(square(1, 21.21, 45.75), {7: (ring(1), {"building": "yes"})})
    assert len(read(lines[::-1], b=BUILDINGS)[0]["b"]) == 1


def test_a_multipolygon_is_read_from_a_file_in_any_order(read) -> None:
    nodes = square(1, 21.21, 45.75, 0.004) | square(5, 21.211, 45.751, 0.002)
    court = {9: ([("way", 11, "outer"), ("way", 12, "inner")], {"type": "multipolygon", "building": "yes"})}
    lines = osm_xml(nodes, {11: (ring(1), {}), 12: (ring(5), {})}, court)
    assert list(read(lines[::-1], b=BUILDINGS)[0]["b"].index) == ["relation/9"]


def test_an_object_listed_twice_is_one_row(read) -> None:
    lines = osm_xml({1: (21.21, 45.75, {"shop": "bakery"})})
    tables, report = read(lines + lines, a=AMENITIES)
    assert list(tables["a"].index) == ["node/1"]
    assert report.count("a", "found") == 1


def test_bounds_come_from_the_header_else_from_the_nodes(tmp_path: Path) -> None:
    lines = osm_xml(square(1, 21.25, 45.75, 0.5))
    assert osm_bounds(write_osm(tmp_path / "nodes.osm", lines)) == (21.25, 45.75, 21.75, 46.25)
    header = '<bounds minlon="1" minlat="2" maxlon="3" maxlat="4"/>'
    assert osm_bounds(write_osm(tmp_path / "header.osm", [header, *lines])) == (1, 2, 3, 4)


def test_the_date_is_that_of_the_newest_object_where_the_header_has_none(tmp_path: Path) -> None:
    old = osm_xml({1: (21.21, 45.75, {"shop": "a"})}, stamp="2020-01-01T00:00:00Z")
    new = osm_xml({2: (21.21, 45.75, {"shop": "b"})}, stamp="2024-03-09T10:00:00Z")
    assert osm_date(write_osm(tmp_path / "dated.osm", old + new)) == "2024-03-09"
    assert osm_date(write_osm(tmp_path / "undated.osm", osm_xml(AT))) == ""


@pytest.fixture(scope="module")
def timisoara(timisoara_osm: Path) -> tuple[dict[str, gpd.GeoDataFrame], Report]:
    frame = CityFrame.from_lonlat(osm_bounds(timisoara_osm), crs="EPSG:3844")
    selections = {"buildings": BUILDINGS, "streets": STREETS, "amenities": AMENITIES, "water": WATER}
    selections["trees"] = OsmSelection({"natural": any_of("tree")}, ("point",))
    selections["charging"] = OsmSelection({"amenity": any_of("charging_station")}, ("point",))
    return read_osm(timisoara_osm, selections, frame=frame)


def test_the_real_city_has_the_counts_its_readme_tells(timisoara) -> None:
    tables, _ = timisoara
    assert len(tables["buildings"]) == 44_654
    assert len(tables["streets"]) > 17_000
    assert (len(tables["trees"]), len(tables["charging"])) == (532, 52)


def test_the_report_of_the_real_city_accounts_for_every_object(timisoara) -> None:
    tables, report = timisoara
    for name, table in tables.items():
        found, kept, dropped = (report.count(name, a) for a in ("found", "kept", "dropped"))
        assert found == kept + dropped
        assert kept == table.index.str.split("#").str[0].nunique()
        assert table.index.is_unique


def test_the_lines_of_the_real_city_have_one_node_for_each_corner(timisoara) -> None:
    streets = timisoara[0]["streets"]
    assert (streets["node_ids"].map(len) == shapely.get_num_coordinates(streets.geometry.values)).all()


def test_the_real_city_says_its_bounds_and_its_day(timisoara_osm: Path) -> None:
    assert osm_bounds(timisoara_osm) == (21.1, 45.7, 21.3, 45.8)
    assert osm_date(timisoara_osm) == "2025-05-24"
