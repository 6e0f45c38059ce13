import pytest
import shapely

from layers.charging_stations import KIND, socket_text

from .tables import layer_of, raw_table

HERE = shapely.Point(0, 0)


def _row(**tags: str):  # type: ignore[no-untyped-def]
    return layer_of(KIND, raw_table(("node/1", HERE, {"amenity": "charging_station"} | tags)))[0].table.loc["node/1"]


def test_a_station_has_operator_places_and_access() -> None:
    row = _row(operator="STPT", capacity="2", access="yes")
    assert row[["operator", "capacity", "access"]].tolist() == ["STPT", 2, "yes"]


def test_sockets_are_named_and_counted() -> None:
    text = "socket:type2=2;socket:chademo=yes;socket:type2:output=22 kW;socket:schuko=no"
    assert socket_text(text) == "Type 2: 2, CHAdeMO"


def test_the_power_is_that_of_the_strongest_socket() -> None:
    row = _row(**{"socket:": "socket:type2=2;socket:type2:output=22 kW;socket:type2_combo:output=150000 W"})
    assert row["power_kw"] == 150


def test_without_sockets_the_power_is_that_of_the_station() -> None:
    assert _row(**{"charging_station:output": "50 kW"})["power_kw"] == 50


def test_a_power_in_words_is_reported() -> None:
    raw = raw_table(("node/1", HERE, {"amenity": "charging_station", "socket:": "socket:type2:output=fast"}))
    layer, report = layer_of(KIND, raw)
    assert layer.table["power_kw"].isna().all()
    assert report.count("charging_stations", "repaired") == 1


@pytest.mark.parametrize("capacity", ["yes", "many"])
def test_a_capacity_that_is_no_number_is_missing(capacity: str) -> None:
    assert _row(capacity=capacity)[["capacity"]].isna().all()
