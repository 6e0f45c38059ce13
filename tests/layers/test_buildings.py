import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.source import Source
from layers.building_solids import building_solids, ground_under
from layers.buildings import KIND, years
from layers.layer import with_columns
from layers.terrain import Terrain

from .tables import FLAT, FRAME, SLOPE, context_of, layer_of, raw_table, square

FIELD = {"building": "yes"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"building": "house"}, "house"),
        ({"building": "apartments", "shop": "bakery"}, "apartments"),
        ({"building": "yes", "amenity": "school"}, "public"),
        ({"building": "yes", "shop": "bakery"}, "commercial"),
        ({"building": "cathedral"}, "religious"),
        ({"building": "garages"}, "garage"),
        ({"building": "construction"}, "construction"),
        ({"building": "yes"}, "other"),
    ],
)
def test_the_use_of_a_building_follows_its_tags(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), tags)))
    assert layer.table["class"].tolist() == [expected]


def test_a_mapped_height_keeps_the_tier_of_its_source() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), FIELD | {"height": "16 m"})))
    row = layer.table.loc["way/1"]
    assert (row["height_m"], row["height_tier"], row["footprint_m2"]) == (16.0, "mapped", 100.0)


def test_storeys_make_a_derived_height_with_the_roof_on_top() -> None:
    tags = FIELD | {"building:levels": "P+4E", "roof:height": "2"}
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 20), tags)))
    row = layer.table.loc["way/1"]
    assert (row["levels"], row["height_m"], row["height_tier"]) == (5.0, 17.0, "derived")


def test_a_height_of_0_is_reported_and_estimated() -> None:
    layer, report = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), FIELD | {"height": "0"})))
    assert layer.table["height_tier"].tolist() == ["estimated"]
    assert report.count("buildings", "repaired") == 1
    assert [e.count for e in report.entries if "the height is estimated" in e.reason] == [1]


def test_a_footprint_below_1_m2_and_a_second_one_are_dropped() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 10), FIELD), ("way/2", square(0, 0, 10), FIELD), ("way/3", square(50, 0, 0.9), FIELD)
    )
    layer, report = layer_of(KIND, raw)
    assert list(layer.table.index) == ["way/1"]
    assert report.count("buildings", "dropped") == 2


def test_an_address_is_street_and_number() -> None:
    tags = FIELD | {"addr:street": "Strada Mică", "addr:housenumber": "1", "addr:postcode": "300001"}
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), tags)))
    assert layer.table.loc["way/1", ["address", "postcode"]].tolist() == ["Strada Mică 1", "300001"]


def test_a_year_is_found_in_any_date() -> None:
    dates = gpd.pd.Series(["1902-1903", "12.2019", "Octombrie 2017", "vechi", None])
    assert years(dates).tolist()[:3] == [1902, 2019, 2017]
    assert years(dates)[3:].isna().all()


def test_rows_of_the_embedded_city_are_synthetic() -> None:
    source = Source("demo", "Demo", "CC0", "demo", "synthetic")
    raw = raw_table(("way/1", square(0, 0, 10), FIELD | {"height": "9"}))
    layer, _ = layer_of(KIND, raw, context_of(source=source))
    assert layer.table.loc["way/1", ["tier", "source", "height_tier"]].tolist() == ["synthetic", "demo", "synthetic"]


def test_a_file_of_outlines_alone_gets_heights() -> None:
    table = gpd.GeoDataFrame(geometry=[square(0, 0, 10)], index=["a"], crs=FRAME.crs)
    assert KIND.complete is not None
    made, _ = KIND.complete(with_columns(table, KIND), context_of())
    assert made["height_m"].notna().all()


def test_a_height_from_a_register_keeps_its_own_tier_and_method() -> None:
    table = gpd.GeoDataFrame(
        {"height_m": [12.0], "height_tier": ["measured"], "height_method": ["lidar"], "tier": ["official"]},
        geometry=[square(0, 0, 10)],
        index=["a"],
        crs=FRAME.crs,
    )
    assert KIND.complete is not None
    made, _ = KIND.complete(with_columns(table, KIND), context_of())
    assert made.loc["a", ["height_tier", "height_method"]].tolist() == ["measured", "lidar"]


def test_an_outline_covered_by_its_parts_is_not_drawn() -> None:
    raw = raw_table(("way/1", square(0, 0, 10), FIELD), ("way/2", square(50, 0, 10), FIELD))
    parts = raw_table(
        ("way/8", shapely.box(0, 0, 10, 5), {"building:part": "yes"}),
        ("way/9", shapely.box(0, 5, 10, 9.5), {"building:part": "yes"}),
        ("way/10", shapely.box(50, 0, 60, 5), {"building:part": "yes"}),
    )
    layer, _ = layer_of(KIND, raw, context_of(raw={"building_parts": parts}))
    assert layer.table["has_parts"].tolist() == [True, False]
    assert set(KIND.form(layer.table, FLAT).face_row.tolist()) == {1}


def test_a_block_reaches_from_the_lowest_ground_to_its_height_above_the_mean() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(100, 100, 10), FIELD | {"height": "10"})))
    mesh = building_solids(layer.table, SLOPE).mesh
    assert mesh.points[:, 2].min() == 100.0
    # the five corners of the closed ring lie at 100, 100, 110, 110 and the first again
    _, mean = ground_under(layer.table, SLOPE)
    assert mesh.points[:, 2].max() == pytest.approx(mean[0] + 10)


def test_a_long_building_on_a_slope_does_not_drown_uphill() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(100, 100, 40), FIELD | {"height": "9", "roof:shape": "flat"})))
    # uphill the ground is 140 m high, the mean of its five corners 116: 9 m more end 15 m below the ground
    mesh = building_solids(layer.table, SLOPE).mesh
    assert mesh.points[:, 2].max() == pytest.approx(140.0)


def test_a_building_over_a_ditch_does_not_float() -> None:
    ditch = np.zeros((11, 11), np.float32)
    ditch[:, 5] = -3
    terrain = Terrain(SLOPE.crs, SLOPE.bounds, SLOPE.corner, SLOPE.step_m, ditch)
    layer, _ = layer_of(KIND, raw_table(("way/1", shapely.box(350, 150, 650, 180), FIELD | {"height": "9"})))
    assert building_solids(layer.table, terrain).mesh.points[:, 2].min() == pytest.approx(-3.0)


def test_what_begins_above_the_ground_leaves_air_below() -> None:
    tags = FIELD | {"height": "10", "min_height": "4"}
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), tags)))
    height = building_solids(layer.table, FLAT).mesh.points[:, 2]
    assert (height.min(), height.max()) == (4.0, 10.0)
