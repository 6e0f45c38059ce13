import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from .planner import Planner, opened, planner


def test_a_wrong_secret_opens_nothing(client: TestClient) -> None:
    session = opened(client)
    with (
        client.websocket_connect(session["sessionURL"]) as socket,
        pytest.raises(AssertionError, match="Authentication"),
    ):
        Planner(socket, "guessed")


def test_state_that_a_browser_writes_changes_nothing_on_the_server(client: TestClient) -> None:
    with planner(client) as someone:
        someone.call("trame.state.update", [[{"key": "is_demo", "value": True}, {"key": "theme", "value": "dark"}]])
        state = someone.call("trame.state.get")["state"]
    assert state["is_demo"] is False
    assert state["theme"] == "light"


@pytest.mark.parametrize("method", ["application.exit", "application.exit.later", "trame.force.push"])
def test_a_browser_cannot_call_what_the_page_does_not_need(client: TestClient, method: str) -> None:
    with planner(client) as someone:
        assert someone.answer(someone.send(method))["error"]["code"] == -32601


@pytest.mark.logs_errors
def test_a_failed_action_tells_the_user_and_not_how(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with planner(client, **{"accept-language": "en"}) as someone:
        answer = someone.answer(someone.send("trame.trigger", ["show_layer", [], {}]))
        someone.call("trame.state.get")
    assert "data" not in answer["error"]
    assert someone.state["notice"]["text"].startswith("That did not work.")
    assert "TypeError" in caplog.text


@pytest.mark.logs_errors
@pytest.mark.parametrize("content", [b"", b"\x00" * 12 + b"\xc1", b"\x01\x00\x00\x00" * 2 + b"\xff\xff\xff\xff"])
def test_bytes_that_are_no_message_end_the_session(client: TestClient, content: bytes) -> None:
    session = opened(client)
    with client.websocket_connect(session["sessionURL"]) as socket:
        socket.send_bytes(content)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_bytes()
    assert client.get("/health").json()["sessions"] == 0


def test_a_huge_message_ends_the_session(client: TestClient) -> None:
    session = opened(client)
    with client.websocket_connect(session["sessionURL"]) as socket:
        socket.send_bytes(b"\x00" * 100_000)
        with pytest.raises(WebSocketDisconnect) as left:
            socket.receive_bytes()
    assert left.value.code == 1009
