"""The app: one page, its sockets, its tiles; and the command that serves it."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from trame_server import Server

from geodata.errors import ServeError
from geodata.language import DEFAULT_LANGUAGE, N_, translate
from twin.store import Store, open_store

from .access import SecurityHeaders, is_same_origin
from .assets import Assets, PageFiles
from .document import RETRY_S, Documents
from .page import Page, page_form
from .sessions import Sessions, SessionsFullError
from .shared import Shared
from .sheet import LIVE_S
from .state import Choices, choices_of

log = logging.getLogger(__name__)

MAX_SESSIONS = 60
HIGHEST_PORT = 65535
REFUSED = 1008
MAX_SOCKET_MESSAGE_BYTES = 65_536
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Viewer:
    """Everything behind the addresses of one app."""

    def __init__(self, store: Store, *, max_sessions: int) -> None:
        self.store = store
        self.shared = Shared.of_store(store, page_form())
        self.sessions = Sessions(self._make_page, capacity=max_sessions)
        files = PageFiles.of_trame()
        self.assets = Assets(files.folders)
        self.documents = Documents(self.shared, self.assets, files)

    def _make_page(self, server: Server, choices: Choices) -> Page:
        return Page(server, choices, self.shared)

    def _choices(self, request: Request) -> Choices:
        return choices_of(request, default_language=self.store.city.recipe.language)

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Warm the scripts, keep readings fresh, and free all sessions at the end."""
        warming = asyncio.create_task(asyncio.to_thread(self.assets.warm))
        refreshing = asyncio.create_task(self._keep_fresh())
        yield
        for task in (warming, refreshing):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.sessions.close_all()

    async def _keep_fresh(self) -> None:
        """Once a minute draw again what depends on the moment, for every page that shows it."""
        while True:
            await asyncio.sleep(LIVE_S)
            await asyncio.to_thread(self.shared.refresh, datetime.now(UTC))
            for page in self.sessions.pages:
                page.show_live()

    async def page(self, request: Request) -> Response:
        """Answer with the page, or with a friendly word when all places are taken."""
        language = self._choices(request).language
        return self.documents.full(language) if self.sessions.is_full else self.documents.city(language)

    async def open_session(self, request: Request) -> Response:
        """Hand out a session: the address of its socket and the word that opens it."""
        if not is_same_origin(request.headers):
            return JSONResponse({"error": "not from here"}, status_code=403)
        choices = self._choices(request)
        try:
            session = await self.sessions.open(choices)
        except SessionsFullError as error:
            headers = {"Retry-After": str(RETRY_S)}
            return JSONResponse({"error": error.text(choices.language)}, status_code=503, headers=headers)
        scheme = "wss" if request.url.scheme == "https" else "ws"
        address = f"{scheme}://{request.url.netloc}/s/{session.id}/ws"
        answer = {"sessionURL": address, "secret": session.secret}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    async def socket(self, websocket: WebSocket) -> None:
        """Connect a browser with its session."""
        known = is_same_origin(websocket.headers)
        if not known or not await self.sessions.attach(websocket.path_params["session"], websocket):
            await websocket.close(REFUSED)

    async def tile(self, request: Request) -> Response:
        """Answer with a tile."""
        return self.shared.tiles.response(request.path_params["name"], request)

    async def asset(self, request: Request) -> Response:
        """Answer with a script, style or font."""
        return self.assets.response(request.path_params["address"], request)

    async def health(self, _: Request) -> Response:
        """Answer that all is well, and how many are here."""
        body = {"status": "ok", "sessions": len(self.sessions), "max_sessions": self.sessions.capacity}
        return JSONResponse(body, headers={"Cache-Control": "no-store"})


def create_app(store: Store, *, max_sessions: int = MAX_SESSIONS) -> Starlette:
    """Return the web app of a store. Reads all its tables once."""
    viewer = Viewer(store, max_sessions=max_sessions)
    app = Starlette(
        routes=[
            Route("/", viewer.page, methods=["GET"]),
            Route("/health", viewer.health, methods=["GET"]),
            Route("/session", viewer.open_session, methods=["POST"]),
            Route("/tiles/{name}", viewer.tile, methods=["GET"]),
            WebSocketRoute("/s/{session}/ws", viewer.socket),
            Route("/{address:path}", viewer.asset, methods=["GET"]),
        ],
        middleware=[Middleware(SecurityHeaders)],
        lifespan=viewer.lifespan,
    )
    app.state.viewer = viewer
    return app


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    max_sessions: int = MAX_SESSIONS,
    language: str = DEFAULT_LANGUAGE,
) -> None:
    """Serve the city of a folder until interrupted. Raises StoreError, and ServeError for a port in use."""
    os.environ.setdefault("TRAME_ARGS", "")  # or trame would read our command line as its own
    listener = _listener(host, port)
    try:
        app = create_app(open_store(folder), max_sessions=max_sessions)
        port = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        served = translate(N_("The city is at {url} — Ctrl-C stops it."), language)
        print(served.format(url=f"http://{shown}:{port}/"), flush=True)
        if host not in LOOPBACK:
            print(translate(N_("It is open to the network, read-only for everyone."), language), flush=True)
        config = uvicorn.Config(
            app,
            log_level="warning",
            ws="websockets-sansio",
            ws_max_size=MAX_SOCKET_MESSAGE_BYTES,
            timeout_graceful_shutdown=2,
            server_header=False,
            date_header=False,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()


def _listener(host: str, port: int) -> socket.socket:
    if not 0 <= port <= HIGHEST_PORT:
        raise ServeError(N_("There is no port {port}. Choose one from 1 to 65535 with --port."), port=port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ServeError(
            N_("Cannot listen on {host}, port {port}: {error}. Choose another with --port."),
            host=host,
            port=port,
            error=error,
        ) from None
    return listener
