"""Comments and company on the page: planners write, others see it at once, nobody else may; who has what open."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from geodata.errors import StoreError
from tests.viewer.planner import Planner, planner
from tests.viewer.signing_in import cookie_of
from tests.viewer.test_desk import razing
from twin.scenario_store import ScenarioStore
from twin.store import Store, open_store
from twin.users import Role
from viewer.company import OUTSIDE
from viewer.server import create_app

PLACE = {"point": [10.0, 20.0, 500.0], "layer": "", "id": ""}


@pytest.fixture
def store(tiny_store_folder: Path, tmp_path: Path) -> Store:
    return open_store(Path(shutil.copytree(tiny_store_folder, tmp_path / "tiny")))


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(store, max_sessions=4), base_url="http://localhost") as client:
        yield client


def signed_in(client: TestClient, store: Store, name: str, role: Role = "planner") -> Any:
    client.cookies.clear()
    client.cookies.set(*cookie_of(store.folder, name, role=role))
    return planner(client, **{"accept-language": "en"})


@pytest.fixture
def ana(client: TestClient, store: Store) -> Iterator[Planner]:
    with signed_in(client, store, "Ana") as ana:
        client.cookies.clear()
        yield ana


def heard(someone: Planner, name: str, value: object) -> bool:
    """Return whether the page was told something without doing anything that asks for it."""
    for _ in range(200):
        if someone.state.get(name) == value:
            return True
        someone.call("trame.state.get")
    return False


def texts(someone: Planner) -> list[str]:
    return [comment["text"] for comment in someone.state["comments"]]


def test_a_comment_stands_at_its_place_and_on_its_object_in_the_language_of_the_page(
    ana: Planner, store: Store
) -> None:
    building = str(store.city.buildings.index[0])
    place = ana.call("trame.trigger", ["place_comment", [{"layer": "buildings", "id": building}], {}])
    assert (place["layer"], place["id"]) == ("buildings", building)
    ground = store.city.terrain.heights_at(
        store.city.buildings.geometry.iloc[:1].representative_point().get_coordinates().to_numpy()
    )
    assert place["point"][2] == pytest.approx(ground[0] + store.city.buildings["height_m"].iloc[0], abs=0.01)
    ana.act("add_comment", "Prea înalt", place)
    (row,) = ana.state["comments"]
    assert row["point"] == pytest.approx(place["point"], abs=0.02)
    assert (row["on"], row["author"], row["is_open"]) == (place["title"], "Ana", True)
    ana.act("choose_language", "ro")
    tile = next(tile for tile in ana.state["tiles"] if tile["id"].startswith("buildings/"))
    clicked = ana.call(
        "trame.trigger", ["place_comment", [{"point": [1.0, 2.0, 3.0], "tile": tile["id"], "row": 0}], {}]
    )
    assert clicked["layer"] == "buildings"
    assert clicked["point"] == [1.0, 2.0, 3.0]


def test_what_one_planner_writes_another_sees_and_settles_and_a_guest_reads(
    ana: Planner, client: TestClient, store: Store
) -> None:
    ana.act("list_comments")
    with signed_in(client, store, "Ion") as ion:
        client.cookies.clear()
        with planner(client, **{"accept-language": "en"}) as guest:
            for page in (ion, guest):
                page.act("list_comments")
            ana.act("add_comment", "O groapă", PLACE)
            number = ana.state["comments"][0]["id"]
            ion.act("open_thread", number)
            assert texts(ion) == ["O groapă"]
            ion.act("reply_to_comment", number, "O văd")
            ion.act("resolve_comment", number)
            guest.act("open_thread", number)
            assert [reply["text"] for reply in guest.state["thread"]["replies"]] == ["O văd"]
            assert heard(ana, "comments", guest.state["comments"])
            assert (ana.state["comments"][0]["resolved_by"], ana.state["comments"][0]["replies"]) == ("Ion", 1)
            forged = (
                ["add_comment", "x", PLACE], ["place_comment", PLACE], ["reply_to_comment", number, "x"],
                ["resolve_comment", number], ["reopen_comment", number], ["delete_comment", number],
                ["delete_reply", 1],
            )  # fmt: skip
            for count, action in enumerate(forged, start=1):
                guest.act(*action)
                assert guest.state["notice"] == {"number": count, "text": "Sign in to save."}
        ana.act("delete_comment", number)
        assert "resolve it instead" in ana.state["notice"]["text"]
        with signed_in(client, store, "Eva", role="admin") as eva:
            eva.act("list_comments")
            eva.act("delete_comment", number)
            assert heard(ion, "comments", [])
            assert heard(ion, "thread", None)


def test_forged_words_change_nothing_and_are_answered_with_a_sentence(ana: Planner) -> None:
    forged = [
        ["add_comment", 7, PLACE], ["add_comment", " ", PLACE], ["add_comment", "x" * 1001, PLACE],
        ["add_comment", "x", []], ["add_comment", "x", {"point": [1, 2]}],
        ["add_comment", "x", {"point": ["1", 2, 3]}], ["add_comment", "x", {"point": [9e6, 0, 0]}],
        ["add_comment", "x", {**PLACE, "layer": "trees", "id": "none"}],
        ["add_comment", "x", {**PLACE, "layer": ["trees"], "id": "none"}], ["place_comment", "here"],
        ["place_comment", {"layer": "dragons", "id": "x"}], ["reply_to_comment", 12, "to nobody"],
        ["reply_to_comment", "12", "x"], ["resolve_comment", True], ["delete_comment", 2**60], ["open_thread", "x"],
    ]  # fmt: skip
    for number, (action, *arguments) in enumerate(forged, start=1):
        ana.act(action, *arguments)
        assert ana.state["notice"]["number"] == number
    ana.act("list_comments")
    assert ana.state["comments"] == []


def test_comments_follow_the_scenario_on_the_desk_also_of_a_guest_who_loads_the_page_anew(
    ana: Planner, client: TestClient
) -> None:
    ana.act("list_comments")
    ana.act("add_comment", "Despre oraș", PLACE)
    ana.act("new_scenario", "Turnul")
    ana.act("add_comment", "Despre turn", PLACE)
    assert (texts(ana), ana.state["comments_about"]) == (["Despre turn"], {"name": "Turnul", "is_scratch": False})
    with planner(client) as guest:
        guest.act("list_comments")
        assert texts(guest) == ["Despre oraș"]
        guest.act("open_scenario", "Turnul")
        assert heard(guest, "comments", ana.state["comments"])
        guest.act("add_edit", razing("way/1"))  # a copy from now on
        kept = guest.state["desk_kept"]["text"]
    with planner(client) as again:
        again.act("restore_scenario", kept, True)
        again.act("list_comments")
        assert texts(again) == ["Despre turn"]
        again.act("new_scenario", "")
        again.act("list_comments")
        assert (texts(again), again.state["comments_about"]["is_scratch"]) == (["Despre oraș"], True)


def test_planners_see_who_else_has_a_scenario_open_until_they_leave(
    ana: Planner, client: TestClient, store: Store
) -> None:
    ana.act("new_scenario", "Turnul")
    with planner(client) as guest:
        guest.act("open_scenario", "Turnul")
        assert guest.state["company"] == []
        with signed_in(client, store, "Ion") as ion:
            ion.act("open_scenario", "Turnul")
            assert ion.state["company"] == ["Ana"]
            assert heard(ana, "company", ["Ion"])
            with signed_in(client, store, "Ion") as twice:
                twice.act("open_scenario", "Turnul")
                assert twice.state["company"] == ["Ion", "Ana"]  # oneself in the other window first
                assert heard(ion, "company", ["Ion", "Ana"])
                assert heard(ana, "company", ["Ion"])  # once, however many windows
                twice.act("close_scenario")
                assert twice.state["company"] == []
            assert heard(ion, "company", ["Ana"])
        assert heard(ana, "company", [])
        assert guest.state["company"] == []


def test_who_has_a_scenario_open_that_is_saved_elsewhere_is_told_until_they_open_it_again(
    ana: Planner, client: TestClient, store: Store
) -> None:
    ana.act("new_scenario", "Turnul")
    with signed_in(client, store, "Ion") as ion, signed_in(client, store, "Ana") as again:
        ion.act("open_scenario", "Turnul")
        again.act("open_scenario", "Turnul")
        ana.act("add_edit", razing("way/1"))
        assert heard(ion, "overtaken_by", "Ana")
        assert heard(again, "overtaken_by", "Ana")  # her own other window
        ion.act("reopen_scenario")
        assert (ion.state["overtaken_by"], len(ion.state["desk"]["edits"])) == ("", 1)
        again.call("trame.state.get")
        assert again.state["overtaken_by"] == "Ana"  # who opens it again has changed nothing
        ion.act("undo_edit")
        assert heard(ana, "overtaken_by", "Ion")
        ana.act("open_scenario", "Turnul")
        assert (ana.state["overtaken_by"], ana.state["desk"]["edits"]) == ("", [])
        again.act("close_scenario")
        again.act("open_scenario", "Turnul")
        assert again.state["overtaken_by"] == ""


def test_who_has_a_scenario_open_that_a_command_changes_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("viewer.server.LOOK_S", 0.05)
    with TestClient(create_app(store)) as client, signed_in(client, store, "Ana") as ana:
        ana.act("new_scenario", "Turnul")
        ana.act("add_edit", razing("way/1"))
        time.sleep(0.3)
        ana.call("trame.state.get")
        assert ana.state["overtaken_by"] == ""  # her own save is none of anybody outside
        ScenarioStore.of_store(store).scenario("Turnul").undo()
        time.sleep(0.3)
        assert heard(ana, "overtaken_by", OUTSIDE)
        ana.act("reopen_scenario")
        assert (ana.state["overtaken_by"], ana.state["desk"]["edits"]) == ("", [])


@pytest.mark.logs_errors
def test_a_look_outside_that_fails_is_logged_and_the_next_tells(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing, saves = iter([StoreError("the disk is away")]), ScenarioStore.saves

    def seen(scenarios: ScenarioStore, keys: frozenset[str]) -> dict[str, int]:
        for error in failing:  # at the first look alone
            raise error
        return saves(scenarios, keys)

    monkeypatch.setattr("viewer.server.LOOK_S", 0.05)
    monkeypatch.setattr(ScenarioStore, "saves", seen)
    with TestClient(create_app(store)) as client, signed_in(client, store, "Ana") as ana:
        ana.act("new_scenario", "Turnul")
        ana.act("add_edit", razing("way/1"))
        time.sleep(0.3)
        assert "the disk is away" in caplog.text
        ScenarioStore.of_store(store).scenario("Turnul").undo()
        time.sleep(0.3)
        assert heard(ana, "overtaken_by", OUTSIDE)


def test_the_note_of_an_edit_is_changed_on_the_desk_and_undone_and_the_city_stays(ana: Planner, store: Store) -> None:
    ana.act("new_scenario", "Strada liberă")
    way = str(store.city.streets.index[0])
    ana.act(
        "add_edit", {"kind": "close_street", "target": {"layer": "streets", "ids": [way]}, "after": {"modes": ["car"]}}
    )
    edit = ana.state["desk"]["edits"][0]["id"]
    before = ana.state["tiles"]
    ana.act("note_edit", edit, " din mai ")
    assert ana.state["desk"]["edits"][0]["note"] == "din mai"
    assert ana.state["tiles"] == before
    ana.act("note_edit", edit, "x" * 1001)
    assert "1000" in ana.state["notice"]["text"]
    ana.act("undo_edit")
    assert ana.state["desk"]["edits"][0]["note"] == ""
