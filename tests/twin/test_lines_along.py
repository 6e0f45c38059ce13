"""Lines that run along a street, and what is said of them when it is closed."""

import pytest

from tests.twin.transit_town import transit_town
from twin.city import City
from twin.edits_streets import CloseStreet
from twin.lines_along import lines_along


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    return transit_town(tmp_path_factory.mktemp("town"))


def remarks(edit: CloseStreet, city: City) -> list[str]:
    return [remark.text("en") for remark in edit.remarks(city)]


def test_trams_run_along_their_boulevard_and_not_along_the_alley(town: City) -> None:
    assert lines_along(town, ["way/5"]) == ["2", "3"]
    assert lines_along(town, ["way/7", "way/99"]) == []


def test_closing_a_street_says_which_lines_still_run(town: City) -> None:
    assert remarks(CloseStreet(ids=("way/5",)), town) == ["Lines 2, 3 still run here: move their stops or change them."]


def test_a_street_closed_to_bicycles_alone_stops_no_line(town: City) -> None:
    assert remarks(CloseStreet(ids=("way/5",), modes=("bike",)), town) == []


def test_a_scenario_has_the_remarks_of_edits_that_are_on(town: City) -> None:
    plan = town.scenario("Plan").close_street("way/5")
    assert len(plan.remarks(plan.edits[0])) == 1
    off = plan.switch("plan/1", on=False)
    assert off.remarks(off.edits[0]) == []
