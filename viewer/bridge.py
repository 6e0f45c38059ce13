"""Between a browser's WebSocket and the trame server that is its own."""

import logging
from contextlib import suppress
from dataclasses import dataclass

import msgpack  # type: ignore[import-untyped]
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from wslink.backends.generic.core import WsEndpoint
from wslink.websocket import ServerProtocol

log = logging.getLogger(__name__)

# What the page calls. All else that trame and wslink offer (exit, pushing state back) is not reachable.
PAGE_CALLS = frozenset({"trame.state.get", "trame.trigger", "trame.lifecycle.update", "trame.error.client"})
STATE_UPDATE = "trame.state.update"
MAX_MESSAGE_BYTES = 65_536
BAD_DATA, TOO_BIG = 1007, 1009


class PageEndpoint(WsEndpoint):  # type: ignore[misc]
    """A session's end of the socket: answers what the page needs and nothing else.

    State that the browser writes is its own affair (an open menu, a typed word): it never reaches
    the server. Whatever changes something on the server is a named action with checked arguments.
    """

    def __init__(self, protocol: ServerProtocol, web_app: object) -> None:
        protocol.linkProtocols.clear()  # wslink adds the protocol itself again
        super().__init__(protocol, web_app)
        for name in set(self.functionMap) - PAGE_CALLS:
            del self.functionMap[name]
        self.functionMap[STATE_UPDATE] = (self, PageEndpoint.ignore_state)

    def ignore_state(self, changes: object) -> None:
        """Take what the browser wrote into its state, and do nothing with it."""

    async def sendWrappedError(  # noqa: N802 - wslink's name
        self, rpcid: str, code: int, message: str, _data: object = None, client_id: str | None = None
    ) -> None:
        """Tell the browser that a call failed, not how: tracebacks are for the log."""
        await super().sendWrappedError(rpcid, code, message, None, client_id)


@dataclass(frozen=True)
class _Incoming:
    """A message as wslink wants it."""

    data: bytes


async def carry(websocket: WebSocket, endpoint: PageEndpoint) -> None:
    """Carry messages both ways until either side leaves."""
    await websocket.accept()

    async def send(is_binary: bool, content: bytes | str) -> None:  # noqa: FBT001 - wslink's signature
        if websocket.application_state is not WebSocketState.CONNECTED:
            return
        with suppress(WebSocketDisconnect, RuntimeError):  # the browser left while we were talking
            if is_binary and isinstance(content, bytes):
                await websocket.send_bytes(content)

    connection = await endpoint.connect()
    connection.on_message(send)
    try:
        while (content := await _received(websocket)) is not None:
            endpoint.unchunkers[connection.client_id].set_max_message_size(MAX_MESSAGE_BYTES)
            await connection.send(True, _Incoming(content))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, msgpack.UnpackException) as error:
        log.warning("a browser sent what is no message: %r", error)
        await _close(websocket, BAD_DATA)
    finally:
        await endpoint.disconnect(connection.client_id)


async def _received(websocket: WebSocket) -> bytes | None:
    """Return the next message; None when the browser left or sent what it may not."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        return None
    content = message.get("bytes")
    if content is None:
        await _close(websocket, BAD_DATA)
        return None
    if len(content) > MAX_MESSAGE_BYTES:
        await _close(websocket, TOO_BIG)
        return None
    return bytes(content)


async def _close(websocket: WebSocket, code: int) -> None:
    if websocket.application_state is WebSocketState.CONNECTED:
        with suppress(WebSocketDisconnect, RuntimeError):
            await websocket.close(code)
