"""What a scenario gives or takes of the sun: over what both cities have."""

import dataclasses
from datetime import date

import pytest

from tests.twin.sunny_town import block
from tests.twin.test_indicator_sun import HOME, SOLSTICE, town
from tests.twin.test_surface import lonlat
from twin.city import City
from twin.comparison import compare
from twin.facade_sun import facade_sun
from twin.indicators import measure
from twin.sun_answer import sun_of_day, sun_of_year
from twin.sun_hours_output import print_day
from twin.sunlight import hours_of_sun

TOWER = block(-10, -60, 20, 20)  # in the sun, south of the home
CLOSE = [(block(x, y, 20, 20), 6.0) for x, y in ((-32, 0), (12, 0), (-10, 22))]  # around it, 2 m away


def with_tower(*others: tuple[object, float]) -> City:
    return town(HOME, *others).scenario("A").add_building(lonlat(TOWER), storeys=20, use="residential").applied


def test_a_sunny_new_building_does_not_hide_what_the_others_lose() -> None:
    hours = sun_of_day(with_tower(*CLOSE), SOLSTICE).hours
    assert hours.before is not None
    assert hours.gained is not None
    for name in ("facades", "homes", "roofs"):
        assert hours.gained[name] < -0.1
    assert hours.now.of_city["facades"] > hours.before.of_city["facades"]  # the hours are those of each city


def test_a_comparison_says_the_same_of_homes() -> None:
    city, ids = with_tower(*CLOSE), ["winter_sun_homes"]
    assert city.base is not None
    made = compare(measure(city.base, ids=ids), measure(city, ids=ids))
    assert made.after[ids[0]].value > made.before[ids[0]].value  # by the tower's own homes
    assert made.verdict(ids[0]) == "worse"


def test_what_is_lost_is_that_of_the_one_house_which_both_cities_have() -> None:
    city = with_tower()
    gained = sun_of_day(city, SOLSTICE).hours.gained
    assert city.base is not None
    had, has = (facade_sun(each, hours_of_sun(each, SOLSTICE)).mean[0] for each in (city.base, city))
    assert gained is not None
    assert gained["homes"] == pytest.approx(has - had)
    assert gained["facades"] == pytest.approx(has - had)


def test_ground_that_is_built_upon_is_not_compared() -> None:
    before = town(HOME)
    after = before.scenario("A").add_building(lonlat(block(60, 30, 40, 10)), storeys=2, use="commercial").applied
    hours = sun_of_day(after, SOLSTICE).hours
    assert hours.change is not None
    assert hours.change.base["green"].sum() == pytest.approx(hours.now.base["green"].sum())
    assert hours.now.base["green"].sum() < 40 * 40


def test_a_scenario_that_takes_a_building_away_is_compared_over_those_that_stay() -> None:
    city = town(HOME, (TOWER, 60.0))
    hours = sun_of_day(city.scenario("A").demolish("b/1").applied, SOLSTICE).hours
    assert hours.gained is not None
    assert hours.gained["roofs"] > 0
    assert hours.gained["homes"] > 0


def test_a_city_in_which_nothing_changes_gains_and_loses_nothing() -> None:
    city = town(HOME)
    hours = sun_of_day(city.scenario("A").add_building(
        lonlat(block(150, -190, 4, 4)), storeys=1, use="commercial").applied, date(2026, 6, 21)).hours  # fmt: skip
    assert hours.gained is not None
    assert hours.gained["homes"] == 0
    assert hours.gained["roofs"] == 0


def test_a_year_says_what_a_scenario_takes() -> None:
    answer = sun_of_year(with_tower())
    hours = answer.hours
    assert hours.before is not None
    assert hours.gained is not None
    assert hours.gained["homes"] < -50
    assert hours.before.of_city["homes"] == pytest.approx(sun_of_year(town(HOME)).hours.now.of_city["homes"])
    assert "buildings that are new or gone" in " ".join(entry.reason for entry in answer.report.entries)


def test_a_city_whose_time_zone_nobody_says_has_its_sunrise_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    city = town(HOME)
    for zone, rise in ((None, "06:12 UTC to 14:53 UTC"), ("Europe/Bucharest", "08:12 to 16:53")):
        zoned = dataclasses.replace(city, recipe=dataclasses.replace(city.recipe, time_zone=zone))
        print_day(zoned, sun_of_day(zoned, SOLSTICE), "en", scenario=None)
        assert f"the sun is up from {rise}" in capsys.readouterr().out
