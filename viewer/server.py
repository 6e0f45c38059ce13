"""The app: one page, its sockets, its tiles; and the command that serves it."""

import asyncio
import contextlib
import logging
import os
import socket
import threading
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

from geodata.errors import ServeError, StoreError
from geodata.language import DEFAULT_LANGUAGE, N_
from twin.city_version import city_version
from twin.store import Store, open_store
from twin.threads import share_freed_memory

from .access import SECURITY_HEADERS, SecurityHeaders, is_loopback, is_same_origin
from .accounts import Accounts
from .admin import Admin
from .assets import Assets, PageFiles
from .background import Background
from .document import RETRY_S, Documents
from .greeting import say_hello
from .handouts import FOLDER
from .health import VERSION, Health
from .layout import build_display_page, build_page, page_form
from .metrics import CONTENT_TYPE, CountedSocket, CountedTiles
from .outside import LOOK_S, Outside
from .page import Page
from .questions import ready_to_answer
from .sessions import Sessions, SessionsFullError
from .shared import Shared
from .sheet import LIVE_S
from .sign_in import SignIn
from .state import Choices, choices_of
from .visitor import ANONYMOUS, Visitor

log = logging.getLogger(__name__)

MAX_SESSIONS = 60
READY_AFTER_S = 15.0
HIGHEST_PORT = 65535
REFUSED = 1008
DISPLAY = "/display"
MAX_SOCKET_MESSAGE_BYTES = 65_536


class Viewer:
    """Everything behind the addresses of one app."""

    def __init__(self, store: Store, *, max_sessions: int, is_local: bool) -> None:
        self.store = store
        self.accounts = Accounts.open(store.folder, is_local=is_local)
        self.health_of_store = Health(store, self.accounts)
        self.shared = Shared.of_store(store, page_form(build_page), display_form=page_form(build_display_page))
        self.background = Background(lambda: None)
        self.sessions = Sessions(self._make_page, capacity=max_sessions)
        files = PageFiles.of_trame()
        self.assets = Assets(files.folders, [self.shared.form.asset, self.shared.display_form.asset])
        self.documents = Documents(self.shared, self.assets, files)
        self.sign_in = SignIn.of(
            self.accounts, self.assets, self.shared.metrics,
            titles=store.city.title, default_language=store.city.recipe.language, leave=self._leave,
        )  # fmt: skip
        self.admin = Admin(
            self.accounts, self.assets, self.shared, self.health_of_store, self.sign_in.hashing, self.see_who_left
        )

    def _make_page(self, server: Server, choices: Choices, visitor: Visitor) -> Page:
        self.shared.metrics.opened.inc()
        return Page(server, choices, self.shared, ANONYMOUS if choices.is_display else visitor)

    def _leave(self, ticket: str) -> None:
        """Let the pages of a browser that signed out go on as anybody's."""
        for page in self.sessions.pages:
            if page.visitor.ticket == ticket:
                page.become(ANONYMOUS)

    async def _visitor(self, request: Request) -> Visitor:
        return await asyncio.to_thread(self.accounts.visitor_of, request.cookies)

    def _choices(self, request: Request) -> Choices:
        return choices_of(request, default_language=self.store.city.recipe.language)

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Warm the scripts, keep readings fresh, and free all sessions at the end."""
        warming = asyncio.create_task(asyncio.to_thread(self.assets.warm))
        refreshing = asyncio.create_task(self._keep_fresh())
        asking = asyncio.create_task(self._get_ready_to_answer())
        listening = asyncio.create_task(self._listen_outside())
        yield
        for task in (warming, refreshing, asking, listening):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self.background.close()
        await self.sessions.close_all()

    async def _get_ready_to_answer(self) -> None:
        """Once the first pages had time to load, read the ways and the searches, which a first question waits for."""
        await asyncio.sleep(READY_AFTER_S)
        # A thread that nobody waits for: the server may stop meanwhile.
        threading.Thread(target=ready_to_answer, args=(self.store.city,), daemon=True).start()

    async def _keep_fresh(self) -> None:
        """Once a minute draw again what depends on the moment, for every page that shows it."""
        while True:
            await asyncio.sleep(LIVE_S)
            await asyncio.wait({self.background.start(self._freshen())})  # a round that fails is logged; the next comes

    async def _listen_outside(self) -> None:
        """Every few seconds look whether somebody outside saved a scenario that pages have open."""
        outside = Outside(self.shared)
        while True:
            await asyncio.sleep(LOOK_S)
            await asyncio.wait({self.background.start(outside.look())})  # as above

    async def _freshen(self) -> None:
        await self.see_who_left()
        await asyncio.to_thread(self.refresh, datetime.now(UTC))
        for page in self.sessions.pages:
            page.show_live()

    def refresh(self, moment: datetime) -> None:
        """Draw and count again what depends on the moment, in the city and in scenarios. Not for the event loop."""
        pages = self.sessions.pages
        sheets = [page.desk.work.sheet for page in pages if page.desk.work is not None]
        sheets += [page.comparing.now.sheet for page in pages if page.comparing.now is not None]
        self.shared.refresh(moment, [sheet for sheet in sheets if sheet is not self.shared.base])

    async def see_who_left(self) -> None:
        """Sign out the pages of those whose account is no more, has another password, or who came too long ago."""
        for page in self.sessions.pages:
            if page.visitor.ticket:
                try:
                    known = await asyncio.to_thread(self.accounts.visitor, page.visitor.ticket)
                except StoreError:
                    log.exception("who signed in cannot be read; nobody is signed out for it")
                    return
                if known != page.visitor:
                    page.become(known)

    async def page(self, request: Request) -> Response:
        """Answer with the page, or with a friendly word when all places are taken."""
        language = self._choices(request).language
        if self.sessions.is_full:
            return self.documents.full(language)
        begins_elsewhere = bool({"view", "story"} & set(request.query_params))
        is_display = request.url.path == DISPLAY
        return self.documents.city(language, is_display=is_display, begins_elsewhere=begins_elsewhere)

    async def open_session(self, request: Request) -> Response:
        """Hand out a session: the address of its socket and the word that opens it."""
        if not is_same_origin(request.headers):
            return JSONResponse({"error": "not from here"}, status_code=403)
        choices = self._choices(request)
        try:
            session = await self.sessions.open(choices, await self._visitor(request))
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

    async def handout(self, request: Request) -> Response:
        """Answer with a file made for somebody."""
        return self.shared.handouts.response(request)

    async def asset(self, request: Request) -> Response:
        """Answer with a script, style or font."""
        return self.assets.response(request.path_params["address"], request)

    async def failed(self, request: Request, _: Exception) -> Response:
        """Answer an error that nobody expected; the server writes its trace to the log."""
        answer = self.documents.failed(self._choices(request).language)
        answer.headers.update(SECURITY_HEADERS)  # it goes out past the middleware that adds them
        return answer

    async def health(self, _: Request) -> Response:
        """Answer whether all is well, and how many are here; 503 with the reason when it is not."""
        body = await self.health_of_store.answer(sessions=len(self.sessions), max_sessions=self.sessions.capacity)
        return JSONResponse(body, status_code=503 if "reason" in body else 200, headers={"Cache-Control": "no-store"})

    async def metrics(self, request: Request) -> Response:
        """Answer with what Prometheus collects: to this machine, and to administrators."""
        is_near = request.client is not None and is_loopback(request.client.host)
        if not is_near and not (await self._visitor(request)).may_manage:
            return Response("only from the server's own machine, or as an administrator", 403, media_type="text/plain")
        version = await asyncio.to_thread(city_version, self.store.city)
        text = self.shared.metrics.text(
            sessions=len(self.sessions), city=self.store.city.recipe.id, city_version=version, version=VERSION
        )
        return Response(text, headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE})


def create_app(store: Store, *, max_sessions: int = MAX_SESSIONS, is_local: bool = False) -> Starlette:
    """Return the web app of a store. Reads all its tables once.

    `is_local` for a server that only its own machine reaches: `app.state.viewer.accounts.link` signs in there.
    """
    viewer = Viewer(store, max_sessions=max_sessions, is_local=is_local)
    metrics = viewer.shared.metrics
    app = Starlette(
        routes=[
            Route("/", viewer.page, methods=["GET"]),
            Route(DISPLAY, viewer.page, methods=["GET"]),
            Route("/health", viewer.health, methods=["GET"]),
            Route("/session", viewer.open_session, methods=["POST"]),
            Route("/metrics", viewer.metrics, methods=["GET"]),
            *viewer.sign_in.routes(),
            *viewer.admin.routes(),
            Route(
                "/tiles/{name}", viewer.tile, methods=["GET"], middleware=[Middleware(CountedTiles, metrics=metrics)]
            ),
            Route(f"/{FOLDER}/{{name}}", viewer.handout, methods=["GET"]),
            WebSocketRoute("/s/{session}/ws", viewer.socket, middleware=[Middleware(CountedSocket, metrics=metrics)]),
            Route("/{address:path}", viewer.asset, methods=["GET"]),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={Exception: viewer.failed},
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
    share_freed_memory()
    listener = _listener(host, port)
    try:
        app = create_app(open_store(folder), max_sessions=max_sessions, is_local=is_loopback(host))
        shown = f"[{host}]" if ":" in host else host
        say_hello(app.state.viewer.accounts, f"http://{shown}:{listener.getsockname()[1]}", folder, language)
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
