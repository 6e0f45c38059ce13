"""What a planner's page verifies stays with the saved scenario, for whoever opens it next, and for its memo."""

from pathlib import Path

from starlette.testclient import TestClient

from tests.viewer.planner import planner
from tests.viewer.signing_in import cookie_of
from tests.viewer.test_board import until
from tests.viewer.test_desk import razing
from twin.scenario_store import ScenarioStore
from twin.scenario_trust import last_verification
from twin.store import open_store
from viewer.server import create_app


def test_what_a_page_verifies_of_a_saved_scenario_is_kept_with_it(own_tiny_folder: Path) -> None:
    store = ScenarioStore.open(own_tiny_folder)
    with TestClient(create_app(open_store(own_tiny_folder), max_sessions=2), base_url="http://localhost") as client:
        client.cookies.set(*cookie_of(own_tiny_folder))
        with planner(client) as ana:
            ana.act("new_scenario", "Fără o casă")
            ana.act("add_edit", razing("way/1"))
            assert last_verification(store, store.scenario("Fără o casă")) is None
            ana.act("verify_now")
            until(ana, lambda: ana.state["trust"] is not None and ana.state["trust_progress"] is None)
    kept = last_verification(store, store.scenario("Fără o casă"))
    assert kept is not None
    assert kept.holds
