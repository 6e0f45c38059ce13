from dataclasses import replace
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.layer import Layer, Total, layer_kinds, with_columns
from twin.city import City
from twin.store import Store
from viewer.panels.layers import amount_text, layer_groups
from viewer.server import create_app
from viewer.sheet import Sheet
from viewer.state import View
from viewer.summary import Amount, amount_of, summaries_of

from .conftest import TestClient
from .planner import planner
from .test_desk import razing

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
VIEW = View("en", "light", frozenset())


def rows(city: City, *, moment: datetime = NOON) -> dict[str, dict]:
    groups = layer_groups(summaries_of(city, moment=moment), VIEW)
    return {row["name"]: row for group in groups for row in group["layers"]}


def test_every_layer_of_the_city_has_its_row(tiny_city: City) -> None:
    assert set(rows(tiny_city)) == set(tiny_city.layers)


def test_a_row_gives_the_count_in_words_and_the_source(tiny_city: City) -> None:
    row = rows(tiny_city)["buildings"]
    assert row["count"] == "3 buildings"
    assert row["sources"] == [{"title": "OpenStreetMap", "licence": "ODbL 1.0"}]


def test_a_layer_without_features_says_that_there_are_none(tiny_city: City) -> None:
    row = rows(tiny_city)["public_bikes"]
    assert row["empty"] is True
    assert row["count"] == "none in the data"


def test_the_legend_names_the_classes_there_are_with_their_counts(tiny_city: City) -> None:
    legend = rows(tiny_city)["green_space"]["legend"]
    assert [entry["title"] for entry in legend] == ["Park"]
    assert legend[0]["count"].startswith("1 · ")
    assert legend[0]["count"].endswith("ha")


def sensors(city: City, *ages: timedelta | None) -> City:
    """Return the city with one hourly sensor for each age of its reading at noon."""
    count = len(ages)
    table = gpd.GeoDataFrame(
        {
            "time": pd.to_datetime([None if age is None else NOON - age for age in ages], utc=True),
            "value": [1.0] * count,
            "cadence_s": [3600.0] * count,
            "tier": ["measured"] * count,
            "source": ["osm"] * count,
        },
        index=pd.Index([f"s/{i}" for i in range(count)], name="id"),
        geometry=[shapely.Point(city.frame.origin)] * count,
        crs=city.frame.crs,
    )
    kind = layer_kinds()["sensor_points"]
    return city.with_layer(Layer.checked(kind, with_columns(table, kind)))


def counts(city: City, *, moment: datetime) -> dict[str, str]:
    return {entry["title"]: entry["count"] for entry in rows(city, moment=moment)["sensor_points"]["legend"]}


def test_the_legend_of_readings_counts_each_freshness(tiny_city: City) -> None:
    city = sensors(tiny_city, timedelta(minutes=5), timedelta(minutes=50), timedelta(hours=3), timedelta(days=9), None)
    found = counts(city, moment=NOON)
    assert list(found.values()) == ["2", "1", "1", "0", "1"]
    assert next(iter(found)) == "Live"


def test_readings_that_age_move_to_another_count(tiny_city: City) -> None:
    city = sensors(tiny_city, timedelta(minutes=5), timedelta(minutes=50))
    assert counts(city, moment=NOON + timedelta(days=1))["Old"] == "2"


def test_the_counts_are_made_anew_with_the_tiles(tiny_city: City, tiny_store: Store) -> None:
    city = sensors(tiny_city, timedelta(minutes=5))
    shared = Sheet.of_store(replace(tiny_store, city=city), NOON)
    assert shared.summaries["sensor_points"].entry_counts == (1, 0, 0, 0, 0)
    shared.refresh(NOON + timedelta(hours=3))
    assert shared.summaries["sensor_points"].entry_counts == (0, 1, 0, 0, 0)


def test_readings_age_in_a_scenario_too(tiny_city: City, tiny_store: Store) -> None:
    app = create_app(replace(tiny_store, city=sensors(tiny_city, timedelta(minutes=5))))
    with TestClient(app, base_url="http://localhost") as client, planner(client) as someone:
        viewer = app.state.viewer
        viewer.refresh(NOON)
        someone.act("new_scenario", "Fără o casă")
        someone.act("add_edit", razing(str(tiny_city.buildings.index[0])))
        viewer.refresh(NOON + timedelta(hours=3))
        client.portal.call(viewer.sessions.pages[0].show_live)
        someone.call("trame.state.get")
        groups = someone.state["groups"]
    legend = next(row["legend"] for group in groups for row in group["layers"] if row["name"] == "sensor_points")
    assert [entry["count"] for entry in legend] == ["0", "1", "0", "0", "0"]


def table(geometry: list[shapely.Geometry], **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:3844")


def test_a_row_says_what_its_areas_add_up_to(tiny_city: City) -> None:
    row = rows(tiny_city)["green_space"]
    assert tiny_city.layers["green_space"].table.area.sum() == pytest.approx(10_000, rel=0.04)
    assert row["count"] == "1 green area · 1\N{NO-BREAK SPACE}ha"


def test_lengths_are_shown_in_kilometres_as_each_language_writes_them() -> None:
    total = Total("length_m", unit="km", factor=1e-3, decimals=2)
    amount = amount_of(table([shapely.Point(0, 0)] * 2, length_m=[88_000.0, 720.0]), total)
    assert amount_text(amount, total, "ro") == "88,72\N{NO-BREAK SPACE}km"
    assert amount_text(amount, total, "en") == "88.72\N{NO-BREAK SPACE}km"


def test_where_areas_overlap_the_ground_counts_once() -> None:
    total = Total(unit="ha", factor=1e-4)
    amount = amount_of(table([shapely.box(0, 0, 100, 100), shapely.box(50, 0, 150, 100)]), total)
    assert amount == Amount(1.5)


def test_a_station_without_a_number_makes_the_sum_at_least() -> None:
    total = layer_kinds()["public_bikes"].total
    amount = amount_of(table([shapely.Point(0, 0)] * 3, capacity=[10, 15, None]), total)
    assert amount == Amount(25, at_least=True)
    assert amount_text(amount, total, "ro") == "cel puțin 25 de biciclete publice"


def test_where_no_number_is_known_nothing_is_said() -> None:
    total = layer_kinds()["charging_stations"].total
    assert amount_of(table([shapely.Point(0, 0)], capacity=[None]), total) is None
    assert amount_text(None, total, "en") == ""


def test_a_lake_without_a_length_leaves_the_length_of_waters_whole() -> None:
    total = layer_kinds()["water"].total
    assert amount_of(table([shapely.Point(0, 0)] * 2, length_m=[1500.0, None]), total) == Amount(1.5)


def test_an_open_page_gets_the_new_counts(tiny_city: City, tiny_store: Store) -> None:
    app = create_app(replace(tiny_store, city=sensors(tiny_city, timedelta(minutes=5))))
    with TestClient(app, base_url="http://localhost") as client, planner(client) as someone:
        viewer = app.state.viewer
        viewer.refresh(NOON)
        client.portal.call(viewer.sessions.pages[0].show_live)
        someone.call("trame.state.get")  # what was published before this answer is there now
        groups = someone.state["groups"]
    legend = next(row["legend"] for group in groups for row in group["layers"] if row["name"] == "sensor_points")
    assert [entry["count"] for entry in legend] == ["1", "0", "0", "0", "0"]
