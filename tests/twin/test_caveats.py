"""What is said with the numbers of an edited city, wherever these stand."""

from tests.twin.test_cli_compare import compared, folder, made_once, twin  # noqa: F401 - fixtures
from twin.caveats import ALL_DAY, caveats
from twin.city import City
from twin.comparison import compare
from twin.comparison_export import sheets
from twin.memo import Memo, memo_html
from twin.scenario import Scenario

TREES = ["trees"]


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
