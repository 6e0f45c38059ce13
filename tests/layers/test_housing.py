from collections.abc import Mapping

import geopandas as gpd
import pytest
import shapely

from geodata.report import Report
from layers.buildings import KIND
from layers.housing import (
    AMONG_BLOCKS,
    ANNEXE,
    FILLED,
    FLATS_MAPPED,
    GROUNDS,
    HALL,
    MAPPED,
    NOT_BUILT,
    OTHER_LAND,
    OTHER_USE,
    SHED,
    TAKEN_AS_FLATS,
    TAKEN_AS_HOUSE,
)

from .tables import context_of, layer_of, raw_table, square

YES = {"building": "yes"}


def _homes(
    *rows: tuple[shapely.Geometry, Mapping[str, str]], **raw: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the finished buildings of (footprint, tags), way/0, way/1, …, in the surroundings of raw tables."""
    table = raw_table(*((f"way/{i}", shape, {**YES, **tags}) for i, (shape, tags) in enumerate(rows)))
    layer, report = layer_of(KIND, table, context_of(raw=raw))
    return layer.table, report


def _method(size_m: float, tags: Mapping[str, str], **raw: gpd.GeoDataFrame) -> object:
    """Return how it is known whether people live in one square building at 100, 100."""
    return _homes((square(100, 100, size_m), tags), **raw)[0]["home_method"].iloc[0]


def _blocks(count: int) -> list[tuple[shapely.Geometry, Mapping[str, str]]]:
    """Return a row of large blocks of flats, 30 m apart."""
    return [(square(30 * i, 200, 20), {"building": "apartments"}) for i in range(count)]


@pytest.mark.parametrize(
    ("size_m", "tags", "expected"),
    [
        (12, {"building": "house"}, MAPPED),
        (12, {"building": "dormitory"}, MAPPED),
        (12, {"building": "construction"}, NOT_BUILT),
        (12, {"building": "ruins"}, NOT_BUILT),
        (40, {"building": "hotel"}, OTHER_USE),
        (40, {"building": "hospital"}, OTHER_USE),
        (40, {"amenity": "school"}, OTHER_USE),
        (12, {"building": "garages"}, OTHER_USE),
        (12, {}, TAKEN_AS_HOUSE),
        (12, {"building:flats": "4", "building:levels": "2"}, FLATS_MAPPED),
        (20, {"building:levels": "5"}, TAKEN_AS_FLATS),
        (35, {}, TAKEN_AS_FLATS),
        (5, {}, SHED),
        (60, {}, HALL),
    ],
)
def test_use_and_size_tell_whether_people_live_there(size_m: float, tags: dict[str, str], expected: str) -> None:
    assert _method(size_m, tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"landuse": "industrial"}, OTHER_LAND),
        ({"landuse": "railway"}, OTHER_LAND),
        ({"amenity": "hospital"}, GROUNDS),
        ({"landuse": "residential"}, TAKEN_AS_HOUSE),
        ({"landuse": "farmyard"}, TAKEN_AS_HOUSE),
    ],
)
def test_land_tells_of_a_building_without_a_use(tags: dict[str, str], expected: str) -> None:
    land = raw_table(("way/9", square(0, 0, 500), tags))
    assert _method(12, {}, land_use=land) == expected
    assert _method(12, {"building": "house"}, land_use=land) == MAPPED


def test_the_smallest_land_around_a_building_counts() -> None:
    land = raw_table(
        ("way/8", square(50, 50, 100), {"landuse": "industrial"}),
        ("way/9", square(0, 0, 500), {"landuse": "residential"}),
    )
    assert _method(12, {}, land_use=land) == OTHER_LAND


def test_nobody_lives_on_a_building_site() -> None:
    assert (
        _method(12, {}, vacant_land=raw_table(("way/9", square(0, 0, 500), {"landuse": "construction"}))) == OTHER_LAND
    )


def test_a_low_house_with_a_school_inside_is_no_home() -> None:
    school = raw_table(("node/1", shapely.Point(105, 105), {"amenity": "kindergarten"}))
    assert _method(12, {"building:levels": "2"}, amenities=school) == FILLED


def test_a_shop_takes_the_ground_floor_of_a_block() -> None:
    shop = raw_table(("node/1", shapely.Point(5, 5), {"shop": "bakery"}))
    table, report = _homes((square(0, 0, 20), {"building": "apartments", "building:levels": "5"}), amenities=shop)
    assert table[["floor_area_m2", "residential_m2"]].iloc[0].tolist() == [2000.0, 1600.0]
    assert [e.count for e in report.entries if "ground floor" in e.reason] == [1]


def test_a_cash_machine_takes_no_floor() -> None:
    atm = raw_table(("node/1", shapely.Point(5, 5), {"amenity": "atm"}))
    table, _ = _homes((square(0, 0, 20), {"building": "apartments", "building:levels": "5"}), amenities=atm)
    assert table["residential_m2"].tolist() == [2000.0]


def test_a_small_building_behind_a_house_is_an_annexe_unless_it_has_a_number() -> None:
    numbered = {"addr:street": "Strada Mică", "addr:housenumber": "1a"}
    rows = [(square(0, 0, 12), {}), (square(0, 20, 7), {}), (square(0, 100, 12), {}), (square(0, 120, 7), numbered)]
    table, _ = _homes(*rows)
    assert table["home_method"].tolist() == [TAKEN_AS_HOUSE, ANNEXE, TAKEN_AS_HOUSE, TAKEN_AS_HOUSE]


def test_a_small_building_alone_is_a_house() -> None:
    assert _method(7, {}) == TAKEN_AS_HOUSE


def test_neighbours_tell_flats_from_a_house() -> None:
    houses = [(square(20 * i, 200, 10), {"building": "house"}) for i in range(6)]
    among_blocks, _ = _homes(*_blocks(6), (square(60, 240, 16), {}))
    among_houses, _ = _homes(*houses, (square(60, 240, 16), {}))
    assert (among_blocks["home"].iloc[-1], among_houses["home"].iloc[-1]) == ("flats", "house")


def test_a_small_or_garage_like_building_among_blocks_is_no_home() -> None:
    row_of_garages = shapely.box(60, 240, 100, 246)
    table, _ = _homes(*_blocks(6), (row_of_garages, {}), (square(60, 260, 8), {}))
    assert table["home_method"].tolist()[6:] == [AMONG_BLOCKS, AMONG_BLOCKS]


def test_one_flat_in_a_tall_block_is_a_slip() -> None:
    tags = {"building": "apartments", "building:flats": "1", "building:levels": "4"}
    table, report = _homes((square(0, 0, 20), tags))
    assert table["flats"].isna().all()
    assert report.count("buildings", "repaired") == 1


def test_what_is_assumed_of_a_building_without_a_use_is_reported() -> None:
    _, report = _homes((square(0, 0, 12), {}), (square(200, 0, 5), {}))
    counts = {e.reason: e.count for e in report.entries if e.action == "assumed"}
    assert (counts[TAKEN_AS_HOUSE], counts[SHED]) == (1, 1)
