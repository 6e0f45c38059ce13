"""Lines that run along a street, and what is said of them when it is closed."""

import pytest
import shapely

from tests.twin.transit_town import transit_town
from twin.city import City
from twin.edited_tables import with_table
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


def test_no_line_runs_along_the_pavement_beside_its_street(town: City) -> None:
    streets = town.streets.copy()
    streets.loc["way/5", "class"] = "footway"
    assert lines_along(with_table(town, "streets", streets), ["way/5"]) == []


def test_a_line_that_crosses_a_short_street_does_not_run_along_it(town: City) -> None:
    x_m, y_m = shapely.get_coordinates(town.streets.geometry.loc["way/6"])[0]
    across = shapely.LineString([(x_m + 50, y_m - 8), (x_m + 56, y_m + 8)])
    streets = town.streets.copy()
    streets.loc["way/6", "geometry"] = across
    assert lines_along(with_table(town, "streets", streets), ["way/6"]) == []


def test_closing_a_street_says_which_lines_still_run(town: City) -> None:
    assert remarks(CloseStreet(ids=("way/5",)), town) == ["Lines 2, 3 still run here: move their stops or change them."]


def test_a_street_closed_to_bicycles_alone_stops_no_line(town: City) -> None:
    assert remarks(CloseStreet(ids=("way/5",), modes=("bike",)), town) == []


def test_a_scenario_has_the_remarks_of_edits_that_are_on(town: City) -> None:
    plan = town.scenario("Plan").close_street("way/5")
    assert len(plan.remarks(plan.edits[0])) == 1
    off = plan.switch("plan/1", on=False)
    assert off.remarks(off.edits[0]) == []
