from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.layer import Layer, with_columns
from layers.sensor_points import KIND, measured_codes, seconds

from .tables import FRAME, context_of, layer_of, raw_table

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def _from_file(**columns: object) -> tuple[Layer, object]:
    table = gpd.GeoDataFrame(
        {name: [value] for name, value in columns.items()}, geometry=[shapely.Point(0, 0)], index=["s"], crs=FRAME.crs
    )
    assert KIND.from_file is not None
    assert KIND.complete is not None
    read, report = KIND.from_file(table, context_of())
    completed, more = KIND.complete(with_columns(read, KIND), context_of())
    return Layer.checked(KIND, completed), report + more


def _freshness(age: timedelta, *, cadence: object = "1 h") -> str:
    layer, _ = _from_file(value=12.5, time=(NOW - age).isoformat(), cadence=cadence)
    return layer.at(NOW).table["freshness"].iloc[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("150 s", 150),
        ("5 min", 300),
        ("1 h", 3600),
        ("2 hours", 7200),
        ("90", 90),
        (60, 60),
        ("1,5 h", 5400),
        (150.0, 150),
    ],
)
def test_a_cadence_is_read_in_any_unit(text: object, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["often", "-5 min", "0", "5 parsec", ""])
def test_a_cadence_that_is_none_is_not_known(text: str) -> None:
    assert np.isnan(seconds(text))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, "live"), (2, "live"), (2.1, "late"), (6, "late"), (6.1, "old"), (9000, "old"), (-1, "clock")],
)
def test_an_old_value_never_looks_live(hours: float, expected: str) -> None:
    assert _freshness(timedelta(hours=hours)) == expected


def test_a_fast_sensor_is_old_after_minutes() -> None:
    assert _freshness(timedelta(minutes=20), cadence="150 s") == "old"


def test_without_a_cadence_a_reading_counts_as_hourly() -> None:
    assert _freshness(timedelta(hours=1.5), cadence=None) == "live"


def test_without_a_value_or_a_time_there_is_no_reading() -> None:
    for columns in ({"value": 3.0}, {"time": NOW.isoformat(), "value": None}):
        layer, _ = _from_file(**columns)
        assert layer.at(NOW).table["freshness"].tolist() == ["none"]


def test_a_layer_that_nobody_looked_at_shows_no_reading() -> None:
    layer, _ = _from_file(value=1.0, time=NOW.isoformat())
    last = len(KIND.style.entries) - 1
    assert KIND.style.entry_index(layer.table).tolist() == [last]
    assert KIND.style.entries[last].value == "none"


def test_the_age_is_in_seconds() -> None:
    layer, _ = _from_file(value=1.0, time="2026-05-01T11:59:00Z")
    assert layer.at(NOW).table["age_s"].tolist() == [60.0]


def test_a_time_without_a_zone_is_taken_as_utc_and_said_so() -> None:
    layer, report = _from_file(value=1.0, time="2026-05-01 11:00:00")
    assert layer.at(NOW).table["age_s"].tolist() == [3600.0]
    assert report.count("sensor_points", "assumed") == 1


def test_a_time_with_a_zone_is_that_moment() -> None:
    layer, report = _from_file(value=1.0, time="2026-05-01T14:00:00+03:00")
    assert layer.at(NOW).table["age_s"].tolist() == [3600.0]
    assert not report.entries


@pytest.mark.parametrize("columns", [{"time": "yesterday"}, {"value": "broken"}, {"cadence_s": "often"}])
def test_what_cannot_be_read_is_reported_and_not_live(columns: dict[str, str]) -> None:
    layer, report = _from_file(**columns)
    assert report.count("sensor_points", "repaired") == 1
    assert layer.at(NOW).table["freshness"].tolist() == ["none"]


def test_a_station_of_openstreetmap_says_what_it_measures() -> None:
    tags = {"man_made": "monitoring_station", "monitoring:": "monitoring:air_quality=yes"}
    row = layer_of(KIND, raw_table(("node/1", shapely.Point(0, 0), tags)))[0].table.loc["node/1"]
    assert row[["class", "quantity"]].tolist() == ["air", "air_quality"]
    assert measured_codes("monitoring:noise=no") is None


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("PM2.5", "air"),
        ("NO2", "air"),
        ("temperature", "weather"),
        ("Bega water level", "water"),
        ("noise", "noise"),
        ("joy", "other"),
    ],
)
def test_a_class_follows_the_quantity(quantity: str, expected: str) -> None:
    assert _from_file(quantity=quantity)[0].table["class"].tolist() == [expected]


def test_a_reading_that_came_after_a_moment_is_not_known_at_it() -> None:
    layer, _ = _from_file(value=12.5, time=NOW.isoformat(), cadence="1 h")
    assert layer.known_at(NOW).at(NOW).table["freshness"].iloc[0] == "live"
    before = layer.known_at(NOW - timedelta(minutes=1)).at(NOW).table.iloc[0]
    assert (before["freshness"], np.isnan(before["value"])) == ("none", True)
    assert layer.table["value"].iloc[0] == 12.5
