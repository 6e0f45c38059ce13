"""The trust suite holds for what the engine makes, and fails for what it must not let through."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.twin.edited_town import block, lonlat
from tests.twin.tiny_graph import graph_of
from twin.city import City
from twin.indicators import Board, measure
from twin.measurement import Measurement, areas_from_ids, measured
from twin.scenario_store import ScenarioStore
from twin.scenario_trust import keep_verification, last_failure, last_verification, verified
from twin.store import write_store
from twin.trip_checks import wrong_trips
from twin.verification import TITLES, Check, Verification, totals_check, verify

ORIGIN = (0.0, 0.0)


@pytest.fixture(scope="module")
def folder(town: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(town, tmp_path_factory.mktemp("stores") / "town").folder


def answers(found: Verification) -> dict[str, bool | None]:
    return {check.id: check.holds for check in found.checks}


def test_all_holds_of_a_scenario_that_closes_builds_and_joins(town: City) -> None:
    plan = (
        town.scenario("Plan")
        .close_street("way/6", modes=["car"])
        .add_building(block(-150, -150, 20), storeys=5, use="apartments")
        .add_street([lonlat(-150, 0.5), lonlat(-150, 120), lonlat(0.5, 150)], highway="footway")
    )
    found = verify(plan)
    assert found.holds
    assert answers(found) == dict.fromkeys(TITLES, True) | {"totals": None}  # the town has no neighbourhoods


def test_what_a_scenario_does_not_touch_is_nothing_to_check(town: City) -> None:
    found = answers(verify(town.scenario("Plan").add_trees(lonlat(-100, -100))))
    assert found["closures"] is None
    assert found["links"] is None
    assert found["residents"] is True


def of_seconds(*seconds: float) -> City:
    """Return a city whose graph is a street of three nodes with these seconds between them."""
    graph = graph_of([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)], origin=ORIGIN)
    nodes = graph.nodes.assign(osm_node=np.arange(1, 4))
    arcs = graph.arcs.assign(walk=np.asarray(seconds)[graph.arcs["link"].to_numpy()])
    return _city(replace(graph, nodes=nodes, arcs=arcs, _compiled={}))


def _city(graph: object) -> City:
    class Ways:
        mobility = graph

    return Ways()  # type: ignore[return-value]


def test_a_closure_that_shortens_a_trip_is_told_with_the_trip() -> None:
    looked, found = wrong_trips(of_seconds(100, 100), of_seconds(100, 60), ["walk"], longer=False)
    assert looked == 9
    assert [(trip.mode, trip.before_s - trip.after_s) for trip in found] == [("walk", 40)]
    assert wrong_trips(of_seconds(100, 100), of_seconds(100, np.inf), ["walk"], longer=False)[1] == []


def test_a_new_way_that_lengthens_a_trip_is_told_with_the_trip() -> None:
    (trip,) = wrong_trips(of_seconds(100, 100), of_seconds(130, 100), ["walk"], longer=True)[1]
    assert trip.after_s - trip.before_s == 30
    assert wrong_trips(of_seconds(100, 100), of_seconds(50, 100), ["walk"], longer=True)[1] == []


def board_of(demo: City, value: float) -> Board:
    ids = demo.neighbourhoods.index.to_numpy(object)[:2]
    made = measured(demo, areas_from_ids(demo, ids), [3.0, 4.0])
    return Board(demo, {"trees": replace(made, value=value)})


def test_neighbourhoods_that_do_not_add_up_are_told(demo_city: City) -> None:
    assert totals_check(board_of(demo_city, 7.0)).holds is True
    wrong = totals_check(board_of(demo_city, 8.0))
    assert wrong.holds is False
    assert wrong.text("en") == "trees: 8 in the city, 7 in all neighbourhoods"


def test_a_number_taken_over_that_is_not_that_computed_anew_is_told(town: City) -> None:
    plan = town.scenario("Plan").close_street("way/6")
    taken = measure(plan.applied)["floor_area_ha"]
    plan.applied._kept["indicator floor_area_ha"] = Measurement(taken.value + 1)
    found = verify(plan)
    (check,) = [check for check in found.checks if check.id == "anew"]
    assert check.holds is False
    assert check.text("en").startswith("floor_area_ha: ")
    assert not found.holds


def test_a_table_that_was_edited_in_place_is_told(folder: Path) -> None:
    city = City.open(folder)
    plan = city.scenario("Plan").limit_speed("way/5", kmh=30)
    assert answers(verify(plan))["undo"] is True
    city.streets.loc["way/6", "name"] = "Altă stradă"
    assert answers(verify(plan))["undo"] is False


def test_the_answer_is_kept_for_the_state_it_was_given_for(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    plan = store.new("Încredere").close_street("way/6", modes=["car"])
    assert last_verification(store, plan) is None
    _, made = verified(store, "Încredere")
    assert last_verification(store, plan) == made
    later = plan.limit_speed("way/5", kmh=30)
    assert last_verification(store, later) is None
    assert last_verification(store, later.undo()) == made


def test_the_newest_failure_of_another_state_is_found(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    plan = store.new("Neîncredere").close_street("way/6", modes=["car"])
    holds, fails = (Check("links", answer, "trips compared: {count}", {"count": 3}) for answer in (True, False))
    keep_verification(store, plan, Verification((fails,), "2026-11-28T19:30:00+00:00"))
    assert last_failure(store, plan) is None  # it is of this very state: `last_verification` says it
    later = plan.limit_speed("way/5", kmh=30)
    assert last_failure(store, later) == Verification((fails,), "2026-11-28T19:30:00+00:00")
    keep_verification(store, plan, Verification((holds,), "2026-11-28T20:30:00+00:00"))  # asked again: it holds
    assert last_failure(store, later) is None


def test_what_was_seen_is_said_in_both_languages() -> None:
    check = Check("residents", True, "{before} before + {new} new − {gone} gone = {after} after",
                  {"before": 1234.5, "new": 6.0, "gone": 0.0, "after": 1240.5})  # fmt: skip
    assert check.text("en") == "1,234 before + 6 new − 0 gone = 1,240 after"
    odd = Check("residents", True, check.said, {"before": 1234.4, "new": 6.4, "gone": 0.0, "after": 1240.8})
    assert odd.text("ro") == "1.234,4 înainte + 6,4 noi − 0 plecați = 1.240,8 după"
