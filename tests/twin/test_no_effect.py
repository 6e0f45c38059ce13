"""Edits that would change nothing are refused, and texts that are empty are none."""

import pytest

from tests.twin.edited_town import block, lonlat
from twin.city import City
from twin.edit import Edit
from twin.edits_buildings import ChangeBuilding
from twin.edits_objects import ChangeObject
from twin.edits_streets import CloseStreet, SpeedLimit
from twin.scenario import Scenario


def refusal(edit: Edit, city: City) -> str:
    return " ".join(str(problem) for problem in edit.check(city))


@pytest.mark.parametrize(
    "edit",
    [
        ChangeBuilding(ids=("way/1",), height_m=6),
        ChangeBuilding(ids=("way/1",), height_m=6.0, use="house"),
        ChangeObject(layer="buildings", ids=("way/1",), columns={"name": "Casa"}),
    ],
)
def test_what_is_so_already_is_refused(edit: Edit, town: City) -> None:
    assert refusal(edit, town) == "Casa (way/1) is so already. Leave it out."


def test_what_is_so_of_some_objects_alone_names_these(town: City) -> None:
    assert refusal(ChangeBuilding(ids=("way/1", "way/2"), use="house"), town).startswith("Casa (way/1) is so already.")
    assert refusal(ChangeBuilding(ids=("way/1",), use="house", storeys=3), town) == ""


def test_an_empty_name_where_there_is_none_changes_nothing(town: City) -> None:
    at = Scenario.on(town, "Plan").add_park(block(-60, -60, 20), name="")
    assert at.edits[0].describe("en") == "New park"
    assert at.applied.green_space.loc[["sketch/plan/1"], "name"].isna().all()
    named = ChangeObject(layer="green_space", ids=("way/4",), columns={"name": ""})
    assert refusal(named, town) == ""
    assert named.apply(town).green_space.loc[["way/4"], "name"].isna().all()
    for name in ("", None):
        edit = ChangeObject(layer="green_space", ids=("sketch/plan/1",), columns={"name": name})
        assert "is so already" in refusal(edit, at.applied)


def test_a_stop_that_stays_where_it_is_is_refused(town: City) -> None:
    plan = Scenario.on(town, "Plan").add_stop(lonlat(-60, -60), name="Nouă")
    stop = plan.applied.transit.geometry.loc["sketch/plan/1"]
    with pytest.raises(Exception, match="Nouă stands there already"):
        plan.move_stop("sketch/plan/1", town.frame.to_lonlat_points(stop.x, stop.y))


@pytest.mark.parametrize("ids", [("",), ([],), ("way/6", "")])
def test_an_empty_id_is_refused_as_such(ids: tuple[str, ...], town: City) -> None:
    assert refusal(CloseStreet(ids=ids), town) == "An id is empty. Give ids one by one, as texts, such as way/12."


@pytest.mark.parametrize(("kmh", "said"), [(30, "30 km/h"), (30.0, "30 km/h"), (30.5, "30.5 km/h")])
def test_a_limit_is_told_as_it_is(kmh: float, said: str, town: City) -> None:
    assert SpeedLimit(ids=("way/6",), kmh=kmh).expecting(town).describe("en").endswith(said)
