"""Areas that the edge of a file cuts. 0.001 degrees at 45.75 N: 77.8 m east, 111.15 m north."""

from pathlib import Path

import geopandas as gpd
import pytest

from geodata.frame import CityFrame
from geodata.osm import CUT_AREA, read_osm
from geodata.report import Report
from geodata.selection import OsmSelection, any_of
from tests.osm_text import Node, osm_xml, ring, square, write_osm

WOODS = OsmSelection({"landuse": any_of("forest")}, ("polygon",))
FRAME = CityFrame.from_lonlat((21.20, 45.74, 21.24, 45.77), crs="EPSG:3844")
WOOD = {"type": "multipolygon", "landuse": "forest"}
CELL_M2 = 77.8 * 111.15
# Sixteen nodes around a square of 0.004 degrees, 16 cells; number 9 is a corner.
ROUND = (
    [(21.21 + 0.001 * k, 45.75) for k in range(5)]
    + [(21.214, 45.75 + 0.001 * k) for k in range(1, 5)]
    + [(21.214 - 0.001 * k, 45.754) for k in range(1, 5)]
    + [(21.21, 45.754 - 0.001 * k) for k in range(1, 4)]
)


def around(*, without: tuple[int, ...] = ()) -> dict[int, Node]:
    return {k: place for k, place in enumerate(ROUND, start=1) if k not in without}


def read(path: Path, nodes: dict[int, Node], ways: dict, members: list) -> tuple[gpd.GeoDataFrame, Report]:
    lines = osm_xml(nodes, ways, {5: (members, WOOD)})
    tables, report = read_osm(write_osm(path / "cut.osm", lines), {"w": WOODS}, frame=FRAME)
    return tables["w"], report


OUTLINE = {9: ([*range(1, 17), 1], {})}
ALONE = [("way", 9, "outer")]


def test_an_area_that_misses_a_corner_is_closed_straight_across(tmp_path: Path) -> None:
    table, report = read(tmp_path, around(without=(9,)), OUTLINE, ALONE)
    assert table.loc["relation/5"].geometry.area == pytest.approx(15.5 * CELL_M2, rel=0.01)
    assert [(e.action, e.count) for e in report.entries if e.reason == CUT_AREA] == [("repaired", 1)]


def test_an_area_that_misses_much_is_dropped(tmp_path: Path) -> None:
    table, report = read(tmp_path, around(without=(8, 9, 10)), OUTLINE, ALONE)
    assert (len(table), report.count("w", "dropped"), report.count("w", "repaired")) == (0, 1, 0)


def test_an_area_that_misses_a_way_is_dropped(tmp_path: Path) -> None:
    table, _ = read(tmp_path, around(without=(9,)), OUTLINE, [*ALONE, ("way", 10, "outer")])
    assert not len(table)


def test_a_cut_outline_of_two_ways_is_joined(tmp_path: Path) -> None:
    halves = {9: ([*range(1, 9)], {}), 10: ([1, 16, 15, 14, 13, 12, 11, 10, 9, 8], {})}
    table, _ = read(tmp_path, around(without=(9,)), halves, [("way", 9, "outer"), ("way", 10, "outer")])
    assert table.loc["relation/5"].geometry.area == pytest.approx(15.5 * CELL_M2, rel=0.01)


def test_a_hole_stays_in_a_cut_area(tmp_path: Path) -> None:
    nodes, ways = around(without=(9,)) | square(50, 21.211, 45.751), OUTLINE | {11: (ring(50), {})}
    table, _ = read(tmp_path, nodes, ways, [*ALONE, ("way", 11, "inner")])
    assert table.loc["relation/5"].geometry.area == pytest.approx(14.5 * CELL_M2, rel=0.01)


def test_a_cut_area_whose_outline_stays_open_is_dropped(tmp_path: Path) -> None:
    table, _ = read(tmp_path, around(without=(9,)), {9: ([*range(1, 17)], {})}, ALONE)
    assert not len(table)
