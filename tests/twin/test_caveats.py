"""What is said with the numbers of an edited city, wherever these stand."""

import pytest

from tests.tiny import Town
from tests.twin.edited_town import lonlat
from tests.twin.test_cli_compare import compared, folder, made_once, twin  # noqa: F401 - fixtures
from twin.build import Inputs, city_from_files
from twin.caveats import ALL_DAY, BY_PRIVATE_WAYS, caveats
from twin.city import City
from twin.comparison import compare
from twin.comparison_export import sheets
from twin.memo import Memo, memo_html
from twin.scenario import Scenario

TREES = ["trees"]
BY_CAR = "minutes_to_centre_car"


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town whose home drives 400 m north and back to the centre, past a private yard that leads there."""
    made = Town()
    made.block(65, 15, 10, building="house")
    centre, north = made.node(0, 0), made.node(0, 400)
    corner, home = made.node(60, 400), made.node(60, 0)
    made.way_of_nodes([made.node(0, -50), centre, north], highway="primary", name="Calea")  # way/2
    made.way_of_nodes([north, corner, home], highway="residential", name="Strada")  # way/3
    made.way_of_nodes([home, centre], highway="service", access="private")  # way/4
    return city_from_files(Inputs(osm=made.write(tmp_path_factory.mktemp("yard") / "town.osm")))


def zoned(yard: City) -> Scenario:
    return yard.scenario("Zona").low_traffic_zone([lonlat(*at) for at in ((20, -20), (90, -20), (90, 420), (20, 420))])


def closed_by_hours(town: City) -> Scenario:
    return town.scenario("Dimineața").close_street("way/6", modes=["car"], hours="07:00-09:00")


def test_closures_by_hours_are_said_to_count_all_day(town: City) -> None:
    plan = closed_by_hours(town)
    assert caveats(plan.applied) == [ALL_DAY]
    assert compare(town, plan, ids=TREES).caveats == [ALL_DAY]


def test_a_closure_for_good_needs_no_caveat(town: City) -> None:
    assert caveats(town, town.scenario("Închisă").close_street("way/6").applied) == []


def test_a_closure_that_is_switched_off_needs_none(town: City) -> None:
    plan = closed_by_hours(town)
    assert caveats(plan.switch(plan.edits[0].id, on=False).applied) == []


def test_the_workbook_says_so_among_what_it_is_about(town: City) -> None:
    about = sheets(compare(town, closed_by_hours(town), ids=TREES), "en", trust={})["About"].table
    assert ALL_DAY in about["Value"].tolist()


def test_the_memo_says_so_in_short_and_among_what_is_assumed(town: City) -> None:
    memo = memo_html(Memo(compare(town, closed_by_hours(town)), None, "2026-11-28T19:30:00+00:00", "city"), "en")
    assert memo.count(ALL_DAY) == 2


def test_compare_and_measure_say_so_in_words_and_in_json(folder, capsys) -> None:  # noqa: F811
    twin("scenario", "new", folder, "--name", "Ore")
    by_hours = ("--set", "modes=car", "--set", "hours=07:00-09:00")
    twin("scenario", "add", folder, "--scenario", "Ore", "--kind", "close_street", "--id", "way/6", *by_hours)
    capsys.readouterr()
    assert compared(capsys, folder, "--after", "Ore", "--only", "trees")["caveats"] == [ALL_DAY]
    for command in (("compare", folder, "--after", "Ore"), ("measure", folder, "--scenario", "Ore")):
        twin(*command, "--only", "trees")
        assert ALL_DAY in capsys.readouterr().out
    twin("measure", folder, "--only", "trees")
    assert ALL_DAY not in capsys.readouterr().out


def test_who_gains_by_a_ban_of_cars_is_told_to_be_none(yard: City) -> None:
    found = compare(yard, zoned(yard), ids=[BY_CAR])
    assert found.totals.loc[BY_CAR, "gain"] > 0
    assert BY_PRIVATE_WAYS in found.table().loc[BY_CAR, "note"]


def test_that_is_told_beside_a_scenario_that_leaves_the_ways_alone_too(yard: City) -> None:
    watched = yard.scenario("Senzor").add_sensors(lonlat(0, 230))
    assert BY_PRIVATE_WAYS in compare(watched, zoned(yard), ids=[BY_CAR]).table().loc[BY_CAR, "note"]
    calmed = yard.scenario("Filtru").close_street(str(yard.streets.index[0]), modes=["walk"])
    assert BY_PRIVATE_WAYS not in compare(calmed, zoned(yard), ids=[BY_CAR]).table().loc[BY_CAR, "note"]


def test_a_new_street_beside_the_zone_may_well_make_somebody_faster(yard: City) -> None:
    plan = zoned(yard).add_street([lonlat(60, 200), lonlat(0, 200)], highway="residential")
    found = compare(yard, plan, ids=[BY_CAR])
    assert found.totals.loc[BY_CAR, "gain"] > 0
    assert BY_PRIVATE_WAYS not in found.table().loc[BY_CAR, "note"]
