"""Hours of sun of single school grounds, green spaces and homes."""

import csv
import json
from pathlib import Path

import pytest

from geodata.errors import UsageError
from tests.twin.sunny_town import block, sunny_town
from tests.twin.test_indicator_sun import HOME, SOLSTICE, TOWER, town
from tests.twin.test_surface import lonlat
from twin.city import City
from twin.measurement import NotKnownError
from twin.sun_answer import sun_of_day
from twin.sun_details import sun_details
from twin.sun_details_output import details_json, print_details, write_details


def shaded_school() -> City:
    tower = lonlat(block(-130, -40, 60, 20))
    return town(HOME).scenario("A").add_building(tower, storeys=15, use="commercial").applied


def test_a_school_ground_says_what_it_loses() -> None:
    city = shaded_school()
    found, hours = sun_details(city, SOLSTICE, "schools").table, sun_of_day(city, SOLSTICE).hours
    assert list(found.index) == ["l/0"]  # the only school: so it has what all of them have
    assert hours.gained is not None
    assert found.loc["l/0", "hours_change"] == pytest.approx(hours.gained["schools"])
    assert found.loc["l/0", "hours_change"] < -1
    assert found.loc["l/0", "hours"] == pytest.approx(found.loc["l/0", "hours_before"] + hours.gained["schools"])
    assert found.loc["l/0", "neighbourhood"] == "n/0"


def test_those_that_lose_most_come_first() -> None:
    far = (block(150, 150, 20, 20), 6.0)
    city = town(far, HOME).scenario("A").add_building(lonlat(TOWER[0]), storeys=15, use="commercial").applied
    table = sun_details(city, SOLSTICE, "homes").table
    assert list(table.index) == ["b/1", "b/0"]
    assert table.loc["b/1", "hours_change"] < table.loc["b/0", "hours_change"] <= 0


def test_without_a_scenario_those_with_the_fewest_hours_come_first() -> None:
    table = sun_details(town(TOWER, HOME), SOLSTICE, "homes").table
    assert list(table.index) == ["b/1", "b/0"]
    assert "hours_change" not in table


def test_what_lies_outside_every_neighbourhood_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    city = town((block(100, 100, 20, 20), 6.0), (block(220, 0, 20, 20), 6.0))
    answer = sun_details(city, SOLSTICE, "homes")
    told = {row["id"]: row for row in details_json(city, answer, "en", scenario=None)["objects"]}
    assert told["b/0"]["neighbourhood"] is not None
    assert told["b/1"]["neighbourhood"] is None
    print_details(city, answer, "en", scenario=None)
    assert "nan" not in capsys.readouterr().out.lower()


def test_a_city_without_school_grounds_says_why() -> None:
    with pytest.raises(NotKnownError):
        sun_details(sunny_town([HOME]), SOLSTICE, "schools")


def test_details_are_written_as_a_table_and_as_a_map(tmp_path: Path) -> None:
    city = shaded_school()
    answer = sun_details(city, SOLSTICE, "schools")
    said = details_json(city, answer, "en", scenario="A")["objects"]
    for name in ("a.csv", "a.geojson"):
        write_details(city, answer, tmp_path / name, "en", scenario="A")
    (row,) = csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines())
    (feature,) = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    assert isinstance(said, list)
    assert float(row["hours_change"]) == feature["properties"]["hours_change"] == said[0]["hours_change"] < -1
    assert (row["id"], row["scenario"], feature["id"]) == ("l/0", "A", "l/0")
    lon, lat = feature["geometry"]["coordinates"][0][0]
    assert 21.2 < lon < 21.3
    assert 45.7 < lat < 45.8
    with pytest.raises(UsageError, match=r"written as \.csv, \.geojson"):
        write_details(city, answer, tmp_path / "a.xlsx", "en", scenario="A")
