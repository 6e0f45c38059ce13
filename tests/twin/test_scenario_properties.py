"""What holds of every scenario, whatever was drawn: undone, done again, copied, exchanged, carried over."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import geopandas as gpd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPoint, Point

from layers.layer import Layer
from tests.twin.edited_town import block, lonlat
from tests.twin.test_rebase import FAR_TREE, newer
from twin.city import City
from twin.edit import Edit
from twin.edits import (
    AddBuilding,
    AddChargingStations,
    AddObject,
    AddPark,
    AddStop,
    AddTrees,
    BikeLane,
    ChangeBuilding,
    ChangeObject,
    CloseStreet,
    DemolishBuilding,
    LanesToBikeLane,
    OneWay,
    RemoveObject,
    SpeedLimit,
    VacantLandToPark,
)
from twin.rebase import rebase
from twin.scenario import Scenario, ScenarioError
from twin.scenario_file import scenario_from_json, scenario_text

EDITS: tuple[Edit, ...] = (
    CloseStreet(ids=("way/5",), modes=("car",)),
    CloseStreet(ids=("way/6", "way/7")),
    OneWay(ids=("way/6",), way="reverse"),
    SpeedLimit(ids=("way/5", "way/6"), kmh=30),
    SpeedLimit(ids=("way/5",), kmh=20),
    BikeLane(ids=("way/5",), side="right", lane="lane"),
    LanesToBikeLane(ids=("way/5",)),
    AddBuilding(place=block(-60, -60, 20), storeys=10, use="apartments"),
    AddBuilding(place=block(0, 50, 10), height_m=40, use="commercial"),  # where way/1 stands
    ChangeBuilding(ids=("way/2",), storeys=7),
    ChangeBuilding(ids=("sketch/plan/2",), use="public"),  # where the second edit is a building
    DemolishBuilding(ids=("way/1",)),
    AddPark(place=block(-150, 50, 40), name="Nou"),
    VacantLandToPark(ids=("way/3",)),
    AddTrees(place=LineString([lonlat(-100, -20), lonlat(-40, -20)])),
    AddChargingStations(place=MultiPoint([lonlat(-60, -80), lonlat(-50, -80)])),
    AddStop(place=Point(lonlat(50, -8)), name="Nouă"),
    AddObject(layer="streets", place=LineString([lonlat(0, 200), lonlat(-200, 0)]), columns={"class": "footway"}),
    ChangeObject(layer="green_space", ids=("way/4",), columns={"name": "Parcul Mare"}, place=block(200, 50, 60)),
    RemoveObject(layer="streets", ids=("way/7",)),
    RemoveObject(layer="bike_lanes", ids=("sketch/plan/1",)),  # where the first edit is a bike lane
)
DRAWN = st.lists(st.sampled_from(EDITS), min_size=1, max_size=5)
few = settings(max_examples=4, deadline=None, derandomize=True)
LANE, LANE_GONE = EDITS[5], EDITS[20]
CHAIN = [EDITS[11], EDITS[8], EDITS[10]]  # a house makes way for another, which is changed


@pytest.fixture(scope="module")
def newer_town(town: City) -> City:
    """Return the town with one tree more, far from everything."""
    return newer(town, "trees", FAR_TREE)


@pytest.fixture(scope="module")
def renamed_town(town: City) -> City:
    """Return the town in which every object has another id."""
    layers = {name: Layer(layer.kind, layer.table.rename(index=_other_id)) for name, layer in town.layers.items()}
    return replace(town, layers=layers, read_graph=None)


def drawn(town: City, edits: Sequence[Edit]) -> Scenario:
    """Return a scenario with those of the edits that are allowed, one at least."""
    plan = town.scenario("Plan", author="Ana")
    for edit in edits:
        plan = _or_as_it_was(plan, lambda plan, edit=edit: plan.add(edit))
    assume(plan.edits)
    return plan


def assert_same(city: City, other: City, *, besides: Sequence[str] = ()) -> None:
    different = [name for name in city.layers if not city.layers[name].table.equals(other.layers[name].table)]
    assert [name for name in different if name not in besides] == []


@few
@given(DRAWN)
def test_undoing_everything_gives_the_tables_of_the_city_themselves(town: City, edits: list[Edit]) -> None:
    plan = drawn(town, edits)
    for _ in plan.edits:
        plan = plan.undo()
    assert all(plan.applied.layers[name] is town.layers[name] for name in town.layers)


@few
@given(DRAWN)
def test_layers_that_no_edit_touches_are_those_of_the_city(town: City, edits: list[Edit]) -> None:
    after = drawn(town, edits).apply(town)
    untouched = {"water", "railways", "amenities", "crossings", "barriers"} & set(town.layers)
    assert untouched
    assert all(after.layers[name] is town.layers[name] for name in untouched)


@few
@given(DRAWN, st.integers(1, 6))
def test_undone_and_done_again_is_as_it_was(town: City, edits: list[Edit], steps: int) -> None:
    plan = again = drawn(town, edits)
    steps = min(steps, len(plan.edits))
    for _ in range(steps):
        again = again.undo()
    for _ in range(steps):
        again = again.redo()
    assert again == plan
    assert_same(again.applied, plan.applied)


@few
@given(DRAWN)
def test_applied_twice_gives_the_same_tables(town: City, edits: list[Edit]) -> None:
    plan = drawn(town, edits)
    assert_same(plan.apply(town), plan.apply(town))
    assert_same(plan.apply(town), plan.applied)


@few
@given(DRAWN, st.integers(0, 5))
def test_switched_off_and_on_is_as_it_was(town: City, edits: list[Edit], which: int) -> None:
    plan = drawn(town, edits)
    id = plan.edits[which % len(plan.edits)].id
    off = _or_as_it_was(plan, lambda plan: plan.switch(id, on=False))  # it stays on where another edit needs it
    on = off.switch(id, on=True)
    assert on.edits == plan.edits
    assert_same(on.applied, plan.applied)


@few
@given(DRAWN)
def test_a_clone_has_the_tables_of_its_model(town: City, edits: list[Edit]) -> None:
    plan = drawn(town, edits)
    assert plan.clone("Altul").edits == plan.edits
    assert_same(plan.clone("Altul").apply(town), plan.applied)


@few
@given(DRAWN)
@example(CHAIN)
def test_a_scenario_that_went_through_a_file_is_as_it_was(town: City, edits: list[Edit]) -> None:
    plan = drawn(town, edits)
    read = scenario_from_json(json.loads(scenario_text(plan)), town, file="plan.json")
    assert read.edits == plan.edits
    assert scenario_text(read) == scenario_text(plan)
    assert_same(read.applied, plan.applied)


@few
@given(DRAWN)
@example(CHAIN)
@example([LANE, LANE_GONE])
def test_on_newer_data_of_the_same_objects_every_edit_is_as_it_was(
    town: City, newer_town: City, edits: list[Edit]
) -> None:
    plan = drawn(town, edits)
    done = rebase(plan, newer_town)
    assert {outcome.status for outcome in done.outcomes} == {"applied"}
    assert done.scenario.edits == plan.edits
    assert_same(done.scenario.applied, plan.applied, besides=["trees"])
    assert done.scenario.applied.trees.drop(FAR_TREE[0]).index.equals(plan.applied.trees.index)


@few
@given(DRAWN)
@example(CHAIN)
@example([LANE, LANE_GONE])
def test_on_data_with_other_ids_every_edit_finds_its_objects(town: City, renamed_town: City, edits: list[Edit]) -> None:
    plan = drawn(town, edits)
    done = rebase(plan, renamed_town)
    for outcome in done.outcomes:
        of_data = [id for id in outcome.was.ids if not id.startswith("sketch/")]
        assert outcome.status == ("adjusted" if of_data else "applied")
        assert outcome.edit.ids == tuple(_other_id(id) for id in outcome.was.ids)
    for name in town.layers:
        assert _renamed(plan.applied.layers[name].table).equals(done.scenario.applied.layers[name].table), name


def _other_id(id: str) -> str:
    return id if id.startswith("sketch/") else f"{id}0"


def _renamed(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    renamed = table.rename(index=_other_id)
    if "street_id" not in renamed or not len(renamed):
        return renamed
    return renamed.assign(street_id=renamed["street_id"].map(_other_id, na_action="ignore"))


def _or_as_it_was(plan: Scenario, step: Callable[[Scenario], Scenario]) -> Scenario:
    """Return a scenario one step on, or as it was where the step is refused."""
    try:
        return step(plan)
    except ScenarioError:
        return plan
