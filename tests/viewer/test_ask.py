import csv
import io
import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.tiny import CENTRE_LONLAT
from twin.store import Store
from viewer.handouts import KEPT_BYTES, Handouts

from .planner import Planner, planner
from .test_desk import razing


@pytest.fixture
def someone(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as someone:
        yield someone


@pytest.fixture
def centre(tiny_store: Store) -> list[float]:
    """Return the corner of the tiny town's house, in metres from the origin."""
    frame = tiny_store.city.frame
    x, y = frame.from_lonlat_points(*CENTRE_LONLAT)
    return [float(x) - frame.origin[0], float(y) - frame.origin[1]]


def until(someone: Planner, is_so: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Wait until the server has said what is waited for."""
    for _ in range(600):
        someone.call("trame.state.get")
        if is_so(someone.state):
            return someone.state
        time.sleep(0.05)
    raise AssertionError("the server never said so")


def answered(someone: Planner, *asked: object) -> dict[str, Any]:
    assert someone.act(*asked)["ask_error"] == ""  # type: ignore[arg-type]
    return until(someone, lambda state: not state["ask_working"])


def test_an_isochrone_is_drawn_listed_and_taken_away(someone: Planner, centre: list[float], client: TestClient) -> None:
    state = answered(someone, "ask_isochrone", centre, "walk", [1, 5])
    answer = state["answer"]
    assert answer["title"] == "How far one gets: on foot"
    assert answer["tables"][0]["heads"] == ["Within", "1 min", "5 min"]
    assert [entry["title"] for entry in answer["legend"]] == ["within 1 min", "within 5 min", "start (diamond)"]
    assert "Residents and dwellings are estimates from the buildings." in answer["lines"]
    assert client.get(state["answer_tiles"][0]["url"]).status_code == 200
    rings = client.get(answer["files"]["geojson"])
    assert "attachment" in rings.headers["content-disposition"]
    assert rings.json()["from"] == pytest.approx(CENTRE_LONLAT)
    assert [ring["properties"]["minutes"] for ring in rings.json()["features"]] == [1, 5]
    assert rings.json()["sources"][0]["attribution"] == "© OpenStreetMap contributors"
    plain = client.get(answer["files"]["csv"], headers={"accept-encoding": "identity"})
    table = list(csv.DictReader(io.StringIO(plain.content.decode("utf-8-sig"))))
    assert [row["minutes"] for row in table] == ["1.0", "5.0"]


def test_an_answer_says_which_scenario_it_is_of_and_so_does_its_file(
    someone: Planner, centre: list[float], client: TestClient
) -> None:
    def asked() -> tuple[str, str]:
        answer = answered(someone, "ask_isochrone", centre, "walk", [5])["answer"]
        return answer["of"], client.get(answer["files"]["csv"]).headers["content-disposition"]

    assert asked() == ("", "attachment; filename*=UTF-8''isochrone.csv")
    someone.act("new_scenario", "Piața Nouă")
    assert asked()[0] == ""  # nothing is changed yet
    someone.act("add_edit", razing("way/1"))
    assert asked() == ("With the scenario “Piața Nouă”.", "attachment; filename*=UTF-8''isochrone-piata-noua.csv")
    someone.act("look_at", "before")
    assert asked()[0] == ""


def test_a_way_is_told_step_by_step_in_the_language_of_the_page(
    someone: Planner, centre: list[float], client: TestClient
) -> None:
    end = [centre[0] + 120, centre[1] - 20]
    state = answered(someone, "ask_route", centre, end, "walk", "")
    assert [step["length"] for step in state["answer"]["steps"]] == ["120 m"]
    assert state["answer"]["steps"][0]["text"] == "Go east on Strada Mică"
    assert [entry["title"] for entry in state["answer"]["legend"]] == ["on the way", "start (diamond)", "end (post)"]
    assert client.get(state["answer"]["files"]["geojson"]).json()["length_m"] == pytest.approx(120, abs=0.5)
    said = someone.act("choose_language", "ro")["answer"]
    assert (said["title"], said["steps"][0]["text"]) == (
        "Drumul cel mai rapid: pe jos",
        "Porniți spre est pe Strada Mică",
    )


def test_who_is_served_is_told_for_each_neighbourhood(someone: Planner, client: TestClient) -> None:
    someone.act("open_questions")
    goals = {goal["id"]: goal["title"] for goal in someone.state["ask_choices"]["goals"]}
    assert goals["charging_stations"] == "Charging stations"
    assert goals["green_space:park"] == "Park"
    state = answered(someone, "ask_nearest", "green_space:park", "walk", [5, 10])
    served, areas = state["answer"]["tables"]
    assert [row[0] for row in served["rows"]] == ["5 min", "10 min"]
    assert [row[0] for row in areas["rows"]] == ["Cetate"]
    homes = client.get(state["answer"]["files"]["geojson"]).json()
    assert homes["residents_tier"] == "estimated"
    assert {home["properties"]["nearest"] for home in homes["features"]} == {"way/5"}


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ([], "Minutes have to be more than 0"),
        ([0], "Minutes have to be more than 0"),
        ([5, 500], "at most 120"),
        ([1, 2, 3, 4, 5, 6, 7], "one to 6 numbers"),
        ([None], "one to 6 numbers"),
        ("5", "Minutes have to be more than 0"),
    ],
)
def test_minutes_that_there_are_not_are_refused_in_a_sentence(
    someone: Planner, centre: list[float], minutes: object, said: str
) -> None:
    state = someone.act("ask_isochrone", centre, "walk", minutes)
    assert said in state["ask_error"]
    assert not state["ask_working"]


def test_what_cannot_be_answered_is_said_in_a_sentence(someone: Planner, centre: list[float]) -> None:
    far = [centre[0] + 900, centre[1] + 3000]
    state = answered(someone, "ask_isochrone", far, "walk", [5])
    assert "more than 300 m from every way" in state["ask_error"]
    assert state["answer"] is None
    assert "is no day and time" in someone.act("ask_route", centre, far, "transit", "tomorrow")["ask_error"]
    assert someone.act("clear_answer")["ask_error"] == ""


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("ask_isochrone", [[float("nan"), 0], "walk", [5]]),
        ("ask_isochrone", [[1e300, 0], "walk", [5]]),
        ("ask_isochrone", [["0", "0"], "walk", [5]]),
        ("ask_isochrone", [None, "walk", [5]]),
        ("ask_isochrone", [[0, 0], "by broom", [5]]),
        ("ask_route", [[0, 0], [0], "walk"]),
        ("ask_route", [[0, 0], [0, 0], {}, 4]),
        ("ask_nearest", ["neighbourhoods", "walk", [5]]),
        ("ask_nearest", [["transit"], "walk", [5]]),
    ],
)
def test_what_no_panel_sends_is_not_worked_on(someone: Planner, action: str, arguments: list[object]) -> None:
    state = someone.act(action, *arguments)
    assert (state["ask_working"], state["ask_error"], state["answer"]) == (False, "", None)


def test_the_newest_question_counts_and_clearing_forgets_it(someone: Planner, centre: list[float]) -> None:
    someone.act("ask_isochrone", centre, "walk", [5])
    state = answered(someone, "ask_isochrone", centre, "bike", [5])
    assert state["answer"]["title"] == "How far one gets: by bike"
    someone.act("ask_isochrone", centre, "walk", [15])
    state = someone.act("clear_answer")
    assert (state["ask_working"], state["answer"], state["answer_tiles"]) == (False, None, [])


def test_who_leaves_while_a_question_is_worked_on_leaves_nothing(client: TestClient, centre: list[float]) -> None:
    with planner(client) as someone:
        someone.act("ask_isochrone", centre, "walk", [15])
    assert client.get("/health").json()["sessions"] == 0


def test_nobody_guesses_the_address_of_an_answer_and_the_oldest_are_let_go(app: Starlette, client: TestClient) -> None:
    files: Handouts = app.state.viewer.shared.handouts
    weight = KEPT_BYTES // 2 + 1  # as it travels: what is made of chance does not shrink
    kept = [files.offer(secrets.token_bytes(weight), "text/csv", file_name="a.csv") for _ in range(2)]
    assert len(set(kept)) == 2
    assert len(kept[0].split("/")[-1]) > 24
    assert client.get(kept[0]).status_code == 404
    assert client.get(kept[-1], headers={"accept-encoding": "gzip"}).status_code == 200
    assert client.get("/made/..%2Fcity.toml").status_code == 404


def test_an_answer_is_plain_json(someone: Planner, centre: list[float]) -> None:
    state = answered(someone, "ask_isochrone", centre, "transit", [5])
    assert json.loads(json.dumps(state["answer"], allow_nan=False)) == state["answer"]
