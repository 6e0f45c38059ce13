"""Areas whose outlines are not as they should be. 0.001 degrees at 45.75 N: 77.8 m east, 111.15 m north."""

from pathlib import Path

import pytest

from geodata.frame import CityFrame
from geodata.mended_areas import INNER_LOST, OUTLINES_MEET
from geodata.osm import read_osm
from geodata.osm_rows import LEFT_OPEN, LINE_NOT_AREA, NODES_LEFT
from geodata.selection import OsmSelection, any_of
from tests.osm_text import Node, osm_xml, ring, square, write_osm

AREAS = OsmSelection({"building": None, "leisure": any_of("track")}, ("polygon",))
FRAME = CityFrame.from_lonlat((21.20, 45.74, 21.24, 45.77), crs="EPSG:3844")
HOUSE = {"building": "yes"}
CELL_M2 = 77.8 * 111.15
OUTER = square(1, 21.21, 45.75, 0.004)  # 16 cells


def read(path: Path, nodes: dict[int, Node], ways: dict, relations: dict) -> tuple[list[float], list[tuple]]:
    """Return the cells that each area has, and the action and reason of what was repaired or dropped."""
    lines = osm_xml(nodes, ways, relations)
    tables, report = read_osm(write_osm(path / "odd.osm", lines), {"a": AREAS}, frame=FRAME)
    told = [(e.action, e.reason) for e in report.entries if e.action in ("repaired", "dropped")]
    return [area / CELL_M2 for area in tables["a"].geometry.make_valid().area], told


def with_inner(*ways: int) -> dict:
    members = [("way", 11, "outer"), *(("way", way, "inner") for way in ways)]
    return {9: (members, HOUSE | {"type": "multipolygon"})}


@pytest.mark.parametrize(
    ("inner", "cells"),
    [
        (square(5, 21.21, 45.751, 0.002), 12.0),  # along the edge of the outer one
        (square(5, 21.213, 45.751, 0.002), 14.0),  # half of it beyond the edge
    ],
)
def test_an_inner_outline_that_meets_the_outer_one_is_cut_out(tmp_path: Path, inner: dict, cells: float) -> None:
    areas, told = read(tmp_path, OUTER | inner, {11: (ring(1), {}), 12: (ring(5), {})}, with_inner(12))
    assert areas == pytest.approx([cells], rel=0.01)
    assert told == [("repaired", OUTLINES_MEET)]


def test_an_area_without_its_inner_way_is_taken_whole(tmp_path: Path) -> None:
    nodes, ways = OUTER | square(5, 21.211, 45.751), {11: (ring(1), {}), 12: (ring(5), {})}
    areas, told = read(tmp_path, nodes, ways, with_inner(12, 99))
    assert areas == pytest.approx([15.0], rel=0.01)
    assert told == [("repaired", INNER_LOST)]


def test_an_inner_outline_that_stays_open_is_left_out(tmp_path: Path) -> None:
    nodes, ways = OUTER | square(5, 21.211, 45.751), {11: (ring(1), {}), 12: (ring(5)[:4], {})}
    areas, told = read(tmp_path, nodes, ways, with_inner(12))
    assert areas == pytest.approx([16.0], rel=0.01)
    assert told == [("repaired", INNER_LOST)]


def test_an_outline_left_open_is_closed(tmp_path: Path) -> None:
    areas, told = read(tmp_path, OUTER, {7: ([1, 2, 3, 4], HOUSE)}, {})
    assert areas == pytest.approx([16.0], rel=0.01)
    assert told == [("repaired", LEFT_OPEN)]


@pytest.mark.parametrize("tags", [{"leisure": "track"}, HOUSE | {"area": "no"}])
def test_a_line_that_is_none_is_not_closed(tmp_path: Path, tags: dict[str, str]) -> None:
    assert read(tmp_path, OUTER, {7: ([1, 2, 3, 4], tags)}, {}) == ([], [("dropped", LINE_NOT_AREA)])


def test_a_line_that_is_nearly_straight_is_not_closed(tmp_path: Path) -> None:
    nodes = {1: (21.21, 45.75), 2: (21.212, 45.7501), 3: (21.214, 45.75)}
    assert read(tmp_path, nodes, {7: ([1, 2, 3], HOUSE)}, {}) == ([], [("dropped", LINE_NOT_AREA)])


def test_an_outline_that_misses_a_node_goes_through_the_others(tmp_path: Path) -> None:
    areas, told = read(tmp_path, {k: OUTER[k] for k in (1, 2, 4)}, {7: (ring(1), HOUSE)}, {})
    assert areas == pytest.approx([8.0], rel=0.01)
    assert told == [("repaired", NODES_LEFT)]
