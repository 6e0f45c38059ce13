from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.report import Report
from geodata.source import Source
from layers.buildings import KIND
from layers.layer import with_columns
from layers.residents import (
    FLATS_TAG,
    FROM_CENSUS,
    FROM_CITY_RATE,
    FROM_FLOOR,
    FROM_USUAL_RATE,
    NO_HOME,
    ONE_HOUSE,
    USUAL_RATE,
    residents_at,
    residents_per_m2,
    with_residents_at,
)

from .tables import context_of, layer_of, raw_table, square

HOUSE = {"building": "house", "building:levels": "1"}
BLOCK = {"building": "apartments", "building:levels": "10"}
LOW_BLOCK = {"building": "apartments", "building:levels": "1"}
CHURCH = {"building": "church", "building:levels": "1"}


def _city(*tags: Mapping[str, str], census: int | None = None, size_m: float = 10) -> tuple[gpd.GeoDataFrame, Report]:
    """Return squares of 100 m², way/0, way/1, …, as finished buildings of a city of `census` residents."""
    raw = raw_table(*((f"way/{i}", square(50 * i, 0, size_m), t) for i, t in enumerate(tags)))
    context = context_of()
    layer, report = layer_of(KIND, raw, replace(context, recipe=replace(context.recipe, residents=census)))
    return layer.table, report


def test_residents_add_up_to_the_census() -> None:
    table, _ = _city(HOUSE, BLOCK, CHURCH, LOW_BLOCK, {"building": "yes"}, census=97)
    assert table["residents"].sum() == pytest.approx(97, abs=1e-9)
    assert set(table["residents_tier"]) == {"estimated"}


def test_a_block_of_ten_storeys_holds_ten_times_one_of_one_storey() -> None:
    table, _ = _city(BLOCK, LOW_BLOCK, census=110)
    assert table["residents"].tolist() == pytest.approx([100, 10])


def test_a_square_metre_of_a_house_counts_37_to_84_of_one_of_flats() -> None:
    table, _ = _city(LOW_BLOCK, HOUSE, census=121)
    assert table["residents"].tolist() == [84, 37]


def test_a_house_fills_with_one_household_however_large_it_is() -> None:
    table, _ = _city(HOUSE, size_m=40)
    assert table["residents"].tolist() == [2.88]


def test_nobody_lives_where_there_are_no_homes() -> None:
    table, _ = _city(HOUSE, CHURCH, {"building": "construction"}, {"building": "garage"}, census=10)
    assert table["residents"].tolist() == [10, 0, 0, 0]
    assert table["residents_method"].tolist() == [FROM_CENSUS, NO_HOME, NO_HOME, NO_HOME]
    assert table["dwellings"].tolist() == [1, 0, 0, 0]


def test_without_a_census_there_are_37_m2_of_flats_for_each_resident_and_it_is_said() -> None:
    table, report = _city(LOW_BLOCK, HOUSE)
    assert table["residents"].tolist() == [2.7, 1.19]  # 100 / 37, 100 / 84
    assert [e.count for e in report.entries if e.reason == FROM_USUAL_RATE] == [2]


def test_a_census_without_any_home_is_reported() -> None:
    table, report = _city(CHURCH, census=10)
    assert table["residents"].tolist() == [0.0]
    assert "no home is known to which residents of the census could belong" in [e.reason for e in report.entries]


def test_the_limit_of_the_municipality_is_said() -> None:
    _, report = _city(HOUSE, CHURCH, census=10)
    assert [e.count for e in report.entries if "outside the municipality" in e.reason] == [1]


def test_dwellings_are_flats_as_mapped_one_for_a_house_else_by_floor() -> None:
    terrace = HOUSE | {"building": "terrace", "building:levels": "3"}
    table, _ = _city(BLOCK | {"building:flats": "12"}, HOUSE, BLOCK, terrace)
    assert table["dwellings"].tolist() == [12, 1, 13, 2]  # 1000 / 75, 300 / 150
    assert table["dwellings_method"].tolist() == [FLATS_TAG, ONE_HOUSE, FROM_FLOOR, FROM_FLOOR]
    assert table["dwellings_tier"].tolist() == ["mapped", "estimated", "estimated", "estimated"]


def test_the_rate_is_found_again_in_the_city() -> None:
    table, _ = _city(BLOCK, LOW_BLOCK, CHURCH, census=110)
    assert residents_per_m2(table) == pytest.approx(0.1)
    assert residents_at(table, residents_per_m2=0.2).tolist() == pytest.approx([200, 20, 0])


def test_a_city_without_homes_has_the_usual_rate() -> None:
    assert residents_per_m2(_city(CHURCH, census=10)[0]) == USUAL_RATE


def _registered(residents: list[float], census: int) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(
        {"class": "apartments", "levels": 1.0, "residents": residents, "tier": "official"},
        geometry=[square(0, 0, 10), square(50, 0, 10), shapely.box(100, 0, 130, 10)],
        index=["a", "b", "c"],
        crs=context_of().frame.crs,
    )
    context = context_of()
    assert KIND.complete is not None
    return KIND.complete(with_columns(table, KIND), replace(context, recipe=replace(context.recipe, residents=census)))[
        0
    ]


def test_residents_of_a_register_stay_and_the_rest_is_shared_out() -> None:
    table = _registered([60, float("nan"), float("nan")], census=100)
    assert table["residents"].tolist() == [60, 10, 30]
    assert table["residents_tier"].tolist() == ["official", "estimated", "estimated"]
    assert residents_per_m2(table) == pytest.approx(0.1)


def test_a_register_of_more_people_than_the_census_leaves_none_to_share_out() -> None:
    assert _registered([160, float("nan"), float("nan")], census=100)["residents"].tolist() == [160, 0, 0]


def test_residents_of_the_embedded_city_are_synthetic() -> None:
    source = Source("demo", "Demo", "CC0", "demo", "synthetic")
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), HOUSE)), context_of(source=source))
    assert layer.table["residents_tier"].tolist() == ["synthetic"]


def test_a_city_without_buildings_has_no_residents() -> None:
    context = context_of()
    empty = gpd.GeoDataFrame(geometry=[], crs=context.frame.crs, index=pd.Index([], dtype=object, name="id"))
    assert KIND.complete is not None
    table, _ = KIND.complete(with_columns(empty, KIND), replace(context, recipe=replace(context.recipe, residents=5)))
    assert len(table) == 0


def test_a_building_that_grows_holds_more_at_the_same_rate() -> None:
    table, _ = _city(BLOCK, LOW_BLOCK, CHURCH, census=110)
    grown = with_residents_at(table.assign(levels=[10.0, 3.0, 1.0]), residents_per_m2=0.1, storey_height_m=3.0)
    assert grown[["floor_area_m2", "residents"]].to_numpy().tolist() == [[1000, 100], [300, 30], [100, 0]]
    assert grown["residents_method"].tolist() == [FROM_CITY_RATE, FROM_CITY_RATE, NO_HOME]
    assert table["residents"].tolist() == [100, 10, 0]


def test_a_building_turned_into_a_school_holds_nobody() -> None:
    table, _ = _city(BLOCK, census=100)
    turned = with_residents_at(table.assign(**{"class": "public"}), residents_per_m2=0.1, storey_height_m=3.0)
    assert turned[["dwellings", "residents"]].iloc[0].tolist() == [0, 0]


def test_a_building_without_a_use_stays_what_it_was_found_to_be() -> None:
    land = raw_table(("way/9", square(0, 0, 500), {"landuse": "industrial"}))
    layer, _ = layer_of(
        KIND, raw_table(("way/1", square(0, 0, 12), {"building": "yes"})), context_of(raw={"land_use": land})
    )
    grown = with_residents_at(layer.table.assign(levels=5.0), residents_per_m2=0.1, storey_height_m=3.0)
    assert grown["residents"].tolist() == [0.0]
