"""The board: numbers follow the desk, are told as old until new ones are there, and are sorted and compared."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient
from trame_server.state import State

from tests.viewer.planner import Planner, planner
from tests.viewer.test_desk import closing, razing
from twin.store import Store
from viewer.desk import Desk
from viewer.numbers import Numbers
from viewer.shared import Shared
from viewer.visitor import ANONYMOUS


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def until(ana: Planner, holds: Callable[[], bool]) -> None:
    """Wait for what the server goes on with after an action."""
    for _ in range(600):
        ana.call("trame.state.get")
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"it never came: {ana.state['board_error']}")


def measured(ana: Planner) -> dict[str, dict]:
    until(ana, lambda: ana.state["board"] is not None and not ana.state["board_busy"])
    return ana.state["board"]["rows"]


def test_nothing_is_measured_before_somebody_looks(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    assert ana.state["board"] is None
    ana.act("look_at_board")
    assert ana.state["board_busy"] is True
    assert measured(ana)["residents_per_km2"]["verdict"] == "different"
    assert ana.state["board_busy"] is False


def test_without_a_scenario_the_board_has_the_values_of_the_city(ana: Planner) -> None:
    ana.act("look_at_board")
    rows = measured(ana)
    assert ana.state["board"]["is_compared"] is False
    assert rows["trees"]["after"] == "1"
    assert rows["public_bikes"]["after"] == "not known"
    assert rows["public_bikes"]["note"].startswith("Not known, because")
    ana.act("choose_language", "ro")
    assert ana.state["board"]["rows"]["trees"]["title"] == "Arbori"


def test_winter_sun_is_measured_on_request(ana: Planner) -> None:
    ana.act("look_at_board")
    assert "winter_sun_homes" not in measured(ana)
    assert ana.state["board"]["has_slow"] is False
    ana.act("measure_slow", True)
    until(ana, lambda: ana.state["board"]["has_slow"])
    assert ana.state["board"]["rows"]["winter_sun_homes"]["after"].endswith("h")
    ana.act("look_into", "winter_sun_homes")
    assert ana.state["board_detail"]["id"] == "winter_sun_homes"
    ana.act("measure_slow", False)
    until(ana, lambda: not ana.state["board"]["has_slow"])
    assert ana.state["board_detail"] is None


def test_painting_winter_sun_measures_it_and_no_longer_measured_it_goes(ana: Planner) -> None:
    offered = [each["value"] for group in ana.state["paint_choices"] for each in group["options"]]
    assert "winter_sun_homes" in offered
    ana.act("paint", "winter_sun_homes")
    until(ana, lambda: bool(ana.state["paint"]) and bool(ana.state["paint"]["url"]))
    assert ana.state["board_slow"] is True
    ana.act("measure_slow", False)
    until(ana, lambda: ana.state["paint"] is None)


def test_the_board_follows_the_desk_and_says_who_loses(ana: Planner, tiny_store: Store) -> None:
    ana.act("look_at_board")
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    until(ana, lambda: bool(ana.state["board"]) and ana.state["board"]["is_compared"] and not ana.state["board_busy"])
    board = ana.state["board"]
    assert board["rows"]["residents_per_km2"]["difference"].startswith("−")
    assert [row["removed"] for row in board["objects"]] == ["1"]
    ana.act("look_into", "residents_per_km2")
    assert ana.state["board_detail"]["id"] == "residents_per_km2"
    ana.act("undo_edit")
    until(ana, lambda: not ana.state["board_busy"])
    assert ana.state["board"]["rows"]["residents_per_km2"]["verdict"] == "same"


def test_rows_are_sorted_both_ways_and_those_that_stayed_are_hidden(ana: Planner, tiny_store: Store) -> None:
    ana.act("look_at_board")
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    until(ana, lambda: bool(ana.state["board"]) and ana.state["board"]["is_compared"] and not ana.state["board_busy"])
    rows = ana.state["board"]["rows"]
    ana.act("sort_board", "title", False)
    titles = [rows[id]["title"] for id in ana.state["board_order"]]
    assert titles == sorted(titles, key=str.casefold)
    ana.act("sort_board", "title", True)
    assert ana.state["board_sort"] == {"column": "title", "way": "descending", "changed": True}
    assert "residents_per_km2" in ana.state["board_order"]
    assert not {"trees", "public_bikes"} & set(ana.state["board_order"])
    ana.act("sort_board", "lose", True)
    assert ana.state["board_sort"]["way"] == "descending"  # most losers first
    ana.act("sort_board", "lose", True)
    assert ana.state["board_sort"]["way"] == "ascending"


def test_the_newest_question_wins(ana: Planner, tiny_store: Store) -> None:
    ana.act("look_at_board")
    ana.act("new_scenario", "Mult deodată")
    for id in ("way/1", "way/2"):
        ana.act("add_edit", razing(id))
    until(ana, lambda: bool(ana.state["board"]) and ana.state["board"]["is_compared"] and not ana.state["board_busy"])
    assert [row["removed"] for row in ana.state["board"]["objects"]] == ["2"]


def test_an_answer_that_is_overtaken_while_it_is_told_is_not_called_current(tiny_store: Store) -> None:
    async def act() -> list[bool]:
        shared, state = Shared.of_store(tiny_store, {}), State()
        desk = Desk(state, shared, language=lambda: "en", visitor=lambda: ANONYMOUS)
        await desk.new_scenario("Plan")
        ours = desk.work.scenario if desk.work else None

        def language() -> str:
            if numbers.answer is not None and numbers.before is None:
                numbers.before = ours  # asked for while the first answer is being told
            return "en"

        numbers, busy = Numbers(state, shared, desk, language=language), []
        numbers.on_change.append(lambda: busy.append(bool(state.board_busy)))
        numbers.look("board")
        while len(busy) < 2:
            await asyncio.sleep(0.02)
        return busy

    assert asyncio.run(act()) == [True, False]


@pytest.mark.parametrize(
    ("action", "arguments"),
    [("choose_before", [7]), ("choose_before", ["none such"])],
)
def test_what_is_no_scenario_is_refused_with_a_sentence(ana: Planner, action: str, arguments: list[object]) -> None:
    ana.act(action, *arguments)
    assert ana.state["notice"]["number"] == 1
    assert ana.state["board_before"] == ""


def test_the_head_of_the_board_says_how_many_residents_lose_and_gain(ana: Planner, tiny_store: Store) -> None:
    ana.act("look_at_board")
    ana.act("new_scenario", "Închisă")
    ana.act("add_edit", closing("way/4"))
    until(ana, lambda: bool(ana.state["board"]) and ana.state["board"]["is_compared"] and not ana.state["board_busy"])
    board, rows = ana.state["board"], ana.state["board"]["rows"]
    assert board["headline"] == board["moved"]
    assert [each["verdict"] for each in board["moved"]] == ["worse"]
    assert re.fullmatch(r"[1-9][0-9,]* residents lose", board["moved"][0]["text"])
    assert rows[ana.state["board_order"][0]]["lose"] not in ("", "0")  # what moves most residents stands first


def test_what_no_indicator_is_called_opens_nothing(ana: Planner) -> None:
    ana.act("look_into", {"a": 1})
    ana.act("sort_board", ["x"], "yes")
    assert ana.state["board_detail"] is None
    assert ana.state["board_sort"]["column"] == "people"


def test_a_street_closed_to_cars_is_named_among_what_changed(ana: Planner, tiny_store: Store) -> None:
    ana.act("look_at_board")
    ana.act("new_scenario", "Strada liberă")
    ana.act("add_edit", closing(str(tiny_store.city.streets.index[0])))
    until(ana, lambda: bool(ana.state["board"]) and ana.state["board"]["is_compared"] and not ana.state["board_busy"])
    assert [row["title"] for row in ana.state["board"]["objects"]] == ["Streets and paths"]


def test_the_board_says_that_a_closure_by_hours_counts_all_day(ana: Planner) -> None:
    ana.act("look_at_board")
    measured(ana)
    assert ana.state["board"]["caveats"] == []
    ana.act("new_scenario", "Dimineața")
    closed = closing("way/4")
    ana.act("add_edit", {**closed, "after": {"modes": ["car"], "hours": "07:00-09:00"}})
    until(ana, lambda: bool(ana.state["board"]["is_compared"]) and not ana.state["board_busy"])
    assert ana.state["board"]["caveats"] == ["Closures by hours count as in force all day."]
