from datetime import datetime, timedelta, timezone

import pandas as pd
import pytest

from tests.twin.sunny_town import block, layer_of, sunny_town
from twin.city import City
from twin.comparison import compare
from twin.indicator_sun import SOLSTICE
from twin.indicators import indicators, measure, usual_indicators

IDS = ("winter_sun_green", "winter_sun_schools", "winter_sun_homes")
TOWER = (block(-30, -60, 60, 20), 50.0)
HOME = (block(-10, 0, 20, 20), 6.0)


def town(*blocks: tuple[object, float]) -> City:
    park = layer_of("green_space", "g", [block(60, 0, 40, 40)], {"class": ["park"], "name": ["Parc"]})
    school = layer_of("land_use", "l", [block(-120, 0, 40, 40), block(0, 60, 40, 40)],
                      {"class": ["institution", "housing"], "kind": ["school", "residential"]})  # fmt: skip
    areas = layer_of("neighbourhoods", "n", [block(-200, -200, 200, 400), block(0, -200, 200, 400)], {})
    city = sunny_town(blocks)
    for layer in (park, school, areas):
        city = city.with_layer(layer)
    return city


def test_open_green_and_school_grounds_have_sun_as_long_as_the_day() -> None:
    board = measure(town(HOME), ids=IDS)
    whole = pytest.approx(8 + 40 / 60, abs=0.05)  # the day is as long
    assert board["winter_sun_schools"].value == whole
    assert board["winter_sun_schools"].objects.to_dict() == {"l/0": whole}
    assert board["winter_sun_green"].value == pytest.approx(8.67, abs=0.3)
    assert board["winter_sun_green"].by_neighbourhood.notna().to_dict() == {"n/0": False, "n/1": True}


def test_sun_on_homes_is_told_for_each_home_and_of_the_worst_tenth() -> None:
    found = measure(town(HOME, TOWER), ids=IDS)["winter_sun_homes"]
    assert found.objects is not None
    assert found.objects["b/0"] < found.objects["b/1"]
    assert found.worst_tenth == pytest.approx(found.objects["b/0"], abs=1e-5)
    assert found.value == pytest.approx(found.objects.mean(), abs=1e-5)  # both have as many residents
    assert "without clouds" in found.note


def test_a_tower_takes_sun_from_the_home_behind_it() -> None:
    made = compare(measure(town(HOME), ids=IDS), measure(town(HOME, TOWER), ids=IDS))
    assert made.totals.loc["winter_sun_homes", "lose"] == 10
    assert made.totals.loc["winter_sun_homes", "gain"] == 0
    assert made.verdict("winter_sun_schools") in ("worse", "same")


def test_a_city_without_school_grounds_does_not_know_their_sun() -> None:
    found = measure(sunny_town([HOME]), ids=IDS)
    assert found["winter_sun_schools"].unknown is not None
    assert found["winter_sun_green"].unknown is not None
    assert found["winter_sun_homes"].value > 0


def test_sun_is_measured_when_it_is_named_alone() -> None:
    assert set(IDS) <= set(indicators())
    assert not set(IDS) & set(usual_indicators())
    assert not set(IDS) & set(measure(town(HOME)).measurements)


def test_a_day_says_what_a_scenario_takes_by_neighbourhood() -> None:
    from tests.twin.test_surface import lonlat
    from twin.sun_answer import sun_of_day

    city = town(HOME)
    edited = city.scenario("A").add_building(lonlat(block(10, -60, 40, 20)), storeys=15, use="commercial").applied
    answer = sun_of_day(edited, SOLSTICE)
    lost, moved = answer.hours.gained, answer.hours.gained_by_neighbourhood
    assert lost is not None
    assert moved is not None
    assert lost["homes"] < -0.1
    assert moved.loc["n/1", "green"] < 0
    alone = sun_of_day(city, SOLSTICE).hours
    assert list(alone.now.of_city.dropna().index) == list(answer.hours.now.of_city.dropna().index)
    assert alone.gained is None
    assert "buildings that are new or gone" in " ".join(entry.reason for entry in answer.report.entries)
    assert "buildings that are new or gone" not in " ".join(e.reason for e in sun_of_day(city, SOLSTICE).report.entries)


def test_a_moment_says_what_was_in_shade_without_the_scenario() -> None:
    from tests.twin.test_surface import lonlat
    from twin.sun_answer import sun_at

    city, then = town(HOME), datetime(2026, 12, 21, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    edited = city.scenario("A").add_building(lonlat(block(10, -60, 40, 20)), storeys=15, use="commercial").applied
    before, after = sun_at(city, then), sun_at(edited, then)
    assert before.shaded_before is None
    assert after.shaded_before is not None
    pd.testing.assert_series_equal(after.shaded_before, before.shaded_share)
    assert after.shaded_share["green"] > after.shaded_before["green"] == 0


def test_open_ground_has_sun_for_half_of_the_year() -> None:
    from twin.sun_answer import sun_of_year

    hours = sun_of_year(town(HOME)).hours.now.of_city
    assert hours["schools"] == pytest.approx(8760 / 2, rel=0.02)
    assert 0.3 * hours["schools"] < hours["homes"] < 0.6 * hours["schools"]


def test_a_wall_narrower_than_a_cell_is_told_of() -> None:
    from twin.sun_answer import TOO_NARROW, sun_of_day

    wall, kinked = block(0, -40, 30, 1.5), block(0, -60, 30, 1.5).union(block(0, -60, 4, 4))
    said = sun_of_day(town(HOME, (wall, 6.0), (kinked, 6.0)), SOLSTICE).report.entries
    assert [entry.examples for entry in said if entry.reason == TOO_NARROW] == [("b/1",)]
