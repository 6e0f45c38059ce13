"""The moment that a page looks at: chosen, refused, and followed by closures, questions, cards and links."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.tiny import CENTRE_LONLAT
from twin.store import Store
from viewer.view_state import CameraView, ViewState

from .planner import Planner, planner

HERE = CameraView(*CENTRE_LONLAT, 900, 0, 50)
MORNING, NOON = "2026-11-30T08:15", "2026-11-30T12:00"


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def until(ana: Planner, is_so: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Wait until the server has said what is waited for."""
    for _ in range(600):
        ana.call("trame.state.get")
        if is_so(ana.state):
            return ana.state
        time.sleep(0.05)
    raise AssertionError("the server never said so")


def close_by_hours(ana: Planner, store: Store) -> None:
    target = {"layer": "streets", "ids": [str(store.city.streets.index[0])]}
    after = {"modes": ["walk", "car", "bike"], "hours": "07:00-09:00"}
    ana.act("new_scenario", "Dimineața")
    ana.act("add_edit", {"kind": "close_street", "target": target, "after": after})


def look(ana: Planner) -> list[str]:
    state = until(ana, lambda state: not state["changes_wait"])
    return [each["look"] for each in state["changes"]["legend"]]


def test_a_page_looks_at_now_until_a_moment_is_chosen_and_again_afterwards(ana: Planner) -> None:
    assert ana.state["moment"]["is_live"]
    moment = ana.act("choose_moment", MORNING)["moment"]
    assert (moment["is_live"], moment["text"], moment["step"]) == (False, "Monday, 30 November 2026, 08:15", 33)
    assert moment["time"] == "2026-11-30T08:15+00:00"  # the tiny town says no time zone
    assert "hours are those of UTC" in moment["followers"][-1]["text"]
    assert ana.act("choose_language", "ro")["moment"]["text"] == "luni, 30 noiembrie 2026, 08:15"
    assert ana.act("choose_moment", "")["moment"]["is_live"]


@pytest.mark.parametrize("forged", [None, 7, {}, "soon", "2026-11-30T25:00", "0001-01-01T00:00", "x" * 10_000])
def test_a_forged_moment_is_refused_in_a_sentence(ana: Planner, forged: object) -> None:
    ana.act("choose_moment", forged)
    assert "no day and time" in ana.state["notice"]["text"]
    assert ana.state["moment"]["is_live"]


def test_a_closure_by_hours_is_marked_as_it_is_at_the_moment_and_only_after_the_scenario(
    ana: Planner, tiny_store: Store
) -> None:
    ana.act("choose_moment", MORNING)
    close_by_hours(ana, tiny_store)
    assert look(ana) == ["closed"]
    assert ana.state["moment"]["followers"][0]["text"].startswith("1 closure by hours, in force then: 1.")
    ana.act("choose_moment", NOON)
    assert look(ana) == ["closed_at_other_hours"]
    mark = ana.state["changes"]["marks"][0]
    assert (mark["text"], len(mark["lines"][0][0])) == ("07:00–09:00", 3)
    ana.act("look_at", "before")
    assert (look(ana), ana.state["changes"]["marks"]) == ([], [])
    ana.act("look_at", "after")
    assert look(ana) == ["closed_at_other_hours"]


def test_an_answer_is_as_of_the_moment_and_asked_again_when_that_changes_it(ana: Planner, tiny_store: Store) -> None:
    ana.act("choose_moment", NOON)
    close_by_hours(ana, tiny_store)
    frame = tiny_store.city.frame
    x, y = (float(v) for v in frame.from_lonlat_points(*CENTRE_LONLAT))
    ana.act("ask_isochrone", [x - frame.origin[0], y - frame.origin[1]], "walk", [5])
    answer = until(ana, lambda state: not state["ask_working"])["answer"]
    assert answer["as_of"] == "As of Monday, 30 November 2026, 12:00: 1 closure by hours, in force then: 0."
    ana.act("choose_moment", "2026-11-30T13:00")  # nothing else holds then: only the words are others
    assert not ana.state["ask_working"]
    assert "13:00" in ana.state["answer"]["as_of"]
    ana.act("choose_moment", MORNING)
    state = until(ana, lambda state: not state["ask_working"])
    assert state["answer"] is None  # the town's one street is closed to all
    assert "300 m from every way" in state["ask_error"]


def test_who_is_served_is_asked_of_the_closures_in_force_at_the_moment(ana: Planner, tiny_store: Store) -> None:
    ana.act("choose_moment", NOON)
    close_by_hours(ana, tiny_store)
    ana.act("ask_nearest", "green_space:park", "walk", [10])
    at_noon = until(ana, lambda state: not state["ask_working"])["answer"]
    assert at_noon["as_of"].endswith("1 closure by hours, in force then: 0.")
    ana.act("choose_moment", MORNING)
    in_the_morning = until(ana, lambda state: not state["ask_working"])["answer"]
    assert in_the_morning["tables"] != at_noon["tables"]  # nobody gets out of home
    assert in_the_morning["as_of"].endswith("1 closure by hours, in force then: 1.")


@pytest.mark.parametrize(("mode", "said"), [("walk", "At any hour:"), ("transit", "For a whole day:")])
def test_an_answer_that_no_moment_changes_says_so(ana: Planner, mode: str, said: str) -> None:
    ana.act("choose_moment", NOON)
    ana.act("ask_nearest", "green_space:park", mode, [10])
    assert until(ana, lambda state: not state["ask_working"])["answer"]["as_of"].startswith(said)


def test_a_link_carries_the_moment_and_one_without_goes_back_to_now(ana: Planner) -> None:
    ana.act("show_view", ViewState(HERE, time="2026-11-30T10:15+02:00").to_link())
    assert ana.state["moment"]["time"] == "2026-11-30T08:15+00:00"
    ana.act("show_view", ViewState(HERE).to_link())
    assert ana.state["moment"]["is_live"]
