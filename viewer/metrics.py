"""What the server says of itself in numbers, as Prometheus reads them."""

import time

import psutil
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DONE, REFUSED, FAILED = "done", "refused", "failed"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ACTION_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counts of one app, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._open = Gauge("twin_sessions_open", "Sessions that are open now.", registry=registry)
        self.opened = Counter("twin_sessions_opened", "Sessions opened since the start.", registry=registry)
        self._actions = Counter(
            "twin_actions", "Actions that pages asked for.", ("action", "outcome"), registry=registry
        )
        self._seconds = Histogram(
            "twin_action_seconds", "How long actions took.", ("action",), registry=registry, buckets=ACTION_BUCKETS_S
        )
        self._tiles = Counter("twin_tile_requests", "Tiles asked for.", ("status",), registry=registry)
        self._tile_bytes = Counter("twin_tile_bytes", "Bytes of tiles sent, compressed.", registry=registry)
        self.received = Counter(
            "twin_socket_received_bytes", "Bytes of messages from browsers, before compression.", registry=registry
        )
        self.sent = Counter(
            "twin_socket_sent_bytes", "Bytes of messages to browsers, before compression.", registry=registry
        )
        self._sign_ins = Counter("twin_sign_ins", "Passwords and links tried.", ("outcome",), registry=registry)
        self._memory = Gauge("process_resident_memory_bytes", "Memory that the server holds.", registry=registry)
        started = Gauge("process_start_time_seconds", "When the server started, in Unix time.", registry=registry)
        started.set(time.time())
        self._about = Info("twin", "The city that is served and the program that serves it.", registry=registry)

    def count_action(self, name: str, outcome: str, seconds: float) -> None:
        """Count one action; `name` is one of the page's, never a browser's own word."""
        self._actions.labels(name, outcome).inc()
        self._seconds.labels(name).observe(seconds)

    def count_tile(self, status: int, sent_bytes: int) -> None:
        """Count one request for a tile."""
        self._tiles.labels(str(status)).inc()
        self._tile_bytes.inc(sent_bytes)

    def count_sign_in(self, outcome: str) -> None:
        """Count one try to sign in."""
        self._sign_ins.labels(outcome).inc()

    def text(self, *, sessions: int, city: str, city_version: str, version: str) -> bytes:
        """Return everything in Prometheus' text format."""
        self._open.set(sessions)
        self._memory.set(psutil.Process().memory_info().rss)
        self._about.info({"city": city, "city_version": city_version, "version": version})
        return generate_latest(self.registry)


class CountedTiles:
    """ASGI middleware of the tiles' route: counts answers and their bytes."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count what comes back."""
        status = sent_bytes = 0

        async def counted(message: Message) -> None:
            nonlocal status, sent_bytes
            status = message.get("status", status)
            sent_bytes += len(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, counted)
        self.metrics.count_tile(status, sent_bytes)


class CountedSocket:
    """ASGI middleware of the sockets' route: counts the bytes of messages both ways."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass messages on and count them."""

        async def received() -> Message:
            message = await receive()
            self.metrics.received.inc(len(message.get("bytes") or b""))
            return message

        async def sent(message: Message) -> None:
            self.metrics.sent.inc(len(message.get("bytes") or b""))
            await send(message)

        await self.app(scope, received, sent)
