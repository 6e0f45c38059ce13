"""Scenarios renamed on the page: by whom, who follows, and what former names in links and kept copies do."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.viewer.planner import Planner, planner
from tests.viewer.test_archiving import listed
from tests.viewer.test_commenting import heard, signed_in, texts
from tests.viewer.test_desk import razing
from twin.scenario_store import ScenarioStore
from twin.store import Store
from viewer.server import create_app
from viewer.view_state import CameraView, ScenarioView, ViewState

PLACE = {"point": [10.0, 20.0, 500.0], "layer": "", "id": ""}


@pytest.fixture
def client(own_store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(own_store, max_sessions=4), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def ana(client: TestClient, own_store: Store) -> Iterator[Planner]:
    with signed_in(client, own_store, "Ana") as ana:
        client.cookies.clear()
        yield ana


def called(someone: Planner, name: str) -> bool:
    """Return whether the scenario on a page is called so by now."""
    for _ in range(200):
        if someone.state["desk"]["name"] == name:
            return True
        someone.call("trame.state.get")
    return False


def test_a_renamed_scenario_keeps_its_edits_and_comments_and_goes_on_saving_itself(
    ana: Planner, own_store: Store
) -> None:
    ana.act("new_scenario", "Turnul")
    ana.act("add_edit", razing("way/1"))
    ana.act("add_comment", "Prea înalt", PLACE)
    tiles = ana.state["tiles"]
    ana.act("rename_scenario", " Turnul  vechi ")
    assert (ana.state["desk"]["name"], ana.state["desk"]["kept"]) == ("Turnul vechi", "Saved")
    assert (ana.state["tiles"], ana.state["desk_kept"]["name"]) == (tiles, "Turnul vechi")
    ana.act("list_comments")
    assert texts(ana) == ["Prea înalt"]
    ana.act("undo_edit")
    assert (ana.state["overtaken_by"], ana.state["desk"]["conflict"]) == ("", "")
    assert ScenarioStore.of_store(own_store).scenario("Turnul vechi").edits == ()
    assert listed(ana) == ["Turnul vechi"]


def test_only_the_author_and_administrators_rename(ana: Planner, client: TestClient, own_store: Store) -> None:
    ana.act("new_scenario", "Turnul")
    with planner(client, **{"accept-language": "en"}) as guest, signed_in(client, own_store, "Ion") as ion:
        for someone, why in ((guest, "Sign in to save."), (ion, "Only whoever made this scenario may do that")):
            someone.act("open_scenario", "Turnul")
            assert someone.act("rename_scenario", "Al meu")["notice"]["text"].startswith(why)
    assert listed(ana) == ["Turnul"]
    with signed_in(client, own_store, "Eva", "admin") as eva:
        eva.act("open_scenario", "Turnul")
        eva.act("rename_scenario", "Podul")
    assert listed(ana) == ["Podul"]


@pytest.mark.parametrize("name", [7, "", "x" * 200, "a\nb"])
def test_what_is_no_name_is_refused(ana: Planner, name: object) -> None:
    ana.act("new_scenario", "Turnul")
    assert ana.act("rename_scenario", name)["notice"]["number"] == 1
    assert ana.state["desk"]["name"] == "Turnul"


def test_why_a_name_is_refused_stands_beside_it(ana: Planner) -> None:
    ana.act("new_scenario", "Piața")
    ana.act("new_scenario", "Turnul")
    ana.act("rename_scenario", "piața ")
    assert ana.state["name_error"]["name"] == "piața"
    assert ana.state["name_error"]["text"].startswith("There is a scenario “Piața” already.")
    assert ana.state["desk"]["name"] == "Turnul"


def test_pages_that_have_a_renamed_scenario_open_follow_and_say_so(
    ana: Planner, client: TestClient, own_store: Store
) -> None:
    ana.act("new_scenario", "Turnul")
    with planner(client, **{"accept-language": "en"}) as guest, signed_in(client, own_store, "Ion") as ion:
        for someone in (guest, ion):
            someone.act("open_scenario", "Turnul")
        guest.act("add_edit", razing("way/1"))  # a copy from now on
        ana.act("add_edit", razing("way/1"))
        assert heard(ion, "overtaken_by", "Ana")
        ana.act("rename_scenario", "Podul")
        for someone in (guest, ion):
            assert called(someone, "Podul")
            assert someone.state["notice"]["text"] == "“Turnul” is called “Podul” now."
        assert (ana.state["notice"]["number"], ion.state["overtaken_by"]) == (0, "Ana")  # that stays to be told
        assert heard(ana, "company", ["Ion"])
        assert guest.state["desk"]["is_copy"]
        ion.act("reopen_scenario")
        ion.act("undo_edit")
        assert heard(ana, "overtaken_by", "Ion")


def test_links_of_before_open_a_renamed_scenario_once(ana: Planner, client: TestClient) -> None:
    ana.act("new_scenario", "Turnul")
    ana.act("rename_scenario", "Podul")
    here = CameraView(21.2257, 45.7537, 400.0, 10.0, 50.0)
    link = ViewState(here, scenario=ScenarioView("Turnul")).to_link()
    with planner(client) as guest:
        guest.act("show_view", link)
        assert (guest.state["desk"]["name"], guest.state["notice"]["number"]) == ("Podul", 0)
        guest.act("add_edit", razing("way/1"))
        guest.act("undo_edit")
        guest.act("show_view", link)
        assert guest.state["desk"]["is_copy"]  # as it was left: it is what the link names
