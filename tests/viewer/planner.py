"""A planner without a browser: speaks wslink as trame's page does."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgpack
from starlette.testclient import TestClient, WebSocketTestSession
from wslink.chunking import UnChunker, generate_chunks


class Planner:
    """One open socket; `state` is what the server said so far."""

    def __init__(self, socket: WebSocketTestSession, secret: str) -> None:
        self.socket, self.number, self.state = socket, 0, {}
        self.unchunker = UnChunker()
        self.unchunker.set_max_message_size(10_000_000)
        self.call("wslink.hello", [{"secret": secret}], kind="system")
        self.state = dict(self.call("trame.state.get")["state"])

    def send(self, method: str, args: list[Any] = (), *, kind: str = "rpc") -> str:  # type: ignore[assignment]
        self.number += 1
        message = {"wslink": "1.0", "id": f"{kind}:{self.number}", "method": method, "args": list(args), "kwargs": {}}
        for chunk in generate_chunks(msgpack.packb(message), 0):
            self.socket.send_bytes(chunk)
        return message["id"]

    def answer(self, id: str) -> Mapping[str, Any]:
        while True:
            message = self.unchunker.process_chunk(self.socket.receive_bytes())
            if message is None:
                continue
            if message.get("id") == id:
                return message
            if str(message.get("id", "")).startswith("publish:trame.state.topic"):
                self.state.update(message["result"])

    def call(self, method: str, args: list[Any] = (), *, kind: str = "rpc") -> Any:  # type: ignore[assignment]
        answer = self.answer(self.send(method, args, kind=kind))
        assert "error" not in answer, answer
        return answer["result"]

    def act(self, name: str, *args: Any) -> dict[str, Any]:
        """Do one of the page's actions and return the state after it."""
        self.call("trame.trigger", [name, list(args), {}])
        self.call("trame.state.get")  # what the action changed is published before this answer
        return self.state


def opened(client: TestClient, *, query: str = "", **headers: str) -> dict[str, str]:
    answer = client.post(f"/session{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@contextlib.contextmanager
def planner(client: TestClient, *, query: str = "", **headers: str) -> Iterator[Planner]:
    """Open a session and its socket; the planner leaves at the end."""
    session = opened(client, query=query, **headers)
    with client.websocket_connect(session["sessionURL"]) as socket:
        yield Planner(socket, session["secret"])
