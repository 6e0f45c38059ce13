"""Scenarios archived on the page: by whom, who is told, and what a forged message cannot do."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.viewer.planner import Planner, planner
from tests.viewer.test_commenting import heard, signed_in
from tests.viewer.test_desk import razing
from twin.scenario_store import ScenarioStore
from twin.store import Store
from viewer.server import create_app


@pytest.fixture
def client(own_store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(own_store, max_sessions=4), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def ana(client: TestClient, own_store: Store) -> Iterator[Planner]:
    with signed_in(client, own_store, "Ana") as ana:
        client.cookies.clear()
        yield ana


def listed(someone: Planner) -> list[str]:
    return [one["name"] for one in someone.act("list_scenarios")["scenarios"]]


def test_a_scenario_that_its_author_archives_stays_open_and_is_in_no_list_until_it_is_listed_again(
    ana: Planner,
) -> None:
    ana.act("new_scenario", "Turnul")
    ana.act("archive_scenario")
    assert (ana.state["archived_by"], ana.state["desk"]["name"], listed(ana)) == ("Ana", "Turnul", [])
    ana.act("unarchive_scenario")
    assert (ana.state["archived_by"], listed(ana)) == ("", ["Turnul"])


def test_only_the_author_and_administrators_archive_and_list_again(
    ana: Planner, client: TestClient, own_store: Store
) -> None:
    ana.act("new_scenario", "Turnul")
    for action in ("archive_scenario", "unarchive_scenario"):
        with planner(client, **{"accept-language": "en"}) as guest, signed_in(client, own_store, "Ion") as ion:
            for someone, why in ((guest, "Sign in to save."), (ion, "Only whoever made this scenario may do that")):
                someone.act("open_scenario", "Turnul")
                assert someone.act(action)["notice"]["text"].startswith(why)
        client.cookies.clear()
        assert listed(ana) == ([] if action == "unarchive_scenario" else ["Turnul"])
        ana.act("archive_scenario")
    with signed_in(client, own_store, "Eva", "admin") as eva:
        eva.act("open_scenario", "Turnul")
        eva.act("unarchive_scenario")
    assert listed(ana) == ["Turnul"]


def test_a_copy_belongs_to_whoever_makes_it(ana: Planner, client: TestClient, own_store: Store) -> None:
    ana.act("new_scenario", "Turnul")
    ana.act("add_edit", razing("way/1"))
    with signed_in(client, own_store, "Ion") as ion:
        ion.act("open_scenario", "Turnul")
        ion.act("clone_scenario", "Turnul, altfel")
        assert (ion.state["desk"]["author"], ion.state["desk"]["edits"][0]["author"]) == ("Ion", "Ana")
        assert ion.act("archive_scenario")["archived_by"] == "Ion"
    assert listed(ana) == ["Turnul"]


def test_what_is_saved_nowhere_is_not_archived(ana: Planner, own_store: Store) -> None:
    assert ana.act("archive_scenario")["notice"]["text"].startswith("No scenario is open.")
    ScenarioStore.of_store(own_store).new("Turnul", author="Ion")
    ana.act("new_scenario", "")
    forged = {**json.loads(ana.state["desk_kept"]["text"]), "name": "Turnul", "author": "Ana", "saved": 1}
    ana.act("restore_scenario", json.dumps(forged), True)
    assert ana.state["desk"]["is_copy"]
    assert "only in this browser tab" in ana.act("archive_scenario")["notice"]["text"]
    assert listed(ana) == ["Turnul"]


def test_all_who_have_a_scenario_open_are_told_that_it_was_archived_and_that_it_is_listed_again(
    ana: Planner, client: TestClient, own_store: Store
) -> None:
    ana.act("new_scenario", "Piața")
    ana.act("new_scenario", "Turnul")
    with planner(client) as guest, signed_in(client, own_store, "Ion") as ion, planner(client) as elsewhere:
        guest.act("open_scenario", "Turnul")
        ion.act("open_scenario", "Turnul")
        elsewhere.act("open_scenario", "Piața")
        ana.act("archive_scenario")
        assert all(heard(someone, "archived_by", "Ana") for someone in (guest, ion))
        ana.act("unarchive_scenario")
        assert all(heard(someone, "archived_by", "") for someone in (guest, ion))
        elsewhere.call("trame.state.get")
        assert elsewhere.state["archived_by"] == ""


def test_what_is_archived_at_the_page_of_administrators_is_told_on_pages_that_have_it_open(
    ana: Planner, client: TestClient, own_store: Store
) -> None:
    ana.act("new_scenario", "Turnul")
    with signed_in(client, own_store, "Eva", "admin"):
        client.post("/admin/archive", data={"about": "Turnul"})
        assert heard(ana, "archived_by", "Eva")
        client.post("/admin/unarchive", data={"about": "Turnul"})
        assert heard(ana, "archived_by", "")


def test_who_opens_an_archived_scenario_is_told_and_what_they_do_is_saved(ana: Planner, own_store: Store) -> None:
    ana.act("new_scenario", "Turnul")
    ana.act("archive_scenario")
    ana.act("close_scenario")
    assert ana.state["archived_by"] == ""
    ana.act("open_scenario", "Turnul")
    assert heard(ana, "archived_by", "Ana")
    ana.act("add_edit", razing("way/1"))
    assert (ana.state["archived_by"], ana.state["desk"]["kept"]) == ("Ana", "Saved")
    assert len(ScenarioStore.of_store(own_store).scenario("Turnul").edits) == 1
    ana.act("new_scenario", "Piața")
    assert ana.state["archived_by"] == ""
