import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from trame.app.core import AVAILABLE_SERVERS
from trame_server import Server

from viewer.sessions import HANDOUT_S, Sessions, SessionsFullError
from viewer.state import Choices

from .planner import Planner, opened, planner

CHOICES = Choices("en", "light")


@pytest.fixture
def sessions(app: Starlette) -> Iterator[Sessions]:
    return app.state.viewer.sessions


def test_two_planners_do_not_see_each_others_choices(client: TestClient) -> None:
    with planner(client) as one, planner(client) as other:
        assert one.act("choose_theme", "dark")["theme"] == "dark"
        assert other.act("choose_language", "en")["theme"] == "light"


def test_a_session_is_freed_when_its_browser_leaves(client: TestClient, sessions: Sessions) -> None:
    with planner(client):
        assert len(sessions) == 1
    assert client.get("/health").json()["sessions"] == 0


def test_nothing_stays_of_fifty_sessions_that_came_and_went(sessions: Sessions) -> None:
    came: list[weakref.ref[Server]] = []

    async def come_and_go() -> None:
        for _ in range(50):
            session = await sessions.open(CHOICES)
            came.append(weakref.ref(session.server))
            await sessions.close(session.id)

    asyncio.run(come_and_go())
    gc.collect()
    assert not [name for name in AVAILABLE_SERVERS if name.startswith("session-")]
    assert sum(server() is not None for server in came) <= 1  # wslink remembers the last server it started


def test_more_planners_than_places_are_turned_away(client: TestClient) -> None:
    for _ in range(3):
        opened(client)
    answer = client.post("/session", headers={"accept-language": "en"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert answer.json()["error"] == "All 3 places are taken. Try again in a minute."


def test_sessions_opened_at_once_do_not_exceed_the_cap(sessions: Sessions) -> None:
    async def rush() -> list[object]:
        made = await asyncio.gather(*(sessions.open(CHOICES) for _ in range(5)), return_exceptions=True)
        await sessions.close_all()
        return made

    made = asyncio.run(rush())
    assert [isinstance(each, SessionsFullError) for each in made].count(True) == 2


def test_a_session_nobody_came_for_gives_its_place_to_another(sessions: Sessions) -> None:
    async def wait_and_come() -> int:
        first = await sessions.open(CHOICES)
        await sessions.open(CHOICES)
        await sessions.open(CHOICES)
        first.opened_at -= 10
        await sessions.open(CHOICES)
        count = len(sessions)
        await sessions.close_all()
        return count

    assert asyncio.run(wait_and_come()) == 3


def test_a_session_nobody_came_for_is_freed_after_a_while(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("viewer.sessions.HANDOUT_S", HANDOUT_S / 1000)

    async def wait() -> int:
        await sessions.open(CHOICES)
        await asyncio.sleep(0.2)
        return len(sessions)

    assert asyncio.run(wait()) == 0


def test_a_session_has_one_browser_only(client: TestClient) -> None:
    session = opened(client)
    with client.websocket_connect(session["sessionURL"]) as socket:
        Planner(socket, session["secret"])
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(session["sessionURL"]):
            pass


def test_an_unknown_session_is_refused(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/s/00000000/ws"):
        pass
