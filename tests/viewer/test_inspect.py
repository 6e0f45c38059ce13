import re
from datetime import UTC, datetime

import pandas as pd
import pytest

from layers.column import Column
from layers.place_titles import SPORT
from layers.tag_titles import ACCESS, OPENING_HOURS
from layers.waste_points import MATERIALS
from twin.city import City
from twin.typed_point import point_from_text
from viewer.panels.inspect import both_cards, card_of, value_text
from viewer.state import Feature

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def card(city: City, layer: str, id: str, language: str = "en") -> dict:
    return card_of(city, Feature(layer, id), language=language, moment=NOON)


def values(card: dict, part: str = "rows") -> dict[str, str]:
    return {row["title"]: row["value"] for row in card[part]}


def test_a_card_is_titled_by_the_name_and_says_what_it_is(tiny_city: City) -> None:
    house = card(tiny_city, "buildings", "way/1")
    assert house["title"] == "Cubul"
    assert house["over"].startswith("Buildings · ")


def test_a_card_without_a_name_is_titled_by_its_class(tiny_city: City) -> None:
    assert card(tiny_city, "trees", tiny_city.trees.index[0])["title"] == "Single tree"


def test_a_card_does_not_repeat_its_class_as_an_attribute(tiny_city: City) -> None:
    assert "Kind in OpenStreetMap" not in values(card(tiny_city, "buildings", "way/1"))


def test_a_card_gives_the_titles_of_codes_in_romanian(tiny_city: City) -> None:
    blank = values(card(tiny_city, "buildings", "way/3", "ro"))
    lane = values(card(tiny_city, "streets", "way/4", "ro"))
    assert blank["Tip în OpenStreetMap"] == "neprecizat"
    assert lane["Bandă pentru biciclete pe dreapta"] == "bandă pe carosabil"


def test_a_height_says_how_it_is_known(tiny_city: City) -> None:
    row = next(r for r in card(tiny_city, "buildings", "way/1")["rows"] if r["title"] == "Height")
    assert row["value"] == "10 m"
    assert row["note"].startswith("mapped by volunteers · ")


def test_residents_say_that_they_are_estimated(tiny_city: City) -> None:
    row = next(r for r in card(tiny_city, "buildings", "way/2")["rows"] if r["title"] == "Residents")
    assert row["note"].startswith("estimated · ")


def test_a_card_gives_address_source_tier_id_and_place(tiny_city: City) -> None:
    house = card(tiny_city, "buildings", "way/1")
    facts = values(house, "facts")
    assert values(house)["Address"] == "Strada Mică 1"
    assert facts["Source"] == "OpenStreetMap (ODbL 1.0)"
    assert facts["How true"] == "mapped by volunteers"
    assert facts["Identifier"] == "way/1"
    assert facts["Latitude, longitude"].startswith("45.7537")
    assert facts["Coordinates"].endswith("N (EPSG:3844)")


def test_an_osm_object_links_to_its_page(tiny_city: City) -> None:
    facts = card(tiny_city, "buildings", "way/1")["facts"]
    assert [fact["link"] for fact in facts if fact["link"]] == ["https://www.openstreetmap.org/way/1"]


def test_a_sensor_without_a_reading_says_so(tiny_city: City) -> None:
    sensor = card(tiny_city, "sensor_points", tiny_city.sensor_points.index[0])
    assert values(sensor)["Freshness"] == "No reading"


def test_a_reading_has_its_unit_and_its_age_in_words(tiny_city: City) -> None:
    layer = tiny_city.layers["sensor_points"]
    reading = {"value": 12.5, "unit": "µg/m³", "time": pd.Timestamp("2026-06-01T11:57Z"), "cadence_s": 150.0}
    city = tiny_city.with_layer(type(layer)(layer.kind, layer.table.assign(**reading)))
    shown = values(card(city, "sensor_points", layer.table.index[0]))
    assert shown["Last reading"] == "12.5 µg/m³"
    assert shown["Age of the reading"] == "3 minutes"
    assert shown["Freshness"] == "Live"


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        (Column("area_m2", "number", "", unit="m²"), 12345.6, "12.346 m²"),
        (Column("width_m", "number", "", unit="m"), 2.5, "2,5 m"),
        (Column("year", "integer", ""), 1989, "1989"),
        (Column("age_s", "number", "", unit="s"), 7200.0, "2 ore"),
        (Column("name", "text", ""), None, ""),
        (Column("width_m", "number", ""), float("nan"), ""),
        (Column("levels", "integer", ""), pd.NA, ""),
        (Column("lines", "list", ""), ["1", "2"], "1, 2"),
        (Column("kind", "text", "", values={"x": "Letter"}), "x", "Letter"),
        (Column("access", "text", "", values=ACCESS), "private", "privat"),
        (Column("sport", "text", "", values=SPORT), "tennis; soccer", "tenis, fotbal"),
        (Column("materials", "list", "", values=MATERIALS), ["paper", "glass_bottles"], "hârtie, sticle"),
        (Column("opening_hours", "text", "", values=OPENING_HOURS), "24/7", "non-stop"),
        (Column("height_method", "text", ""), "height tag", "înălțimea de pe hartă"),
    ],
)
def test_a_value_is_written_as_a_romanian_reads_it(column: Column, value: object, text: str) -> None:
    assert value_text(column, value, "ro") == text


def test_a_code_without_a_title_is_quoted_as_it_is() -> None:
    column = Column("sport", "text", "", values=SPORT)
    assert value_text(column, "quidditch;tennis", "ro") == "„quidditch”, tenis"
    assert value_text(column, "quidditch", "en") == "“quidditch”"


@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-18:00; Sa 10:00-14:00", "L - V: 09:00 - 17:00; ATM: 24/7"])
def test_what_people_wrote_themselves_stays_as_it_is(hours: str) -> None:
    assert value_text(Column("opening_hours", "text", "", values=OPENING_HOURS), hours, "ro") == hours


def test_a_text_that_happens_to_be_a_message_is_not_translated() -> None:
    assert value_text(Column("operator", "text", ""), "yes", "ro") == "yes"
    assert value_text(Column("value", "number", "", unit="yes"), 5.0, "ro") == "5 yes"


def test_two_codes_of_one_meaning_are_said_once() -> None:
    column = Column("materials", "text", "", values=MATERIALS)
    assert value_text(column, "beverage_cartons;cartons", "en") == "drink cartons"


@pytest.mark.parametrize(
    ("area_m2", "says"), [(980.0, "980 m²"), (19_999.0, "19,999 m²"), (34_000.0, "3.4 ha"), (6_543_210.0, "654 ha")]
)
def test_large_areas_are_told_in_hectares(area_m2: float, says: str) -> None:
    assert value_text(Column("area_m2", "number", "Area", unit="m²"), area_m2, "en") == says


def test_areas_of_a_building_stay_in_square_metres_beside_each_other() -> None:
    assert value_text(Column("floor_area_m2", "number", "Floor area", unit="m²"), 34_000.0, "en") == "34,000 m²"


def test_coordinates_have_a_decimal_comma_in_romanian_that_the_search_reads(tiny_city: City) -> None:
    facts = values(card(tiny_city, "buildings", "way/1", "ro"), "facts")
    said = facts["Latitudine, longitudine"]
    assert re.fullmatch(r"45,\d{6}; 21,\d{6}", said)
    assert point_from_text(tiny_city, said) == pytest.approx((21.2272, 45.7537), abs=0.01)


def test_the_card_of_the_big_screen_has_both_languages(tiny_city: City) -> None:
    made = both_cards(tiny_city, Feature("buildings", "way/1"), language="ro", moment=NOON)
    lines = made["other"]["lines"]
    assert made["other"]["language"] == "en"
    assert lines["height_m"]["title"] == "Height"
    assert lines["height_m"]["note"].startswith("mapped by volunteers")
    assert lines["tier"]["title"] == "How true"
    assert {row["name"] for row in made["rows"]} == set(lines) - {fact["name"] for fact in made["facts"]}
