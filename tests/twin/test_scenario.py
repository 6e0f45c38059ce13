"""Scenarios as values: edits on a city, undone, done again, switched off, put in another order."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import UsageError
from tests.twin.edited_town import block
from twin.city import City
from twin.city_version import city_version
from twin.hours import hours_of_tag
from twin.scenario import Scenario, ScenarioError
from twin.scenario_names import key_of
from twin.store import write_store


@pytest.fixture
def plan(town: City) -> Scenario:
    """Return a plan in which the second edit needs the first, and the third stands alone."""
    made = town.scenario("Planul Ănei", author="Ana").demolish("way/1")
    return made.add_building(block(0, 50, 10), storeys=5, use="apartments").limit_speed("way/5", kmh=30)


def test_a_name_is_written_in_plain_letters_in_ids(plan: Scenario) -> None:
    assert plan.key == "planul-anei"
    assert [edit.id for edit in plan.edits] == ["planul-anei/1", "planul-anei/2", "planul-anei/3"]
    with pytest.raises(UsageError, match="no name"):
        key_of("…")


def test_edits_carry_author_and_time(plan: Scenario) -> None:
    assert {edit.author for edit in plan.edits} == {"Ana"}
    assert all(edit.made_at.endswith("+00:00") for edit in plan.edits)


def test_a_scenario_applied_has_its_edits_made(plan: Scenario, town: City) -> None:
    after = plan.apply(town)
    assert after.buildings.index.tolist() == ["way/2", "sketch/planul-anei/2"]
    assert after.streets.loc["way/5", "maxspeed_kmh"] == 30


def test_a_scenario_is_applied_to_its_own_city_where_none_is_named(plan: Scenario, town: City) -> None:
    assert plan.apply() is plan.applied
    closed = plan.close_street("way/5", modes=["car"], hours="07:00-09:00")
    assert hours_of_tag(closed.apply(at=time(12)).streets.loc["way/5", "motorcar"]) is None
    assert hours_of_tag(closed.apply(at=time(8)).streets.loc["way/5", "motorcar"]) == "07:00-09:00"
    with pytest.raises(UsageError, match="no city to stand on"):
        replace(plan, city=None, _applied=None).apply()


def test_applying_shares_layers_that_are_not_touched(plan: Scenario, town: City) -> None:
    after = plan.apply(town)
    assert after.layers["trees"] is town.layers["trees"]
    assert after.terrain is town.terrain


def test_edit_by_edit_gives_the_city_of_all_at_once(plan: Scenario, town: City) -> None:
    at_once = plan.apply(town)
    assert all(plan.applied.layers[name].table.equals(at_once.layers[name].table) for name in town.layers)


def test_all_undone_is_the_city_itself(plan: Scenario, town: City) -> None:
    undone = plan.undo().undo().undo()
    assert undone.edits == ()
    assert all(undone.applied.layers[name] is town.layers[name] for name in town.layers)
    with pytest.raises(UsageError, match="Nothing is left to undo"):
        undone.undo()


def test_what_was_undone_can_be_done_again_until_something_else_is_done(plan: Scenario) -> None:
    assert plan.undo().redo().edits == plan.edits
    with pytest.raises(UsageError, match="Nothing is left to do again"):
        plan.undo().close_street("way/6").redo()


def test_an_edit_that_was_undone_is_kept_in_the_history(plan: Scenario) -> None:
    other = plan.undo().close_street("way/6")
    assert "planul-anei/3" in other.history.edits
    assert [edit.id for edit in other.edits] == ["planul-anei/1", "planul-anei/2", "planul-anei/4"]


def test_an_edit_switched_off_is_not_made_and_can_come_back(plan: Scenario, town: City) -> None:
    off = plan.switch("planul-anei/3", on=False)
    assert off.applied.streets.loc["way/5", "maxspeed_kmh"] == 50
    assert off.switch("planul-anei/3", on=True).applied.streets.loc["way/5", "maxspeed_kmh"] == 30


def test_an_edit_that_another_needs_cannot_be_switched_off_or_taken_out(plan: Scenario) -> None:
    needed = r"Edit 1: other edits need it: 2 \(New building: Block of flats, storeys: 5\)\. Take these out"
    with pytest.raises(ScenarioError, match=needed):
        plan.switch("planul-anei/1", on=False)
    with pytest.raises(ScenarioError, match=needed) as refused:
        plan.remove("planul-anei/1")
    assert "alte modificări au nevoie de ea: 2 (Clădire nouă" in refused.value.text("ro")


def test_a_scenario_is_verified_as_it_is_measured(plan: Scenario) -> None:
    assert plan.verify().holds


def test_edits_can_change_places_but_not_before_what_they_need(plan: Scenario) -> None:
    one, two, three = (edit.id for edit in plan.edits)
    assert [edit.id for edit in plan.reorder([three, one, two]).edits] == [three, one, two]
    with pytest.raises(ScenarioError, match="Edit 1"):
        plan.reorder([two, one, three])
    with pytest.raises(UsageError, match="name each edit once"):
        plan.reorder([one, two])


def test_a_clone_goes_its_own_way_and_keeps_what_was_made(plan: Scenario) -> None:
    copy = plan.clone("Alt plan").change_building("sketch/planul-anei/2", storeys=2)
    assert copy.edits[-1].id == "alt-plan/1"
    assert copy.applied.buildings.loc["sketch/planul-anei/2", "levels"] == 2
    assert plan.applied.buildings.loc["sketch/planul-anei/2", "levels"] == 5


def test_an_edit_that_the_city_refuses_leaves_the_scenario_as_it_was(plan: Scenario) -> None:
    with pytest.raises(ScenarioError) as refused:
        plan.limit_speed("way/5", kmh=30)
    assert refused.value.number == 4
    assert len(plan.edits) == 3


def test_a_refusal_is_whole_in_every_language(plan: Scenario) -> None:
    with pytest.raises(ScenarioError) as refused:
        plan.demolish("way/77")
    assert "way/77" in refused.value.text("ro")


def test_a_scenario_of_another_city_is_not_applied(plan: Scenario, demo_city: City, tiny_city: City) -> None:
    with pytest.raises(UsageError, match="is one of the city"):
        plan.apply(demo_city)
    with pytest.raises(UsageError, match="was drawn on version"):
        plan.apply(tiny_city)


def test_the_version_of_a_city_is_that_of_its_store(town: City, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("stored")
    stored = write_store(town, folder).city
    assert city_version(stored) == city_version(town)
    assert city_version(write_store(town, folder).city) == city_version(town)


def test_an_edited_city_has_another_version(plan: Scenario, town: City) -> None:
    assert city_version(plan.applied) != city_version(town)


STEPS = st.lists(st.sampled_from(["close", "limit", "trees", "undo", "redo", "off", "on"]), max_size=9)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_whatever_was_done_undoing_it_all_gives_the_city_back(town: City, steps: list[str]) -> None:
    plan = town.scenario("A")
    for step in steps:
        plan = _stepped(plan, step)
    assert all(edit.id in plan.history.edits for edit in plan.edits)
    while plan.history.now.parent is not None:
        plan = plan.undo()
    assert plan.applied.streets is town.streets
    assert plan.applied.trees is town.trees


def _stepped(plan: Scenario, step: str) -> Scenario:
    try:
        match step:
            case "close":
                return plan.close_street("way/6")
            case "limit":
                return plan.limit_speed("way/5", kmh=20 + len(plan.history.edits))
            case "trees":
                return plan.add_trees((21.22, 45.75 + len(plan.history.edits) * 1e-5))
            case "undo":
                return plan.undo()
            case "redo":
                return plan.redo()
            case _:
                return plan.switch(plan.edits[0].id, on=step == "on") if plan.edits else plan
    except (UsageError, ScenarioError):
        return plan
