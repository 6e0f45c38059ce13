"""Each browser has its own trame server: opened when its page loads, freed when it leaves."""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket
from trame.app import get_server
from trame.app.core import AVAILABLE_SERVERS
from trame_server import Server

from geodata.errors import ServeError
from geodata.language import N_

from .bridge import PageEndpoint, carry
from .page import Page
from .state import Choices
from .visitor import ANONYMOUS, Visitor

log = logging.getLogger(__name__)

HANDOUT_S = 30.0  # a browser that asked for a session and never came
SPARE_S = 5.0  # after which such a session may be given to somebody else when all are taken


class SessionsFullError(ServeError):
    """All sessions are in use."""


@dataclass(eq=False)
class Session:
    """One browser's server, page and socket."""

    id: str
    secret: str
    server: Server = field(repr=False)
    page: Page = field(repr=False)
    endpoint: PageEndpoint = field(repr=False)
    running: asyncio.Future[object] = field(repr=False)
    opened_at: float = field(default_factory=time.monotonic)
    is_attached: bool = False
    expiry: asyncio.TimerHandle | None = field(default=None, repr=False)


class Sessions:
    """The sessions of one app, at most `capacity` at a time."""

    def __init__(self, make_page: Callable[[Server, Choices, Visitor], Page], *, capacity: int) -> None:
        self.make_page = make_page
        self.capacity = capacity
        self._open: dict[str, Session] = {}
        self._opening = 0

    def __len__(self) -> int:
        return len(self._open) + self._opening

    @property
    def pages(self) -> list[Page]:
        """The pages of all open sessions."""
        return [session.page for session in self._open.values()]

    @property
    def is_full(self) -> bool:
        """Whether a browser that comes now would be turned away."""
        return len(self) >= self.capacity and self._spare() is None

    async def open(self, choices: Choices, visitor: Visitor = ANONYMOUS) -> Session:
        """Return a new session of somebody, waiting for their browser. Raises SessionsFullError."""
        if len(self) >= self.capacity:
            spare = self._spare()
            if spare is None:
                raise SessionsFullError(N_("All {count} places are taken. Try again in a minute."), count=self.capacity)
            await self.close(spare.id)
        self._opening += 1
        try:
            session = await self._started(choices, visitor)
        finally:
            self._opening -= 1
        self._open[session.id] = session
        loop = asyncio.get_running_loop()
        session.expiry = loop.call_later(HANDOUT_S, self._expire, session.id)
        return session

    async def _started(self, choices: Choices, visitor: Visitor) -> Session:
        id = secrets.token_hex(16)  # the client puts addresses into lower case
        server = get_server(f"session-{id}", client_type="vue3")
        try:
            page = self.make_page(server, choices, visitor)
            running = server.start(
                backend="generic",
                exec_mode="task",
                open_browser=False,
                show_connection_info=False,
                disable_logging=True,
                thread=True,
                port=0,
                timeout=0,
            )
            await server.ready
        except BaseException:
            AVAILABLE_SERVERS.pop(server.name, None)
            raise
        secret = secrets.token_urlsafe(24)
        server.protocol.updateSecret(secret)
        endpoint = PageEndpoint(server.protocol, server._server)
        return Session(id, secret, server, page, endpoint, running)

    async def attach(self, id: str, websocket: WebSocket) -> bool:
        """Serve a browser on its socket until it leaves, then free its session.

        Returns False, at once, for an unknown id or a session that has its browser already.
        """
        session = self._open.get(id)
        if session is None or session.is_attached:
            return False
        session.is_attached = True
        if session.expiry is not None:
            session.expiry.cancel()
        try:
            await carry(websocket, session.endpoint)
        finally:
            await self.close(id)
        return True

    async def close(self, id: str) -> None:
        """Free a session; nothing of it stays. A reloaded page asks for a new one."""
        session = self._open.pop(id, None)
        if session is None:
            return
        if session.expiry is not None:
            session.expiry.cancel()
        session.page.close()
        server = session.server
        await server.stop()
        with contextlib.suppress(asyncio.CancelledError):
            await session.running
        AVAILABLE_SERVERS.pop(server.name, None)

    async def close_all(self) -> None:
        """Free every session."""
        for id in list(self._open):
            await self.close(id)

    def _spare(self) -> Session | None:
        now = time.monotonic()
        waiting = [s for s in self._open.values() if not s.is_attached and now - s.opened_at > SPARE_S]
        return min(waiting, key=lambda s: s.opened_at, default=None)

    def _expire(self, id: str) -> None:
        session = self._open.get(id)
        if session is not None and not session.is_attached:
            session.running.get_loop().create_task(self.close(id))
